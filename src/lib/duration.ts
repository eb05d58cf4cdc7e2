import { HOUR_MS, MINUTE_MS } from '../facts/periods.js'

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: MINUTE_MS, h: HOUR_MS }
const DURATION = /^(\d{1,12}(?:\.\d{1,9})?)(ms|s|m|h)?$/

/**
 * Parses a duration such as `1ms`, `0.5s`, `15m` or `2h` to milliseconds; a number without unit means seconds.
 * Undefined when it is malformed or finer than a millisecond.
 */
export function parseDuration (text: string): number | undefined {
  const match = DURATION.exec(text.trim())
  if (match === null) return undefined
  const exact = Number(match[1]) * (UNIT_MS[match[2] ?? 's'] ?? NaN)
  const ms = Math.round(exact)
  // In floating point, 1.1 s is 1100.0000000000002 ms; such a difference is not a fraction of a millisecond.
  return Math.abs(exact - ms) < 1e-6 && Number.isSafeInteger(ms) ? ms : undefined
}
