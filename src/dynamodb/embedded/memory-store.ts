import type { Row } from './items.js'
import type { Span } from './keys.js'
import type { Store, Transaction } from './store.js'

/** A store in memory. Writes are visible at once. */
export interface MemoryStore extends Store, Transaction {}

// A longer chunk is split, so that an insertion moves at most this many keys.
const MOST_IN_CHUNK = 256

/** A store in memory, which ends with its process. */
export function createMemoryStore (): MemoryStore {
  const rows = new Map<string, Row>()
  // All keys in order, in chunks. No chunk is empty.
  const chunks: string[][] = []

  function insert (key: string): void {
    const at = Math.max(0, chunkBefore(chunks, key))
    const chunk = chunks[at] ??= []
    chunk.splice(placeOf(chunk, key), 0, key)
    if (chunk.length > MOST_IN_CHUNK) chunks.splice(at + 1, 0, chunk.splice(MOST_IN_CHUNK / 2))
  }

  const store: MemoryStore = {
    get: key => rows.get(key),
    put (key, row) {
      if (!rows.has(key)) insert(key)
      rows.set(key, row)
    },
    remove (key) {
      if (!rows.delete(key)) return
      const at = chunkBefore(chunks, key)
      const chunk = chunks[at]!
      chunk.splice(placeOf(chunk, key), 1)
      if (chunk.length === 0) chunks.splice(at, 1)
    },
    * range (span, isBackward) {
      for (const key of isBackward ? backward(chunks, span) : forward(chunks, span)) yield rows.get(key)!
    },
    keys: span => [...forward(chunks, span)],
    afterwards: step => step(),
    write: async work => work(store),
    close: async () => {}
  }
  return store
}

function * forward (chunks: string[][], { start, end }: Span): Generator<string> {
  let at = Math.max(0, chunkBefore(chunks, start))
  for (let place = placeOf(chunks[at] ?? [], start); at < chunks.length; at++, place = 0) {
    const chunk = chunks[at]!
    for (; place < chunk.length; place++) {
      if (chunk[place]! >= end) return
      yield chunk[place]!
    }
  }
}

function * backward (chunks: string[][], { start, end }: Span): Generator<string> {
  let at = chunkBefore(chunks, end)
  for (let place = at < 0 ? -1 : placeOf(chunks[at]!, end) - 1; at >= 0; at--, place = (chunks[at]?.length ?? 0) - 1) {
    for (; place >= 0; place--) {
      const key = chunks[at]![place]!
      if (key < start) return
      yield key
    }
  }
}

/** The last chunk whose first key is not after the given key; -1 when there is none. */
function chunkBefore (chunks: string[][], key: string): number {
  let low = 0
  for (let high = chunks.length; low < high;) {
    const middle = (low + high) >> 1
    if (chunks[middle]![0]! <= key) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The position of a key in a chunk, or the position at which it would be inserted. */
function placeOf (chunk: string[], key: string): number {
  let low = 0
  for (let high = chunk.length; low < high;) {
    const middle = (low + high) >> 1
    if (chunk[middle]! < key) low = middle + 1
    else high = middle
  }
  return low
}
