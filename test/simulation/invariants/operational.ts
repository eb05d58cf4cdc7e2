import { formatTimestamp } from '../../../src/lib/time.js'
import type { Delivery, LastAttempt } from '../../../src/repositories/deliveries.js'
import { mayBeTwo } from '../clients.js'
import type { Version } from '../history.js'
import type { Invariant } from '../invariants.js'
import type { World } from '../world.js'
import { disablings } from './endpoints.js'
import { staleMs } from './views.js'

/** An organization gets one operational webhook for each event of its endpoints and messages, and no others. */
export const operational: Invariant[] = [
  {
    name: 'told-what-happened',
    check: world => {
      const told = counted(toldOf(world).map(nameOf))
      return [...counted(happened(world))].filter(([name, times]) => (told.get(name) ?? 0) + waiting(world, name) < times)
        .map(([name, times]) => `The event happened ${times} time(s) and was sent ${told.get(name) ?? 0} time(s): ${name}.`)
    }
  },
  {
    name: 'told-once',
    check: world => {
      const times = counted(happened(world))
      const told = toldOf(world).map(one => ({ name: nameOf(one), at: one.at }))
      return [...counted(told.map(({ name }) => name))].filter(([name, count]) => times.has(name) && count > times.get(name)!)
        .filter(([name]) => !mayBeTold(world, told.filter(one => one.name === name).map(({ at }) => at)))
        .map(([name, count]) => `The event happened ${times.get(name)} time(s) and was sent ${count} time(s): ${name}.`)
    }
  },
  {
    name: 'told-is-so',
    check: world => {
      const names = new Set(happened(world))
      return toldOf(world).filter(told => !isAboutManagement(world, told) && !names.has(nameOf(told))).map(told =>
        `A webhook was sent for an event that did not happen: ${nameOf(told)}.`)
    }
  },
  {
    name: 'nothing-told-of-telling',
    check: world => toldOf(world).filter(told => isAboutManagement(world, told)).map(told =>
      `A webhook was sent about the management organization: ${nameOf(told)}.`)
  }
]

// To tell takes three reads and writes of three tries each at most, ms.
const TELLING_MS = 40_000

/** Whether clocks that differ too much explain that something was told by two, each of whom took the other for dead. */
const mayBeTold = (world: World, times: number[]): boolean =>
  mayBeTwo(world, { startedAt: Math.min(...times) - TELLING_MS, endedAt: Math.max(...times) })

interface Told {
  at: number, type: string, data: {
    appId: string, endpointId: string, msgId?: string, lastAttempt?: { id: string }, since?: string
  }
}

/** Every operational webhook as a message. */
function toldOf ({ history, managementAppId }: World): Told[] {
  return [...history.messages.values()].filter(({ appId }) => appId === managementAppId).map(({ payload, at }) =>
    ({ ...JSON.parse(payload ?? '{}') as Told, at }))
}

const isAboutManagement = ({ managementAppId, plan, endpointIds }: World, { data }: Told) =>
  data.appId === managementAppId || plan.sites[endpointIds.indexOf(data.endpointId)]?.isManagement === true

/** What identifies an event. */
const nameOf = ({ type, data: { endpointId, msgId, lastAttempt, since } }: Told) =>
  [type, endpointId, msgId, lastAttempt?.id, since].filter(Boolean).join(' ')

function counted (names: string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

/** The events that should be sent, derived from the changes of deliveries and endpoints only. */
function happened (world: World): string[] {
  const { history, appId, managementAppId, plan, endpointIds } = world
  if (managementAppId === '') return []
  const ours = [...plan.sites.keys()].filter(site => !plan.sites[site]!.isManagement)
  return [
    ...[...history.deliveries.values()].filter(([first]) => first!.value.appId === appId).flatMap(attemptsTold),
    ...ours.flatMap(site => disablings(world, site).map(() => `endpoint.disabled ${endpointIds[site]!}`)),
    ...ours.flatMap(site => circuitsTold(world, endpointIds[site]!))
  ]
}

// From so many failed attempts on, a delivery's owner hears about it (contract 3.8).
const FAILING_ATTEMPTS = 4

function attemptsTold (versions: Array<Version<Delivery>>): string[] {
  return versions.flatMap(({ value: after }, index) => {
    const before = versions[index - 1]?.value
    const last = after.last?.id === before?.last?.id ? lateSuccess(before, after) : after.last
    return before && last ? attemptTold({ before, after, last }) : []
  })
}

/** A success that ended after a later attempt of somebody else is not the latest: what it means says which it was. */
const lateSuccess = (before: Delivery | undefined, after: Delivery) =>
  before?.state !== 'succeeded' && after.state === 'succeeded'
    ? after.notices?.findLast(({ type }) => type === 'recovered')?.attempt
    : undefined

function attemptTold ({ before, after, last }: { before: Delivery, after: Delivery, last: LastAttempt }): string[] {
  // What was over before means nothing new, and an endpoint that is gone is told of as disabled.
  if (last.code === 410 || before.state === 'succeeded') return []
  const name = (type: string) => [`message.attempt.${type} ${after.endpointId} ${after.msgId} ${last.id}`]
  if (last.status === 0) return after.state === 'succeeded' && before.attempts >= FAILING_ATTEMPTS ? name('recovered') : []
  if (last.manual) return []
  if (after.state === 'exhausted') return name('exhausted')
  return after.attempts === FAILING_ATTEMPTS ? name('failing') : []
}

const isClosed = (state: string | undefined) => state === undefined || state === 'closed'

function circuitsTold ({ history }: World, endpointId: string): string[] {
  const versions = history.endpoints.get(endpointId) ?? []
  return versions.flatMap(({ value: { circuit } }, index) => {
    const before = versions[index - 1]?.value.circuit?.state
    const name = (type: string) => [`endpoint.circuit.${type} ${endpointId} ${formatTimestamp(circuit!.since)}`]
    if (circuit?.state === 'open' && isClosed(before)) return name('opened')
    return circuit?.state === 'closed' && !isClosed(before) ? name('closed') : []
  })
}

// For so long the name of what a process was telling when it died may keep others from telling it (src/repositories/aliases.ts), ms.
const NAME_MS = 60_000

/** How often this is still kept on its endpoint, to be told after the next attempt, of which there was none since. */
function waiting (world: World, name: string): number {
  const [type, endpointId = ''] = name.split(' ')
  const versions = world.history.endpoints.get(endpointId)
  const left = versions?.at(-1)?.value.notices?.filter(one => one.type === type) ?? []
  return left.filter(({ at }) => {
    const keptSince = versions!.find(({ value }) => value.notices?.some(one => one.type === type && one.at === at))!.at
    const from = Math.max(keptSince, world.plan.faults.until, ...world.crashes.map(crash => crash.at)) + Math.max(staleMs(world), NAME_MS)
    return !world.requests.some(({ site, endedAt, startedAt }) =>
      world.endpointIds[site] === endpointId && startedAt > from && endedAt < world.timeline.now())
  }).length
}
