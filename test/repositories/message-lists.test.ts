import t from 'tap'
import { createIdFactory } from '../../src/lib/ids.js'
import { listOf, placed, UNINDEXED_ITEMS } from '../../src/repositories/message-lists.js'
import * as applications from '../../src/repositories/applications.js'
import type { Application } from '../../src/repositories/applications.js'
import type { Database } from '../../src/repositories/database.js'
import * as messages from '../../src/repositories/messages.js'
import type { Message, MessageFilter } from '../../src/repositories/messages.js'
import type { ListQuery } from '../../src/repositories/pagination.js'
import { openTestDatabase } from '../helpers/engine.js'
import { fc, type Arbitrary } from '../helpers/chance.js'

const TYPES = ['a', 'b', 'c']
const CHANNELS = ['x', 'y', 'z']
const START = Date.parse('2026-11-22T12:00:00Z')

let applicationNumber = 0
const newApplicationId = () => `app_list${++applicationNumber}`

interface Shape { eventType: string, channels: string[], tags: string[], afterMs: number, shards: number }

const shape: Arbitrary<Shape> = fc.record({
  eventType: fc.constantFrom(...TYPES),
  channels: fc.subarray(CHANNELS, { maxLength: 2 }),
  tags: fc.subarray(['red', 'green'], { maxLength: 1 }),
  afterMs: fc.integer({ min: 0, max: 20 }),
  shards: fc.constantFrom(1, 1, 2, 8)
})

/** Messages as stored, oldest first, with shard counts that change from one message to the next. */
function storedAs (appId: string, shapes: Shape[]): { stored: Message[], now: number } {
  let now = START
  const newId = createIdFactory({ now: () => now })
  const stored = shapes.map(({ eventType, channels, tags, afterMs, shards }): Message => {
    now += afterMs
    const id = placed(newId('msg_').id, { messageShards: shards })
    return {
      orgId: 'org_1', appId, id, eventType, eventId: null, channels: channels.length > 0 ? channels : null,
      tags: tags.length > 0 ? tags : null,
      deliverAt: null, onlyEndpointId: null, payload: Buffer.from('{}'), isJson: true, payloadExpiresAt: now + 86_400_000,
      idempotencyKey: null
    }
  })
  return { stored, now: now + 1000 }
}

/** The list as the contract describes it, built from an array. */
function modelPage (all: Message[], { limit, iterator, before, after, ...filter }: ListQuery & MessageFilter) {
  const passing = all.filter(message => messages.matches(message, filter))
    .filter(message => before === undefined || messages.timestampOf(message) < before)
    .filter(message => after === undefined || messages.timestampOf(message) >= after)
  const newestFirst = passing.toSorted((a, b) => a.id < b.id ? 1 : -1)
  const isBackward = iterator?.startsWith('-') ?? false
  const rest = iterator === undefined
    ? newestFirst
    : newestFirst.filter(({ id }) => isBackward ? id > iterator.slice(1) : id < iterator)
  const data = isBackward ? rest.slice(Math.max(0, rest.length - limit)) : rest.slice(0, limit)
  return { ids: data.map(({ id }) => id), done: data.length === rest.length }
}

t.test('A list equals a simple list in memory, for any filter, window, direction, limit and shard counts.', async t => {
  const { db } = await openTestDatabase()
  const query = fc.record({
    limit: fc.integer({ min: 1, max: 8 }),
    at: fc.option(fc.nat(), { nil: undefined }),
    backward: fc.boolean(),
    before: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
    after: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
    eventTypes: fc.option(fc.subarray(TYPES, { minLength: 1 }), { nil: undefined }),
    channel: fc.option(fc.constantFrom(...CHANNELS), { nil: undefined }),
    tag: fc.option(fc.constantFrom('red', 'green', 'none'), { nil: undefined })
  })
  await fc.assert(fc.asyncProperty(fc.array(shape, { minLength: 1, maxLength: 25 }), fc.array(query, { minLength: 10, maxLength: 10 }),
    async (shapes, queries) => {
      const id = newApplicationId()
      const { stored, now } = storedAs(id, shapes)
      await Promise.all(stored.map(async message => await messages.insert(db, message)))
      for (const { at, backward, before, after, ...rest } of queries) {
        const key = at === undefined ? undefined : stored[at % stored.length]!.id
        const asked = {
          ...rest,
          ...(key && { iterator: backward ? `-${key}` : key }),
          ...(before !== undefined && { before: tick(START + before) }),
          ...(after !== undefined && { after: tick(START + after) })
        }
        const found = await messages.list(db, { id, shardCounts: [1, 2, 8] }, asked, { now, withPayload: false })
        const { ids, done } = modelPage(stored, asked)
        const seen = JSON.stringify({ ids: found.data.map(message => message.id), done: found.done })
        if (seen !== JSON.stringify({ ids, done })) {
          throw new Error(`${JSON.stringify(asked)}\n${seen}\nis not\n${JSON.stringify({ ids, done })}`)
        }
      }
    }), { numRuns: 25 })
  t.pass('250 queries of 25 histories')
})

