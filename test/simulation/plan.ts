import type { Config } from '../../src/config.js'
import type { ReplayFilter } from '../../src/repositories/tasks.js'
import { FAULTS, type FaultPlan } from './faults.js'
import { BEHAVIOURS, type Phase } from './network.js'
import type { Random } from './random.js'

/** The plan of one simulation: the seed decides all of it before the start. Times in ms from the start. */
export interface Plan {
  mode: Mode
  /** Processes by what they do. */
  hosts: Host[]
  settings: Partial<Config>
  sites: Site[]
  requests: PlannedRequest[]
  faults: FaultPlan
  /** A process that dies, and the time until it is back. */
  crashes: Array<{ at: number, host: number, downMs: number, isGraceful: boolean }>
  /** The chance that a process dies while one of its requests is in flight. */
  crashInFlight: number
  /** The chance that a process cannot send. */
  unable: number
  /** The chance that the proxy for all requests is down. */
  proxyDown: number
  /** How many deliveries of one endpoint a server holds in memory; undefined: as in the product. */
  laneSize?: number
  /** The longest delay of an index. */
  indexLagMs: number
  /** The largest difference between the clocks of processes. */
  skewMs: number
  /** When the clock of a machine is set, and by how much, ms. */
  jumps: Array<{ at: number, host: number, byMs: number }>
  /** Messages a second for the whole application. */
  appThrottleRate: number | null
  /** Payloads with more bytes go to the blob store; undefined: as in the product. */
  inlineLimit: number | undefined
  /** The blob store: one for all, one for each machine, or the table in parts. */
  stores: 'shared' | 'own' | 'table'
  /** The chance that a call of the blob store fails. */
  blobFaults: number
  /** The chance that a busy database leaves out a part of a batch. */
  leftOut: number
  /** Whether a server that is alone on its database combines writes. */
  transacts: boolean
  /** The pollers. All of them want every message. */
  pollers: PlannedPoller[]
  /** How many polling endpoints there are; each poller polls one of them. */
  sinks: number
  queue: QueuePlan
}

/** A poller that keeps its place itself, or a consumer whose place the server keeps. Times in ms. */
export interface PlannedPoller { at: number, everyMs: number, limit: number, isConsumer: boolean, sink?: number }

/**
 * - alone: one server that holds its database alone
 * - shared: several servers on one database
 * - front: a host that only accepts, and servers that deliver
 * - queue: hosts behind a queue and a stream, as in AWS
 */
export type Mode = 'alone' | 'shared' | 'front' | 'queue'
export type Host = 'server' | 'front' | 'function'

/** A simulated endpoint and its registration. One of the management organization gets operational webhooks. */
export interface Site {
  eventTypes: string[] | null
  channels: string[] | null
  /** Only messages with this number or a greater one. */
  fromNumber: number | null
  throttleRate: number | null
  retryScheduleMs: number[] | null
  phases: Phase[]
  isManagement?: true
}

export type PlannedRequest = { at: number, number: number } & Action

export interface PlannedMessage {
  number: number
  eventType: string
  channels: string[] | null
  key: string | undefined
  eventId: string | null
  deliverInMs: number | null
}

type OfSite = Extract<Action, { kind: 'task' }>

export type Action =
  | { kind: 'message' } & Omit<PlannedMessage, 'number'>
  | { kind: 'batch', key: string | undefined, entries: PlannedMessage[] }
  | { kind: 'change', site: number, change: Change }
  | { kind: 'delete', site: number }
  | { kind: 'resend', site: number, of: number }
  | { kind: 'expunge', of: number }
  /** Requests resends since the start: of failed messages, of missing ones, or of those that pass a filter. */
  | { kind: 'task', site: number, task: 'endpoint.recover' | 'endpoint.replay' | 'endpoint.bulk-replay', filter: ReplayFilter }
  /** Sends a message again to a polling endpoint, or all of them by a task. */
  | { kind: 'show-again', sink: number, of: number }
  | { kind: 'show-all-again', sink: number, task: OfSite['task'] }
  /** Expunges all contents. */
  | { kind: 'purge' }

export interface Change { disabled?: boolean, eventTypes?: string[] | null, version?: number }

export interface QueuePlan { visibilityMs: number, maxReceives: number, duplicate: number, drop: number, delayMs: number }

export const EVENT_TYPES = ['order.created', 'order.paid', 'user.left']
const CHANNELS = ['blue', 'green']
const SENDING_MS = 20_000

