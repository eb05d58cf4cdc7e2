import type { DynamoDb, Operation, Operations } from '../call.js'
import { createMemoryStore } from './memory-store.js'
import { isWrite, read, write } from './operations.js'
import type { Context, Watch } from './row-changes.js'
import type { Store } from './store.js'
import { readCatalog } from './table-catalog.js'

/** A DynamoDB over a store, in this process. Closing it closes the store. */
export function openEngine (store: Store, watch: Watch = {}): DynamoDb {
  const context: Context = { catalog: readCatalog(store), watch, now: Date.now }
  return {
    // Async, so that a refusal rejects too.
    call: async (operation, input) => isWrite(operation)
      ? await store.write(transaction => write(context, operation, input, transaction))
      : read(context, operation, input, store),
    transacts: true,
    close: store.close
  }
}

/** A DynamoDB in memory that can also answer synchronously. */
export interface MemoryDynamoDb extends DynamoDb {
  /** Makes a call synchronously; throws what `call` would reject with. */
  callNow: <O extends Operation>(operation: O, input: Operations[O]['input']) => Operations[O]['output']
}

/** A DynamoDB in memory, which ends with its process. */
export function openMemoryEngine (watch: Watch = {}): MemoryDynamoDb {
  const store = createMemoryStore()
  const context: Context = { catalog: readCatalog(store), watch, now: Date.now }
  const callNow: MemoryDynamoDb['callNow'] = (operation, input) =>
    isWrite(operation) ? write(context, operation, input, store) : read(context, operation, input, store)
  return { callNow, call: async (operation, input) => callNow(operation, input), transacts: true, close: store.close }
}
