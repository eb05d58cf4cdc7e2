import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from './config.js'
import type { Imports } from './delivery/imports.js'
import { ValidationError } from './errors.js'
import { checkEntry, members } from './plugins/entry-check.js'
import { violationsOf } from './plugins/violations.js'
import { directoryFiles } from './repositories/files.js'
import { s3Files } from './repositories/files-s3.js'
import { readMessage } from './routes/message-entry.js'

/**
 * Where a host imports files from: the bucket when one is named; else the data directory, or nowhere where nothing is
 * kept (`serverless`). Sends nothing.
 */
export function openImports (config: Config, { serverless = false } = {}): Imports | undefined {
  const { uploadBucket: bucket, s3Endpoint: endpoint } = config
  if (bucket === undefined && serverless) return undefined
  const files = bucket === undefined ? directoryFiles(directoryOf(config)) : s3Files({ bucket, endpoint })
  return { files, read: (appId, text) => readMessage(appId, text, { members, check }) }
}

function check (value: unknown): ValidationError | undefined {
  return checkEntry(value) ? undefined : new ValidationError(violationsOf(checkEntry.errors ?? []))
}

// Files are too large for memory, also where nothing is to be kept.
function directoryOf ({ dataDir }: Config): string {
  if (dataDir !== ':memory:') return join(dataDir, 'files')
  const directory = mkdtempSync(join(tmpdir(), 'posthorn-'))
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  return directory
}
