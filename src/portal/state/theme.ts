import type { PortalSettings } from './calls.js'
import { isFramed } from './room.js'

const COLOUR = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i
/** Switches of the query, as Svix's portal names them, and the class that each sets. */
const SWITCHES = { hideNavigation: 'hide-navigation', noGutters: 'no-gutters' } as const
const FONT = /^[\w\s,'"-]{1,200}$/
const RADII = { none: '0', sm: '3px', md: '6px', lg: '12px', full: '20px' } as const

type Properties = Record<string, string | undefined>
type Palette = NonNullable<PortalSettings['colorPaletteLight']>

/**
 * Sets the looks: those of the organization's settings, and before them what the query of the address says, as svix-react's
 * AppPortal writes it: `darkMode` (true, false, auto), `primaryColor` (and `primaryColorLight`, `primaryColorDark`), `fontFamily`,
 * `hideNavigation`, `noGutters`. What is not understood changes nothing. tokens.css has the properties.
 */
export function applyTheme (query: URLSearchParams, settings?: PortalSettings): void {
  const { style, classList } = document.documentElement
  classList.toggle('framed', isFramed)
  for (const [name, className] of Object.entries(SWITCHES)) classList.toggle(className, query.get(name) === 'true')
  const dark = query.get('darkMode')
  const properties: Properties = {
    'color-scheme': dark === 'true' ? 'dark' : dark === 'false' ? 'light' : undefined,
    ...settings && propertiesOf(settings),
    ...accentOf(query),
    ...fontOf(query.get('fontFamily'))
  }
  // What earlier settings set goes.
  style.cssText = ''
  for (const [name, value] of Object.entries(properties)) if (value !== undefined) style.setProperty(name, value)
}

/** The properties of tokens.css that settings set. */
export function propertiesOf ({ colorPaletteLight, colorPaletteDark, customThemeOverride, customFontFamily }: PortalSettings): Properties {
  const { button, card, input } = customThemeOverride?.borderRadius ?? {}
  const base = customThemeOverride?.fontSize?.base
  return {
    ...colorPaletteLight && paletteOf('light', colorPaletteLight),
    ...colorPaletteDark && paletteOf('dark', colorPaletteDark),
    ...button && { '--round-button': RADII[button] },
    ...card && { '--card': RADII[card] },
    ...input && { '--round-input': RADII[input] },
    ...base && { '--base': `${base}px` },
    ...fontOf(customFontFamily)
  }
}

function paletteOf (scheme: 'light' | 'dark', palette: Palette): Properties {
  const button = colourOf(palette.buttonPrimary ?? palette.primary ?? null)
  const colours = Object.entries(palette).map(([name, colour]) => [`--${scheme}-${name}`, colour ?? undefined])
  return { ...Object.fromEntries(colours), ...button !== undefined && { [`--${scheme}-buttonInk`]: inkOn(button) } }
}

function accentOf (query: URLSearchParams): Properties {
  const any = query.get('primaryColor')
  const light = colourOf(query.get('primaryColorLight') ?? any ?? query.get('primaryColorDark'))
  const dim = colourOf(query.get('primaryColorDark') ?? any) ?? light
  if (light === undefined || dim === undefined) return {}
  const accent = `light-dark(${light}, ${dim})`
  return {
    '--primary': accent, '--accent': accent, '--navigation': accent, '--button': accent,
    '--button-ink': `light-dark(${inkOn(light)}, ${inkOn(dim)})`
  }
}

const fontOf = (font: string | null | undefined): Properties =>
  font != null && FONT.test(font) ? { '--font': `${font}, system-ui, sans-serif` } : {}

/** Whether the page's policy lets it load a picture: a data URL, or one of the same origin. */
export const isLoadable = (url: string | null | undefined): url is string =>
  url != null && (url.startsWith('data:') || (URL.canParse(url, location.href) && new URL(url, location.href).origin === location.origin))

/** The picture at the top; one that cannot be loaded is left out. */
export const iconOf = (query: URLSearchParams, settings?: PortalSettings): string | undefined =>
  [query.get('icon'), settings?.logoUrl].find(isLoadable)

function colourOf (text: string | null): string | undefined {
  const digits = COLOUR.exec(text ?? '')?.[1]
  if (digits === undefined) return undefined
  return `#${digits.length === 3 ? digits.replace(/./g, '$&$&') : digits}`
}

/** Black or white, whichever can be read on the colour (WCAG's relative luminance). */
function inkOn (colour: string): string {
  const [r, g, b] = [1, 3, 5].map(at => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b! > 0.179 ? '#000000' : '#ffffff'
}

/** Tells a host that shows the portal at full size how high it is (svix-react's `fullSize`), whenever that changes. */
export function tellHeight (): void {
  if (!isFramed) return
  let told = 0
  const tell = () => {
    // The document never shrinks below the frame; the body does.
    const height = Math.ceil(document.body.getBoundingClientRect().height)
    if (height === told) return
    told = height
    // The height says nothing about the customer, and the portal does not know the host's origin.
    window.parent.postMessage({ type: 'svix.iframe-resizer-height', payload: { height } }, '*')
  }
  new ResizeObserver(tell).observe(document.body)
}
