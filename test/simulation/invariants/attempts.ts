import type { Delivery, Lease } from '../../../src/repositories/deliveries.js'
import type { Attempt } from '../../../src/repositories/attempts.js'
import { nameOf, versionAt, versionsWithin } from '../history.js'
import type { Invariant } from '../invariants.js'
import type { Request } from '../network.js'
import type { World } from '../world.js'
import { isDead } from './deliveries.js'
import { isSuccess } from './outcomes.js'
import { viewsOf, type View } from './views.js'

// A claimed delivery has patience for five calls of three tries each; after that, the attempt is lost to the database.
const TRIES = 15
// For as long as that patience may last, a crash loses what was not written yet, ms.
const PATIENCE_MS = 45_000

/** Each request needs a claim of its process. No other request of the delivery may be in flight. */
export function checkRequest (world: World, request: Request): void {
  const { requests, history, endpointIds } = world
  const name = nameOf({ endpointId: endpointIds[request.site]!, msgId: request.msgId })
  // No process can take back the requests that a crashed process had sent.
  const rival = requests.find(other => other !== request && other.site === request.site && other.msgId === request.msgId &&
    other.endedAt > request.startedAt && other.life.isAlive)
  if (rival && !mayFollow(world, name, { from: request.instance, to: rival.instance }) && !mayFollow(world, name, {
    from: rival.instance, to: request.instance
  })) world.violate('one-at-a-time', `${name}: ${request.instance} sends while the request of ${rival.instance} is in flight.`)
  const lease = history.deliveries.get(name)?.at(-1)?.value.lease
  const problem = claimProblem(world, request, lease)
  if (problem && takersOf(world, name, request.instance).length === 0) {
    world.violate('claimed-before-sent', `${name}: ${request.instance} sends what ${problem}.`)
  }
}

/** Whether a claim of one process may have come to another while it lasted, from one to the next. */
function mayFollow (world: World, name: string, { from, to }: { from: string, to: string }): boolean {
  const reached = new Set(takersOf(world, name, from))
  for (const instance of reached) for (const taker of takersOf(world, name, instance)) reached.add(taker)
  return reached.has(to)
}

/**
 * Who took a claim from a process while it lasted. A claim ends by the clock of whoever looks at it: where that clock was
 * so much ahead of the one that set the end, the first request may still be under way, or leave after all, and is sent
 * twice at once, as after a crash. A server never takes anything from itself, whatever its clock does; a function knows no
 * more of an entry that its queue brings twice than any other.
 */
export function takersOf (world: World, name: string, instance: string): string[] {
  const { history, clocks } = world
  const versions = history.deliveries.get(name) ?? []
  return versions.flatMap(({ at, value }, index) => {
    const before = versions[index - 1]?.value
    if (before?.lease?.owner !== instance) return []
    const { until } = before.lease
    return nextOwners(world, before, value).filter(other => at + clocks.within(other, at - LOOK_MS, at).most >= until)
  })
}

/** Whose doing it may be that a delivery that was claimed is claimed anew, or put back. */
function nextOwners ({ clocks, plan }: World, before: Delivery, { lease, last }: Delivery): string[] {
  const { owner, until } = before.lease!
  const isOwn = lease?.owner === owner && (plan.mode !== 'queue' || lease.until === until)
  if (lease) return isOwn ? [] : [lease.owner]
  // What waits for its endpoint is put back without a claim: without an attempt, nobody's name is on it.
  return last?.id === before.last?.id ? clocks.instances().filter(other => other !== owner) : []
}

// From looking at a clock to the write that follows from it, three tries of a call at most, ms.
const LOOK_MS = 12_000

// A claim has to last as long as the request may: else somebody else may send while it is under way.
function claimProblem ({ config }: World, { instance, sentAt }: Request, lease: Lease | null | undefined): string | undefined {
  if (!lease) return 'nobody has claimed'
  if (lease.owner !== instance) return `${lease.owner} has claimed`
  const leftMs = lease.until - sentAt
  return leftMs < config.requestTimeoutMs ? `it has claimed for ${leftMs} ms more` : undefined
}

