import { ApiFailure, pathOf, type ApiClient } from '../client/api-client.js'
import { jsonText } from '../client/input.js'
import { heldRemark, isDisabled } from '../client/remarks.js'
import { exampleOf, type EventTypeOut } from '../client/schema-example.js'
import { appCommand, appOf, connect } from '../client/server-access.js'
import { Failure, misused } from '../shared/cli-failure.js'
import { act } from '../shared/new-command.js'
import { sendMessage } from './send-command.js'

/** `posthorn trigger`. */
export const triggerCommand = () => appCommand('trigger', {
  says: 'Send an example of an event type: the one in its schema, one made of its schema, or a file.',
  group: 'Messages',
  examples: [
    ['trigger invoice.paid --app acme', 'to all endpoints that want it'],
    ['trigger invoice.paid --app acme --endpoint ep_2aB', 'to one endpoint, whatever it wants'],
    ['trigger invoice.paid --app acme --data @invoice.json', 'with a payload of your own']
  ]
})
  .argument('<type>', 'the event type')
  .option('--example <n>', 'which example of the schema, from 0', '0')
  .option('--data <json>', 'JSON, @file, or - for standard input')
  .option('--endpoint <endpoint>', 'only to this endpoint')
  .action(act(async (eventType, { example, data, endpoint, ...options }) => {
    const index = Number(example)
    if (!Number.isSafeInteger(index) || index < 0) throw misused('--example is a number from 0.')
    const given = data === undefined ? undefined : await jsonText(data)
    const api = await connect(options)
    const app = await appOf(api, options.app)
    const payload = given ?? await examplePayload(api, eventType, index)
    if (endpoint === undefined) return await sendMessage(api, { app, fields: { eventType }, payload })
    if (await isDisabled(api, app, endpoint)) throw new Failure(`${endpoint} is disabled: nothing is sent to it. Enable it first.`)
    const path = `/app${pathOf(app)}/endpoint${pathOf(endpoint)}/send-example`
    const message = await api.call<{ id: string }>('POST', path, `{"eventType":${JSON.stringify(eventType)},"payload":${payload}}`)
    const note = await heldRemark(api)
    return { json: message, text: `${message.id} ${eventType} was accepted for ${endpoint}`, ...note !== undefined && { note } }
  }))

async function examplePayload (api: ApiClient, name: string, index: number): Promise<string> {
  try {
    const example = exampleOf(await api.get<EventTypeOut>(`/event-type${pathOf(name)}`), index)
    if (example === undefined) throw new Failure(`The schema of '${name}' has no example number ${index}: give another, or --data.`)
    return JSON.stringify(example)
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) {
      throw new Failure(`There is no event type '${name}': create it, or give the payload with --data.`, { code: error.code })
    }
    throw error
  }
}
