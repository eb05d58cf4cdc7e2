import {
  ConditionalCheckFailedException, DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand,
  UpdateItemCommand, type AttributeValue, type DeleteItemCommandInput, type DynamoDBClientConfig, type GetItemCommandInput,
  type PutItemCommandInput, type QueryCommandInput, type UpdateItemCommandInput
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { Config } from '../config.js'
import { createCache, type Cache } from '../lib/cache.js'
import { createModels, type Models, type TableName } from '../models/index.js'
import type { BlobStore } from './blobs.js'
import type { Application } from './applications.js'
import type { Endpoints } from './endpoints.js'

/**
 * The models say what an item is and build every request; this file sends the requests and reads the answers.
 * Reading through Dynamoose costs about 30 µs an attribute, unmarshall none: that is the whole reason for it.
 */
export interface Database {
  readonly client: DynamoDBClient
  readonly models: Models
  readonly blobs: BlobStore
  readonly caches: Caches
}

/** What a warm process remembers for a moment; a write in this process forgets at once. */
export interface Caches {
  applications: Cache<Application>
  endpoints: Cache<Endpoints>
}

// How long another process's write may go unnoticed here.
const CACHE_TTL_MS = 5000

export function createCaches (): Caches {
  return { applications: createCache({ max: 10_000, ttlMs: CACHE_TTL_MS }), endpoints: createCache({ max: 1000, ttlMs: CACHE_TTL_MS }) }
}

/** A condition on a write: the expression and its values, names as `#name`, values as `:name`. */
export interface Condition { expression: string, values?: Record<string, unknown> }

/** Opens the database that the settings name; `embedded` is the address of the embedded one. Sends nothing. */
export function openDatabase (config: Config, blobs: BlobStore, embedded?: string): Database {
  const client = new DynamoDBClient(clientConfig(config.dynamodbEndpoint, embedded))
  return { client, models: createModels(client, config.tablePrefix), blobs, caches: createCaches() }
}

// Attempts and timeouts bound how long a request can hang on a database that is away: about four seconds.
function clientConfig (endpoint: string, embedded?: string): DynamoDBClientConfig {
  const common = { maxAttempts: 3, requestHandler: { requestTimeout: 3000, connectionTimeout: 1000, httpAgent: { maxSockets: 256 } } }
  if (endpoint === 'aws') return common
  const credentials = { accessKeyId: 'posthorn', secretAccessKey: 'posthorn' }
  return { ...common, endpoint: endpoint === 'embedded' ? embedded! : endpoint, region: 'us-east-1', credentials }
}

/** Writes a whole item; false when the condition did not hold. */
export async function put<T extends object> (db: Database, table: TableName, item: T, condition?: Condition): Promise<boolean> {
  const request = await db.models[table].create(item as never, { return: 'request', overwrite: true }) as PutItemCommandInput
  return await conditionally(db.client.send(new PutItemCommand({ ...request, ...conditionFields(condition) })))
}

/** Reads an item, always consistently; undefined when there is none. */
export async function get<T> (db: Database, table: TableName, key: Record<string, string>): Promise<T | undefined> {
  const request = await db.models[table].get(key, { return: 'request', consistent: true }) as GetItemCommandInput
  const { Item } = await db.client.send(new GetItemCommand(request))
  return Item && unmarshall(Item) as T
}

/** Removes an item; false when the condition did not hold. */
export async function remove (db: Database, table: TableName, key: Record<string, string>, condition?: Condition): Promise<boolean> {
  const request = await db.models[table].delete(key, { return: 'request' }) as unknown as DeleteItemCommandInput
  return await conditionally(db.client.send(new DeleteItemCommand({ ...request, ...conditionFields(condition) })))
}

export interface Change {
  set: Record<string, unknown>
  remove: string[]
  condition: Condition
}

/** Changes some attributes of an item; false when the condition did not hold. */
export async function update (db: Database, table: TableName, key: Record<string, string>, { set, remove, condition }: Change): Promise<boolean> {
  const change = { $SET: set, $REMOVE: remove }
  const request = await db.models[table].update(key, change as never, { return: 'request' }) as unknown as UpdateItemCommandInput
  const { ConditionExpression, ExpressionAttributeNames: names, ExpressionAttributeValues: values } = conditionFields(condition)
  return await conditionally(db.client.send(new UpdateItemCommand({
    ...request,
    ConditionExpression,
    ExpressionAttributeNames: { ...request.ExpressionAttributeNames, ...names },
    ...((request.ExpressionAttributeValues ?? values) && { ExpressionAttributeValues: { ...request.ExpressionAttributeValues, ...values } })
  })))
}

export interface Range {
  hash: readonly [name: string, value: string]
  /** Inclusive bounds of the range key. */
  range?: readonly [name: string, from: string | number, to: string | number]
  index?: string
  descending?: boolean
  limit?: number
}

/** Yields the pages of a range, in key order, until the reader stops; consistent except on an index. */
export async function * pages<T> (db: Database, table: TableName, range: Range): AsyncGenerator<T[]> {
  let start: Record<string, AttributeValue> | undefined
  const request = await queryRequest(db, table, range)
  do {
    const answer = await db.client.send(new QueryCommand(start ? { ...request, ExclusiveStartKey: start } : request))
    yield (answer.Items ?? []).map(item => unmarshall(item) as T)
    start = answer.LastEvaluatedKey
  } while (start)
}

async function queryRequest (db: Database, table: TableName, { hash, range, index, descending, limit }: Range): Promise<QueryCommandInput> {
  let query = db.models[table].query(hash[0]).eq(hash[1])
  if (range) query = query.where(range[0]).between(range[1], range[2])
  if (index) query = query.using(index)
  if (descending) query = query.sort('descending')
  if (limit) query = query.limit(limit)
  const request = await query.getRequest() as QueryCommandInput
  return index ? request : { ...request, ConsistentRead: true }
}

function conditionFields (condition?: Condition): Partial<PutItemCommandInput> {
  if (!condition) return { ConditionExpression: undefined, ExpressionAttributeNames: undefined }
  const names = [...new Set(condition.expression.match(/#\w+/g))]
  return {
    ConditionExpression: condition.expression,
    ExpressionAttributeNames: Object.fromEntries(names.map(name => [name, name.slice(1)])),
    ...(condition.values && { ExpressionAttributeValues: marshall(condition.values) })
  }
}

async function conditionally (write: Promise<unknown>): Promise<boolean> {
  try {
    await write
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}
