import { idTimeMs } from '../../../src/lib/ids.js'
import type { Endpoint } from '../../../src/repositories/endpoints.js'
import { wants } from '../matching.js'
import { nameOf, versionAt, versionsWithin } from '../history.js'
import type { Invariant } from '../invariants.js'
import type { Request } from '../network.js'
import type { World } from '../world.js'
import { isSuccess } from './outcomes.js'
import { askedMs } from './schedule.js'
import { isCalm, staleMs, viewsOf, type View } from './views.js'

const WINDOW_MS = 5000
// The rate is kept within a tenth over any five seconds; a window's two ends may each fall on a request.
const TOLERANCE = 1.1

/** Endpoints get only messages that they want, at their current URL, and no requests while they ask for rest. */
export const endpoints: Invariant[] = [
  {
    name: 'only-what-is-wanted',
    check: world =>
      world.requests.filter(request => !recent(world, request).some(endpoint => endpoint && isMeant(world, endpoint, request)))
        .map(({ site, msgId, startedAt }) => `Site ${site} got ${msgId} at ${startedAt - world.start} ms, but did not want it any more.`)
  },
  {
    name: 'canceled-for-a-reason',
    check: world => viewsOf(world).filter(view => view.final.state === 'canceled' && !isTrue(world, view))
      .map(({ name, final }) => `${name}: canceled with the reason '${final.reason}', which is wrong.`)
  },
  {
    name: 'gone-is-disabled',
    check: world => !isCalm(world)
      ? []
      : world.requests.filter(({ answer }) => answer.statusCode === 410)
        .filter(request => !versionsWithin(world.history.endpoints.get(world.endpointIds[request.site]!), request.startedAt, Infinity)
          .some(endpoint => endpoint === undefined || endpoint.disabled || endpoint.deletedAt !== undefined))
        .map(({ site }) => `Site ${site} answered 410 and is not disabled.`)
  },
  {
    name: 'open-circuits-cost-nothing',
    check: world => world.requests.filter(request => {
      // By the clock of the sender, as it was at some moment since it looked at the circuit.
      const until = request.startedAt + world.clocks.within(request.instance, request.startedAt - staleMs(world), request.startedAt).most
      return recent(world, request).every(endpoint => endpoint?.circuit?.state === 'open' && endpoint.circuit.until > until)
    }).map(({ site, startedAt }) => `Site ${site} got a request at ${startedAt - world.start} ms although its circuit was open.`)
  },
  {
    name: 'spared-as-asked',
    check: world => isCalm(world) ? world.requests.flatMap((request, index) => unspared(world, request, index)) : []
  },
  {
    name: 'rates-are-kept',
    check: world => [
      ...world.plan.sites.flatMap(({ throttleRate }, site) =>
        crowded(world, `Site ${site}`, { rate: throttleRate, requests: world.requests.filter(request => request.site === site) })),
      ...crowded(world, 'The application', {
        rate: world.plan.appThrottleRate, requests: world.requests.filter(({ site }) => !world.plan.sites[site]!.isManagement)
      })
    ]
  },
  {
    name: 'disabled-for-a-reason',
    check: world => world.plan.sites.flatMap((_, site) => disablings(world, site).flatMap(({ at, before }) =>
      [...unfounded(world, site, { at, before }), ...spared(world, site, { at, before })]))
  },
  {
    name: 'disabled-in-time',
    check: world => isCalm(world) ? [...world.plan.sites.keys()].flatMap(site => enabledStill(world, site)) : []
  }
]

/** Requests to an endpoint that had just asked for rest. */
function unspared (world: World, { site, msgId, attemptId, endedAt, answer }: Request, index: number): string[] {
  const asked = Math.min(askedMs({ answer }), world.config.retryAfterMaxMs)
  // Whoever changes an endpoint begins anew.
  if (asked === 0 || world.plan.requests.some(request => request.kind === 'change' && request.site === site)) return []
  const settled = world.history.deliveries.get(nameOf({ endpointId: world.endpointIds[site]!, msgId }))?.find(({ value }) =>
    value.last?.id === attemptId)
  if (!settled) return []
  const until = endedAt + asked
  return world.requests.slice(index + 1).filter(other =>
    other.site === site && other.startedAt > endedAt + staleMs(world) && other.startedAt < until && !isUrgent(world, other))
    .map(({ startedAt }) =>
      `Site ${site} got a request at ${startedAt - world.start} ms, and had asked at ${endedAt - world.start} ms for a pause of ${asked} ms.`)
}

/** What a person asked for, a task's first included, waits for no `Retry-After`. */
function isUrgent ({ history, endpointIds }: World, { site, msgId, startedAt }: Request): boolean {
  const delivery = versionAt(history.deliveries.get(nameOf({ endpointId: endpointIds[site]!, msgId })), startedAt)
  return delivery !== undefined && delivery.resends > 0 && delivery.askedAt !== undefined
}

