import type { Bytes } from '../../lib/byte-streams.js'
import { bytesOf, type FileStore } from '../../repositories/files.js'
import type { ImportTask } from './import-task.js'

/**
 * The report of an import: one line with the counts, then one line for each refused entry. While the file is read,
 * refused entries are stored in parts, each before the task counts it. A crash in between writes the same part again.
 * At the end the report is streamed from the parts, so it is never held whole in memory.
 */

export interface RefusedEntry { line: number, entry: number, status: number, reason: string }

const partKey = ({ import: { report } }: ImportTask, part: number) => `${report}.parts/${String(part).padStart(6, '0')}`

/** Stores refused entries as the next part, if there are any. Returns the number of parts. */
export async function writePart (files: FileStore, task: ImportTask, refused: readonly RefusedEntry[]): Promise<number> {
  const { parts } = task.import
  if (refused.length === 0) return parts
  await files.put(partKey(task, parts), bytesOf(textOf(refused)))
  return parts + 1
}

/** Stores the report of an import that has ended, with the entries refused since the last part. */
export async function writeReport (files: FileStore, task: ImportTask, refused: readonly RefusedEntry[]): Promise<void> {
  await files.put(task.import.report, lines(files, task, refused))
}

/** Removes the parts, which are not needed once the report is stored. */
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
