import t from 'tap'
import * as deliveries from '../../src/repositories/deliveries.js'
import * as lists from '../../src/repositories/delivery-lists.js'
import { driven, pass, send, START } from '../helpers/driven.js'

const DAY_MS = 86_400_000

t.test('A delivery that waits for months is listed while it waits. After its end it is listed as long as its attempts.', async t => {
  const rig = await driven({ env: { POSTHORN_RETRY_SCHEDULE: '' } })
  const { db, clock, endpoint } = rig
  const { id } = endpoint
  const [message] = await send(rig, 1, { deliverAt: START + 120 * DAY_MS })
  const range = { limit: 50, after: START - DAY_MS, before: START + DAY_MS }
  const seen = async () => {
    const now = clock.now()
    const all = await Promise.all([
      lists.ofEndpoint(db, endpoint, { limit: 50 }, now),
      lists.ofEndpoint(db, endpoint, { limit: 50, before: now + DAY_MS }, now),
      lists.ofEndpoint(db, endpoint, { limit: 50, iterator: `${rig.engine.newId('msg_').id}.${id}` }, now),
      deliveries.ofEndpoint(db, id, { ...range, before: now }, now),
      deliveries.attemptedOf(db, id, range, { now, shown: async some => some })
    ])
    return all.map(({ data }) => data.map(delivery => delivery.msgId === message!.id && delivery.state))
  }
  const waits = ['pending']
  const over = ['succeeded']
  for (const days of [1, 100]) {
    await pass(days * DAY_MS, rig)
    t.strictSame(await seen(), [waits, waits, waits, waits, []])
  }
  await pass(20 * DAY_MS, rig)
  t.equal(rig.engine.sent.length, 1)
  t.strictSame(await seen(), [over, over, over, over, over])
  await pass(88 * DAY_MS, rig)
  t.strictSame(await seen(), [over, over, over, over, over])
  await pass(2 * DAY_MS, rig)
  t.strictSame(await seen(), [[], [], [], [], []])
})
