import type { Static } from '@sinclair/typebox'
import { waitingOf } from '../delivery/endpoint-health/waits-for.js'
import { formatTimestamp } from '../lib/time.js'
import type { AttemptedMessage, Destination } from '../repositories/attempted-messages.js'
import * as attempts from '../repositories/attempts.js'
import type { Attempt } from '../repositories/attempts.js'
import type { Delivery } from '../repositories/deliveries.js'
import type { Endpoint } from '../repositories/endpoints.js'
import type { Message } from '../repositories/messages.js'
import {
  STATUS_TEXTS, type AttemptedMessageOut, type AttemptOut, type DestinationOut, type Status as StatusSchema
} from '../schemas/attempt-schema.js'
import type { EndpointOut } from '../schemas/endpoint-schema.js'
import { messageOut } from './message-view.js'

type Status = Static<typeof StatusSchema>

/** An attempt as the API answers it, with its message if that is given. */
export function attemptOut ({ headers: _, ...attempt }: Attempt, withContent: boolean, message?: Message): Static<typeof AttemptOut> {
  return {
    ...attempt,
    ...(message && { msg: messageOut(message, withContent) }),
    statusText: STATUS_TEXTS[attempt.status],
    response: withContent ? attempt.response : '{}',
    timestamp: formatTimestamp(attempts.timestampOf(attempt))
  }
}

export interface AttemptedOptions { endpoint: Endpoint, asked: Status | undefined, withContent: boolean, now: number }

/**
 * A message as the API answers it, with its state at one endpoint. When a status was asked for, that one is shown: the
 * latest attempt of that status.
 */
export function attemptedMessageOut (
  { message, delivery }: AttemptedMessage,
  { endpoint, asked, withContent, now }: AttemptedOptions
): Static<typeof AttemptedMessageOut> {
  const status = asked ?? (delivery.nextAt === null ? delivery.last!.status : 3)
  const nextAttempt = nextAttemptOut(delivery, endpoint, now)
  return {
    ...messageOut(message, withContent),
    status,
    statusText: STATUS_TEXTS[status],
    ...(nextAttempt !== null && { nextAttempt })
  }
}

// A planned retry may be held beyond its time. A manual attempt is no retry, so it is not shown here.
function nextAttemptOut (delivery: Delivery, endpoint: Endpoint, now: number): string | null {
  const waiting = delivery.nextAt === null ? undefined : waitingOf(delivery, endpoint, now)
  return waiting ? formatTimestamp(waiting.nextAt) : null
}

/** An endpoint with the state of one message's latest attempt. A deleted endpoint shows no uid: it may belong to another one. */
export function destinationOut (
  { endpoint, latest, delivery }: Destination,
  show: (endpoint: Endpoint) => Static<typeof EndpointOut>,
  now: number
): Static<typeof DestinationOut> {
  return {
    ...show(endpoint),
    uid: endpoint.deletedAt === undefined ? endpoint.uid : null,
    status: latest.status,
    statusText: STATUS_TEXTS[latest.status],
    nextAttempt: delivery ? nextAttemptOut(delivery, endpoint, now) : null
  }
}
