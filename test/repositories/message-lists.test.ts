import t from 'tap'
import { createIdFactory } from '../../src/lib/ids.js'
import { listOf, placed } from '../../src/repositories/message-lists.js'
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
  const isOldestFirst = isBackward || (after !== undefined && before === undefined && iterator === undefined)
  const rest = iterator === undefined
    ? newestFirst
    : newestFirst.filter(({ id }) => isBackward ? id > iterator.slice(1) : id < iterator)
  const data = isOldestFirst ? rest.slice(Math.max(0, rest.length - limit)) : rest.slice(0, limit)
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
  const { stored, now } = storedAs(id, Array.from({ length: 2500 }, (_, i) => ({
    eventType: 'a', channels: [], tags: [], ...(i % 700 === 0 && rare), afterMs: 4, shards: 1
  })))
  for (let i = 0; i < stored.length; i += 100) {
    await Promise.all(stored.slice(i, i + 100).map(async message =>
      await messages.insert(db, message)))
  }
  const expected = stored.filter(({ eventType }) => eventType === 'rare').map(message => message.id).reverse()

  for (const filter of [{ eventTypes: ['rare'] }, { channel: 'seldom' }, { tag: 'red' }]) {
    calls.length = 0
    const found = await messages.list(db, { id }, { limit: 50, ...filter }, { now, withPayload: false })
    t.strictSame(found.data.map(message => message.id), expected, `${JSON.stringify(filter)} finds all of them`)
    t.equal(found.done, true)
    const queries = calls.filter(({ name }) => name === 'Query').length
    t.ok(queries <= 14, `${queries} queries, where reading the whole list takes 25`)
    t.equal(calls.filter(({ name }) => name === 'BatchGetItem').length, 1, 'one batch of messages')
  }
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
