import type { Vault } from '../lib/secret-encryption.js'
import type { Endpoint } from '../repositories/endpoints.js'

/**
 * What lets requests in at a receiver: the values of an endpoint's custom headers, and `user:password@` of its URL. Both
 * are stored sealed like secrets, opened for a delivery, and shown to no portal.
 */

// Never shown: their values are credentials (contract 2.5). A cookie is one as well.
const SENSITIVE = new Set([
  'x-auth-token', 'x-api-key', 'www-authenticate', 'authorization', 'proxy-authenticate', 'proxy-authorization', 'cookie'
])
const CREDENTIAL = /auth(?!or)|token|key|secret|passw|passphrase|pwd|credential|cookie|session|signature|jwt|bearer|login|hmac/

/** Whether an organization, too, sees no more than the header's name. */
export const isHidden = (name: string): boolean => SENSITIVE.has(name.toLowerCase())

/** Whether a header lets a request in at a receiver, as far as its name tells: it must not follow an endpoint to another one. */
export const isCredential = (name: string): boolean => isHidden(name) || CREDENTIAL.test(name.toLowerCase())

/** The part of an endpoint that a URL gives: the URL without its login, and the login sealed (null: none). */
export function sealUrl (vault: Vault, href: string): Pick<Endpoint, 'url' | 'login'> {
  const url = new URL(href)
  const { username, password } = url
  url.username = url.password = ''
  return { url: url.href, login: username === '' && password === '' ? null : vault.seal(JSON.stringify([username, password])) }
}

/** The whole URL of an endpoint, with its login. */
export function openUrl (vault: Vault, { url: bare, login }: Pick<Endpoint, 'url' | 'login'>): string {
  if (login == null) return bare
  const url = new URL(bare)
  const opened = JSON.parse(vault.open(login)) as [string, string]
  ;[url.username, url.password] = opened
  return url.href
}

/** Headers with their values sealed; a null, which removes one, stays. */
export function sealHeaders<T extends string | null> (vault: Vault, headers: Record<string, T>): Record<string, T> {
  return mapped(headers, value => value === null ? value : vault.seal(value) as T)
}

/** Headers as they are sent. */
export const openHeaders = (vault: Vault, headers: Record<string, string>): Record<string, string> =>
  mapped(headers, value => vault.open(value))

/** Sealed headers as they may be shown: of the sensitive ones only the names, and to a portal of all. */
export function shownHeaders (
  vault: Vault,
  headers: Record<string, string>,
  isPortal: boolean
): { headers: Record<string, string>, sensitive: string[] } {
  const isName = (name: string) => isPortal || isHidden(name)
  const shown = Object.entries(headers).filter(([name]) => !isName(name))
  return { headers: openHeaders(vault, Object.fromEntries(shown)), sensitive: Object.keys(headers).filter(isName) }
}

/** What an endpoint lost when a portal sent it to another receiver. */
export interface Dropped { headers: string[], login: boolean }

/**
 * A portal's changes of an endpoint, with what follows from them: it cannot read credentials, so they must not follow the
 * endpoint to a receiver of its choice. Another scheme, host or port drops headers with credentials, also those that the tenant set, and
 * the URL's login. At the same receiver, a URL without a login keeps the one that there is, since a portal is shown none.
 */
export function changesByPortal (current: Endpoint, changes: Partial<Endpoint>): { changes: Partial<Endpoint>, dropped?: Dropped } {
  if (changes.url === undefined) return { changes }
  const login = changes.login ?? null
  if (new URL(changes.url).origin === new URL(current.url).origin) return { changes: { ...changes, login: login ?? current.login ?? null } }
  const names = Object.keys(current.headers).filter(isCredential)
  const headers = Object.fromEntries(Object.entries(current.headers).filter(([name]) => !names.includes(name)))
  const dropped = { headers: names, login: login === null && current.login != null }
  return { changes: { ...changes, login, headers }, ...((names.length > 0 || dropped.login) && { dropped }) }
}

function mapped<T> (headers: Record<string, T>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, change(value)]))
}
