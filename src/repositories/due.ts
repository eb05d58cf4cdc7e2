import { DUE, type TableName } from '../facts/table-definitions.js'
import { pages, type Database, type Range } from './database.js'

/** One of the shards that spread the index `due`, chosen by the key so that an item always has the same one. */
export function shardOf (key: string): string {
  let hash = 0
  for (let i = key.length - 1; i >= Math.max(0, key.length - 8); i--) hash = (hash * 31 + key.charCodeAt(i)) | 0
  return String(Math.abs(hash) % DUE_SHARDS)
}

/** How many shards the index `due` is spread over. */
export const DUE_SHARDS = 4

const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => String(shard))

export type Dated<Key> = Key & { dueAt: number }

/** What is due between two instants (Unix ms, inclusive), at most `limit` a shard. */
export interface DueSpan { from: number, until: number, limit: number }

export interface Due<Key> {
  /** Longest due first. */
  keys: Array<Dated<Key>>
  /** All that was due before this instant is among the keys; Infinity when nothing in the span is missing. */
  seenTo: number
}

/** Keys of the items that are due within a span. */
export async function dueWithin<Key> (db: Database, table: TableName, span: DueSpan): Promise<Due<Key>> {
  // A walk may have gone on beyond the end, also when the clock was set back; the database takes no such span.
  if (span.from > span.until) return { keys: [], seenTo: Infinity }
  const found = await Promise.all(shards.map(async shard => await inShard<Key>(db, table, { shard, ...span })))
  const cutAt = found.map(keys => keys.length < span.limit ? Infinity : keys.at(-1)!.dueAt)
  return { keys: found.flat().sort((a, b) => a.dueAt - b.dueAt), seenTo: Math.min(...cutAt) }
}

/** The earliest due entry after an instant, both Unix ms; Infinity when there is none. */
export async function nextDue (db: Database, table: TableName, after: number): Promise<number> {
  const span = { from: Math.floor(after) + 1, until: Number.MAX_SAFE_INTEGER, limit: 1 }
  const found = await Promise.all(shards.map(async shard => await inShard(db, table, { shard, ...span })))
  return Math.min(Infinity, ...found.flat().map(({ dueAt }) => dueAt))
}

interface Span extends DueSpan { shard: string }

async function inShard<Key> (db: Database, table: TableName, { shard, from, until, limit }: Span): Promise<Array<Dated<Key>>> {
  const range: Range = { hash: [DUE.hash, shard], range: [DUE.range, from, until], index: 'due', limit }
  const found: Array<Dated<Key>> = []
  for await (const items of pages<Dated<Key>>(db, table, range)) {
    found.push(...items)
    if (found.length >= limit) break
  }
  return found
}
