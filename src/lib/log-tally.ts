import { MINUTE_MS } from '../facts/periods.js'

/**
 * Keeps what may happen often from flooding a log: the count to log now, of this time and those since the last line, or
 * undefined when the same was logged within the last minute. `now` in Unix ms; few different keys.
 */
export function createTally (now: () => number): (key: string) => number | undefined {
  const last = new Map<string, { at: number, since: number }>()
  return key => {
    const known = last.get(key)
    if (known && Math.abs(now() - known.at) < MINUTE_MS) {
      known.since++
      return undefined
    }
    last.set(key, { at: now(), since: 0 })
    return (known?.since ?? 0) + 1
  }
}
