/** What we use of dynalite's inner modules, which have no types. */
interface Operation { type: 'put' | 'del', key: string, value?: unknown }
type Callback = (error?: Error | null) => void
interface ItemStore { put: (key: string, item: object, callback: Callback) => void, del: (key: string, callback: Callback) => void }
interface Table { TableName: string, GlobalSecondaryIndexes?: object[], LocalSecondaryIndexes?: object[] }
interface Store { getItemDb: (table: string) => ItemStore }
interface IndexActions { puts: Array<{ index: string, key: string, item: object }>, deletes: Array<{ index: string, key: string }> }

interface DynaliteDb {
  create: (options: object) => Store
  createKey: (item: object, table: Table) => string
  getIndexActions: (indexes: object[], before: object | null | undefined, after: object | null | undefined, table: Table) => IndexActions
  // eslint-disable-next-line max-params -- dynalite calls it so
  updateIndexes: (store: Store, table: Table, before: object | null | undefined, after: object | null | undefined, callback: Callback) => void
}

export interface BatchLevel { batch: (operations: Operation[], callback: Callback) => void }

const ATOMIC = Symbol('atomic')

/**
 * Makes dynalite write an item and its index entries at once. By itself it removes the old entries, adds the new ones
 * and then writes the item, each on its own: a process killed in between leaves an item that no index finds, or entries
 * that no later write removes (dynalite 4.0.0). `latest` gives the level of the store created last.
 */
export function makeIndexesAtomic (requireOfDynalite: NodeJS.Require, latest: () => BatchLevel): void {
  const db = requireOfDynalite('./db') as DynaliteDb & { [ATOMIC]?: true }
  if (db[ATOMIC]) return
  db[ATOMIC] = true
  const create = db.create
  const levels = new WeakMap<Store, BatchLevel>()
  db.create = options => {
    const store = create(options)
    levels.set(store, latest())
    return store
  }
  // dynalite holds a lock on the key from the one call to the other.
  // eslint-disable-next-line max-params -- dynalite calls it so
  db.updateIndexes = (store, table, before, after, callback) => {
    if (before || after) {
      const itemKey = db.createKey((after ?? before)!, table)
      batching(levels.get(store)!, store, table).set(itemKey, operationsOf(db, table, before, after))
    }
    callback()
  }
}

const pendingOf = new WeakMap<ItemStore, Map<string, Operation[]>>()

/** Where the index operations of a table wait for the write of their item, which then takes them along. */
function batching (level: BatchLevel, store: Store, { TableName }: Table): Map<string, Operation[]> {
  const items = store.getItemDb(TableName)
  const known = pendingOf.get(items)
  if (known) return known
  const pending = new Map<string, Operation[]>()
  pendingOf.set(items, pending)
  const write = (operation: Operation, callback: Callback) => {
    const operations = pending.get(operation.key) ?? []
    pending.delete(operation.key)
    level.batch([...operations, { ...operation, key: `item-${TableName}~${operation.key}` }], callback)
  }
  items.put = (key, value, callback) => write({ type: 'put', key, value }, callback)
  items.del = (key, callback) => write({ type: 'del', key }, callback)
  return pending
}

function operationsOf (db: DynaliteDb, table: Table, before: object | null | undefined, after: object | null | undefined): Operation[] {
  const kinds = [['local', table.LocalSecondaryIndexes ?? []], ['global', table.GlobalSecondaryIndexes ?? []]] as const
  return kinds.flatMap(([kind, indexes]) => {
    const { puts, deletes } = db.getIndexActions([...indexes], before, after, table)
    const keyOf = (index: string, key: string) => `index-${kind}~${table.TableName}~${index}~${key}`
    return [
      ...deletes.map(({ index, key }): Operation => ({ type: 'del', key: keyOf(index, key) })),
      ...puts.map(({ index, key, item }): Operation => ({ type: 'put', key: keyOf(index, key), value: item }))
    ]
  })
}
