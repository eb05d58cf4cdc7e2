import { keptOf } from '../blobs.js'
import { mayBeTwo } from '../clients.js'
import { wants } from '../matching.js'
import { nameOf, versionsWithin, type StoredMessage } from '../history.js'
import type { Invariant } from '../invariants.js'
import { payloadOf } from '../requests.js'
import type { AcceptedMessage, Outcome, World } from '../world.js'
import { staleMs } from './views.js'

/** An accepted message is stored once and unchanged, and reaches the end at every endpoint that wanted it. */
export const acceptance: Invariant[] = [
  {
    name: 'accepted-is-stored',
    check: world =>
      answered(world).filter(({ id, planned }) => id !== undefined && world.history.messages.get(id)?.number !== planned.number)
        .map(({ id, planned }) => `Message ${planned.number} was answered with 202 and ${id}, which is another message.`)
  },
  {
    name: 'accepted-is-delivered',
    check: world => [...world.history.messages.values()].flatMap(message => undelivered(world, message))
  },
  {
    name: 'stored-once',
    check ({ history, ...world }) {
      const all = [...history.messages.values()]
      const twice = (name: (message: StoredMessage) => string | null | undefined) =>
        repeated(all.filter(message => !isInDoubt({ history, ...world }, message)).map(name))
      return [...twice(({ number }) => number === undefined ? null : `message ${number}`), ...twice(({ eventId }) =>
        eventId && `eventId ${eventId}`)]
        .map(name => `Two messages are stored for ${name}.`)
    }
  },
  {
    name: 'no-limbo',
    check: world =>
      world.outcomes.flatMap(outcome => [...refusedWhole(world, outcome), ...outcome.messages.flatMap(message => refused(world, message))])
  },
  {
    name: 'as-accepted',
    check: ({ requests, history }) => requests.flatMap(({ msgId, body, site }) => {
      const message = history.messages.get(msgId)
      if (!message) return [`Site ${site} got ${msgId}, which was never stored.`]
      const isSame = body === message.payload && (message.number === undefined || body === payloadOf(message.number))
      return isSame ? [] : [`Site ${site} got another payload with ${msgId} than was accepted.`]
    })
  },
  {
    name: 'payloads-are-kept',
    check: world => [...world.history.messages.values()].flatMap(({ id, payload, blob, parts, isExpunged }) => {
      if (payload === undefined) return [`${id} was stored before its payload.`]
      return blob === undefined || isExpunged || keptOf(world, blob, parts) ? [] : [`The payload of ${id} is gone from the store.`]
    })
  },
  {
    name: 'expunged-is-gone',
    check: ({ history, requests, start, outcomes }) => [
      ...[...history.messages.values()].filter(message => message.isRevived && !wasUnderWay(outcomes, message)).map(({ id }) =>
        `The payload of ${id} came back after it was expunged.`),
      ...requests.filter(({ msgId, startedAt }) => startedAt > (history.messages.get(msgId)?.expungedAt ?? Infinity) + STALE_MS)
        .filter(({ msgId }) => !wasUnderWay(outcomes, history.messages.get(msgId)!))
        .map(({ msgId, site, startedAt }) => `Site ${site} got ${msgId} at ${startedAt - start} ms, whose payload had been expunged.`)
    ]
  }
]

/**
 * Whether the batch that stored a message was still under way when it was expunged, or just before: its writes ask for nothing that is
 * there, so one that the database did not answer, and that is tried again, or applied late, may store the content anew.
 */
const wasUnderWay = (outcomes: Outcome[], { number, expungedAt = 0 }: StoredMessage) =>
  outcomes.some(({ request, tries, endedAt = Infinity }) =>
    request.kind === 'batch' && request.entries.some(entry => entry.number === number) && (tries > 1 || endedAt + LATE_MS >= expungedAt))

// How long after its caller stopped waiting a write may still be applied, ms.
const LATE_MS = 30_000

// From reading a message to sending it, a process may have to be patient with the database, ms.
const STALE_MS = 45_000

const answered = ({ outcomes }: World): AcceptedMessage[] => outcomes.flatMap(({ messages }) => messages)

const isOfMessages = ({ request: { kind } }: Outcome) => kind === 'message' || kind === 'batch'

/** Refused as a whole, which only what is gone explains, and of a message a rival for its eventId. */
function refusedWhole (world: World, { request, result, status }: Outcome): string[] {
  if (result !== 'refused') return []
  if (request.kind === 'message') return refused(world, { planned: request, id: undefined, status: status! })
  return request.kind !== 'batch' && status === 404 ? [] : [`Request ${request.number} was refused with ${status}.`]
}

function refused ({ history }: World, { planned: { number, eventId }, id, status }: AcceptedMessage): string[] {
  if (id !== undefined) return []
  const hasRival = eventId !== null && [...history.messages.values()].some(other => other.eventId === eventId && other.number !== number)
  return status === 409 && hasRival ? [] : [`Message ${number} was refused with ${status}.`]
}

/** Whether clocks that differ too much may explain a second message. */
function isInDoubt (world: World, { number, eventId }: StoredMessage): boolean {
  return world.outcomes.some(outcome => {
    const planned = outcome.request.kind === 'batch' ? outcome.request.entries : outcome.request.kind === 'message' ? [outcome.request] : []
    return isOfMessages(outcome) && planned.some(one => one.number === number || (eventId !== null && one.eventId === eventId)) &&
      mayBeTwo(world, outcome)
  })
}

/** Endpoints that wanted a message during all of its fan-out, and have no delivery of it. */
function undelivered (world: World, message: StoredMessage): string[] {
  const { history, endpointIds, plan, appId } = world
  const until = message.fannedOutAt ?? (message.isMarked || plan.mode === 'queue' ? Infinity : message.at)
  return endpointIds.filter((_, site) => (message.appId === appId) !== (plan.sites[site]!.isManagement === true)).flatMap(endpointId => {
    if (history.deliveries.has(nameOf({ endpointId, msgId: message.id }))) return []
    const versions = versionsWithin(history.endpoints.get(endpointId), message.at - staleMs(world), until)
    const isWanted = versions.every(endpoint => endpoint && wants(endpoint, { ...message, onlyEndpointId: null }))
    return isWanted ? [`${message.id} was stored, ${endpointId} wanted it, but there is no delivery.`] : []
  })
}

function repeated (names: Array<string | null | undefined>): string[] {
  const given = names.filter(name => name != null)
  return [...new Set(given.filter((name, index) => given.indexOf(name) !== index))]
}
