import t from 'tap'
import { accept } from '../../../src/delivery/accept/accept.js'
import { leaseMs } from '../../../src/delivery/engine.js'
import { sweep } from '../../../src/delivery/hand-off/sweep.js'
import * as deliveries from '../../../src/repositories/deliveries.js'
import * as lifecycle from '../../../src/delivery/delivery-lifecycle.js'
import * as messages from '../../../src/repositories/messages.js'
import type { Message } from '../../../src/repositories/messages.js'
import * as tasks from '../../../src/repositories/tasks.js'
import { driven, START } from '../../helpers/driven.js'
import { everythingDue, newEndpoint, newMessage, startRig, type Rig } from '../../helpers/engine.js'

const failing = { statusCode: 500 }

const FAR = START + 365 * 86_400_000
const all = { from: 0, until: FAR, marksUntil: FAR, limit: 1000, isHeld: () => false, asksNext: true }

async function store ({ engine, db, application }: Rig): Promise<Message> {
  const { id } = engine.newId('msg_')
  const message: Message = {
    orgId: application.orgId, appId: application.id, id, eventType: 'a.b', eventId: null, channels: null, tags: null, deliverAt: null,
    onlyEndpointId: null,
    payload: Buffer.from('{}'), isJson: true, payloadExpiresAt: START + 30 * 86_400_000, idempotencyKey: null
  }
  await messages.insert(db, message)
  return message
}

/** Deliveries in the table, as a dead process left them. */
async function leave (rig: Rig & { endpoint: { id: string } }, count: number, dueAt = START): Promise<void> {
  const { orgId, id: appId } = rig.application
  for (let done = 0; done < count; done += 20) {
    await Promise.all(Array.from({ length: Math.min(20, count - done) }, async () => {
      const { id: msgId } = await store(rig)
      await deliveries.save(
        rig.db, lifecycle.begin({ orgId, appId, endpointId: rig.endpoint.id, msgId, eventType: 'a.b', channels: null }, dueAt)
      )
    }))
  }
}

t.test('An idle process makes no database call.', async t => {
  const rig = await driven()
  await accept(rig.engine, rig.application, newMessage())
  await rig.pass(10 * 60_000)
  const before = rig.calls.length
  await rig.pass(7 * 86_400_000)
  t.equal(rig.calls.length, before)
  t.equal(rig.clock.pending, 0)
})

t.test('A sweep finds the due deliveries of its time span, in order. It leaves out deliveries that are held back.', async t => {
  const rig = await driven({ isAlone: false })
  await leave(rig, 1, START + 3000)
  await leave(rig, 1, START + 1000)
  await leave(rig, 1, START + 9000)
  const found = await sweep(rig.engine, { ...all, until: START + 5000, marksUntil: START })
  t.same(found.deliveries.map(({ dueAt }) => dueAt - START), [1000, 3000])
  t.equal(found.nextDueAt, START + 9000)
  t.equal(found.seenTo, Infinity)
  const held = await sweep(rig.engine, { ...all, isHeld: ({ msgId }) => msgId === found.deliveries[0]!.msgId })
  t.same(held.deliveries.map(({ dueAt }) => dueAt - START), [3000, 9000])
})

t.test('A sweep that cannot read everything returns the time up to which it read, so that the next sweep continues there.', async t => {
  const rig = await driven({ isAlone: false })
  for (let n = 1; n <= 40; n++) await leave(rig, 1, START + n)
  const seen = new Set<string>()
  let from = 0
  for (let sweeps = 1; ; sweeps++) {
    const found = await sweep(rig.engine, { ...all, from, limit: 3 })
    for (const { msgId } of found.deliveries) seen.add(msgId)
    if (found.seenTo === Infinity) break
    t.ok(found.seenTo > from, `sweep ${sweeps} continues`)
    from = found.seenTo
  }
  t.equal(seen.size, 40)
})

t.test('Everything that a dead process left is taken over.', async t => {
  const rig = await driven({ isAlone: false })
  await rig.dispatcher.close()
  await leave(rig, 200)
  const heir = await startRig({ clock: rig.clock, on: rig, isAlone: true })
  await rig.clock.runTo(START + 60_000, heir.isQuiet)
  t.equal(heir.engine.sent.length, 200)
  t.equal(await everythingDue(rig), 0)
})

t.test('After a restart, retries that are planned far ahead are made on time with a single look at the table.', async t => {
  const rig = await driven({ isAlone: false })
  await rig.dispatcher.close()
  const hours = [0.2, 1, 5, 20, 24 * 6]
  for (const hour of hours) await leave(rig, 1, START + hour * 3_600_000)
  const heir = await startRig({ clock: rig.clock, on: rig, isAlone: true })
  await rig.clock.runTo(START + 7 * 86_400_000, heir.isQuiet)
  t.same(heir.engine.sent.map(({ at }) => (at - START) / 3_600_000), hours)
})

