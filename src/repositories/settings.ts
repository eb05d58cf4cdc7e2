import type { SettingsItem } from '../models/application-model.js'
import * as configured from './configured.js'
import { get, type Database } from './database.js'

/**
 * The settings of an organization for all its applications. They are stored in the table of applications, under a key
 * that no application has. All but the first are for the portal.
 */
export interface OrganizationSettings {
  /** Whether payloads are checked with the schema of their event type, where the event type does not decide this. */
  validatePayload: boolean
  /** The name of the product, shown in the portal. */
  displayName: string | null
  /** The picture at the top: a data URL, or a URL of this server. */
  logoUrl: string | null
  /** Fonts, as in CSS. */
  customFontFamily: string | null
  /** Colours for readers whose system is light, such as `#0f665e`. */
  colorPaletteLight: Palette | null
  /** Colours for readers whose system is dark. */
  colorPaletteDark: Palette | null
  /** Sizes: the roundness of corners by its name, and the size of text in pixels. */
  customThemeOverride: {
    borderRadius?: { button?: Radius | null, card?: Radius | null, input?: Radius | null } | null
    fontSize?: { base?: number | null } | null
  } | null
  /** The words for channels. */
  customStringsOverride: { channelsOne?: string | null, channelsMany?: string | null, channelsHelp?: string | null } | null
  /** Whether the portal shows channels. */
  enableChannels: boolean
  /** Whether the portal shows tags. */
  enableMessageTags: boolean
}

type Radius = 'none' | 'sm' | 'md' | 'lg' | 'full'

export type Palette = Partial<Record<
  'primary' | 'backgroundPrimary' | 'backgroundSecondary' | 'backgroundHover' | 'textPrimary' | 'textSecondary' | 'textDanger' |
  'interactiveAccent' | 'navigationAccent' | 'buttonPrimary' | 'borderPrimary', string | null
>>

/** The settings of an organization that has set none. */
export const DEFAULTS: Readonly<OrganizationSettings> = {
  validatePayload: false,
  displayName: null,
  logoUrl: null,
  customFontFamily: null,
  colorPaletteLight: null,
  colorPaletteDark: null,
  customThemeOverride: null,
  customStringsOverride: null,
  enableChannels: true,
  enableMessageTags: true
}
const ID = 'settings'

/** The settings of an organization, read from the database. */
export async function read (db: Database, orgId: string): Promise<OrganizationSettings> {
  const { orgId: _, id: __, ...stored } = await get<SettingsItem>(db, 'applications', { orgId, id: ID }) ?? { orgId, id: ID }
  return { ...DEFAULTS, ...stored }
}

/** Whether the organization asks for checked payloads, from the cache: at most half a minute behind other processes. */
export async function checksPayloads (db: Database, orgId: string): Promise<boolean> {
  const load = async () => ({ validatePayload: (await read(db, orgId)).validatePayload })
  return (await db.caches.settings.get(orgId, load))!.validatePayload
}

/** Changes the given settings of an organization; null removes one. Settings that others change meanwhile stay changed. */
export async function change (db: Database, orgId: string, changes: Partial<OrganizationSettings>): Promise<void> {
  if (Object.keys(changes).length > 0) await configured.update(db, 'settings', { orgId, id: ID }, changes)
  db.caches.settings.delete(orgId)
}
