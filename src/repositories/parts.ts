import type { MessageItem } from '../models/message-model.js'
import { get, put, update, type Database } from './database.js'
import { eachOf } from '../lib/parallel.js'

/**
 * Bytes that are too large for an item, kept in the table of messages as parts, so that every process on the database sees
 * them. Each part has a hash key of its own: no partition has to take them all. Names are given once, so no part changes.
 */

// DynamoDB takes 400 KB an item, all attributes and their names counted.
export const PART_BYTES = 350 * 1024
// Parts that are written or read at a time, of one name.
export const PARTS_AT_ONCE = 8

const PREFIX = 'part|'
const keyOf = (name: string, part: number) => ({ list: `${PREFIX}${name}|${part}`, id: 'part' })

/** Whether an item of the table of messages is such a part, or tells of some: it is no message. */
export const isPart = ({ list }: { list: string }) => list.startsWith(PREFIX)

/** Where what tells of a file's parts is kept. */
export const fileKeyOf = (key: string) => ({ list: `${PREFIX}file|${key}`, id: 'file' })

/** Writes one part; `expiresAt`, Unix ms, is when the TTL may remove it. */
export async function putPart (
  db: Database,
  [name, part]: [name: string, part: number],
  payload: Buffer,
  expiresAt: number
): Promise<void> {
  const item: Pick<MessageItem, 'list' | 'id' | 'payload' | 'expiresAt'> = {
    ...keyOf(name, part),
    payload,
    expiresAt: Math.ceil(expiresAt / 1000)
  }
  await put(db, 'messages', item)
}

/** One part's bytes; undefined when it is not there. */
export async function getPart (db: Database, name: string, part: number): Promise<Buffer | undefined> {
  const item = await get<MessageItem>(db, 'messages', keyOf(name, part))
  return item?.payload && Buffer.from(item.payload)
}

/** Writes bytes as parts of so many bytes each, and returns how many parts there are. */
export async function putParts (
  db: Database,
  name: string,
  bytes: Buffer,
  { expiresAt, partBytes = PART_BYTES }: { expiresAt: number, partBytes?: number | undefined }
): Promise<number> {
  const parts = numbers(Math.ceil(bytes.length / partBytes))
  await eachOf(parts, PARTS_AT_ONCE, async part =>
    await putPart(db, [name, part], bytes.subarray(part * partBytes, (part + 1) * partBytes), expiresAt))
  return parts.length
}

/** The bytes of so many parts; undefined when one of them is not there. */
export async function getParts (db: Database, name: string, count: number): Promise<Buffer | undefined> {
  const found = await eachOf(numbers(count), PARTS_AT_ONCE, async part => await getPart(db, name, part))
  return found.every(part => part !== undefined) ? Buffer.concat(found) : undefined
}

/**
 * Empties so many parts, as far as they are there, for good: the TTL removes what is left. Functions may change items of
 * this table, and may delete none.
 */
export async function removeParts (db: Database, name: string, count: number): Promise<void> {
  await eachOf(numbers(count), PARTS_AT_ONCE, async part => {
    await update(db, 'messages', keyOf(name, part), {
      set: { expiresAt: 1 },
      remove: ['payload'],
      condition: { expression: 'attribute_exists(#id)' }
    })
  })
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)
