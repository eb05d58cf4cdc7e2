import { computed, signal } from '@preact/signals'

// Routes are in the fragment: the server needs no fallback, and the page may lie below a stage or a prefix.
const address = signal(location.hash)
addEventListener('hashchange', () => { address.value = location.hash })

/** Where the reader is: the parts of the path, decoded, and the query. */
export const route = computed(() => {
  const [path = '', query = ''] = address.value.replace(/^#/, '').split('?')
  return { parts: path.split('/').filter(Boolean).map(decoded), query: new URLSearchParams(query) }
})

/** An address of the portal, such as `#/messages?state=undelivered`. Empty values are left out. */
export function to (parts: string | readonly string[], query: Record<string, string | undefined> = {}): string {
  const path = (typeof parts === 'string' ? [parts] : parts).map(encodeURIComponent).join('/')
  const given = Object.entries(query).filter((one): one is [string, string] => one[1] !== undefined && one[1] !== '')
  return `#/${path}${given.length > 0 ? `?${new URLSearchParams(given).toString()}` : ''}`
}

/** Goes there; `replace` leaves no step in the history, as for filters that are being typed. */
export function go (address_: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', address_)
  else history.pushState(null, '', address_)
  address.value = location.hash
}

/** Changes some of the query of where the reader is. */
export function setQuery (change: Record<string, string | undefined>): void {
  const { parts, query } = route.value
  go(to(parts, { ...Object.fromEntries(query), ...change }), { replace: true })
}

function decoded (text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
