import type { Static } from '@sinclair/typebox'
import { waitingOf, type WaitsFor } from '../delivery/endpoint-health/waits-for.js'
import { idTimeMs } from '../lib/ids.js'
import { formatTimestamp } from '../lib/time.js'
import type { Delivery, LastAttempt } from '../repositories/deliveries.js'
import type { Endpoint } from '../repositories/endpoints.js'
import type { DeliveryOut } from '../schemas/delivery-schema.js'

type Out = Static<typeof DeliveryOut>

export interface DeliveryViewOptions {
  endpoint: Endpoint | undefined
  /** Unix ms. */
  now: number
  /** Whether the server holds all deliveries. */
  isHeld?: boolean | undefined
}

// A hold changes nothing for these: the attempt is under way, or none will follow.
const WHILE_HELD: ReadonlySet<WaitsFor> = new Set<WaitsFor>(['attempt', 'disabled', 'deleted'])

/** A delivery as the API answers it, with what it waits for by its endpoint's present state. */
export function deliveryOut (delivery: Delivery, { endpoint, now, isHeld = false }: DeliveryViewOptions): Out {
  const { msgId, endpointId, eventType, channels, state, reason, attempts, manualAttempts = 0, last } = delivery
  const waiting = waitingOf(delivery, endpoint, now)
  const isKept = isHeld && waiting !== undefined && !WHILE_HELD.has(waiting.waitsFor)
  return {
    msgId,
    endpointId,
    eventType,
    channels,
    state,
    reason,
    waitsFor: isKept ? 'held' : waiting?.waitsFor ?? null,
    nextAttempt: waiting && !isKept ? formatTimestamp(waiting.nextAt) : null,
    attempts,
    manualAttempts,
    lastAttempt: last && lastOut(last),
    timestamp: timeOf(msgId)
  }
}

const lastOut = ({ id, status, code, failure, manual }: LastAttempt): NonNullable<Out['lastAttempt']> =>
  ({ id, status, responseStatusCode: code, failure: failure ?? null, triggerType: manual ? 1 : 0, timestamp: timeOf(id) })

const timeOf = (id: string) => formatTimestamp(idTimeMs(id)!)
