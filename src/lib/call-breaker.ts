import { isAway } from './away.js'

/** Stands between a process and something it depends on: after repeated failures, calls fail at once for a while. */
export interface Breaker {
  /** Makes the call, or throws BreakerOpen without it. */
  run: <T>(call: () => Promise<T>) => Promise<T>
  readonly isOpen: boolean
}

export interface BreakerOptions {
  /** So many failures in a row open it; 10 unless told. */
  failures?: number
  /** How long it stays open before one call may probe, ms; doubles with every probe that fails, up to `longestMs`. */
  restMs?: number
  longestMs?: number
  now?: () => number
}

/** The dependency has failed again and again, so this call was not made. */
export class BreakerOpen extends Error {
  override readonly name = 'BreakerOpen'
}

/**
 * A breaker that counts the failures which say that the other side is away: no connection, no answer in time, or an
 * answer 5xx. What it refuses, throttling included, is an answer, and says that it is there.
 */
export function createBreaker ({ failures = 10, restMs = 500, longestMs = 5000, now = Date.now }: BreakerOptions = {}): Breaker {
  let inARow = 0
  let restsUntil = 0
  let rest = restMs
  let isProbing = false

  function note (wasAway: boolean): void {
    if (!wasAway) {
      inARow = 0
      rest = restMs
      return
    }
    if (++inARow < failures) return
    if (isProbing) rest = Math.min(longestMs, rest * 2)
    restsUntil = now() + rest
  }

  return {
    get isOpen () { return inARow >= failures },
    async run (call) {
      const isProbe = inARow >= failures
      if (isProbe && (isProbing || now() < restsUntil)) throw new BreakerOpen('It has not answered for a while; the next try is soon.')
      isProbing ||= isProbe
      try {
        const result = await call()
        note(false)
        return result
      } catch (error) {
        note(isAway(error))
        throw error
      } finally {
        if (isProbe) isProbing = false
      }
    }
  }
}
