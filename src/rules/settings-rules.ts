import { invalid } from '../errors.js'
import { DEFAULTS, type OrganizationSettings } from '../repositories/settings.js'
import type { SettingsInput } from '../schemas/settings-schema.js'

const PICTURE = /^data:image\/[\w.+-]+[;,]/

/**
 * The settings that a request changes, without names that have no meaning here. `loc` is the place of the settings in the
 * request, `own` a URL of this server. Throws 422 for a logo that the portal could not show.
 */
export function settingsIn (input: SettingsInput, own: string, loc = ['body']): Partial<OrganizationSettings> {
  const given = Object.entries(input).filter(([name, value]) => name in DEFAULTS && value !== undefined)
  const changes = Object.fromEntries(given) as Partial<OrganizationSettings>
  if (typeof changes.logoUrl === 'string' && !isShown(changes.logoUrl, own)) {
    throw invalid([...loc, 'logoUrl'], 'must be a data:image URL or a URL of this server: the portal loads nothing from other hosts')
  }
  return changes
}

/** The same for PUT: absent settings get their defaults. */
export const allSettingsIn = (input: SettingsInput, own: string): OrganizationSettings => ({ ...DEFAULTS, ...settingsIn(input, own) })

const isShown = (url: string, own: string) => PICTURE.test(url) || (URL.canParse(url) && new URL(url).origin === new URL(own).origin)
