import dynamoose from 'dynamoose'
import type { Schema } from 'dynamoose/dist/Schema.js'
import { type DUE, EXPIRY, TABLES, type Table, type TableName } from '../facts/table-definitions.js'

/** What an item carries that waits for something; one that waits for nothing has neither. */
export interface Due {
  [DUE.hash]?: string
  /** Unix milliseconds. */
  [DUE.range]?: number
}

type Type = StringConstructor | NumberConstructor | typeof Buffer

/** The schema of a table: keys, indexes and expiry as facts/table-definitions.ts has them, and the other attributes. */
export function tableSchema (name: TableName, others: Record<string, Type> = {}): Schema {
  const { hash, range, indexes = {}, numbers = [], neverExpires }: Table = TABLES[name]
  const type = (attribute: string) => numbers.includes(attribute) ? Number : String
  const ranges = Object.values(indexes).map(index => [index.range, { type: type(index.range) }])
  const hashes = Object.entries(indexes).map(([indexName, index]) => [index.hash, {
    type: type(index.hash),
    index: { name: indexName, type: 'global' as const, rangeKey: index.range, project: index.projects === 'ALL' }
  }])
  return new dynamoose.Schema({
    ...Object.fromEntries([...ranges, ...hashes]),
    [hash]: { type: String, hashKey: true, required: true },
    ...(range !== undefined && { [range]: { type: String, rangeKey: true, required: true } }),
    ...others,
    ...(!neverExpires && { [EXPIRY]: Number })
  })
}
