import type { Operations } from '../call.js'
import { parseFilter } from './condition-parser.js'
import { holds } from './conditions.js'
import { bindingsOf, type Bindings } from './expression-tokens.js'
import { parseProjection } from './item-reads.js'
import type { Item, Row } from './items.js'
import { keyTest, parseKeys } from './key-conditions.js'
import { checkKey, hashPart, indexKey, itemKey, spanOf, beginningWith, type Span } from './keys.js'
import { checkApart, placeOf, project } from './paths.js'
import { refuse } from './refusals.js'
import type { Context } from './row-changes.js'
import type { Reader } from './store.js'
import type { Index, Table } from './table-catalog.js'
import { capacity, readUnits } from './units.js'

type QueryInput = Operations['Query']['input']
type ScanInput = Operations['Scan']['input']

const PAGE_BYTES = 1024 * 1024

/** Reads one page of the items with a hash key, in the order of their range keys. */
export function query (context: Context, input: QueryInput, reader: Reader): Operations['Query']['output'] {
  const keys = parseKeys(input.KeyConditionExpression)
  return search(context, { input, reader, isBackward: input.ScanIndexForward === false, keys })
}

/** Reads one page of all items, in the order of their keys' bytes. */
export const scan = (context: Context, input: ScanInput, reader: Reader): Operations['Scan']['output'] =>
  search(context, { input, reader, isBackward: false, keys: undefined })

interface Search { input: QueryInput | ScanInput, reader: Reader, isBackward: boolean, keys: ReturnType<typeof parseKeys> | undefined }

function search (context: Context, { input, reader, isBackward, keys }: Search): Operations['Query']['output'] {
  const table = context.catalog.find(input.TableName)
  const index = input.IndexName === undefined ? undefined : indexOf(table, input)
  const { passes, pick, bound } = selectionOf(input, keys)
  checkSelect(input, index)
  const { prefix } = index ?? table
  const test = keys && keyTest(keys.value, bound, index ?? table, table.types)
  const whole = test ? spanOf(prefix + hashPart(test.hash), test.range) : beginningWith(prefix)
  const span = input.ExclusiveStartKey ? behind({ span: whole, table, index, isBackward }, input.ExclusiveStartKey) : whole
  const { rows, bytes, last } = pageOf(reader.range(span, isBackward), limitOf(input))
  const found = passes ? rows.filter(({ item }) => passes(item)) : rows
  const answer: Operations['Query']['output'] = { Count: found.length, ScannedCount: rows.length }
  if (input.Select !== 'COUNT') answer.Items = found.map(({ item }) => pick(item))
  if (last) answer.LastEvaluatedKey = startAfter(table, index, last.item)
  const ConsumedCapacity = capacityOf(input, index, bytes)
  if (ConsumedCapacity) answer.ConsumedCapacity = ConsumedCapacity
  return answer
}

interface Selection { passes: ((item: Item) => boolean) | undefined, pick: (item: Item) => Item, bound: Bindings }

/** The filter and the projection of a request. */
function selectionOf (input: QueryInput, keys: Search['keys']): Selection {
  const filter = input.FilterExpression === undefined ? undefined : parseFilter(input.FilterExpression)
  const projection = input.ProjectionExpression === undefined ? undefined : parseProjection(input.ProjectionExpression)
  const bound = bindingsOf(input, [keys, filter, projection])
  const places = projection?.value.map(path => placeOf(path, bound))
  if (places) checkApart(places, 'ProjectionExpression')
  return { passes: filter && (item => holds(filter.value, item, bound)), pick: item => places ? project(item, places) : item, bound }
}

function limitOf ({ Limit = Infinity }: QueryInput): number {
  return Limit >= 1 ? Limit : refuse('Limit must be greater than or equal to 1')
}

function capacityOf ({ TableName, ReturnConsumedCapacity, ConsistentRead }: QueryInput, index: Index | undefined, bytes: number) {
  if (ReturnConsumedCapacity === undefined) return undefined
  const units = readUnits(bytes, ConsistentRead === true)
  const counted = index ? { table: 0, indexes: { [index.name]: units } } : { table: units, indexes: {} }
  return capacity(ReturnConsumedCapacity, TableName!, counted)
}

function indexOf (table: Table, { IndexName, ConsistentRead }: QueryInput): Index {
  if (ConsistentRead) refuse('Consistent reads are not supported on global secondary indexes')
  return table.indexes.find(({ name }) => name === IndexName) ?? refuse(`The table does not have the specified index: ${IndexName}`)
}

function checkSelect ({ Select, ProjectionExpression }: QueryInput, index: Index | undefined): void {
  if (Select === undefined) return
  if (Select === 'ALL_ATTRIBUTES' && index?.projected) refuse('ALL_ATTRIBUTES is not supported for an index that does not project ALL')
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && !index) refuse('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName')
  const isSpecific = Select === 'SPECIFIC_ATTRIBUTES'
  if (isSpecific !== (ProjectionExpression !== undefined)) refuse('SPECIFIC_ATTRIBUTES and a ProjectionExpression belong together')
}

// A page ends at the limit or at one megabyte. At the limit it has a key to continue with, even when no item follows.
function pageOf (found: Iterable<Row>, limit: number): { rows: Row[], bytes: number, last: Row | undefined } {
  const rows: Row[] = []
  let bytes = 0
  for (const row of found) {
    if (bytes >= PAGE_BYTES) return { rows, bytes, last: rows.at(-1) }
    rows.push(row)
    bytes += row.size
    if (rows.length >= limit) return { rows, bytes, last: row }
  }
  return { rows, bytes, last: undefined }
}

function startAfter (table: Table, index: Index | undefined, item: Item): Item {
  const names = [table.hash, table.range, index?.hash, index?.range].filter(name => name !== undefined)
  return Object.fromEntries(names.map(name => [name, item[name]!]))
}

interface Walk { span: Span, table: Table, index: Index | undefined, isBackward: boolean }

/** The rest of a span, after the key where a page ended. */
function behind ({ span, table, index, isBackward }: Walk, start: Item): Span {
  const names = new Set([table.hash, table.range, index?.hash, index?.range].filter(name => name !== undefined))
  const given = Object.keys(start)
  if (given.length !== names.size || given.some(name => !names.has(name))) refuse('The provided starting key is invalid')
  checkKey(table, start, table.types)
  if (index) checkKey(index, start, table.types)
  const own = itemKey(table, start)
  const key = index ? index.prefix + indexKey(index, start, own)! : table.prefix + own
  if (key < span.start || key >= span.end) refuse('The provided starting key is outside query boundaries based on provided conditions')
  return isBackward ? { start: span.start, end: key } : { start: `${key}\x00`, end: span.end }
}
