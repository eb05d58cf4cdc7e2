import t from 'tap'
import { idempotencyAlias } from '../../../src/delivery/accept/accept.js'
import type { Operation } from '../../../src/dynamodb/call.js'
import { acceptBatch } from '../../../src/delivery/accept/accept-batch.js'
import * as messages from '../../../src/repositories/messages.js'
import type { Message } from '../../../src/repositories/messages.js'
import { createDrivenClock, everythingDue, newEndpoint, newMessage, startRig, type Call, type Rig } from '../../helpers/engine.js'
import { eventually } from '../../helpers/receiver.js'

let keys = 0
const newKey = () => idempotencyAlias('Bearer x', `batch-${++keys}`, '/')
const plain = (count: number) => Array.from({ length: count }, (_, n) => newMessage({ payload: Buffer.from(`{"n":${n}}`) }))
const idsOf = (answers: Awaited<ReturnType<typeof acceptBatch>>) => answers.map(answer => (answer as Message).id)

async function listed ({ db, engine, application }: Rig) {
  const { data } = await messages.list(db, application, { limit: 250 }, { now: engine.clock.now(), withPayload: true })
  return data
}

t.test('A batch of messages without eventId makes a few batch writes and no other call.', async t => {
  const rig = await startRig()
  await acceptBatch(rig.engine, rig.application, { entries: plain(1), key: undefined })
  rig.calls.length = 0
  const ids = idsOf(await acceptBatch(rig.engine, rig.application, { entries: plain(100), key: undefined }))
  t.strictSame(rig.calls.map(({ name }) => name), Array.from({ length: 4 }, () => 'BatchWriteItem'))
  t.strictSame((await listed(rig)).slice(0, 100).map(({ id }) => id), ids.toReversed())
  rig.calls.length = 0
  await acceptBatch(rig.engine, rig.application, { entries: plain(25), key: newKey() })
  t.strictSame(rig.calls.map(({ name }) => name), ['PutItem', 'BatchWriteItem'], 'an idempotency key adds one write, of its alias')
})

const STEPS: Array<[what: string, isStep: (call: Call) => boolean]> = [
  ['the alias is written', ({ name, table }) => name === 'PutItem' && table === 'aliases'],
  ['the messages are written', ({ name }) => name === 'BatchWriteItem'],
  ['a delivery is written', ({ name, table }) => name === 'PutItem' && table === 'deliveries'],
  ['a mark is cleared', ({ name }) => name === 'UpdateItem']
]

for (const fate of ['fail', 'lose', 'repeat'] as const) {
  for (const [what, isStep] of STEPS) {
    t.test(`${fate} when ${what}: the repeated request gets the same ids, and each message is delivered once.`, async t => {
      const clock = createDrivenClock(Date.UTC(2026, 10, 22))
      const rig = await startRig({ clock })
      await newEndpoint(rig.engine, rig.application)
      const batch = { entries: [...plain(30), newMessage({ eventId: 'named', payload: Buffer.from('{"n":30}') })], key: newKey() }
      let strikes = 1
      rig.inject(call => isStep(call) && strikes-- > 0 ? fate : undefined)
      const first = await acceptBatch(rig.engine, rig.application, batch).catch((error: { statusCode?: number }) => {
        if (error.statusCode !== 503) throw error
      })
      t.ok(strikes < 1, 'the step was reached')
      const again = idsOf(await acceptBatch(rig.engine, rig.application, batch))
      if (first) t.strictSame(again, idsOf(first))
      t.equal(new Set(again).size, 31)
      await clock.runTo(clock.now() + 120_000, rig.isQuiet)
      t.equal(await everythingDue(rig), 0)
      t.strictSame((await listed(rig)).map(({ id }) => id).sort(), again.toSorted())
      t.strictSame(rig.engine.sent.map(({ headers }) => headers['webhook-id']!).sort(), again.toSorted())
      t.strictSame(idsOf(await acceptBatch(rig.engine, rig.application, batch)), again)
    })
  }
}

t.test('A request that is repeated long after a crash stores its messages under new ids.', async t => {
  const clock = createDrivenClock(Date.UTC(2026, 10, 22))
  const rig = await startRig({ clock })
  const batch = { entries: plain(3), key: newKey() }
  rig.inject(({ name }) => name === 'BatchWriteItem' ? 'fail' : undefined)
  await t.rejects(acceptBatch(rig.engine, rig.application, batch), { message: /does not answer/ })
  rig.inject()
  await clock.runTo(clock.now() + 3_600_000, rig.isQuiet)
  const answers = await acceptBatch(rig.engine, rig.application, batch) as Message[]
  for (const message of answers) t.equal(messages.timestampOf(message), clock.now())
  t.strictSame(idsOf(await acceptBatch(rig.engine, rig.application, batch)), idsOf(answers))
  t.equal((await listed(rig)).length, 3)
})

t.test('Items that a busy database does not process are written again. After some tries the request fails.', async t => {
  const rig = await startRig()
  const { call } = rig.db
  const send = async (operation: Operation, input: object) => await call(operation, input as never)
  let busy = 2
  Object.assign(rig.db, {
    async call (operation: Operation, input: { RequestItems?: Record<string, object[]> }) {
      if (operation !== 'BatchWriteItem' || busy-- <= 0) return await send(operation, input)
      const [[table, writes]] = Object.entries(input.RequestItems!) as [[string, object[]]]
      return { ...await send(operation, { RequestItems: { [table]: writes.slice(0, 1) } }), UnprocessedItems: { [table]: writes.slice(1) } }
    }
  })
  await acceptBatch(rig.engine, rig.application, { entries: plain(25), key: undefined })
  t.equal((await listed(rig)).length, 25)
  busy = Infinity
  await t.rejects(acceptBatch(rig.engine, rig.application, { entries: plain(25), key: undefined }), { message: /does not answer/ })
  await eventually('some messages to be stored', async () => (await listed(rig)).length === 30 ? true : undefined)
})
