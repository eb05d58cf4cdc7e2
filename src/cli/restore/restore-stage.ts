import type { Database } from '../../repositories/database.js'
import { copyMissing, type Copied } from './copy-missing.js'
import { RESTORED, type RestoredTable } from './restored-tables.js'
import { besideOf, checkBeside, checkWindow, deleteBeside, restoreBeside, suffixOf } from './tables-beside.js'

export interface Restoring {
  /** The moment, Unix ms; or the suffix of tables that are there already. */
  source: { at: number } | { suffix: string }
  names: readonly RestoredTable[]
  /** Only counts, and leaves the restored tables for a next run. */
  isTrial: boolean
  tell: (text: string) => void
}

export interface RestoreReport {
  suffix: string
  tables: Record<string, Copied>
  /** Whether the tables beside are still there. */
  areKept: boolean
}

/**
 * Restores tables to a moment beside those of a stage, puts back the items that are missing, and deletes the restored tables. Items that
 * are there stay as they are. After an end in the middle, a next call finds the restored tables. Rejects with an Error that says what to
 * do.
 */
export async function restoreTables (db: Database, { source, names: wanted, isTrial, tell }: Restoring): Promise<RestoreReport> {
  const names = RESTORED.filter(name => wanted.includes(name))
  const suffix = 'suffix' in source ? source.suffix : suffixOf(source.at)
  const beside = besideOf(db, suffix)
  if ('suffix' in source) await checkBeside(beside, names)
  else {
    await checkWindow(db, names, source.at)
    await restoreBeside(db, beside, { names, at: source.at, tell: ready => tell(`restored beside: ${ready} of ${names.length} tables`) })
  }
  const tables: Record<string, Copied> = {}
  for (const name of names) {
    tables[name] = await copyMissing(db, beside, {
      name, isTrial, tell: ({ found, missing }) => tell(`${name}: ${found} items looked at, ${missing} missing`)
    })
  }
  const areKept = isTrial || 'suffix' in source
  if (!areKept) await deleteBeside(beside, names)
  return { suffix, tables, areKept }
}