// The time in an id has steps of 4 ms, so windows of this test begin at a step.
const tick = (ms: number) => Math.floor(ms / 4) * 4

t.test('With a filter that matches few messages, a bounded part of the list is read, then an index.', async t => {
  const { db, calls } = await openTestDatabase()
  const id = newApplicationId()
  const rare = { eventType: 'rare', channels: ['seldom'], tags: ['red'] }
  const typesFrom = START
  const { stored, now } = storedAs(id, Array.from({ length: 2500 }, (_, i) => ({
    eventType: 'a', channels: [], tags: [], ...(i % 700 === 0 && rare), afterMs: 4, shards: 1
  })))
  for (let i = 0; i < stored.length; i += 100) {
    await Promise.all(stored.slice(i, i + 100).map(async message =>
      await messages.insert(db, { ...message, isTyped: true })))
  }
  const expected = stored.filter(({ eventType }) => eventType === 'rare').map(message => message.id).reverse()

  for (const filter of [{ eventTypes: ['rare'] }, { channel: 'seldom' }, { tag: 'red' }]) {
    calls.length = 0
    const found = await messages.list(db, { id, typesFrom }, { limit: 50, ...filter }, { now, withPayload: false })
    t.strictSame(found.data.map(message => message.id), expected, `${JSON.stringify(filter)} finds all of them`)
    t.equal(found.done, true)
    const queries = calls.filter(({ name }) => name === 'Query').length
    t.ok(queries <= 14, `${queries} queries, where reading the whole list takes 25`)
    t.equal(calls.filter(({ name }) => name === 'BatchGetItem').length, 1, 'one batch of messages')
  }
})

/** Stores messages in few requests. */
async function storeAll (db: Database, all: Message[]): Promise<void> {
  for (let i = 0; i < all.length; i += 500) await messages.insertFresh(db, all.slice(i, i + 500).map(message => ({ message })))
}

t.test('A list by event type is exact over messages with and without the key of the index, however often the index was switched on.', async t => {
  const { db } = await openTestDatabase()
  const id = newApplicationId()
  const { stored, now } = storedAs(id, Array.from({ length: 3200 }, (_, i) => ({
    eventType: i % 400 === 3 ? 'rare' : i % 5 === 0 ? 'b' : 'a', channels: [], tags: [], afterMs: 4, shards: i < 800 ? 1 : 8
  })))
  // Indexed for a while, then not, then for good: the first messages after the switch may come from a process that does not know of it.
  const begins = 1100
  const isTyped = (at: number) => at < 500 || (at >= begins - 300 && at % 3 === 0) || at >= begins
  await storeAll(db, stored.map((message, at) => isTyped(at) ? { ...message, isTyped: true } : message))
  const indexed = { id, shardCounts: [1, 8], typesFrom: messages.timestampOf(stored[begins]!) }
  const query = fc.record({
    limit: fc.constantFrom(1, 3, 7, 50, 250),
    at: fc.option(fc.nat(), { nil: undefined }),
    backward: fc.boolean(),
    before: fc.option(fc.nat({ max: 12_800 }), { nil: undefined }),
    after: fc.option(fc.nat({ max: 12_800 }), { nil: undefined }),
    eventTypes: fc.constantFrom(['rare'], ['b'], ['rare', 'b'], ['none'])
  })
  await fc.assert(fc.asyncProperty(query, fc.boolean(), async ({ at, backward, before, after, ...rest }, isOn) => {
    const key = at === undefined ? undefined : stored[at % stored.length]!.id
    const asked = {
      ...rest,
      ...(key && { iterator: backward ? `-${key}` : key }),
      ...(before !== undefined && { before: tick(START + before) }),
      ...(after !== undefined && { after: tick(START + after) })
    }
    const { typesFrom, ...plain } = indexed
    const found = await messages.list(db, isOn ? indexed : plain, asked, { now, withPayload: false })
    const { ids, done } = modelPage(stored, asked)
    const seen = { ids: found.data.map(message => message.id), done: found.done }
    if (JSON.stringify(seen) !== JSON.stringify({ ids, done })) throw new Error(`${JSON.stringify(seen)} is not ${JSON.stringify({ ids, done })}`)
  }), { numRuns: 60 })
  t.pass('60 queries')
})

