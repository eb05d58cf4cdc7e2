import type { MessageItem } from '../models/message-model.js'
import { get, put, update, type Database } from './database.js'
import { eachOf } from '../lib/parallel.js'

/**
 * Bytes that are too large for an item are stored in the table of messages as parts, so that every process on the
 * database sees them. Each part has another hash key, so that no single partition takes all of them. Names are used
 * once, so a part never changes.
 */

// DynamoDB takes 400 KB for an item, with all attributes and their names.
export const PART_BYTES = 350 * 1024
// How many parts of one name are written or read in parallel.
export const PARTS_AT_ONCE = 8

const PREFIX = 'part|'
const keyOf = (name: string, part: number) => ({ list: `${PREFIX}${name}|${part}`, id: 'part' })

/** Whether an item of the table of messages is a part, or describes a stored file, and is not a message. */
export const isPart = ({ list }: { list: string }) => list.startsWith(PREFIX)

/** The key of the item that describes a file's parts. */
export const fileKeyOf = (key: string) => ({ list: `${PREFIX}file|${key}`, id: 'file' })

/** Writes one part. The TTL may remove it after `expiresAt`, Unix ms. */
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

/** The bytes of one part; undefined when it does not exist. */
export async function getPart (db: Database, name: string, part: number): Promise<Buffer | undefined> {
  const item = await get<MessageItem>(db, 'messages', keyOf(name, part))
  return item?.payload && Buffer.from(item.payload)
}

/** Writes bytes in parts of `partBytes` each; returns the number of parts. */
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

/** The bytes of all parts; undefined when one does not exist. */
export async function getParts (db: Database, name: string, count: number): Promise<Buffer | undefined> {
  const found = await eachOf(numbers(count), PARTS_AT_ONCE, async part => await getPart(db, name, part))
  return found.every(part => part !== undefined) ? Buffer.concat(found) : undefined
}

/**
 * Empties the parts that exist, permanently; the TTL removes the empty items. Functions may update items of this table,
 * but not delete them.
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
