import type { Static } from '@sinclair/typebox'
import { waitingOf } from '../delivery/endpoint-health/waits-for.js'
import { idTimeMs } from '../lib/ids.js'
import { formatTimestamp } from '../lib/time.js'
import type { Delivery, LastAttempt } from '../repositories/deliveries.js'
import type { Endpoint } from '../repositories/endpoints.js'
import type { DeliveryOut } from '../schemas/delivery-schema.js'

type Out = Static<typeof DeliveryOut>

/** A delivery as the API answers it, with what it waits for by its endpoint's present state; `now` in Unix ms. */
export function deliveryOut (delivery: Delivery, endpoint: Endpoint | undefined, now: number): Out {
  const { msgId, endpointId, eventType, channels, state, reason, attempts, manualAttempts = 0, last } = delivery
  const waiting = waitingOf(delivery, endpoint, now)
  return {
    msgId,
    endpointId,
    eventType,
    channels,
    state,
    reason,
    waitsFor: waiting?.waitsFor ?? null,
    nextAttempt: waiting ? formatTimestamp(waiting.nextAt) : null,
    attempts,
    manualAttempts,
    lastAttempt: last && lastOut(last),
    timestamp: timeOf(msgId)
  }
}

const lastOut = ({ id, status, code, failure, manual }: LastAttempt): NonNullable<Out['lastAttempt']> =>
  ({ id, status, responseStatusCode: code, failure: failure ?? null, triggerType: manual ? 1 : 0, timestamp: timeOf(id) })

const timeOf = (id: string) => formatTimestamp(idTimeMs(id)!)
