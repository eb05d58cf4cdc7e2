import { invalid } from '../errors.js'
import { isId, startId } from '../lib/ids.js'

// Longer than any id or name, within what DynamoDB takes as a range key.
const MAX_KEY_LENGTH = 300

/** A list's query, as the contract names it; times in Unix milliseconds. */
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
  /** It was walked from its last item to its first; for a caller that ends it earlier. */
  isBackward?: true
}

/** Where a walk over sorted keys begins and ends (both exclusive), which way it goes and how its result is ordered. */
export interface Walk {
  from: string
  to: string
  ascending: boolean
  resultAscending: boolean
  limit: number
}

/** Reads keys between two bounds (inclusive is fine) in walking order; `size` is a hint for one read. */
export type Source<T> = (walk: Walk, size: number) => AsyncIterable<T[]>

/** A walk over a list that has no time limits: applications, endpoints, event types. */
export function plainWalk (query: ListQuery, prefix: string, defaultOrder: 'ascending' | 'descending'): Walk {
  const { key, backward } = readIterator(query.iterator, text => text.startsWith(prefix))
  const resultAscending = (query.order ?? defaultOrder) === 'ascending'
  const ascending = resultAscending !== backward
  const walk = { from: prefix || ' ', to: `${prefix}~`, ascending, resultAscending, limit: query.limit }
  if (!key) return walk
  return ascending ? { ...walk, from: key } : { ...walk, to: key }
}

/** The keys of a list: ids with this prefix, or longer texts that begin with one, which `idOf` finds. */
export interface Keys {
  prefix: string
  idOf: (key: string) => string
}

const keysOf = (keys: string | Keys): Keys => typeof keys === 'string' ? { prefix: keys, idOf: key => key } : keys

/** A walk over messages, attempts or deliveries, newest first, between the instants that the query names (contract 1.8). */
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
 * The page that a walk gives: exactly `limit` items that pass the filter, if there are so many, and whether more follow.
 * A page of none is done: there is no iterator to go on with, so a loop has to end there.
 */
export async function page<T> (walk: Walk, source: Source<T>, key: (item: T) => string, accepts?: (item: T) => boolean): Promise<Page<T>> {
  const isWithin = (item: T) => key(item) > walk.from && key(item) < walk.to && (!accepts || accepts(item))
  // One more for `done`, two for the bounds that an inclusive read brings along.
  const size = accepts ? Math.max(100, walk.limit + 3) : walk.limit + 3
  const found: T[] = []
  if (walk.limit === 0 || walk.from >= walk.to) return assemble(walk, found, key)
  for await (const items of source(walk, size)) {
    found.push(...items.filter(isWithin))
    if (found.length > walk.limit) break
  }
  return assemble(walk, found, key)
}

/** Cuts a walk's findings (one more than the limit when more follow) into the contract's page. */
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

// So many are loaded at a time, at first.
const WIDTH = 16
// What goes out as one answer is less than what Lambda answers at most.
const LOADED_BYTES = 5_500_000

/**
 * A page with its items loaded in the order of its walk. Once they take more than an answer may, the rest is left
 * alone: the page ends there and says that more follows.
 */
export async function loaded<T, U> (
  page: Page<T>,
  key: (item: T) => string,
  load: (item: T) => Promise<{ item: U, bytes: number }>
): Promise<Page<U>> {
  return await loadedTogether(page, key, { load: async some => await Promise.all(some.map(load)), most: WIDTH })
}

/** The same for what is loaded in batches: of 16 items, then of twice as many each time, up to `most`. */
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

// A name may begin with the sign that means backwards.
const ESCAPE = /^~(?=-)/

/** The iterator after a key: the key itself, unless it would be read as one that goes backwards. */
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