/** The recorded attempts equal the requests that the endpoints saw. */
export const attempts: Invariant[] = [
  {
    name: 'recorded-is-sent',
    check: world => {
      const sent = new Set(world.requests.map(({ site, msgId, url, attemptId, answer: { statusCode, body, durationMs } }) =>
        JSON.stringify([world.endpointIds[site], msgId, attemptId, url, statusCode, body, durationMs])))
      return [...world.history.attempts.values()].map(({ value }) => value)
        .filter(({ endpointId, msgId, id, url, responseStatusCode, response, responseDurationMs }) =>
          !sent.has(JSON.stringify([endpointId, msgId, id, url, responseStatusCode, response, responseDurationMs])))
        .map(value => `${nameOf(value)}: attempt ${value.id} with status ${value.responseStatusCode} was recorded without a request.`)
    }
  },
  {
    name: 'sent-is-recorded',
    check: world => viewsOf(world).flatMap(view => unrecorded(world, view).map(({ startedAt, instance }) =>
      `${view.name}: the request of ${instance} at ${startedAt - world.start} ms is not recorded.`))
  },
  {
    // Lists by endpoint find an attempt by the index, or by its delivery.
    name: 'recorded-is-listed',
    check: world => [...world.history.attempts.values()].filter(({ value }) => value.isUnlisted).flatMap(({ at, value }) => {
      const hidden = versionsWithin(world.history.deliveries.get(nameOf(value)), at, Infinity)
        .some(delivery => delivery?.opened !== value.id && delivery?.first?.id !== value.id)
      return hidden ? [`${nameOf(value)}: no list by endpoint finds attempt ${value.id}.`] : []
    })
  },
  {
    name: 'recorded-is-settled',
    check: world => viewsOf(world).flatMap(view => view.attempts
      .filter(attempt => !view.settled.has(attempt.id) && !isExcused(world, view, requestOf(view, attempt)))
      .map(({ id }) => `${view.name}: attempt ${id} was recorded but not counted.`))
  },
  {
    name: 'no-request-too-many',
    check: world => viewsOf(world).flatMap(view => {
      const { versions, requests, settled } = view
      const asked = versions.filter(({ value }, index) => value.resends > (versions[index - 1]?.value.resends ?? 0)).length
      const counted = versions.at(-1)!.value.attempts
      // Of two at once, whose processes' clocks differ too much, one counts.
      const taken = requests.filter(({ instance }) => takersOf(world, view.name, instance).length > 0).length
      const most = counted + asked + taken + (requests.length - settled.size)
      return requests.length > most ? [`${view.name}: ${requests.length} requests for ${counted} attempts and ${asked} resends.`] : []
    })
  }
]

function unrecorded (world: World, view: View): Request[] {
  const left = view.attempts.map(({ id }) => id)
  return view.requests.filter(request => {
    const at = left.indexOf(request.attemptId)
    if (at >= 0) left.splice(at, 1)
    return at < 0 && !isExcused(world, view, request)
  })
}

/** Whether something that came between a request and its end in the table explains that it has none there. */
export function isExcused (world: World, view: View, request: Request | undefined): boolean {
  if (!request) return false
  const died = world.crashes.find(({ instance }) => instance === request.instance)
  if (died && died.at < request.endedAt + PATIENCE_MS && isDead(world, request.instance)) return true
  if (world.refusals.of(view.name) >= TRIES) return true
  // Its lease ran out and somebody else took over: only a success would still have been noted, and shown unless theirs was one.
  const claim = versionAt(view.versions, request.startedAt)?.lease
  const tookOver = takersOf(world, view.name, request.instance).length > 0 ||
    view.versions.some(({ at, value }) => at > request.startedAt && value.lease !== null && value.lease.until !== claim?.until)
  const { last } = view.final
  const isOutshone = view.final.state === 'succeeded' && last !== null && last.id > request.attemptId
  return tookOver && (!isSuccess(request) || isOutshone)
}

const requestOf = (view: View, attempt: Attempt) => view.requests.find(({ attemptId }) => attemptId === attempt.id)
