import { Type } from '@sinclair/typebox'
import { Channel, EventTypeName, IdOf, ListOf, Nullable, Timestamp } from './common-schema.js'

/** The most event types in the filter of a replay: each message is compared with them, and the task stores them. */
export const MAX_FILTER_TYPES = 1000

const range = {
  since: { ...Timestamp, description: 'The beginning of the range' },
  until: Type.Optional(Nullable({ ...Timestamp, description: 'The end of the range, at most 14 days after `since`; now when absent' }))
}

export const RecoverIn = Type.Object(range, { title: 'RecoverIn', examples: [{ since: '2026-11-22T14:05:00Z' }] })

export const ReplayIn = Type.Object(range, { title: 'ReplayIn', examples: [{ since: '2026-11-22T14:05:00Z' }] })

export const BulkReplayIn = Type.Object({
  ...range,
  status: Type.Optional(Nullable(Type.Unsafe<number>({
    type: 'integer',
    enum: [0, 1, 2, 3, 4],
    description: 'Only messages with this status: success, pending, fail, sending, canceled'
  }))),
  statusCodeClass: Type.Optional(Nullable(Type.Unsafe<number>({
    type: 'integer',
    enum: [0, 100, 200, 300, 400, 500],
    description: "Only messages whose latest attempt's HTTP status code is in this class"
  }))),
  eventTypes: Type.Optional(Nullable(Type.Array(EventTypeName, { maxItems: MAX_FILTER_TYPES }))),
  channel: Type.Optional(Nullable(Channel)),
  tag: Type.Optional(Nullable(Type.String()))
}, { title: 'BulkReplayIn', examples: [{ since: '2026-11-22T14:05:00Z', status: 2 }] })

export const CancelMessagesIn = Type.Object({
  since: Type.Optional(Nullable({ ...Timestamp, description: 'Only messages created from this time on' })),
  until: Type.Optional(Nullable({ ...Timestamp, description: 'Only messages created before this time; now when absent' })),
  eventTypes: Type.Optional(Nullable(Type.Array(EventTypeName, { maxItems: MAX_FILTER_TYPES }))),
  channel: Type.Optional(Nullable(Channel)),
  tag: Type.Optional(Nullable(Type.String()))
}, { title: 'CancelMessagesIn', examples: [{ eventTypes: ['invoice.paid'] }] })

export const TASK_STATUSES = ['running', 'finished', 'failed'] as const
// The kinds that clients may ask for; Posthorn never creates tasks of the kinds message.broadcast and sdk.generate.
export const TASK_KINDS = [
  'endpoint.recover', 'endpoint.replay', 'endpoint.bulk-replay', 'application.stats', 'message.broadcast', 'sdk.generate',
  'event-type.aggregate', 'application.purge_content', 'message.import', 'endpoint.cancel-messages'
] as const

const task = {
  id: IdOf('qtask_', 'task'),
  status: Type.Unsafe<typeof TASK_STATUSES[number]>({ type: 'string', enum: [...TASK_STATUSES] }),
  task: Type.Unsafe<typeof TASK_KINDS[number]>({ type: 'string', enum: [...TASK_KINDS] }),
  updatedAt: Timestamp
}

export const TaskBegun = Type.Object(task, { title: 'RecoverOut' })

const progress = {
  appId: Type.Optional(Type.String()),
  endpointId: Type.Optional(Type.String()),
  since: Type.Optional(Timestamp),
  until: Type.Optional(Timestamp),
  resent: Type.Optional(Type.Integer({ description: 'The number of messages that the task sends again' })),
  outstanding: Type.Optional(Type.Integer({ description: 'The number of these whose attempt is still to be made' })),
  expunged: Type.Optional(Type.Integer({ description: 'The number of messages whose content was expunged' })),
  canceled: Type.Optional(Type.Integer({ description: 'The number of deliveries that were canceled' })),
  accepted: Type.Optional(Type.Integer({ description: 'The number of entries of an imported file that were accepted' })),
  refused: Type.Optional(Type.Integer({ description: 'The number of entries of an imported file that were refused' }))
}

const AppStats = Type.Object({
  appId: Type.String(),
  appUid: Nullable(Type.String()),
  messageDestinations: Type.Integer({ description: 'The number of attempts made' })
}, { title: 'AppUsageStats' })

const AppEventTypes = Type.Object({
  appId: Type.String(),
  explicitlySubscribedEventTypes: Type.Array(Type.String(), { description: "All event types that the application's endpoints name" }),
  hasCatchAllEndpoint: Type.Boolean({ description: 'Whether an endpoint takes all event types' })
}, { title: 'AppEventTypes' })

export const TaskOut = Type.Object({
  ...task,
  data: Type.Object({
    ...progress,
    appStats: Type.Optional(Type.Array(
      AppStats,
      { description: 'The result of `application.stats`, when the task has finished; not in a list' }
    )),
    event_types: Type.Optional(Type.Array(
      AppEventTypes,
      { description: 'The result of `event-type.aggregate`, when the task has finished; not in a list' }
    )),
    reason: Type.Optional(Type.String({ description: 'Why the task failed' }))
  }, { description: 'The progress or the result of the task' })
}, { title: 'BackgroundTaskOut' })

export const TaskList = ListOf(TaskOut, 'ListResponse_BackgroundTaskOut_')
