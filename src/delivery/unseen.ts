import type { Delivery } from '../repositories/deliveries.js'
import { idTimeMs } from '../lib/ids.js'
import { RETENTION_MS } from '../repositories/payloads.js'

/** What this process does not find, and is not known to be gone: another store may have it, or another process. */
export const UNSEEN = Symbol('unseen')

// One that is found soon goes out soon; what nobody finds for days is looked for now and then.
const SHORTEST_MS = 30_000
const LONGEST_MS = 7 * 60_000
/** A process that did not find a payload leaves it to others for so long, ms: for more than one of their looks. */
export const STANDS_BACK_MS = 20_000

/** Until when a delivery waits for a payload that is not found here, Unix ms: the longer it is missed, the longer. */
export function unseenUntil ({ nextAt }: Delivery, now: number, random: number): number {
  const missedMs = nextAt === null ? 0 : now - nextAt
  return now + Math.min(LONGEST_MS, Math.max(SHORTEST_MS, missedMs / 4)) * (1 + random)
}

/** Whether a message with this id is still kept for sure: where it is not found, something is amiss. */
export const isSurelyKept = (msgId: string, now: number) => now < idTimeMs(msgId)! + RETENTION_MS
