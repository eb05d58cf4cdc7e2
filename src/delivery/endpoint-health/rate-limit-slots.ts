/**
 * The slots of a time line that all processes share, as pure functions. A slot is given only shortly before its time, so
 * a process that dies or sleeps takes few with it; a delivery that comes too early is told when to come back; that reserves no place.
 */
export interface Line {
  /** All slots before are given away, Unix ms. */
  next: number
  /** Up to this time, waiting deliveries were told to come back, Unix ms. */
  planned: number
}

/** The milliseconds from the slot at an instant to the one after it. */
export type Pace = (at: number) => number

export interface Ask {
  pace: Pace
  /**
   * Whether it was told to come back before; deliveries that come later stand behind it.
   * A probe is always next, and so is what a person waits for if that is soon.
   */
  place: 'new' | 'back' | 'probe' | 'urgent'
  /** The slot that it has on another line, Unix ms: this one may be hardly later. */
  from?: number | undefined
}

export type Slot = { at: number } | { comeBackAt: number }

// A longer wait is cut here: the rate may have been raised meanwhile.
const LONGEST_WAIT_MS = 15 * 60_000
// So long it is waited for with a claim in hand.
const LONGEST_URGENT_MS = 10_000
// A line that lies further ahead was written by a clock that has been set back since.
const BELIEVABLE_MS = 60_000
const IDLE_MS = 1000

/** The pace of a rate a second: a little slower, so that a window in which some are late holds no more than it should. */
export function paceOf (rate: number): Pace {
  const spacing = 1000 / rate * (rate < 5 ? 1.06 : 1.02)
  return () => spacing
}

/** How late a slot may be used, ms: what is sent late crowds the window it falls into. */
export const slackOf = (pace: Pace, at: number) => pace(at) > 900 ? 140 : 250

// How long before its slot a delivery comes back, so that the line never runs dry for want of a few milliseconds.
const leadOf = (spacing: number) => Math.min(200, Math.max(20, 10 * spacing))
const horizonOf = (spacing: number) => leadOf(spacing) + 100

/** Gives each who asks a slot or a time to come back, in turn. The line is the same object when nothing has changed. */
export function assign (
  line: Line | undefined,
  asks: readonly Ask[],
  { now, random }: { now: number, random: () => number }
): { line: Line | undefined, slots: Slot[] } {
  let current = line
  const slots = asks.map(ask => {
    const believed = believe(current, ask.pace(now), now)
    const given = give(believed, ask, { now, random })
    current = given.line === believed ? current : given.line
    return given.slot
  })
  return { line: current, slots }
}

function believe (line: Line | undefined, spacing: number, now: number): Line {
  if (line === undefined || line.next > now + BELIEVABLE_MS) return { next: 0, planned: 0 }
  // No delivery has come for a while: the ones that were told to come back are not coming.
  const isIdle = line.next < now - Math.max(IDLE_MS, 3 * spacing)
  return isIdle || line.planned > now + LONGEST_WAIT_MS + BELIEVABLE_MS ? { next: line.next, planned: 0 } : line
}

function give (line: Line, { pace, place, from }: Ask, { now, random }: { now: number, random: () => number }): { line: Line, slot: Slot } {
  const slack = slackOf(pace, now)
  const spacing = pace(now)
  const at = Math.max(line.next, from ?? now - slack / 2)
  const latest = from === undefined ? now + horizonOf(spacing) : from + slack
  const isNext = place !== 'new' || line.planned <= now + horizonOf(spacing)
  const isFirst = place === 'probe' || (place === 'urgent' && at <= now + Math.min(2 * spacing, LONGEST_URGENT_MS))
  if (isFirst || (at <= latest && isNext)) return { line: { ...line, next: at + pace(at) }, slot: { at } }
  const planned = Math.max(line.planned, line.next, now)
  if (planned - now > LONGEST_WAIT_MS) return { line, slot: { comeBackAt: now + LONGEST_WAIT_MS * (0.5 + random() / 2) } }
  const comeBackAt = Math.max(now + leadOf(spacing) / 2, planned - leadOf(spacing))
  return { line: { ...line, planned: planned + pace(planned) }, slot: { comeBackAt } }
}
