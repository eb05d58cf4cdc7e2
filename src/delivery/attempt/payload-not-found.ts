import { RETENTION_MS } from '../../facts/periods.js'
import type { Delivery } from '../../repositories/deliveries.js'
import { idTimeMs } from '../../lib/ids.js'

/** What this process does not find, and is not known to be gone: another store may have it, or another process. */
export const UNSEEN = Symbol('unseen')

// A payload that is found soon goes out soon; one that is missing for days is looked for now and then.
const SHORTEST_MS = 30_000
const LONGEST_MS = 150_000
// One of their looks, ms.
const LOOK_MS = 20_000
const TURNS = 2

/** Until when a delivery waits for a payload that is not found here, Unix ms: the longer it is missed, the longer. */
export function unseenUntil ({ nextAt }: Delivery, now: number, random: number): number {
  const missedMs = nextAt === null ? 0 : now - nextAt
  return now + Math.min(LONGEST_MS, Math.max(SHORTEST_MS, missedMs / 4)) * (1 + random)
}

/**
 * Until when a process that did not find a payload leaves the delivery to others, Unix ms: for longer than each of some others
 * may put it back, so that it comes to the one that finds it, however their looks fall.
 */
export const standsBackUntil = (until: number, now: number) => until + TURNS * (until - now) + LOOK_MS

/** Whether a message with this id is still kept for sure: where it is not found, something is amiss. */
export const isSurelyKept = (msgId: string, now: number) => now < idTimeMs(msgId)! + RETENTION_MS
