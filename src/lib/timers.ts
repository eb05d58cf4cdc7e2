import type { Clock } from './clock.js'

/** Timers that can be cancelled together. */
export interface Timers {
  /** Calls back once at or after `at`, Unix ms. */
  wakeAt: (clock: Clock, at: number, wake: () => void) => void
  readonly size: number
  cancelAll: () => void
}

/** A set without timers. */
export function createTimers (): Timers {
  const cancels = new Set<() => void>()
  return {
    wakeAt (clock, at, wake) {
      const cancel = clock.wakeAt(at, () => {
        cancels.delete(cancel)
        wake()
      })
      cancels.add(cancel)
    },
    get size () { return cancels.size },
    cancelAll () {
      for (const cancel of cancels) cancel()
      cancels.clear()
    }
  }
}
