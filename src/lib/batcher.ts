/** Gathers what is given one by one, and by different callers, into batches. */
export interface Batcher<Item> {
  /** Resolves when the item's batch has been taken; rejects with the reason that this item was not. */
  add: (item: Item) => Promise<void>
}

/** One item, and how its caller hears of it. */
export interface Waiting<Item> { item: Item, resolve: () => void, reject: (error: unknown) => void }

export interface BatcherOptions<Item> {
  /** At most so many in a batch, and so many bytes. */
  most: number
  mostBytes: number
  bytesOf: (item: Item) => number
  /** Sees to every item of a batch: each is resolved or rejected in the end. Must not reject. */
  send: (batch: Array<Waiting<Item>>) => Promise<void>
}

/** What is added within one turn of the event loop goes together. */
export function createBatcher<Item> ({ most, mostBytes, bytesOf, send }: BatcherOptions<Item>): Batcher<Item> {
  let waiting: Array<Waiting<Item>> = []
  let bytes = 0

  function flush (): void {
    const batch = waiting
    waiting = []
    bytes = 0
    if (batch.length > 0) void send(batch)
  }

  return {
    async add (item) {
      const size = bytesOf(item)
      if (waiting.length === most || bytes + size > mostBytes) flush()
      if (waiting.length === 0) setImmediate(flush)
      bytes += size
      await new Promise<void>((resolve, reject) => { waiting.push({ item, resolve, reject }) })
    }
  }
}
