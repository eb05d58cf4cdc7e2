import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRaw, deflateRawSync, inflateRaw, inflateRawSync } from 'node:zlib'
import type { MessageItem } from '../models/message-model.js'
import { blobKey } from './blobs.js'
import type { Database } from './database.js'
import { getParts, putParts, removeParts } from './parts.js'

/** How a payload is kept; packed into the message's data. */
export interface Packing {
  deflated?: true
  /** It is not in the item: its key in the blob store or, with `parts`, in the table. */
  blob?: string
  /** In so many items of the table it is, which every process sees. */
  parts?: number
}

// A write unit is 1 KB: below this, compressing saves nothing. An embedded database has no write units.
const COMPRESS_ABOVE = 700
const COMPRESS_EMBEDDED_ABOVE = 4096
// From here on the work leaves the event loop.
const ASYNC_ABOVE = 64 * 1024
// A write unit costs as much as a tenth of an object's PUT: above this, the blob store is the cheaper place.
export const INLINE_LIMIT = 64 * 1024

/** The attributes that hold a payload; a large one is in the blob store, or in parts, when this returns, before its message is written. */
export async function pack (db: Database, id: string, payload: Buffer, expiresAt: number): Promise<Packing & Pick<MessageItem, 'payload'>> {
  const compressed = payload.length > (db.recent ? COMPRESS_EMBEDDED_ABOVE : COMPRESS_ABOVE) ? await deflate(payload) : payload
  const isSmaller = compressed.length < payload.length
  const bytes = isSmaller ? compressed : payload
  const packing: Packing = isSmaller ? { deflated: true } : {}
  if (bytes.length <= (db.blobs.inlineLimit ?? INLINE_LIMIT)) return { ...packing, payload: bytes }
  // Rivals for one id may bring different payloads: each writes a blob of its own, and the stored message names one.
  const blob = `${blobKey(id, expiresAt)}.${randomBytes(6).toString('hex')}`
  if (!db.blobs.put) return { ...packing, blob, parts: await putParts(db, blob, bytes, { expiresAt, partBytes: db.blobs.partBytes }) }
  await db.blobs.put(blob, bytes)
  return { ...packing, blob }
}

/** Removes what is kept outside of the item. */
export async function discard (db: Database, { blob, parts }: Kept): Promise<void> {
  if (blob === undefined) return
  if (parts === undefined) await db.blobs.remove(blob)
  else await removeParts(db, blob, parts)
}

/** The payload's bytes as they were sent; undefined when they are not here. */
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

// What zlib returns is a part of 16 KB, which a database in memory would keep whole.
const deflate = async (bytes: Buffer) =>
  bytes.length > ASYNC_ABOVE ? await deflateLater(bytes, fast) : Buffer.from(deflateRawSync(bytes, fast))
const inflate = async (bytes: Buffer) => bytes.length > ASYNC_ABOVE ? await inflateLater(bytes) : inflateRawSync(bytes)
