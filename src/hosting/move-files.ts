import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Config } from '../config.js'
import type { Database } from '../repositories/database.js'
import type { FileStore } from '../repositories/files.js'
import { s3Files } from '../repositories/files-s3.js'
import { tableFiles } from '../repositories/files-table.js'

/** Copies the files to import, and the reports on them, from a directory to where servers of other settings look for them. */
export async function moveFiles (directory: string, to: Database, { uploadBucket: bucket, s3Endpoint: endpoint }: Config): Promise<number> {
  const files = bucket === undefined ? tableFiles(to, nowhere) : s3Files({ bucket, endpoint })
  let count = 0
  for (const path of await pathsIn(directory)) {
    const key = relative(directory, path).split(sep).map(decodeURIComponent).join('/')
    // A copy of an earlier run.
    await files.remove(key)
    await files.put(key, createReadStream(path))
    count++
  }
  return count
}

const nowhere: FileStore = { put: async () => {}, get: async () => undefined, remove: async () => {}, purge: async () => {} }

async function pathsIn (directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return entries.filter(entry => entry.isFile() && !entry.name.endsWith('.tmp')).map(entry => join(entry.parentPath, entry.name))
}
