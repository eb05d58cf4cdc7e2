import { Type } from '@sinclair/typebox'
import { EventTypeName, IdOf, Nullable, Timestamp } from './common-schema.js'
import { Filter } from './endpoint-schema.js'

export const FilterTestIn = Type.Object({
  filter: Type.Optional(Nullable(Filter)),
  messageId: Type.Optional(Type.String({ minLength: 1, description: 'The id or eventId of one message, in place of the latest ones' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'How many of the latest messages; 20 when absent' }))
}, {
  title: 'EndpointFilterTestIn',
  description: "Without `filter`, the endpoint's own is tested",
  examples: [{ filter: { payload: { amount: { $gte: 100 } } } }]
})

export const FilterVerdict = Type.Object({
  messageId: IdOf('msg_', 'message'),
  eventType: EventTypeName,
  timestamp: Timestamp,
  matches: Type.Boolean({ description: 'Whether the endpoint would be sent the message' }),
  reason: Type.Optional(Type.Unsafe<'disabled' | 'other-endpoint' | 'event-type' | 'channels' | 'filter' | 'payload-gone'>({
    type: 'string',
    enum: ['disabled', 'other-endpoint', 'event-type', 'channels', 'filter', 'payload-gone'],
    description: 'Why not: the first reason. `payload-gone`: the filter cannot be asked'
  })),
  unmet: Type.Optional(Type.Object({
    path: Type.Array(Type.String(), { description: 'The names that lead to the condition', examples: [['payload', 'amount']] }),
    condition: Type.Unknown({ description: 'What the value there does not fulfil', examples: [{ $gte: 100 }] })
  }, { title: 'EndpointFilterUnmet', description: 'The first condition of the filter that is not fulfilled' }))
}, { title: 'EndpointFilterVerdict' })

export const FilterTestOut = Type.Object({
  checked: Type.Integer({ description: 'How many messages were looked at' }),
  matched: Type.Integer({ description: 'How many of them the endpoint would be sent' }),
  data: Type.Array(FilterVerdict, { description: 'Newest first' })
}, { title: 'EndpointFilterTestOut' })
