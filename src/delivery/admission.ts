import type { Application } from '../repositories/applications.js'
import type { Delivery } from '../repositories/deliveries.js'
import * as endpoints from '../repositories/endpoints.js'
import type { Endpoint } from '../repositories/endpoints.js'
import type { Answer } from './answer.js'
import * as circuits from './circuit.js'
import type { Circuit, Sightings } from './circuit.js'
import { leaseMs, type Engine } from './engine.js'
import { asksToSpare } from './outcome.js'
import { parseRetryAfter } from './retry.js'
import { createThrottle, type Throttle } from './throttle.js'

/** What a process remembers about endpoints: its own sightings; what all share is stored on the endpoint. */
export interface Admission {
  sightings: Map<string, Sightings>
  drains: Map<string, number>
  throttle: Throttle
}

export interface Applicant { delivery: Delivery, endpoint: Endpoint, application: Application }

/** Send now; or wait until then, for the slot of that limit if one is named. */
export type Verdict = { waitUntil: number, slotFor: string | null } | { isProbe: boolean }

const MAX_ENDPOINTS = 10_000
// A slot missed by more than this is given up: sending late would crowd the window it falls into.
const SLOT_GRACE_MS = 500

export const createAdmission = (): Admission => ({ sightings: new Map(), drains: new Map(), throttle: createThrottle() })

/** Whether a delivery may be sent now: its endpoint's circuit, its Retry-After, then the rates. Costs nothing where none is set. */
export async function admit (engine: Engine, applicant: Applicant): Promise<Verdict> {
  const { endpoint } = applicant
  const now = engine.clock.now()
  const { circuit, holdUntil } = endpoint
  if (engine.circuit.enabled && circuits.isWaiting(circuit)) return await admitThroughCircuit(engine, endpoint, circuit)
  if (holdUntil !== null && holdUntil > now) return { waitUntil: holdUntil, slotFor: null }
  const drainAt = drainSlot(engine, endpoint)
  if (drainAt > now) return { waitUntil: drainAt, slotFor: null }
  return await admitThroughRates(engine, applicant)
}

async function admitThroughCircuit (engine: Engine, endpoint: Endpoint, circuit: Circuit): Promise<Verdict> {
  const { clock, circuit: settings, db } = engine
  const wait = (current: Circuit) => ({ waitUntil: circuits.comeBackAt(current, settings, moment(engine)), slotFor: null })
  if (circuit.until > clock.now()) return wait(circuit)
  // Many may ask for the probe; the conditional write on the endpoint gives it to one.
  let isOurs = false
  const after = await endpoints.updateState(db, endpoint, current => {
    const next = circuits.probe(current.circuit, clock.now(), leaseMs(engine))
    isOurs = next !== undefined
    return next && { circuit: next }
  })
  if (isOurs) return { isProbe: true }
  return after && circuits.isWaiting(after.circuit) ? wait(after.circuit) : { isProbe: false }
}

// While an endpoint recovers, each process sends to it at a rate that doubles every few seconds.
function drainSlot ({ admission, clock }: Engine, { id, circuit }: Endpoint): number {
  const now = clock.now()
  const rate = circuits.drainRate(circuit, now)
  if (rate === Infinity) {
    admission.drains.delete(id)
    return now
  }
  const slot = Math.max(admission.drains.get(id) ?? 0, now)
  admission.drains.set(id, slot + 1000 / rate)
  return slot
}

async function admitThroughRates (engine: Engine, { delivery, endpoint, application }: Applicant): Promise<Verdict> {
  const limits = [
    { key: endpoint.id, rate: endpoint.throttleRate },
    { key: application.id, rate: application.throttleRate }
  ]
  for (const { key, rate } of limits) {
    if (rate === null || hasSlot(engine, delivery, key)) continue
    const waitUntil = await engine.admission.throttle.slot(engine, key, rate)
    if (waitUntil > engine.clock.now()) return { waitUntil, slotFor: key }
  }
  return { isProbe: false }
}

function hasSlot ({ clock }: Engine, { slotFor, heldUntil }: Delivery, key: string): boolean {
  return slotFor === key && heldUntil !== null && clock.now() - heldUntil <= SLOT_GRACE_MS
}

export interface Report { endpoint: Endpoint, msgId: string, answer: Answer, failed: boolean, isProbe: boolean, nextAt: number | null }

export type Change = 'opened' | 'closed' | undefined

/** Takes in what an attempt came to; writes only when the circuit changes or the endpoint asked to be left alone. */
export async function report (engine: Engine, told: Report): Promise<Change> {
  const { endpoint, answer, failed, isProbe, nextAt } = told
  if (failed && nextAt !== null) await hold(engine, endpoint, { answer, nextAt })
  if (!engine.circuit.enabled) return undefined
  const shouldOpen = circuits.see(sightingsOf(engine, endpoint.id), sightingOf(engine, told), engine.circuit)
  if (isProbe) return failed ? await change(engine, endpoint, 'half-open', 'open') : await change(engine, endpoint, 'half-open', 'closed')
  return shouldOpen && !circuits.isWaiting(endpoint.circuit) ? await change(engine, endpoint, 'closed', 'open') : undefined
}

async function change (engine: Engine, endpoint: Endpoint, from: Circuit['state'], to: 'open' | 'closed'): Promise<Change> {
  const now = engine.clock.now()
  let isOurs = false
  await endpoints.updateState(engine.db, endpoint, ({ circuit }) => {
    isOurs = (circuit?.state ?? 'closed') === from
    if (!isOurs) return undefined
    return { circuit: to === 'open' ? circuits.open(circuit, engine.circuit, moment(engine)) : circuits.close(now) }
  })
  if (!isOurs || (from === 'half-open' && to === 'open')) return undefined
  engine.admission.sightings.delete(endpoint.id)
  return to === 'open' ? 'opened' : 'closed'
}

/** `Retry-After` holds for the endpoint: its other deliveries wait as well, though never longer than this one's retry. */
async function hold (engine: Engine, endpoint: Endpoint, { answer, nextAt }: { answer: Answer, nextAt: number }): Promise<void> {
  const now = engine.clock.now()
  const asked = answer.retryAfter === undefined ? undefined : parseRetryAfter(answer.retryAfter, now)
  if (asked === undefined || asked === 0) return
  const holdUntil = Math.min(now + asked, nextAt)
  if (holdUntil <= (endpoint.holdUntil ?? 0) + 1000) return
  await endpoints.updateState(engine.db, endpoint, current => (current.holdUntil ?? 0) < holdUntil ? { holdUntil } : undefined)
}

function sightingsOf ({ admission }: Engine, endpointId: string): Sightings {
  const known = admission.sightings.get(endpointId)
  if (known) return known
  if (admission.sightings.size >= MAX_ENDPOINTS) admission.sightings.delete(admission.sightings.keys().next().value!)
  const sightings = circuits.noSightings()
  admission.sightings.set(endpointId, sightings)
  return sightings
}

function sightingOf ({ clock }: Engine, { msgId, failed, answer }: Report): circuits.Sighting {
  return { at: clock.now(), msgId, failed, asksToSpare: asksToSpare(answer) }
}

const moment = ({ clock, random }: Engine) => ({ now: clock.now(), random: random() })
