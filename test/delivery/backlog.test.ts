import t from 'tap'
import { accept } from '../../src/delivery/accept/accept.js'
import * as lifecycle from '../../src/delivery/lifecycle.js'
import { putMany } from '../../src/repositories/database.js'
import * as deliveries from '../../src/repositories/deliveries.js'
import * as endpoints from '../../src/repositories/endpoints.js'
import { newApplication, newEndpoint, newMessage, startRig } from '../helpers/engine.js'
import { shardOf } from '../../src/repositories/due.js'
import { eventually } from '../helpers/receiver.js'

// Making so many rows takes its time on a busy machine.
t.setTimeout(900_000)

const CIRCUITS = 300
const WAITING = 10_000

t.test('ten thousand deliveries that come due together behind 300 open circuits are put back quietly, and disturb nobody', async t => {
  const rig = await startRig({ env: { POSTHORN_CIRCUIT_BREAKER: 'true' } })
  const { engine, db } = rig
  const broken = await newApplication(engine)
  const now = Date.now()
  const circuit = { state: 'open' as const, since: now, until: now + 3_600_000, opens: 9 }
  const resting: string[] = []
  for (let n = 0; n < CIRCUITS; n++) resting.push((await newEndpoint(engine, broken, { circuit })).id)
  await newEndpoint(engine, rig.application, { url: 'https://neighbour.example/' })
  const dueAt = Date.now() + 45_000
  const items = Array.from({ length: WAITING }, (_, n) => {
    const msgId = engine.newId('msg_').id
    const begun = lifecycle.begin({ orgId: broken.orgId, appId: broken.id, endpointId: resting[n % CIRCUITS]!, msgId, eventType: 'a.b', channels: null }, now)
    const { endpointId, msgId: _id, rev: _rev, dueAt: _due, ...data } = { ...begun, heldUntil: dueAt }
    return { endpointId, msgId, rev: 1, data: JSON.stringify(data), expiresAt: Math.ceil(now / 1000) + 86_400, dueShard: shardOf(msgId), dueAt }
  })
  for (let n = 0; n < WAITING; n += 25) await putMany(db, 'deliveries', items.slice(n, n + 25))
  t.comment(`made after ${Math.round((Date.now() - now) / 1000)} s`)
  engine.dispatcher.lookAt!(engine, dueAt)
  await eventually('their time', () => Date.now() >= dueAt, 180_000)

  const times: number[] = []
  const leftAt = async (until: number) => {
    const { keys } = await deliveries.due(db, { from: 0, until, limit: 1 })
    return keys.length
  }
  await eventually('all are put back', async () => {
    const began = performance.now()
    const sent = engine.sent.length
    await accept(engine, rig.application, newMessage())
    await eventually("the neighbour's message", () => engine.sent.length > sent, 20_000)
    times.push(performance.now() - began)
    return await leftAt(dueAt) === 0
  }, 400_000)
  times.sort((a, b) => a - b)
  t.comment(`${Math.round((Date.now() - dueAt) / 1000)} s, ${times.length} messages to the neighbour, median ${Math.round(times[times.length >> 1]!)} ms, longest ${Math.round(times.at(-1)!)} ms`)
  t.same(engine.lines.filter(({ level }) => level >= 40).map(({ msg }) => msg), [], 'nothing failed')
  t.ok(times.at(-1)! < 3000, 'nobody waits for long')
  const { keys } = await deliveries.due(db, { from: 0, until: Number.MAX_SAFE_INTEGER, limit: WAITING })
  t.ok(keys.length >= WAITING)
  const seconds = new Map<number, number>()
  for (const { dueAt: at } of keys) seconds.set(Math.floor(at / 1000), (seconds.get(Math.floor(at / 1000)) ?? 0) + 1)
  t.ok(Math.max(...seconds.values()) <= 60, 'and they do not come back together')
  t.ok(engine.sent.every(({ url }) => url.includes('neighbour')))
  t.equal((await endpoints.ofApplication(db, broken.id)).size, CIRCUITS)
})
