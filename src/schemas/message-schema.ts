import { Type } from '@sinclair/typebox'
import { HOUR_MS, IDEMPOTENCY_MS, RETENTION_DAYS } from '../facts/periods.js'
import {
  Channel, EventTypeName, HttpError, HttpValidationError, IdOf, ImplicitApplication, ListOf, MapOf, Nullable, RawJson, Timestamp, Uid
} from './common-schema.js'

const Payload = Type.Record(Type.String(), Type.Unknown(), {
  description: 'The payload; it is delivered byte for byte as sent',
  examples: [{ id: 'inv_1', amount: 4200 }]
})

export const MessageIn = Type.Object({
  eventType: EventTypeName,
  payload: Type.Optional(Payload),
  data: Type.Optional({ ...Payload, deprecated: true, description: 'Another name for payload' }),
  eventId: Type.Optional(Nullable(Uid('msg_', 'message'))),
  channels: Type.Optional(Nullable(Type.Array(Channel, { minItems: 1, maxItems: 5 }))),
  tags: Type.Optional(Nullable(Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 5 }))),
  payloadRetentionPeriod: Type.Optional(Type.Integer({
    minimum: 5,
    maximum: RETENTION_DAYS,
    description: `How many days the payload is kept; as POSTHORN_PAYLOAD_DAYS says when absent, ${RETENTION_DAYS} by default`
  })),
  payloadRetentionHours: Type.Optional(Nullable(Type.Integer({
    minimum: 1,
    maximum: 2160,
    description: 'The same in hours, instead of payloadRetentionPeriod. Retries after that time are canceled'
  }))),
  deliverAt: Type.Optional(Nullable({ ...Timestamp, description: 'The first attempt is made at this time' })),
  application: ImplicitApplication,
  transformationsParams: Type.Optional(Nullable(Type.Object({
    rawPayload: Type.Optional(Nullable(Type.String({ description: 'The text that is delivered instead of the payload' }))),
    headers: Type.Optional(Nullable(MapOf(Type.String(), {
      maxProperties: 16,
      description: 'Only `content-type` is allowed: the content type of the delivery',
      examples: [{ 'content-type': 'application/xml' }]
    })))
  })))
}, { title: 'MessageIn', examples: [{ eventType: 'invoice.paid', payload: { id: 'inv_1', amount: 4200 } }] })

export const IsExpired = Type.Optional(Type.Unsafe<true>({
  type: 'boolean', enum: [true], description: 'The payload is gone: its retention is over, or it was deleted'
}))
export const IsUnavailable = Type.Optional(Type.Unsafe<true>({
  type: 'boolean',
  enum: [true],
  description: 'The payload is kept, but the answering server does not find it: ' +
    'ask again, or look for `delivery.payload-not-found` in the log'
}))

export const MessageOut = Type.Object({
  id: IdOf('msg_', 'message'),
  eventId: Nullable(Type.String()),
  eventType: Type.String(),
  payload: RawJson({
    description: 'The payload as sent; `{}` without content; `{"expired":true}`, with `isExpired`, when it is gone; ' +
      '`{"unavailable":true}`, with `isUnavailable`, when it is kept but was not found; ' +
      '`{"rawPayload":"its text"}`, with `isRaw`, for a raw payload that is not a JSON object',
    examples: [{ id: 'inv_1', amount: 4200 }]
  }),
  isRaw: Type.Optional(Type.Unsafe<true>({ type: 'boolean', enum: [true], description: 'The payload is text that is not a JSON object' })),
  isExpired: IsExpired,
  isUnavailable: IsUnavailable,
  contentType: Type.Optional(Type.String({ description: 'The content type of deliveries, when it is not application/json' })),
  channels: Nullable(Type.Array(Type.String())),
  tags: Type.Optional(Type.Array(Type.String())),
  deliverAt: Type.Optional(Timestamp),
  timestamp: Timestamp
}, { title: 'MessageOut' })

export const MessageList = ListOf(MessageOut, 'ListResponse_MessageOut_')

export const BulkExpungeIn = Type.Object({
  ids: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 256 }), {
    maxItems: 250, description: 'Ids or eventIds of messages', examples: [['msg_1srOrx2ZWZBpBUvZwXKQmoEYga2']]
  }))
}, { title: 'BulkExpungeContentsIn', examples: [{ ids: ['msg_1srOrx2ZWZBpBUvZwXKQmoEYga2'] }] })

export const BulkExpungeOut = Type.Object({
  results: MapOf(
    Type.Unsafe<'expunged' | 'not-found'>({ type: 'string', enum: ['expunged', 'not-found'] }),
    { description: 'What was done, by the id or eventId in the request' }
  )
}, { title: 'BulkExpungeContentsOut' })

export const MessagePrecheckIn = Type.Object({
  eventType: EventTypeName,
  channels: Type.Optional(Nullable(Type.Array(Channel, { minItems: 1, maxItems: 5 })))
}, { title: 'MessagePrecheckIn', examples: [{ eventType: 'invoice.paid' }] })

export const MessagePrecheckOut = Type.Object({
  active: Type.Boolean({ description: 'Whether any endpoint would get such a message' })
}, { title: 'MessagePrecheckOut' })

const { application: _, ...ofApplication } = MessageIn.properties

export const BatchMessageIn = Type.Object({
  ...ofApplication,
  idempotencyKey: Type.Optional(Nullable(Type.String({
    minLength: 1,
    maxLength: 256,
    description: `For ${IDEMPOTENCY_MS / HOUR_MS} hours, the same key in the same application means the same message`
  })))
}, { title: 'BatchMessageIn', examples: [{ eventType: 'invoice.paid', payload: { id: 'inv_1', amount: 4200 } }] })

export const MessageBatchIn = Type.Object({
  messages: Type.Array(BatchMessageIn, { minItems: 1, maxItems: 100 })
}, { title: 'MessageBatchIn', examples: [{ messages: [{ eventType: 'invoice.paid', payload: { id: 'inv_1', amount: 4200 } }] }] })

export const MessageBatchOut = Type.Object({
  data: Type.Array(Type.Object({
    status: Type.Integer({ description: '202 when the message was accepted; otherwise the status that a single request would get' }),
    message: Type.Optional(MessageOut),
    error: Type.Optional(Type.Union([HttpError, HttpValidationError]))
  }, { title: 'BatchResult' }), { description: 'One result for each message, in their order' })
}, { title: 'MessageBatchOut' })
