import type {
  BatchGetItemCommandInput, BatchWriteItemCommandInput, CreateTableCommandInput, KeysAndAttributes, WriteRequest
} from '@aws-sdk/client-dynamodb'
import type { Operation } from '../../src/dynamodb/call.js'
import type { Item } from '../../src/dynamodb/embedded/items.js'
import { openMemoryEngine } from '../../src/dynamodb/embedded/open-engine.js'

/** The embedded engine in memory, with the behaviour of a remote DynamoDB: indexes that follow later, and batches with parts left out. */
export interface Tables {
  /** Makes a call at once. Throws as DynamoDB would, also for unknown calls. */
  apply: (operation: Operation, input: object) => object
  /** One item, unchanged. */
  itemOf: (tableName: string, key: Item) => Item | undefined
  /** All items of a table as they are. */
  items: (tableName: string) => Iterable<Item>
}

export interface TablesOptions {
  definitions: CreateTableCommandInput[]
  now: () => number
  /** How long an index takes to show a write, ms. */
  indexLagMs: () => number
  /** Whether a busy database leaves out this part of a batch. */
  isLeftOut: () => boolean
  /** Called for every change. */
  onWrite: (tableName: string, before: Item | undefined, after: Item | undefined) => void
}

type Coming = Array<{ at: number, apply: () => void }>

export function createTables (options: TablesOptions): Tables {
  const keyNames = new Map(options.definitions.map(({ TableName, KeySchema }) =>
    [TableName!, KeySchema!.map(({ AttributeName }) => AttributeName!)]))
  const items = new Map(options.definitions.map(({ TableName }) => [TableName!, new Map<string, Item>()]))
  const coming = new Map<string, Coming>()

  function keep (table: string, before: Item | undefined, after: Item | undefined): void {
    const key = keyNames.get(table)!.map(name => (after ?? before)![name]!.S).join('\0')
    if (after) items.get(table)!.set(key, after)
    else items.get(table)!.delete(key)
    options.onWrite(table, before, after)
  }

  const engine = openMemoryEngine({
    onWrite: keep,
    onIndexChange (table, index, apply) {
      const name = `${table} ${index}`
      const queue = coming.get(name) ?? []
      coming.set(name, queue)
      queue.push({ at: Math.max(queue.at(-1)?.at ?? 0, options.now() + options.indexLagMs()), apply })
    }
  })
  for (const definition of options.definitions) engine.callNow('CreateTable', definition)

  /** Updates an index to the changes that it shows by now. */
  function catchUp (queue: Coming = []): void {
    const now = options.now()
    let seen = 0
    while (seen < queue.length && queue[seen]!.at <= now) queue[seen++]!.apply()
    if (seen > 0) queue.splice(0, seen)
  }

  function parted<E> (entries: readonly E[]): { taken: E[], left: E[] } {
    const isTaken = entries.map(() => !options.isLeftOut())
    return { taken: entries.filter((_, index) => isTaken[index]), left: entries.filter((_, index) => !isTaken[index]) }
  }

  // A batch contains one table.
  const partly: Partial<Record<Operation, (input: never) => object>> = {
    BatchGetItem ({ RequestItems = {} }: BatchGetItemCommandInput) {
      const [name, request] = Object.entries(RequestItems)[0] as [string, KeysAndAttributes]
      const { taken, left } = parted(request.Keys!)
      const answer = taken.length > 0
        ? engine.callNow('BatchGetItem', { RequestItems: { [name]: { ...request, Keys: taken } } })
        : {
            Responses: { [name]: [] }
          }
      return { ...answer, UnprocessedKeys: left.length > 0 ? { [name]: { ...request, Keys: left } } : {} }
    },
    BatchWriteItem ({ RequestItems = {} }: BatchWriteItemCommandInput) {
      const [name, writes] = Object.entries(RequestItems)[0] as [string, WriteRequest[]]
      const { taken, left } = parted(writes)
      if (taken.length > 0) engine.callNow('BatchWriteItem', { RequestItems: { [name]: taken } })
      return { UnprocessedItems: left.length > 0 ? { [name]: left } : {} }
    }
  }

  return {
    apply (operation, input) {
      const { TableName, IndexName } = input as { TableName?: string, IndexName?: string }
      if (IndexName !== undefined) catchUp(coming.get(`${TableName} ${IndexName}`))
      return partly[operation]?.(input as never) ?? engine.callNow(operation, input)
    },
    itemOf: (TableName, Key) => engine.callNow('GetItem', { TableName, Key }).Item,
    items: name => items.get(name)!.values()
  }
}
