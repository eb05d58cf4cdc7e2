import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRaw, deflateRawSync, inflateRaw, inflateRawSync } from 'node:zlib'
import type { MessageItem } from '../models/message.js'
import { blobKey } from './blobs.js'
import type { Database } from './database.js'

/** How a payload is kept; packed into the message's data. */
export interface Packing { deflated?: true, blob?: string }

// A write unit is 1 KB: below this, compressing saves nothing.
const COMPRESS_ABOVE = 700
// From here on the work leaves the event loop.
const ASYNC_ABOVE = 64 * 1024
// A write unit costs as much as a tenth of an object's PUT: above this, the blob store is the cheaper place.
export const INLINE_LIMIT = 64 * 1024
const RETENTION_LIMIT_DAYS = 90
const DAY_MS = 86_400_000

/** The attributes that hold a payload; a large one is in the blob store when this returns, before its message is written. */
export async function pack (db: Database, id: string, payload: Buffer, expiresAt: number): Promise<Packing & Pick<MessageItem, 'payload'>> {
  const compressed = payload.length > COMPRESS_ABOVE ? await deflate(payload) : payload
  const isSmaller = compressed.length < payload.length
  const bytes = isSmaller ? compressed : payload
  const packing: Packing = isSmaller ? { deflated: true } : {}
  if (bytes.length <= (db.blobs.inlineLimit ?? INLINE_LIMIT)) return { ...packing, payload: bytes }
  // Rivals for one id may bring different payloads: each writes a blob of its own, and the stored message names one.
  const blob = `${blobKey(id, expiresAt)}.${randomBytes(6).toString('hex')}`
  await db.blobs.put(blob, bytes)
  return { ...packing, blob }
}

/** The payload's bytes as they were sent; undefined when they are gone. */
export async function unpack (db: Database, item: Pick<MessageItem, 'payload'>, { deflated, blob }: Packing): Promise<Buffer | undefined> {
  const bytes = blob === undefined ? item.payload : await db.blobs.get(blob)
  if (!bytes) return undefined
  return deflated ? await inflate(Buffer.from(bytes)) : Buffer.from(bytes)
}

/** The longest time that anything about a message is kept, from its creation. */
export const RETENTION_MS = RETENTION_LIMIT_DAYS * DAY_MS

const deflateLater = promisify(deflateRaw)
const inflateLater = promisify(inflateRaw)
const fast = { level: 1 }

const deflate = async (bytes: Buffer) => bytes.length > ASYNC_ABOVE ? await deflateLater(bytes, fast) : deflateRawSync(bytes, fast)
const inflate = async (bytes: Buffer) => bytes.length > ASYNC_ABOVE ? await inflateLater(bytes) : inflateRawSync(bytes)
