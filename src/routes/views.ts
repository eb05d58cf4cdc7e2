import type { Static } from '@sinclair/typebox'
import { formatTimestamp } from '../lib/time.js'
import { minify } from '../lib/raw-json.js'
import { raw } from '../plugins/serializer.js'
import type { Application } from '../repositories/applications.js'
import * as attempts from '../repositories/attempts.js'
import type { Attempt } from '../repositories/attempts.js'
import type { Endpoint } from '../repositories/endpoints.js'
import * as messages from '../repositories/messages.js'
import type { Message } from '../repositories/messages.js'
import type { Page } from '../repositories/page.js'
import type { ApplicationOut } from '../schemas/application.js'
import { STATUS_TEXTS, type AttemptOut } from '../schemas/attempt.js'
import type { EndpointOut } from '../schemas/endpoint.js'
import type { MessageOut } from '../schemas/message.js'

/** How stored things look on the wire. */

export function applicationOut ({ uid, throttleRate, createdAt, updatedAt, ...rest }: Application): Static<typeof ApplicationOut> {
  return {
    ...rest,
    ...(uid !== null && { uid }),
    throttleRate,
    ...(throttleRate !== null && { rateLimit: throttleRate }),
    createdAt: formatTimestamp(createdAt),
    updatedAt: formatTimestamp(updatedAt)
  }
}

export function endpointOut ({ createdAt, updatedAt, ...rest }: Endpoint): Static<typeof EndpointOut> {
  return {
    ...rest,
    filterTypes: rest.eventTypes,
    rateLimit: rest.throttleRate,
    createdAt: formatTimestamp(createdAt),
    updatedAt: formatTimestamp(updatedAt)
  }
}

export function messageOut (message: Message, withContent: boolean): Static<typeof MessageOut> {
  const { id, eventId, eventType, channels, tags, deliverAt } = message
  return {
    id,
    eventId,
    eventType,
    payload: raw(withContent ? contentOf(message) : '{}'),
    channels,
    ...(tags && { tags }),
    ...(deliverAt !== null && { deliverAt: formatTimestamp(deliverAt) }),
    timestamp: formatTimestamp(messages.timestampOf(message))
  }
}

export function attemptOut (attempt: Attempt, withContent: boolean): Static<typeof AttemptOut> {
  return {
    ...attempt,
    statusText: STATUS_TEXTS[attempt.status],
    response: withContent ? attempt.response : '{}',
    timestamp: formatTimestamp(attempts.timestampOf(attempt))
  }
}

/** A page with each of its items shown. */
export const pageOut = <T, U>(page: Page<T>, show: (item: T) => U): Page<U> => ({ ...page, data: page.data.map(show) })

const EXPIRED = '{"expired":true}'

// A payload given as rawPayload may be anything; an answer can only carry JSON.
function contentOf ({ payload, isJson }: Message): string {
  return payload && isJson ? minify(payload.toString()) : EXPIRED
}
