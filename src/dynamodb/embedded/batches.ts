import type { KeysAndAttributes, WriteRequest } from '@aws-sdk/client-dynamodb'
import type { Operation, Operations } from '../call.js'
import { pickerOf } from './item-reads.js'
import { keyIn } from './item-writes.js'
import { rowOf, type Item } from './items.js'
import { checkKey, itemKey } from './keys.js'
import { refuse } from './refusals.js'
import { changeRow, type Change, type Context } from './row-changes.js'
import type { Reader, Transaction } from './store.js'
import { addUnits, capacity, noUnits, readUnits } from './units.js'

type Input<O extends Operation> = Operations[O]['input']
type Output<O extends Operation> = Operations[O]['output']

// DynamoDB's limits of a batch.
const MOST_READ = 100
const MOST_WRITTEN = 25
const MOST_READ_BYTES = 16 * 1024 * 1024

/** Reads several items. When the answer would be larger than 16 MB, the remaining keys are returned as unprocessed. */
export function batchGetItem (context: Context, input: Input<'BatchGetItem'>, reader: Reader): Output<'BatchGetItem'> {
  const requests = Object.entries(input.RequestItems ?? {})
  checkCount(requests.map(([, { Keys = [] }]) => Keys.length), MOST_READ)
  const answer = { Responses: {} as Record<string, Item[]>, UnprocessedKeys: {} as Record<string, KeysAndAttributes> }
  const ConsumedCapacity = []
  let left = MOST_READ_BYTES
  for (const [name, request] of requests) {
    const { items, unread, bytes, units } = itemsOf(context, { name, request, left }, reader)
    answer.Responses[name] = items
    if (unread.length > 0) answer.UnprocessedKeys[name] = { ...request, Keys: unread }
    left -= bytes
    ConsumedCapacity.push(capacity(input.ReturnConsumedCapacity, name, { table: units, indexes: {} }))
  }
  const counted = ConsumedCapacity.filter(one => one !== undefined)
  return { ...answer, ...(counted.length > 0 && { ConsumedCapacity: counted }) }
}

interface Part { name: string, request: KeysAndAttributes, left: number }
interface Found { items: Item[], unread: Item[], bytes: number, units: number }

/** The items that a batch asks for in one table, until `left` bytes are read. */
function itemsOf ({ catalog }: Context, { name, request, left }: Part, reader: Reader): Found {
  const table = catalog.find(name)
  const pick = pickerOf(request)
  const keys = request.Keys!.map(key => keyIn(table, key))
  checkApart(keys)
  const found: Found = { items: [], unread: [], bytes: 0, units: 0 }
  for (const [place, key] of keys.entries()) {
    if (found.bytes >= left) {
      found.unread.push(request.Keys![place]!)
      continue
    }
    const row = reader.get(key)
    if (row) found.items.push(pick(row.item))
    found.bytes += row?.size ?? 0
    found.units += readUnits(row?.size ?? 0, request.ConsistentRead === true)
  }
  return found
}

/** Stores and removes several items; here all of them in one transaction. */
export function batchWriteItem (context: Context, input: Input<'BatchWriteItem'>, transaction: Transaction): Output<'BatchWriteItem'> {
  const requests = Object.entries(input.RequestItems ?? {})
  checkCount(requests.map(([, writes]) => writes.length), MOST_WRITTEN)
  const prepared = requests.map(([name, writes]) => ({ name, changes: writes.map(write => changeOf(context, name, write)) }))
  for (const { changes } of prepared) checkApart(changes.map(({ key }) => key))
  const ConsumedCapacity = []
  for (const { name, changes } of prepared) {
    const counts = changes.map(change => changeRow(context, transaction, { ...change, before: transaction.get(change.key) }))
    const asked = input.ReturnConsumedCapacity
    if (asked !== undefined) ConsumedCapacity.push(capacity(asked, name, counts.reduce((sum, count) => addUnits(sum, count()), noUnits())))
  }
  const counted = ConsumedCapacity.filter(one => one !== undefined)
  return { UnprocessedItems: {}, ...(counted.length > 0 && { ConsumedCapacity: counted }) }
}

function changeOf ({ catalog }: Context, name: string, { PutRequest, DeleteRequest }: WriteRequest): Change {
  const table = catalog.find(name)
  if ((PutRequest === undefined) === (DeleteRequest === undefined)) refuse('A write of a batch is either a PutRequest or a DeleteRequest')
  if (DeleteRequest) return { table, key: keyIn(table, DeleteRequest.Key), before: undefined, after: undefined }
  const item = PutRequest!.Item ?? refuse('Item is required')
  checkKey(table, item, table.types)
  return { table, key: table.prefix + itemKey(table, item), before: undefined, after: rowOf(item) }
}

function checkCount (lengths: number[], most: number): void {
  const count = lengths.reduce((sum, length) => sum + length, 0)
  if (lengths.length === 0 || lengths.includes(0)) refuse('The batch request list cannot be empty')
  if (count > most) refuse(`Too many items requested: ${count}, at most ${most} are taken in one call`)
}

function checkApart (keys: string[]): void {
  if (new Set(keys).size < keys.length) refuse('Provided list of item keys contains duplicates')
}
