import { MINUTE_MS } from '../facts/periods.js'

/**
 * Creates a counter that limits the log lines of a frequent event. It returns the count for a log line: this event and
 * those since the last line. It returns undefined when the same key was logged within the last minute. `now` in Unix
 * ms; for few different keys.
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
