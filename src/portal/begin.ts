import { api, asked, CallError } from './state/calls.js'
import { openSession, sessionState, whoami } from './state/session.js'
import { applyTheme } from './state/theme.js'
import { chooseLanguage } from './state/words.js'

const AGAIN_MS = 5000

/** Opens the session of the address or of this tab, and asks what its token may do; while the server is away, every five seconds. */
export function start (): void {
  const query = new URLSearchParams(location.search)
  applyTheme(query)
  chooseLanguage([query.get('lang'), ...navigator.languages].filter(one => one !== null)).catch(() => {})
  // A new link in the same tab changes the fragment alone: it opens another session.
  addEventListener('hashchange', () => { if (location.hash.startsWith('#key=')) location.reload() })
  if (openSession()) void know()
  else sessionState.value = 'none'
}

async function know (): Promise<void> {
  try {
    whoami.value = await asked(api.GET('/api/v1/auth/whoami'))
    sessionState.value = 'open'
  } catch (error) {
    if (!(error instanceof CallError) || !error.isPassing) {
      sessionState.value = 'expired'
      return
    }
    sessionState.value = 'away'
    setTimeout(() => { void know() }, AGAIN_MS)
  }
}
