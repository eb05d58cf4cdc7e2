import { DUE, DUE_SHARDS, type DueTable } from '../facts/table-definitions.js'
import { oneRead, pages, type Database, type Range } from './database.js'

/** The shard of a table's index `due` for a key. The same key always gets the same shard. */
export function shardOf (table: DueTable, key: string): string {
  let hash = 0
  for (let i = key.length - 1; i >= Math.max(0, key.length - 8); i--) hash = (hash * 31 + key.charCodeAt(i)) | 0
  return String(Math.abs(hash) % DUE_SHARDS[table])
}

const shardsOf = (table: DueTable) => Array.from({ length: DUE_SHARDS[table] }, (_, shard) => String(shard))

export type Dated<Key> = Key & { dueAt: number }

/** Due entries between two instants (Unix ms, inclusive), at most `limit` of each shard. */
export interface DueSpan { from: number, until: number, limit: number }

export interface Due<Key> {
  /** Those due longest come first. */
  keys: Array<Dated<Key>>
  /** All entries that are due before this instant are among the keys; Infinity when the whole span was read. */
  seenTo: number
}

/** The keys of items that are due within a span. */
export async function dueWithin<Key> (db: Database, table: DueTable, span: DueSpan): Promise<Due<Key>> {
  // A walk may be past its end, also after the clock was set back. DynamoDB refuses a span whose end is before its beginning.
  if (span.from > span.until) return { keys: [], seenTo: Infinity }
  const found = await Promise.all(shardsOf(table).map(async shard => await inShard<Key>(db, table, { shard, ...span })))
  const cutAt = found.map(keys => keys.length < span.limit ? Infinity : keys.at(-1)!.dueAt)
  return { keys: found.flat().sort((a, b) => a.dueAt - b.dueAt), seenTo: Math.min(...cutAt) }
}

/** The earliest due entry after an instant, Unix ms; Infinity when there is none. */
export async function nextDue (db: Database, table: DueTable, after: number): Promise<number> {
  const span = { from: Math.floor(after) + 1, until: Number.MAX_SAFE_INTEGER, limit: 1 }
  const found = await Promise.all(shardsOf(table).map(async shard => await inShard(db, table, { shard, ...span })))
  return Math.min(Infinity, ...found.flat().map(({ dueAt }) => dueAt))
}

interface Span extends DueSpan { shard: string }

// Most shards have nothing that is due, and of most others one request reads all.
async function inShard<Key> (db: Database, table: DueTable, { shard, from, until, limit }: Span): Promise<Array<Dated<Key>>> {
  const range: Range = { hash: [DUE.hash, shard], range: [DUE.range, from, until], index: 'due', limit }
  const { items: first, isCut } = await oneRead<Dated<Key>>(db, table, range)
  if (!isCut || first.length >= limit) return first
  const found: Array<Dated<Key>> = []
  for await (const items of pages<Dated<Key>>(db, table, range)) {
    found.push(...items)
    if (found.length >= limit) break
  }
  return found
}
