import { idTimeMs } from '../../../src/lib/ids.js'
import type { Lease } from '../../../src/repositories/deliveries.js'
import type { Attempt } from '../../../src/repositories/attempts.js'
import { nameOf, versionAt } from '../history.js'
import type { Invariant } from '../invariants.js'
import type { Request } from '../network.js'
import type { World } from '../world.js'
import { isDead } from './deliveries.js'
import { viewsOf, type View } from './views.js'

// A claimed delivery has patience for five calls of three tries each; after that, the attempt is lost to the database.
const TRIES = 15
// For as long as that patience may last, a crash loses what was not written yet, ms.
const PATIENCE_MS = 45_000
// What an id keeps of its time, ms.
const TICK_MS = 4

/** A request must be covered by a claim of its process, and no other request of the delivery may be under way. */
export function checkRequest (world: World, request: Request): void {
  const { requests, history, endpointIds } = world
  const name = nameOf({ endpointId: endpointIds[request.site]!, msgId: request.msgId })
  // What a crashed process left on the wire is nobody's to take back.
  const rival = requests.find(other => other !== request && other.site === request.site && other.msgId === request.msgId &&
    other.endedAt > request.startedAt && other.life.isAlive)
  if (rival) world.violate('one-at-a-time', `${name}: ${request.instance} sends while the request of ${rival.instance} is under way.`)
  const lease = history.deliveries.get(name)?.at(-1)?.value.lease
  const problem = claimProblem(world, request, lease)
  if (problem) world.violate('claimed-before-sent', `${name}: ${request.instance} sends what ${problem}.`)
}

// A claim has to last as long as the request may: else somebody else may send while it is under way.
function claimProblem ({ config, plan }: World, { instance, startedAt }: Request, lease: Lease | null | undefined): string | undefined {
  if (!lease) return 'nobody has claimed'
  if (lease.owner !== instance) return `${lease.owner} has claimed`
  const leftMs = lease.until - startedAt
  return leftMs + 2 * plan.skewMs < config.requestTimeoutMs ? `it has claimed for ${leftMs} ms more` : undefined
}

/** The recorded attempts are the requests that the endpoints saw. */
export const attempts: Invariant[] = [
  {
    name: 'recorded-is-sent',
    check: world => {
      const sent = new Set(world.requests.map(request => `${nameOf({ endpointId: world.endpointIds[request.site]!, msgId: request.msgId })} ${tickOf(request.sentAt)} ${request.answer.statusCode}`))
      return [...world.history.attempts.values()]
        .filter(({ value }) => !sent.has(`${nameOf(value)} ${idTimeMs(value.id)} ${value.responseStatusCode}`))
        .map(({ value }) => `${nameOf(value)}: attempt ${value.id} with status ${value.responseStatusCode} is no request that was made.`)
    }
  },
  {
    name: 'sent-is-recorded',
    check: world => viewsOf(world).flatMap(view => unrecorded(world, view).map(({ startedAt, instance }) =>
      `${view.name}: the request of ${instance} at ${startedAt - world.start} ms is not recorded.`))
  },
  {
    name: 'recorded-is-settled',
    check: world => viewsOf(world).flatMap(view => view.attempts
      .filter(attempt => !view.settled.has(attempt.id) && !isExcused(world, view, requestOf(view, attempt)))
      .map(({ id }) => `${view.name}: attempt ${id} was recorded and never counted.`))
  },
  {
    name: 'no-request-too-many',
    check: world => viewsOf(world).flatMap(view => {
      const { versions, requests, settled } = view
      const asked = versions.filter(({ value }, index) => value.resends > (versions[index - 1]?.value.resends ?? 0)).length
      const counted = versions.at(-1)!.value.attempts
      const most = counted + asked + (requests.length - settled.size)
      return requests.length > most ? [`${view.name}: ${requests.length} requests for ${counted} attempts and ${asked} resends.`] : []
    })
  }
]

function unrecorded (world: World, view: View): Request[] {
  const left = view.attempts.map(({ id }) => idTimeMs(id))
  return view.requests.filter(request => {
    const at = left.indexOf(tickOf(request.sentAt))
    if (at >= 0) left.splice(at, 1)
    return at < 0 && !isExcused(world, view, request)
  })
}

/** Whether something that came between a request and its end in the table explains that it has none there. */
function isExcused (world: World, view: View, request: Request | undefined): boolean {
  if (!request) return false
  const died = world.crashes.find(({ instance }) => instance === request.instance)
  if (died && died.at < request.endedAt + PATIENCE_MS && isDead(world, request.instance)) return true
  if (world.refusals.of(view.name) >= TRIES) return true
  // Its lease ran out and somebody else took over: only a success would still have been noted.
  const claim = versionAt(view.versions, request.startedAt)?.lease
  return request.answer.statusCode >= 300 && view.versions.some(({ at, value }) => at > request.startedAt && value.lease !== null && value.lease.until !== claim?.until)
}

const requestOf = (view: View, attempt: Attempt) => view.requests.find(({ sentAt }) => tickOf(sentAt) === idTimeMs(attempt.id))

const tickOf = (ms: number) => Math.floor(ms / TICK_MS) * TICK_MS
