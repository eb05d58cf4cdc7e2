import { randomBytes } from 'node:crypto'
import t from 'tap'
import { memoryBlobs } from '../../../src/repositories/blobs.js'
import * as deliveries from '../../../src/repositories/deliveries.js'
import * as messages from '../../../src/repositories/messages.js'
import { beside, driven, pass, send, type Driven } from '../../helpers/driven.js'

// Two processes on one database. Each has a store of large payloads that the other process does not see.

const LARGE = randomBytes(100_000)
const DAY_MS = 86_400_000

/** A process with its own store. */
function withOwnStore (rig: Driven): Driven {
  Object.assign(rig.engine, { db: Object.assign(rig.engine.db, { blobs: memoryBlobs() }) })
  return rig
}

const stateOf = async ({ db, endpoint }: Driven, msgId: string) => await deliveries.read(db, { endpointId: endpoint.id, msgId })
const lost = ({ engine }: Driven) => engine.lines.filter(({ msg }) => msg === 'delivery.payload-not-found')

t.test("A delivery whose payload is in another process's store waits without an attempt. That process delivers the message.", async t => {
  const first = withOwnStore(await driven({ isAlone: false, answer: () => ({ statusCode: 500 }) }))
  const second = withOwnStore(await beside(first, { isAlone: false }))
  const [message] = await send(first, 1, { payload: LARGE, isJson: false })
  t.equal(first.engine.sent.length, 1)
  await first.dispatcher.close()
  await pass(4 * 60_000, second)
  t.match(await stateOf(second, message!.id), { state: 'pending', attempts: 1, lease: null })
  t.equal(second.engine.sent.length, 0)
  const lines = lost(second)
  t.ok(lines.length > 1 && lines.length < 10, `${lines.length} lines in four minutes`)
  t.match(lines[0], { level: 50, msgId: message!.id })

  const back = await beside(first, { isAlone: false })
  Object.assign(back.engine.db, { blobs: first.engine.db.blobs })
  await pass(3 * 60_000, second, back)
  t.match(await stateOf(back, message!.id), { state: 'succeeded', attempts: 2 })
  t.ok(back.engine.sent[0]!.body.equals(LARGE))
})

t.test('A delivery ends if its payload was expunged or is past its retention, in whichever store the payload was.', async t => {
  for (const [what, end] of [
    ['expunged', async (rig: Driven, id: string) => await messages.expunge(rig.db, rig.application.id, id)],
    ['past its retention', async (rig: Driven) => await pass(5 * 60_000, rig)]
  ] as const) {
    const first = withOwnStore(await driven({ isAlone: false, answer: () => ({ statusCode: 500 }) }))
    const second = withOwnStore(await beside(first, { isAlone: false }))
    const [message] = await send(first, 1, { payload: LARGE, isJson: false, retentionDays: 5 * 60_000 / DAY_MS })
    await first.dispatcher.close()
    await pass(60_000, second)
    t.match(await stateOf(second, message!.id), { state: 'pending' }, what)
    await end(second, message!.id)
    await pass(5 * 60_000, second)
    t.match(await stateOf(second, message!.id), { state: 'canceled', reason: 'payload gone' }, what)
  }
})

t.test('A message that is missing before its retention ends does not end the delivery.', async t => {
  const rig = await driven({ answer: () => ({ statusCode: 500 }) })
  const [message] = await send(rig)
  const { tableName } = rig.db.models.messages

  await rig.db.call('DeleteItem', { TableName: tableName, Key: { list: { S: rig.application.id }, id: { S: message!.id } } })
  await pass(600_000, rig)
  t.match(await stateOf(rig, message!.id), { state: 'pending', attempts: 1 })
  t.ok(lost(rig).length > 0)
})