export function createPlan (random: Random): Plan {
  const mode = random.pick(['alone', 'alone', 'shared', 'shared', 'front', 'queue'] as const)
  const hosts = hostsOf(mode, random)
  const isCalm = random.chance(0.15)
  // Deliveries that wait behind circuits come back often, which is slow to simulate, so not in every simulation.
  const hasCircuits = random.chance(0.3)
  const sites = Array.from({ length: random.pick([1, 1, 2, 2, 3, 4]) }, () => siteOf(random, hasCircuits))
  filterSome(sites, random.fork('filters'))
  const faultsUntil = isCalm ? 0 : random.integer(5, 60) * 1000
  const tellsOwner = random.fork('operational').chance(0.25)
  const polls = pollsOf(random.fork('pollers'), random.fork('shown-again'))
  return {
    mode,
    hosts,
    settings: {
      ...settingsOf(mode, random, hasCircuits), operationalWebhooks: tellsOwner,
      ...(tellsOwner && oftenRetried(random.fork('often-retried')))
    },
    sites: tellsOwner ? [...sites, managementSiteOf(random.fork('management'))] : sites,
    requests: [...requestsOf(random, sites.length), ...moreRequestsOf(random.fork('more-requests'), sites.length), ...polls.requests],
    ...isCalm ? calm() : troubleOf(random, { until: faultsUntil, hosts: hosts.length }),
    indexLagMs: mode === 'alone' ? 0 : random.pick([0, 20, 200, 2000]),
    skewMs: !isCalm && mode !== 'alone' && random.chance(0.2) ? 2000 : 0,
    queue: queueOf(random, isCalm),
    ...moreTrouble(random.fork('more-trouble'), { isCalm, hosts: hosts.length, until: faultsUntil }),
    stores: storesOf(random.fork('stores'), mode),
    transacts: mode === 'alone' && random.fork('transacts').chance(0.7),
    pollers: polls.pollers,
    sinks: polls.sinks,
    proxyDown: isCalm ? 0 : proxyOf(random.fork('proxy'))
  }
}

function filterSome (sites: Site[], random: Random): void {
  for (const site of sites) if (random.chance(0.1)) site.fromNumber = random.integer(1, 4)
}

type Trouble = Pick<Plan, 'faults' | 'crashes' | 'crashInFlight' | 'unable'>

// The plan is changed later, so every plan has its own copy.
const calm = (): Trouble => ({ faults: { until: 0, rates: {}, outages: [] }, crashes: [], crashInFlight: 0, unable: 0 })

function troubleOf (random: Random, { until, hosts }: { until: number, hosts: number }): Trouble {
  return {
    faults: faultsOf(random, until),
    crashes: crashesOf(random, { until, hosts }),
    crashInFlight: random.chance(0.3) ? 0.1 : 0,
    unable: random.chance(0.1) ? 0.1 : 0
  }
}

function pollsOf (random: Random, again: Random): Pick<Plan, 'pollers' | 'sinks' | 'requests'> {
  const pollers = pollersOf(random)
  const sinks = pollers.length > 0 ? again.integer(1, 2) : 0
  for (const poller of pollers) poller.sink = again.integer(0, sinks - 1)
  const count = pollers.length > 0 && again.chance(0.7) ? again.integer(1, 5) : 0
  const requests = Array.from({ length: count }, (_, index): PlannedRequest => {
    const place = { at: again.integer(1000, SENDING_MS + 20_000), number: AGAIN_FROM + index, sink: again.integer(0, sinks - 1) }
    if (again.chance(0.7)) return { ...place, kind: 'show-again', of: again.integer(0, 8) }
    return { ...place, kind: 'show-all-again', task: again.pick(['endpoint.recover', 'endpoint.replay', 'endpoint.bulk-replay'] as const) }
  })
  return { pollers, sinks, requests }
}

function pollersOf (random: Random): PlannedPoller[] {
  if (!random.chance(0.3)) return []
  return Array.from({ length: random.integer(1, 3) }, () => ({
    at: random.integer(0, 10_000), everyMs: random.pick([300, 1500, 6000]), limit: random.pick([1, 3, 50]), isConsumer: random.chance(0.5)
  }))
}

function hostsOf (mode: Mode, random: Random): Host[] {
  const servers: Host[] = Array.from({ length: random.integer(1, 2) }, () => 'server')
  if (mode === 'alone') return ['server']
  if (mode === 'shared') return ['server', ...servers]
  return mode === 'front' ? ['front', ...servers] : Array.from({ length: random.integer(2, 3) }, () => 'function')
}