/** Whether there were more requests in some five seconds than a rate allows. */
function crowded ({ clocks, plan, start }: World, name: string, { rate, requests }: {
  rate: number | null, requests: Request[]
}): string[] {
  if (rate === null) return []
  const times = requests.map(({ startedAt }) => startedAt)
  for (const [index, from] of times.entries()) {
    // Where one process follows another whose clock is behind, the window is shorter by that for both together.
    const windowMs = WINDOW_MS + clocks.spread(from, from + WINDOW_MS)
    const most = Math.floor(windowMs / 1000 * rate * TOLERANCE) + 1
    const count = times.findIndex((time, at) => at >= index && time - from >= WINDOW_MS)
    const held = (count < 0 ? times.length : count) - index
    if (held > most && held > most * voices(clocks, from) + 2 * jumpsIn(plan, from)) {
      return [`${name} got ${held} requests in five seconds from ${from - start} ms on, with a rate of ${rate}.`]
    }
  }
  return []
}

// A time line so far in the future was written by a wrong clock and is ignored (src/delivery/endpoint-health/rate-limit-slots.ts), ms.
const BELIEVABLE_MS = 60_000

/**
 * The line of a rate is one of times, so it binds processes whose clocks agree. Of those that do not, each kind keeps the
 * rate; if they are so far apart that neither believes what the other wrote, each begins the line anew, and nothing binds.
 */
function voices (clocks: World['clocks'], from: number): number {
  const spread = clocks.spread(from - BELIEVABLE_MS, from + WINDOW_MS)
  if (spread > BELIEVABLE_MS) return Infinity
  return spread > CLOCKS_AGREE_MS ? 3 : 1
}

const CLOCKS_AGREE_MS = 4000

/** When a clock is set, the line may begin anew: a slot before and one after it. */
const jumpsIn = ({ jumps }: World['plan'], from: number) => jumps.filter(({ at }) => at >= from && at <= from + WINDOW_MS).length

/** The times at which the engine disabled an endpoint, and what it was before. */
export function disablings ({ history, endpointIds }: World, site: number): Array<{ at: number, before: Endpoint }> {
  const versions = history.endpoints.get(endpointIds[site]!) ?? []
  return versions.flatMap(({ at, value }, index) => {
    const before = versions[index - 1]?.value
    return before && !before.disabled && value.disabled && value.description === before.description ? [{ at, before }] : []
  })
}

/** Contract 3.6: without a 410 it takes messages exhausted for longer than the limit, and the window begins with one of them. */
function unfounded (world: World, site: number, { at, before: { failingSince } }: { at: number, before: Endpoint }): string[] {
  const { requests, config, start } = world
  const own = requests.filter(request => request.site === site && request.startedAt <= at)
  if (own.some(({ answer }) => answer.statusCode === 410)) return []
  const said = `Site ${site} was disabled at ${at - start} ms`
  if (failingSince === null) return [`${said}, and nothing had been exhausted.`]
  const limit = config.endpointFailureDisableAfterMs
  const first = own.find(({ attemptId }) => idTimeMs(attemptId) === failingSince)
  if (!first || isSuccess(first)) return [`${said} as failing since ${failingSince - start} ms, when nothing had failed.`]
  // By their ids: those of a process whose clock was set back stay ahead.
  return own.some(one => !isSuccess(one) && idTimeMs(one.attemptId)! - failingSince > limit)
    ? []
    : [
    `${said} as failing since ${failingSince - start} ms, sooner than ${limit} ms.`
      ]
}

/** What was exhausted when messages had been for longer than the limit, and the endpoint is enabled still. */
function enabledStill (world: World, site: number): string[] {
  const { history, endpointIds, config, requests, start } = world
  const limit = config.endpointFailureDisableAfterMs
  const versions = history.endpoints.get(endpointIds[site]!) ?? []
  const ends = [...history.deliveries.values()].filter(([first]) => first!.value.endpointId === endpointIds[site]!)
    .flatMap(all => all.filter(({ value }, index) =>
      value.state === 'exhausted' && value.last?.manual === false && all[index - 1]?.value.state === 'pending'))
    .map(({ at, value }) => ({ at, began: idTimeMs(value.last!.id)! })).sort((a, b) => a.at - b.at)
  const successes = requests.filter(request => request.site === site && isSuccess(request))
  let windows: number[] = []
  for (const { at, began } of ends) {
    const isDisabled = versions.some(version =>
      version.at <= at + NOTED_MS && (version.value.disabled || version.value.deletedAt !== undefined))
    const after = windows.flatMap(since => {
      if (began - since > 2 * limit) return [began]
      // Near a success, processes may see the two in another order: the window goes on, or begins.
      const isNear = successes.some(({ startedAt, endedAt }) => endedAt > since - NOTED_MS && startedAt < at)
      const goesOn = began - since <= limit || isDisabled ? [since] : []
      return isNear ? [...goesOn, began] : goesOn
    })
    if (windows.length > 0 && after.length === 0) {
      return [`Site ${site} had messages exhausted from ${windows[0]! - start} to ${began - start} ms, and is not disabled.`]
    }
    windows = windows.length > 0 ? [...new Set(after)] : [began]
  }
  return []
}

