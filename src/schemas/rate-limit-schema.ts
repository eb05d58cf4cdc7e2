import { Type } from '@sinclair/typebox'
import { Nullable, Timestamp } from './common-schema.js'

const count = (description: string) => Type.Integer({ minimum: 0, description })

const Limit = Type.Object({
  of: Type.String({
    enum: ['endpoint', 'application', 'circuit'],
    description: 'The limit of the endpoint, of its application for all endpoints together, or after a circuit was closed'
  }),
  rate: count('Messages a second'),
  waiting: count('About how many deliveries wait for it'),
  clearAt: Nullable(Timestamp)
})

const Sent = Type.Object({
  count: count('Attempts up to now'),
  seconds: Type.Integer({ description: 'In this time' }),
  more: Type.Boolean({ description: 'There were more than were counted' })
})

// Copied into the answer as JSON text: a compiled serializer of these takes a kilobyte.
const raw = (schema: object) => Type.Unsafe<string>({ ...schema, 'x-raw': true })

export const RateLimitStatusOut = Type.Object({
  status: raw(Type.String({ enum: ['unlimited', 'within', 'throttled'] })),
  throttledSince: raw(Nullable(Timestamp)),
  limits: raw(Type.Array(Limit)),
  sent: raw(Nullable(Sent))
}, { title: 'RateLimitStatusOut' })
