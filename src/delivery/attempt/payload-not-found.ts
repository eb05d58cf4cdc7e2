import { RETENTION_MS } from '../../facts/periods.js'
import type { Delivery } from '../../repositories/deliveries.js'
import { idTimeMs } from '../../lib/ids.js'

/** A message that this process does not find, although it is not known to be gone: another process or store may have it. */
export const UNSEEN = Symbol('unseen')

// A payload that appears soon is sent soon. A payload that is missing for days is looked for less often.
const SHORTEST_MS = 30_000
const LONGEST_MS = 150_000
// The time until another process looks at the due entries, ms.
const LOOK_MS = 20_000
const TURNS = 2

/** Until when a delivery waits for a payload that is not found here, Unix ms. The wait grows with the time that it is missing. */
export function unseenUntil ({ nextAt }: Delivery, now: number, random: number): number {
  const missedMs = nextAt === null ? 0 : now - nextAt
  return now + Math.min(LONGEST_MS, Math.max(SHORTEST_MS, missedMs / 4)) * (1 + random)
}

/**
 * Until when a process that did not find a payload leaves the delivery to other processes, Unix ms. The time is longer
 * than several of them may put the delivery back for, so that it reaches a process that finds the payload.
 */
export const standsBackUntil = (until: number, now: number) => until + TURNS * (until - now) + LOOK_MS

/** Whether a message with this id must still be kept: if it is not found, something is wrong. */
export const isSurelyKept = (msgId: string, now: number) => now < idTimeMs(msgId)! + RETENTION_MS
