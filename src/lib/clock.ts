/** The source of time, Unix ms, which tests can drive. */
export interface Clock {
  now (): number
  /** Calls `wake` once, at or after `at`; returns a function that cancels it. Does not keep the process alive. */
  wakeAt (at: number, wake: () => void): () => void
}

// With a longer delay, setTimeout would fire at once. A later time is reached with several timers.
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
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
