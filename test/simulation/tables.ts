import type {
  AttributeValue, BatchGetItemCommandInput, BatchWriteItemCommandInput, CreateTableCommandInput, DeleteItemCommandInput, GetItemCommandInput,
  PutItemCommandInput, QueryCommandInput, UpdateItemCommandInput
} from '@aws-sdk/client-dynamodb'
import { compare, parseCondition, parseUpdate, type Item } from './expressions.js'

/** Tables in memory that answer as DynamoDB does: consistent reads of the base, indexes that follow a little later. */
export interface Tables {
  /** Does what a command asks for, now; throws as DynamoDB would, and for what it does not know. */
  apply: (command: string, input: object) => object
  /** One item as it is. */
  itemOf: (tableName: string, key: Item) => Item | undefined
  /** All items of a table as they are. */
  items: (tableName: string) => Item[]
}

export interface TablesOptions {
  definitions: CreateTableCommandInput[]
  now: () => number
  /** How long an index takes to show a write, ms. */
  indexLagMs: () => number
  /** Whether a busy database leaves out this part of a batch. */
  isLeftOut: () => boolean
  /** Told of every change that was made. */
  onWrite: (tableName: string, before: Item | undefined, after: Item | undefined) => void
}

interface Schema { hash: string, range: string | undefined }
interface Index extends Schema { name: string, rows: Map<string, Item>, coming: Array<{ at: number, key: string, item: Item | undefined }>, keysOnly: boolean }
interface Table extends Schema { name: string, rows: Map<string, Item>, indexes: Map<string, Index> }

// DynamoDB's limits of a batch.
const MOST_READ = 100
const MOST_WRITTEN = 25
const PAGE_BYTES = 1024 * 1024
const KNOWN: Record<string, ReadonlySet<string>> = {
  GetItem: new Set(['TableName', 'Key', 'ConsistentRead']),
  PutItem: new Set(['TableName', 'Item', 'ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues']),
  DeleteItem: new Set(['TableName', 'Key', 'ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues']),
  UpdateItem: new Set(['TableName', 'Key', 'UpdateExpression', 'ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues', 'ReturnValues']),
  BatchGetItem: new Set(['RequestItems']),
  BatchWriteItem: new Set(['RequestItems']),
  Query: new Set(['TableName', 'IndexName', 'KeyConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues', 'ConsistentRead', 'ScanIndexForward', 'Limit', 'ExclusiveStartKey', 'Select', 'FilterExpression'])
}

