/** Collects items from different callers into batches. */
export interface Batcher<Item> {
  /** Resolves when the item was sent; rejects with the reason when it was not. */
  add: (item: Item) => Promise<void>
}

/** An item, with the promise of its caller. */
export interface Waiting<Item> { item: Item, resolve: () => void, reject: (error: unknown) => void }

export interface BatcherOptions<Item> {
  /** The limits of one batch: items and bytes. */
  most: number
  mostBytes: number
  bytesOf: (item: Item) => number
  /** Sends a batch, and resolves or rejects each of its items. Must not reject. */
  send: (batch: Array<Waiting<Item>>) => Promise<void>
}

/** Creates a batcher. Items added within one turn of the event loop go into the same batch. */
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
