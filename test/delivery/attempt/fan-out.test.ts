import t from 'tap'
import { createSqsDispatcher } from '../../../src/delivery/hand-off/sqs/dispatcher-sqs.js'
import { createTableDispatcher } from '../../../src/delivery/hand-off/table/dispatcher-table.js'
import { accept } from '../../../src/delivery/accept/accept.js'
import { fanOut } from '../../../src/delivery/attempt/fan-out.js'
import { resend } from '../../../src/delivery/attempt/resend.js'
import * as tasks from '../../../src/delivery/tasks/run-task.js'
import * as deliveries from '../../../src/repositories/deliveries.js'
import * as lists from '../../../src/repositories/delivery-lists.js'
import * as endpoints from '../../../src/repositories/endpoints.js'
import * as messages from '../../../src/repositories/messages.js'
import { read as readTask } from '../../../src/repositories/tasks.js'
import type { Message } from '../../../src/repositories/messages.js'
import {
  attemptsOf, createTestEngine, everythingDue, newApplication, newEndpoint, newMessage, openMemoryDatabase, startRig, type Fate
} from '../../helpers/engine.js'
import { driven, START, type DrivenOptions } from '../../helpers/driven.js'

/** A process with an endpoint that wants no message. */
async function withMarks (options: DrivenOptions = {}) {
  const rig = await driven({ ...options, change: { disabled: true } })
  /** A message right after its insertion: with a mark, without deliveries. */
  const stored = async (change: Partial<Message> = {}): Promise<Message> => {
    const { id } = rig.engine.newId('msg_')
    const message: Message = {
      orgId: rig.application.orgId, appId: rig.application.id, id, eventType: 'order.paid', eventId: null, channels: null, tags: null,
      deliverAt: null,
      onlyEndpointId: null, payload: Buffer.from('{}'), isJson: true, payloadExpiresAt: START + 5 * 86_400_000, idempotencyKey: null,
      ...change
    }
    await messages.insert(rig.db, message, { dueShard: '0', dueAt: START + 60_000 })
    return message
  }
  return { ...rig, stored }
}

t.test('Every endpoint that wants the message gets one delivery. The others get none.', async t => {
  const rig = await withMarks()
  const wanting = await Promise.all([
    newEndpoint(rig.engine, rig.application), newEndpoint(rig.engine, rig.application, { eventTypes: ['order.paid'] })
  ])
  await newEndpoint(rig.engine, rig.application, { eventTypes: ['other.type'] })
  await newEndpoint(rig.engine, rig.application, { disabled: true })
  await newEndpoint(rig.engine, rig.application, { channels: ['a'] })
  const message = await rig.stored()
  t.equal(await fanOut(rig.engine, message), 2)
  await rig.clock.settle(rig.isQuiet)
  const attempts = await attemptsOf(rig, message.id)
  t.same(attempts.map(({ endpointId }) => endpointId).sort(), wanting.map(({ id }) => id).sort())
  t.equal(await everythingDue(rig), 0)
})

t.test('An endpoint with a filter gets the matching messages. A changed filter also applies to waiting deliveries.', async t => {
  const rig = await driven({ change: { filter: '{"payload":{"amount":{"$gte":100}},"channels":"eu"}' } })
  const sent = async (amount: number, change = {}) =>
    await rig.send({ payload: Buffer.from(JSON.stringify({ amount })), channels: ['eu', 'b'], ...change })
  const [less, more, elsewhere] = [await sent(99), await sent(100), await sent(100, { channels: ['us'] })]
  t.same(await Promise.all([less, more, elsewhere].map(async ({ id }) => (await attemptsOf(rig, id)).length)), [0, 1, 0])
  t.equal(await deliveries.read(rig.db, {
    endpointId: rig.endpoint.id, msgId: less.id
  }), undefined, 'a message that does not match writes no delivery')
  const later = await sent(100, { deliverAt: rig.clock.now() + 60_000 })
  await endpoints.update(rig.db, rig.endpoint, () => ({ filter: '{"payload":{"amount":{"$gte":101}}}' }), rig.clock.now())
  await rig.pass(61_000)
  t.match(await deliveries.read(rig.db, { endpointId: rig.endpoint.id, msgId: later.id }), {
    state: 'canceled', reason: 'no longer wanted'
  })
  t.equal(await everythingDue(rig), 0)
})

t.test('A payload that is not JSON matches a filter that does not look at the payload.', async t => {
  const rig = await driven({ change: { filter: '{"eventType":{"$startsWith":"order."}}' } })
  const raw = { payload: Buffer.from('no json'), isJson: false }
  t.equal((await attemptsOf(rig, (await rig.send(raw)).id)).length, 1)
  await endpoints.update(rig.db, rig.endpoint, () => ({ filter: '{"payload":{"$exist":true}}' }), rig.clock.now())
  t.equal((await attemptsOf(rig, (await rig.send(raw)).id)).length, 0)
})

