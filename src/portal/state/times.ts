import { signal } from '@preact/signals'
import { language } from './words.js'

export type TimeStyle = 'relative' | 'local' | 'utc'

const STYLE = 'posthorn-portal-times'
const TICK_MS = 15_000
const kept = (() => { try { return localStorage.getItem(STYLE) } catch { return null } })()

/** How times are shown; remembered. */
export const timeStyle = signal<TimeStyle>(kept === 'local' || kept === 'utc' ? kept : 'relative')
/** Changes when relative times must be updated. */
export const tick = signal(0)
setInterval(() => { tick.value++ }, TICK_MS)

export function setTimeStyle (style: TimeStyle): void {
  timeStyle.value = style
  try { localStorage.setItem(STYLE, style) } catch {}
}

/** Date, time and zone, to the second. */
export function exact (time: string | number, zone?: 'UTC'): string {
  const options = { dateStyle: 'medium', timeStyle: 'long', ...(zone && { timeZone: zone }) } as const
  return new Intl.DateTimeFormat(language.value, options).format(new Date(time))
}

const UNITS = [['second', 60], ['minute', 60], ['hour', 24], ['day', 30], ['month', 12], ['year', Infinity]] as const

// The server's clock is known only to within a second.
const EXACT_TO = 2

/** Such as "3 min. ago" or "in 2 hr."; "now" within two seconds. */
export function relative (time: string | number, at: number): string {
  let value = (new Date(time).getTime() - at) / 1000
  const format = new Intl.RelativeTimeFormat(language.value, { style: 'short', numeric: 'auto' })
  if (Math.abs(value) < EXACT_TO) value = 0
  for (const [unit, next] of UNITS) {
    if (Math.abs(Math.round(value)) < next) return format.format(Math.round(value), unit)
    value /= next
  }
  return ''
}

/** A duration as a person would say it: `85 ms`, `2.5 sec`, `5 min`, `2 hr`. */
export function duration (ms: number): string {
  const say = (value: number, unit: string) => {
    const maximumFractionDigits = value < 10 ? 1 : 0
    return new Intl.NumberFormat(language.value, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits }).format(value)
  }
  if (ms < 1000) return say(ms, 'millisecond')
  if (ms < 60_000) return say(ms / 1000, 'second')
  if (ms < 3_600_000) return say(ms / 60_000, 'minute')
  if (ms < 48 * 3_600_000) return say(ms / 3_600_000, 'hour')
  return say(ms / 86_400_000, 'day')
}

/** A time in the format of an input field for date and time: in the reader's zone, to the second. */
export function localTime (ms: number): string {
  const ahead = new Date(ms).getTimezoneOffset() * 60_000
  return new Date(ms - ahead).toISOString().slice(0, 19)
}
