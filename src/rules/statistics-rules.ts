import { DAY_MS, MINUTE_MS } from '../facts/periods.js'
import { ApiError, invalid } from '../errors.js'

const DEFAULT_RANGE_MS = 28 * DAY_MS
const MAX_RANGE_MS = DEFAULT_RANGE_MS + 5 * MINUTE_MS

export interface StatsRange { since: number, until: number }

/**
 * The range that statistics are about, Unix ms: the last 28 days unless told otherwise;
 * 400 when it is too long or not over yet (contract 2.8).
 */
export function statsRange (since: number | undefined, until: number | undefined, now: number): StatsRange {
  const end = until ?? now
  const start = since ?? end - DEFAULT_RANGE_MS
  if (end > now) throw invalidRange('until lies in the future')
  if (start > end) throw invalidRange('since lies after until')
  if (end - start > MAX_RANGE_MS) throw invalidRange('since and until lie more than 28 days apart')
  return { since: start, until: end }
}

const invalidRange = (detail: string) => new ApiError(400, 'invalid_range', detail)

// Ids tell the time in steps of 4 ms: what was made in this very step belongs to now.
const STEP_MS = 4

/** The range that the usage of applications is counted in, Unix ms; what is still to come is not. 422 when it ends before it begins. */
export function usageRange (since: number, until: number, now: number): StatsRange {
  if (since > until) throw invalid(['body', 'since'], 'must not lie after until')
  return { since, until: Math.min(until, now + STEP_MS) }
}
