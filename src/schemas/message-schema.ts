import { Type } from '@sinclair/typebox'
import { HOUR_MS, IDEMPOTENCY_MS, RETENTION_DAYS } from '../facts/periods.js'
import {
  Channel, EventTypeName, HttpError, HttpValidationError, IdOf, ImplicitApplication, ListOf, MapOf, Nullable, RawJson, Timestamp, Uid
} from './common-schema.js'

const Payload = Type.Record(Type.String(), Type.Unknown(), {
  description: 'Delivered byte for byte as sent',
  examples: [{ id: 'inv_1', amount: 4200 }]
})

export const MessageIn = Type.Object({
  eventType: EventTypeName,
  payload: Type.Optional(Payload),
  data: Type.Optional({ ...Payload, deprecated: true, description: 'Another name of payload' }),
  eventId: Type.Optional(Nullable(Uid('msg_', 'message'))),
  channels: Type.Optional(Nullable(Type.Array(Channel, { minItems: 1, maxItems: 5 }))),
  tags: Type.Optional(Nullable(Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 5 }))),
  payloadRetentionPeriod: Type.Optional(Type.Integer({
    minimum: 5,
    maximum: RETENTION_DAYS,
    description: `Days; ${RETENTION_DAYS} when absent`
  })),
  payloadRetentionHours: Type.Optional(Nullable(Type.Integer({
    minimum: 1,
    maximum: 2160,
    description: 'The same in hours, in place of it; what is retried later than that ends'
  }))),
  deliverAt: Type.Optional(Nullable({ ...Timestamp, description: 'The first attempt waits until then' })),
  application: ImplicitApplication,
  transformationsParams: Type.Optional(Nullable(Type.Object({
    rawPayload: Type.Optional(Nullable(Type.String({ description: 'Delivered in place of the payload' }))),
    headers: Type.Optional(Nullable(MapOf(Type.String(), {
      maxProperties: 16,
      description: 'The `content-type` to deliver with, and no other',
      examples: [{ 'content-type': 'application/xml' }]
    })))
  })))
}, { title: 'MessageIn', examples: [{ eventType: 'invoice.paid', payload: { id: 'inv_1', amount: 4200 } }] })

export const MessageOut = Type.Object({
  id: IdOf('msg_', 'message'),
  eventId: Nullable(Type.String()),
  eventType: Type.String(),
  payload: RawJson({
    description: 'As sent; `{}` without content, `{"expired":true}` when gone; ' +
      '`{"unavailable":true}`, with `isUnavailable`, when it is kept and was not found; ' +
      'of a raw payload that is not a JSON object `{"rawPayload":"its text"}`, with `isRaw`',
    examples: [{ id: 'inv_1', amount: 4200 }]
  }),
  isRaw: Type.Optional(Type.Unsafe<true>({ type: 'boolean', enum: [true], description: 'The payload is text that is not a JSON object' })),
  isUnavailable: Type.Optional(Type.Unsafe<true>({
    type: 'boolean',
    enum: [true],
    description: 'The payload is kept, and the server that answers does not find it: ' +
      'ask again, or look into its log for `delivery.payload-not-found`'
  })),
  contentType: Type.Optional(Type.String({ description: 'What it is delivered with, where that is not application/json' })),
  channels: Nullable(Type.Array(Type.String())),
  tags: Type.Optional(Type.Array(Type.String())),
  deliverAt: Type.Optional(Timestamp),
  timestamp: Timestamp
}, { title: 'MessageOut' })

export const MessageList = ListOf(MessageOut, 'ListResponse_MessageOut_')

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
    description: `For ${IDEMPOTENCY_MS / HOUR_MS} hours, the same key in the same application is the same message`
  })))
}, { title: 'BatchMessageIn', examples: [{ eventType: 'invoice.paid', payload: { id: 'inv_1', amount: 4200 } }] })

export const MessageBatchIn = Type.Object({
  messages: Type.Array(BatchMessageIn, { minItems: 1, maxItems: 100 })
}, { title: 'MessageBatchIn', examples: [{ messages: [{ eventType: 'invoice.paid', payload: { id: 'inv_1', amount: 4200 } }] }] })

export const MessageBatchOut = Type.Object({
  data: Type.Array(Type.Object({
    status: Type.Integer({ description: '202: accepted; otherwise what the message alone would have been answered' }),
    message: Type.Optional(MessageOut),
    error: Type.Optional(Type.Union([HttpError, HttpValidationError]))
  }, { title: 'BatchResult' }), { description: 'One for each message, in their order' })
}, { title: 'MessageBatchOut' })
