import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config.js'
import type { Imports } from '../delivery/import/import-task.js'
import type { Database } from '../repositories/database.js'
import { directoryFiles, type FileStore } from '../repositories/files.js'
import { s3Files } from '../repositories/files-s3.js'
import { tableFiles } from '../repositories/files-table.js'

/**
 * The file store of a host for imports: the bucket in the settings; without one, the data directory for the embedded
 * database, the table for any other (`db`), or none in functions (`serverless`). Sends nothing.
 */
export function openImports (config: Config, host: Host = {}): Imports | undefined {
  const files = filesOf(config, host)
  return files && { files, openReader: async () => (await import('./read-entry.js')).readEntry }
}

interface Host { serverless?: boolean, db?: Database }

function filesOf (config: Config, { serverless, db }: Host): FileStore | undefined {
  const { uploadBucket: bucket, s3Endpoint: endpoint, dynamodbEndpoint } = config
  if (bucket !== undefined) return s3Files({ bucket, endpoint })
  if (serverless) return undefined
  const own = directoryFiles(directoryOf(config))
  return db && dynamodbEndpoint !== 'embedded' ? tableFiles(db, own) : own
}

// Files are too large for memory, so `:memory:` has them in a temporary directory.
function directoryOf ({ dataDir }: Config): string {
  if (dataDir !== ':memory:') return join(dataDir, 'files')
  const directory = mkdtempSync(join(tmpdir(), 'posthorn-'))
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  return directory
}
