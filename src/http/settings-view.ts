import type { Static } from '@sinclair/typebox'
import type { OrganizationSettings } from '../repositories/settings.js'
import type { SettingsOut } from '../schemas/settings-schema.js'
import { raw } from './raw-mark.js'

const textOf = (group: object | null) => group && raw(JSON.stringify(group))

/** The settings of an organization as the API answers them. */
export const settingsOut = (settings: OrganizationSettings): Static<typeof SettingsOut> => ({
  ...settings,
  colorPaletteLight: textOf(settings.colorPaletteLight),
  colorPaletteDark: textOf(settings.colorPaletteDark),
  customThemeOverride: textOf(settings.customThemeOverride),
  customStringsOverride: textOf(settings.customStringsOverride)
})
