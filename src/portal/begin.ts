import { effect } from '@preact/signals'
import { keepFocus } from './parts/focus.js'
import { watchSleep } from './state/awake.js'
import { api, asked, CallError, inApp } from './state/calls.js'
import { awayBecause, openSession, session, sessionState, setSession, settings, whoami } from './state/session.js'
import { applyTheme } from './state/theme.js'
import { chooseLanguage } from './state/words.js'

const AGAIN_MS = 5000

/**
 * Opens the session of the address or of this tab, and asks what its token may do and what the portal looks like; while the server
 * is away, every five seconds.
 */
export function start (): void {
  const query = new URLSearchParams(location.search)
  const opened = openSession()
  // After a reload, the page has the stored theme at once.
  settings.value = opened?.settings
  effect(() => applyTheme(query, settings.value))
  chooseLanguage([query.get('lang'), ...navigator.languages].filter(one => one !== null)).catch(() => {})
  // A new link in the same tab changes only the fragment: it opens another session.
  addEventListener('hashchange', () => { if (location.hash.startsWith('#key=')) location.reload() })
  watchSleep()
  keepFocus()
  if (opened) void know()
  else sessionState.value = 'none'
}

async function know (): Promise<void> {
  try {
    const [who, looks] = await Promise.all([
      asked(api.GET('/api/v1/auth/whoami')), asked(api.GET('/api/v1/app/{app_id}/portal-settings', { params: { path: inApp({}) } }))
    ])
    whoami.value = who
    settings.value = looks
    setSession({ ...session(), settings: looks })
    sessionState.value = 'open'
  } catch (error) {
    if (!(error instanceof CallError) || !error.isPassing) {
      sessionState.value = 'expired'
      return
    }
    awayBecause.value = error
    sessionState.value = 'away'
    setTimeout(() => { void know() }, AGAIN_MS)
  }
}
