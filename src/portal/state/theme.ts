import { isFramed } from './room.js'

const COLOUR = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i
/** Switches of the query, as Svix's portal names them, and the class that each sets. */
const SWITCHES = { hideNavigation: 'hide-navigation', noGutters: 'no-gutters' } as const
const FONT = /^[\w\s,'"-]{1,200}$/

/**
 * What the query of the address says about the looks, as svix-react's AppPortal writes it: `darkMode` (true, false, auto),
 * `primaryColor` (and `primaryColorLight`, `primaryColorDark`), `fontFamily`, `hideNavigation`, `noGutters`. What is not understood
 * changes nothing.
 */
export function applyTheme (query: URLSearchParams): void {
  const { style, classList } = document.documentElement
  classList.toggle('framed', isFramed)
  for (const [name, className] of Object.entries(SWITCHES)) classList.toggle(className, query.get(name) === 'true')
  const dark = query.get('darkMode')
  if (dark === 'true' || dark === 'false') style.colorScheme = dark === 'true' ? 'dark' : 'light'
  applyAccent(query)
  const font = query.get('fontFamily')
  if (font !== null && FONT.test(font)) style.setProperty('--font', `${font}, system-ui, sans-serif`)
}

function applyAccent (query: URLSearchParams): void {
  const { style } = document.documentElement
  const any = query.get('primaryColor')
  const light = colourOf(query.get('primaryColorLight') ?? any ?? query.get('primaryColorDark'))
  const dim = colourOf(query.get('primaryColorDark') ?? any) ?? light
  if (light !== undefined && dim !== undefined) {
    style.setProperty('--accent', `light-dark(${light}, ${dim})`)
    style.setProperty('--button-ink', `light-dark(${inkOn(light)}, ${inkOn(dim)})`)
  }
}

/** The host's icon: an image of the same origin or a data URL, which the page's policy allows. */
export const iconOf = (query: URLSearchParams): string | undefined => query.get('icon') ?? undefined

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
