import { join } from 'node:path'
import type { Config } from '../config.js'
import type { DynamoDb } from '../dynamodb/call.js'
import { DirectoryInUse, openDirectory } from '../dynamodb/embedded/open-directory.js'
import { openMemoryEngine } from '../dynamodb/embedded/open-engine.js'
import { makeDirectory } from '../lib/make-directory.js'

/** The embedded database where the settings ask for it; otherwise undefined. */
export async function embeddedIfSo (config: Pick<Config, 'dataDir' | 'dynamodbEndpoint'>): Promise<DynamoDb | undefined> {
  return config.dynamodbEndpoint === 'embedded' ? await openEmbeddedDatabase(config) : undefined
}

/**
 * Opens the embedded database in `<dataDir>/database`, or in memory for `:memory:`. Rejects with an Error that names
 * the directory when another process uses it or it cannot be opened.
 */
export async function openEmbeddedDatabase ({ dataDir }: Pick<Config, 'dataDir'>): Promise<DynamoDb> {
  if (dataDir === ':memory:') return openMemoryEngine()
  const path = join(dataDir, 'database')
  await makeDirectory(path)
  try {
    return await openDirectory({ path })
  } catch (error) {
    if (error instanceof DirectoryInUse) {
      throw new Error(`The data directory ${dataDir} is in use by another process; stop that one or set another POSTHORN_DATA_DIR.`)
    }
    throw new Error(`The database in the data directory ${dataDir} cannot be opened: ${(error as Error).message}`)
  }
}
