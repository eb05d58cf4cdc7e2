import type { Application } from '../repositories/applications.js'
import type { OrganizationSettings, Palette } from '../repositories/settings.js'
import { TEXTS, type AttributesOf, type Stored } from './attributes.js'

/** A deleted application stays as a tombstone with `deletedAt` (Unix ms), which expires. */
export type ApplicationItem = Stored<Application> & { expiresAt?: number }

export const applicationAttributes = {
  rev: { type: Number, required: true },
  uid: String,
  name: { type: String, required: true },
  throttleRate: Number,
  acceptRate: Number,
  metadata: { ...TEXTS, default: () => ({}) },
  messageShards: Number,
  shardCounts: { type: Array, schema: [Number] },
  indexEventTypes: Boolean,
  typesFrom: Number,
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
export type SettingsItem = Partial<Stored<OrganizationSettings>> & Pick<ApplicationItem, 'orgId' | 'id'>

const palette = {
  primary: String,
  backgroundPrimary: String,
  backgroundSecondary: String,
  backgroundHover: String,
  textPrimary: String,
  textSecondary: String,
  textDanger: String,
  interactiveAccent: String,
  navigationAccent: String,
  buttonPrimary: String,
  borderPrimary: String
} satisfies AttributesOf<Palette>

export const settingsAttributes = {
  validatePayload: Boolean,
  displayName: String,
  logoUrl: String,
  customFontFamily: String,
  colorPaletteLight: { type: Object, schema: palette },
  colorPaletteDark: { type: Object, schema: palette },
  customThemeOverride: {
    type: Object,
    schema: {
      borderRadius: { type: Object, schema: { button: String, card: String, input: String } },
      fontSize: { type: Object, schema: { base: Number } }
    }
  },
  customStringsOverride: { type: Object, schema: { channelsOne: String, channelsMany: String, channelsHelp: String } },
  enableChannels: Boolean,
  enableMessageTags: Boolean
} satisfies AttributesOf<OrganizationSettings>
