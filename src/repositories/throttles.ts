import type { ThrottleItem } from '../models/throttle.js'
import { get, put, type Database } from './database.js'

// An unused time line may be forgotten: a new one begins now.
const KEPT_SECONDS = 86_400

/** Where the free part of a time line begins, Unix ms; undefined when nothing was ever taken. */
export async function read (db: Database, key: string): Promise<number | undefined> {
  return (await get<ThrottleItem>(db, 'throttles', { key }))?.next
}

/** Moves the beginning of the free part from what was seen; false when somebody else moved it meanwhile. */
export async function advance (db: Database, key: string, { seen, next }: { seen: number | undefined, next: number }): Promise<boolean> {
  const item: ThrottleItem = { key, next, expiresAt: Math.ceil(next / 1000) + KEPT_SECONDS }
  const condition = seen === undefined
    ? { expression: 'attribute_not_exists(#key)' }
    : { expression: '#next = :seen', values: { ':seen': seen } }
  return await put(db, 'throttles', item, condition)
}