// So long before, a success is sure to have been noted: its endpoint's state may be cached, and an index follows later.
const NOTED_MS = 10_000

/** A success, since the failing began, that should have kept the endpoint from being disabled. */
function spared (world: World, site: number, { at, before: { failingSince } }: { at: number, before: Endpoint }): string[] {
  const { requests, history, endpointIds, crashes, plan, start } = world
  const isGone = requests.some(({ answer, endedAt, site: to }) => to === site && answer.statusCode === 410 && endedAt < at)
  const began = history.endpoints.get(endpointIds[site]!)!.findLast(version =>
    version.at < at && version.value.failingSince === failingSince)
  const first = history.endpoints.get(endpointIds[site]!)!.find(version => version.value.failingSince === failingSince)
  if (isGone || failingSince === null || !began || !first) return []
  const success = requests.find(({ site: to, answer, endedAt, instance }) =>
    to === site && answer.statusCode >= 200 && answer.statusCode < 300 &&
    endedAt > Math.max(first.at, plan.faults.until) && endedAt < at - NOTED_MS && !crashes.some(crash =>
      crash.instance === instance && crash.at < endedAt + NOTED_MS))
  return success
    ? [`Site ${site} was disabled at ${at - start} ms as failing since ${first.at - start} ms, and had a success at ${success.endedAt - start} ms.`]
    : []
}

/** The versions of its endpoint that the sender of a request may have worked with. */
function recent (world: World, request: Request): Array<Endpoint | undefined> {
  const { site, startedAt } = request
  return versionsWithin(
    world.history.endpoints.get(world.endpointIds[site]!), startedAt - staleMs(world) - setBackMs(world, request), startedAt
  )
}

/** For so much longer a process waits whose clock was set back after its claim, with what it had read before. */
function setBackMs ({ plan: { jumps }, history, endpointIds }: World, { site, msgId, startedAt }: Request): number {
  const claimedAt = history.deliveries.get(nameOf({ endpointId: endpointIds[site]!, msgId }))
    ?.findLast(({ at, value }) => at <= startedAt && value.lease)?.at ?? startedAt
  return jumps.filter(({ at }) => at >= claimedAt && at <= startedAt).reduce((sum, { byMs }) => sum + Math.max(0, -byMs), 0)
}

function isMeant ({ history, endpointIds }: World, endpoint: Endpoint, { msgId, site, url, startedAt, instance }: Request): boolean {
  const message = history.messages.get(msgId)
  const versions = history.deliveries.get(nameOf({ endpointId: endpointIds[site]!, msgId })) ?? []
  // What it has claimed: somebody whose clock says that the claim has run out may have made the attempt since.
  const delivery = versions.findLast(({ at, value: { lease } }) => at <= startedAt && lease?.owner === instance)?.value ??
    versionAt(versions, startedAt)
  const isManual = (delivery?.resends ?? 0) > 0
  if (endpoint.disabled || endpoint.deletedAt !== undefined || endpoint.url !== url) return false
  return isManual || (message !== undefined && wants(endpoint, { ...message, onlyEndpointId: null }))
}

/** Whether the reason of a cancellation was a fact when it was written, or as long before as a process may not know better. */
function isTrue (world: World, { final, versions, requests }: View): boolean {
  const canceledAt = versions.find(({ value }) => value.state === 'canceled')!.at
  const known = versionsWithin(world.history.endpoints.get(final.endpointId), canceledAt - staleMs(world), canceledAt)
  const message = world.history.messages.get(final.msgId)!
  const facts: Record<string, () => boolean> = {
    'endpoint disabled': () => known.some(endpoint => endpoint?.disabled),
    'endpoint deleted': () => known.some(endpoint => endpoint?.deletedAt !== undefined),
    'no longer wanted': () => known.some(endpoint => endpoint && !wants(endpoint, { ...message, onlyEndpointId: null })),
    'payload gone': () => message.isExpunged,
    gone: () => requests.some(({ answer }) => answer.statusCode === 410)
  }
  return facts[final.reason ?? '']?.() ?? false
}
