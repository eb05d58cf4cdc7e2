import { DAY_MS, MINUTE_MS } from '../facts/periods.js'
import { invalid } from '../errors.js'

// Five minutes are added for differences between clocks.
const LONGEST_MS = 14 * DAY_MS + 5 * MINUTE_MS

/** The range of a recovery, Unix ms. It ends now by default, and is at most 14 days long; else 422 (contract 2.8). */
export function recoveryRange (since: number, until: number | undefined, now: number): { since: number, until: number } {
  const end = until ?? now
  if (since < end - LONGEST_MS) throw invalid(['body', 'since'], 'must not lie more than 14 days before until')
  // A range in the future would include the attempts of the recovery itself.
  return { since, until: Math.min(end, now) }
}
