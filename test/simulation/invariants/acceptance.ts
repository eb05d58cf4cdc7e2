import { wants } from '../../../src/delivery/match.js'
import { payloadOf } from '../clients.js'
import { nameOf, versionsWithin, type StoredMessage } from '../history.js'
import type { Invariant } from '../invariants.js'
import type { World } from '../world.js'
import { staleMs } from './views.js'

/** What was accepted is stored once, as it came, and ends at every endpoint that wanted it. */
export const acceptance: Invariant[] = [
  {
    name: 'accepted-is-stored',
    check: ({ outcomes, history }) => outcomes
      .filter(({ request, result }) => request.kind === 'message' && result === 'done')
      .filter(({ messageId, request }) => history.messages.get(messageId!)?.number !== request.number)
      .map(({ messageId, request }) => `Request ${request.number} was answered with 202 and ${messageId}, which is not its message.`)
  },
  {
    name: 'accepted-is-delivered',
    check: world => [...world.history.messages.values()].flatMap(message => undelivered(world, message))
  },
  {
    name: 'stored-once',
    check: ({ history }) => {
      const all = [...history.messages.values()]
      return [...repeated(all.map(({ number }) => `request ${number}`)), ...repeated(all.flatMap(({ eventId }) => eventId === null ? [] : [`eventId ${eventId}`]))]
        .map(name => `Two messages are stored for ${name}.`)
    }
  },
  {
    name: 'no-limbo',
    check: world => world.outcomes.flatMap(({ request, result, status }) => {
      if (result !== 'refused' || (request.kind !== 'message' && status === 404)) return []
      const hasRival = request.kind === 'message' && request.eventId !== null &&
        [...world.history.messages.values()].some(({ eventId, number }) => eventId === request.eventId && number !== request.number)
      return status === 409 && hasRival ? [] : [`Request ${request.number} was refused with ${status}.`]
    })
  },
  {
    name: 'as-accepted',
    check: ({ requests, history }) => requests.flatMap(({ msgId, body, site }) => {
      const message = history.messages.get(msgId)
      if (!message) return [`Site ${site} got ${msgId}, which was never stored.`]
      return body === message.payload && body === payloadOf(message.number) ? [] : [`Site ${site} got another payload with ${msgId} than was accepted.`]
    })
  }
]

/** The endpoints that wanted a message all the time from its acceptance to its fan-out, and have no delivery of it. */
function undelivered (world: World, message: StoredMessage): string[] {
  const { history, endpointIds, plan } = world
  const until = message.fannedOutAt ?? (message.isMarked || plan.mode === 'queue' ? Infinity : message.at)
  return endpointIds.flatMap(endpointId => {
    if (history.deliveries.has(nameOf({ endpointId, msgId: message.id }))) return []
    const versions = versionsWithin(history.endpoints.get(endpointId), message.at - staleMs(world), until)
    const isWanted = versions.every(endpoint => endpoint && wants(endpoint, { ...message, onlyEndpointId: null }))
    return isWanted ? [`${message.id} was stored, ${endpointId} wanted it, and there is no delivery.`] : []
  })
}

function repeated (names: string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
}
