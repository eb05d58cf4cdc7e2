import type { Circuit } from '../../../src/repositories/endpoints.js'
import type { Invariant } from '../invariants.js'
import type { Request } from '../network.js'
import type { World } from '../world.js'
import { isSuccess } from './outcomes.js'
import { isCalm, staleMs } from './views.js'

// From an answer to what follows from it in the table, where nothing goes wrong, ms.
const SOON_MS = 1000
const JITTER = 0.2
// Of what waited for a circuit, so many a second go at first (contract 8), within a tenth; a window's two ends may each fall on a request.
const DRAIN_RATE = 11.5 * 1.1 + 2

/** A circuit opens if several messages failed, has one probe at a time, and sends waiting deliveries slowly after it closed. */
export const circuits: Invariant[] = [
  {
    name: 'circuits-open-for-a-reason',
    check: world =>
      sitesOf(world).flatMap(site => changesOf(world, site).filter(({ circuit, before }) => circuit?.state === 'open' && !isWaiting(before))
        .filter(({ at }) => !world.clocks.instances().some(instance => hasSeenEnough(world, { site, instance, at })))
        .map(({ at }) => `The circuit of site ${site} opened at ${at - world.start} ms, but no process had seen enough messages fail.`))
  },
  {
    name: 'circuits-open-in-time',
    check: world => world.config.circuitBreaker && isCalm(world) && world.plan.mode === 'alone'
      ? sitesOf(world).filter(site => !isTouched(world, site)).flatMap(site => {
        const at = tooManyAt(world, site)
        const isSeen = at === undefined || changesOf(world, site).some(change => isWaiting(change.circuit) && change.at <= at + SOON_MS) ||
          disabledAt(world, site) <= at + SOON_MS
        return isSeen ? [] : [`The circuit of site ${site} is closed after too many failures at ${at - world.start} ms.`]
      })
      : []
  },
  {
    name: 'half-open-probes-once',
    check: world => isCalm(world)
      ? sitesOf(world).flatMap(site => changesOf(world, site).flatMap(({ at, circuit }, index, all) => {
        // Who had read the endpoint before its circuit opened may not know of it yet.
        if (circuit?.state !== 'half-open' || circuit.since + staleMs(world) > at) return []
        const until = all[index + 1]?.at ?? Infinity
        const probes = world.requests.filter(request => request.site === site && request.startedAt >= at && request.startedAt < until)
        return probes.length > 1
          ? [
          `Site ${site} got ${probes.length} requests from ${at - world.start} ms on, while its circuit was half-open.`
            ]
          : []
      }))
      : []
  },
  {
    name: 'circuits-cool-down',
    check: world => isCalm(world)
      ? sitesOf(world).flatMap(site => {
        let opens = 0
        return changesOf(world, site).flatMap(({ at, before, circuit }) => {
          if (!isWaiting(circuit)) opens = 0
          if (circuit?.state !== 'open' || isLeftAsPlanned({ at, before, circuit })) return []
          const least = (1 - JITTER) * Math.min(world.config.circuitCooldownMs * 2 ** opens++, world.config.circuitMaxCooldownMs) - SOON_MS
          return circuit.until - at < least
            ? [
            `The circuit of site ${site} cools down for ${circuit.until - at} ms from ${at - world.start} ms on, the ${opens}. time, instead of ${least}.`
              ]
            : []
        })
      })
      : []
  },
  {
    name: 'drains-slowly',
    check: world => isCalm(world)
      ? sitesOf(world).flatMap(site => changesOf(world, site).flatMap(({ at, circuit, before }) => {
        if (circuit?.state !== 'closed' || !isWaiting(before)) return []
        const sent = world.requests.filter(request => request.site === site && request.startedAt > at && request.startedAt <= at + 1000)
        return sent.length > DRAIN_RATE
          ? [
          `Site ${site} got ${sent.length} requests in the second after its circuit closed at ${at - world.start} ms.`
            ]
          : []
      }))
      : []
  }
]

interface Change { at: number, before: Circuit | null, circuit: Circuit | null }

export const sitesOf = ({ plan, config }: World) => config.circuitBreaker ? [...plan.sites.keys()] : []

const isWaiting = (circuit: Circuit | null) => circuit !== null && circuit.state !== 'closed'

/** Whether a probe by a resend came early and failed. The circuit does not count it, and the planned probe keeps its time. */
const isLeftAsPlanned = ({ at, before, circuit }: Change) =>
  before?.state === 'half-open' && before.plannedAt === circuit?.until && before.opens === circuit?.opens && circuit.until > at - SOON_MS

/** Each change of a site's circuit. */
export function changesOf ({ history, endpointIds }: World, site: number): Change[] {
  const versions = history.endpoints.get(endpointIds[site]!) ?? []
  return versions.flatMap(({ at, value: { circuit } }, index) => {
    const before = versions[index - 1]?.value.circuit ?? null
    return JSON.stringify(circuit ?? null) === JSON.stringify(before) ? [] : [{ at, before, circuit: circuit ?? null }]
  })
}

const asksToSpare = ({ answer: { statusCode, failure } }: Request) => failure === 'timeout' || [429, 502, 504].includes(statusCode)

/** What failures of so many messages count, at the most: answers that ask to be spared count double (contract 8). */
function weightOf (failed: Request[]): number {
  const weights = new Map<string, number>()
  for (const request of failed) weights.set(request.msgId, Math.max(weights.get(request.msgId) ?? 0, asksToSpare(request) ? 2 : 1))
  return [...weights.values()].reduce((sum, weight) => sum + weight, 0)
}

/** Whether a process has seen as many messages fail as it takes: since its last success, or in the window of the rate. */
function hasSeenEnough ({ requests, config }: World, { site, instance, at }: { site: number, instance: string, at: number }): boolean {
  const seen = requests.filter(request => request.site === site && request.instance === instance && request.endedAt <= at)
  const since = Math.min(seen.findLast(isSuccess)?.endedAt ?? 0, at - config.circuitWindowMs - WAIT_MS)
  const failed = seen.filter(request => request.endedAt >= since && !isSuccess(request))
  return new Set(failed.map(({ msgId }) => msgId)).size > 1 && weightOf(failed) >= config.circuitFailures
}

// From an answer to what follows from it in the table, with all patience, ms.
const WAIT_MS = 45_000

/** When so many messages in a row had failed for the first time that the circuit has to open. */
function tooManyAt (world: World, site: number): number | undefined {
  let row: Request[] = []
  for (const request of world.requests.filter(one => one.site === site && one.isAnswered).sort((a, b) => a.endedAt - b.endedAt)) {
    if (isSuccess(request)) row = []
    // The last failure of a message is the one that counts.
    else row = [...row.filter(({ msgId }) => msgId !== request.msgId), request]
    if (row.length > 1 && weightOf(row) >= world.config.circuitFailures) return request.endedAt
  }
  return undefined
}

const isTouched = ({ plan }: World, site: number) =>
  plan.requests.some(request => (request.kind === 'change' || request.kind === 'delete') && request.site === site)

const disabledAt = ({ history, endpointIds }: World, site: number) =>
  history.endpoints.get(endpointIds[site]!)?.find(({ value }) => value.disabled)?.at ?? Infinity
