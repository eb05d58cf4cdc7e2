import { now } from '../state/server-time.js'
import { duration, exact, relative, tick, timeStyle } from '../state/times.js'

/**
 * A time as the reader wants it: relative, in the own zone or in UTC; the exact one is in its hint, which the keyboard reaches too. What is
 * `due` at a time is due now from then on.
 */
export function When ({ at, isDue = false }: { at: string | number, isDue?: boolean }) {
  const iso = new Date(at).toISOString()
  const hint = `${exact(at)} · ${exact(at, 'UTC')}`
  const shown = timeStyle.value === 'relative' ? relative(isDue ? Math.max(new Date(at).getTime(), now()) : at, (tick.value, now())) : exact(at, timeStyle.value === 'utc' ? 'UTC' : undefined)
  return <time class='hint num' dateTime={iso} tabIndex={0} data-hint={hint}>{shown}</time>
}

/** A duration in words, with tabular numerals. */
export const Took = ({ ms }: { ms: number }) => <span class='num'>{duration(ms)}</span>
