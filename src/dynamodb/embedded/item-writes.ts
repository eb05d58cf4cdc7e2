import type { Operations } from '../call.js'
import { parseCondition } from './condition-parser.js'
import { holds } from './conditions.js'
import { bindingsOf, type Parsed } from './expression-tokens.js'
import { rowOf, type Item, type Row } from './items.js'
import { checkKey, checkWholeKey, itemKey } from './keys.js'
import { project, type Place } from './paths.js'
import { conditionFailed, refuse } from './refusals.js'
import { changeRow, type Change, type Context } from './row-changes.js'
import type { Transaction } from './store.js'
import type { Table } from './table-catalog.js'
import { capacity, type Units } from './units.js'
import { parseUpdate, type Action } from './update-parser.js'
import { updated } from './updates.js'

type Input<O extends keyof Operations> = Operations[O]['input']
type Output<O extends keyof Operations> = Operations[O]['output']

/** Stores a whole item. */
export function putItem (context: Context, input: Input<'PutItem'>, transaction: Transaction): Output<'PutItem'> {
  const returned = returnedOf(input.ReturnValues, ['NONE', 'ALL_OLD'])
  const change = putChange(context, input, transaction)
  checkCondition(input, change.before)
  return answerTo(input, changeRow(context, transaction, change), returned === 'ALL_OLD' ? change.before?.item : undefined)
}

/** The change that a put makes; writes nothing. */
export function putChange ({ catalog }: Context, input: Pick<Input<'PutItem'>, 'TableName' | 'Item'>, transaction: Transaction): Change {
  const table = catalog.find(input.TableName)
  const item = input.Item ?? refuse('Item is required')
  checkKey(table, item, table.types)
  const key = table.prefix + itemKey(table, item)
  return { table, key, before: transaction.get(key), after: rowOf(item) }
}

/** Deletes an item; does nothing when it does not exist. */
export function deleteItem (context: Context, input: Input<'DeleteItem'>, transaction: Transaction): Output<'DeleteItem'> {
  const table = context.catalog.find(input.TableName)
  const returned = returnedOf(input.ReturnValues, ['NONE', 'ALL_OLD'])
  const key = keyIn(table, input.Key)
  const before = transaction.get(key)
  checkCondition(input, before)
  const change = { table, key, before, after: undefined }
  return answerTo(input, changeRow(context, transaction, change), returned === 'ALL_OLD' ? before?.item : undefined)
}

/** Changes some attributes of an item; creates the item when it does not exist. */
export function updateItem (context: Context, input: Input<'UpdateItem'>, transaction: Transaction): Output<'UpdateItem'> {
  const table = context.catalog.find(input.TableName)
  const returned = returnedOf(input.ReturnValues, ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'])
  const key = keyIn(table, input.Key)
  const update = input.UpdateExpression === undefined ? undefined : parseUpdate(input.UpdateExpression)
  const before = transaction.get(key)
  checkCondition(input, before, update)
  const names = { names: input.ExpressionAttributeNames ?? {}, values: input.ExpressionAttributeValues ?? {} }
  const { item, places } = updated(before?.item ?? input.Key!, update?.value ?? [], names)
  if (places.some(([name]) => name === table.hash || name === table.range)) refuse('An attribute of the key cannot be updated')
  const change = { table, key, before, after: rowOf(item) }
  const units = changeRow(context, transaction, change)
  return answerTo(input, units, attributesOf(returned, change, places))
}

/** The key in the store for a request's key. */
export function keyIn (table: Table, key: Item | undefined): string {
  checkWholeKey(table, key ?? refuse('Key is required'), table.types)
  return table.prefix + itemKey(table, key!)
}

function returnedOf (asked: string | undefined, known: readonly string[]): string {
  return known.includes(asked ?? 'NONE') ? asked ?? 'NONE' : refuse(`ReturnValues can only be ${known.join(' or ')}`)
}

function attributesOf (returned: string, { before, after }: Change, places: Place[]): Item | undefined {
  if (returned === 'NONE') return undefined
  const row = returned.endsWith('OLD') ? before : after
  return row && (returned.startsWith('ALL') ? row.item : project(row.item, places.map(([name]): Place => [name])))
}

type Conditional = Input<'PutItem'> | Input<'DeleteItem'> | Input<'UpdateItem'>

function checkCondition (input: Conditional, before: Row | undefined, update?: Parsed<Action[]>): void {
  if (isMet(input, before, update)) return
  conditionFailed(input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? before?.item : undefined)
}

type Conditions = Pick<Conditional, 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>

/** Whether a write has no condition, or its condition is met by the stored row. */
export function isMet (input: Conditions, before: Row | undefined, update?: Parsed<Action[]>): boolean {
  const condition = input.ConditionExpression === undefined ? undefined : parseCondition(input.ConditionExpression)
  const bound = bindingsOf(input, [condition, update])
  return !condition || holds(condition.value, before?.item, bound)
}

function answerTo (input: Conditional, units: () => Units, attributes: Item | undefined): Output<'PutItem'> {
  const { ReturnConsumedCapacity, TableName } = input
  const ConsumedCapacity = ReturnConsumedCapacity === undefined ? undefined : capacity(ReturnConsumedCapacity, TableName!, units())
  const hasAttributes = attributes && Object.keys(attributes).length > 0
  return { ...(hasAttributes && { Attributes: attributes }), ...(ConsumedCapacity && { ConsumedCapacity }) }
}
