import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { makeDirectory, syncDirectory } from '../lib/make-directory.js'
import type { Bytes } from '../lib/byte-streams.js'
import { writeFailure } from './disk-errors.js'

/** The store of files to import and of the reports on them. Keys are `inbox/…` and `reports/…`, with `/` between their parts. */
export interface FileStore {
  /** A URL that allows a PUT of a file of any size until a time, Unix ms. Without it, files are uploaded through the API. */
  uploadUrl?: (key: string, until: number) => Promise<string>
  /** A URL that allows a GET of a file until a time, Unix ms. */
  downloadUrl?: (key: string, until: number) => Promise<string>
  /** Stores a file. If its source fails, nothing is stored. */
  put: (key: string, source: Bytes) => Promise<void>
  /** The bytes of a file from an offset on; undefined when there is no such file, or the file has another version. */
  get: (key: string, at?: FilePart) => Promise<Bytes | undefined>
  remove: (key: string) => Promise<void>
  /** Removes files that were stored before a time, Unix ms, in stores that do not remove old files themselves. */
  purge: (before: number) => Promise<void>
}

export interface FilePart {
  /** The version of the content, for stores where a file can be replaced; null: any version. */
  version?: string | null
  offset?: number
}

/**
 * Stores files in a directory, which is created when needed. Each file is written under another name and renamed, so it
 * is complete or absent. If the disk is full, `put` rejects with the API's 503.
 */
export function directoryFiles (directory: string): FileStore {
  // An organization's id may contain any characters, so the parts are encoded.
  const path = (key: string) =>
    join(directory, ...key.split('/').map(part => encodeURIComponent(part).replace(/^\.+$/, dots => '%2E'.repeat(dots.length))))
  return {
    async put (key, source) {
      const beside = join(directory, `${randomUUID()}.tmp`)
      try {
        await makeDirectory(dirname(path(key)))
        await pipeline(source, createWriteStream(beside, { mode: 0o600, flush: true }))
        await rename(beside, path(key))
        await syncDirectory(dirname(path(key)))
      } catch (error) {
        await rm(beside, { force: true })
        throw writeFailure(error)
      }
    },
    async get (key, { offset = 0 } = {}) {
      const isThere = await stat(path(key)).then(({ size }) => size >= offset, absent)
      return isThere ? createReadStream(path(key), { start: offset, highWaterMark: 256 * 1024 }) : undefined
    },
    remove: async key => await rm(path(key), { force: true }),
    purge: async before => await purgeBelow(directory, before)
  }
}

/** A text as a source of bytes. */
export const bytesOf = (text: string): Bytes => Readable.from([Buffer.from(text)])

async function purgeBelow (directory: string, before: number): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true }).catch(absent) ?? []) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) await purgeBelow(path, before)
    else if ((await stat(path)).mtimeMs < before) await rm(path, { force: true })
  }
}

function absent (error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined
  throw error
}
