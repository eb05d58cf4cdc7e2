import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { accept } from '../../src/delivery/accept/accept.js'
import type { Dispatcher } from '../../src/delivery/dispatcher.js'
import type { Engine } from '../../src/delivery/engine.js'
import { resend } from '../../src/delivery/attempt/resend.js'
import * as lifecycle from '../../src/delivery/delivery-lifecycle.js'
import * as deliveries from '../../src/repositories/deliveries.js'
import type { Delivery } from '../../src/repositories/deliveries.js'
import * as endpoints from '../../src/repositories/endpoints.js'
import * as messages from '../../src/repositories/messages.js'
import type { Message } from '../../src/repositories/messages.js'
import {
  attemptsOf, createTestEngine, everythingDue, newApplication, newEndpoint, newMessage, openTestDatabase, type Said, type TestDatabase,
  type TestEngine
} from '../helpers/engine.js'
import { eventually } from '../helpers/receiver.js'

/** A dispatcher of the kind under test, which works for an engine. */
export interface Running {
  dispatcher: Dispatcher
  /** Starts to work for the engine, and takes over the work that other processes left. */
  start: (engine: Engine) => Promise<void>
  /** Stops in order. */
  stop: () => Promise<void>
  /** Stops as a killed process does: nothing of it runs afterwards. */
  kill: () => void
}

/** Makes a dispatcher; `isAlone` if no other process uses the tables. Dispatchers of the same database share their queue, if any. */
export type Factory = (database: TestDatabase, options: { isAlone: boolean }) => Promise<Running>

const ENV = { POSTHORN_RETRY_SCHEDULE: '50ms,100ms', POSTHORN_REQUEST_TIMEOUT: '1ms' }

type Respond = (attempt: number) => Said | Promise<Said>

