import { Type } from '@sinclair/typebox'
import { AcceptRate, IdOf, ListOf, Metadata, Nullable, Text, ThrottleRate, Timestamp, Uid } from './common-schema.js'

const MessageShards = Type.Unsafe<number>({
  type: 'integer',
  enum: [1, 2, 4, 8, 16, 32, 64, 128],
  description: 'The number of partitions of the message list. ' +
    'Each takes about 1,000 messages a second, and each makes reading a page dearer'
})

const IndexEventTypes = Type.Boolean({
  description: 'Whether new messages are indexed by event type: one write unit for each. Without it, a list of messages by event type ' +
    'reads at most 10,000 messages for a page'
})

const fields = {
  uid: Type.Optional(Nullable(Uid('app_', 'application'))),
  throttleRate: Type.Optional(Nullable(ThrottleRate)),
  rateLimit: Type.Optional(Nullable({ ...ThrottleRate, deprecated: true, description: 'The older name of throttleRate' })),
  acceptRate: Type.Optional(Nullable(AcceptRate)),
  metadata: Type.Optional(Nullable(Metadata)),
  messageShards: Type.Optional(MessageShards),
  indexEventTypes: Type.Optional(IndexEventTypes)
}

export const ApplicationIn = Type.Object({
  name: Text({ minLength: 1, description: 'The name of the application, for people' }),
  ...fields
}, { title: 'ApplicationIn', examples: [{ name: 'My first application', uid: 'unique-identifier' }] })

export const ApplicationPatch = Type.Object({
  name: Type.Optional(Text({ minLength: 1 })),
  ...fields
}, { title: 'ApplicationPatch', examples: [{ name: 'A new name' }] })

export const ApplicationOut = Type.Object({
  id: IdOf('app_', 'application'),
  uid: Type.Optional(Type.String()),
  name: Type.String(),
  throttleRate: Nullable(Type.Integer()),
  rateLimit: Type.Optional(Type.Integer()),
  acceptRate: Type.Optional(Type.Integer({ description: 'The most messages a second that are accepted; absent when it has none' })),
  metadata: Metadata,
  messageShards: Type.Optional(Type.Integer({ description: 'The number of partitions of the message list; absent when it is one' })),
  indexEventTypes: Type.Optional(Type.Boolean({ description: 'Whether new messages are indexed by event type; absent when they are not' })),
  createdAt: Timestamp,
  updatedAt: Timestamp
}, { title: 'ApplicationOut' })

export const ApplicationList = ListOf(ApplicationOut, 'ListResponse_ApplicationOut_')
