import type { AttemptItem } from '../models/attempt-model.js'
import type { DeliveryItem } from '../models/delivery-model.js'
import { endId, startId } from '../lib/ids.js'
import { eachOf } from '../lib/parallel.js'
import { endpointOf } from './attempt-items.js'
import { pages, type Database, type Range } from './database.js'
import * as deliveries from './deliveries.js'
import { idIn, isKept, iteratorOf, PAIRED, sourceOf, stateKey, type Delivery, type DeliveryKey, type DeliveryState } from './deliveries.js'
import type { Endpoint } from './endpoints.js'
import * as endpoints from './endpoints.js'
import { messagesOf, type Listed } from './message-lists.js'
import { listThenIndex, merge } from './merge.js'
import { page, timedWalk, type ListQuery, type Page, type Source, type Walk } from './pagination.js'

/** A state, or 'undelivered' for all states except `succeeded`. */
export type StateFilter = DeliveryState | 'undelivered'

type Named = Pick<Endpoint, 'id' | 'appId'>

interface Asked extends ListQuery { state?: StateFilter | undefined }

const UNDELIVERED = ['pending', 'exhausted', 'canceled'] as const

/** The states that the index `undelivered` has; undefined when others are asked for. */
const inIndex = (state: StateFilter | undefined): readonly DeliveryState[] | undefined =>
  state === 'undelivered' ? UNDELIVERED : state === undefined || state === 'succeeded' ? undefined : [state]

/** The deliveries to an endpoint, all or those in a state, newest message first. */
export async function ofEndpoint (db: Database, { id, appId }: Named, query: Asked, now: number): Promise<Page<Delivery>> {
  const place = { appId, states: inIndex(query.state), isOf: (endpointId: string) => endpointId === id }
  return await ofSource(query, now, listOf(db, sourceOf(db, id), place))
}

/** An application; all its endpoints, deleted ones included, where they are few. */
interface Among { listed: Listed, few: ReadonlyArray<Pick<Endpoint, 'id'>> | undefined }

/**
 * The deliveries of an application, all or those in a state, newest message first. Message id and endpoint id together give an exact
 * order. The lists of a few endpoints are merged. Those of many are found through the index of what is undelivered, or through the
 * messages and their attempts.
 */
export async function ofApplication (db: Database, { listed, few }: Among, query: Asked, now: number): Promise<Page<Delivery>> {
  const states = inIndex(query.state)
  if (few) return await ofSource(query, now, listOf(db, merged(db, few), { appId: listed.id, states }))
  return await ofSource(query, now, states ? undeliveredIn(db, { appId: listed.id, states }) : throughMessages(db, listed))
}

// Deliveries that are looked up by their keys.
const MOST_KEYS = 1000

/** The deliveries of some messages of an application, all or those in a state, newest message first. */
export async function ofMessages (
  db: Database,
  { listed, few }: Among,
  { ids, ...query }: Asked & { ids: readonly string[] },
  now: number
): Promise<Page<Delivery>> {
  const source: Source<Delivery> = async function * (walk, size) {
    const all = few && few.length * ids.length <= MOST_KEYS
      ? ids.flatMap(msgId => few.map(({ id: endpointId }) => ({ msgId, endpointId })))
      : (await eachOf(ids, AT_ONCE, async id => await keysOf(db, listed.id, [id]))).flat()
    yield * readSorted(db, all, walk, size)
  }
  return await ofSource(query, now, source)
}

async function ofSource (query: Asked, now: number, source: Source<Delivery>): Promise<Page<Delivery>> {
  const { state } = query
  const isAsked = (delivery: Delivery) =>
    state === undefined || (state === 'undelivered' ? delivery.state !== 'succeeded' : delivery.state === state)
  return await page(timedWalk(query, PAIRED), source, iteratorOf, delivery => isKept(delivery, now) && isAsked(delivery))
}

const merged = (db: Database, among: ReadonlyArray<Pick<Endpoint, 'id'>>) => merge(among.map(({ id }) => sourceOf(db, id)), iteratorOf)

type Whole = Omit<Place, 'states'> & { states: Place['states'] | undefined }

interface Place { appId: string, states: readonly DeliveryState[], isOf?: (endpointId: string) => boolean }

/** A list, or the index where it has all that is asked for: at once where it has all, else after the newest of the list. */
function listOf (db: Database, list: Source<Delivery>, { states, ...place }: Whole): Source<Delivery> {
  if (!states) return list
  const index = undeliveredIn(db, { ...place, states })
  return db.recent ? index : listThenIndex(list, index, iteratorOf)
}

/** What is undelivered by the index, as it is stored now. */
function undeliveredIn (db: Database, place: Place): Source<Delivery> {
  const keys = keysIn(db, place)
  return async function * (walk, size) {
    for await (const some of keys(walk, size)) yield await readInOrder(db, some)
  }
}

// The entries of other endpoints are passed over, so many at a time.
const PASSED_OVER = 2000

/** The entries of the index `undelivered`, in the order of a walk. */
function keysIn (db: Database, { appId, states, isOf }: Place): Source<DeliveryKey> {
  const inState = (state: DeliveryState): Source<DeliveryKey> => async function * ({ from, to, ascending }, size) {
    const limit = isOf ? PASSED_OVER : size
    const hash = ['stateKey', stateKey(appId, state)] as const
    const range: Range = { hash, range: ['pairKey', from, to], index: 'undelivered', descending: !ascending, limit }
    for await (const items of pages<DeliveryItem>(db, 'deliveries', range)) {
      yield isOf ? items.filter(({ endpointId }) => isOf(endpointId)) : items
    }
  }
  return merge(states.map(inState), iteratorOf)
}

