import { ApiError } from '../errors.js'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const DEFAULT_RANGE_MS = 28 * DAY_MS
const MAX_RANGE_MS = DEFAULT_RANGE_MS + 5 * MINUTE_MS

export interface StatsRange { since: number, until: number }

/** The range that statistics are about, Unix ms: the last 28 days unless told otherwise; 400 when it is too long or not over yet (contract 2.8). */
export function statsRange (since: number | undefined, until: number | undefined, now: number): StatsRange {
  const end = until ?? now
  const start = since ?? end - DEFAULT_RANGE_MS
  if (end > now) throw invalidRange('until lies in the future')
  if (start > end) throw invalidRange('since lies after until')
  if (end - start > MAX_RANGE_MS) throw invalidRange('since and until lie more than 28 days apart')
  return { since: start, until: end }
}

const invalidRange = (detail: string) => new ApiError(400, 'invalid_range', detail)
