import { Type } from '@sinclair/typebox'
import { IdOf, MapOf, Nullable, Timestamp } from './common-schema.js'
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

const Counts = (description: string) => Type.Array(Type.Integer({ minimum: 0 }), { description })
const Durations = (description: string) => Type.Array(Nullable(Type.Integer({ minimum: 0 })), { description })

export const AttemptSeries = Type.Object({
  successCount: Counts('Attempts that succeeded, one number for each bucket'),
  failureCount: Counts('Attempts that failed'),
  canceledCount: Counts('Always 0: what is canceled has no attempt'),
  latencyP50: Durations('The median time to the answer, ms, within 5 percent; null without an answer'),
  latencyP95: Durations('The time that 95 percent of the answers took at most'),
  failures: MapOf(Type.Array(Type.Integer({ minimum: 0 })), {
    description: 'Failed attempts by kind: the class of the status, such as `5xx`, or why there was no answer: `timeout`, `dns`, ' +
      '`connection`, `tls`, `blocked`, `protocol`, `other`',
    examples: [{ '5xx': [0, 2], timeout: [1, 0] }]
  }),
  complete: Type.Boolean({ description: 'Whether all attempts were counted; if not, ask again' })
}, { title: 'AttemptSeries' })

export const AttemptStats = Type.Object({
  period: Type.String({ examples: ['OneHour'] }),
  startDates: Type.Array(Timestamp, { description: 'When each bucket begins' }),
  ...AttemptSeries.properties,
  endpoints: Type.Optional(Type.Array(Type.Object({
    endpointId: IdOf('ep_', 'endpoint'), ...AttemptSeries.properties
  }, { title: 'EndpointAttemptSeries' }), {
    description: 'With `byEndpoint`: in the order of the list of endpoints; with `endpointIds`: in their order'
  })),
  iterator: Type.Optional(Nullable(Type.String({ description: 'Give it back to get the next page of endpoints' }))),
  prevIterator: Type.Optional(Type.String({ description: 'Give it back to get the previous page of endpoints' })),
  done: Type.Optional(Type.Boolean({ description: 'Whether this is the last page of endpoints' }))
}, { title: 'AttemptStatsOut' })