t.test('A replay sends only the missing messages that match the filter.', async t => {
  const rig = await withMarks()
  await rig.send({ payload: Buffer.from('{"amount":1}') })
  const message = await rig.send({ payload: Buffer.from('{"amount":100}') })
  const endpoint = await newEndpoint(rig.engine, rig.application, { filter: '{"payload":{"amount":{"$gte":100}}}' })
  const now = rig.clock.now()
  await tasks.begin(rig.engine, endpoint, { kind: 'endpoint.replay', since: now - 60_000, until: now + 4, filter: {} })
  await rig.pass(60_000)
  t.same((await deliveries.ofEndpoint(rig.db, endpoint.id, { limit: 10 }, rig.clock.now())).data.map(({ msgId }) => msgId), [message.id])
})

t.test('Fan-out of a message may run several times, also at once. Each endpoint still gets one delivery.', async t => {
  const rig = await withMarks()
  for (let n = 0; n < 5; n++) await newEndpoint(rig.engine, rig.application)
  const message = await rig.stored()
  await Promise.all([fanOut(rig.engine, message), fanOut(rig.engine, message), fanOut(rig.engine, message)])
  await fanOut(rig.engine, message)
  await rig.pass(3 * 60_000)
  await fanOut(rig.engine, message)
  await rig.pass(3 * 60_000)
  t.equal(rig.engine.sent.length, 5)
  t.equal((await attemptsOf(rig, message.id)).length, 5)
  t.equal(await everythingDue(rig), 0)
})

for (const fate of ['fail', 'lose', 'repeat'] as const) {
  t.test(`A fan-out that stops in the middle is completed: ${fate} at the third of five deliveries.`, async t => {
    const rig = await withMarks()
    for (let n = 0; n < 5; n++) await newEndpoint(rig.engine, rig.application)
    const message = await rig.stored()
    let begun = 0
    rig.inject(({ name, table }): Fate => name === 'PutItem' && table === 'deliveries' && ++begun === 3 ? fate : undefined)
    await rig.engine.dispatcher.announce(rig.engine, message)
    await rig.pass(3 * 60_000)
    t.equal(rig.engine.sent.length, 5)
    t.equal(await everythingDue(rig), 0)
  })
}

t.test('If the process that announces a message dies, its fan-out runs when the mark is due.', async t => {
  const rig = await withMarks()
  await newEndpoint(rig.engine, rig.application)
  await rig.stored()
  const heir = await startRig({ clock: rig.clock, on: rig })
  await rig.clock.settle(heir.isQuiet)
  t.equal(heir.engine.sent.length, 1, 'a process that is alone does not wait until the mark is due')
  t.equal(await everythingDue(rig), 0)
})

t.test('If several processes find the mark, the message is delivered once.', async t => {
  const rig = await withMarks()
  await newEndpoint(rig.engine, rig.application)
  await rig.stored()
  await rig.pass(61_000)
  const heirs = await Promise.all([1, 2, 3].map(async () => await startRig({ clock: rig.clock, on: rig, isAlone: false })))
  await rig.pass(3 * 60_000)
  t.equal(heirs.reduce((sum, { engine }) => sum + engine.sent.length, 0), 1)
  t.equal(await everythingDue(rig), 0)
})

const refused = { send: async () => { throw new Error('not for this queue') } }
const hosts = [
  { host: 'a server', waitMs: 0 },
  { host: 'a host that serves HTTP only', waitMs: 0, dispatcher: createTableDispatcher() },
  { host: 'a queue whose longest delay is too short', waitMs: 3_600_000, dispatcher: createSqsDispatcher(refused) }
]
for (const { host, waitMs, dispatcher } of hosts) {
  t.test(`A resend before the fan-out uses up no attempt of the schedule: ${host}`, async t => {
    const rig = await withMarks({ answer: () => ({ statusCode: 500 }), env: { POSTHORN_RETRY_SCHEDULE: '5s,30s' } })
    const endpoint = await newEndpoint(rig.engine, rig.application)
    // Without a mark, because the server of this test would do the fan-out of the other host.
    const message = await rig.stored({ deliverAt: waitMs === 0 ? null : START + waitMs, isMarked: true })
    await resend(rig.engine, message, endpoint)
    await rig.clock.settle(rig.isQuiet)
    t.match(await deliveries.read(rig.db, { endpointId: endpoint.id, msgId: message.id }), { state: 'exhausted', attempts: 0 })
    await fanOut({ ...rig.engine, ...(dispatcher && { dispatcher }) }, message)
    await rig.pass(waitMs + 3 * 60_000)
    t.match((await attemptsOf(rig, message.id)).map(({ triggerType }) => triggerType), [1, 0, 0, 0])
    t.equal(await everythingDue(rig), 0)
  })
}

