/** The circuit of an endpoint, as pure functions: when it opens, how long it cools down, who may probe (design, invariant 8). */

export interface Circuit {
  state: 'open' | 'half-open' | 'closed'
  /** Since when, Unix ms. */
  since: number
  /** Open: when a probe may be sent; half-open: when the probe counts as lost. Unix ms. */
  until: number
  /** How often it has opened without closing in between. */
  opens: number
}

export interface CircuitSettings {
  enabled: boolean
  /** How many messages in a row must fail to open it; an answer that asks to be spared counts double. */
  failures: number
  /** The share of failed attempts in the window that opens it, 0 to 1. */
  failureRate: number
  windowMs: number
  cooldownMs: number
  maxCooldownMs: number
}

/** What a process has seen of an endpoint since its last success, and of its recent attempts. */
export interface Sightings {
  /** Messages that failed since the last success, and how much each counts. */
  failing: Map<string, number>
  recent: Array<{ at: number, msgId: string, failed: boolean }>
}

export interface Sighting { at: number, msgId: string, failed: boolean, asksToSpare: boolean }

// A rate of few attempts says little.
const MIN_SAMPLE = 20
const MAX_RECENT = 200
const JITTER = 0.2

export const noSightings = (): Sightings => ({ failing: new Map(), recent: [] })

/** Adds what an attempt came to; true when the circuit should open. One message alone, however often it fails, opens nothing. */
export function see (sightings: Sightings, { at, msgId, failed, asksToSpare }: Sighting, settings: CircuitSettings): boolean {
  const { failing, recent } = sightings
  recent.push({ at, msgId, failed })
  while (recent.length > MAX_RECENT || recent[0]!.at < at - settings.windowMs) recent.shift()
  if (!failed) {
    failing.clear()
    return false
  }
  failing.set(msgId, asksToSpare ? 2 : 1)
  return failing.size > 1 && (weightOf(failing) >= settings.failures || exceedsRate(recent, settings))
}

function weightOf (failing: Map<string, number>): number {
  let weight = 0
  for (const one of failing.values()) weight += one
  return weight
}

function exceedsRate (recent: Sightings['recent'], { failureRate, failures }: CircuitSettings): boolean {
  if (recent.length < MIN_SAMPLE) return false
  const failed = recent.filter(one => one.failed)
  return failed.length / recent.length >= failureRate && new Set(failed.map(({ msgId }) => msgId)).size >= failures
}

/** The circuit after it opened: the cool-down doubles with each opening, up to a limit, with jitter. */
export function open (circuit: Circuit | null, settings: CircuitSettings, { now, random }: { now: number, random: number }): Circuit {
  const opens = circuit === null || circuit.state === 'closed' ? 1 : circuit.opens + 1
  const cooldown = Math.min(settings.cooldownMs * 2 ** (opens - 1), settings.maxCooldownMs)
  const since = circuit?.state === 'half-open' || circuit?.state === 'open' ? circuit.since : now
  return { state: 'open', since, until: now + cooldown * (1 - JITTER + 2 * JITTER * random), opens }
}

/** The circuit while its single probe is under way; undefined when no probe may be sent now. */
export function probe (circuit: Circuit | null, now: number, leaseMs: number): Circuit | undefined {
  if (!isWaiting(circuit) || circuit.until > now) return undefined
  return { ...circuit, state: 'half-open', until: now + leaseMs }
}

export const close = (now: number): Circuit => ({ state: 'closed', since: now, until: now, opens: 0 })

/** Whether deliveries have to wait for it. */
export const isWaiting = (circuit: Circuit | null): circuit is Circuit => circuit !== null && circuit.state !== 'closed'

/** When a delivery that has to wait should come back: spread out, so that what waited does not come all at once. */
export function comeBackAt (circuit: Circuit, settings: CircuitSettings, { now, random }: { now: number, random: number }): number {
  return Math.max(now, circuit.state === 'open' ? circuit.until : now) + settings.cooldownMs * random
}

const DRAIN_START_RATE = 10
const DRAIN_DOUBLES_MS = 5000
const DRAIN_FULL_RATE = 1000

/** How many a second may be sent to an endpoint whose circuit has just closed; Infinity when that is long ago. */
export function drainRate (circuit: Circuit | null, now: number): number {
  if (circuit?.state !== 'closed') return Infinity
  const rate = DRAIN_START_RATE * 2 ** ((now - circuit.since) / DRAIN_DOUBLES_MS)
  return rate >= DRAIN_FULL_RATE ? Infinity : rate
}
