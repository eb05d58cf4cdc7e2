import { Type, type Static } from '@sinclair/typebox'
import { Nullable, Text } from './common-schema.js'

/** The longest picture that a setting may hold, characters. */
export const MAX_LOGO = 50 * 1024

const Optional = Type.Optional
const closed = { additionalProperties: false } as const

const colour = (description: string) => Optional(Nullable(Type.String({
  pattern: '^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$', description, examples: ['#0f665e']
})))

const Palette = Type.Object({
  primary: colour('The focus, check boxes and whatever has no accent of its own below'),
  backgroundPrimary: colour('The background of tables, cards and fields'),
  backgroundSecondary: colour('The background of the page and of code'),
  backgroundHover: colour('The background of what the pointer is over'),
  textPrimary: colour('Text'),
  textSecondary: colour('Text of less weight, such as labels'),
  textDanger: colour('Text about failures'),
  interactiveAccent: colour('Links; `primary` when absent'),
  navigationAccent: colour('The mark of the page that is open; `primary` when absent'),
  buttonPrimary: colour('The main button of a page; its text is black or white, whichever is read better. `primary` when absent'),
  borderPrimary: colour('Lines around tables and cards')
}, { ...closed, title: 'ColorPalette' })

const radius = (of: string) => Optional(Nullable(Type.Unsafe<'none' | 'sm' | 'md' | 'lg' | 'full'>({
  type: 'string', enum: ['none', 'sm', 'md', 'lg', 'full'], description: `How round the corners of ${of} are`
})))

const ThemeOverride = Type.Object({
  borderRadius: Optional(Nullable(Type.Object({
    button: radius('buttons'), card: radius('tables, cards and dialogs'), input: radius('fields')
  }, closed))),
  fontSize: Optional(Nullable(Type.Object({
    base: Optional(Nullable(Type.Integer({
      minimum: 10, maximum: 24, description: 'The size of text, pixels; 14 when absent. Other sizes follow'
    })))
  }, closed)))
}, { ...closed, title: 'CustomThemeOverride' })

const word = (maxLength: number, description: string) => Optional(Nullable(Text({ minLength: 1, maxLength, description })))

const StringsOverride = Type.Object({
  channelsOne: word(40, 'The word for one channel, in the place of "Channel"'),
  channelsMany: word(40, 'The word for several, in the place of "Channels"'),
  channelsHelp: word(300, 'The help below the field for the channels of an endpoint')
}, { ...closed, title: 'CustomStringsOverride' })

const groups = {
  colorPaletteLight: { ...Palette, description: 'Colours for readers whose system is light' },
  colorPaletteDark: { ...Palette, description: 'Colours for readers whose system is dark' },
  customThemeOverride: ThemeOverride,
  customStringsOverride: StringsOverride
}

// An answer copies the groups as JSON text: a compiled serializer of all their optional members takes 300 KB.
const raw = (group: object) => Nullable(Type.Unsafe<string>({ ...group, 'x-raw': true }))
const groupsOut = {
  colorPaletteLight: raw(groups.colorPaletteLight),
  colorPaletteDark: raw(groups.colorPaletteDark),
  customThemeOverride: raw(groups.customThemeOverride),
  customStringsOverride: raw(groups.customStringsOverride)
}
const groupsIn = {
  colorPaletteLight: Nullable(groups.colorPaletteLight),
  colorPaletteDark: Nullable(groups.colorPaletteDark),
  customThemeOverride: Nullable(groups.customThemeOverride),
  customStringsOverride: Nullable(groups.customStringsOverride)
}

/** What the portal shows of the settings. */
const looks = {
  displayName: Nullable(Text({
    minLength: 1, maxLength: 100, description: "Your product's name, in the frame and the title of the portal"
  })),
  logoUrl: Nullable(Type.String({
    maxLength: MAX_LOGO,
    pattern: '^[!-~]+$',
    description: 'The picture at the top: a `data:image/…` URL of at most 50 KB, or a URL of this server. ' +
      'The page loads nothing from other hosts'
  })),
  customFontFamily: Nullable(Type.String({
    minLength: 1,
    maxLength: 200,
    pattern: "^[\\w\\s,'\"-]+$",
    description: "Fonts of the reader's system, as in CSS",
    examples: ["'Helvetica Neue', Arial"]
  })),
  enableChannels: Type.Boolean({ description: 'Whether the portal shows channels and filters by them; true by default' }),
  enableMessageTags: Type.Boolean({ description: 'Whether the portal shows tags of messages and filters by them; true by default' })
}

const validatePayload = Type.Boolean({
  description: "Whether a message is refused when its payload does not match its event type's schema, or when that schema " +
    'cannot check it. The same field of an event type takes precedence; false by default'
})

// What Svix's dashboard also switches and Posthorn does not have. A setting that would have no effect is not taken.
const NOT_HERE = [
  'enableTransformations', 'enableIntegrationManagement', 'enableMessageStream', 'enableOtlp', 'enableEndpointMtlsConfig',
  'enableEndpointOauthConfig', 'showSvixBrandFooter', 'showUseSvixPlay'
] as const
const off = Optional(Nullable(Type.Unsafe<false>({
  const: false, type: 'boolean', description: 'Posthorn does not have it: only false is taken'
})))
const notHere = Object.fromEntries(NOT_HERE.map(name => [name, off]))

const examples = [{ validatePayload: true, displayName: 'Acme', colorPaletteLight: { primary: '#7c3aed', textPrimary: '#1f1235' } }]

export const SettingsOut = Type.Object({ validatePayload, ...looks, ...groupsOut }, { title: 'EnvironmentSettingsOut' })
const { properties } = Type.Partial(Type.Object({ validatePayload, ...looks, ...groupsIn }))
const taken: typeof properties = { ...properties, ...notHere }

/** Absent settings: PUT gives them their defaults, PATCH and an import leave them as they are. A name that is not here is refused. */
export const SettingsIn = Type.Object(taken, { ...closed, title: 'EnvironmentSettings', examples })

/** What a portal reads of its organization's settings. */
export const PortalSettingsOut = Type.Object({ ...looks, ...groupsOut }, { title: 'PortalSettingsOut' })

export type SettingsInput = Static<typeof SettingsIn>
