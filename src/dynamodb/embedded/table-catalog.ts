import type { CreateTableCommandInput, GlobalSecondaryIndex, KeySchemaElement } from '@aws-sdk/client-dynamodb'
import type { Row } from './items.js'
import { beginningWith, type KeyTypes, type Schema } from './keys.js'
import { named, notFound, refuse } from './refusals.js'
import type { Reader, Transaction } from './store.js'

/** An index of a table. */
export interface Index extends Schema {
  name: string
  /** The prefix of its entries' keys. */
  prefix: string
  /** The attributes of its entries; undefined when they have all. */
  projected: readonly string[] | undefined
}

/** A table, with everything that requests need to know about it. */
export interface Table extends Schema {
  name: string
  /** The prefix of its items' keys. */
  prefix: string
  types: KeyTypes
  indexes: Index[]
  stored: StoredTable
}

/** A table in the form in which the store keeps it. */
export interface StoredTable { number: number, createdAt: number, definition: CreateTableCommandInput, expiry?: string | undefined }

/** The tables of a store. */
export interface Catalog {
  /** The table with this name; refuses unknown names. */
  find: (name: string | undefined) => Table
  names: () => string[]
  /** Stores a new or changed table. */
  put: (transaction: Transaction, stored: StoredTable) => Table
  remove: (transaction: Transaction, table: Table) => void
  /** A number that no table has had since the process started. */
  nextNumber: () => number
}

const TABLES = '\x02table:'
const ROWS = '\x03'
const INDEX_BASE = 2

/** Reads the tables of a store. */
export function readCatalog (reader: Reader): Catalog {
  const tables = new Map<string, Table>()
  for (const row of reader.range(beginningWith(TABLES), false)) {
    const table = tableOf(JSON.parse(row.item.table!.S!) as StoredTable)
    tables.set(table.name, table)
  }
  let last = Math.max(0, ...[...tables.values()].map(({ stored }) => stored.number))
  return {
    find: name => tables.get(name ?? refuse('TableName is required')) ?? notFound(`Requested resource not found: Table: ${name} not found`),
    names: () => [...tables.keys()].sort(),
    put (transaction, stored) {
      const table = tableOf(stored)
      transaction.put(keyOf(table.name), rowOf(stored))
      transaction.afterwards(() => { tables.set(table.name, table) })
      return table
    },
    remove (transaction, { name }) {
      transaction.remove(keyOf(name))
      transaction.afterwards(() => { tables.delete(name) })
    },
    nextNumber: () => ++last
  }
}

const keyOf = (name: string) => `${TABLES}${name}`
const rowOf = (stored: StoredTable): Row => ({ item: { table: { S: JSON.stringify(stored) } }, size: 0 })

/** Whether a table with this name exists in a transaction, which may just have created it. */
export const isThere = (transaction: Transaction, name: string): boolean => transaction.get(keyOf(name)) !== undefined

function tableOf (stored: StoredTable): Table {
  const { TableName, KeySchema, AttributeDefinitions = [], GlobalSecondaryIndexes = [] } = stored.definition
  const schema = schemaOf(KeySchema)
  const prefix = ROWS + bytesOf(stored.number)
  return {
    ...schema,
    name: TableName!,
    prefix: prefix + '\x01',
    types: Object.fromEntries(AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName!, AttributeType!])),
    indexes: GlobalSecondaryIndexes.map((index, place) => indexOf(index, schema, prefix + String.fromCharCode(INDEX_BASE + place))),
    stored
  }
}

const bytesOf = (number: number) => String.fromCharCode(number >>> 16 & 255, number >>> 8 & 255, number & 255)

/** The prefix of all keys of a table and its indexes. */
export const wholeOf = (table: Table): string => table.prefix.slice(0, -1)

function indexOf ({ IndexName, KeySchema, Projection }: GlobalSecondaryIndex, table: Schema, prefix: string): Index {
  const schema = schemaOf(KeySchema)
  const keys = [table.hash, table.range, schema.hash, schema.range].filter(name => name !== undefined)
  const isWhole = Projection?.ProjectionType === 'ALL'
  const projected = isWhole ? undefined : [...new Set([...keys, ...Projection?.NonKeyAttributes ?? []])]
  return { ...schema, name: IndexName!, prefix, projected }
}

function schemaOf (keys: KeySchemaElement[] | undefined): Schema {
  const of = (type: string) => keys?.find(({ KeyType }) => KeyType === type)?.AttributeName
  return { hash: of('HASH') ?? refuse('A key schema has exactly one hash key'), range: of('RANGE') }
}

/** Refuses to create a table that exists. */
export function inUse (name: string): never {
  throw named('ResourceInUseException', `Table already exists: ${name}`)
}
