import type { Static } from '@sinclair/typebox'
import type { Lag } from '../delivery/polling/lag.js'
import { formatTimestamp } from '../lib/time.js'
import type { Consumer } from '../repositories/consumers.js'
import type { Destination, PollToken } from '../repositories/destinations.js'
import type { Message } from '../repositories/messages.js'
import type { DestinationOut } from '../schemas/destination-schema.js'
import type { ApiTokenOut, ConsumerOut, PollingEndpointMessageOut } from '../schemas/poller-schema.js'
import { messageOut } from './message-view.js'

/** A destination as the API answers it. */
export function destinationOut (destination: Destination): Static<typeof DestinationOut> {
  const { id, uid, disabled, batchSize, maxWaitSecs, eventTypes, channels, metadata, createdAt, updatedAt } = destination
  return {
    type: 'pollingEndpoint',
    config: {},
    id,
    uid,
    status: disabled ? 'disabled' : 'enabled',
    currentIterator: EARLIEST_TEXT,
    failureReason: null,
    nextRetryAt: null,
    batchSize,
    maxWaitSecs,
    ...(eventTypes && { eventTypes }),
    ...(channels && { channels }),
    metadata,
    createdAt: formatTimestamp(createdAt),
    updatedAt: formatTimestamp(updatedAt)
  }
}

/** A consumer as the API answers it. */
export function consumerOut ({ id, polledAt }: Pick<Consumer, 'id' | 'polledAt'>, { count, since }: Lag): Static<typeof ConsumerOut> {
  return {
    id,
    lastPollAt: polledAt === 0 ? null : formatTimestamp(polledAt),
    lag: count,
    lagSince: since === undefined ? null : formatTimestamp(since)
  }
}

/** The iterator of the beginning, which callers may write themselves. */
export const EARLIEST_TEXT = 'earliest'

/** A message as a poll shows it. */
export function polledOut (message: Message): Static<typeof PollingEndpointMessageOut> {
  const { id, eventId, eventType, payload, isExpired, isUnavailable, channels, timestamp } = messageOut(message, true)
  const { tags, deliverAt, contentType } = message
  return {
    id,
    eventId,
    eventType,
    payload,
    ...(isExpired && { isExpired }),
    ...(isUnavailable && { isUnavailable }),
    channels,
    tags,
    timestamp,
    deliverAt: deliverAt === null ? null : formatTimestamp(deliverAt),
    headers: contentType === undefined ? null : { 'content-type': contentType }
  }
}

/** A token as the API answers it, with its secret. */
export function pollTokenOut ({ id, createdAt, expiresAt }: PollToken, token: string): Static<typeof ApiTokenOut> {
  return {
    id,
    token,
    name: null,
    createdAt: formatTimestamp(createdAt),
    expiresAt: expiresAt === undefined ? null : formatTimestamp(expiresAt),
    scopes: ['poll']
  }
}
