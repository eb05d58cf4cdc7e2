import { signal } from '@preact/signals'
import { api, asked } from './calls.js'
import { sessionState } from './session.js'

const LOOK_MS = 15_000
/** What was asleep, or not seen, for so long is old. */
const LONG_MS = 5 * 60_000

/** How often the page came back after a long time; what it shows is then loaded again. */
export const woken = signal(0)

/** Notices that the computer slept or that the page was not seen. First one call asks whether the session still holds. */
export function watchSleep (): void {
  let seenAt = Date.now()
  const look = () => {
    if (document.hidden) return
    const isLong = Date.now() - seenAt >= LONG_MS
    seenAt = Date.now()
    if (isLong && sessionState.peek() === 'open') void wake()
  }
  setInterval(look, LOOK_MS)
  document.addEventListener('visibilitychange', look)
}

async function wake (): Promise<void> {
  await asked(api.GET('/api/v1/auth/whoami')).catch(() => {})
  if (sessionState.peek() === 'open') woken.value++
}
