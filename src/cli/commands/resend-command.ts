import { itemsOf, pathOf, type ApiClient } from '../client/api-client.js'
import { heldRemark, isDisabled } from '../client/remarks.js'
import { appCommand, appOf, connect } from '../client/server-access.js'
import { EXIT } from '../shared/cli-failure.js'
import { act } from '../shared/new-command.js'

/** What is listed of a message's endpoints: `status` 0 is delivered. */
interface Destination { id: string, status: number }

interface Waiting { endpointId: string }

const DELIVERED = 0

/** `posthorn resend`. */
export const resendCommand = () => appCommand('resend', {
  says: 'Send a message again, at once: to one endpoint, or to all that did not get it.',
  group: 'Messages',
  examples: [
    ['resend msg_2aB ep_2aC --app acme', 'to this endpoint'],
    ['resend msg_2aB --app acme', 'to all endpoints that did not get it'],
    ['resend msg_2aB --all --app acme', 'to all endpoints that it went to, and to all polling endpoints'],
    ['resend msg_2aB listen-laptop --app acme', 'to a polling endpoint, here that of `posthorn listen`']
  ]
})
  .argument('<message>', "the message's id or event id")
  .argument('[endpoint]', "the endpoint's id or uid; a polling endpoint shows the message again")
  .option('--all', 'also to those that have it')
  .action(act(async (message, endpoint, { all = false, ...options }) => {
    const api = await connect(options)
    const named = await appOf(api, options.app)
    const app = `/app${pathOf(named)}`
    const path = `${app}/msg${pathOf(message)}/endpoint`
    const endpoints = endpoint === undefined ? await targetsOf(api, { app, path, message, all }) : [endpoint]
    const disabled: string[] = []
    const sent: string[] = []
    for (const one of endpoints) {
      // The API takes it without an attempt.
      const isOff = await isDisabled(api, named, one)
      if (!isOff) await api.call('POST', `${path}${pathOf(one)}/resend`)
      ;(isOff ? disabled : sent).push(one)
    }
    const note = sent.length === 0 ? undefined : await heldRemark(api)
    return {
      json: { message, endpoints: sent, disabled },
      text: textOf(message, sent, disabled),
      ...note !== undefined && { note },
      exitCode: disabled.length === 0 ? EXIT.done : EXIT.failed
    }
  }))

interface Targets { app: string, path: string, message: string, all: boolean }

async function targetsOf (api: ApiClient, { app, path, message, all }: Targets): Promise<string[]> {
  const targets = new Set<string>()
  for await (const { id, status } of itemsOf<Destination>(api, path)) if (all || status !== DELIVERED) targets.add(id)
  // Deliveries that had no attempt yet, such as those behind an open circuit.
  const { id } = await api.get<{ id: string }>(`${app}/msg${pathOf(message)}`, { with_content: false })
  const waiting = itemsOf<Waiting>(api, `${app}/delivery`, { msg_ids: id, state: 'undelivered' })
  for await (const { endpointId } of waiting) targets.add(endpointId)
  if (all) for await (const { id } of itemsOf<{ id: string }>(api, `${app}/destination`)) targets.add(id)
  return [...targets]
}

function textOf (message: string, sent: readonly string[], disabled: readonly string[]): string {
  const lines = [
    ...sent.map(one => `${message} is sent again to ${one}`),
    ...disabled.map(one => `${one} is disabled: nothing is sent to it. Enable it first.`)
  ]
  return lines.length === 0 ? 'No endpoint needs it.' : lines.join('\n')
}
