import { DAY_SECONDS } from '../facts/periods.js'
import type { ThrottleItem } from '../models/rate-limit-model.js'
import { get, put, type Database } from './database.js'

/** The position of a time line, and since when deliveries wait on it; Unix ms. */
export type Line = Pick<ThrottleItem, 'next' | 'planned' | 'since'>

// A time line that is not used for this long may be removed: a new one begins at the present.
const KEPT_SECONDS = DAY_SECONDS

/** The position of a time line; undefined when no slot was ever taken. */
export async function read (db: Database, key: string): Promise<Line | undefined> {
  const item = await get<ThrottleItem>(db, 'throttles', { key })
  return item && { next: item.next, planned: item.planned, since: item.since }
}

/** Moves a time line on from the position that was read; false when another process moved it meanwhile. */
export async function advance (db: Database, key: string, { seen, line }: { seen: Line | undefined, line: Line }): Promise<boolean> {
  const item: ThrottleItem = { key, ...line, expiresAt: Math.ceil(Math.max(line.next, line.planned) / 1000) + KEPT_SECONDS }
  const condition = seen === undefined
    ? { expression: 'attribute_not_exists(#key)' }
    : { expression: '#next = :next AND #planned = :planned', values: { ':next': seen.next, ':planned': seen.planned } }
  return await put(db, 'throttles', item, condition)
}
