import { Type } from '@sinclair/typebox'
import {
  Channel, EventTypeName, IdOf, ListOf, MapOf, Metadata, Nullable, RawJson, RetrySchedule, Text, ThrottleRate, Timestamp, Uid
} from './common-schema.js'

const Url = Type.String({ minLength: 1, maxLength: 65536, examples: ['https://example.com/webhook/'] })
/** The most event types that an endpoint can name, and the most headers that it can have. */
export const MAX_EVENT_TYPES = 10_000
export const MAX_HEADERS = 250
const EventTypes = Type.Array(EventTypeName, { minItems: 1, maxItems: MAX_EVENT_TYPES, examples: [['user.signup', 'user.deleted']] })
const Channels = Type.Array(Channel, { minItems: 1, maxItems: 10, examples: [['project_123', 'group_2']] })
const Version = Type.Integer({ minimum: 1, maximum: 65535, deprecated: true })
const Headers = MapOf(Type.String(), { maxProperties: MAX_HEADERS, examples: [{ 'x-region': 'eu' }] })

/** What messages have to match (contract 2.3). */
export const Filter = RawJson({
  description: 'JSON shaped like `{eventType, channels, tags, payload}`, with operators: only messages that match it are sent. ' +
    'Null, or `{}`, is none; a PUT without it leaves it as it is',
  examples: [{ payload: { amount: { $gte: 100 } } }]
})

const filters = {
  uid: Type.Optional(Nullable(Uid('ep_', 'endpoint'))),
  eventTypes: Type.Optional(Nullable(EventTypes)),
  filterTypes: Type.Optional(Nullable({ ...EventTypes, deprecated: true, description: 'The older name of eventTypes' })),
  channels: Type.Optional(Nullable(Channels)),
  filter: Type.Optional(Nullable(Filter)),
  metadata: Type.Optional(Nullable(Metadata)),
  throttleRate: Type.Optional(Nullable(ThrottleRate)),
  rateLimit: Type.Optional(Nullable({ ...ThrottleRate, deprecated: true, description: 'The older name of throttleRate' })),
  retrySchedule: Type.Optional(Nullable(RetrySchedule))
}

/** The body of PUT: all fields except the secret and the custom headers, which have separate operations. */
export const EndpointUpdate = Type.Object({
  url: Url,
  description: Type.Optional(Text({ description: 'The purpose of the endpoint' })),
  version: Type.Optional(Nullable(Version)),
  disabled: Type.Optional(Type.Boolean()),
  ...filters
}, { title: 'EndpointUpdate', examples: [{ url: 'https://example.com/webhook/' }] })

export const EndpointIn = Type.Object({
  ...EndpointUpdate.properties,
  secret: Type.Optional(Nullable(Type.String({
    description: '`whsec_` and 24 to 75 bytes, or `whsk_` and an Ed25519 key pair, in base64; generated when absent',
    examples: ['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD']
  }))),
  headers: Type.Optional(Nullable(Headers))
}, { title: 'EndpointIn', examples: [{ url: 'https://example.com/webhook/', eventTypes: ['invoice.paid'] }] })

export const EndpointPatch = Type.Object({
  url: Type.Optional(Url),
  description: Type.Optional(Text()),
  version: Type.Optional(Version),
  disabled: Type.Optional(Type.Boolean()),
  ...filters
}, { title: 'EndpointPatch', examples: [{ disabled: true }] })

export const CircuitOut = Type.Object({
  state: Type.Unsafe<'open' | 'half-open'>({ type: 'string', enum: ['open', 'half-open'] }),
  since: Timestamp,
  until: Type.Optional({ ...Timestamp, description: 'When the next probe may be sent' })
}, {
  title: 'EndpointCircuit',
  description: 'Present while the circuit is not closed: deliveries then wait without attempts until a probe succeeds'
})

export const StoppedOut = Type.Object({
  why: Type.Unsafe<'gone' | 'failing'>({
    type: 'string', enum: ['gone', 'failing'], description: 'It answered 410 Gone, or messages to it failed for too long'
  }),
  at: Timestamp
}, { title: 'EndpointStopped', description: 'Why and when Posthorn disabled the endpoint; absent where a caller did' })

