import type { Bytes } from '../../lib/byte-streams.js'
import { bytesOf, type FileStore } from '../../repositories/files.js'
import type { ImportTask } from './import-task.js'

/**
 * The report on an import: a line with the counts, then one for every refused entry. Refused entries are stored in parts
 * while the file is read, each before the task says that it is there: a crash in between writes the same part anew. The
 * report is put together from them at the end, so nothing of it is ever held whole.
 */

export interface RefusedEntry { line: number, entry: number, status: number, reason: string }

const partKey = ({ import: { report } }: ImportTask, part: number) => `${report}.parts/${String(part).padStart(6, '0')}`

/** Stores refused entries as the next part; nothing when there are none. Returns how many parts there are then. */
export async function writePart (files: FileStore, task: ImportTask, refused: readonly RefusedEntry[]): Promise<number> {
  const { parts } = task.import
  if (refused.length === 0) return parts
  await files.put(partKey(task, parts), bytesOf(textOf(refused)))
  return parts + 1
}

/** Stores the whole report on an import that is over, with what was refused since its last part. */
export async function writeReport (files: FileStore, task: ImportTask, refused: readonly RefusedEntry[]): Promise<void> {
  await files.put(task.import.report, lines(files, task, refused))
}

/** Removes the parts, which the report has made superfluous. */
export async function removeParts (files: FileStore, task: ImportTask): Promise<void> {
  for (let part = 0; part < task.import.parts; part++) await files.remove(partKey(task, part))
}

const textOf = (refused: readonly RefusedEntry[]) => refused.map(one => `${JSON.stringify(one)}\n`).join('')

async function * lines (files: FileStore, task: ImportTask, unwritten: readonly RefusedEntry[]): AsyncGenerator<Buffer> {
  const { id, appId, status, reason, import: { file, entries, accepted, refused, parts } } = task
  yield Buffer.from(`${JSON.stringify({ id, appId, file, status, entries, accepted, refused, ...(reason !== null && { reason }) })}\n`)
  for (let part = 0; part < parts; part++) {
    const found: Bytes | undefined = await files.get(partKey(task, part))
    if (found) yield * found
  }
  if (unwritten.length > 0) yield Buffer.from(textOf(unwritten))
}
