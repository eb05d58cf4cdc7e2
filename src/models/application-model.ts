import type { Application } from '../repositories/applications.js'
import type { OrganizationSettings } from '../repositories/settings.js'
import { TEXTS, type AttributesOf, type Stored } from './attributes.js'

/** A deleted application stays as a tombstone with `deletedAt` (Unix ms), which expires. */
export type ApplicationItem = Stored<Application> & { expiresAt?: number }

export const applicationAttributes = {
  rev: { type: Number, required: true },
  uid: String,
  name: { type: String, required: true },
  throttleRate: Number,
  metadata: { ...TEXTS, default: () => ({}) },
  messageShards: Number,
  shardCounts: { type: Array, schema: [Number] },
  createdAt: { type: Number, required: true },
  updatedAt: { type: Number, required: true },
  deletedAt: Number,
  sessionsEndedUntil: Number,
  polledSince: Number,
  tokenExpiries: {
    type: Array,
    schema: [{ type: Object, schema: { issuedUpTo: { type: Number, required: true }, at: { type: Number, required: true } } }]
  }
} satisfies AttributesOf<Omit<Application, 'orgId' | 'id'>>

/** The settings of an organization, stored beside its applications under the id `settings`. */
export type SettingsItem = OrganizationSettings & Pick<ApplicationItem, 'orgId' | 'id'>

export const settingsAttributes = {
  validatePayload: { type: Boolean, required: true }
} satisfies AttributesOf<OrganizationSettings>
