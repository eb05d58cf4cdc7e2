/** Reads the `Retry-After` header of an answer (RFC 9110, 10.2.3). */

const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const TIME = '\\d{2}:\\d{2}(?::\\d{2})?'
const DATES = [
  // RFC 9110 and RFC 2822: Sun, 06 Nov 1994 08:49:37 GMT, or with +0100
  new RegExp(`^(?:${DAY}, )?\\d{1,2} ${MONTH} \\d{4} ${TIME} (?:GMT|UTC?|[+-]\\d{4})$`),
  // RFC 850: Sunday, 06-Nov-94 08:49:37 GMT
  new RegExp(`^${DAY}[a-z]{3,6}, \\d{2}-${MONTH}-\\d{2} ${TIME} GMT$`)
]
// asctime: Sun Nov  6 08:49:37 1994. It is UTC, without saying so.
const ASCTIME = new RegExp(`^${DAY} ${MONTH} [ \\d]\\d ${TIME} \\d{4}$`)

/** How long the endpoint asked to get no requests, ms, at most `mostMs`; 0 when it did not ask. */
export function askedMs (retryAfter: string | undefined, now: number, mostMs: number): number {
  return Math.min(mostMs, retryAfter === undefined ? 0 : parseRetryAfter(retryAfter, now) ?? 0)
}

/**
 * The wait from `now` that a `Retry-After` asks for, ms. It may be decimal seconds, rounded up to whole seconds, or a
 * date in a form of RFC 9110 or RFC 2822. 0 for a past date, undefined when it is neither.
 */
export function parseRetryAfter (text: string, now: number): number | undefined {
  const value = text.trim()
  if (/^\d+(?:\.\d+)?$/.test(value)) return Math.ceil(Number(value)) * 1000
  const date = parseDate(value)
  return date === undefined ? undefined : Math.max(0, date - now)
}

function parseDate (value: string): number | undefined {
  const date = ASCTIME.test(value) ? `${value} GMT` : value
  if (date === value && !DATES.some((form) => form.test(value))) return undefined
  const ms = Date.parse(date)
  return Number.isNaN(ms) ? undefined : ms
}