const Dropped = Type.Object({
  headers: Type.Array(Type.String(), { description: 'The names of the headers', examples: [['authorization']] }),
  login: Type.Boolean({ description: 'Whether `user:password@` was removed from the URL' })
}, {
  title: 'EndpointDropped',
  description: 'Credentials that were removed because a portal token changed the scheme, host or port of the URL'
})

export const EndpointOut = Type.Object({
  id: IdOf('ep_', 'endpoint'),
  uid: Nullable(Type.String()),
  url: Type.String(),
  description: Type.String(),
  version: Type.Integer(),
  disabled: Type.Boolean(),
  eventTypes: Nullable(Type.Array(Type.String())),
  filterTypes: Nullable(Type.Array(Type.String())),
  channels: Nullable(Type.Array(Type.String())),
  filter: Type.Optional(Filter),
  throttleRate: Nullable(Type.Integer()),
  rateLimit: Nullable(Type.Integer()),
  metadata: Metadata,
  retrySchedule: Type.Optional(RetrySchedule),
  circuit: Type.Optional(CircuitOut),
  stopped: Type.Optional(StoppedOut),
  dropped: Type.Optional(Dropped),
  createdAt: Timestamp,
  updatedAt: Timestamp
}, { title: 'EndpointOut' })

export const EndpointList = ListOf(EndpointOut, 'ListResponse_EndpointOut_')

export const EndpointSecretOut = Type.Object({
  key: Type.String({
    description: '`whsec_…`, or the public `whpk_…` of an Ed25519 pair',
    examples: ['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD']
  })
}, { title: 'EndpointSecretOut' })

export const EndpointSecretRotateIn = Type.Object({
  key: Type.Optional(Nullable(Type.String({
    description: 'The new secret; generated when absent',
    examples: ['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD']
  }))),
  gracePeriodSeconds: Type.Optional(Nullable(Type.Integer({
    minimum: 0,
    maximum: 604_800,
    description: 'How long the old secret keeps signing, in seconds; 86400 when absent'
  })))
}, { title: 'EndpointSecretRotateIn', examples: [{ gracePeriodSeconds: 3600 }] })

export const EndpointHeadersIn = Type.Object({ headers: Headers }, {
  title: 'EndpointHeadersIn',
  examples: [{ headers: { 'x-region': 'eu' } }]
})

export const EndpointHeadersPatchIn = Type.Object({
  headers: MapOf(Nullable(Type.String()), { maxProperties: MAX_HEADERS, description: 'Null removes the header' }),
  deleteHeaders: Type.Optional(Type.Array(Type.String(), { maxItems: MAX_HEADERS, description: 'Names of headers to remove' }))
}, { title: 'EndpointHeadersPatchIn', examples: [{ headers: { 'x-region': 'eu', 'x-old': null } }] })

export const EndpointHeadersOut = Type.Object({
  headers: Headers,
  sensitive: Type.Array(Type.String(), {
    description: 'The names of headers whose values are not shown; all names for a portal token',
    examples: [['authorization']]
  })
}, { title: 'EndpointHeadersOut' })

const Count = Type.Integer({ minimum: 0 })
export const EndpointStats = Type.Object({
  success: Count,
  pending: Count,
  sending: Count,
  fail: Count,
  canceled: Count,
  undelivered: Type.Object(
    { pending: Count, exhausted: Count, canceled: Count },
    { description: 'Deliveries of messages created in this time that have not succeeded, by their present state' }
  )
}, { title: 'EndpointStats', description: 'Attempts by status, and the deliveries that have not succeeded' })

export const EndpointAttemptStats = Type.Object(
  { success: Count, fail: Count, canceled: Count },
  { title: 'EndpointAttemptStats', description: 'Attempts that succeeded and failed, and deliveries that were canceled' }
)

export const EventExampleIn = Type.Object({
  eventType: EventTypeName,
  exampleIndex: Type.Optional(Type.Integer({
    minimum: 0,
    maximum: 10_000,
    description: "The index of the schema's example; the first when absent"
  })),
  payload: Type.Optional(
    Nullable(Type.Record(Type.String(), Type.Unknown(), { description: "The payload to send instead of one of the schema's examples" }))
  )
}, { title: 'EventExampleIn', examples: [{ eventType: 'svix.ping' }] })
