const DATE = /(\d{4})-(\d\d)-(\d\d)/.source
// Java's OffsetDateTime leaves out seconds that are zero.
const TIME = /([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60)(?:\.(\d{1,30}))?)?/.source
const OFFSET = /(?:Z|z|UTC|([+-])([01]\d|2[0-3]):?([0-5]\d))/.source
const TIMESTAMP = new RegExp(`^${DATE}[Tt ]${TIME} {0,8}${OFFSET}$`)

/** An RFC 3339 timestamp in UTC with `Z`, with three digits of fraction or none. */
export function formatTimestamp (ms: number): string {
  const text = new Date(ms).toISOString()
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text
}

/**
 * Parses a relaxed RFC 3339 timestamp (contract 1.5) to Unix ms; digits below a millisecond are cut off. Undefined when
 * it is malformed, or when the day or time does not exist. Second 60, a leap second, is the next second.
 */
export function parseTimestamp (text: string): number | undefined {
  const match = TIMESTAMP.exec(text)
  if (match === null) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(digits => Number(digits ?? 0)) as SixNumbers

  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined

  const fractionMs = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  const offset = (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0)) * (match[8] === '-' ? -1 : 1)
  return date.getTime() + ((hour * 60 + minute - offset) * 60 + second) * 1000 + fractionMs
}

type SixNumbers = [number, number, number, number, number, number]
