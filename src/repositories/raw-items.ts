import type { AttributeValue, WriteRequest } from '@aws-sdk/client-dynamodb'
import { EXPIRY } from '../facts/table-definitions.js'
import type { TableName } from '../models/models.js'
import { eachOf } from '../lib/parallel.js'
import type { Database } from './database.js'
import { isHold } from './delivery-hold.js'
import { isPart } from './parts.js'
import { scanned, tableNames, type RawItem } from './scan-tables.js'

/** Items as DynamoDB has them, written from one database into another. */

const MOST_IN_BATCH = 25
const BATCHES_AT_ONCE = 8
const MOST_TRIES = 12
const PAUSE_MS = 50
const LONGEST_PAUSE_MS = 5000

/** Writes whole items with different keys as they are. What a busy table does not take is tried again for half a minute. */
export async function putRaw (db: Database, table: TableName, items: readonly RawItem[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(items.length / MOST_IN_BATCH) }, (_, at) =>
    items.slice(at * MOST_IN_BATCH, (at + 1) * MOST_IN_BATCH).map(Item => ({ PutRequest: { Item } })))
  await eachOf(batches, BATCHES_AT_ONCE, async batch => await putBatch(db, db.models[table].tableName, batch))
}

async function putBatch (db: Database, tableName: string, batch: WriteRequest[]): Promise<void> {
  let left = batch
  for (let tries = 1; ; tries++) {
    const { UnprocessedItems } = await db.call('BatchWriteItem', { RequestItems: { [tableName]: left } })
    left = UnprocessedItems?.[tableName] ?? []
    if (left.length === 0) return
    if (tries === MOST_TRIES) throw new Error(`The table ${tableName} does not take more items now: run the command again later.`)
    const pause = Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** tries)
    // The clock's timers would not keep a command alive.
    await new Promise(resolve => setTimeout(resolve, pause))
  }
}

/** Whether an item is not expired at an instant (Unix ms). DynamoDB deletes expired items whenever it wants. */
export const isLive = (item: RawItem, at: number): boolean => item[EXPIRY]?.N === undefined || Number(item[EXPIRY].N) * 1000 > at

/** Whether an item is data: not the row that holds deliveries, and not a part of a payload or file, which may be stored in another way. */
export function isData (table: TableName, item: RawItem): boolean {
  if (table === 'aliases') return !isHold({ key: text(item.key) })
  return table !== 'messages' || !isPart({ list: text(item.list) })
}

const text = (value: AttributeValue | undefined): string => value?.S ?? ''

/** How much data each table has at an instant (Unix ms). */
export async function countData (db: Database, at: number): Promise<Record<TableName, number>> {
  const counts = await Promise.all(tableNames(db).map(async table => {
    let count = 0
    for await (const items of scanned(db, table)) count += items.filter(item => isLive(item, at) && isData(table, item)).length
    return [table, count] as const
  }))
  return Object.fromEntries(counts) as Record<TableName, number>
}

/** Whether any table has an item. */
export async function hasItems (db: Database): Promise<boolean> {
  const firsts = await Promise.all(tableNames(db).map(async table => (await scanned(db, table).next()).value as RawItem[]))
  return firsts.some(items => items.length > 0)
}
