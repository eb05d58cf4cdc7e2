import { RecentMap } from '../../lib/recent-map.js'
import { createSpread, type Spread } from '../../lib/spread-times.js'
import type { Application } from '../../repositories/applications.js'
import type { Delivery } from '../../repositories/deliveries.js'
import * as endpoints from '../../repositories/endpoints.js'
import type { Circuit, Endpoint } from '../../repositories/endpoints.js'
import type { AcceptLine } from '../accept/accept-rate.js'
import type { Answer } from '../sending/send-result.js'
import * as circuits from './circuit.js'
import type { Sightings } from './circuit.js'
import { leaseMs, type Engine, type ConfiguredStorage } from '../engine.js'
import { urgentSince, type Wait } from '../delivery-lifecycle.js'
import { withNotice } from '../operational-webhooks/operational-webhooks.js'
import { askedMs } from '../sending/retry-after.js'
import { limitsOf } from './limits.js'
import { createThrottle, type Throttle } from './rate-limit.js'

/** What this process remembers of endpoints and limits. State that all processes share is stored on the endpoint. */
export interface Admission {
  sightings: Map<string, Sightings>
  throttle: Throttle
  /** Spreads the times at which waiting deliveries come back. */
  spread: Spread
  /** By organization, the time at which "the proxy fails" was stored last, Unix ms. */
  proxyTold: Map<string, number>
  /** The limits of accepted messages. */
  acceptLines: RecentMap<string, AcceptLine>
}

/** What admission can use without a call to the database. */
export type Memory = Pick<Engine, 'admission' | 'circuit' | 'clock' | 'random'>
/** The same, with the stored state of endpoints. */
export type Health = Memory & ConfiguredStorage

export interface Applicant { delivery: Delivery, endpoint: Endpoint, application: Application }

/** The delivery has to wait, or is sent now. */
export type Verdict = Wait | { isProbe: boolean }

const MAX_ENDPOINTS = 10_000
// So many waiting deliveries come back in one second, but none is put off for longer than this.
const BACK_A_SECOND = 50
const MOST_LATER_MS = 300_000
// Deliveries that wait for the same `Retry-After` come back spread over this time.
const SPREAD_MS = 2000
// A resend by hand comes back within this time when another probe is under way.
const SOON_MS = 5000

/** The memory of a process that has seen no endpoint yet. */
export const createAdmission = (): Admission =>
  ({
    sightings: new Map(),
    throttle: createThrottle(),
    spread: createSpread({ perSecond: BACK_A_SECOND, mostMs: MOST_LATER_MS }),
    proxyTold: new Map(),
    acceptLines: new RecentMap({ most: MAX_ENDPOINTS })
  })

/**
 * Whether a delivery may be sent now: checks the endpoint's Retry-After, its circuit, then the rates. Costs no call
 * where none is set.
 */
export async function admit (engine: Health & Pick<Engine, 'meter'>, { delivery, endpoint, application }: Applicant): Promise<Verdict> {
  const { admission, meter } = engine
  const askedAt = urgentSince(delivery)
  const rest = restOf(engine, endpoint, askedAt)
  if (rest) return rest
  const passed = await throughCircuit(engine, endpoint, askedAt)
  if ('waitUntil' in passed) return passed
  const limits = limitsOf(engine, passed.endpoint, application)
  if (limits.length === 0) return passed
  const place = passed.isProbe ? 'probe' : placeOf(delivery)
  const refused = await admission.throttle.pass(engine, limits, place)
  if (!refused) return passed
  meter.count('throttled')
  return { waitUntil: refused.comeBackAt, heldFor: 'rate' }
}

const placeOf = (delivery: Delivery) =>
  urgentSince(delivery) !== undefined ? 'urgent' : delivery.heldUntil === null && delivery.resends === 0 ? 'new' : 'back'

/**
 * When a delivery should come back to an endpoint that must get no requests now, because of `Retry-After` or its
 * circuit; undefined when the delivery may ask for admission. Reads nothing, so a caller with the endpoint's state can
 * ask before it claims. A delivery that a person asked for (`askedAt`, Unix ms) does not wait for `Retry-After`, and
 * may be the probe of an open circuit.
 */
export function restOf (engine: Memory, { holdUntil, circuit }: Endpoint, askedAt?: number): Wait | undefined {
  const now = engine.clock.now()
  if (askedAt === undefined && holdUntil !== null && holdUntil > now) {
    return { waitUntil: spread(engine, holdUntil + SPREAD_MS * engine.random()), heldFor: 'retry-after' }
  }
  if (!engine.circuit.enabled || !circuits.isWaiting(circuit)) return undefined
  return circuits.mayProbe(circuit, now) || circuits.mayProbeEarly(circuit, askedAt) ? undefined : waitFor(engine, circuit, askedAt)
}

type Passed = Wait | { isProbe: boolean, endpoint: Endpoint }

// An open circuit whose cool-down is over lets one probe through.
async function throughCircuit (engine: Health, endpoint: Endpoint, askedAt: number | undefined): Promise<Passed> {
  const isClosed = !engine.circuit.enabled || !circuits.isWaiting(endpoint.circuit)
  return isClosed ? { isProbe: false, endpoint } : await throughProbe(engine, endpoint, askedAt)
}

