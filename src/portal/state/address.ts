import { computed, signal } from '@preact/signals'

// Routes are in the fragment: the server needs no fallback, and the page may lie below a stage or a prefix.
const address = signal(location.hash)
addEventListener('hashchange', () => { address.value = location.hash })

/** Where the reader is: the parts of the path, decoded, and the query. */
export const route = computed(() => {
  const [path = '', query = ''] = address.value.replace(/^#/, '').split('?')
  return { parts: path.split('/').filter(Boolean).map(decoded), query: new URLSearchParams(query) }
})

type Query = Record<string, string | undefined>

/** In the console, the pages of an application lie below it: `#/app/{id}/…`. Undefined on other pages. */
export const applicationInAddress = computed(() => route.value.parts[0] === 'app' ? route.value.parts[1] : undefined)

/** An address of the portal, or in the console of the application that is shown, such as `#/messages?state=undelivered`. */
export function to (parts: string | readonly string[], query: Query = {}): string {
  const app = applicationInAddress.value
  return top([...(app === undefined ? [] : ['app', app]), ...(typeof parts === 'string' ? [parts] : parts)], query)
}

/** An address from the top. Empty values of the query are left out. */
export function top (parts: readonly string[], query: Query = {}): string {
  const path = parts.map(encodeURIComponent).join('/')
  const given = Object.entries(query).filter((one): one is [string, string] => one[1] !== undefined && one[1] !== '')
  return `#/${path}${given.length > 0 ? `?${new URLSearchParams(given).toString()}` : ''}`
}

/** Goes there; `replace` leaves no step in the history, as for filters that are being typed, and so does where the reader is already. */
export function go (address_: string, { replace = false } = {}): void {
  if (replace || address_ === location.hash) history.replaceState(null, '', address_)
  else history.pushState(null, '', address_)
  address.value = location.hash
}

/** Changes some of the query of where the reader is. */
export function setQuery (change: Query): void {
  const { parts, query } = route.value
  go(top(parts, { ...Object.fromEntries(query), ...change }), { replace: true })
}

/** Decoded, or as it is where it cannot be. */
export function decoded (text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
