import { wants } from '../../../src/delivery/match.js'
import type { Endpoint } from '../../../src/repositories/endpoints.js'
import { versionAt, versionsWithin } from '../history.js'
import type { Invariant } from '../invariants.js'
import type { Request } from '../network.js'
import type { World } from '../world.js'
import { isCalm, staleMs, viewsOf, type View } from './views.js'

const WINDOW_MS = 5000
// The rate is kept within a tenth over any five seconds; a window's two ends may each fall on a request.
const TOLERANCE = 1.1

/** Endpoints are asked only for what they want, where they want it, and are spared when they ask for it. */
export const endpoints: Invariant[] = [
  {
    name: 'only-what-is-wanted',
    check: world => world.requests.filter(request => !recent(world, request).some(endpoint => endpoint && isMeant(world, endpoint, request)))
      .map(({ site, msgId, startedAt }) => `Site ${site} got ${msgId} at ${startedAt - world.start} ms, which it did not want there any more.`)
  },
  {
    name: 'canceled-for-a-reason',
    check: world => viewsOf(world).filter(view => view.final.state === 'canceled' && !isTrue(world, view))
      .map(({ name, final }) => `${name}: canceled because '${final.reason}', which is not so.`)
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
      const until = request.startedAt + 2 * world.plan.skewMs
      return recent(world, request).every(endpoint => endpoint?.circuit?.state === 'open' && endpoint.circuit.until > until)
    }).map(({ site, startedAt }) => `Site ${site} got a request at ${startedAt - world.start} ms although its circuit was open.`)
  },
  {
    name: 'rates-are-kept',
    check: world => world.plan.sites.flatMap(({ throttleRate }, site) => {
      if (throttleRate === null) return []
      const times = world.requests.filter(request => request.site === site).map(({ startedAt }) => startedAt)
      const most = Math.floor(WINDOW_MS / 1000 * throttleRate * TOLERANCE) + 1
      const crowded = times.find((time, index) => (times[index + most] ?? Infinity) - time < WINDOW_MS)
      return crowded === undefined ? [] : [`Site ${site} got more than ${most} requests in five seconds from ${crowded - world.start} ms on, at a rate of ${throttleRate}.`]
    })
  }
]

/** The versions of its endpoint that the sender of a request may have worked with. */
function recent (world: World, { site, startedAt }: Request): Array<Endpoint | undefined> {
  return versionsWithin(world.history.endpoints.get(world.endpointIds[site]!), startedAt - staleMs(world), startedAt)
}

function isMeant ({ history, endpointIds }: World, endpoint: Endpoint, { msgId, site, url, startedAt }: Request): boolean {
  const message = history.messages.get(msgId)
  const delivery = versionAt(history.deliveries.get(`${endpointIds[site]!}/${msgId}`), startedAt)
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
