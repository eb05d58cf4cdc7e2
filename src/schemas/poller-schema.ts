import { Type, type TInteger, type TOptional } from '@sinclair/typebox'
import { AppParams, Channel, EventTypeName, IdOf, ListOf, Nullable, Query, QueryTime, RawJson, Timestamp } from './common-schema.js'
import { IsExpired, IsUnavailable } from './message-schema.js'

const Sink = Type.String({ description: "The polling endpoint's id or uid", examples: ['sink_1srOrx2ZWZBpBUvZwXKQmoEYga2'] })

export const PollerParams = Type.Object({ ...AppParams.properties, sink_id: Sink })
export const ConsumerParams = Type.Object({
  ...PollerParams.properties,
  consumer_id: Type.String({
    description: 'A name that the caller chooses for a client, 1 to 256 characters of a-zA-Z0-9-_.; its place is kept',
    examples: ['worker-1']
  })
})
export const PollerTokenParams = Type.Object({ ...AppParams.properties, endpoint_id: Sink })

/** A query parameter that is a number with a default. */
const number = (options: { minimum: number, maximum: number, default: number, description: string }) =>
  Type.Optional(Type.Integer(options)) as TOptional<TInteger> & { default: number }

const Limit = number({ minimum: 1, maximum: 250, default: 50, description: 'At most so many messages' })
const Iterator = Type.Optional(Type.String({ description: 'The iterator of the page before' }))
const Wait = number({
  minimum: 0,
  maximum: 25,
  default: 0,
  description: 'How many seconds the poll may be held open until there is a message. A server in AWS Lambda answers at once'
})

export const PollQuery = Query({
  limit: Limit,
  iterator: Iterator,
  event_type: Type.Optional(EventTypeName),
  channel: Type.Optional(Channel),
  after: Type.Optional(QueryTime('Only messages of this time or later; as exact as 4 ms')),
  wait: Wait
})
export const ConsumerPollQuery = Query({ limit: Limit, iterator: Iterator, wait: Wait })
export const LeaseQuery = Query({
  limit: Limit,
  lease_duration_ms: number({
    minimum: 1000, maximum: 3_600_000, default: 30_000, description: 'How long the messages are kept for this client before they come again'
  }),
  starting_position: Type.Optional(Type.Unsafe<'earliest' | 'latest'>({
    type: 'string',
    enum: ['earliest', 'latest'],
    description: 'Where a consumer that never polled begins: with the first message that is kept (the default), or with what comes now'
  })),
  wait: Wait
})

const message = {
  id: IdOf('msg_', 'message'),
  eventId: Nullable(Type.String({ description: 'The name that the sender gave it' })),
  eventType: EventTypeName,
  payload: RawJson({ description: 'As in a message', examples: [{ amount: 4200 }] }),
  isExpired: IsExpired,
  isUnavailable: IsUnavailable,
  channels: Nullable(Type.Array(Channel)),
  tags: Nullable(Type.Array(Type.String())),
  timestamp: Type.String({ format: 'date-time', description: 'When it was accepted' }),
  deliverAt: Nullable(Type.String({ format: 'date-time', description: 'When it was to come' })),
  headers: Nullable(Type.Unsafe<Record<string, string>>({
    type: 'object', additionalProperties: Type.String(), description: 'The content type, where the sender gave one'
  }))
}

export const PollingEndpointMessageOut = Type.Object(message, { title: 'PollingEndpointMessageOut' })

export const PollingEndpointOut = Type.Object({
  data: Type.Array(PollingEndpointMessageOut),
  iterator: Type.String({ description: 'Give it to the next poll; of a consumer, this acknowledges the page' }),
  done: Type.Boolean({ description: 'Nothing follows for now' })
}, { title: 'PollingEndpointOut' })

export const PollingEndpointConsumerSeekIn = Type.Object({ after: Timestamp }, {
  title: 'PollingEndpointConsumerSeekIn',
  description: 'Messages of this time or later follow',
  examples: [{ after: '2026-11-22T14:05:00Z' }]
})

export const PollingEndpointConsumerSeekOut = Type.Object({
  iterator: Type.String({ description: 'Of the place' })
}, { title: 'PollingEndpointConsumerSeekOut' })

/** A page of consumers counts what each has not acknowledged, so it is small. */
export const ConsumersQuery = Query({
  limit: number({ minimum: 1, maximum: 50, default: 50, description: 'The most consumers on a page' }),
  iterator: Type.Optional(Type.String({ description: 'The `iterator` of the page before' }))
})

export const ConsumerOut = Type.Object({
  id: Type.String({ description: 'The name that its client polls under', examples: ['worker-1'] }),
  lastPollAt: Nullable(Type.String({
    format: 'date-time', description: 'Its latest poll, as exact as a minute while nothing comes; null when it never polled'
  })),
  lag: Type.Integer({ description: 'How many messages it has not acknowledged; 250: so many or more', examples: [12] }),
  lagSince: Nullable(Type.String({ format: 'date-time', description: 'When the first of these was accepted; null without any' }))
}, { title: 'PollingEndpointConsumerOut' })

export const ConsumerList = ListOf(ConsumerOut, 'ListResponse_PollingEndpointConsumerOut_')

export const PollerV2PollOut = Type.Object({
  data: Type.Array(Type.Object({
    offset: Type.Integer({ description: "The message's number in this consumer" }),
    ...message
  }, { title: 'PollerV2MessageOut' })),
  done: Type.Boolean({ description: 'Nothing follows for now' })
}, { title: 'PollerV2PollOut' })

export const PollerV2CommitIn = Type.Object({
  offset: Type.Integer({ minimum: 0, description: 'All messages up to this one are acknowledged' })
}, { title: 'PollerV2CommitIn', examples: [{ offset: 41 }] })

export const RotatePollerTokenIn = Type.Object({
  expiry: Type.Optional(Nullable(Type.Integer({
    minimum: 1, maximum: 31_536_000, description: 'How long the token lives, in seconds; a year when absent'
  }))),
  oldTokenExpiry: Type.Optional(Type.Integer({
    minimum: 0, maximum: 86_400, description: 'How long the tokens before it are still good, in seconds; 300 when absent'
  }))
}, { title: 'RotatePollerTokenIn', examples: [{ expiry: 2_592_000 }] })

export const ApiTokenOut = Type.Object({
  id: IdOf('tok_', 'token'),
  token: Type.String({ description: 'Polls this polling endpoint, and does nothing else' }),
  name: Nullable(Type.String()),
  createdAt: Type.String({ format: 'date-time' }),
  expiresAt: Nullable(Type.String({ format: 'date-time' })),
  scopes: Type.Array(Type.String(), { description: 'What the token may do', examples: [['poll']] })
}, { title: 'ApiTokenOut' })
