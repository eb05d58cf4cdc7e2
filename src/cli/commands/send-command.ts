import { pathOf, type ApiClient } from '../client/api-client.js'
import { jsonText } from '../client/input.js'
import { dateOf } from '../client/moments.js'
import { remarksOn } from '../client/remarks.js'
import { appCommand, appOf, connect } from '../client/server-access.js'
import { act, type Outcome } from '../shared/new-command.js'

interface Message { id: string, eventType: string }

/** `posthorn send`. */
export const sendCommand = () => appCommand('send', {
  says: 'Send a message to the endpoints of an application.',
  group: 'Messages',
  examples: [
    ['send invoice.paid \'{"amount":4200}\' --app acme', 'a payload from the command line'],
    ['send invoice.paid @invoice.json --app acme', 'from a file'],
    ['send invoice.paid - --app acme --event-id in_1 < invoice.json', 'from standard input; only one message can have this event id']
  ]
})
  .argument('<type>', 'the event type')
  .argument('[payload]', 'JSON, @file, or - for standard input', '{}')
  .option('--event-id <id>', 'your id of the event: only one message can have it')
  .option('--channel <channel...>', 'channels')
  .option('--tag <tag...>', 'tags')
  .option('--at <time>', 'when it is to be delivered')
  .option('--idempotency-key <key>', 'repeating the call with the same key sends nothing again')
  .action(act(async (eventType, payload, { eventId, channel, tag, at, idempotencyKey, ...options }) => {
    const text = await jsonText(payload)
    const fields = {
      eventType, ...(eventId !== undefined && { eventId }), ...(channel && { channels: channel }), ...(tag && { tags: tag }),
      ...(at !== undefined && { deliverAt: dateOf(at, '--at') })
    }
    const api = await connect(options)
    return await sendMessage(api, { app: await appOf(api, options.app), fields, payload: text, idempotencyKey })
  }))

interface Fields { eventType: string, channels?: string[] }
interface Sending { app: string, fields: Fields, payload: string, idempotencyKey?: string | undefined }

/** Sends one message whose payload is JSON text: its digits and the order of its keys stay as they are. */
export async function sendMessage (api: ApiClient, { app, fields, payload, idempotencyKey }: Sending): Promise<Outcome> {
  const body = JSON.stringify(fields).replace(/\}$/, `,"payload":${payload}}`)
  const headers: Record<string, string> = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }
  const message = await api.call<Message>('POST', `/app${pathOf(app)}/msg?with_content=false`, body, headers)
  const { wanted, says } = await remarksOn(api, { app, ...fields })
  return {
    json: { ...message, ...wanted !== undefined && { wanted } },
    text: `${message.id} ${message.eventType} was accepted`,
    ...says.length > 0 && { note: says.join('\n') }
  }
}
