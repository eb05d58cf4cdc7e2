import { existsSync } from 'node:fs'
import { copyFile, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from '../config.js'
import { copyFiles } from '../dynamodb/embedded/copy-files.js'
import { makeDirectory, syncDirectory } from '../lib/make-directory.js'
import { heldSince, holdDeliveries } from '../repositories/delivery-hold.js'
import { openDatabase } from '../repositories/database.js'
import { countItems } from '../repositories/scan-tables.js'
import { openBlobs } from './open-blobs.js'
import { openEmbeddedDatabase } from './embedded-database.js'

/** What a copy holds: its items by table, and whether it has the secrets, which may be in settings instead. */
export interface Copied { items: Record<string, number>, hasSecrets: boolean }

/**
 * Copies a data directory, also while its server runs. The copy is complete or absent. A server that starts on it holds its deliveries.
 * Rejects with an Error that says what to do.
 */
export async function copyData (config: Config, to: string): Promise<Copied> {
  const { dataDir } = config
  const isThere = existsSync(join(dataDir, 'database', 'data.mdb'))
  if (!isThere) throw new Error(`There is no database in ${dataDir}: POSTHORN_DATA_DIR says where it is.`)
  if (existsSync(to)) throw new Error(`${to} is there already: name a folder that is not.`)
  const partial = `${to}.partial`
  await rm(partial, { recursive: true, force: true })
  await makeDirectory(join(partial, 'database'))
  await copyFiles(join(dataDir, 'database'), join(partial, 'database'))
  // After the database: a payload is stored before the item that names it.
  for (const folder of ['blobs', 'files']) await copyFolder(join(dataDir, folder), join(partial, folder))
  const hasSecrets = await copyIfThere(join(dataDir, 'secrets.json'), join(partial, 'secrets.json'))
  const items = await holdAndCount({ ...config, dataDir: partial })
  await rename(partial, to)
  await syncDirectory(dirname(to))
  return { items, hasSecrets }
}

async function holdAndCount (config: Config): Promise<Record<string, number>> {
  const db = openDatabase(config, openBlobs(config), await openEmbeddedDatabase(config))
  try {
    await holdDeliveries(db)
    if (await heldSince(db) === undefined) throw new Error('The copy cannot be written to.')
    return await countItems(db)
  } finally {
    await db.close()
  }
}

/** Copies what is in a folder; a file that is removed meanwhile is of an item that is gone as well. */
async function copyFolder (from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true }).catch(unlessAbsent(() => []))) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyFolder(source, target)
    else if (entry.isFile() && !entry.name.endsWith('.tmp')) {
      await makeDirectory(to)
      await copyIfThere(source, target)
    }
  }
}

const copyIfThere = async (from: string, to: string): Promise<boolean> =>
  await copyFile(from, to).then(() => true, unlessAbsent(() => false))

const unlessAbsent = <T>(otherwise: () => T) => (error: NodeJS.ErrnoException): T => {
  if (error.code === 'ENOENT') return otherwise()
  throw error
}
