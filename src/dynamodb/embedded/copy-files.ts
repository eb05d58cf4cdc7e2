import { open } from 'lmdb'
import { checkFiles, ForeignFiles } from './database-files.js'

/**
 * Copies the database in one directory into another, which exists and is empty: the state at one instant, also while another process
 * writes. The copy has no free pages. Rejects with an Error that says why the files cannot be read; they are not changed.
 */
export async function copyFiles (from: string, to: string): Promise<void> {
  checkFiles(from)
  const source = open({ path: from, readOnly: true, noSubdir: false, maxDbs: 1 })
  try {
    await source.backup(to, true)
    checkFiles(to)
  } catch (error) {
    throw error instanceof ForeignFiles ? error : new Error(`The database in ${from} cannot be copied: ${(error as Error).message}`)
  } finally {
    await source.close()
  }
}
