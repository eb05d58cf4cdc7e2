import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { TableName } from '../models/models.js'
import { answered } from './answer-bound.js'
import type { Database } from './database.js'

/** An item as DynamoDB has it. */
export type RawItem = Record<string, AttributeValue>

/** The pages of a whole table, in no order. Items that are written meanwhile may be missing. */
export async function * scanned (db: Database, table: TableName): AsyncGenerator<RawItem[]> {
  let start: RawItem | undefined
  do {
    const asked = { TableName: db.models[table].tableName, ConsistentRead: true, ...start && { ExclusiveStartKey: start } }
    const { Items = [], LastEvaluatedKey } = await answered(db, db.call('Scan', asked))
    yield Items
    start = LastEvaluatedKey
  } while (start)
}

export const tableNames = (db: Database): TableName[] => Object.keys(db.models) as TableName[]

/** How many items each table has. */
export async function countItems (db: Database): Promise<Record<TableName, number>> {
  const counts = await Promise.all(tableNames(db).map(async table => {
    let count = 0
    for await (const items of scanned(db, table)) count += items.length
    return [table, count] as const
  }))
  return Object.fromEntries(counts) as Record<TableName, number>
}
