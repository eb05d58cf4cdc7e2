import type { AttributeValue, PutItemCommandInput, QueryCommandInput, WriteRequest } from '@aws-sdk/client-dynamodb'
import { isDeepStrictEqual } from 'node:util'
import type { Config } from '../config.js'
import { unavailable } from '../errors.js'
import type { IndexName } from '../facts/table-definitions.js'
import { isNamed, type DynamoDb } from '../dynamodb/call.js'
import { openRemote } from '../dynamodb/remote.js'
import { createCache, type Cache } from '../lib/cache.js'
import { systemClock, type Clock } from '../lib/clock.js'
import { createModels, encodeValues, type Models, type TableName } from '../models/models.js'
import { decodeItem } from '../models/decode-item.js'
import { answered } from './answer-bound.js'
import type { Application } from './applications.js'
import type { Blobs } from './blobs.js'
import type { Destination } from './destinations.js'
import type { Endpoints } from './endpoints.js'
import type { EventType } from './event-types.js'
import { createRecentMessages, type RecentMessages } from './recent-messages.js'
import type { OrganizationSettings } from './settings.js'

/** The database. Models define the items; this file makes and sends the requests and decodes the answers. */
export interface Database extends DynamoDb {
  readonly models: Models
  readonly blobs: Blobs
  readonly caches: Caches
  /** Messages just stored; only where this process is alone on the database, because it is embedded. */
  readonly recent?: RecentMessages
  /** The clock for pauses between the tries of a batch, and for the limit on answers. */
  readonly clock: Clock
}

/** Caches of a process. Entries live for seconds; a write in this process removes its entry at once. */
export interface Caches {
  applications: Cache<Application>
  endpoints: Cache<Endpoints>
  destinations: Cache<Destination>
  /** A missing event type is cached too. */
  eventTypes: Cache<{ eventType: EventType | undefined }>
  /** What accepting a message reads of them: the others may have 50 KB. */
  settings: Cache<Pick<OrganizationSettings, 'validatePayload'>>
}

// DynamoDB's limit for a range key. Ids come unchecked from paths, and a longer key would be an error.
const MAX_KEY_BYTES = 1024

// How long a write of another process may stay unseen here.
const CACHE_TTL_MS = 5000
// The same for event types and settings: every message reads them, and they rarely change.
const EVENT_TYPE_TTL_MS = 30_000

/**
 * Creates empty caches. A test with driven time passes a clock (ms), and a smaller size, because large caches take long
 * to create.
 */
export function createCaches ({ now, max = 10_000 }: { now?: () => number, max?: number } = {}): Caches {
  const timing = { ttlMs: CACHE_TTL_MS, ...(now && { now }) }
  return {
    applications: createCache({ max, ...timing }),
    endpoints: createCache({ max: Math.min(max, 1000), ...timing }),
    destinations: createCache({ max: Math.min(max, 1000), ...timing }),
    eventTypes: createCache({ max: Math.min(max, 1000), ...timing, ttlMs: EVENT_TYPE_TTL_MS }),
    settings: createCache({ max: Math.min(max, 1000), ...timing, ttlMs: EVENT_TYPE_TTL_MS })
  }
}

type Key = Record<string, string>

/** A condition on a write: the expression, with names as `#name`, and its values, as `:name`. */
export interface Condition { expression: string, values?: Record<string, unknown> }

/** The condition that the item still has this revision; 0 means that it does not exist (`key`: the last attribute of its key). */
export const overRevision = (rev: number, key: string): Condition =>
  rev === 0 ? { expression: `attribute_not_exists(#${key})` } : { expression: '#rev = :rev', values: { ':rev': rev } }

/** Opens the database on the given DynamoDB, or on the one in the settings. Sends nothing. */
export function openDatabase (config: Pick<Config, 'dynamodbEndpoint' | 'tablePrefix'>, blobs: Blobs, given?: DynamoDb): Database {
  const dynamodb = given ?? openRemote(config.dynamodbEndpoint)
  return { ...dynamodb, models: createModels(config.tablePrefix), blobs, caches: createCaches(), clock: systemClock }
}

/** The database as one that no other process uses. */
export const alone = (db: Database): Database => ({ ...db, recent: createRecentMessages() })