export function createTables (options: TablesOptions): Tables {
  const tables = new Map(options.definitions.map(definition => [definition.TableName!, tableOf(definition)]))
  const find = (name?: string) => tables.get(name!) ?? refuse(`There is no table ${name}.`)

  function write (table: Table, key: string, after: Item | undefined): void {
    const before = table.rows.get(key)
    if (after) table.rows.set(key, after)
    else table.rows.delete(key)
    for (const index of table.indexes.values()) {
      const last = index.coming.at(-1)?.at ?? 0
      index.coming.push({ at: Math.max(last, options.now() + options.indexLagMs()), key, item: after })
    }
    options.onWrite(table.name, before, after)
  }

  function onlyOne<R, E> (requests: Record<string, R>, read: (request: R) => { entries: E[], fields: object }) {
    const [[name, request], ...others] = Object.entries(requests) as [[string, R], ...unknown[]]
    if (others.length > 0) refuse('A batch is about one table.')
    return { name, table: find(name), ...read(request) }
  }

  function parted<E> (entries: E[]): { taken: E[], left: E[] } {
    const isTaken = entries.map(() => !options.isLeftOut())
    return { taken: entries.filter((_, index) => isTaken[index]), left: entries.filter((_, index) => !isTaken[index]) }
  }

  const commands: Record<string, (input: never) => object> = {
    GetItem ({ TableName, Key }: GetItemCommandInput) {
      const table = find(TableName)
      const item = table.rows.get(keyOf(table, Key!))
      return item ? { Item: item } : {}
    },
    BatchGetItem ({ RequestItems }: BatchGetItemCommandInput) {
      const { name, table, entries: keys, fields } = onlyOne(RequestItems!, ({ Keys, ...fields }) => ({ entries: Keys!, fields }))
      checkBatch(keys.map(key => keyOf(table, key)), MOST_READ)
      const { taken, left } = parted(keys)
      const items = taken.map(key => table.rows.get(keyOf(table, key))).filter(item => item !== undefined)
      return { Responses: { [name]: items }, UnprocessedKeys: left.length > 0 ? { [name]: { ...fields, Keys: left } } : {} }
    },
    // Each of its writes is one of its own: some may be made and others not.
    BatchWriteItem ({ RequestItems }: BatchWriteItemCommandInput) {
      const { name, table, entries: writes } = onlyOne(RequestItems!, entries => ({ entries, fields: {} }))
      checkBatch(writes.map(({ PutRequest }) => keyOf(table, PutRequest?.Item ?? refuse('A batch only puts.'))), MOST_WRITTEN)
      const { taken, left } = parted(writes)
      for (const { PutRequest } of taken) write(table, keyOf(table, PutRequest!.Item!), PutRequest!.Item)
      return { UnprocessedItems: left.length > 0 ? { [name]: left } : {} }
    },
    PutItem (input: PutItemCommandInput) {
      const table = find(input.TableName)
      const key = keyOf(table, input.Item!)
      check(table.rows.get(key), input)
      write(table, key, input.Item)
      return {}
    },
    DeleteItem (input: DeleteItemCommandInput) {
      const table = find(input.TableName)
      const key = keyOf(table, input.Key!)
      check(table.rows.get(key), input)
      if (table.rows.has(key)) write(table, key, undefined)
      return {}
    },
    UpdateItem (input: UpdateItemCommandInput) {
      const table = find(input.TableName)
      const key = keyOf(table, input.Key!)
      const before = table.rows.get(key)
      check(before, input)
      const after: Item = before ? { ...before } : { ...input.Key! }
      parseUpdate(input.UpdateExpression!)(after, boundBy(input))
      write(table, key, after)
      if (input.ReturnValues === undefined || input.ReturnValues === 'NONE') return {}
      return input.ReturnValues === 'ALL_NEW' ? { Attributes: after } : refuse(`ReturnValues ${input.ReturnValues} is not understood.`)
    },
    Query (input: QueryCommandInput) {
      const table = find(input.TableName)
      if (input.IndexName === undefined) return query(table, input, { rows: table.rows, schema: table, keysOnly: false })
      if (input.ConsistentRead) refuse('An index has no consistent reads.')
      const index = table.indexes.get(input.IndexName) ?? refuse(`There is no index ${input.IndexName}.`)
      catchUp(index, options.now())
      return query(table, input, { rows: index.rows, schema: index, keysOnly: index.keysOnly })
    }
  }

  return {
    apply (command, input) {
      const known = KNOWN[command] ?? refuse(`The command ${command} is not understood.`)
      for (const field of Object.keys(input)) if (!known.has(field)) refuse(`The field ${field} of ${command} is not understood.`)
      return commands[command]!(input as never)
    },
    itemOf: (name, key) => find(name).rows.get(keyOf(find(name), key)),
    items: name => [...find(name).rows.values()]
  }
}

function tableOf ({ TableName, KeySchema, GlobalSecondaryIndexes = [], LocalSecondaryIndexes }: CreateTableCommandInput): Table {
  if (LocalSecondaryIndexes) refuse('Local indexes are not understood.')
  const indexes = GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }): [string, Index] => [
    IndexName!, { ...schemaOf(KeySchema!), name: IndexName!, rows: new Map(), coming: [], keysOnly: Projection?.ProjectionType === 'KEYS_ONLY' }
  ])
  return { ...schemaOf(KeySchema!), name: TableName!, rows: new Map(), indexes: new Map(indexes) }
}

function schemaOf (keys: NonNullable<CreateTableCommandInput['KeySchema']>): Schema {
  const named = (type: string) => keys.find(({ KeyType }) => KeyType === type)?.AttributeName
  return { hash: named('HASH')!, range: named('RANGE') }
}

const textOf = ({ S, N }: AttributeValue) => S ?? N ?? refuse('A key is text or a number.')

function keyOf ({ hash, range }: Schema, item: Item): string {
  const first = textOf(item[hash] ?? refuse(`The key ${hash} is missing.`))
  if (first === '') refuse('A key is empty.')
  return range === undefined ? first : `${first}\0${textOf(item[range] ?? refuse(`The key ${range} is missing.`))}`
}

function checkBatch (keys: string[], most: number): void {
  if (keys.length === 0 || keys.length > most) refuse(`A batch has 1 to ${most} entries, not ${keys.length}.`)
  if (new Set(keys).size < keys.length) refuse('A batch names a key twice.')
}

