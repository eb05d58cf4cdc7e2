import { Type } from '@sinclair/typebox'
import { Nullable, Timestamp } from './common-schema.js'
import { TaskBegun } from './recovery-schema.js'

export const AppUsageStatsIn = Type.Object({
  appIds: Type.Optional(Nullable(Type.Array(Type.String(), {
    minItems: 1,
    maxItems: 1000,
    description: 'Ids or uids of applications; all when absent'
  }))),
  since: { ...Timestamp, description: 'Only attempts from this time on' },
  until: { ...Timestamp, description: 'Only attempts before this time' }
}, { title: 'AppUsageStatsIn', examples: [{ since: '2026-11-01T00:00:00Z', until: '2026-12-01T00:00:00Z' }] })

export const AppUsageStatsOut = Type.Object({
  ...TaskBegun.properties,
  unresolvedAppIds: Type.Array(Type.String(), { description: 'The given ids and uids that belong to no application' })
}, { title: 'AppUsageStatsOut' })

export const AggregateEventTypesOut = Type.Object(TaskBegun.properties, { title: 'AggregateEventTypesOut' })
