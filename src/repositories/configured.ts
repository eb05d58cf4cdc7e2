import { isNamed, type Operation, type Operations } from '../dynamodb/call.js'
import { TABLES, type TableName } from '../facts/table-definitions.js'
import type * as Loaded from '../models/dynamoose-models.js'
import { SCHEMAS, type ModelName } from '../models/schemas.js'
import { answered } from './answer-bound.js'
import { overRevision, pagesOf, put, sendPut, type Database, type Range } from './database.js'

/**
 * Configured items (applications, endpoints, event types, settings, tasks) are written and listed through Dynamoose
 * models, which are loaded at first use. Dynamoose's client is the database's `call`.
 */

let loading: Promise<typeof Loaded> | undefined

/** Loads Dynamoose, once for each process. */
export const loadModels = async () => await (loading ??= import('../models/dynamoose-models.js').then(loaded => {
  loaded.spareLogger()
  return loaded
}))

interface Bound { instance: InstanceType<typeof Loaded.Instance>, models: Map<ModelName, Loaded.DynamooseModel> }

const bound = new WeakMap<Database, Bound>()

async function modelOf (db: Database, name: ModelName): Promise<Loaded.DynamooseModel> {
  const { bindModel, Instance } = await loadModels()
  const { instance, models } = bound.get(db) ?? bind(db, new Instance())
  const model = models.get(name) ?? bindModel(name, prefixOf(db), instance)
  models.set(name, model)
  return model
}

// One instance for all models of a database: each makes a client of the AWS SDK before it takes another.
function bind (db: Database, instance: Bound['instance']): Bound {
  instance.aws.ddb.set(clientOf(db))
  const made = { instance, models: new Map() }
  bound.set(db, made)
  return made
}

/** Creates an item; false when an item with its key exists. Null members are left out. */
export async function create (db: Database, name: ModelName, item: object): Promise<boolean> {
  if (isNotForDynamoose(item)) return await put(db, SCHEMAS[name].table, item, overRevision(0, TABLES[SCHEMAS[name].table].hash))
  const model = await modelOf(db, name)
  return await unlessRefused(model.create(withoutNulls(item)))
}

/**
 * Writes an item on condition that its revision is `rev`; false when another process wrote meanwhile. Null members are
 * left out.
 */
export async function save (db: Database, name: ModelName, item: object, rev: number): Promise<boolean> {
  if (isNotForDynamoose(item)) return await put(db, SCHEMAS[name].table, item, overRevision(rev, ''))
  const [model, { Condition }] = [await modelOf(db, name), await loadModels()]
  // eslint-disable-next-line new-cap
  return await unlessRefused(new model(withoutNulls(item)).save({ condition: new Condition('rev').eq(rev), return: 'item' }))
}

/** Sets attributes of an item, and removes those that are null; creates the item when there is none. */
export async function update (db: Database, name: ModelName, key: Record<string, string>, attributes: object): Promise<void> {
  const model = await modelOf(db, name)
  const removed = Object.entries(attributes).filter(([, value]) => value === null).map(([name]) => name)
  await model.update(key, { $SET: withoutNulls(attributes), ...(removed.length > 0 && { $REMOVE: removed }) })
}

/** Deletes an item if it exists. */
export async function remove (db: Database, name: ModelName, key: Record<string, string>): Promise<void> {
  const model = await modelOf(db, name)
  await model.delete(key)
}

/**
 * Yields the pages of a range, in key order, until the reader stops. The model makes the request. The items are decoded
 * without Dynamoose, which would take a third of a millisecond for each.
 */
export async function * pages<T> (db: Database, name: ModelName, { hash, range, descending, limit }: Range): AsyncGenerator<T[]> {
  const model = await modelOf(db, name)
  const query = model.query(hash[0]).eq(hash[1])
  if (range) query.where(range[0]).between(range[1], range[2])
  if (limit !== undefined) query.limit(limit)
  const request = await query.sort(descending ? 'descending' : 'ascending').consistent().getRequest()
  yield * pagesOf<T>(db, request)
}

const prefixOf = ({ models }: Database) => models.tasks.tableName.slice(0, -'tasks'.length)

/** An object with the methods of the AWS SDK's client that Dynamoose calls. */
function clientOf (db: Database): never {
  const send = <O extends Operation>(operation: O) => async (input: Operations[O]['input']) => await answered(db, db.call(operation, input))
  const client = {
    putItem: async (input: Operations['PutItem']['input']) => {
      const table = input.TableName!.slice(prefixOf(db).length) as TableName
      if (!await sendPut(db, table, input)) throw Object.assign(new Error(`The item of ${table} is another one by now.`), { name: REFUSED })
      return {}
    },
    updateItem: send('UpdateItem'),
    deleteItem: send('DeleteItem')
  }
  return client as never
}

const REFUSED = 'ConditionalCheckFailedException'

async function unlessRefused (write: Promise<unknown>): Promise<boolean> {
  try {
    await write
    return true
  } catch (error) {
    if (isNamed(error, REFUSED)) return false
    throw error
  }
}

// Dynamoose throws for an item with a member named `constructor`, and loses one named `__proto__`. Callers may choose such names.
const isNotForDynamoose = (item: object) => Object.values(item).some(value =>
  typeof value === 'object' && value !== null && ['constructor', '__proto__'].some(name => Object.hasOwn(value as object, name)))

function withoutNulls<T> (value: T): T {
  if (Array.isArray(value)) return value.map(withoutNulls) as T
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  const kept = Object.entries(value).filter(([, each]) => each !== null && each !== undefined)
  return Object.fromEntries(kept.map(([name, each]) => [name, withoutNulls(each)])) as T
}