t.test('A process that is not alone takes over the work that others left within a quarter of a minute.', async t => {
  const rig = await driven({ isAlone: false })
  await rig.pass(60_000)
  await leave(rig, 3, rig.clock.now())
  const left = rig.clock.now()
  await rig.pass(60_000)
  t.equal(rig.engine.sent.length, 3)
  t.ok(rig.engine.sent.every(({ at }) => at - left <= 16_000))
})

t.test('A look at the table that fails is repeated.', async t => {
  const rig = await driven({ isAlone: false })
  await rig.dispatcher.close()
  await leave(rig, 3)
  let strikes = 3
  rig.inject(({ name }) => name === 'Query' && strikes-- > 0 ? 'fail' : undefined)
  const heir = await startRig({ clock: rig.clock, on: rig, isAlone: true })
  await rig.clock.runTo(START + 60_000, heir.isQuiet)
  t.equal(heir.engine.sent.length, 3)
})

t.test('A fan-out that fails delays neither other fan-outs nor deliveries.', async t => {
  const rig = await driven({ isAlone: false })
  await rig.dispatcher.close()
  await leave(rig, 2)
  const [bad] = await Promise.all([store(rig), store(rig)])
  const { data } = await messages.list(rig.db, rig.application, { limit: 10 }, { now: START, withPayload: true })
  for (const message of data.slice(0, 2)) {
    const { id } = rig.engine.newId('msg_')
    await messages.insert(rig.db, { ...message, id: message.id === bad.id ? `${id.slice(0, -8)}00000000` : id }, {
      dueShard: '1', dueAt: START
    })
  }
  const poisoned = new Set<string>()
  rig.inject(({ name, table, input }) => {
    if (name !== 'GetItem' || table !== 'messages') return undefined
    const { id } = input.Key as { id: { S: string } }
    if (poisoned.size === 0) poisoned.add(id.S)
    return poisoned.has(id.S) ? 'fail' : undefined
  })
  const heir = await startRig({ clock: rig.clock, on: rig, isAlone: true })
  await rig.clock.runTo(START + 5000, heir.isQuiet)
  t.equal(heir.engine.sent.length, 3)
  rig.inject()
  await rig.clock.runTo(START + 20_000, heir.isQuiet)
  t.equal(heir.engine.sent.length, 4, 'the fan-out is done as soon as it can be')
})

t.test('The mark of a message that has expired is removed.', async t => {
  const rig = await driven({ isAlone: false })
  const { id } = rig.engine.newId('msg_')
  const message = await store(rig)
  await messages.insert(rig.db, { ...message, id, payload: Buffer.from('{}') }, { dueShard: '1', dueAt: START })
  await rig.dispatcher.close()
  await rig.clock.runTo(START + 91 * 86_400_000, rig.isQuiet)
  const heir = await startRig({ clock: rig.clock, on: rig })
  await rig.clock.settle(heir.isQuiet)
  t.equal(await everythingDue(rig), 0)
  t.equal(heir.engine.sent.length, 0)
})

t.test('Thousands of deliveries, some of which never succeed, leave no timer and no due entry.', async t => {
  const rig = await driven({
    answer: ({ body }) => /[:05]7}$/.test(body.toString()) ? failing : {},
    env: { POSTHORN_CIRCUIT_BREAKER: 'false', POSTHORN_RETRY_SCHEDULE: '5s,5m,30m,2h,5h,10h,10h' }
  })
  const count = 1000
  for (let n = 0; n < count; n += 20) {
    await Promise.all(Array.from({ length: 20 }, async (_, i) =>
      await accept(rig.engine, rig.application, newMessage({ payload: Buffer.from(`{"n":${n + i}}`) }))))
    await rig.clock.settle(rig.isQuiet)
  }
  t.equal(rig.engine.sent.length, count)
  await rig.pass(2 * 86_400_000)
  t.equal(rig.engine.sent.length, count + count / 50 * 7)
  t.equal(await everythingDue(rig), 0)
  t.equal(rig.clock.pending, 0, 'no timer is left')
})

/** Deliveries that a process had claimed when it was killed. */
async function leaveClaimed (
  rig: Rig & { endpoint: { id: string } }, count: number, endpointId = rig.endpoint.id, earlierMs = 0
): Promise<void> {
  const { orgId, id: appId } = rig.application
  const now = rig.engine.clock.now()
  for (let done = 0; done < count; done += 20) {
    await Promise.all(Array.from({ length: Math.min(20, count - done) }, async () => {
      const { id: msgId } = await store(rig)
      const begun = lifecycle.begin({ orgId, appId, endpointId, msgId, eventType: 'a.b', channels: null }, now)
      const until = now + leaseMs(rig.engine) - earlierMs
      await deliveries.save(rig.db, { ...begun, lease: { owner: 'killed', until, nonce: 1 }, dueAt: until })
    }))
  }
}

