import type { Endpoint } from '../repositories/endpoints.js'
import { TEXTS, type AttributesOf, type Stored } from './attributes.js'

/** A deleted endpoint stays as a tombstone with `deletedAt`, which expires. */
export type EndpointItem = Stored<Endpoint> & { expiresAt?: number }

const time = { type: Number, required: true } as const

/** `login`, `secret`, the secrets in `oldSecrets` and the values of `headers` are sealed. Times are Unix ms. */
export const endpointAttributes = {
  orgId: { type: String, required: true },
  rev: { type: Number, required: true },
  uid: String,
  url: { type: String, required: true, validate: /^https?:/ },
  login: String,
  description: { type: String, default: '' },
  version: { type: Number, required: true },
  disabled: { type: Boolean, required: true },
  eventTypes: { type: Array, schema: [String] },
  channels: { type: Array, schema: [String] },
  filter: String,
  throttleRate: Number,
  metadata: { ...TEXTS, default: () => ({}) },
  headers: { ...TEXTS, default: () => ({}) },
  secret: { type: String, required: true },
  oldSecrets: {
    type: Array,
    schema: [{ type: Object, schema: { secret: { type: String, required: true }, expiresAt: time } }],
    default: () => []
  },
  circuit: {
    type: Object,
    schema: {
      state: { type: String, enum: ['open', 'half-open', 'closed'], required: true },
      since: time,
      until: time,
      opens: { type: Number, required: true },
      probedAt: Number,
      plannedAt: Number
    }
  },
  holdUntil: Number,
  failingSince: Number,
  exhaustedSince: Number,
  stopped: { type: Object, schema: { why: { type: String, enum: ['gone', 'failing'], required: true }, at: time } },
  retryScheduleMs: { type: Array, schema: [Number] },
  notices: {
    type: Array,
    schema: [{
      type: Object,
      schema: {
        type: { type: String, enum: ['endpoint.disabled', 'endpoint.circuit.opened', 'endpoint.circuit.closed'], required: true },
        at: time,
        since: time
      }
    }]
  },
  createdAt: time,
  updatedAt: time,
  deletedAt: Number
} satisfies AttributesOf<Omit<Endpoint, 'appId' | 'id'>>
