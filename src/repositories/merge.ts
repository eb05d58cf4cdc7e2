import type { Source, Walk } from './pagination.js'

/** Merges several sorted sources into one. Each source is read in shares, and read on when its share is used up. */
export function merge<T> (sources: Array<Source<T>>, key: (item: T) => string): Source<T> {
  const [only] = sources
  if (only && sources.length === 1) return only
  return async function * (walk: Walk, size: number) {
    const share = Math.ceil(size / sources.length) + 1
    const readers = await Promise.all(sources.map(async source => await openReader(source(walk, share))))
    for (;;) {
      const batch: T[] = []
      while (batch.length < size) {
        const next = nextOf(readers, key, walk.ascending)
        if (!next) break
        batch.push(await next.take())
      }
      if (batch.length === 0) return
      yield batch
    }
  }
}

/** So many items of a filtered list are read from the list itself, which is consistent; what follows comes from an index. */
export const SCAN_ITEMS = 1000

/** The first thousand items of a list from the list itself, which is consistent, and what follows from an index. */
export function listThenIndex<T> (list: Source<T>, index: Source<T>, key: (item: T) => string): Source<T> {
  return async function * (walk, size) {
    let seen = 0
    let last: string | undefined
    for await (const items of list(walk, size)) {
      yield items
      seen += items.length
      const end = items.at(-1)
      if (end !== undefined) last = key(end)
      if (seen < SCAN_ITEMS || last === undefined) continue
      // A range includes its bounds, and the last item was yielded before.
      for await (const found of index(after(walk, last), size)) yield found.filter(item => key(item) !== last)
      return
    }
  }
}

const after = (walk: Walk, last: string): Walk => walk.ascending ? { ...walk, from: last } : { ...walk, to: last }

interface Reader<T> { head: () => T | undefined, take: () => Promise<T> }

async function openReader<T> (pages: AsyncIterable<T[]>): Promise<Reader<T>> {
  const iterator = pages[Symbol.asyncIterator]()
  let page: T[] = []
  let at = 0
  const refill = async () => {
    for (let done = false; at >= page.length && !done;) {
      const result = await iterator.next()
      done = result.done === true
      page = done ? [] : result.value
      at = 0
    }
  }
  await refill()
  return {
    head: () => page[at],
    async take () {
      const item = page[at++]!
      await refill()
      return item
    }
  }
}

function nextOf<T> (readers: Array<Reader<T>>, key: (item: T) => string, ascending: boolean): Reader<T> | undefined {
  let best: { reader: Reader<T>, key: string } | undefined
  for (const reader of readers) {
    const head = reader.head()
    if (head === undefined) continue
    const candidate = key(head)
    if (!best || (ascending ? candidate < best.key : candidate > best.key)) best = { reader, key: candidate }
  }
  return best?.reader
}
