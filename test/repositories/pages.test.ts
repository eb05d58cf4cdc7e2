import t from 'tap'
import { createIdFactory, idTimeMs } from '../../src/lib/ids.js'
import * as applications from '../../src/repositories/applications.js'
import * as attempts from '../../src/repositories/attempts.js'
import * as endpointAttempts from '../../src/repositories/endpoint-attempts.js'
import * as messages from '../../src/repositories/messages.js'
import { assemble, loaded, page, timedWalk, type ListQuery, type Page, type Source } from '../../src/repositories/pagination.js'
import { openTestDatabase } from '../helpers/engine.js'
import { fc } from '../helpers/chance.js'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const NOW = Date.UTC(2026, 10, 22)
const RUNS = { numRuns: 40 }

/** The rules of contract 1.8 in their simplest form: of the sorted ids that are allowed, those next to the iterator. */
function model (ids: string[], query: ListQuery, { newestFirst, inWindow }: {
  newestFirst: boolean, inWindow: (id: string) => boolean
}): Page<string> {
  const { limit, iterator } = query
  const order = [...ids].sort()
  if (newestFirst) order.reverse()
  const isBackward = iterator?.startsWith('-') ?? false
  const key = iterator?.replace(/^-/, '')
  const isPast = (id: string) => newestFirst ? id < key! : id > key!
  const allowed = order.filter(inWindow)
  const after = key === undefined ? allowed : allowed.filter(id => isBackward ? id !== key && !isPast(id) : isPast(id))
  const data = isBackward ? after.slice(Math.max(0, after.length - limit)) : after.slice(0, limit)
  const done = limit === 0 || after.length <= limit
  if (data.length === 0) return { data, iterator: null, done }
  return { data, iterator: data.at(-1)!, prevIterator: `-${data[0]}`, done }
}

const keysOf = <T>({ isBackward: _, data, ...rest }: Page<T>, key: (item: T) => string): Page<string> => ({ ...rest, data: data.map(key) })

const limit = fc.oneof(fc.integer({ min: 0, max: 7 }), fc.constant(250))

t.test('Applications: any page, in both orders and directions, without deleted ones.', async t => {
  const { db } = await openTestDatabase()
  const newId = createIdFactory({ now: () => NOW })
  const orgId = 'org_pages'
  const live: string[] = []
  const all: string[] = []
  for (let n = 0; n < 24; n++) {
    const { id } = newId('app_')
    const created = await applications.create(db, {
      orgId, id, rev: 0, uid: null, name: 'x', throttleRate: null, metadata: {}, createdAt: NOW, updatedAt: NOW
    })
    all.push(id)
    if (n % 3 === 1) await applications.remove(db, created, NOW)
    else live.push(id)
  }
  const iterator = fc.option(fc.tuple(fc.constantFrom('', '-'), fc.constantFrom(...all, newId('app_').id)).map(parts => parts.join('')), {
    nil: undefined
  })
  const query = fc.record({ limit, iterator, order: fc.constantFrom('ascending' as const, 'descending' as const, undefined) })
  await fc.assert(fc.asyncProperty(query, async query => {
    const found = await applications.list(db, orgId, query)
    t.same(keysOf(found, ({ id }) => id), model(live, query, {
      newestFirst: query.order === 'descending', inWindow: () => true
    }), JSON.stringify(query))
  }), RUNS)
})

t.test('Messages: any page, iterator, window and filter.', async t => {
  const { db } = await openTestDatabase()
  // The oldest messages are kept as long after their deliverAt as others after their creation.
  const times = Array.from({ length: 30 }, (_, n) => NOW - Math.floor(n * n * 9.5 * HOUR_MS) % (250 * DAY_MS))
  const stored: Array<{ id: string, channels: string[] | null, eventType: string }> = []
  for (const [n, time] of times.entries()) {
    const { id } = createIdFactory({ now: () => time })('msg_')
    const message = { id, channels: n % 2 ? ['odd', 'all'] : n % 3 ? ['all'] : null, eventType: n % 4 ? 'a.b' : 'c.d' }
    stored.push(message)
    await messages.insert(db, {
      ...message, orgId: 'org_1', appId: 'app_1', eventId: null, tags: null, deliverAt: NOW, onlyEndpointId: null,
      payload: Buffer.from(`"${id}"`), isJson: true,
      payloadExpiresAt: time + 90 * DAY_MS, idempotencyKey: null
    })
  }
  const idAt = (ms: number) => createIdFactory({ now: () => ms })('msg_').id
  const instant = fc.oneof(fc.constantFrom(...stored.map(({ id }) => idTimeMs(id)!)), fc.integer({
    min: NOW - 300 * DAY_MS, max: NOW + 2 * HOUR_MS
  }), fc.constantFrom(0, Date.UTC(2020, 0, 1), Date.UTC(9999, 0, 1)))
  const query = fc.record({
    limit,
    iterator: fc.option(fc.tuple(fc.constantFrom('', '-'), fc.oneof(fc.constantFrom(...stored.map(({ id }) => id)), instant.map(idAt)))
      .map(parts => parts.join('')), { nil: undefined }),
    before: fc.option(instant, { nil: undefined }),
    after: fc.option(instant, { nil: undefined }),
    channel: fc.constantFrom(undefined, 'odd', 'all', 'none'),
    eventTypes: fc.constantFrom<string[] | undefined>(undefined, ['a.b'], ['a.b', 'c.d'], ['e.f'])
  })
  await fc.assert(fc.asyncProperty(query, async query => {
    const { before, after, channel, eventTypes } = query
    const floor = (ms: number) => Math.floor(ms / 4) * 4
    const inWindow = (id: string) =>
      (before === undefined || idTimeMs(id)! < floor(before)) && (after === undefined || idTimeMs(id)! >= floor(after))
    const passing = stored.filter(one =>
      (channel === undefined || one.channels?.includes(channel)) && (eventTypes === undefined || eventTypes.includes(one.eventType)))
    const found = await messages.list(db, { id: 'app_1' }, query, { now: NOW, withPayload: false })
    t.same(keysOf(found, ({ id }) => id), model(passing.map(({ id }) => id), query, { newestFirst: true, inWindow }), JSON.stringify(query))
  }), { numRuns: 80 })
})

