import { ApiFailure, pathOf, type ApiClient } from '../client/api-client.js'
import { connect, serverCommand } from '../client/server-access.js'
import { misused } from '../shared/cli-failure.js'
import { act } from '../shared/new-command.js'

const EVENT_TYPES = [
  { name: 'invoice.paid', description: 'An invoice was paid.', example: { id: 'in_1', amount: 4200, currency: 'EUR' } },
  { name: 'user.created', description: 'A user signed up.', example: { id: 'user_1', email: 'ada@example.com' } },
  { name: 'order.shipped', description: 'A parcel left the house.', example: { id: 'order_1', carrier: 'post', parcels: 2 } }
]
const MANY = 1000

/** `posthorn seed`. */
export const seedCommand = () => serverCommand('seed', {
  says: 'Make something to look at: an application, event types with schemas, an endpoint, messages. Repeating it adds messages only.',
  group: 'Applications',
  examples: [
    ['seed', 'the application acme with an endpoint at the local inbox'],
    ['seed --app demo --endpoint https://example.com/webhook --messages 20', 'with an endpoint of your own']
  ]
})
  .option('-a, --app <uid>', 'the uid of the application', 'acme')
  .option('--endpoint <url>', "where the messages go (default: the server's inbox)")
  .option('--messages <n>', 'how many are sent', '6')
  .action(act(async ({ app, endpoint, messages, ...options }) => {
    const count = Number(messages)
    if (!Number.isSafeInteger(count) || count < 0 || count > MANY) throw misused(`--messages is a number from 0 to ${MANY}.`)
    const api = await connect(options)
    await api.call('POST', '/app?get_if_exists=true', { name: app, uid: app })
    for (const one of EVENT_TYPES) await putEventType(api, one)
    const url = endpoint ?? `${api.url}/inbox`
    await unlessThere(api.call('POST', `/app${pathOf(app)}/endpoint`, { uid: 'seed', url, description: 'Made by posthorn seed' }))
    const ids: string[] = []
    for (let at = 0; at < count; at++) {
      const { name: eventType, example } = EVENT_TYPES[at % EVENT_TYPES.length]!
      const message = { eventType, payload: { ...example, number: at + 1 } }
      ids.push((await api.call<{ id: string }>('POST', `/app${pathOf(app)}/msg`, message)).id)
    }
    return {
      json: { app, endpoint: url, eventTypes: EVENT_TYPES.map(({ name }) => name), messages: ids },
      text: `${app}: ${EVENT_TYPES.length} event types, an endpoint at ${url}, ${ids.length} messages sent.\n` +
        `Next: posthorn tail --app ${app} --since 1m, or posthorn open portal --app ${app}`
    }
  }))

async function putEventType (api: ApiClient, { name, description, example }: typeof EVENT_TYPES[number]): Promise<void> {
  const types = Object.entries(example).map(([key, value]) => [key, { type: typeof value === 'number' ? 'integer' : 'string' }])
  const schema = { type: 'object', required: ['id'], properties: Object.fromEntries(types) as object, examples: [example] }
  await unlessThere(api.call('POST', '/event-type', { name, description, schemas: { 1: schema } }))
}

async function unlessThere (creating: Promise<unknown>): Promise<void> {
  try {
    await creating
  } catch (error) {
    if (!(error instanceof ApiFailure && error.status === 409)) throw error
  }
}