// Many deliveries may ask to be the probe; the conditional write on the endpoint lets one through.
async function throughProbe (engine: Health, endpoint: Endpoint, askedAt: number | undefined): Promise<Passed> {
  const { clock, db } = engine
  let isProbe = false
  const stored = await endpoints.updateState(db, endpoint, ({ circuit }) => {
    const next = circuits.probe(circuit, clock.now(), leaseMs(engine), askedAt)
    isProbe = next !== undefined
    return next && { circuit: next }
  })
  if (isProbe) return { isProbe, endpoint }
  // Another process has changed the circuit, so our cache is out of date.
  db.caches.endpoints.delete(endpoint.appId)
  if (stored && circuits.isWaiting(stored.circuit)) return waitFor(engine, stored.circuit, askedAt)
  return { isProbe: false, endpoint: stored ?? endpoint }
}

// A probe that is under way shows soon whether the endpoint works again, so a delivery that a person asked for comes back soon.
function waitFor (engine: Memory, circuit: Circuit, askedAt?: number): Wait {
  const isSoon = askedAt !== undefined && circuit.state === 'half-open'
  if (isSoon) {
    return {
      waitUntil: engine.clock.now() + Math.min(engine.circuit.cooldownMs, SOON_MS) * (1 + 4 * engine.random()) / 5,
      heldFor: 'circuit'
    }
  }
  return { waitUntil: spread(engine, circuits.comeBackAt(circuit, engine.circuit, moment(engine))), heldFor: 'circuit' }
}

/** A time at or after `at` at which not too many deliveries of this process come back, for all endpoints and the proxy together. */
export const spread = (engine: Memory, at: number) => engine.admission.spread.timeOf(at, moment(engine))

export interface Report {
  endpoint: Endpoint
  msgId: string
  /** When the attempt began, Unix ms. */
  began: number
  answer: Answer
  failed: boolean
  isProbe: boolean
  /** When this delivery is retried, Unix ms; null when it is not. */
  nextAt: number | null
}

export type Change = 'opened' | 'closed' | undefined

/** Takes in the result of an attempt. Writes only when the circuit changes or the answer has a `Retry-After`. */
export async function report (engine: Health, told: Report): Promise<Change> {
  const { endpoint, failed, isProbe } = told
  if (failed) await hold(engine, told)
  if (!engine.circuit.enabled) return undefined
  const shouldOpen = circuits.see(sightingsOf(engine, endpoint.id), sightingOf(engine, told), engine.circuit)
  if (isProbe) return await change(engine, endpoint, 'half-open', failed ? 'open' : 'closed')
  return shouldOpen && !circuits.isWaiting(endpoint.circuit) ? await change(engine, endpoint, 'closed', 'open') : undefined
}

async function change (engine: Health, endpoint: Endpoint, from: Circuit['state'], to: 'open' | 'closed'): Promise<Change> {
  const { db, admission } = engine
  const now = engine.clock.now()
  const isStillOpen = from === 'half-open' && to === 'open'
  let isOurs = false
  await endpoints.updateState(db, endpoint, current => {
    const { circuit } = current
    isOurs = (circuit?.state ?? 'closed') === from
    if (!isOurs) return undefined
    const changed = to === 'open' ? circuits.open(circuit, engine.circuit, moment(engine)) : circuits.close(now)
    // The notice is stored in the same write as the change.
    const notice = isStillOpen
      ? {}
      : withNotice(engine, current, {
        type: to === 'open' ? 'endpoint.circuit.opened' : 'endpoint.circuit.closed',
        at: now,
        since: changed.since
      })
    return { circuit: changed, ...notice }
  })
  // Sightings from before the change say nothing about the endpoint's present state, whichever process changed it.
  admission.sightings.set(endpoint.id, circuits.noSightings(now))
  if (!isOurs) db.caches.endpoints.delete(endpoint.appId)
  if (!isOurs || isStillOpen) return undefined
  return to === 'open' ? 'opened' : 'closed'
}

// The stored hold may be this much longer than asked for, so that answers which arrive together cause one write.
const HOLD_SLACK_MS = 1000

/**
 * `Retry-After` holds for the endpoint: its other deliveries wait too, for at least that time. They wait up to
 * `HOLD_SLACK_MS` longer, but not past this delivery's retry, so that answers which arrive together cost one write.
 */
async function hold (engine: ConfiguredStorage, { endpoint, answer, nextAt }: Report): Promise<void> {
  const now = engine.clock.now()
  const asked = askedMs(answer.retryAfter, now, engine.config.retryAfterMaxMs)
  if (asked === 0 || now + asked <= (endpoint.holdUntil ?? 0)) return
  const holdUntil = Math.max(now + asked, Math.min(nextAt ?? Infinity, now + asked + HOLD_SLACK_MS))
  await endpoints.updateState(engine.db, endpoint, current => (current.holdUntil ?? 0) < holdUntil ? { holdUntil } : undefined)
}

function sightingsOf ({ admission }: Memory, endpointId: string): Sightings {
  const known = admission.sightings.get(endpointId)
  if (known) return known
  if (admission.sightings.size >= MAX_ENDPOINTS) admission.sightings.delete(admission.sightings.keys().next().value!)
  const sightings = circuits.noSightings()
  admission.sightings.set(endpointId, sightings)
  return sightings
}

function sightingOf ({ clock }: Pick<Engine, 'clock'>, { began, msgId, failed, answer }: Report): circuits.Sighting {
  return { began, at: clock.now(), msgId, failed, asksToSpare: circuits.asksToSpare(answer) }
}

const moment = ({ clock, random }: Memory) => ({ now: clock.now(), random: random() })