const boundBy = (input: { ExpressionAttributeNames?: Record<string, string> | undefined, ExpressionAttributeValues?: Record<string, AttributeValue> | undefined }) =>
  ({ names: input.ExpressionAttributeNames, values: input.ExpressionAttributeValues })

function check (item: Item | undefined, input: PutItemCommandInput | DeleteItemCommandInput | UpdateItemCommandInput): void {
  const { ConditionExpression: expression } = input
  if (expression === undefined || parseCondition(expression)(item, boundBy(input))) return
  throw Object.assign(new Error('The conditional request failed'), { name: 'ConditionalCheckFailedException' })
}

/** Takes in what the index shows by now; an item without the index's keys is not in it. */
function catchUp ({ coming, rows, hash, range }: Index, now: number): void {
  let seen = 0
  for (const { at, key, item } of coming) {
    if (at > now) break
    seen++
    if (item?.[hash] && (range === undefined || item[range])) rows.set(key, item)
    else rows.delete(key)
  }
  if (seen > 0) coming.splice(0, seen)
}

interface Searched { rows: Map<string, Item>, schema: Schema, keysOnly: boolean }

function query (table: Table, input: QueryCommandInput, { rows, schema, keysOnly }: Searched): object {
  const matches = parseCondition(input.KeyConditionExpression!)
  const bound = boundBy(input)
  const order = (a: Item, b: Item) =>
    (schema.range === undefined ? 0 : compare(a[schema.range], b[schema.range])!) || (keyOf(table, a) < keyOf(table, b) ? -1 : 1)
  const direction = input.ScanIndexForward === false ? -1 : 1
  const found: Item[] = []
  for (const item of rows.values()) if (matches(item, bound)) found.push(item)
  found.sort((a, b) => direction * order(a, b))
  const start = input.ExclusiveStartKey
  const from = start ? found.findIndex(item => direction * order(item, start) > 0 && keyOf(table, item) !== keyOf(table, start)) : 0
  const names = [table.hash, table.range, schema.hash, schema.range].filter(name => name !== undefined)
  const keys = (item: Item) => Object.fromEntries(names.map(name => [name, item[name]!]))
  const page = cut({ found: from < 0 ? [] : found.slice(from), limit: input.Limit ?? Infinity, keys, keysOnly })
  return input.Select === undefined && input.FilterExpression === undefined ? page : counted(page, input)
}

// All that is counted here: the items, or those with an attribute that contains a text.
function counted ({ Items, Count: ScannedCount, ...rest }: Page, { Select, FilterExpression, ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: QueryCommandInput): object {
  if (Select !== 'COUNT') refuse('A filter, or a selection, is understood for counting only.')
  if (FilterExpression === undefined) return { ...rest, Count: ScannedCount, ScannedCount }
  const [, name, value] = /^contains\((#\w+), (:\w+)\)$/.exec(FilterExpression) ?? refuse(`The filter ${FilterExpression} is not understood.`)
  const [attribute, text] = [ExpressionAttributeNames[name!]!, ExpressionAttributeValues[value!]!.S!]
  return { ...rest, Count: Items.filter(item => item[attribute]?.S?.includes(text)).length, ScannedCount }
}

interface Found { found: Item[], limit: number, keys: (item: Item) => Item, keysOnly: boolean }

// A page ends at the limit or at one megabyte, and then says where to go on, even when nothing follows.
interface Page { Items: Item[], Count: number, LastEvaluatedKey?: Item }

function cut ({ found, limit, keys, keysOnly }: Found): Page {
  let bytes = 0
  let count = 0
  while (count < found.length && count < limit && bytes < PAGE_BYTES) bytes += sizeOf(found[count++]!)
  const cutOff = found.slice(0, count)
  const Items = keysOnly ? cutOff.map(keys) : cutOff
  const isAll = count === found.length && count < limit
  return isAll || count === 0 ? { Items, Count: count } : { Items, Count: count, LastEvaluatedKey: keys(cutOff.at(-1)!) }
}

const sizeOf = (item: Item) => Object.values(item).reduce((sum, { S, N, B }) => sum + (S ?? N ?? B ?? '').length + 8, 0)

/** The request is one that this database does not understand: the simulation, not the engine, has to learn something. */
function refuse (reason: string): never {
  throw Object.assign(new Error(reason), { name: 'ValidationException', $metadata: { httpStatusCode: 400 } })
}