const RESTART = { concurrency: 20, laneSize: 30, maxJobs: 80 }

t.test('All deliveries that a killed process had claimed are taken over at once, also when they exceed the free places.', async t => {
  const rig = await driven()
  await rig.dispatcher.close()
  const other = await newEndpoint(rig.engine, rig.application)
  await leaveClaimed(rig, 200)
  await leaveClaimed(rig, 100, other.id)
  const heir = await startRig({ clock: rig.clock, on: rig, isAlone: true, ...RESTART })
  await rig.clock.runTo(START + 20_000, heir.isQuiet)
  t.equal(heir.engine.sent.length, 300, `leases end after ${leaseMs(rig.engine)} ms`)
  t.equal(await everythingDue(rig), 0)
})

t.test('Deliveries that the first page of a look left, for lack of free places, do not wait for a lease, even if the last page fitted.', async t => {
  const rig = await driven()
  await rig.dispatcher.close()
  // At different times: a look that finds more entries of one time than it reads is repeated anyway.
  for (let earlierMs = 100; earlierMs > 0; earlierMs--) await leaveClaimed(rig, 1, rig.endpoint.id, earlierMs)
  const heir = await startRig({ clock: rig.clock, on: rig, isAlone: true, concurrency: 20, laneSize: 40, lookLimit: 20 })
  await rig.clock.runTo(START + 20_000, heir.isQuiet)
  t.equal(heir.engine.sent.length, 100, `leases end after ${leaseMs(rig.engine)} ms`)
})

t.test('The same holds when the second process is killed as well.', async t => {
  const rig = await driven()
  await rig.dispatcher.close()
  await leaveClaimed(rig, 200)
  let isHanging = true
  const first = await startRig({
    clock: rig.clock, on: rig, isAlone: true, ...RESTART, answer: async () => isHanging ? await new Promise(() => {}) : {}
  })
  await rig.clock.runTo(START + 5000, () => first.busy() === 0)
  t.ok(first.engine.sending() > 0, 'the process was in the middle of the work')
  // The killed process continues nothing.
  void first.dispatcher.close()
  isHanging = false
  const heir = await startRig({ clock: rig.clock, on: rig, isAlone: true, ...RESTART })
  await rig.clock.runTo(START + 25_000, heir.isQuiet)
  t.equal(heir.engine.sent.length, 200)
  t.equal(await everythingDue(rig), 0)
})

t.test('Fan-outs and tasks of a killed process are taken over at once, however many there are.', async t => {
  const rig = await driven()
  await rig.dispatcher.close()
  const lease = leaseMs(rig.engine)
  for (let n = 0; n < 60; n++) {
    const { id } = rig.engine.newId('msg_')
    await messages.insert(rig.db, { ...await store(rig), id }, { dueShard: String(n % 4), dueAt: START + lease })
  }
  for (let n = 0; n < 40; n++) {
    const { orgId, id: appId } = rig.application
    const progress = {
      status: 'running' as const, reason: null, position: null, isWalked: true, outstanding: [], resent: 0, batches: 0, waitMs: 100,
      updatedAt: START
    }
    await tasks.save(rig.db, {
      orgId, id: rig.engine.newId('qtask_').id, rev: 0, kind: 'endpoint.replay', appId, endpointId: rig.endpoint.id, since: 0, until: 0,
      filter: {}, ...progress, lease: { owner: 'killed', until: START + lease }, dueAt: START + lease
    })
  }
  const heir = await startRig({ clock: rig.clock, on: rig, isAlone: true, lookLimit: 5 })
  await rig.clock.runTo(START + 40_000, heir.isQuiet)
  t.equal(heir.engine.sent.length, 60)
  t.same((await tasks.due(rig.db, { from: 0, until: FAR, limit: 1000 })).keys, [], 'every task has ended')
})

t.test('A process does not take over what it has claimed itself since its start.', async t => {
  let letGo = () => {}
  const held = new Promise<void>(resolve => { letGo = resolve })
  const rig = await driven({ answer: async () => { await held; return {} } })
  for (let n = 0; n < 5; n++) await accept(rig.engine, rig.application, newMessage())
  await rig.clock.settle(() => rig.engine.sent.length === 5)
  const before = rig.engine.sent.length
  await rig.clock.runTo(START + 20_000, () => rig.busy() === 0)
  t.equal(before, 5)
  t.equal(rig.engine.sent.length, 5, 'each delivery is in flight once')
  letGo()
  await rig.pass(1000)
  t.equal(await everythingDue(rig), 0)
})
