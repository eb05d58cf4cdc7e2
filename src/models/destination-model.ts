import type { Destination } from '../repositories/destinations.js'
import { TEXTS, type AttributesOf, type Stored } from './attributes.js'

/** A tombstone has `deletedAt` and expires. It lies beside the endpoints of its application. */
export type DestinationItem = Stored<Destination> & { expiresAt?: number }

const time = { type: Number, required: true } as const

/** `sealed` of a token is sealed, `digest` its SHA-256 in base64. Times are Unix milliseconds. */
export const destinationAttributes = {
  orgId: { type: String, required: true },
  rev: { type: Number, required: true },
  uid: String,
  disabled: { type: Boolean, required: true },
  eventTypes: { type: Array, schema: [String] },
  channels: { type: Array, schema: [String] },
  batchSize: { type: Number, required: true },
  maxWaitSecs: { type: Number, required: true },
  metadata: { ...TEXTS, default: () => ({}) },
  tokens: {
    type: Array,
    schema: [{
      type: Object,
      schema: {
        id: { type: String, required: true },
        sealed: { type: String, required: true },
        digest: { type: String, required: true },
        createdAt: time,
        expiresAt: Number
      }
    }],
    default: () => []
  },
  createdAt: time,
  updatedAt: time,
  deletedAt: Number
} satisfies AttributesOf<Omit<Destination, 'appId' | 'id'>>
