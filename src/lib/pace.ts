import type { Clock } from './clock.js'

/**
 * Lets through as many calls in parallel as the called service handles well: fewer when it is slow, none for a while
 * when it fails.
 */
export interface Pace {
  run: <T>(clock: Clock, call: () => Promise<T>) => Promise<T>
  /** Lets through all calls from now on. */
  open: () => void
}

export interface PaceOptions {
  /** Whether an error means that the called service is away or overloaded. */
  isTrouble: (error: unknown) => boolean
}

const FIRST_LIMIT = 8
const MOST = 32
// Slower calls reduce the number of parallel calls.
const SLOW_MS = 250
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000

/** A pace that begins with 8 calls in parallel. */
export function createPace ({ isTrouble }: PaceOptions): Pace {
  const waiting: Array<() => void> = []
  let limit = FIRST_LIMIT
  let active = 0
  let pauseMs = FIRST_PAUSE_MS
  let pausedUntil = 0
  let pausedAt = 0
  let isOpen = false

  function pump (clock: Clock): void {
    const now = clock.now()
    const isFree = () => isOpen || (active < Math.floor(limit) && now >= pausedUntil)
    while (waiting.length > 0 && isFree()) {
      active++
      waiting.shift()!()
    }
  }

  function wentWell (ms: number): void {
    pauseMs = FIRST_PAUSE_MS
    limit = ms < SLOW_MS ? Math.min(MOST, limit + 1 / limit) : Math.max(1, limit * 0.9)
  }

  function failed (clock: Clock, began: number): void {
    // Calls that ran at the time of a failure count as one failure.
    if (began < pausedAt) return
    const now = clock.now()
    limit = Math.max(1, limit / 2)
    pausedAt = now + 1
    pausedUntil = now + pauseMs
    pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs)
    clock.wakeAt(pausedUntil, () => pump(clock))
  }

  return {
    async run (clock, call) {
      await new Promise<void>(resolve => {
        waiting.push(resolve)
        pump(clock)
      })
      const began = clock.now()
      try {
        const result = await call()
        wentWell(clock.now() - began)
        return result
      } catch (error) {
        if (isTrouble(error)) failed(clock, began)
        throw error
      } finally {
        active--
        pump(clock)
      }
    },
    open () {
      isOpen = true
      for (const go of waiting.splice(0)) {
        active++
        go()
      }
    }
  }
}
