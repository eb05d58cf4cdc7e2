import t from 'tap'
import { accept } from '../../../src/delivery/accept/accept.js'
import { acceptBatch } from '../../../src/delivery/accept/accept-batch.js'
import { pollConsumer } from '../../../src/delivery/polling/consume.js'
import { EARLIEST } from '../../../src/delivery/polling/place.js'
import { readFeed } from '../../../src/delivery/polling/read-feed.js'
import { createTableDispatcher } from '../../../src/delivery/hand-off/table/dispatcher-table.js'
import { createTestEngine, newApplication, newMessage, openMemoryDatabase } from '../../helpers/engine.js'
import { systemClock } from '../../../src/lib/clock.js'

// The cost of polling as docs/polling.md states it, counted in database calls.

const NOW = Date.UTC(2026, 10, 22, 12)
const WRITES = /^(Put|Update|Delete|BatchWrite)/

async function rig ({ isPolled = true } = {}) {
  const memory = openMemoryDatabase()
  let now = NOW
  // Time stands still until a test calls pass(). The timeouts of the database use the real clock.
  const clock = { now: () => now, wakeAt: systemClock.wakeAt }
  const pass = (ms: number) => { now += ms }
  const engine = createTestEngine({ db: memory.db, dispatcher: createTableDispatcher(), clock })
  const application = await newApplication(engine, isPolled ? { polledSince: NOW - 60_000 } : {})
  const asked = { limit: 250, wants: () => true }
  const cost = async (work: () => Promise<unknown>) => {
    memory.calls.length = 0
    await work()
    const writes = memory.calls.filter(({ name }) => WRITES.test(name)).length
    return { writes, reads: memory.calls.length - writes }
  }
  const send = async (change: object = {}) => (await accept(engine, application, newMessage(change))).message.id
  const read = async (place = EARLIEST) => await readFeed(engine, application, place, asked)
  const consume = async (id: string, given?: Parameters<typeof pollConsumer>[2]) =>
    await pollConsumer(engine, { application, destination: { id: 'sink_x' }, consumerId: id }, given, asked)
  return { engine, pass, application, cost, send, read, consume }
}

t.test('A message of an application without polling endpoints costs no extra call. With one, it costs one more read.', async t => {
  const [plain, polled] = [await rig({ isPolled: false }), await rig()]
  for (const { send } of [plain, polled]) await send()
  const without = await plain.cost(async () => await plain.send())
  const { writes, reads } = await polled.cost(async () => await polled.send())
  t.same({ writes, reads }, { writes: without.writes, reads: without.reads + 1 })

  const entries = Array.from({ length: 100 }, () => newMessage())
  const batch = async ({ engine, application }: typeof plain) => await acceptBatch(engine, application, { entries, key: undefined })
  const batchWithout = await plain.cost(async () => await batch(plain))
  t.same(await polled.cost(async () => await batch(polled)), { ...batchWithout, reads: batchWithout.reads + 1 })
})

t.test('A poll without new messages reads once. Every few seconds it reads a little more.', async t => {
  const { cost, read, send, pass } = await rig()
  await send()
  const { next } = await read()
  await read(next)
  t.same(await cost(async () => await read(next)), { writes: 0, reads: 1 })
  t.same(await cost(async () => await read(next)), { writes: 0, reads: 1 })
  pass(10_000)
  t.same(await cost(async () => await read(next)), { writes: 0, reads: 4 })
  t.same(await cost(async () => await read(next)), { writes: 0, reads: 1 })
})

t.test("A poll of a consumer without new messages costs no more while this process knows the consumer's place.", async t => {
  const { cost, consume, send } = await rig()
  await send()
  const first = await consume('c')
  const { iterator } = await consume('c', first.iterator)
  t.same(await cost(async () => await consume('c', iterator)), { writes: 0, reads: 1 })
})

t.test('The first reader of messages writes twice. Later readers of the same messages write nothing.', async t => {
  const { cost, read, send } = await rig()
  const { next } = await read()
  for (let n = 0; n < 50; n++) await send()
  const first = await cost(async () => await read(next))
  t.equal(first.writes, 2)
  t.ok(first.reads <= 7, `${first.reads} reads`)
  const second = await cost(async () => await read(next))
  t.equal(second.writes, 0)
  t.ok(second.reads <= 4, `${second.reads} reads`)
})

t.test('A scheduled message costs one write when it is accepted and three when it is due.', async t => {
  const { cost, read, send, pass } = await rig()
  const plain = await cost(async () => await send())
  const { next } = await read()
  const { writes } = await cost(async () => await send({ deliverAt: NOW + 60_000 }))
  t.equal(writes, plain.writes + 1)
  const after = (await read(next)).next
  pass(60_000)
  t.equal((await cost(async () => t.equal((await read(after)).shown.length, 1))).writes, 2 + 3)
})
