import t from 'tap'
import { accept } from '../../../../src/delivery/accept/accept.js'
import { createLocalDispatcher } from '../../../../src/delivery/hand-off/local/dispatcher-local.js'
import { createLookOut } from '../../../../src/delivery/hand-off/local/due-watch.js'
import * as lifecycle from '../../../../src/delivery/delivery-lifecycle.js'
import * as deliveries from '../../../../src/repositories/deliveries.js'
import {
  createDrivenClock, createTestEngine, everythingDue, newEndpoint, newMessage, openTestDatabase, startRig, type Rig
} from '../../../helpers/engine.js'
import { eventually } from '../../../helpers/receiver.js'
import { dispatcherConformance } from '../../dispatcher-conformance.js'

dispatcherConformance('local', async (database, { isAlone }) => {
  const dispatcher = createLocalDispatcher({ concurrency: 50, isAlone })
  let killed = false
  return {
    dispatcher,
    start: dispatcher.start,
    stop: async () => { if (!killed) await dispatcher.close() },
    kill () {
      killed = true
      // From now on no call of this process reaches the database. Calls in flight never return.
      database.inject(async () => await new Promise(() => {}))
      void dispatcher.close()
    }
  }
})

/** Lets no request of a process be answered until it is released. */
function holdRequests ({ engine: { sender } }: Rig): () => void {
  let release = () => {}
  const held = new Promise<void>(resolve => { release = resolve })
  const { send } = sender
  Object.assign(sender, { send: async (request: Parameters<typeof send>[0]) => { await held; return await send(request) } })
  return () => release()
}

t.test('A look that cannot read all entries continues where it stopped, until every entry was seen.', async t => {
  const { db } = await openTestDatabase()
  const clock = createDrivenClock(Date.UTC(2026, 10, 22))
  const engine = createTestEngine({ db, dispatcher: createLocalDispatcher({ concurrency: 1, isAlone: true }), clock })
  const expected = new Set<string>()
  for (let n = 0; n < 60; n++) {
    const { id: msgId } = engine.newId('msg_')
    expected.add(msgId)
    await deliveries.save(db, lifecycle.begin(
      { orgId: 'org_1', appId: 'app_1', endpointId: 'ep_1', msgId, eventType: 'a.b', channels: null }, clock.now() - 1000 + n
    ))
  }
  const taken = new Set<string>()
  // The entries that were found stay in the index, as when an endpoint's lane is full. The other entries must still be seen.
  const lookOut = createLookOut({
    isAlone: true, limit: 4, isHeld: () => false, takeTask: () => {}, take: (_engine, { msgId }) => { taken.add(msgId) }
  })
  await lookOut.start(engine, 0)
  t.ok(taken.size < 60, 'not all entries at once')
  for (let looks = 0; looks < 12; looks++) {
    await clock.runTo(clock.now() + 1000, () => true)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  await eventually('all entries are seen', async () => {
    await clock.runTo(clock.now() + 1000, () => true)
    return taken.size === 60
  })
  t.same(taken, expected)
  await lookOut.close()
})

t.test('Deliveries beyond the number that an endpoint may hold in memory wait in the table and are delivered later.', async t => {
  const clock = createDrivenClock(Date.UTC(2026, 10, 22))
  const rig = await startRig({ clock, concurrency: 4, laneSize: 20 })
  await newEndpoint(rig.engine, rig.application)
  const release = holdRequests(rig)
  const count = 150
  for (let n = 0; n < count; n += 50) {
    await Promise.all(Array.from({ length: 50 }, async () => await accept(rig.engine, rig.application, newMessage())))
  }
  release()
  await clock.runTo(clock.now() + 120_000, rig.isQuiet)
  t.equal(rig.engine.sent.length, count)
  t.equal(await everythingDue(rig), 0)
})

t.test('A backlog waits in memory by its keys: while it waits, looks do not read it from the table again and again.', async t => {
  const clock = createDrivenClock(Date.UTC(2026, 10, 22))
  const rig = await startRig({ clock, concurrency: 4, laneSize: 20 })
  await newEndpoint(rig.engine, rig.application)
  const release = holdRequests(rig)
  const count = 80
  for (let n = 0; n < count; n++) await accept(rig.engine, rig.application, newMessage())
  // Several looks, while nothing is answered.
  for (let second = 0; second < 30; second++) await clock.runTo(clock.now() + 1000, () => rig.busy() === 0)
  const looks = rig.calls.filter(({ name, table, input }) => name === 'Query' && table === 'deliveries' && 'IndexName' in input)
  t.ok(looks.length <= 100, `${looks.length} reads of the due entries in 30 s`)
  release()
  await clock.runTo(clock.now() + 120_000, rig.isQuiet)
  t.equal(rig.engine.sent.length, count)
})

t.test('Many slow endpoints with many messages leave room in memory for messages to another endpoint.', async t => {
  const clock = createDrivenClock(Date.UTC(2026, 10, 22))
  const rig = await startRig({ clock, concurrency: 24, laneSize: 20, maxJobs: 60 })
  for (let n = 0; n < 6; n++) await newEndpoint(rig.engine, rig.application, { url: `https://slow.example/${n}`, eventTypes: ['slow'] })
  await newEndpoint(rig.engine, rig.application, { url: 'https://quick.example/', eventTypes: ['quick'] })
  let release = () => {}
  const held = new Promise<void>(resolve => { release = resolve })
  const quick: string[] = []
  const send = rig.engine.sender.send
  Object.assign(rig.engine.sender, {
    send: async (request: Parameters<typeof send>[0]) => {
      if (request.url.startsWith('https://slow')) await held
      else quick.push(request.url)
      return await send(request)
    }
  })
  for (let n = 0; n < 40; n++) await accept(rig.engine, rig.application, newMessage({ eventType: 'slow' }))
  await accept(rig.engine, rig.application, newMessage({ eventType: 'quick' }))
  await eventually('the message is sent although no time passes', () => quick.length === 1)
  release()
  await clock.runTo(clock.now() + 120_000, rig.isQuiet)
  t.equal(rig.engine.sent.length, 6 * 40 + 1)
  t.equal(await everythingDue(rig), 0)
})
