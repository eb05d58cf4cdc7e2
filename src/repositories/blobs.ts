import { readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeDirectory, syncDirectory } from '../lib/make-directory.js'
import { ApiError } from '../errors.js'
import { writeFailure } from './disk-errors.js'

/** The store of payloads that are too large for an item. Keys are `<day of expiry>/<message id>`. */
export interface BlobStore {
  /** Payloads up to this size stay in their item, bytes; without it, the cheapest limit applies. */
  inlineLimit?: number
  put (key: string, bytes: Buffer): Promise<void>
  /** undefined when there is no such payload. */
  get (key: string): Promise<Buffer | undefined>
  remove (key: string): Promise<void>
  /** Removes everything that expired before the given day (`2026-11-22`). */
  purge (day: string): Promise<void>
}

/** The blob store of a host. Without `put`, new large payloads go into the table in parts. */
export type Blobs = Omit<BlobStore, 'put'> & Partial<Pick<BlobStore, 'put'>> & {
  /** The size of parts, bytes; without it, the largest that an item can hold. */
  partBytes?: number
}

/** The key of a message's payload that expires at a time (Unix ms). */
export function blobKey (messageId: string, expiresAt: number): string {
  return `${dayOf(expiresAt)}/${messageId}`
}

/** The UTC date of an instant (Unix ms), as `YYYY-MM-DD`. */
export const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/**
 * Stores payloads as files, which are on disk when `put` resolves. Each file is written under another name and renamed,
 * so it is complete or absent. If the disk is full, `put` rejects with the API's 503.
 */
export function directoryBlobs (directory: string): BlobStore {
  const path = (key: string) => join(directory, key)
  return {
    async put (key, bytes) {
      const beside = `${path(key)}.tmp`
      try {
        await makeDirectory(dirname(path(key)))
        await writeFile(beside, bytes, { mode: 0o600, flush: true })
        await rename(beside, path(key))
        await syncDirectory(dirname(path(key)))
      } catch (error) {
        // On a full disk, a part of a file takes the room that is left.
        await rm(beside, { force: true })
        throw writeFailure(error)
      }
    },
    get: async key => await readFile(path(key)).catch(absent),
    remove: async key => await rm(path(key), { force: true }),
    async purge (day) {
      const days = await readdir(directory).catch(absent) ?? []
      for (const old of days.filter(name => name < day)) await rm(path(old), { recursive: true, force: true })
    }
  }
}

/**
 * The blob store of servers that share a database without a bucket. Only one server sees a directory, so new payloads
 * go into the table. Payloads that a version before 0.2 stored in the directory are still read.
 */
export function tableBlobs ({ inlineLimit: _, put: _put, ...own }: BlobStore): Blobs {
  return own
}

/** Keeps payloads in memory. */
export function memoryBlobs (): BlobStore {
  const blobs = new Map<string, Buffer>()
  return {
    put: async (key, bytes) => { blobs.set(key, bytes) },
    get: async key => blobs.get(key),
    remove: async key => { blobs.delete(key) },
    purge: async day => { for (const key of blobs.keys()) if (key < day) blobs.delete(key) }
  }
}

/** For a host without a blob store: a payload that needs one is refused with 413. */
export function noBlobs (): BlobStore {
  return {
    // DynamoDB takes 400 KB for an item, with all attributes and their names.
    inlineLimit: 350 * 1024,
    put: async () => {
      throw new ApiError(413, 'payload_too_large', 'The payload is too large for this deployment, which has no blob store.')
    },
    get: async () => undefined,
    remove: async () => {},
    purge: async () => {}
  }
}

function absent (error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined
  throw error
}
