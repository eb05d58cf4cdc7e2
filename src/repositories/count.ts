import { idTimeMs, startId } from '../lib/ids.js'
import type { TableName } from '../models/models.js'
import { countPage, type Database, type Range } from './database.js'

/** Items whose range key `key` is an id with this prefix, created between two instants (Unix ms, both included). */
export interface Span extends Pick<Range, 'hash' | 'index'> { key: string, prefix: string, since: number, until: number }

const PARTS = 16

/**
 * How many items are in a span (`seen`), and how many of them contain the text in `data` (`count`). The database
 * counts. One request counts about a megabyte; more than that is counted in parts in parallel.
 */
export async function countParts (
  db: Database,
  table: TableName,
  { key, prefix, since, until, ...by }: Span,
  text: string
): Promise<{ count: number, seen: number }> {
  const counted = { count: 0, seen: 0 }
  const to = startId(prefix, until)
  const step = async (from: string, end: string) => {
    const { count, seen, last } = await countPage(db, table, { ...by, range: [key, from, end] }, ['data', text])
    counted.count += count
    counted.seen += seen
    return last && idAfter(last[key] as string)
  }
  const second = await step(startId(prefix, since), to)
  if (second === undefined) return counted
  const at = idTimeMs(second.slice(0, -1))!
  const bounds = Array.from({ length: PARTS - 1 }, (_, n) => startId(prefix, at + (until - at) * (n + 1) / PARTS)).filter(id => id > second)
  await Promise.all([second, ...bounds].map(async (from, n) => {
    for (let next: string | undefined = from; next !== undefined;) next = await step(next, bounds[n] ?? to)
  }))
  return counted
}

/** The smallest string after an id. All ids have the same length, so no id lies between the two. */
export const idAfter = (id: string) => `${id}0`
