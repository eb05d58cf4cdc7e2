import { isNamed } from '../../dynamodb/call.js'
import { TABLES, type Table } from '../../facts/table-definitions.js'
import { eachOf } from '../../lib/parallel.js'
import type { TableName } from '../../models/models.js'
import { PREFIX as ATTENTION } from '../../repositories/attention-rows.js'
import type { Database } from '../../repositories/database.js'
import { isHold } from '../../repositories/delivery-hold.js'
import { isLive } from '../../repositories/raw-items.js'
import { scanned, type RawItem } from '../../repositories/scan-tables.js'

/** What one table had beside, and lacked. */
export interface Copied {
  /** Items of the restored table that have not expired. */
  found: number
  /** Of these, items whose key the stage's table does not have. */
  missing: number
  /** Of these, items that were put back. */
  restored: number
}

/** DynamoDB's limit of one BatchGetItem. */
const KEYS_AT_ONCE = 100
const WRITES_AT_ONCE = 16
const PAUSE_MS = 200
const MOST_TRIES = 30

/**
 * Puts the items of the table beside whose keys the table does not have, each on the condition that its key still does not exist: nothing
 * that is there is changed. With `isTrial` it only counts. Can be repeated.
 */
export async function copyMissing (
  db: Database, beside: Database, { name, isTrial, tell }: { name: TableName, isTrial: boolean, tell: (copied: Copied) => void }
): Promise<Copied> {
  const copied: Copied = { found: 0, missing: 0, restored: 0 }
  const now = db.clock.now()
  for await (const page of scanned(beside, name)) {
    const items = page.filter(item => isLive(item, now) && isWanted(name, item))
    copied.found += items.length
    for (let at = 0; at < items.length; at += KEYS_AT_ONCE) {
      const missing = await missingOf(db, name, items.slice(at, at + KEYS_AT_ONCE))
      copied.missing += missing.length
      if (isTrial) continue
      const put = await eachOf(missing, WRITES_AT_ONCE, async item => await putBack(db, name, item))
      copied.restored += put.filter(Boolean).length
    }
    tell(copied)
  }
  return copied
}

// What needed attention then may be over; a hold belongs to a copy. Both are written again where they hold.
const isWanted = (name: TableName, item: RawItem): boolean =>
  name === 'tasks' ? !item.id!.S!.startsWith(ATTENTION) : name !== 'aliases' || !isHold({ key: item.key!.S! })

async function missingOf (db: Database, name: TableName, items: readonly RawItem[]): Promise<RawItem[]> {
  const { tableName } = db.models[name]
  const attributes = keyAttributes(name)
  const textOf = (item: RawItem) => JSON.stringify(attributes.map(one => item[one]))
  const names = Object.fromEntries(attributes.map((one, at) => [`#${at}`, one]))
  const there = new Set<string>()
  let keys = items.map(item => Object.fromEntries(attributes.map(one => [one, item[one]!])))
  for (let tries = 1; keys.length > 0; tries++) {
    const { Responses, UnprocessedKeys } = await db.call('BatchGetItem', {
      RequestItems: {
        [tableName]: { Keys: keys, ConsistentRead: true, ProjectionExpression: Object.keys(names).join(), ExpressionAttributeNames: names }
      }
    })
    for (const item of Responses?.[tableName] ?? []) there.add(textOf(item))
    keys = UnprocessedKeys?.[tableName]?.Keys ?? []
    if (tries === MOST_TRIES) throw new Error(`The table ${tableName} does not answer for more keys now: run the command again later.`)
    if (keys.length > 0) await new Promise(resolve => setTimeout(resolve, PAUSE_MS))
  }
  return items.filter(item => !there.has(textOf(item)))
}

/** Whether the item was put: false when its key exists by now. */
async function putBack (db: Database, name: TableName, item: RawItem): Promise<boolean> {
  const input = {
    TableName: db.models[name].tableName, Item: item,
    ConditionExpression: 'attribute_not_exists(#key)', ExpressionAttributeNames: { '#key': keyAttributes(name)[0]! }
  }
  try {
    await db.call('PutItem', input)
    return true
  } catch (error) {
    if (isNamed(error, 'ConditionalCheckFailedException')) return false
    throw error
  }
}

function keyAttributes (name: TableName): string[] {
  const { hash, range }: Table = TABLES[name]
  return range === undefined ? [hash] : [hash, range]
}
