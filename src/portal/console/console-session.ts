import { signal } from '@preact/signals'
import { keepFocus } from '../parts/focus.js'
import { decoded, go } from '../state/address.js'
import { watchSleep } from '../state/awake.js'
import { api, asked, CallError, SERVER } from '../state/calls.js'
import { awayBecause, isToken, session, sessionState, setSession, stored, whoami } from '../state/session.js'
import { chooseLanguage } from '../state/words.js'

const NAME = 'posthorn-console'
const AGAIN_MS = 5000

/** Why there is no session: the token was refused, it is a portal's, or it worked and has ended. */
export type Refusal = { kind: 'refused' | 'ended' } | { kind: 'portal', link: string }
export const refusal = signal<Refusal | undefined>(undefined)

/** Counts what the reader does about the session. */
let turn = 0

/** Opens the session of the address (`#token=…`, which is removed from it at once) or that of this tab. */
export function startConsole (): void {
  chooseLanguage([new URLSearchParams(location.search).get('lang'), ...navigator.languages].filter(one => one !== null)).catch(() => {})
  addEventListener('hashchange', () => { if (location.hash.startsWith('#token=')) takeToken() })
  // A call of an open session that is refused: the token has ended.
  sessionState.subscribe(state => {
    if (state === 'expired' && whoami.peek()) refusal.value = { kind: 'ended' }
    if (state === 'expired') forget()
  })
  watchSleep()
  keepFocus()
  if (takeToken()) return
  const kept = stored(NAME)
  if (kept) signIn(kept.token)
  else sessionState.value = 'none'
}

function takeToken (): boolean {
  const token = /^#token=([^&]+)/.exec(location.hash)?.[1]
  if (token === undefined) return false
  go(`${location.pathname}${location.search}#/`, { replace: true })
  signIn(decoded(token))
  return true
}

/** Asks what the token is; it is kept when it is an organization's. */
export function signIn (text: string): void {
  const token = text.trim()
  if (!isToken(token)) return refuse({ kind: 'refused' })
  turn++
  setSession({ token }, NAME)
  refusal.value = undefined
  whoami.value = undefined
  sessionState.value = 'starting'
  void know()
}

/** Forgets the token. It goes on to be good until its end. */
export function signOut (): void {
  turn++
  forget()
}

function forget (): void {
  setSession(undefined, NAME)
  whoami.value = undefined
  sessionState.value = 'none'
}

async function know (): Promise<void> {
  const own = turn
  // Meanwhile the reader may have signed out, or in with another token.
  const isOver = () => turn !== own
  try {
    const who = await asked(api.GET('/api/v1/auth/whoami'))
    if (isOver()) return
    if (who.appId !== null) return refuse({ kind: 'portal', link: portalLink(who.appId, session().token) })
    whoami.value = who
    sessionState.value = 'open'
  } catch (error) {
    if (isOver()) return
    if (!(error instanceof CallError) || !error.isPassing) return refuse({ kind: 'refused' })
    awayBecause.value = error
    sessionState.value = 'away'
    setTimeout(() => { if (!isOver()) void know() }, AGAIN_MS)
  }
}

function refuse (why: Refusal): void {
  refusal.value = why
  forget()
}

/** The portal that a portal's token belongs to. */
const portalLink = (appId: string, token: string) => `${SERVER}/portal/login#key=${btoa(JSON.stringify({ appId, token }))}`

const named = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name=${name}]`)?.content ?? ''

/** Which Posthorn this is: its version, and in AWS the stage (empty on a Node server). */
export const serverFacts = () => ({ version: named('version'), stage: named('stage'), host: location.host })
