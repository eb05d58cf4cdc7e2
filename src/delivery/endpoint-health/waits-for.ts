import type { Delivery, Obstacle } from '../../repositories/deliveries.js'
import type { Endpoint } from '../../repositories/endpoints.js'
import { isWaiting } from './circuit.js'

/** Why the next attempt has not been made yet. */
export type WaitsFor = Obstacle | 'scheduled' | 'retry' | 'turn' | 'attempt' | 'disabled' | 'deleted'

/** What a delivery waits for, and when it is attempted or looked at next: Unix ms, always in the future. */
export interface Waiting { waitsFor: WaitsFor, nextAt: number }

// A delivery that is due is shown as this far in the future: it starts as soon as the dispatcher has room.
const SOON_MS = 1000

/** What a delivery waits for, by the present state of its endpoint; undefined when it has no attempt to come. */
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

// What keeps a delivery until a future time: it was put back, or its attempt is planned for then. undefined when it is due.
function aheadOf ({ attempts, heldUntil, heldFor }: Delivery, planned: number, now: number): WaitsFor | undefined {
  if (heldUntil !== null && heldUntil > now && heldUntil >= planned) return heldFor ?? 'circuit'
  if (planned <= now) return undefined
  return attempts === 0 ? 'scheduled' : 'retry'
}

// A manual attempt is due at once.
function plannedAt ({ state, resends, nextAt }: Delivery): number | null {
  if (resends > 0) return 0
  return state === 'pending' ? nextAt : null
}

// If it was looked at now, the delivery would be put back while the endpoint must get no requests.
function whenDue ({ holdUntil, circuit }: Endpoint, now: number): Waiting {
  if (holdUntil !== null && holdUntil > now) return { waitsFor: 'retry-after', nextAt: holdUntil }
  return isWaiting(circuit) ? { waitsFor: 'circuit', nextAt: circuit.until } : { waitsFor: 'turn', nextAt: now }
}
