import type { Vault } from '../lib/secret-encryption.js'
import type { Endpoint } from '../repositories/endpoints.js'

/**
 * The credentials of an endpoint for its receiver: values of custom headers, and `user:password@` of its URL. Both are
 * stored sealed like secrets, opened for a delivery, and never shown to a portal.
 */

// Values of these headers are credentials and never shown (contract 2.5). A cookie is a credential too.
const SENSITIVE = new Set([
  'x-auth-token', 'x-api-key', 'www-authenticate', 'authorization', 'proxy-authenticate', 'proxy-authorization', 'cookie'
])
const CREDENTIAL = /auth(?!or)|token|key|secret|passw|passphrase|pwd|credential|cookie|session|signature|jwt|bearer|login|hmac/

/** What is shown in place of a credential. */
export const MASK = '***'

// `www-authenticate` says how to log in; it is no credential.
const OF_ANSWER = new Set(['set-cookie', 'set-cookie2', ...SENSITIVE].filter(name => !name.endsWith('-authenticate')))

/** Whether a header of an answer is a credential; its value is not recorded. */
export const isCredentialOfAnswer = (name: string): boolean => OF_ANSWER.has(name.toLowerCase())

/** Whether organizations, too, see only the header's name. */
export const isHidden = (name: string): boolean => SENSITIVE.has(name.toLowerCase())

/** Whether a header's name says that its value is a credential. Credentials must not follow an endpoint to another receiver. */
export const isCredential = (name: string): boolean => isHidden(name) || CREDENTIAL.test(name.toLowerCase())

/** The URL fields of an endpoint: the URL without its login, and the login sealed (null when there is none). */
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

/** Headers with sealed values. A null value, which removes a header, stays null. */
export function sealHeaders<T extends string | null> (vault: Vault, headers: Record<string, T>): Record<string, T> {
  return mapped(headers, value => value === null ? value : vault.seal(value) as T)
}

/** Headers with opened values, for a request. */
export const openHeaders = (vault: Vault, headers: Record<string, string>): Record<string, string> =>
  mapped(headers, value => vault.open(value))

/** Sealed headers as the API shows them. Sensitive headers are shown by name only; to a portal, all are. */
export function shownHeaders (
  vault: Vault,
  headers: Record<string, string>,
  isPortal: boolean
): { headers: Record<string, string>, sensitive: string[] } {
  const isName = (name: string) => isPortal || isHidden(name)
  const shown = Object.entries(headers).filter(([name]) => !isName(name))
  return { headers: openHeaders(vault, Object.fromEntries(shown)), sensitive: Object.keys(headers).filter(isName) }
}

/** What an endpoint lost when a portal changed its receiver. */
export interface Dropped { headers: string[], login: boolean }

/**
 * A portal's changes of an endpoint, with their consequences. A portal cannot read credentials, so these must not
 * follow the endpoint to a receiver that the portal chooses. Another scheme, host or port drops the URL's login and all
 * headers with credentials, also those that the organization set. A URL of the same receiver without a login keeps the
 * stored login, because a portal is never shown it.
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
