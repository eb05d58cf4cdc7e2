import { itemsOf, pathOf } from '../client/api-client.js'
import { appCommand, appOf, connect } from '../client/server-access.js'
import { act } from '../shared/new-command.js'

/** What is listed of a message's endpoints: `status` 0 is delivered. */
interface Destination { id: string, status: number }

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
    const app = `/app${pathOf(await appOf(api, options.app))}`
    const path = `${app}/msg${pathOf(message)}/endpoint`
    const endpoints = endpoint === undefined ? [] : [endpoint]
    if (endpoint === undefined) {
      for await (const { id, status } of itemsOf<Destination>(api, path)) if (all || status !== DELIVERED) endpoints.push(id)
    }
    if (endpoint === undefined && all) for await (const { id } of itemsOf<{ id: string }>(api, `${app}/destination`)) endpoints.push(id)
    for (const one of endpoints) await api.call('POST', `${path}${pathOf(one)}/resend`)
    const text = endpoints.length === 0 ? 'No endpoint needs it.' : endpoints.map(one => `${message} is sent again to ${one}`).join('\n')
    return { json: { message, endpoints }, text }
  }))
