import { DAY_MS, MINUTE_MS } from '../facts/periods.js'
import { invalid } from '../errors.js'

// Five minutes of leeway for clocks.
const LONGEST_MS = 14 * DAY_MS + 5 * MINUTE_MS

/** The range of a recovery, Unix ms: until now unless told otherwise, and 14 days at most, or else 422 (contract 2.8). */
export function recoveryRange (since: number, until: number | undefined, now: number): { since: number, until: number } {
  const end = until ?? now
  if (since < end - LONGEST_MS) throw invalid(['body', 'since'], 'must not lie more than 14 days before until')
  // What happens from now on is not to be recovered, least of all the attempts of the recovery.
  return { since, until: Math.min(end, now) }
}
