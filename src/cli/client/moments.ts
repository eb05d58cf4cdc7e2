import { parseDuration } from '../../lib/duration.js'
import { parseTimestamp } from '../../lib/time.js'
import { misused } from '../shared/cli-failure.js'

const DAY = /^(\d+)d$/
// JavaScript reads other forms of a date, such as 2026-5-1, in the zone of this machine.
const DATE = /^(\d{4}-\d\d-\d\d)(?:$|[Tt ]\d\d:\d\d)/
const EXAMPLE = '2026-11-30T12:00:00Z'

/** The time that a text names, in ISO 8601: a date, or how long ago, such as `15m`, `2h`, `3d`. Throws what is wrong with `option`. */
export function momentOf (text: string, option: string, now: number): string {
  const days = DAY.exec(text)?.[1]
  const ago = days === undefined ? /[a-z]$/.test(text) ? parseDuration(text) : undefined : Number(days) * 86_400_000
  if (ago !== undefined) return new Date(now - ago).toISOString()
  const moment = dateIn(text)
  if (moment === undefined) throw misused(`${option} is a time such as ${EXAMPLE}, or how long ago, such as 15m, 2h or 3d.`)
  return moment
}

/** The time that a text names, in ISO 8601: a date, which may lie in the future. Throws what is wrong with `option`. */
export function dateOf (text: string, option: string): string {
  const moment = dateIn(text)
  if (moment === undefined) throw misused(`${option} is a time such as ${EXAMPLE}.`)
  return moment
}

/** The bounds of a range of times, in words. */
export function rangeText ({ since, until }: { since?: string, until?: string }): string {
  const bounds = [...since === undefined ? [] : [`from ${since}`], ...until === undefined ? [] : [`before ${until}`]]
  return `${bounds.join(' and ')} (UTC)`
}

function dateIn (text: string): string | undefined {
  const day = DATE.exec(text)?.[1]
  // Date.parse takes 30 February for 2 March.
  if (day === undefined || parseTimestamp(`${day}T00:00Z`) === undefined) return undefined
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : new Date(date).toISOString()
}
