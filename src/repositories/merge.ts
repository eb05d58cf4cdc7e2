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

/** A part of a sorted list: all up to and including the key `end`, in the direction of the walk, was read by now. */
export interface Part<T> { items: T[], end: string }

/**
 * Merges sorted lists in parts: none has to find its next item before the others go on. A part may be empty. The last one has no `end`: all
 * was read. `reads`: how many parts of the lists it took.
 */
export async function * mergeParts<T> (
  lists: Array<AsyncIterable<Part<T>>>,
  key: (item: T) => string,
  ascending: boolean
): AsyncGenerator<{ items: T[], end: string | undefined, reads: number }> {
  const isBefore = (a: string, b: string) => ascending ? a < b : a > b
  let open = lists.map(list => ({ iterator: list[Symbol.asyncIterator](), end: '' }))
  let waiting: T[] = []
  for (let late = open; ;) {
    let reads = 0
    await Promise.all(late.map(async reader => {
      const { done, value } = await reader.iterator.next()
      if (done) open = open.filter(one => one !== reader)
      else {
        reads++
        waiting.push(...value.items)
        reader.end = value.end
      }
    }))
    const [first, ...others] = open.map(({ end }) => end)
    const end = first === undefined ? undefined : others.reduce((least, one) => isBefore(one, least) ? one : least, first)
    const isRead = (item: T) => end === undefined || !isBefore(end, key(item))
    yield { items: waiting.filter(isRead).sort((a, b) => isBefore(key(a), key(b)) ? -1 : 1), end, reads }
    if (end === undefined) return
    waiting = waiting.filter(item => !isRead(item))
    late = open.filter(reader => reader.end === end)
  }
}

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
