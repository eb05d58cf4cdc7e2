import type { Circuit } from '../../repositories/endpoints.js'
import type { Answer } from '../sending/send-result.js'

/**
 * The circuit of an endpoint, as pure functions: when it opens, how long it cools down, which delivery may be the probe
 * (invariant 8).
 */

/** A circuit that deliveries have to wait for. */
export type WaitingCircuit = Circuit & { state: 'open' | 'half-open' }

export interface CircuitSettings {
  enabled: boolean
  /** How many messages in a row must fail to open the circuit. An answer that asks to spare the endpoint counts twice. */
  failures: number
  /** The share of failed attempts in the window that opens the circuit, 0 to 1. */
  failureRate: number
  windowMs: number
  cooldownMs: number
  maxCooldownMs: number
}

/** What a process has seen of an endpoint. Its size does not grow with the number of attempts. */
export interface Sightings {
  /** Attempts that began before this time belong to an older state of the circuit, Unix ms. */
  from: number
  /** Messages that failed since the last success, each with its weight. */
  failing: Map<string, number>
  /** The current half of the window, and the half before. */
  spans: [Span, Span]
}

interface Span { since: number, attempts: number, failed: number, failing: Map<string, number> }

/** An attempt that ended `at`, Unix ms. */
export interface Sighting { began: number, at: number, msgId: string, failed: boolean, asksToSpare: boolean }

// A failure rate of fewer attempts than this says little.
const MIN_SAMPLE = 20
const JITTER = 0.2

/** The sightings of an endpoint without attempts. Attempts that began before `from` (Unix ms) will not count. */
export const noSightings = (from = 0): Sightings => ({ from, failing: new Map(), spans: [emptySpan(from), emptySpan(from)] })

const emptySpan = (since: number): Span => ({ since, attempts: 0, failed: 0, failing: new Map() })

/** Adds the result of an attempt; true when the circuit should open. A single message opens nothing, however often it fails. */
export function see (sightings: Sightings, sighting: Sighting, settings: CircuitSettings): boolean {
  const { failing } = sightings
  const { began, at, msgId, failed, asksToSpare } = sighting
  if (began < sightings.from) return false
  const span = spanAt(sightings, at, settings.windowMs / 2)
  span.attempts++
  if (!failed) {
    failing.clear()
    return false
  }
  span.failed++
  const weight = asksToSpare ? 2 : 1
  for (const counted of [failing, span.failing]) if (counted.size < settings.failures) counted.set(msgId, weight)
  return isTooMany(failing, settings) || exceedsRate(sightings.spans, settings)
}

// When the clock was set back, the window begins again.
function spanAt (sightings: Sightings, at: number, lengthMs: number): Span {
  const [current] = sightings.spans
  const age = at - current.since
  if (age >= 0 && age < lengthMs) return current
  const before = age >= 0 && age < 2 * lengthMs ? current : emptySpan(at)
  sightings.spans = [emptySpan(at), before]
  return sightings.spans[0]
}

function isTooMany (failing: Map<string, number>, { failures }: CircuitSettings): boolean {
  if (failing.size < 2) return false
  let weight = 0
  for (const one of failing.values()) weight += one
  return weight >= failures
}

function exceedsRate ([current, before]: [Span, Span], settings: CircuitSettings): boolean {
  const attempts = current.attempts + before.attempts
  if (attempts < MIN_SAMPLE || (current.failed + before.failed) / attempts < settings.failureRate) return false
  return isTooMany(new Map([...before.failing, ...current.failing]), settings)
}

/**
 * The circuit after it opened. The cool-down doubles with each opening, up to a limit, with jitter. A failed probe by
 * hand does not move the planned probe.
 */
export function open (circuit: Circuit | null, settings: CircuitSettings, { now, random }: { now: number, random: number }): Circuit {
  if (circuit?.state === 'half-open' && circuit.plannedAt !== undefined && circuit.plannedAt > now) {
    const { plannedAt, ...before } = circuit
    return { ...before, state: 'open', until: plannedAt }
  }
  const opens = isWaiting(circuit) ? circuit.opens + 1 : 1
  const cooldown = Math.min(settings.cooldownMs * 2 ** (opens - 1), settings.maxCooldownMs)
  const since = isWaiting(circuit) ? circuit.since : now
  const probed = isWaiting(circuit) && circuit.probedAt !== undefined && { probedAt: circuit.probedAt }
  return { state: 'open', since, until: now + cooldown * (1 - JITTER + 2 * JITTER * random), opens, ...probed }
}

/**
 * The circuit while its single probe is under way; undefined when no probe may be sent now. `askedAt`: when a person
 * asked for it.
 */
export function probe (circuit: Circuit | null, now: number, leaseMs: number, askedAt?: number): Circuit | undefined {
  const isDue = mayProbe(circuit, now)
  if (circuit === null || !(isDue || mayProbeEarly(circuit, askedAt))) return undefined
  const { since, opens, until } = circuit
  return { state: 'half-open', since, opens, until: now + leaseMs, probedAt: now, ...(!isDue && { plannedAt: until }) }
}

/**
 * Whether a delivery that a person asked for may be the probe before its time. It may not when a probe began after the
 * person asked: that probe answers this person and all others who asked before it began. So a thousand resends at once
 * cost an endpoint that is down two requests.
 */
export function mayProbeEarly (circuit: Circuit | null, askedAt: number | undefined): boolean {
  return circuit?.state === 'open' && askedAt !== undefined && (circuit.probedAt ?? 0) < askedAt
}

/** Whether it is time for a probe. The conditional write that takes the probe decides which delivery it is. */
export const mayProbe = (circuit: Circuit | null, now: number): boolean => isWaiting(circuit) && circuit.until <= now

/** A circuit that closed now (Unix ms) and has not opened since. */
export const close = (now: number): Circuit => ({ state: 'closed', since: now, until: now, opens: 0 })

/** Whether deliveries have to wait for the circuit. */
export const isWaiting = (circuit: Circuit | null): circuit is WaitingCircuit => circuit !== null && circuit.state !== 'closed'

/** When a delivery that has to wait should come back, Unix ms. The times are spread, so that not all come at once. */
export function comeBackAt (circuit: Circuit, settings: CircuitSettings, { now, random }: { now: number, random: number }): number {
  return Math.max(now, circuit.state === 'open' ? circuit.until : now) + settings.cooldownMs * random
}

const DRAIN_START_RATE = 10
const DRAIN_DOUBLES_MS = 5000
const DRAIN_FULL_RATE = 1000

/**
 * How many messages a second all processes together may send to an endpoint whose circuit has just closed; Infinity
 * after a while.
 */
export function drainRate (circuit: Circuit | null, at: number): number {
  if (circuit?.state !== 'closed') return Infinity
  const rate = DRAIN_START_RATE * 2 ** ((at - circuit.since) / DRAIN_DOUBLES_MS)
  return rate >= DRAIN_FULL_RATE ? Infinity : rate
}

/** Whether the answer asks to spare the whole endpoint: 429, 502, 504 or a timeout (contract 8). */
export function asksToSpare ({ statusCode, failure }: Pick<Answer, 'statusCode' | 'failure'>): boolean {
  return failure === 'timeout' || statusCode === 429 || statusCode === 502 || statusCode === 504
}
