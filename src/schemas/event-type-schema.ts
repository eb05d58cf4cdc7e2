import { Type } from '@sinclair/typebox'
import { EventTypeName, FeatureFlag, ListOf, Nullable, RawJson, RetrySchedule, Text, Timestamp } from './common-schema.js'

const example = { 1: { type: 'object', required: ['id'], properties: { id: { type: 'string' } }, examples: [{ id: 'inv_1' }] } }
const Schemas = Type.Record(Type.String(), Type.Unknown(), { description: 'A JSON Schema (draft 7) for each version', examples: [example] })
const Description = Text({ description: "The event type's description", maxLength: 65_536 })

const fields = {
  archived: Type.Optional(Type.Boolean()),
  deprecated: Type.Optional(Type.Boolean()),
  schemas: Type.Optional(Nullable(Schemas)),
  featureFlag: Type.Optional(Nullable({ ...FeatureFlag, description: 'The event type is shown only to portals with this flag' })),
  featureFlags: Type.Optional(Nullable(Type.Array(FeatureFlag, {
    maxItems: 100,
    description: 'The event type is shown only to portals with one of these flags'
  }))),
  groupName: Type.Optional(Nullable(Text({ maxLength: 1024, description: 'The group in which the event type is shown' }))),
  retrySchedule: Type.Optional(Nullable({
    ...RetrySchedule,
    description: 'Seconds to wait before each retry, for endpoints without a retry schedule'
  })),
  validatePayload: Type.Optional(Nullable(Type.Boolean({
    description: 'Whether a message is refused when its payload does not match the ' +
      "highest version's schema; by the organization's settings when absent"
  })))
}

/** The body of PUT: the name is in the path. */
export const EventTypeUpdate = Type.Object({
  description: Description,
  ...fields
}, { title: 'EventTypeUpdate', examples: [{ description: 'An invoice was paid' }] })

export const EventTypeIn = Type.Object({
  name: EventTypeName,
  ...EventTypeUpdate.properties
}, { title: 'EventTypeIn', examples: [{ name: 'invoice.paid', description: 'An invoice was paid', schemas: example }] })

export const EventTypePatch = Type.Object({
  description: Type.Optional(Description),
  ...fields
}, { title: 'EventTypePatch', examples: [{ deprecated: true }] })

export const EventTypeOut = Type.Object({
  name: EventTypeName,
  description: Type.String(),
  archived: Type.Boolean(),
  deprecated: Type.Boolean(),
  schemas: Nullable(RawJson({ description: 'The schemas as sent; null in a list without content', examples: [example] })),
  featureFlag: Nullable(Type.String()),
  featureFlags: Type.Optional(Type.Array(Type.String())),
  groupName: Type.Optional(Type.String()),
  retrySchedule: Type.Optional(RetrySchedule),
  validatePayload: Type.Optional(Type.Boolean({ description: 'Present only when it is set' })),
  createdAt: Timestamp,
  updatedAt: Timestamp
}, { title: 'EventTypeOut' })

export const EventTypeRetryScheduleIn = Type.Object({ retrySchedule: Nullable(RetrySchedule) }, {
  title: 'EventTypeRetryScheduleIn', examples: [{ retrySchedule: [5, 300, 1800] }]
})

export const EventTypeRetryScheduleOut = Type.Object({
  retrySchedule: RetrySchedule,
  isDefault: Type.Boolean({ description: "Whether it is the server's default, since the event type has none" })
}, { title: 'EventTypeRetryScheduleOut' })

export const EventTypeList = ListOf(EventTypeOut, 'ListResponse_EventTypeOut_')