/** Writes a whole item; false when the condition is not met. */
export async function put<T extends object> (db: Database, table: TableName, item: T, condition?: Condition): Promise<boolean> {
  const { tableName, encode } = db.models[table]
  return await sendPut(db, table, { TableName: tableName, Item: encode(item), ...conditionFields(condition) })
}

/** The most items of one `putTogether`: DynamoDB's limit of a transaction. */
export const MOST_TOGETHER = 100

/** One of several items that are written in one transaction. */
export interface Write { table: TableName, item: object, condition?: Condition | undefined }

/**
 * Writes whole items in one transaction, in their order; false when a condition is not met. Only where the database
 * `transacts`. `own` is the write whose condition can be met only once: it tells whether a repeated call was applied
 * before. Without it, a repeated call that was applied before is false too.
 */
export async function putTogether (db: Database, writes: readonly Write[], own?: Write): Promise<boolean> {
  const TransactItems = writes.map(({ table, item, condition }) => {
    const { tableName, encode } = db.models[table]
    return { Put: { TableName: tableName, Item: encode(item), ...conditionFields(condition) } }
  })
  const written = await conditionally(db, db.call('TransactWriteItems', { TransactItems }))
  if (written !== 'repeated') return written
  return own !== undefined && await isOurs(db, own.table, TransactItems[writes.indexOf(own)]!.Put.Item)
}

/** `put` for a finished request. */
export async function sendPut (db: Database, table: TableName, request: PutItemCommandInput): Promise<boolean> {
  const written = await conditionally(db, db.call('PutItem', request))
  if (written !== 'repeated') return written
  return await isOurs(db, table, request.Item!)
}

/** Whether an earlier try of a call was applied although its answer was lost: then the stored item is the one of this call. */
async function isOurs (db: Database, table: TableName, Item: Record<string, AttributeValue>): Promise<boolean> {
  const item = decodeItem(Item)
  const stored = await get<object>(db, table, Object.fromEntries(db.models[table].keyNames.map(name => [name, item[name] as string])))
  return stored !== undefined && isDeepStrictEqual(comparable(stored), comparable(item))
}

// Bytes that were read have another class than bytes that were written.
function comparable (item: object): object {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, value instanceof Uint8Array ? Buffer.from(value) : value]))
}

/** Reads an item, always consistently; undefined when it does not exist. */
export async function get<T> (db: Database, table: TableName, key: Key): Promise<T | undefined> {
  if (Object.values(key).some(part => Buffer.byteLength(part) > MAX_KEY_BYTES)) return undefined
  const { tableName, encode } = db.models[table]
  const { Item } = await answered(db, db.call('GetItem', { TableName: tableName, Key: encode(key), ConsistentRead: true }))
  return Item && decodeItem(Item) as T
}

const MAX_BATCH = 100
const BATCH_PAUSE_MS = 50

// The pauses in between are 50, 100, … 400 ms. After that the database counts as away.
const MAX_BATCH_TRIES = 5

/**
 * Reads several items with different keys, consistently and in any order. Missing items are left out. Throws 503 when
 * the database returns no more of them. `only`: the attributes to read.
 */
export async function getMany<T> (db: Database, table: TableName, keys: Key[], only?: readonly string[]): Promise<T[]> {
  const { tableName, encode } = db.models[table]
  const found: T[] = []
  let left = keys.map(encode)
  for (let refusals = 0; left.length > 0;) {
    const asked = { Keys: left.slice(0, MAX_BATCH), ConsistentRead: true, ...(only && projection(only)) }
    const answer = await answered(db, db.call('BatchGetItem', { RequestItems: { [tableName]: asked } }))
    found.push(...(answer.Responses?.[tableName] ?? []).map(item => decodeItem(item) as T))
    const unread = answer.UnprocessedKeys?.[tableName]?.Keys ?? []
    left = [...unread, ...left.slice(MAX_BATCH)]
    // Keys that a busy database left out are read again; when it left out all, after a pause.
    refusals = unread.length === asked.Keys.length ? refusals + 1 : 0
    if (refusals === MAX_BATCH_TRIES) throw unavailable()
    if (refusals > 0) await sleep(db, BATCH_PAUSE_MS * 2 ** (refusals - 1))
  }
  return found
}