t.test('The index counts from a minute after it was switched on; for a new application, from the beginning', async t => {
  const { db } = await openTestDatabase()
  const make = async (uid: string, indexEventTypes: boolean) => await applications.create(db, {
    orgId: 'org_1', id: newApplicationId(), rev: 0, uid, name: uid, throttleRate: null, metadata: {}, indexEventTypes, createdAt: START,
    updatedAt: START
  })
  const change = async (to: Application, indexEventTypes: boolean, at: number) =>
    await applications.update(db, to, { indexEventTypes }, START + at)
  t.match(await make('born', true), { indexEventTypes: true, typesFrom: START })
  const plain = await make('plain', false)
  t.notOk('typesFrom' in plain || 'indexEventTypes' in plain)
  const on = await change(plain, true, 1000)
  t.match(on, { indexEventTypes: true, typesFrom: START + 61_000 })
  t.match(await change(on, true, 5000), { typesFrom: START + 61_000 })
  const off = await change(on, false, 9000)
  t.notOk('typesFrom' in off || 'indexEventTypes' in off)
  t.match(await change(off, true, 10_000), { typesFrom: START + 70_000 })
  t.match(await applications.find(db, 'org_1', 'plain'), { indexEventTypes: true, typesFrom: START + 70_000 })
})

t.test('Without the index, a page by event type reads a bounded number of messages, and its iterator goes on there, in both directions.', async t => {
  const { db, calls } = await openTestDatabase()
  const id = newApplicationId()
  const count = 2 * UNINDEXED_ITEMS + 3000
  const { stored, now } = storedAs(id, Array.from({ length: count }, (_, i) => ({
    eventType: [40, 50, count - 30, count - 20].includes(i) ? 'rare' : 'a', channels: [], tags: [], afterMs: 4, shards: 1
  })))
  await storeAll(db, stored)
  const expected = stored.filter(({ eventType }) => eventType === 'rare').map(message => message.id).reverse()
  const walk = async (iterator?: string) => {
    const found: string[][] = []
    for (let next = iterator; ;) {
      calls.length = 0
      const { data, iterator, prevIterator, done } = await messages.list(
        db, { id }, { limit: 50, eventTypes: ['rare'], ...(next !== undefined && { iterator: next }) }, { now, withPayload: false })
      found.push(data.map(message => message.id))
      t.ok(calls.length <= 21, `${calls.length} requests`)
      if (done) return found
      next = next?.startsWith('-') ? prevIterator! : iterator!
    }
  }
  t.strictSame(await walk(), [expected.slice(0, 2), [], expected.slice(2)])
  const end = stored.at(-1)!.id
  t.strictSame(await walk(`-${stored[0]!.id}`), [expected.slice(2), [], expected.slice(0, 2)])
  t.strictSame((await walk(end)).flat(), expected)
})

t.test('New ids of a sharded application are spread over all its shards. Each id tells its shard.', async t => {
  const newId = createIdFactory({ now: () => START })
  const ids = Array.from({ length: 800 }, () => placed(newId('msg_').id, { messageShards: 8 }))
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(listOf('app_1', id), (counts.get(listOf('app_1', id)) ?? 0) + 1)
  t.strictSame([...counts.keys()].sort(), Array.from({ length: 8 }, (_, shard) => `app_1#8.${shard}`))
  for (const count of counts.values()) t.ok(count > 50 && count < 200, `${count} of 800 in one of 8 shards`)
  t.strictSame(ids, ids.toSorted(), 'the ids are in the order in which they were made')
  t.equal(listOf('app_1', newId('msg_').id), 'app_1', 'without shards the list is one partition')
})
