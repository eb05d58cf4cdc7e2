import { syncDirectory } from '../../lib/make-directory.js'
import type { DynamoDb } from '../call.js'
import { checkFiles, checkRoom, ForeignFiles, lengthen } from './database-files.js'
import { lockDirectory } from './directory-lock.js'
import { openLmdbStore, type LmdbOptions } from './lmdb-store.js'
import { openEngine } from './open-engine.js'
import type { Store } from './store.js'

/** Another process uses the directory. */
export class DirectoryInUse extends Error {}

// The version of the form in which rows are written.
const FORMAT = 1
const FORMAT_KEY = '\x02format'
const EVERYTHING = { start: '\x01', end: '\xff' }

/**
 * Opens the database in an existing directory; creates it when there is none. Rejects with a DirectoryInUse, or with an
 * Error that says why the files cannot be read. The files are not changed then.
 */
export async function openDirectory (options: LmdbOptions): Promise<DynamoDb> {
  checkFiles(options.path)
  const unlock = await lockDirectory(options.path)
  if (!unlock) throw new DirectoryInUse(`${options.path} is in use by another process`)
  try {
    const store = await openChecked(options)
    await syncDirectory(options.path)
    const engine = openEngine(store)
    return {
      ...engine,
      async close () {
        await engine.close()
        await unlock()
      }
    }
  } catch (error) {
    await unlock()
    throw error
  }
}

async function openChecked (options: LmdbOptions): Promise<Store> {
  await checkRoom(options.path)
  const shorten = lengthen(options.path)
  let store: Store | undefined
  try {
    store = openLmdbStore(options)
    if (shorten) Array.from(store.range(EVERYTHING, false), () => undefined)
    await checkFormat(store)
    return store
  } catch (error) {
    await store?.close()
    shorten?.()
    throw shorten && !(error instanceof ForeignFiles) ? new Error(`data.mdb is cut off (${(error as Error).message})`) : error
  }
}

async function checkFormat (store: Store): Promise<void> {
  const row = store.get(FORMAT_KEY)
  if (row && row.item.format?.N !== String(FORMAT)) {
    throw new ForeignFiles(`its files are of the form ${row.item.format?.N}, and this version reads form ${FORMAT}`)
  }
  if (row) return
  if (!store.range(EVERYTHING, false)[Symbol.iterator]().next().done) throw new ForeignFiles('its files are not of this program')
  await store.write(transaction => { transaction.put(FORMAT_KEY, { item: { format: { N: String(FORMAT) } }, size: 0 }) })
}
