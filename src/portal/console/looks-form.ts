import type { paths } from '../../../openapi/portal-api.js'

type Settings = paths['/api/v1/environment/settings']
export type EnvironmentSettings = Settings['get']['responses'][200]['content']['application/json']
export type SettingsBody = NonNullable<Settings['patch']['requestBody']>['content']['application/json']

/** The colours of a palette, each with what it is where it is not set: in light and in dark, as tokens.css has it. */
export const COLOURS = {
  primary: ['#0f665e', '#5cc9ba'],
  interactiveAccent: ['primary', 'primary'],
  navigationAccent: ['primary', 'primary'],
  buttonPrimary: ['primary', 'primary'],
  textPrimary: ['#14201d', '#e4eae8'],
  textSecondary: ['#55625e', '#9ba9a5'],
  textDanger: ['#b3261e', '#ff968b'],
  backgroundPrimary: ['#ffffff', '#151a19'],
  backgroundSecondary: ['#f6f8f7', '#0e1211'],
  backgroundHover: ['#eff4f2', '#1d2422'],
  borderPrimary: ['#e0e7e4', '#28312e']
} as const
export type Colour = keyof typeof COLOURS
export const COLOUR_NAMES = Object.keys(COLOURS) as Colour[]
export const SCHEMES = ['Light', 'Dark'] as const
export type Scheme = typeof SCHEMES[number]
export const CORNERS = ['button', 'card', 'input'] as const
export const ROUNDS = ['none', 'sm', 'md', 'lg', 'full'] as const
export const TEXTS = ['channelsOne', 'channelsMany', 'channelsHelp'] as const
export const SWITCHES = ['enableChannels', 'enableMessageTags', 'validatePayload'] as const

/** What the form holds: a text for each value, by its place in the settings, such as `colorPaletteLight.primary`. */
export interface LooksForm { texts: Readonly<Record<string, string>>, switches: Record<typeof SWITCHES[number], boolean> }

const MOST_LOGO = 50 * 1024
const HEX = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i
const GROUPS = ['colorPaletteLight', 'colorPaletteDark', 'customThemeOverride', 'customStringsOverride'] as const

/** The form of settings as they are stored. */
export function looksOf (settings: EnvironmentSettings): LooksForm {
  const { enableChannels, enableMessageTags, validatePayload } = settings
  return { texts: textsIn(settings), switches: { enableChannels, enableMessageTags, validatePayload } }
}

function textsIn (value: object, at = ''): Record<string, string> {
  return Object.assign({}, ...Object.entries(value).map(([name, one]: [string, unknown]) => {
    if (one === null || typeof one === 'boolean') return {}
    return typeof one === 'object' ? textsIn(one, `${at}${name}.`) : { [at + name]: String(one) }
  })) as Record<string, string>
}

type Kind = 'colour' | 'size' | 'logo' | 'font'
export type Wrong = Readonly<Record<string, Kind>>

/** The values that the settings could not hold. Whether the portal may load a picture, the server says. */
export function wrongIn ({ texts }: LooksForm): Wrong {
  const kinds = Object.entries(texts).map(([place, text]) => [place, text === '' ? undefined : kindOf(place, text)] as const)
  return Object.fromEntries(kinds.filter((one): one is [string, Kind] => one[1] !== undefined))
}

function kindOf (place: string, text: string): Kind | undefined {
  if (place.startsWith('colorPalette')) return HEX.test(text) ? undefined : 'colour'
  if (place.endsWith('.base')) return /^\d+$/.test(text) && Number(text) >= 10 && Number(text) <= 24 ? undefined : 'size'
  if (place === 'logoUrl') return text.length <= MOST_LOGO ? undefined : 'logo'
  return place !== 'customFontFamily' || /^[\w\s,'"-]{1,200}$/.test(text) ? undefined : 'font'
}

/** The body of the call that stores what a form holds: everything, so that what was emptied gets its default. */
export function settingsOf ({ texts, switches }: LooksForm): SettingsBody {
  const body: Record<string, unknown> = { displayName: null, logoUrl: null, customFontFamily: null, ...switches }
  for (const group of GROUPS) body[group] = null
  for (const [place, text] of Object.entries(texts)) {
    if (text.trim() === '') continue
    const names = place.split('.')
    const last = names.pop()!
    let into = body
    for (const name of names) into = (into[name] ??= {}) as Record<string, unknown>
    into[last] = last === 'base' ? Number(text) : text.trim()
  }
  return body
}

/** What a preview can show: the form without what is wrong in it. */
export function shownOf (form: LooksForm): SettingsBody {
  const wrong = wrongIn(form)
  return settingsOf({ ...form, texts: Object.fromEntries(Object.entries(form.texts).filter(([place]) => !(place in wrong))) })
}
