import type { Attempt } from '../../../src/repositories/attempts.js'
import type { Delivery } from '../../../src/repositories/deliveries.js'
import { nameOf, type Version } from '../history.js'
import type { Request } from '../network.js'
import type { World } from '../world.js'

/** A delivery with everything that is known of it. */
export interface View {
  name: string
  site: number
  versions: Array<Version<Delivery>>
  final: Delivery
  requests: Request[]
  attempts: Attempt[]
  /** The ids of its settled attempts. */
  settled: Set<string>
}

// As src/repositories/database.ts keeps them.
const CACHE_MS = 5000
// From loading an endpoint to sending: an instant, unless the database makes it wait (a claimed delivery has some patience).
const CALM_MS = 1200
const PATIENT_MS = 45_000

/** How old an endpoint may be that a process works with, ms. */
export const staleMs = (world: World) => CACHE_MS + (isCalm(world) ? CALM_MS : PATIENT_MS)

/** Whether only endpoints caused faults in this simulation. */
export const isCalm =
  ({ plan: { mode, queue, faults, crashes, crashInFlight, unable, proxyDown, skewMs, jumps, blobFaults } }: Pick<World, 'plan'>) =>
    Object.keys(
      faults.rates
    ).length + faults.outages.length + crashes.length + crashInFlight + unable + proxyDown + skewMs + jumps.length + blobFaults === 0 &&
  !(mode === 'queue' && queue.drop > 0)

const views = new WeakMap<World, View[]>()

/** All deliveries of a simulation that has ended. */
export function viewsOf (world: World): View[] {
  const known = views.get(world) ?? createViews(world)
  views.set(world, known)
  return known
}

function createViews (world: World): View[] {
  const { history, requests, endpointIds } = world
  const requestsBy = groupBy(requests, ({ site, msgId }) => nameOf({ endpointId: endpointIds[site]!, msgId }))
  const attemptsBy = groupBy([...history.attempts.values()].map(({ value }) => value), nameOf)
  return [...history.deliveries].map(([name, versions]) => {
    const final = versions.at(-1)!.value
    const settled = new Set(versions.flatMap(({ value }) => value.last ? [value.last.id] : []))
    return {
      name, site: endpointIds.indexOf(final.endpointId), versions, final, requests: requestsBy.get(name) ?? [],
      attempts: attemptsBy.get(name) ?? [], settled
    }
  })
}

function groupBy<T> (all: T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const name = key(one)
    const group = groups.get(name)
    if (group) group.push(one)
    else groups.set(name, [one])
  }
  return groups
}
