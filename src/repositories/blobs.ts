import { readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeDirectory, syncDirectory } from '../lib/make-directory.js'
import { ApiError } from '../errors.js'

/** Where payloads go that are too large for an item. Keys are `<day of expiry>/<message id>`. */
export interface BlobStore {
  /** Payloads up to this many bytes stay in their item, other than where it costs least. */
  inlineLimit?: number
  put (key: string, bytes: Buffer): Promise<void>
  /** undefined when there is none. */
  get (key: string): Promise<Buffer | undefined>
  remove (key: string): Promise<void>
  /** Removes everything that expired before the given day (`2026-11-22`). */
  purge (day: string): Promise<void>
}

/** What a host has of that. Without `put` nothing new goes there: what is too large for an item is in the table, in parts. */
export type Blobs = Omit<BlobStore, 'put'> & Partial<Pick<BlobStore, 'put'>> & {
  /** How large parts are, other than as large as an item can be. */
  partBytes?: number
}

/** The key under which a message's payload is kept until its expiry (Unix milliseconds). */
export function blobKey (messageId: string, expiresAt: number): string {
  return `${dayOf(expiresAt)}/${messageId}`
}

export const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** Keeps payloads as files, on disk when `put` resolves; a file is complete or absent, because it is written beside and renamed. */
export function directoryBlobs (directory: string): BlobStore {
  const path = (key: string) => join(directory, key)
  return {
    async put (key, bytes) {
      await makeDirectory(dirname(path(key)))
      await writeFile(`${path(key)}.tmp`, bytes, { mode: 0o600, flush: true })
      await rename(`${path(key)}.tmp`, path(key))
      await syncDirectory(dirname(path(key)))
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
 * For servers that share a database and no bucket: a directory is seen by one of them alone, so new payloads go to the table.
 * What a version before 0.2 has put into the directory is still read.
 */
export function tableBlobs ({ inlineLimit: _, put: _put, ...own }: BlobStore): Blobs {
  return own
}

/** Keeps payloads as long as the process lives. */
export function memoryBlobs (): BlobStore {
  const blobs = new Map<string, Buffer>()
  return {
    put: async (key, bytes) => { blobs.set(key, bytes) },
    get: async key => blobs.get(key),
    remove: async key => { blobs.delete(key) },
    purge: async day => { for (const key of blobs.keys()) if (key < day) blobs.delete(key) }
  }
}

/** For a host without a blob store: a payload that needs one is refused, because there is nowhere to keep it. */
export function noBlobs (): BlobStore {
  return {
    // DynamoDB takes 400 KB an item, all attributes and their names counted.
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
