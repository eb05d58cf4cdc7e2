import type { Operations } from '../call.js'
import { bindingsOf, remembering } from './expression-tokens.js'
import type { Item } from './items.js'
import { keyIn } from './item-writes.js'
import { checkApart, parsePath, placeOf, project, type Path } from './paths.js'
import type { Context } from './row-changes.js'
import type { Reader } from './store.js'
import { capacity, readUnits } from './units.js'

type Input = Operations['GetItem']['input']

/** Parses a ProjectionExpression to its paths; refuses one with a syntax error. Results are cached by text. */
export const parseProjection = remembering('ProjectionExpression', tokens => {
  const paths: Path[] = [parsePath(tokens)]
  while (tokens.skip(',')) paths.push(parsePath(tokens))
  return paths
})

/** Reads one item; the answer has no `Item` when it does not exist. */
export function getItem (context: Context, input: Input, reader: Reader): Operations['GetItem']['output'] {
  const table = context.catalog.find(input.TableName)
  const row = reader.get(keyIn(table, input.Key))
  const pick = pickerOf(input)
  const units = { table: readUnits(row?.size ?? 0, input.ConsistentRead === true), indexes: {} }
  const ConsumedCapacity = capacity(input.ReturnConsumedCapacity, table.name, units)
  return { ...(row && { Item: pick(row.item) }), ...(ConsumedCapacity && { ConsumedCapacity }) }
}

/** Returns a function that gives the part of an item that a request asks for: the whole item, or a projection. */
export function pickerOf (input: Pick<Input, 'ProjectionExpression' | 'ExpressionAttributeNames'>): (item: Item) => Item {
  const projection = input.ProjectionExpression === undefined ? undefined : parseProjection(input.ProjectionExpression)
  const bound = bindingsOf(input, [projection])
  if (!projection) return item => item
  const places = projection.value.map(path => placeOf(path, bound))
  checkApart(places, 'ProjectionExpression')
  return item => project(item, places)
}
