import { isEqual } from './compare-values.js'
import { itemSize, type Item, type Row } from './items.js'
import { checkIndexKey, indexKey } from './keys.js'
import type { Transaction } from './store.js'
import type { Catalog, Index, Table } from './table-catalog.js'
import { writeUnits, type Units } from './units.js'

/** The state that all operations of an engine share. */
export interface Context {
  catalog: Catalog
  watch: Watch
  now: () => number
}

/** Hooks for tests, which observe writes or delay the entries of indexes. */
export interface Watch {
  /** Called for every change of an item. */
  onWrite?: (table: string, before: Item | undefined, after: Item | undefined) => void
  /**
   * Called for every change of an index. It may call `apply` later, but in order for each index. Without it, the entry
   * changes with the item.
   */
  onIndexChange?: (table: string, index: string, apply: () => void) => void
}

/** A change of an item, from `before` to `after`. */
export interface Change { table: Table, key: string, before: Row | undefined, after: Row | undefined }

/** Writes a change and its index entries into a transaction. Returns a function that counts its capacity units. */
export function changeRow ({ watch }: Context, transaction: Transaction, change: Change): () => Units {
  const { table, key, before, after } = change
  if (after) for (const index of table.indexes) checkIndexKey(index, after.item, table.types)
  if (after) transaction.put(key, after)
  else if (before) transaction.remove(key)
  const entries = table.indexes.map(index => entriesOf(index, change)).filter(entry => entry !== undefined)
  for (const entry of entries) {
    const apply = () => applyEntry(transaction, entry)
    if (watch.onIndexChange) watch.onIndexChange(table.name, entry.index.name, apply)
    else apply()
  }
  if (before || after) watch.onWrite?.(table.name, before?.item, after?.item)
  return () => unitsOf(change, entries)
}

interface Entry { index: Index, oldKey: string | undefined, newKey: string | undefined, change: Change }

/** The change of an item's entry in an index; undefined when the entry stays the same. */
function entriesOf (index: Index, change: Change): Entry | undefined {
  const { table: { prefix }, key, before, after } = change
  const own = key.slice(prefix.length)
  const oldKey = before && indexKey(index, before.item, own)
  const newKey = after && indexKey(index, after.item, own)
  if (oldKey === undefined && newKey === undefined) return undefined
  return oldKey === newKey && isSame(index, before!.item, after!.item) ? undefined : { index, oldKey, newKey, change }
}

function isSame ({ projected }: Index, before: Item, after: Item): boolean {
  const names = projected ?? new Set([...Object.keys(before), ...Object.keys(after)])
  for (const name of names) if (before[name] !== after[name] && !isEqual(before[name], after[name])) return false
  return true
}

function applyEntry (transaction: Transaction, { index, oldKey, newKey, change }: Entry): void {
  if (oldKey !== undefined && oldKey !== newKey) transaction.remove(index.prefix + oldKey)
  if (newKey !== undefined) transaction.put(index.prefix + newKey, projectedRow(index, change.after!))
}

function projectedRow ({ projected }: Index, row: Row): Row {
  if (!projected) return row
  const item: Item = {}
  for (const name of projected) if (row.item[name] !== undefined) item[name] = row.item[name]
  return { item, size: itemSize(item) }
}

function unitsOf ({ before, after }: Change, entries: Entry[]): Units {
  const indexes: Units['indexes'] = {}
  for (const { index, oldKey, newKey } of entries) {
    const old = oldKey === undefined ? undefined : projectedRow(index, before!)
    const made = newKey === undefined ? undefined : projectedRow(index, after!)
    // A moved entry is deleted and created again.
    const isMoved = old && made && oldKey !== newKey
    indexes[index.name] = isMoved ? writeUnits(old, undefined) + writeUnits(undefined, made) : writeUnits(old, made)
  }
  return { table: writeUnits(before, after), indexes }
}
