import t from 'tap'
import { decideFilters, isDecided, wantedAmong, wants } from '../../src/delivery/match.js'
import type { Endpoint } from '../../src/repositories/endpoints.js'

const endpoint = (change: Partial<Endpoint> = {}) =>
  ({ id: 'ep_1', disabled: false, eventTypes: null, channels: null, ...change }) as Endpoint
const message = (change = {}) =>
  ({ eventType: 'order.paid', channels: null as string[] | null, onlyEndpointId: null as string | null, ...change })

const cases: Array<[string, Partial<Endpoint>, object, boolean]> = [
  ['an endpoint without filters wants everything', {}, {}, true],
  ['an endpoint without filters wants messages with channels too', {}, { channels: ['a'] }, true],
  ['a disabled endpoint wants nothing', { disabled: true }, {}, false],
  ['a deleted endpoint wants nothing', { deletedAt: 1 }, {}, false],
  ['an event type in the filter is wanted', { eventTypes: ['order.paid', 'order.sent'] }, {}, true],
  ['an event type not in the filter is not wanted', { eventTypes: ['order.sent'] }, {}, false],
  ['an event type is compared whole', { eventTypes: ['order'] }, {}, false],
  ['one common channel is enough', { channels: ['a', 'b'] }, { channels: ['b', 'c'] }, true],
  ['no common channel', { channels: ['a'] }, { channels: ['b'] }, false],
  ['a message without channels does not match an endpoint with channels', { channels: ['a'] }, {}, false],
  ['both filters must match: the channel does not', { eventTypes: ['order.paid'], channels: ['a'] }, { channels: ['b'] }, false],
  ['both filters must match: the type does not', { eventTypes: ['order.sent'], channels: ['a'] }, { channels: ['a'] }, false],
  ['a message for one endpoint goes there', {}, { onlyEndpointId: 'ep_1' }, true],
  ['a message for another endpoint does not', {}, { onlyEndpointId: 'ep_2' }, false],
  ['a message for one endpoint still asks its filters', { eventTypes: ['order.sent'] }, { onlyEndpointId: 'ep_1' }, false]
]

for (const [name, change, subject, expected] of cases) {
  t.test(name, async t => {
    t.equal(wants(endpoint(change), message(subject)), expected)
  })
}

// Each takes a little less than a million steps on the list, and does not match it.
const SLOW = Array.from({ length: 19 }, (_, n) => ({ $eq: -1 - n }))
const slow = (id: number) => endpoint({ id: `ep_${id}`, filter: JSON.stringify({ payload: { id: { $neq: id }, list: { $or: SLOW } } }) })
const LARGE = Buffer.from(JSON.stringify({ id: -1, list: Array(25_000).fill(1) }))
const large = (id: string) => ({ ...message(), id, payload: LARGE, isJson: true })

/** How often other work had its turn while the work was done. */
async function turnsDuring (work: () => Promise<unknown>): Promise<number> {
  let [turns, isDone] = [0, false]
  const count = () => {
    turns++
    if (!isDone) setImmediate(count)
  }
  setImmediate(count)
  await work()
  isDone = true
  return turns
}

t.test('Many slow filters about one message let other work go on, and those that are left after ten million steps match', async t => {
  const among = new Map(Array.from({ length: 40 }, (_, n) => [`ep_${n}`, slow(n)] as const))
  const turns = await turnsDuring(async () => {
    const { endpoints } = await wantedAmong(among, large('msg_many'))
    // Ten of less than a million steps each are decided, the eleventh is not.
    t.strictSame(endpoints.map(({ id }) => id), [...among.keys()].slice(10))
  })
  t.ok(turns > 0, `${turns} turns while ten are decided`)
  t.equal(wants(among.get('ep_3')!, large('msg_many')), false)
  t.equal(wants(among.get('ep_30')!, large('msg_many')), true, 'what was decided is remembered')
})

t.test('Slow filters about many messages at once let other work go on', async t => {
  const one = slow(1)
  const turns = await turnsDuring(async () => {
    await Promise.all(Array.from({ length: 60 }, async (_, n) => {
      await decideFilters([one], large(`msg_at_once_${n}`))
      t.equal(wants(one, large(`msg_at_once_${n}`)), false)
    }))
  })
  t.ok(turns > 1, `${turns} turns`)
})

t.test('A quick filter waits for no slow ones of others, and what is decided for nothing', async t => {
  const ended: string[] = []
  const all = (from: number) => Array.from({ length: 20 }, (_, n) => slow(100 + from + n))
  const heavy = [0, 1, 2, 3].map(async n => {
    await decideFilters(all(20 * n), large(`msg_heavy_${n}`))
    ended.push('heavy')
  })
  const quick = endpoint({ filter: '{"payload":{"id":1}}' })
  await decideFilters([quick], { ...large('msg_quick'), payload: Buffer.from('{"id":1}') })
  ended.push('quick')
  t.same(ended, ['quick'])
  await Promise.all(heavy)
  t.ok(isDecided(quick, { id: 'msg_quick' }))
  t.notOk(isDecided(quick, { id: 'msg_other' }))
})
