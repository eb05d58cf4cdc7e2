import type { Config } from '../../src/config.js'
import { FAULTS, type FaultPlan } from './faults.js'
import { BEHAVIOURS, type Phase } from './network.js'
import type { Random } from './random.js'

/** What will happen in one simulation: all of it decided by the seed before it begins. Times in ms from its start. */
export interface Plan {
  mode: Mode
  /** Processes by what they do. */
  hosts: Host[]
  settings: Partial<Config>
  sites: Site[]
  requests: PlannedRequest[]
  faults: FaultPlan
  /** A process that dies, and how long it takes to be back. */
  crashes: Array<{ at: number, host: number, downMs: number, isGraceful: boolean }>
  /** The chance that a process dies while a request of it is under way. */
  crashInFlight: number
  /** The chance that a process cannot send. */
  unable: number
  /** The most an index may lag behind. */
  indexLagMs: number
  /** The most by which the clocks of processes differ. */
  skewMs: number
  queue: QueuePlan
}

/**
 * - alone: one server that holds its database alone
 * - shared: several servers on one database
 * - front: a host that only accepts, and servers that deliver
 * - queue: hosts behind a queue and a stream, as in AWS
 */
export type Mode = 'alone' | 'shared' | 'front' | 'queue'
export type Host = 'server' | 'front' | 'function'

/** A simulated endpoint and how it is registered. */
export interface Site { eventTypes: string[] | null, channels: string[] | null, throttleRate: number | null, retryScheduleMs: number[] | null, phases: Phase[] }

export type PlannedRequest = { at: number, number: number } & Action

export type Action =
  | { kind: 'message', eventType: string, channels: string[] | null, key: string | undefined, eventId: string | null, deliverInMs: number | null }
  | { kind: 'change', site: number, change: Change }
  | { kind: 'delete', site: number }
  | { kind: 'resend', site: number, of: number }
  | { kind: 'expunge', of: number }
  /** Sends again what failed, or what was missed, since the beginning. */
  | { kind: 'task', site: number, task: 'endpoint.recover' | 'endpoint.replay' }

export interface Change { disabled?: boolean, eventTypes?: string[] | null, version?: number }

export interface QueuePlan { visibilityMs: number, maxReceives: number, duplicate: number, drop: number, delayMs: number }

export const EVENT_TYPES = ['order.created', 'order.paid', 'user.left']
const CHANNELS = ['blue', 'green']
const SENDING_MS = 20_000

export function createPlan (random: Random): Plan {
  const mode = random.pick(['alone', 'alone', 'shared', 'shared', 'front', 'queue'] as const)
  const hosts = hostsOf(mode, random)
  const isCalm = random.chance(0.15)
  // What waits behind circuits comes back again and again: an expensive thing to watch, so not in every simulation.
  const hasCircuits = random.chance(0.3)
  const sites = Array.from({ length: random.pick([1, 1, 2, 2, 3, 4]) }, () => siteOf(random, hasCircuits))
  const faultsUntil = isCalm ? 0 : random.integer(5, 60) * 1000
  return {
    mode,
    hosts,
    settings: settingsOf(mode, random, hasCircuits),
    sites,
    requests: requestsOf(random, sites.length),
    faults: isCalm ? { until: 0, rates: {}, outages: [] } : faultsOf(random, faultsUntil),
    crashes: isCalm ? [] : crashesOf(random, { until: faultsUntil, hosts: hosts.length }),
    crashInFlight: !isCalm && random.chance(0.3) ? 0.1 : 0,
    unable: !isCalm && random.chance(0.1) ? 0.1 : 0,
    indexLagMs: mode === 'alone' ? 0 : random.pick([0, 20, 200, 2000]),
    skewMs: !isCalm && mode !== 'alone' && random.chance(0.2) ? 2000 : 0,
    queue: queueOf(random, isCalm)
  }
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
    throttleRate: random.chance(0.9) ? null : random.integer(1, 5),
    retryScheduleMs: random.chance(0.9) ? null : random.pick([[], [2000], [1000, 3000]]),
    phases
  }
}

function requestsOf (random: Random, sites: number): PlannedRequest[] {
  const count = random.chance(0.1) ? random.integer(15, 40) : random.integer(3, 12)
  const lead = random.chance(0.5) ? SENDING_MS : 3000
  let messages = 0
  return Array.from({ length: count }, (_, number): PlannedRequest => {
    const at = random.integer(0, lead)
    const action = messages === 0 || random.chance(0.8) ? messageOf(random, number) : otherOf(random, { sites, of: random.integer(0, number - 1) })
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
  if (kind === 'task') return { kind, site, task: random.pick(['endpoint.recover', 'endpoint.recover', 'endpoint.replay'] as const) }
  if (kind === 'expunge') return { kind, of }
  const change = random.pick<Change>([{ disabled: true }, { disabled: false }, { disabled: false }, { eventTypes: [EVENT_TYPES[0]!] }, { eventTypes: null }, { version: 1 }])
  return { kind, site, change }
}

// A few kinds of faults at a time find more than a little of everything.
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
