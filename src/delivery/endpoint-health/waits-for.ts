import type { Delivery, Obstacle } from '../../repositories/deliveries.js'
import type { Endpoint } from '../../repositories/endpoints.js'
import { isWaiting } from './circuit.js'

/** Why an attempt that is to come has not been made yet. */
export type WaitsFor = Obstacle | 'scheduled' | 'retry' | 'turn' | 'attempt' | 'disabled' | 'deleted'

/** What a delivery waits for, and when it is attempted or looked at next: Unix ms, always ahead. */
export interface Waiting { waitsFor: WaitsFor, nextAt: number }

// What is due already has its turn as soon as there is room.
const SOON_MS = 1000

/** What a delivery waits for as its endpoint is now; undefined when no attempt of it is to come. */
export function waitingOf (delivery: Delivery, endpoint: Endpoint | undefined, now: number): Waiting | undefined {
  const { lease, heldUntil } = delivery
  const planned = plannedAt(delivery)
  if (planned === null) return undefined
  const soonest = Math.max(planned, heldUntil ?? 0, now + SOON_MS)
  if (lease && lease.until > now) return { waitsFor: 'attempt', nextAt: Math.max(lease.until, now + SOON_MS) }
  if (!endpoint || endpoint.deletedAt !== undefined) return { waitsFor: 'deleted', nextAt: soonest }
  if (endpoint.disabled) return { waitsFor: 'disabled', nextAt: soonest }
  const waitsFor = aheadOf(delivery, planned, now)
  if (waitsFor) return { waitsFor, nextAt: soonest }
  const due = whenDue(endpoint, now)
  return { ...due, nextAt: Math.max(soonest, due.nextAt) }
}

// What keeps a delivery until a time ahead: that it was put back, or its own plan; undefined for one that is due.
function aheadOf ({ attempts, heldUntil, heldFor }: Delivery, planned: number, now: number): WaitsFor | undefined {
  if (heldUntil !== null && heldUntil > now && heldUntil >= planned) return heldFor ?? 'circuit'
  if (planned <= now) return undefined
  return attempts === 0 ? 'scheduled' : 'retry'
}

// One asked for by hand is due at once.
function plannedAt ({ state, resends, nextAt }: Delivery): number | null {
  if (resends > 0) return 0
  return state === 'pending' ? nextAt : null
}

// Looked at now, it would be put back as long as its endpoint is to be left alone.
function whenDue ({ holdUntil, circuit }: Endpoint, now: number): Waiting {
  if (holdUntil !== null && holdUntil > now) return { waitsFor: 'retry-after', nextAt: holdUntil }
  return isWaiting(circuit) ? { waitsFor: 'circuit', nextAt: circuit.until } : { waitsFor: 'turn', nextAt: now }
}