const projection = (names: readonly string[]) => ({
  ProjectionExpression: names.map(name => `#${name}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name]))
})

const MAX_BATCH_WRITE = 25

/**
 * Writes whole items with different keys, without conditions, in as few requests as possible. Throws 503 when the
 * database does not take them all. After any failure, some of them may be stored.
 */
export async function putMany (db: Database, table: TableName, items: readonly object[]): Promise<void> {
  const { tableName, encode } = db.models[table]
  const writes = items.map(item => ({ PutRequest: { Item: encode(item) } }))
  const chunks = Array.from({ length: Math.ceil(writes.length / MAX_BATCH_WRITE) }, (_, i) =>
    writes.slice(i * MAX_BATCH_WRITE, (i + 1) * MAX_BATCH_WRITE))
  await Promise.all(chunks.map(async chunk => await writeChunk(db, tableName, chunk)))
}

async function writeChunk (db: Database, tableName: string, chunk: WriteRequest[]): Promise<void> {
  let left = chunk
  for (let tries = 0, pause = BATCH_PAUSE_MS; tries < MAX_BATCH_TRIES; tries++, pause *= 2) {
    const answer = await answered(db, db.call('BatchWriteItem', { RequestItems: { [tableName]: left } }))
    left = answer.UnprocessedItems?.[tableName] ?? []
    if (left.length === 0) return
    if (tries < MAX_BATCH_TRIES - 1) await sleep(db, pause)
  }
  throw unavailable()
}

/** Deletes an item; false when the condition is not met. */
export async function remove (db: Database, table: TableName, key: Key, condition?: Condition): Promise<boolean> {
  const { tableName, encode } = db.models[table]
  return await conditionally(db, db.call('DeleteItem', { TableName: tableName, Key: encode(key), ...conditionFields(condition) })) === true
}

export interface Change {
  set?: Record<string, unknown>
  /** Added to numbers; a repetition of the call may add twice. */
  add?: Record<string, number>
  remove?: string[]
  condition: Condition
}

/** Changes some attributes of an item; false when the condition is not met. Repeating the change must be harmless. */
export async function update (
  db: Database,
  table: TableName,
  key: Key,
  { set = {}, add = {}, remove = [], condition }: Change
): Promise<boolean> {
  const { tableName, encode } = db.models[table]
  const [names, added] = [Object.keys(set), Object.keys(add)]
  const expression = [
    names.length > 0 ? `SET ${names.map(name => `#${name} = :set_${name}`).join(', ')}` : '',
    added.length > 0 ? `ADD ${added.map(name => `#${name} :set_${name}`).join(', ')}` : '',
    remove.length > 0 ? `REMOVE ${remove.map(name => `#${name}`).join(', ')}` : ''
  ].join(' ')
  const values = { ...asValues(encode({ ...set, ...add })), ...encodeValues(condition.values ?? {}) }
  return await conditionally(db, db.call('UpdateItem', {
    TableName: tableName,
    Key: encode(key),
    UpdateExpression: expression,
    ConditionExpression: condition.expression,
    ExpressionAttributeNames: namesIn(`${expression} ${condition.expression}`),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values })
  })) === true
}

export interface Range {
  hash: readonly [name: string, value: string]
  /** Inclusive bounds of the range key. */
  range?: readonly [name: string, from: string | number, to: string | number]
  index?: IndexName
  descending?: boolean
  limit?: number
  /** The attributes to read; all of them when absent. */
  only?: readonly string[]
}

/** Yields the pages of a range, in key order, until the reader stops; consistent except on an index. */
export const pages = <T>(db: Database, table: TableName, range: Range): AsyncGenerator<T[]> =>
  pagesOf<T>(db, queryRequest(db.models[table].tableName, range))

/** The first page of a range. */
export async function firstPage<T> (db: Database, table: TableName, range: Range): Promise<T[]> {
  const { value } = await pages<T>(db, table, range).next()
  return value ?? []
}

/** What one request reads of a range; `isCut`: there may be more. */
export async function oneRead<T> (db: Database, table: TableName, range: Range): Promise<{ items: T[], isCut: boolean }> {
  const { Items = [], LastEvaluatedKey } = await answered(db, db.call('Query', queryRequest(db.models[table].tableName, range)))
  return { items: Items.map(item => decodeItem(item) as T), isCut: LastEvaluatedKey !== undefined }
}

/** `pages` for a finished request. */
export async function * pagesOf<T> (db: Database, request: QueryCommandInput): AsyncGenerator<T[]> {
  let start: Record<string, AttributeValue> | undefined
  do {
    const answer = await answered(db, db.call('Query', start ? { ...request, ExclusiveStartKey: start } : request))
    yield (answer.Items ?? []).map(item => decodeItem(item) as T)
    start = answer.LastEvaluatedKey
  } while (start)
}

/**
 * Counts the items that one request finds in a range (`seen`), and those of them whose attribute contains a text
 * (`count`). `last` is the key where it stopped, undefined at the end of the range.
 */
export async function countPage (
  db: Database,
  table: TableName,
  range: Range,
  [name, text]: [name?: string, text?: string] = []
): Promise<{ count: number, seen: number, last?: Record<string, unknown> }> {
  const request: QueryCommandInput = { ...queryRequest(db.models[table].tableName, range), Select: 'COUNT' }
  if (name !== undefined) {
    request.FilterExpression = 'contains(#counted, :counted)'
    Object.assign(request.ExpressionAttributeNames!, { '#counted': name })
    Object.assign(request.ExpressionAttributeValues!, encodeValues({ ':counted': text }))
  }
  const { Count: count = 0, ScannedCount: seen = count, LastEvaluatedKey: last } = await answered(db, db.call('Query', request))
  return { count, seen, ...(last && { last: decodeItem(last) }) }
}

function queryRequest (tableName: string, { hash, range, index, descending, limit, only }: Range): QueryCommandInput {
  const request: QueryCommandInput = {
    TableName: tableName,
    KeyConditionExpression: range ? '#hash = :hash AND #range BETWEEN :from AND :to' : '#hash = :hash',
    ExpressionAttributeNames: range ? { '#hash': hash[0], '#range': range[0] } : { '#hash': hash[0] },
    ExpressionAttributeValues: encodeValues(range ? { ':hash': hash[1], ':from': range[1], ':to': range[2] } : { ':hash': hash[1] }),
    ScanIndexForward: !descending
  }
  if (index) request.IndexName = index
  else request.ConsistentRead = true
  if (limit !== undefined) request.Limit = limit
  if (!only) return request
  const { ProjectionExpression, ExpressionAttributeNames } = projection(only)
  Object.assign(request.ExpressionAttributeNames!, ExpressionAttributeNames)
  return Object.assign(request, { ProjectionExpression })
}

function conditionFields (condition?: Condition) {
  if (!condition) return {}
  const { expression, values } = condition
  return {
    ConditionExpression: expression,
    ExpressionAttributeNames: namesIn(expression),
    ...(values && { ExpressionAttributeValues: encodeValues(values) })
  }
}

// Expressions are constants in the code, so the map stays small.
const namesOfExpressions = new Map<string, Record<string, string>>()

function namesIn (expression: string): Record<string, string> {
  const known = namesOfExpressions.get(expression)
  if (known) return known
  const names = Object.fromEntries((expression.match(/#\w+/g) ?? []).map(name => [name, name.slice(1)]))
  namesOfExpressions.set(expression, names)
  return names
}

const asValues = (set: Record<string, AttributeValue>) =>
  Object.fromEntries(Object.entries(set).map(([name, value]) => [`:set_${name}`, value]))

async function conditionally (db: Database, write: Promise<unknown>): Promise<boolean | 'repeated'> {
  try {
    await answered(db, write)
    return true
  } catch (error) {
    if (!isNamed(error, 'ConditionalCheckFailedException') && !isNamed(error, 'TransactionCanceledException')) throw error
    return (error.attempts ?? 1) > 1 ? 'repeated' : false
  }
}

const sleep = async ({ clock }: Database, ms: number) => await new Promise<void>(resolve => { clock.wakeAt(clock.now() + ms, resolve) })