// Of one call of `pendingAfter`.
const READ_AT_ONCE = 250
const MOST_READ = 10_000

/**
 * Pending deliveries to an endpoint by the index, oldest message first: those after the entry `after` (null: from the beginning) of
 * messages created from `since` on and before `until` (Unix ms). Reads a bounded part of the index, which has those of all endpoints of the
 * application. `end`: the last entry that was read; null when there are no more.
 */
export async function pendingAfter (
  db: Database, { id, appId }: Named, { since, until, after }: { since: number, until: number, after: string | null }
): Promise<{ found: Delivery[], end: string | null }> {
  const range = ['pairKey', after ?? startId('msg_', since), startId('msg_', until)] as const
  const [keys, hash]: [DeliveryKey[], readonly [string, string]] = [[], ['stateKey', stateKey(appId, 'pending')]]
  let [seen, end]: [number, string | null] = [0, null]
  for await (const items of pages<DeliveryItem>(db, 'deliveries', { hash, range, index: 'undelivered', limit: READ_AT_ONCE })) {
    keys.push(...items.filter(item => item.endpointId === id && iteratorOf(item) !== after))
    seen += items.length
    end = items.at(-1) ? iteratorOf(items.at(-1)!) : null
    if (keys.length >= READ_AT_ONCE || seen >= MOST_READ) return { found: await readInOrder(db, keys), end }
  }
  return { found: await readInOrder(db, keys), end: null }
}

async function readInOrder (db: Database, keys: readonly DeliveryKey[]): Promise<Delivery[]> {
  const found = new Map((await deliveries.readMany(db, keys)).map(delivery => [iteratorOf(delivery), delivery]))
  return keys.flatMap(key => found.get(iteratorOf(key)) ?? [])
}

// So many messages are gone through before the endpoints' own lists are merged, since these may have no deliveries.
const MOST_MESSAGES = 1000
const AT_ONCE = 16
const FIRST = 2

/** The deliveries of an application's messages: those that had an attempt, and those that are undelivered. */
function throughMessages (db: Database, listed: Listed): Source<Delivery> {
  const messages = messagesOf(db, listed, {})
  return async function * (walk, size) {
    let seen = 0
    for await (const items of messages({ ...walk, from: idIn(walk.from), to: `${idIn(walk.to)}~` }, AT_ONCE)) {
      const ids = items.map(({ id }) => id)
      // A message may have thousands of deliveries: the first of them may be all that is asked for.
      for (let at = 0, width = FIRST; at < ids.length; at += width, width = AT_ONCE) {
        yield * readSorted(db, await keysOf(db, listed.id, ids.slice(at, at + width)), walk, size)
      }
      seen += ids.length
      const last = ids.at(-1)
      if (seen < MOST_MESSAGES || last === undefined) continue
      const rest = walk.ascending ? { ...walk, from: last } : { ...walk, to: last }
      for await (const some of merged(db, await endpoints.all(db, listed.id))(rest, size)) yield some.filter(({ msgId }) => msgId !== last)
      return
    }
  }
}

async function * readSorted (db: Database, keys: readonly DeliveryKey[], walk: Walk, size: number): AsyncGenerator<Delivery[]> {
  const asked = keys.filter(key => isWithin(key, walk)).sort((a, b) => (iteratorOf(a) < iteratorOf(b)) === walk.ascending ? -1 : 1)
  for (let from = 0; from < asked.length; from += size) yield await readInOrder(db, asked.slice(from, from + size))
}

function isWithin (key: DeliveryKey, { from, to }: Walk): boolean {
  const name = iteratorOf(key)
  return name > from && name < to
}

/** The deliveries of messages that follow each other, in any order: those that had an attempt, and those in the index. */
async function keysOf (db: Database, appId: string, ids: readonly string[]): Promise<DeliveryKey[]> {
  const sorted = ids.toSorted()
  const keys = new Map<string, DeliveryKey>()
  const add = ({ msgId, endpointId }: DeliveryKey) => { keys.set(iteratorOf({ msgId, endpointId }), { msgId, endpointId }) }
  const span = { from: sorted[0]!, to: `${sorted.at(-1)!}~`, ascending: true, resultAscending: true, limit: Infinity }
  const attempted = eachOf(ids, AT_ONCE, async msgId => {
    const range: Range = { hash: ['msgId', msgId], only: ['endpointId', 'data'] }
    for await (const items of pages<AttemptItem>(db, 'attempts', range)) {
      for (const item of items) add({ msgId, endpointId: endpointOf(item) })
    }
  })
  const undelivered = async () => {
    for await (const some of keysIn(db, { appId, states: UNDELIVERED, isOf: () => true })(span, PASSED_OVER)) some.forEach(add)
  }
  await Promise.all([attempted, undelivered()])
  return [...keys.values()]
}

/**
 * How many deliveries to an endpoint are in each state other than `succeeded`, for messages created between two instants (Unix ms, both
 * included); those that the index has.
 */
export async function countUndelivered (
  db: Database,
  { id, appId }: Named,
  { since, until }: { since: number, until: number }
): Promise<Record<typeof UNDELIVERED[number], number>> {
  const span = { from: startId('msg_', since), to: endId('msg_', until), ascending: true, resultAscending: true, limit: Infinity }
  const countOf = async (state: DeliveryState) => {
    let count = 0
    const keys = keysIn(db, { appId, states: [state], isOf: endpointId => endpointId === id })
    for await (const some of keys(span, PASSED_OVER)) count += some.length
    return count
  }
  const [pending, exhausted, canceled] = await Promise.all([countOf('pending'), countOf('exhausted'), countOf('canceled')])
  return { pending, exhausted, canceled }
}
