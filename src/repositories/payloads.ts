import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRaw, deflateRawSync, inflateRaw, inflateRawSync } from 'node:zlib'
import type { MessageItem } from '../models/message-model.js'
import { blobKey } from './blobs.js'
import type { Database } from './database.js'
import { getParts, putParts, removeParts } from './parts.js'

/** How a payload is stored; a part of the message's data. */
export interface Packing {
  deflated?: true
  /** The payload is not in the item: its key in the blob store or, with `parts`, in the table. */
  blob?: string
  /** The number of parts in the table, which every process sees. */
  parts?: number
}

// A write unit is 1 KB, so compressing a smaller payload saves nothing. An embedded database has no write units.
const COMPRESS_ABOVE = 700
const COMPRESS_EMBEDDED_ABOVE = 4096
// Larger payloads are compressed outside of the event loop.
const ASYNC_ABOVE = 64 * 1024
// A write unit costs a tenth of an object's PUT, so larger payloads are cheaper in the blob store.
export const INLINE_LIMIT = 64 * 1024

/**
 * The attributes that hold a payload. A large payload is stored in the blob store or in parts before this returns, and
 * so before its message. A payload whose message outlives it gets an item of its own in the table, which the TTL removes: an attribute
 * has no TTL, and its removal would cost as much as this item.
 */
export async function pack (
  db: Database,
  id: string,
  payload: Buffer,
  { expiresAt, outlives }: { expiresAt: number, outlives: boolean }
): Promise<Packing & Pick<MessageItem, 'payload'>> {
  const compressed = payload.length > (db.recent ? COMPRESS_EMBEDDED_ABOVE : COMPRESS_ABOVE) ? await deflate(payload) : payload
  const isSmaller = compressed.length < payload.length
  const bytes = isSmaller ? compressed : payload
  const packing: Packing = isSmaller ? { deflated: true } : {}
  const isSmall = bytes.length <= (db.blobs.inlineLimit ?? INLINE_LIMIT)
  if (isSmall && !outlives) return { ...packing, payload: bytes }
  // Requests that compete for one id may have different payloads. Each writes another blob, and the stored message names one.
  const blob = `${blobKey(id, expiresAt)}.${randomBytes(6).toString('hex')}`
  return { ...packing, ...await (isSmall ? inTable : keep)(db, blob, bytes, expiresAt) }
}

/** Stores bytes under a name, in the blob store or, without one, in parts; returns what the item has to say. */
export async function keep (db: Database, blob: string, bytes: Buffer, expiresAt: number): Promise<Packing> {
  if (!db.blobs.put) return await inTable(db, blob, bytes, expiresAt)
  await db.blobs.put(blob, bytes)
  return { blob }
}

const inTable: typeof keep = async (db, blob, bytes, expiresAt) =>
  ({ blob, parts: await putParts(db, blob, bytes, { expiresAt, partBytes: db.blobs.partBytes }) })

/** Removes the blob or the parts. */
export async function discard (db: Database, { blob, parts }: Kept): Promise<void> {
  if (blob === undefined) return
  if (parts === undefined) await db.blobs.remove(blob)
  else await removeParts(db, blob, parts)
}

/** The payload's bytes as they were sent; undefined when this process does not find them. */
export async function unpack (
  db: Database,
  item: Pick<MessageItem, 'payload'>,
  { deflated, blob, parts }: Kept & { deflated?: true | undefined }
): Promise<Buffer | undefined> {
  const bytes = blob === undefined ? item.payload : await (parts === undefined ? db.blobs.get(blob) : getParts(db, blob, parts))
  if (!bytes) return undefined
  return deflated ? await inflate(Buffer.from(bytes)) : Buffer.from(bytes)
}

interface Kept { blob?: string | undefined, parts?: number | undefined }

const deflateLater = promisify(deflateRaw)
const inflateLater = promisify(inflateRaw)
const fast = { level: 1 }

// zlib returns a view of a 16 KB buffer, which a database in memory would keep whole; so the bytes are copied.
const deflate = async (bytes: Buffer) =>
  bytes.length > ASYNC_ABOVE ? await deflateLater(bytes, fast) : Buffer.from(deflateRawSync(bytes, fast))
const inflate = async (bytes: Buffer) => bytes.length > ASYNC_ABOVE ? await inflateLater(bytes) : inflateRawSync(bytes)