function settingsOf (mode: Mode, random: Random, hasCircuits: boolean): Partial<Config> {
  const long = [[5000, 300_000, 1_800_000], [5000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000]]
  const short = [[], [1000], [1000, 5000], [500, 2000, 8000], [5000, 30_000], [0, 1000]]
  return {
    retryScheduleMs: random.pick(mode === 'alone' && random.chance(0.1) ? long : short),
    requestTimeoutMs: random.pick([500, 1000, 5000, 30_000]),
    deliveryConcurrency: random.pick([1, 2, 10, 500]),
    circuitBreaker: hasCircuits,
    circuitFailures: random.integer(2, 5),
    circuitCooldownMs: random.pick([1000, 5000]),
    circuitMaxCooldownMs: 20_000,
    endpointFailureDisableAfterMs: random.pick([5000, 60_000, 432_000_000])
  }
}

function siteOf (random: Random, recovers: boolean): Site {
  const phases: Phase[] = []
  let at = 0
  const isHealthy = random.chance(0.3)
  for (let left = isHealthy ? 0 : random.integer(1, 4); left > 0; left--) {
    phases.push({ at, behaviour: random.pick(BEHAVIOURS.filter(behaviour => behaviour !== 'gone' || random.chance(0.2))) })
    at += random.integer(500, 20_000)
  }
  if (recovers || random.chance(0.6)) phases.push({ at, behaviour: 'healthy' })
  return {
    eventTypes: random.chance(0.7) ? null : [random.pick(EVENT_TYPES)],
    channels: random.chance(0.85) ? null : [random.pick(CHANNELS)],
    fromNumber: null,
    throttleRate: random.chance(0.9) ? null : random.integer(1, 5),
    retryScheduleMs: random.chance(0.9) ? null : random.pick([[], [2000], [1000, 3000]]),
    phases
  }
}

// The organization gets webhooks from the fourth attempt on.
const oftenRetried = (random: Random): Partial<Config> => random.chance(0.5) ? { retryScheduleMs: [300, 700, 1500, 3000, 6000] } : {}

function managementSiteOf (random: Random): Site {
  return { ...siteOf(random, true), eventTypes: null, channels: null, throttleRate: null, isManagement: true }
}

const BATCHES_FROM = 10_000
const OTHERS_FROM = 5000
const AGAIN_FROM = 7000

/** Batches, bulk replays and purges: not in every simulation. */
function moreRequestsOf (random: Random, sites: number): PlannedRequest[] {
  const batches = random.chance(0.3) ? random.integer(1, 3) : 0
  const others = random.chance(0.25) ? random.integer(1, 3) : 0
  return [
    ...Array.from({ length: batches }, (_, number) => batchOf(random, BATCHES_FROM + 100 * number)),
    ...Array.from({ length: others }, (_, number): PlannedRequest => {
      const place = { at: random.integer(2000, SENDING_MS + 20_000), number: OTHERS_FROM + number }
      if (random.chance(0.2)) return { ...place, kind: 'purge' }
      return { ...place, kind: 'task', site: random.integer(0, sites - 1), task: 'endpoint.bulk-replay', filter: filterOf(random) }
    })
  ]
}

function batchOf (random: Random, number: number): PlannedRequest {
  // Beyond 25 it takes several requests to the database.
  const size = random.chance(0.1) ? random.integer(26, 40) : random.integer(1, 8)
  const entries = Array.from({ length: size }, (_, index): PlannedMessage => {
    const { kind: _kind, ...entry } = messageOf(random, number + 1 + index) as Extract<Action, { kind: 'message' }>
    return {
      ...entry, number: number + 1 + index, key: random.chance(0.15) ? entry.key : undefined,
      eventId: random.chance(0.7) ? null : entry.eventId
    }
  })
  return { kind: 'batch', at: random.integer(0, SENDING_MS), number, key: random.chance(0.8) ? `batch-${number}` : undefined, entries }
}

const filterOf = (random: Random): ReplayFilter => random.pick<ReplayFilter>([
  {}, {}, { status: 0 }, { status: 2 }, { eventTypes: [EVENT_TYPES[0]!] }, { channel: CHANNELS[0]! }, { statusCodeClass: 500 },
  { status: 4 }
])

/** Functions have a bucket; servers on one database may have none, and a process that only accepts is to keep nothing to itself. */
function storesOf (random: Random, mode: Mode): Plan['stores'] {
  if (mode === 'queue' || random.chance(0.4)) return 'shared'
  return mode === 'shared' && random.chance(0.4) ? 'own' : 'table'
}

const proxyOf = (random: Random) => random.chance(0.05) ? 0.2 : 0

interface Bounds { isCalm: boolean, hosts: number, until: number }

