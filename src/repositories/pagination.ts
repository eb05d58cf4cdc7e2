import { invalid } from '../errors.js'
import { isId, startId } from '../lib/ids.js'

// Longer than any id or name, and shorter than DynamoDB's limit of a range key.
const MAX_KEY_LENGTH = 300

/** The query of a list, with the contract's names; times in Unix ms. */
export interface ListQuery {
  limit: number
  iterator?: string | undefined
  order?: 'ascending' | 'descending' | undefined
  before?: number | undefined
  after?: number | undefined
}

export interface Page<T> {
  data: T[]
  iterator: string | null
  prevIterator?: string
  done: boolean
  /** The page was read from its last item to its first; for a caller that cuts it. */
  isBackward?: true
}

/** The bounds of a walk over sorted keys (both exclusive), its direction, and the order of its result. */
export interface Walk {
  from: string
  to: string
  ascending: boolean
  resultAscending: boolean
  limit: number
}

/** Reads keys between two bounds (these may be included) in walking order. `size`: about how many items one read should return. */
export type Source<T> = (walk: Walk, size: number) => AsyncIterable<T[]>

/** A walk over a list without time limits: applications, endpoints, event types. */
export function plainWalk (query: ListQuery, prefix: string, defaultOrder: 'ascending' | 'descending'): Walk {
  const { key, backward } = readIterator(query.iterator, text => text.startsWith(prefix))
  const resultAscending = (query.order ?? defaultOrder) === 'ascending'
  const ascending = resultAscending !== backward
  const walk = { from: prefix || ' ', to: `${prefix}~`, ascending, resultAscending, limit: query.limit }
  if (!key) return walk
  return ascending ? { ...walk, from: key } : { ...walk, to: key }
}

/** The keys of a list: ids with this prefix, or longer strings from which `idOf` takes the id. */
export interface Keys {
  prefix: string
  idOf: (key: string) => string
}

const keysOf = (keys: string | Keys): Keys => typeof keys === 'string' ? { prefix: keys, idOf: key => key } : keys

/** A walk over messages, attempts or deliveries, newest first, between the times of the query (contract 1.8). */
export function timedWalk (query: ListQuery, keys: string | Keys): Walk {
  const { prefix, idOf } = keysOf(keys)
  const { key, backward } = readIterator(query.iterator, text => isId(prefix, idOf(text)))
  const { before, after, limit } = query
  const lower = [after === undefined ? prefix : startId(prefix, after)]
  const upper = [before === undefined ? `${prefix}~` : startId(prefix, before)]
  if (key) (backward ? lower : upper).push(key)
  return { from: max(lower), to: min(upper), ascending: backward, resultAscending: false, limit }
}

/**
 * Reads the page of a walk: exactly `limit` items that pass the filter, if there are as many, and whether more follow.
 * A page without items is always `done`: it has no iterator, so a client's loop has to end.
 */
export async function page<T> (walk: Walk, source: Source<T>, key: (item: T) => string, accepts?: (item: T) => boolean): Promise<Page<T>> {
  const isWithin = (item: T) => key(item) > walk.from && key(item) < walk.to && (!accepts || accepts(item))
  // One item more for `done`, and two for the bounds, which a read may include.
  const size = accepts ? Math.max(100, walk.limit + 3) : walk.limit + 3
  const found: T[] = []
  if (walk.limit === 0 || walk.from >= walk.to) return assemble(walk, found, key)
  for await (const items of source(walk, size)) {
    found.push(...items.filter(isWithin))
    if (found.length > walk.limit) break
  }
  return assemble(walk, found, key)
}

/** A page that was cut there, perhaps without items, and says that more may follow; the same page without an end. */
export function endedAt<T> (page: Page<T>, end: string | undefined, isBackward: boolean): Page<T> {
  if (end === undefined) return page
  return isBackward
    ? { ...page, iterator: page.iterator ?? end, prevIterator: `-${end}`, done: false }
    : { ...page, iterator: end, done: false }
}

/** Makes the contract's page of the items of a walk (one more than the limit when more follow). */
export function assemble<T> (walk: Walk, found: T[], key: (item: T) => string): Page<T> {
  const data = found.slice(0, walk.limit)
  const isBackward = walk.ascending !== walk.resultAscending
  if (isBackward) data.reverse()
  const done = found.length <= walk.limit
  const first = data[0]
  const last = data.at(-1)
  if (first === undefined || last === undefined) return { data, iterator: null, done }
  return { data, iterator: iteratorAfter(key(last)), prevIterator: `-${key(first)}`, done, ...(isBackward && { isBackward }) }
}

// How many items are loaded in parallel, or in the first batch.
const WIDTH = 16
// Smaller than the largest answer of a Lambda function.
const LOADED_BYTES = 5_500_000

/**
 * A page with its items loaded in walking order. When they take more bytes than an answer may have, the page is cut
 * there and says that more follows.
 */
export async function loaded<T, U> (
  page: Page<T>,
  key: (item: T) => string,
  load: (item: T) => Promise<{ item: U, bytes: number }>
): Promise<Page<U>> {
  return await loadedTogether(page, key, { load: async some => await Promise.all(some.map(load)), most: WIDTH })
}

/** The same for items that are loaded in batches: the first has 16 items, each next one twice as many, up to `most`. */
export async function loadedTogether<T, U> (
  page: Page<T>,
  key: (item: T) => string,
  { load, most }: { load: (some: T[]) => Promise<Array<{ item: U, bytes: number }>>, most: number }
): Promise<Page<U>> {
  const walked = page.isBackward ? page.data.toReversed() : page.data
  const data: U[] = []
  for (let bytes = 0, width = WIDTH; data.length < walked.length && bytes <= LOADED_BYTES; width = Math.min(2 * width, most)) {
    const some = await load(walked.slice(data.length, data.length + width))
    data.push(...some.map(({ item }) => item))
    bytes += some.reduce((sum, one) => sum + one.bytes, 0)
  }
  const end = data.length < walked.length ? key(walked[data.length - 1]!) : undefined
  if (page.isBackward) data.reverse()
  if (end === undefined) return { ...page, data }
  return page.isBackward
    ? { ...page, data, prevIterator: `-${end}`, done: false }
    : { ...page, data, iterator: iteratorAfter(end), done: false }
}

// A name may begin with `-`, which means backwards; it is escaped.
const ESCAPE = /^~(?=-)/

/** The iterator after a key: the key itself, escaped when it would be read as a backward iterator. */
export const iteratorAfter = (key: string) => key.startsWith('-') ? `~${key}` : key

function readIterator (text: string | undefined, isValid: (key: string) => boolean): { key?: string, backward: boolean } {
  if (text === undefined) return { backward: false }
  const backward = text.startsWith('-')
  const key = (backward ? text.slice(1) : text).replace(ESCAPE, '')
  if (key.length > MAX_KEY_LENGTH || !isValid(key)) throw invalid(['query', 'iterator', '__all__'], 'Not an iterator of this list.')
  return { key, backward }
}

const max = (keys: string[]) => keys.reduce((a, b) => a > b ? a : b)
const min = (keys: string[]) => keys.reduce((a, b) => a < b ? a : b)
