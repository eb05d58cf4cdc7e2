import { signal } from '@preact/signals'
import { go } from './address.js'
import type { PortalSettings } from './calls.js'
import type { paths } from '../../../openapi/portal-api.js'

type Whoami = paths['/api/v1/auth/whoami']['get']['responses'][200]['content']['application/json']
export type Capability = Whoami['capabilities'][number]

/** A portal's has its application; an organization's, in the console, has none. The settings are the last that were read. */
export interface Session { appId?: string, token: string, settings?: PortalSettings }
/** `none`: opened without a key; `expired`: the server does not take the token any more. */
export type SessionState = 'starting' | 'open' | 'none' | 'expired' | 'away'

const PORTAL = 'posthorn-portal'

export const sessionState = signal<SessionState>('starting')
/** What failed while the state is `away`. */
export const awayBecause = signal<unknown>(undefined)
export const whoami = signal<Whoami | undefined>(undefined)
/** What the organization has set for its portals; undefined until it is known, and in the console. */
export const settings = signal<PortalSettings | undefined>(undefined)

let current: Session | undefined

/** The session that is open; throws before there is one. */
export function session (): Session {
  if (!current) throw new Error('There is no session.')
  return current
}

/**
 * Takes the key out of the address, which from then on does not hold it, or out of the storage of this tab. Undefined when there is
 * none. A key that cannot be read is none.
 */
export function openSession (): Session | undefined {
  const key = /^#key=([^&]+)/.exec(location.hash)?.[1]
  if (key !== undefined) {
    const next = new URLSearchParams(location.search).get('next')
    go(`${location.pathname}${location.search}#${next?.startsWith('/') ? next : '/endpoints'}`, { replace: true })
    setSession(sessionOf(key))
  } else current = stored(PORTAL)
  return current
}

/** Makes it the session of this page and of its tab; undefined ends it. Each page keeps its own by its name. */
export function setSession (session: Session | undefined, name = PORTAL): void {
  current = session
  // A browser may refuse storage in a frame of another site: the session then lasts as long as the page.
  attempt(() => session ? sessionStorage.setItem(name, JSON.stringify(session)) : sessionStorage.removeItem(name))
}

/** Whether the organization shows it to its customers. */
export const shows = (what: 'enableChannels' | 'enableMessageTags'): boolean => settings.value?.[what] ?? true

/** Whether the token may do it: what it may not is not shown. */
export const may = (capability: Capability): boolean => whoami.value?.capabilities.includes(capability) ?? false

function sessionOf (key: string): Session | undefined {
  return attempt(() => {
    const { appId, token } = JSON.parse(atob(decodeURIComponent(key).replaceAll('-', '+').replaceAll('_', '/'))) as Partial<Session>
    return typeof appId === 'string' && isToken(token) ? { appId, token } : undefined
  })
}

/** Whether it may be a token: a header can hold no other characters. */
export const isToken = (text: unknown): text is string => typeof text === 'string' && /^[!-~]+$/.test(text)

/** The session that this tab keeps under a name; undefined when there is none that can be read. */
export function stored (name: string): Session | undefined {
  const kept = attempt(() => JSON.parse(sessionStorage.getItem(name) ?? 'null') as Session | null)
  return isToken(kept?.token) ? kept : undefined
}

function attempt<T> (work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
