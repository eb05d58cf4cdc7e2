import { Type } from '@sinclair/typebox'
import { AppParams, Channel, EventTypeName, IdOf, ListOf, Metadata, Nullable, Uid } from './common-schema.js'

const TYPE = 'Only `pollingEndpoint` is there: messages that its owner polls for'
const SinkType = Type.String({ maxLength: 100, description: TYPE, examples: ['pollingEndpoint'] })
const Config = Type.Optional(Nullable(Type.Object({}, { description: 'A polling endpoint has none' })))
const EventTypes = Nullable(Type.Array(EventTypeName, {
  maxItems: 10_000, description: 'Only messages of these event types; all when empty or null', examples: [['invoice.paid']]
}))
const Channels = Nullable(Type.Array(Channel, {
  maxItems: 10, description: 'Only messages of one of these channels; all when empty or null', examples: [['project_1337']]
}))
const StatusIn = Type.Unsafe<'enabled' | 'disabled'>({
  type: 'string', enum: ['enabled', 'disabled'], description: 'Polls of a disabled one find nothing, and its consumers keep their places'
})
const BatchSize = Type.Integer({ minimum: 1, maximum: 1000, description: 'Kept for SDKs: a poll says its own limit' })
const MaxWaitSecs = Type.Integer({ minimum: 0, maximum: 300, description: 'Kept for SDKs: a poll says its own `wait`' })
const Optional = Type.Optional

const fields = {
  uid: Optional(Nullable(Uid('sink_', 'destination'))),
  status: Optional(StatusIn),
  batchSize: Optional(BatchSize),
  maxWaitSecs: Optional(MaxWaitSecs),
  eventTypes: Optional(EventTypes),
  channels: Optional(Channels),
  metadata: Optional(Nullable(Metadata))
}

export const DestinationIn = Type.Object({ type: SinkType, config: Config, ...fields }, {
  title: 'DestinationIn', examples: [{ type: 'pollingEndpoint', eventTypes: ['invoice.paid'] }]
})

export const DestinationPatch = Type.Object({ type: Optional(SinkType), config: Config, ...fields }, {
  title: 'DestinationPatch', examples: [{ status: 'disabled' }]
})

export const DestinationOut = Type.Object({
  type: SinkType,
  config: Type.Object({}, { description: 'A polling endpoint has none' }),
  id: IdOf('sink_', 'destination'),
  uid: Nullable(Uid('sink_', 'destination')),
  status: Type.String({ enum: ['enabled', 'disabled'], examples: ['enabled'] }),
  currentIterator: Type.String({ description: 'Where a poll without an iterator begins: always with the first message that is kept' }),
  failureReason: Type.Null({ description: 'A polling endpoint does not fail' }),
  nextRetryAt: Type.Null({ description: 'A polling endpoint does not fail' }),
  batchSize: BatchSize,
  maxWaitSecs: MaxWaitSecs,
  eventTypes: Optional(Type.Array(EventTypeName)),
  channels: Optional(Type.Array(Channel)),
  metadata: Metadata,
  createdAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' })
}, { title: 'DestinationOut' })

export const DestinationList = ListOf(DestinationOut, 'ListResponse_DestinationOut_')

export const DestinationParams = Type.Object({
  ...AppParams.properties,
  destination_id: Type.String({ description: "The destination's id or uid", examples: ['sink_1srOrx2ZWZBpBUvZwXKQmoEYga2'] })
})
