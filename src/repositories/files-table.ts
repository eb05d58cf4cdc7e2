import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { RETENTION_MS } from '../facts/periods.js'
import type { Bytes } from '../lib/byte-streams.js'
import type { MessageItem } from '../models/message-model.js'
import { get, put, remove, type Database } from './database.js'
import type { FileStore } from './files.js'
import { fileKeyOf, getPart, PART_BYTES, PARTS_AT_ONCE, putPart, removeParts } from './parts.js'

/**
 * What is stored about a file: the name of its parts, how many there are, the size of each except the last, and the
 * size of all.
 */
interface Stored { name: string, parts: number, partBytes: number, bytes: number }

/**
 * Stores files in the table, so that every server on the database sees them. A file that is not in the table is looked
 * for in `own`, this server's directory, where versions before 0.2 stored it.
 *
 * Order: the parts, then the item that names them. A crash in between leaves parts until their day of expiry; a reader
 * finds a whole file or none.
 */
export function tableFiles (db: Database, own: FileStore, partBytes = PART_BYTES): FileStore {
  return {
    async put (key, source) {
      const expiresAt = db.clock.now() + RETENTION_MS
      const stored = await store(db, source, { partBytes, expiresAt })
      const item: Pick<MessageItem, 'list' | 'id' | 'data' | 'expiresAt'> = {
        ...fileKeyOf(key),
        data: JSON.stringify(stored),
        expiresAt: Math.ceil(expiresAt / 1000)
      }
      await put(db, 'messages', item)
    },
    async get (key, at = {}) {
      const stored = await find(db, key)
      if (!stored) return await own.get(key, at)
      const { offset = 0 } = at
      return offset <= stored.bytes ? Readable.from(read(db, stored, offset), { objectMode: false }) : undefined
    },
    async remove (key) {
      const stored = await find(db, key)
      if (!stored) return await own.remove(key)
      await remove(db, 'messages', fileKeyOf(key))
      await removeParts(db, stored.name, stored.parts)
    },
    purge: async before => await own.purge(before)
  }
}

async function find (db: Database, key: string): Promise<Stored | undefined> {
  const item = await get<MessageItem>(db, 'messages', fileKeyOf(key))
  return item && item.expiresAt * 1000 > db.clock.now() ? JSON.parse(item.data) as Stored : undefined
}

/** Writes the parts while bytes arrive, a few in parallel; it holds only those in memory. */
async function store (db: Database, source: Bytes, { partBytes, expiresAt }: { partBytes: number, expiresAt: number }): Promise<Stored> {
  const name = randomUUID()
  const underWay = new Set<Promise<void>>()
  let parts = 0
  let bytes = 0
  try {
    for await (const part of inParts(source, partBytes)) {
      if (underWay.size >= PARTS_AT_ONCE) await Promise.race(underWay)
      const written: Promise<void> = putPart(db, [name, parts++], part, expiresAt)
      const noted = written.finally(() => underWay.delete(noted))
      // The failure is thrown where the promise is awaited.
      noted.catch(() => {})
      underWay.add(noted)
      bytes += part.length
    }
    await Promise.all(underWay)
    return { name, parts, partBytes, bytes }
  } catch (error) {
    await Promise.allSettled(underWay)
    await removeParts(db, name, parts).catch(() => {})
    throw error
  }
}

async function * inParts (source: Bytes, partBytes: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let length = 0
  for await (const chunk of source) {
    held.push(chunk)
    length += chunk.length
    if (length < partBytes) continue
    let all = Buffer.concat(held)
    for (; all.length >= partBytes; all = all.subarray(partBytes)) yield all.subarray(0, partBytes)
    held = [all]
    length = all.length
  }
  if (length > 0) yield Buffer.concat(held)
}

/** The bytes of a file from an offset on. The next part is read in advance. */
async function * read (db: Database, { name, parts, partBytes }: Stored, offset: number): AsyncGenerator<Buffer> {
  const first = Math.floor(offset / partBytes)
  const ask = (part: number) => {
    const asked = part < parts ? getPart(db, name, part) : undefined
    asked?.catch(() => {})
    return asked
  }
  let next = ask(first)
  for (let part = first; part < parts; part++) {
    const current = await next
    if (!current) throw new Error(`A part of a stored file is not there any more: ${part} of ${parts}.`)
    next = ask(part + 1)
    yield part === first ? current.subarray(offset - first * partBytes) : current
  }
}