t.test('Walking forwards returns every item once. Walking back returns all of them again.', async t => {
  const { db } = await openTestDatabase()
  const newId = createIdFactory({ now: () => NOW })
  const ids: string[] = []
  for (let n = 0; n < 33; n++) {
    const { id } = newId('atmpt_')
    ids.push(id)
    await attempts.record(db, {
      id, appId: 'app_1', msgId: `msg_${n % 2}`, endpointId: n % 3 ? 'ep_1' : 'ep_2', url: 'https://example.com/', status: n % 5 ? 2 : 0,
      responseStatusCode: n % 5 ? 500 : 200, response: '',
      responseDurationMs: 1, triggerType: 0, eventType: 'a.b', channels: null
    })
  }
  ids.reverse()
  const walk = async (list: (query: ListQuery) => Promise<Page<{ id: string }>>) => {
    const forwards: string[] = []
    let last: Page<{ id: string }> = await list({ limit: 4 })
    for (;; last = await list({ limit: 4, iterator: last.iterator! })) {
      forwards.push(...last.data.map(({ id }) => id))
      if (last.done) break
    }
    const backwards = last.data.map(({ id }) => id)
    for (let one = last; ;) {
      one = await list({ limit: 4, iterator: one.prevIterator! })
      backwards.unshift(...one.data.map(({ id }) => id))
      if (one.done) break
    }
    t.same(backwards, forwards)
    return forwards
  }
  const byMessage = await walk(async query => await attempts.ofMessage(db, 'msg_1', query, NOW))
  t.same(byMessage, ids.filter((_, n) => (32 - n) % 2 === 1))
  const byEndpoint = await walk(async query => await endpointAttempts.ofEndpoint(db, 'ep_1', query, NOW))
  t.same(byEndpoint, ids.filter((_, n) => (32 - n) % 3 !== 0))
  const failed = await walk(async query => await endpointAttempts.ofEndpoint(db, 'ep_1', { ...query, status: 2, statusCodeClass: 500 }, NOW))
  t.same(failed, ids.filter((_, n) => (32 - n) % 3 !== 0 && (32 - n) % 5 !== 0))
})

t.test('A page of a long list reads only as much as it needs.', async t => {
  let read = 0
  const source: Source<string> = async function * (_walk, size) {
    for (let n = 0; n < 100; n++) {
      read++
      yield Array.from({ length: size }, (_, i) => `msg_${String(n * size + i).padStart(8, '0')}`).reverse()
    }
  }
  const walk = { from: 'msg_', to: 'msg_~', ascending: true, resultAscending: true, limit: 5 }
  const found = await page(walk, source, id => id)
  t.equal(found.data.length, 5)
  t.equal(read, 1)
})

t.test('An iterator that is not a key of the list is refused.', async t => {
  const { db } = await openTestDatabase()
  for (const iterator of ['nonsense', '-nonsense', 'app_short', `app_${'0'.repeat(27)}`, '']) {
    await t.rejects(messages.list(db, { id: 'app_1' }, { limit: 1, iterator }, { now: NOW, withPayload: false }), {
      message: /Not an iterator/
    })
  }
})

t.test('A walk over an impossible window reads nothing and is done.', async t => {
  const walk = timedWalk({ limit: 5, before: NOW - DAY_MS, after: NOW }, 'msg_')
  const source: Source<string> = () => { throw new Error('must not be read') }
  t.same(await page(walk, source, id => id), assemble(walk, [], id => id))
})

t.test('A page stops loading where an answer would be too large. Reading continues there, in both directions.', async t => {
  const items = Array.from({ length: 100 }, (_, i) => `k${String(i).padStart(3, '0')}`)
  for (const isBackward of [false, true]) {
    const seen: string[] = []
    let loads = 0
    const load = async (item: string) => { loads++; return { item, bytes: 200_000 } }
    const whole: Page<string> = { data: items, iterator: 'k099', prevIterator: '-k000', done: true, ...(isBackward && { isBackward }) }
    const first = await loaded(whole, item => item, load)
    seen.push(...first.data)
    t.match(first, isBackward
      ? { done: false, prevIterator: `-${first.data[0]}`, iterator: 'k099' }
      : {
          done: false, iterator: first.data.at(-1), prevIterator: '-k000'
        })
    t.ok(loads >= 28 && loads < 48, `${loads} items were loaded`)
    t.strictSame(seen, isBackward ? items.slice(-loads) : items.slice(0, loads))
    const small = await loaded(whole, item => item, async item => ({ item, bytes: 1 }))
    t.strictSame(small, whole)
  }
})
