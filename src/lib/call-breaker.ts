import { isAway } from './away.js'

/** Protects a process from a dependency that is away: after repeated failures, calls fail at once for a while. */
export interface Breaker {
  /** Makes the call; when the breaker is open, throws BreakerOpen instead. */
  run: <T>(call: () => Promise<T>) => Promise<T>
  readonly isOpen: boolean
}

export interface BreakerOptions {
  /** How many failures in a row open the breaker. Default: 10. */
  failures?: number
  /** How long the breaker stays open before one call may probe, ms. It doubles with every failed probe, up to `longestMs`. */
  restMs?: number
  longestMs?: number
  now?: () => number
}

/** The dependency has failed repeatedly, so this call was not made. */
export class BreakerOpen extends Error {
  override readonly name = 'BreakerOpen'
}

/**
 * Creates a breaker. It counts failures that mean that the dependency is away: no connection, no answer in time, or an
 * answer 5xx. Any other refusal, such as throttling, shows that the dependency is there.
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
