/** Where the time comes from, Unix milliseconds, so that a test can drive it. */
export interface Clock {
  now (): number
  /** Calls back once at or after `at`; returns how to cancel. Never keeps the process alive. */
  wakeAt (at: number, wake: () => void): () => void
}

// setTimeout fires at once beyond this; a later wake is set again when this one comes.
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

export const systemClock: Clock = {
  now: Date.now,
  wakeAt (at, wake) {
    const delay = Math.max(0, at - Date.now())
    const timer = delay > LONGEST_TIMEOUT_MS
      ? setTimeout(() => { cancel = systemClock.wakeAt(at, wake) }, LONGEST_TIMEOUT_MS)
      : setTimeout(wake, delay)
    timer.unref()
    let cancel = () => clearTimeout(timer)
    return () => cancel()
  }
}