/** The tests that every dispatcher passes, on the real clock. */
export function dispatcherConformance (name: string, create: Factory): void {
  async function host (respond: Respond, { on, isAlone = true, env = {} }: {
    on?: TestDatabase, isAlone?: boolean, env?: Record<string, string>
  } = {}) {
    const database = on ?? await openTestDatabase()
    const running = await create(database, { isAlone })
    let attempts = 0
    const engine = createTestEngine({
      db: database.db, dispatcher: running.dispatcher, env: { ...ENV, ...env }, answer: async () => await respond(++attempts)
    })
    await running.start(engine)
    t.teardown(running.stop)
    return { ...running, ...database, database, engine }
  }

  /** A message that was not announced, and a delivery of it that is not stored. */
  async function unbegun (engine: TestEngine, at = engine.clock.now()): Promise<{ message: Message, delivery: Delivery }> {
    const application = await newApplication(engine)
    const { message } = await accept(engine, application, newMessage())
    const { id: endpointId } = await newEndpoint(engine, application)
    const { orgId, id: appId } = application
    return {
      message, delivery: lifecycle.begin({ orgId, appId, endpointId, msgId: message.id, eventType: message.eventType, channels: null }, at)
    }
  }

  const handOffOf = ({ orgId, appId, endpointId, msgId }: Delivery, at: number) => ({ orgId, appId, endpointId, msgId, at })
  const stateOf = async ({ db }: TestDatabase, key: Delivery) => (await deliveries.read(db, key))?.state

  t.test(`${name}: A delivery that is begun is attempted and settled.`, async t => {
    const { dispatcher, engine, database } = await host(() => ({}))
    const { message, delivery } = await unbegun(engine)
    await dispatcher.begin(engine, [delivery])
    await eventually('it is settled', async () => await stateOf(database, delivery) === 'succeeded')
    t.equal((await attemptsOf({ db: database.db, engine }, message.id)).length, 1)
    t.equal(await everythingDue(database), 0)
  })

  t.test(`${name}: begin() is idempotent for a message and endpoint, also when called several times at once.`, async t => {
    const { dispatcher, engine, database } = await host(async () => { await wait(30); return {} })
    const { message, delivery } = await unbegun(engine)
    await Promise.all([1, 2, 3].map(async () => await dispatcher.begin(engine, [delivery])))
    await dispatcher.begin(engine, [delivery])
    await eventually('it is settled', async () => await stateOf(database, delivery) === 'succeeded')
    await dispatcher.begin(engine, [delivery])
    await wait(100)
    t.equal(engine.sent.length, 1)
    t.equal((await attemptsOf({ db: database.db, engine }, message.id)).length, 1)
  })

  t.test(`${name}: A delivery that is begun for a later time is attempted at that time or after it, not before.`, async t => {
    const { dispatcher, engine } = await host(() => ({}))
    const at = engine.clock.now() + 1500
    const { delivery } = await unbegun(engine, at)
    await dispatcher.begin(engine, [delivery])
    await eventually('it is sent', () => engine.sent.length === 1)
    t.ok(engine.sent[0]!.at >= at, `${engine.sent[0]!.at - at} ms after its time`)
  })

  t.test(`${name}: A failed delivery is retried on its schedule, and not after the end of the schedule.`, async t => {
    const { dispatcher, engine, database } = await host(() => ({ statusCode: 500 }))
    const { delivery } = await unbegun(engine)
    await dispatcher.begin(engine, [delivery])
    await eventually('it is exhausted', async () => await stateOf(database, delivery) === 'exhausted')
    await wait(300)
    t.equal(engine.sent.length, 3)
    await eventually('no due entry is left', async () => await everythingDue(database) === 0)
  })

  t.test(`${name}: Hand-offs that come twice, too early or after the end have no effect.`, async t => {
    const { dispatcher, engine, database } = await host(attempt => attempt === 1 ? { statusCode: 500 } : {})
    const { message, delivery } = await unbegun(engine)
    await dispatcher.begin(engine, [delivery])
    for (let n = 0; n < 20; n++) {
      await dispatcher.handOff(engine, handOffOf(delivery, engine.clock.now()))
      await wait(10)
    }
    await eventually('it is settled', async () => await stateOf(database, delivery) === 'succeeded')
    await dispatcher.handOff(engine, handOffOf(delivery, engine.clock.now()))
    await wait(100)
    t.equal(engine.sent.length, 2)
    t.ok(engine.sent[1]!.at - engine.sent[0]!.at >= 40, 'the retry waited for its time')
    t.equal((await attemptsOf({ db: database.db, engine }, message.id)).length, 2)
  })

  t.test(`${name}: A hand-off of a delivery that is not stored does nothing.`, async t => {
    const { dispatcher, engine } = await host(() => ({}))
    const { delivery } = await unbegun(engine)
    await dispatcher.handOff(engine, handOffOf(delivery, engine.clock.now()))
    await wait(100)
    t.equal(engine.sent.length, 0)
  })

  t.test(`${name}: A crash after begin() loses no delivery.`, async () => {
    const first = await host(async () => await new Promise(() => {}))
    const { delivery } = await unbegun(first.engine)
    await first.dispatcher.begin(first.engine, [delivery])
    first.kill()
    const heir = await host(() => ({}), { on: await openTestDatabase(first.prefix) })
    await eventually('it is settled', async () => await stateOf(heir.database, delivery) === 'succeeded')
  })

  t.test(`${name}: A crash between attempts loses no retry.`, async () => {
    const first = await host(() => ({ statusCode: 500 }))
    const { delivery } = await unbegun(first.engine)
    await first.dispatcher.begin(first.engine, [delivery])
    await eventually('it has failed once', async () => ((await deliveries.read(first.db, delivery))?.attempts ?? 0) >= 1)
    first.kill()
    const heir = await host(() => ({}), { on: await openTestDatabase(first.prefix) })
    await eventually('it is settled', async () => await stateOf(heir.database, delivery) === 'succeeded')
  })

  t.test(`${name}: An announced message reaches every endpoint that wants it.`, async () => {
    const { engine, database } = await host(() => ({}))
    const application = await newApplication(engine)
    for (let n = 0; n < 5; n++) await newEndpoint(engine, application)
    const { message } = await accept(engine, application, newMessage())
    await eventually('all are settled', async () => (await attemptsOf({ db: database.db, engine }, message.id)).length === 5)
    await eventually('no due entry is left', async () => await everythingDue(database) === 0)
  })

  t.test(`${name}: announce() and handOff() do not reject while the database fails. The message is delivered afterwards.`, async () => {
    const { engine, inject, database } = await host(() => ({}))
    const application = await newApplication(engine)
    await newEndpoint(engine, application)
    let away = 4
    inject(({ name, table }) => name === 'PutItem' && table === 'deliveries' && away-- > 0 ? 'fail' : undefined)
    const { message } = await accept(engine, application, newMessage())
    await eventually('it is delivered', async () => (await attemptsOf({ db: database.db, engine }, message.id)).length === 1)
  })

  t.test(`${name}: Two dispatchers on one database make one attempt at a time.`, async t => {
    let under = 0
    let most = 0
    const respond = async (attempt: number) => {
      most = Math.max(most, ++under)
      await wait(40)
      under--
      return attempt < 2 ? { statusCode: 500 } : {}
    }
    const one = await host(respond, { isAlone: false })
    const two = await host(respond, { isAlone: false, on: await openTestDatabase(one.prefix) })
    const { message, delivery } = await unbegun(one.engine)
    await Promise.all([one, two].map(async ({ dispatcher, engine }) => await dispatcher.begin(engine, [delivery])))
    for (let n = 0; n < 10; n++) {
      for (const { dispatcher, engine } of [one, two]) await dispatcher.handOff(engine, handOffOf(delivery, engine.clock.now()))
      await wait(15)
    }
    await eventually('it is settled', async () => await stateOf(one.database, delivery) === 'succeeded')
    t.equal(most, 1)
    t.equal((await attemptsOf({ db: one.db, engine: one.engine }, message.id)).length, one.engine.sent.length + two.engine.sent.length)
  })

  t.test(`${name}: A resend is sent at once, as the probe of an open circuit.`, async t => {
    const { engine, database } = await host(() => ({}), { env: { POSTHORN_CIRCUIT_BREAKER: 'true' } })
    const application = await newApplication(engine)
    const endpoint = await newEndpoint(engine, application)
    const now = engine.clock.now()
    await endpoints.updateState(database.db, endpoint, () => ({ circuit: { state: 'open', since: now, until: now + 900_000, opens: 6 } }))
    const { message } = await accept(engine, application, newMessage())
    const key = { endpointId: endpoint.id, msgId: message.id }
    await eventually('it waits', async () => ((await deliveries.read(database.db, key))?.heldUntil ?? 0) > now)
    t.equal(engine.sent.length, 0)
    await resend(engine, (await messages.read(database.db, application.id, message.id, { now, withPayload: true }))!, endpoint)
    await eventually('it is delivered', async () => (await deliveries.read(database.db, key))?.state === 'succeeded')
    await eventually('the circuit is closed', async () =>
      (await endpoints.read(database.db, application.id, endpoint.id))?.circuit?.state === 'closed')
  })

  t.test(`${name}: A dispatcher that stops in order settles the attempt in flight and starts no other.`, async t => {
    const { dispatcher, engine, stop, database } = await host(async () => { await wait(100); return {} })
    const { delivery } = await unbegun(engine)
    await dispatcher.begin(engine, [delivery])
    await eventually('it is under way', () => engine.sent.length === 1)
    await stop()
    t.equal(await stateOf(database, delivery), 'succeeded')
    const sent = engine.sent.length
    await wait(100)
    t.equal(engine.sent.length, sent)
  })

  t.test(`${name}: An endpoint that hangs does not delay deliveries to other endpoints.`, async () => {
    let release = () => {}
    const released = new Promise<void>(resolve => { release = resolve })
    const { engine, db } = await host(() => ({}))
    const application = await newApplication(engine)
    const hanging = await newEndpoint(engine, application, { eventTypes: ['slow.one'], url: 'https://hanging.example/' })
    await newEndpoint(engine, application, { eventTypes: ['fast.one'] })
    const send = engine.sender.send
    Object.assign(engine.sender, {
      send: async (request: Parameters<typeof send>[0]) => { if (request.url === hanging.url) await released; return await send(request) }
    })
    try {
      for (let n = 0; n < 80; n++) await accept(engine, application, newMessage({ eventType: 'slow.one' }))
      const fast = await Promise.all([1, 2, 3].map(async () => await accept(engine, application, newMessage({ eventType: 'fast.one' }))))
      for (const { message } of fast) {
        await eventually('a delivery to the fast endpoint', async () =>
          (await attemptsOf({ db, engine }, message.id)).length === 1)
      }
      await endpoints.remove(db, hanging, engine.clock.now())
    } finally {
      // Also if a delivery is missing: the hanging requests would keep the process alive until their timeout.
      release()
    }
  })
}
