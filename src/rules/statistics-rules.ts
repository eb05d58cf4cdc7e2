import { DAY_MS, HOUR_MS, MINUTE_MS } from '../facts/periods.js'
import { ApiError, invalid } from '../errors.js'

const DEFAULT_RANGE_MS = 28 * DAY_MS
const MAX_RANGE_MS = DEFAULT_RANGE_MS + 5 * MINUTE_MS

export interface StatsRange { since: number, until: number }

/**
 * The range of statistics, Unix ms; by default the last 28 days. Throws 400 when it is too long or ends in the future
 * (contract 2.8).
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

// Ids count time in steps of 4 ms: attempts of the present step are included.
const STEP_MS = 4

/**
 * The range in which the usage of applications is counted, Unix ms; it is cut at the present. 422 when it ends before
 * it begins.
 */
export function usageRange (since: number, until: number, now: number): StatsRange {
  if (since > until) throw invalid(['body', 'since'], 'must not lie after until')
  return { since, until: Math.min(until, now + STEP_MS) }
}

/** The lengths of buckets, and how far apart the ends of what is counted in them may lie, ms. */
export const PERIODS = {
  FiveMinutes: { bucketMs: 5 * MINUTE_MS, mostMs: DAY_MS, usualMs: DAY_MS },
  OneHour: { bucketMs: HOUR_MS, mostMs: 14 * DAY_MS, usualMs: DAY_MS },
  OneDay: { bucketMs: DAY_MS, mostMs: 90 * DAY_MS, usualMs: 28 * DAY_MS }
} as const

export type Period = keyof typeof PERIODS

/** Buckets of one length, from the first to the end of the last, Unix ms. */
export interface Buckets extends StatsRange { bucketMs: number }

/** The buckets that are asked for, in UTC. 422 when there are too many for the period, or when they end before they begin. */
export function bucketRange (
  period: Period,
  { startDate, endDate, now }: { startDate?: number | undefined, endDate?: number | undefined, now: number }
): Buckets {
  const { bucketMs, mostMs, usualMs } = PERIODS[period]
  const end = Math.min(endDate ?? now, now)
  const start = startDate ?? end - usualMs
  if (start > end) throw invalid(['query', 'startDate'], 'must not lie after endDate, nor in the future')
  if (end - start > mostMs) throw invalid(['query', 'startDate'], `${period} counts at most ${mostMs / DAY_MS} days`)
  const since = Math.floor(start / bucketMs) * bucketMs
  return { since, until: Math.max(Math.ceil(end / bucketMs), since / bucketMs + 1) * bucketMs, bucketMs }
}
