/**
 * The slots of a time line that all processes share, as pure functions. A slot is given only shortly before its time,
 * so a process that dies or sleeps takes few with it. A delivery that comes too early is told when to come back; this
 * reserves no slot.
 */
export interface Line {
  /** All slots before this time are given away, Unix ms. */
  next: number
  /** Waiting deliveries were told to come back up to this time, Unix ms. */
  planned: number
  /** Since when deliveries wait for a slot, Unix ms; absent while none waits. */
  since?: number | undefined
}

/** The time from the slot at an instant to the next slot, ms. */
export type Pace = (at: number) => number

export interface Ask {
  pace: Pace
  /**
   * 'back': the delivery was told to come back, and goes before those that are new. 'probe': always gets the next slot.
   * 'urgent': a person waits for it; gets the next slot if that is soon.
   */
  place: 'new' | 'back' | 'probe' | 'urgent'
  /** The slot that the delivery has on another line, Unix ms. The slot on this line may be only slightly later. */
  from?: number | undefined
}

export type Slot = { at: number } | { comeBackAt: number }

// A longer wait is cut to this: the rate may be raised meanwhile.
const LONGEST_WAIT_MS = 15 * 60_000
// An urgent delivery waits at most this long for its slot with its claim held.
const LONGEST_URGENT_MS = 10_000
// A line that lies further ahead was written before the clock was set back.
const BELIEVABLE_MS = 60_000
const IDLE_MS = 1000

/**
 * The pace of a rate (messages a second). It is slightly slower than the rate, so that late requests do not exceed the
 * rate in any window.
 */
export function paceOf (rate: number): Pace {
  const spacing = 1000 / rate * (rate < 5 ? 1.06 : 1.02)
  return () => spacing
}

/** How late a slot may be used, ms. A request that is sent later would exceed the rate in the window that it falls into. */
export const slackOf = (pace: Pace, at: number) => pace(at) > 900 ? 140 : 250

// How long before its slot a delivery comes back, ms: enough that no slot stays unused because its delivery is a little late.
const leadOf = (spacing: number) => Math.min(200, Math.max(20, 10 * spacing))
const horizonOf = (spacing: number) => leadOf(spacing) + 100

/** Gives each applicant, in order, a slot or a time to come back. Returns the same line object when nothing has changed. */
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
  // No delivery has come for a while, so those that were told to come back are not expected any more.
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
  if (isFirst || (at <= latest && isNext)) return { line: lineOf(at + pace(at), line.planned, line.since), slot: { at } }
  const planned = Math.max(line.planned, line.next, now)
  if (planned - now > LONGEST_WAIT_MS) return { line, slot: { comeBackAt: now + LONGEST_WAIT_MS * (0.5 + random() / 2) } }
  const comeBackAt = Math.max(now + leadOf(spacing) / 2, planned - leadOf(spacing))
  return { line: lineOf(line.next, planned + pace(planned), line.since ?? now), slot: { comeBackAt } }
}

// When the slots have reached what was planned, all that waited are through.
const lineOf = (next: number, planned: number, since: number | undefined): Line =>
  since === undefined || next >= planned ? { next, planned } : { next, planned, since }

/** The deliveries that wait on a line: about how many, since when, and when the last of them is to be sent; Unix ms. */
export interface Backlog { waiting: number, since: number, until: number }

/** What waits on a line; undefined when nothing does. */
export function backlogOf (line: Line | undefined, pace: Pace, now: number): Backlog | undefined {
  const { next, planned, since } = believe(line, pace(now), now)
  const from = Math.max(next, now)
  if (planned <= from) return undefined
  return { waiting: Math.ceil((planned - from) / pace(now)), since: since ?? now, until: planned }
}