t.test('deliverAt delays the first attempt for any time, also across a restart.', async t => {
  const rig = await withMarks()
  const { id: endpointId } = await newEndpoint(rig.engine, rig.application)
  const hours = [0.1, 5, 30]
  const held = []
  for (const hour of hours) held.push(await rig.stored({ deliverAt: START + hour * 3_600_000 }))
  for (const message of held) await fanOut(rig.engine, message)
  await rig.pass(3 * 60_000)
  t.equal(rig.engine.sent.length, 0)
  t.match(await deliveries.read(rig.db, { endpointId, msgId: held[0]!.id }), { state: 'pending', nextAt: START + 360_000, attempts: 0 })
  await rig.dispatcher.close()
  const heir = await startRig({ clock: rig.clock, on: rig })
  await rig.clock.runTo(START + 40 * 3_600_000, heir.isQuiet)
  t.same(heir.engine.sent.map(({ at }) => (at - START) / 3_600_000), hours)
})

t.test("A delivery that waits for its deliverAt is canceled when the message's content is deleted.", async t => {
  const rig = await withMarks()
  const { id: endpointId } = await newEndpoint(rig.engine, rig.application)
  const message = await rig.stored({ deliverAt: START + 3_600_000 })
  await fanOut(rig.engine, message)
  await messages.expunge(rig.db, rig.application.id, message.id)
  await rig.pass(2 * 3_600_000)
  t.equal(rig.engine.sent.length, 0)
  t.match(await deliveries.read(rig.db, { endpointId, msgId: message.id }), { state: 'canceled', reason: 'payload gone' })
  t.equal(await everythingDue(rig), 0)
})

t.test('A purge also deletes the content of messages that wait for months. Their deliveries are listed as canceled at once.', async t => {
  const DAY = 86_400_000
  const rig = await withMarks()
  const { id: endpointId } = await newEndpoint(rig.engine, rig.application)
  const message = await rig.stored({ deliverAt: START + 120 * DAY, payloadExpiresAt: START + 125 * DAY })
  await fanOut(rig.engine, message)
  await rig.pass(95 * DAY)
  const { orgId, id: appId } = rig.application
  const { id } = await tasks.begin(rig.engine, { orgId, appId, id: '' }, {
    kind: 'application.purge_content', since: 0, until: rig.clock.now(), filter: {}
  })
  await rig.pass(DAY)
  t.match(await readTask(rig.db, { orgId, id }, rig.clock.now()), { status: 'finished', expunged: 1 })
  const { data } = await lists.ofEndpoint(rig.db, { id: endpointId, appId: rig.application.id }, { limit: 10 }, rig.clock.now())
  t.match(data, [{ msgId: message.id, state: 'canceled', reason: 'payload gone' }])
  await rig.pass(30 * DAY)
  t.equal(rig.engine.sent.length, 0)
})

t.test('An endpoint that was deleted before the fan-out leaves no due entry.', async t => {
  const rig = await withMarks()
  const endpoint = await newEndpoint(rig.engine, rig.application)
  const message = await rig.stored()
  await endpoints.remove(rig.db, endpoint, START)
  t.equal(await fanOut(rig.engine, message), 0)
  t.equal(await everythingDue(rig), 0)
})

t.test('A server matches a message with its endpoints once, and again only if an endpoint changed meanwhile.', async t => {
  const database = openMemoryDatabase()
  const engine = createTestEngine({ db: database.db, dispatcher: createTableDispatcher() })
  const application = await newApplication(engine)
  const matched: string[] = []
  const counted = async (): Promise<void> => {
    engine.db.caches.endpoints.delete(application.id)
    const live = await endpoints.ofApplication(engine.db, application.id)
    for (const endpoint of live.values()) {
      endpoint.eventTypes = Object.assign(['order.paid'], {
        includes: (type: string) => { matched.push(endpoint.id); return type === 'order.paid' }
      })
    }
  }
  const stored = async () => {
    const { message } = await accept(engine, application, newMessage())
    const live = await endpoints.live(engine.db, application.id)
    const rows = await Promise.all(live.map(async ({ id: endpointId }) =>
      await deliveries.read(engine.db, { endpointId, msgId: message.id })))
    return rows.filter(row => row !== undefined).length
  }
  const first = await newEndpoint(engine, application)
  await counted()
  t.equal(await stored(), 1)
  t.strictSame(matched, [first.id])
  database.inject(async ({ name, table }): Promise<Fate> => {
    if (name !== 'PutItem' || table !== 'messages') return undefined
    database.inject()
    await newEndpoint(engine, application)
    return undefined
  })
  t.equal(await stored(), 2, 'an endpoint that is created while the message is stored gets the message')
})
