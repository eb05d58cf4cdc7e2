import type { EventType } from '../repositories/event-types.js'
import type { AttributesOf, Stored } from './attributes.js'

export type EventTypeItem = Stored<EventType>

/** `schemas` is the JSON text as it was sent, and is returned unchanged. */
export const eventTypeAttributes = {
  rev: { type: Number, required: true },
  description: { type: String, default: '' },
  archived: { type: Boolean, default: false },
  deprecated: { type: Boolean, default: false },
  schemas: String,
  featureFlag: String,
  featureFlags: { type: Array, schema: [String] },
  groupName: String,
  retryScheduleMs: { type: Array, schema: [Number] },
  validatePayload: Boolean,
  createdAt: { type: Number, required: true },
  updatedAt: { type: Number, required: true }
} satisfies AttributesOf<Omit<EventType, 'orgId' | 'name'>>