/** Clocks that are set, limits, and stores that fail: each in some simulations. */
function moreTrouble (
  random: Random, { isCalm, hosts, until }: Bounds
): Pick<Plan, 'jumps' | 'appThrottleRate' | 'inlineLimit' | 'blobFaults' | 'leftOut'> {
  const hasBlobs = random.chance(0.25)
  return {
    jumps: isCalm || random.chance(0.85) ? [] : jumpsOf(random, hosts, until),
    appThrottleRate: random.chance(0.93) ? null : random.integer(1, 6),
    inlineLimit: hasBlobs ? 300 : undefined,
    blobFaults: !isCalm && hasBlobs && random.chance(0.6) ? 0.15 : 0,
    leftOut: !isCalm && random.chance(0.5) ? 0.3 : 0
  }
}

// A step back and forth, as when a machine first trusts a wrong source of time and then a right one.
function jumpsOf (random: Random, hosts: number, until: number): Plan['jumps'] {
  return Array.from({ length: random.integer(1, 3) }, () => {
    const at = random.integer(0, until)
    const host = random.integer(0, hosts - 1)
    const byMs = random.pick([1, -1]) * random.pick([800, 5000, 30_000, 120_000, 600_000])
    return [{ at, host, byMs }, ...(random.chance(0.5) ? [{ at: at + random.integer(100, 30_000), host, byMs: -byMs }] : [])]
  }).flat().sort((a, b) => a.at - b.at)
}

function requestsOf (random: Random, sites: number): PlannedRequest[] {
  const count = random.chance(0.1) ? random.integer(15, 40) : random.integer(3, 12)
  const lead = random.chance(0.5) ? SENDING_MS : 3000
  let messages = 0
  return Array.from({ length: count }, (_, number): PlannedRequest => {
    const at = random.integer(0, lead)
    const action = messages === 0 || random.chance(0.8)
      ? messageOf(random, number)
      : otherOf(random, {
        sites, of: random.integer(0, number - 1)
      })
    if (action.kind === 'message') messages++
    return { at, number, ...action }
  })
}

function messageOf (random: Random, number: number): Action {
  const rival = random.chance(0.3) ? random.integer(0, 2) : number
  return {
    kind: 'message',
    eventType: random.pick(EVENT_TYPES),
    channels: random.chance(0.7) ? null : [random.pick(CHANNELS)],
    key: random.chance(0.85) ? `key-${number}` : undefined,
    eventId: random.chance(0.8) ? null : `event-${rival}`,
    deliverInMs: random.chance(0.9) ? null : random.integer(0, 30_000)
  }
}

function otherOf (random: Random, { sites, of }: { sites: number, of: number }): Action {
  const site = random.integer(0, sites - 1)
  const kind = random.pick(['change', 'change', 'change', 'resend', 'resend', 'resend', 'task', 'task', 'delete', 'expunge'] as const)
  if (kind === 'resend') return { kind, site, of }
  if (kind === 'delete') return { kind, site }
  if (kind === 'task') {
    return {
      kind, site, task: random.pick(['endpoint.recover', 'endpoint.recover', 'endpoint.replay'] as const), filter: {}
    }
  }
  if (kind === 'expunge') return { kind, of }
  const change = random.pick<Change>([
    { disabled: true }, { disabled: false }, { disabled: false }, { eventTypes: [EVENT_TYPES[0]!] }, { eventTypes: null }, { version: 1 }
  ])
  return { kind, site, change }
}

// A few kinds of faults at a time find more bugs than a little of all kinds.
function faultsOf (random: Random, until: number): FaultPlan {
  const rates: FaultPlan['rates'] = {}
  const worst = random.pick([0.05, 0.15, 0.15, 0.4])
  for (const fault of FAULTS) {
    const most = fault.startsWith('crash') ? 0.02 : worst
    if (random.chance(0.35)) rates[fault] = random.next() * most
  }
  const outages = Array.from({ length: random.chance(0.2) ? random.integer(1, 2) : 0 }, () => {
    const from = random.integer(0, until)
    return { from, to: from + random.pick([1000, 5000, 10_000, 40_000]), fault: random.pick(['refused', 'lost', 'unanswered'] as const) }
  })
  return { until: Math.max(until, ...outages.map(({ to }) => to)), rates, outages }
}

function crashesOf (random: Random, { until, hosts }: { until: number, hosts: number }): Plan['crashes'] {
  const count = random.chance(0.5) ? 0 : random.integer(1, 4)
  return Array.from({ length: count }, () => ({
    at: random.integer(0, until), host: random.integer(0, hosts - 1), downMs: random.integer(10, 5000), isGraceful: random.chance(0.3)
  })).sort((a, b) => a.at - b.at)
}

function queueOf (random: Random, isCalm: boolean): QueuePlan {
  return {
    visibilityMs: 90_000,
    maxReceives: random.integer(3, 10),
    duplicate: isCalm ? 0 : random.pick([0, 0.1]),
    drop: isCalm ? 0 : random.pick([0, 0, 0.1]),
    delayMs: random.pick([50, 1000])
  }
}
