import { Type } from '@sinclair/typebox'
import { Nullable, Timestamp } from './common-schema.js'

const Count = Type.Integer({ minimum: 0 })

const Limit = Type.Object({
  of: Type.String({ enum: ['endpoint', 'application', 'circuit'] }), rate: Count, waiting: Count, clearAt: Nullable(Timestamp)
})

const Sent = Type.Object({ count: Count, seconds: Type.Integer(), more: Type.Boolean() })

// Copied into the answer as JSON text: a compiled serializer of these takes a kilobyte.
const raw = (schema: object) => Type.Unsafe<string>({ ...schema, 'x-raw': true })

export const RateLimitStatusOut = Type.Object({
  status: raw(Type.String({ enum: ['unlimited', 'within', 'throttled'] })),
  throttledSince: raw(Nullable(Timestamp)),
  limits: raw(Type.Array(Limit)),
  sent: raw(Nullable(Sent))
}, { title: 'RateLimitStatusOut' })
