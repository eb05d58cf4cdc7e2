import { DAY_SECONDS } from '../facts/periods.js'
import type { ThrottleItem } from '../models/rate-limit-model.js'
import { get, put, update, type Database } from './database.js'

/** The position of a time line, and since when deliveries wait on it; Unix ms. */
export type Line = Pick<ThrottleItem, 'next' | 'planned' | 'since'>

// A time line that is not used for this long may be removed: a new one begins at the present.
const KEPT_SECONDS = DAY_SECONDS
const keptUntil = (ms: number) => Math.ceil(ms / 1000) + KEPT_SECONDS

/** The position of a time line; undefined when no slot was ever taken. */
export async function read (db: Database, key: string): Promise<Line | undefined> {
  const item = await get<ThrottleItem>(db, 'throttles', { key })
  return item && { next: item.next, planned: item.planned, since: item.since }
}

/** Moves a time line on from the position that was read; false when another process moved it meanwhile. */
export async function advance (db: Database, key: string, { seen, line }: { seen: Line | undefined, line: Line }): Promise<boolean> {
  const item: ThrottleItem = { key, ...line, expiresAt: keptUntil(Math.max(line.next, line.planned)) }
  const condition = seen === undefined
    ? { expression: 'attribute_not_exists(#key)' }
    : { expression: '#next = :next AND #planned = :planned', values: { ':next': seen.next, ':planned': seen.planned } }
  return await put(db, 'throttles', item, condition)
}

/** A part of a time line to take: `cost` ms, at `now`, unless the line is `ahead` ms before it already. */
export interface Part { now: number, cost: number, ahead: number }

/** Begins a time line at the present and takes a part of it; false where the line is ahead of the present. */
export async function begin (db: Database, key: string, { now, cost }: Part): Promise<boolean> {
  const condition = { expression: 'attribute_not_exists(#key) OR #next < :now', values: { ':now': now } }
  return await update(db, 'throttles', { key }, { set: { next: now + cost, planned: 0, expiresAt: keptUntil(now + cost) }, condition })
}

/** Takes a further part of a time line that is ahead of the present; false where it is not, or too far. */
export async function extend (db: Database, key: string, { now, cost, ahead }: Part): Promise<boolean> {
  const condition = { expression: '#next >= :now AND #next < :most', values: { ':now': now, ':most': now + ahead } }
  return await update(db, 'throttles', { key }, { add: { next: cost }, set: { expiresAt: keptUntil(now + ahead + cost) }, condition })
}
