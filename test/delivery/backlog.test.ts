import t from 'tap'
import { accept } from '../../src/delivery/accept/accept.js'
import * as lifecycle from '../../src/delivery/delivery-lifecycle.js'
import { putMany } from '../../src/repositories/database.js'
import * as deliveries from '../../src/repositories/deliveries.js'
import { shardOf } from '../../src/repositories/due.js'
import * as endpoints from '../../src/repositories/endpoints.js'
import { chance } from '../helpers/chance.js'
import { driven, START } from '../helpers/driven.js'
import { newApplication, newEndpoint, newMessage } from '../helpers/engine.js'

t.setTimeout(300_000)

const CIRCUITS = 300
const WAITING = 10_000
const DUE_AT = START + 45_000
// The number of deliveries that a process handles at the same time (src/lib/pace.ts), each with a few calls.
const BEFORE_NEIGHBOUR = 200

t.test('Ten thousand deliveries that are due together behind 300 open circuits are put back without error lines. They delay no other delivery.', async t => {
  const rig = await driven({ random: chance.next, change: { url: 'https://neighbour.example/' } })
  const { engine, db } = rig
  const broken = await newApplication(engine)
  const circuit = { state: 'open' as const, since: START, until: START + 3_600_000, opens: 9 }
  const resting: string[] = []
  for (let n = 0; n < CIRCUITS; n++) resting.push((await newEndpoint(engine, broken, { circuit })).id)
  const items = Array.from({ length: WAITING }, (_, n) => {
    const msgId = engine.newId('msg_').id
    const begun = lifecycle.begin(
      { orgId: broken.orgId, appId: broken.id, endpointId: resting[n % CIRCUITS]!, msgId, eventType: 'a.b', channels: null }, START
    )
    const { endpointId, msgId: _id, rev: _rev, dueAt: _due, ...data } = { ...begun, heldUntil: DUE_AT }
    return {
      endpointId, msgId, rev: 1, data: JSON.stringify(data), expiresAt: Math.ceil(START / 1000) + 86_400, dueShard: shardOf('deliveries', msgId),
      dueAt: DUE_AT
    }
  })
  for (let n = 0; n < WAITING; n += 25) await putMany(db, 'deliveries', items.slice(n, n + 25))
  engine.dispatcher.lookAt!(engine, DUE_AT)
  const putBack = () => rig.calls.filter(({ name, table }) => table === 'deliveries' && name === 'PutItem').length

  const state = { isOver: false }
  const going = rig.pass(DUE_AT - START + 60_000).finally(() => { state.isOver = true })
  const behind: number[] = []
  while (!state.isOver) {
    await new Promise(resolve => setImmediate(resolve))
    if (putBack() < (behind.length + 1) * 1000) continue
    const [before, sent] = [putBack(), engine.sent.length]
    await accept(engine, rig.application, newMessage())
    while (engine.sent.length === sent) await new Promise(resolve => setImmediate(resolve))
    behind.push(putBack() - before)
  }
  await going
  t.comment(`deliveries put back before each message of the neighbour: ${behind.join(', ')}`)
  t.ok(behind.length >= 5, 'the neighbour sends messages during the whole time')
  t.ok(Math.max(...behind) <= BEFORE_NEIGHBOUR, "the neighbour's messages do not wait for long")
  t.equal((await deliveries.due(db, { from: 0, until: DUE_AT, limit: 1 })).keys.length, 0, 'all deliveries are put back')
  t.same(engine.lines.filter(({ level }) => level >= 40).map(({ msg }) => msg), [], 'no error is logged')
  const { keys } = await deliveries.due(db, { from: 0, until: Number.MAX_SAFE_INTEGER, limit: WAITING })
  t.ok(keys.length >= WAITING)
  const seconds = new Map<number, number>()
  for (const { dueAt: at } of keys) seconds.set(Math.floor(at / 1000), (seconds.get(Math.floor(at / 1000)) ?? 0) + 1)
  t.ok(Math.max(...seconds.values()) <= 60, 'the deliveries are not all due again at the same time')
  t.ok(engine.sent.every(({ url }) => url.includes('neighbour')))
  t.equal((await endpoints.ofApplication(db, broken.id)).size, CIRCUITS)
})
