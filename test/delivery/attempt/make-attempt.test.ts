import t from 'tap'
import { accept } from '../../../src/delivery/accept/accept.js'
import { attempt, attemptBegun } from '../../../src/delivery/attempt/make-attempt.js'
import { createLocalDispatcher } from '../../../src/delivery/hand-off/local/dispatcher-local.js'
import { leaseMs } from '../../../src/delivery/engine.js'
import * as lifecycle from '../../../src/delivery/delivery-lifecycle.js'
import type { Message } from '../../../src/repositories/messages.js'
import * as applications from '../../../src/repositories/applications.js'
import * as deliveries from '../../../src/repositories/deliveries.js'
import * as endpoints from '../../../src/repositories/endpoints.js'
import * as eventTypes from '../../../src/repositories/event-types.js'
import * as messages from '../../../src/repositories/messages.js'
import {
  attemptsOf, createTestEngine, everythingDue, newEndpoint, newMessage, openTestDatabase, proxyDown, startRig,
  type Call, type Fate, type Said
} from '../../helpers/engine.js'
import { driven, START, type Driven } from '../../helpers/driven.js'
import { eventually } from '../../helpers/receiver.js'

const MINUTE_MS = 60_000
const failing = { statusCode: 500, body: 'no' }

const stateOf = async ({ db, endpoint }: Driven, { id: msgId }: Message) => await deliveries.read(db, { endpointId: endpoint.id, msgId })

t.test('A failing endpoint is tried on the schedule. Each attempt is recorded. Then the delivery is exhausted.', async t => {
  const rig = await driven({ answer: () => failing })
  const message = await rig.send()
  await rig.pass(3_600_000)
  t.same(rig.engine.sent.map(({ at }) => at - START), [0, 5000, 305_000, 2_105_000])
  t.match(await attemptsOf(rig, message.id), Array.from({ length: 4 }, () =>
    ({ status: 2, responseStatusCode: 500, response: 'no', triggerType: 0 })))
  t.match(await stateOf(rig, message), { state: 'exhausted', attempts: 4, dueAt: null, lease: null })
  t.equal(await everythingDue(rig), 0)
})

t.test('A success after failures ends the retries.', async t => {
  let answers = 0
  const rig = await driven({ answer: () => ++answers < 3 ? failing : {} })
  const message = await rig.send()
  await rig.pass(3_600_000)
  t.equal(rig.engine.sent.length, 3)
  t.match((await attemptsOf(rig, message.id)).map(({ status }) => status), [2, 2, 0])
  t.match(await stateOf(rig, message), { state: 'succeeded', dueAt: null })
})

t.test('Every attempt has the same message id and a new timestamp.', async t => {
  const rig = await driven({ answer: () => failing })
  const message = await rig.send()
  await rig.pass(10 * MINUTE_MS)
  t.same(rig.engine.sent.map(({ headers }) => headers['webhook-id']), [message.id, message.id, message.id])
  t.same(rig.engine.sent.map(({ headers }) => Number(headers['webhook-timestamp']) - START / 1000), [0, 5, 305])
})

t.test('One attempt at a time: many hand-offs of one delivery, in several processes, make one attempt.', async t => {
  const rig = await driven({ isAlone: false })
  const others = await Promise.all([1, 2, 3].map(async () => {
    const { db } = await openTestDatabase(rig.prefix)
    return createTestEngine({ db, dispatcher: createLocalDispatcher({ concurrency: 10, isAlone: false }), clock: rig.clock })
  }))
  const subject = { orgId: rig.application.orgId, appId: rig.application.id, endpointId: rig.endpoint.id, eventType: 'a.b', channels: null }
  await endpoints.update(rig.db, rig.endpoint, () => ({ eventTypes: ['none'] }), START)
  const message = await rig.send()
  await endpoints.update(rig.db, rig.endpoint, () => ({ eventTypes: null }), START)
  const key = await deliveries.save(rig.db, lifecycle.begin({ ...subject, msgId: message.id }, START))
  await Promise.all([rig.engine, ...others].flatMap(engine => [attempt(engine, key!), attempt(engine, key!), attempt(engine, key!)]))
  t.equal([rig.engine, ...others].reduce((sum, { sent }) => sum + sent.length, 0), 1)
  t.match(await stateOf(rig, message), { state: 'succeeded', attempts: 1 })
})

t.test('One attempt at a time: two simultaneous hand-offs in one process make one attempt, even if the SDK sends both claims twice.', async t => {
  let drawn = 0
  const rig = await driven({ isAlone: false, random: () => (drawn++ % 1000) / 1000 })
  const subject = { orgId: rig.application.orgId, appId: rig.application.id, endpointId: rig.endpoint.id, eventType: 'a.b', channels: null }
  await endpoints.update(rig.db, rig.endpoint, () => ({ eventTypes: ['none'] }), START)
  const message = await rig.send()
  await endpoints.update(rig.db, rig.endpoint, () => ({ eventTypes: null }), START)
  const key = await deliveries.save(rig.db, lifecycle.begin({ ...subject, msgId: message.id }, START))
  rig.inject(({ name, table }) => name === 'PutItem' && table === 'deliveries' ? 'retry' : undefined)
  await Promise.all([attempt(rig.engine, key!), attempt(rig.engine, key!)])
  t.equal(rig.engine.sent.length, 1)
})

t.test('A hand-off that a queue gave to two processes stays in the queue while the second process holds a claim.', async t => {
  const rig = await driven({ isAlone: false, answer: () => failing })
  const subject = { orgId: rig.application.orgId, appId: rig.application.id, endpointId: rig.endpoint.id, eventType: 'a.b', channels: null }
  await endpoints.update(rig.db, rig.endpoint, () => ({ eventTypes: ['none'] }), START)
  const message = await rig.send()
  await endpoints.update(rig.db, rig.endpoint, () => ({ eventTypes: null }), START)
  const key = await deliveries.save(rig.db, lifecycle.begin({ ...subject, msgId: message.id }, START))
  const until = START + 99_999
  const isEnd = (call: Call) =>
    call.name === 'PutItem' && call.table === 'deliveries' && JSON.stringify(call.input).includes('\\"lease\\":null')
  let isEnded = false
  rig.inject(async call => {
    if (isEnd(call)) {
      isEnded = true
      return 'repeat'
    }
    // The end of our claim is stored, but this process did not get the answer. The second process claims the retry.
    if (!isEnded || call.name !== 'GetItem' || call.table !== 'deliveries') return undefined
    isEnded = false
    await deliveries.save(rig.db, { ...await stateOf(rig, message), lease: { owner: 'them', until }, dueAt: null } as deliveries.Delivery)
  })
  const queue = { ...rig.dispatcher, isQueue: true, handOff: async () => { t.fail('the second process hands the retry over') } }
  t.same(await attempt({ ...rig.engine, dispatcher: queue }, key!), { waitUntil: until, isTaken: true })
  t.equal(rig.engine.sent.length, 1)
})

t.test('One attempt at a time: a process that finds a claim waits until it ends.', async t => {
  let finish!: () => void
  const rig = await driven({ answer: async () => { await new Promise<void>(resolve => { finish = resolve }); return {} } })
  await accept(rig.engine, rig.application, newMessage())
  await eventually('the request is under way', () => rig.engine.sent.length === 1)
  const { data: [message] } = await messages.list(rig.db, rig.application, { limit: 1 }, { now: START, withPayload: false })
  const until = START + leaseMs(rig.engine)
  t.same(await attempt(rig.engine, { endpointId: rig.endpoint.id, msgId: message!.id }), { waitUntil: until, isTaken: true })
  finish()
})

t.test('One attempt at a time: a claim that waited long for its turn is renewed, or dropped if another process has claimed since.', async t => {
  const rig = await driven()
  const subject = { orgId: rig.application.orgId, appId: rig.application.id, endpointId: rig.endpoint.id, eventType: 'a.b', channels: null }
  await endpoints.update(rig.db, rig.endpoint, () => ({ eventTypes: ['none'] }), START)
  const mine = await rig.send()
  const theirs = await rig.send()
  await endpoints.update(rig.db, rig.endpoint, () => ({ eventTypes: null }), START)
  const claimed = async (msgId: string) => (await deliveries.save(rig.db, {
    ...lifecycle.begin({ ...subject, msgId }, START), lease: { owner: rig.engine.instance, until: START + 10 }, dueAt: START + 10
  }))!
  const first = await claimed(mine.id)
  const second = await claimed(theirs.id)
  await rig.pass(20)
  await deliveries.save(rig.db, { ...second, lease: { owner: 'them', until: START + 9_999_999 } })
  await attemptBegun({ ...rig.engine, dispatcher: { ...rig.dispatcher, isAlone: false } }, first)
  await attemptBegun({ ...rig.engine, dispatcher: { ...rig.dispatcher, isAlone: false } }, second)
  t.same(rig.engine.sent.map(({ headers }) => headers['webhook-id']), [mine.id])
  t.match(await stateOf(rig, mine), { state: 'succeeded' })
  t.match(await stateOf(rig, theirs), { state: 'pending', lease: { owner: 'them' } })
})

t.test('A claim from before the clock was set back is renewed, because its end does not tell its age.', async t => {
  const rig = await driven()
  await endpoints.update(rig.db, rig.endpoint, () => ({ eventTypes: ['none'] }), START)
  const { id: msgId } = await rig.send()
  await endpoints.update(rig.db, rig.endpoint, () => ({ eventTypes: null }), START)
  const subject = { orgId: rig.application.orgId, appId: rig.application.id, endpointId: rig.endpoint.id, eventType: 'a.b', channels: null }
  const claimedAt = START + 10 * MINUTE_MS
  const claimed = (await deliveries.save(rig.db, {
    ...lifecycle.begin({ ...subject, msgId }, START), lease: { owner: rig.engine.instance, until: claimedAt + leaseMs(rig.engine) }
  }))!
  let until: number | undefined
  const send = async (...args: Parameters<typeof rig.engine.sender.send>) => {
    until = (await deliveries.read(rig.db, claimed))!.lease!.until
    return await rig.engine.sender.send(...args)
  }
  await attemptBegun({ ...rig.engine, sender: { ...rig.engine.sender, send } }, claimed)
  t.equal(until, rig.clock.now() + leaseMs(rig.engine))
})

const loading: Array<[string, (call: Call) => boolean]> = [
  ['the message', ({ name, table }) => name === 'GetItem' && table === 'messages'],
  ['the application', ({ name, table }) => name === 'GetItem' && table === 'applications'],
  ['the endpoints', ({ name, table }) => name === 'Query' && table === 'endpoints']
]
for (const [what, isStep] of loading) {
  for (const times of [1, 50]) {
    t.test(`An error before the request leaves is thrown: if ${what} cannot be read ${times} times, no request is sent or recorded until it can be read.`, async t => {
      const rig = await driven({ answer: () => failing })
      const message = await rig.send()
      rig.db.caches.endpoints.clear()
      rig.db.caches.applications.clear()
      let strikes = times
      rig.inject(call => isStep(call) && strikes-- > 0 ? 'fail' : undefined)
      await rig.pass(3_600_000)
      t.ok(strikes <= 0)
      t.equal(rig.engine.sent.length, 4, 'only sent requests use up the schedule')
      t.equal((await attemptsOf(rig, message.id)).length, 4)
      t.match(await stateOf(rig, message), { state: 'exhausted', dueAt: null })
    })
  }
}

t.test('An error before the request leaves is thrown: a claim that cannot be written leaves the delivery due.', async t => {
  const rig = await driven({ answer: () => failing })
  const message = await rig.send()
  let strikes = 3
  rig.inject(({ name, table }) => name === 'PutItem' && table === 'deliveries' && strikes-- > 0 ? 'fail' : undefined)
  await rig.pass(3_600_000)
  t.equal(rig.engine.sent.length, 4)
  t.match(await stateOf(rig, message), { state: 'exhausted', dueAt: null })
})

t.test('An error before the request leaves is thrown: a process that cannot send records no attempt.', async t => {
  let broken = 3
  const rig = await driven({
    answer: (): Said => broken-- > 0 ? { stage: 'unsent', by: 'process', error: new Error('out of file descriptors') } : {}
  })
  const message = await rig.send()
  t.same(await attemptsOf(rig, message.id), [])
  await rig.pass(30 * MINUTE_MS)
  t.match(await stateOf(rig, message), { state: 'succeeded', attempts: 1 })
  t.equal((await attemptsOf(rig, message.id)).length, 1)
})

t.test('An error before the request leaves is thrown: while the proxy is down a delivery waits without attempts and without a claim.', async t => {
  let isDown = true
  const rig = await driven({ answer: () => isDown ? proxyDown('The connection to the proxy failed (ECONNREFUSED).') : {} })
  const message = await rig.send()
  await rig.pass(30 * MINUTE_MS)
  t.match(await stateOf(rig, message), { state: 'pending', attempts: 0, lease: null })
  t.ok(rig.engine.sent.length >= 30 && rig.engine.sent.length <= 61, 'at most twice a minute')
  isDown = false
  await rig.pass(2 * MINUTE_MS)
  t.match(await stateOf(rig, message), { state: 'succeeded', attempts: 1 })
  t.equal((await attemptsOf(rig, message.id)).length, 1)
})

const settling: Array<[string, (call: Call) => boolean]> = [
  ['the attempt', ({ name, table }) => name === 'PutItem' && table === 'attempts'],
  ['the end of the claim', ({ name, table, input }) =>
    name === 'PutItem' && table === 'deliveries' && JSON.stringify(input).includes('\\"lease\\":null')]
]
for (const [what, isStep] of settling) {
  for (const fate of ['fail', 'lose', 'repeat'] as const) {
    for (const delivered of [true, false]) {
      t.test(`An error after the request left does not repeat it: ${fate} when ${what} is written, ${delivered ? 'delivered' : 'to be retried'}`, async t => {
        let answers = 0
        const rig = await driven({ answer: () => !delivered && answers++ === 0 ? failing : {} })
        let strikes = fate === 'repeat' ? 1 : 2
        rig.inject((call): Fate => isStep(call) && strikes-- > 0 ? fate : undefined)
        const message = await rig.send()
        await rig.pass(MINUTE_MS)
        const expected = delivered ? 1 : 2
        t.equal(rig.engine.sent.length, expected, 'no request is sent twice')
        t.equal((await attemptsOf(rig, message.id)).length, expected)
        t.match(await stateOf(rig, message), { state: 'succeeded', attempts: expected, dueAt: null })
      })
    }
  }
}

t.test('The retry schedule of an event type is used, also when its first read fails.', async t => {
  const rig = await driven({ answer: () => failing, env: { POSTHORN_RETRY_SCHEDULE: '7s' } })
  const empty = {
    description: '', archived: false, deprecated: false, schemas: null, featureFlag: null, featureFlags: null, groupName: null,
    createdAt: START, updatedAt: START
  }
  await eventTypes.write(rig.db, rig.application.orgId, 'order.paid', () => ({ ...empty, retryScheduleMs: [1000, 2000, 3000] }))
  let strikes = 0
  rig.inject(({ name, table }) => name === 'GetItem' && table === 'event-types' && strikes++ % 3 < 2 ? 'fail' : undefined)
  const message = await rig.send()
  await rig.pass(5 * MINUTE_MS)
  t.equal(rig.engine.sent.length, 4)
  t.match(await stateOf(rig, message), { state: 'exhausted', attempts: 4, dueAt: null })
})

t.test('At least once: if a process dies between sending and settling, another attempt with the same webhook-id follows.', async t => {
  const rig = await driven({ isAlone: false })
  rig.inject(({ name, table }) => name === 'PutItem' && table === 'attempts' ? 'fail' : undefined)
  const message = await rig.send()
  t.equal(rig.engine.sent.length, 1)
  const heir = await startRig({ clock: rig.clock, isAlone: true, on: await openTestDatabase(rig.prefix) })
  await rig.clock.settle(heir.isQuiet)
  t.same(
    heir.engine.sent.map(({ headers }) => headers['webhook-id']), [message.id],
    'a process that is alone does not wait for the end of the lease'
  )
  t.match(await stateOf(rig, message), { state: 'succeeded', dueAt: null })
  t.equal((await attemptsOf(rig, message.id)).length, 1)
})

t.test('At least once: a success that is reported after the end of the lease counts, and the retry that another process planned is dropped.', async t => {
  let finish!: () => void
  const rig = await driven({ isAlone: false, answer: async () => { await new Promise<void>(resolve => { finish = resolve }); return {} } })
  const sending = accept(rig.engine, rig.application, newMessage())
  await eventually('the request is under way', () => rig.engine.sent.length === 1)
  const { message } = await sending
  const other = createTestEngine({
    db: rig.db, dispatcher: createLocalDispatcher({ concurrency: 1, isAlone: true }), clock: rig.clock, answer: () => failing,
    env: { POSTHORN_RETRY_SCHEDULE: '1h' }
  })
  await attempt(other, { endpointId: rig.endpoint.id, msgId: message.id })
  t.match(await stateOf(rig, message), { state: 'pending', attempts: 1 })
  finish()
  await eventually('the success is stored', async () => (await stateOf(rig, message))!.state === 'succeeded')
  t.match(await stateOf(rig, message), { dueAt: null, nextAt: null, lease: null })
  t.equal((await attemptsOf(rig, message.id)).length, 2)
})

t.test('Cached endpoints do not end a delivery: an endpoint that another process has just created or enabled is read again.', async t => {
  const rig = await driven({ isAlone: false, change: { disabled: true } })
  await endpoints.ofApplication(rig.db, rig.application.id) // into the cache, with this state
  const other = await openTestDatabase(rig.prefix)
  await endpoints.update(other.db, rig.endpoint, () => ({ disabled: false }), START)
  const made = await newEndpoint({ ...rig.engine, db: other.db }, rig.application)
  const message = await rig.send()
  for (const endpointId of [rig.endpoint.id, made.id]) {
    const key = await deliveries.save(other.db, lifecycle.begin(
      { orgId: rig.application.orgId, appId: rig.application.id, endpointId, msgId: message.id, eventType: 'a.b', channels: null }, START
    ))
    await endpoints.ofApplication(rig.db, rig.application.id)
    await attempt(rig.engine, key!)
    t.match(await deliveries.read(other.db, key!), { state: 'succeeded' })
  }
})

t.test('A failure of an endpoint logs no error line, whatever the endpoint answers.', async t => {
  const answers = [
    { statusCode: 500 }, { statusCode: 302 }, { statusCode: 0, failure: 'timeout' as const, body: 'timed out' },
    { statusCode: 0, failure: 'blocked' as const }, { statusCode: 404 }
  ]
  for (const answer of answers) {
    const rig = await driven({ answer: () => answer, env: { POSTHORN_RETRY_SCHEDULE: '' } })
    const message = await rig.send()
    t.match(await stateOf(rig, message), { state: 'exhausted' })
    t.match(await attemptsOf(rig, message.id), [{ status: 2, responseStatusCode: answer.statusCode }])
    t.same(rig.engine.lines.filter(({ level }) => level >= 40), [])
    t.match(rig.engine.lines.find(({ msg }) => msg === 'delivery.attempted'), { outcome: 'retry', statusCode: answer.statusCode })
  }
})

t.test('An open circuit costs no attempt: a delivery that waits for the circuit uses up nothing of its schedule.', async t => {
  let isFailing = true
  const env = {
    POSTHORN_CIRCUIT_BREAKER: 'true', POSTHORN_CIRCUIT_FAILURES: '2', POSTHORN_CIRCUIT_COOLDOWN: '1h', POSTHORN_RETRY_SCHEDULE: '5s,5s'
  }
  const rig = await driven({ answer: () => isFailing ? failing : {}, env })
  for (let n = 0; n < 2; n++) await rig.send()
  const waiting = await rig.send()
  await rig.pass(30 * MINUTE_MS)
  t.equal(rig.engine.sent.length, 2)
  t.same(await attemptsOf(rig, waiting.id), [])
  t.match(await stateOf(rig, waiting), { state: 'pending', attempts: 0, lease: null })
  isFailing = false
  await rig.pass(10 * 3_600_000)
  t.match(await stateOf(rig, waiting), { state: 'succeeded', attempts: 1 })
  t.equal(rig.engine.sent.length, 5)
  t.equal(await everythingDue(rig), 0)
})

t.test('410 disables the endpoint. Deliveries that wait for this endpoint end without an attempt.', async t => {
  let isGone = false
  const rig = await driven({ answer: () => isGone ? { statusCode: 410 } : failing })
  const waiting = await rig.send()
  isGone = true
  const last = await rig.send()
  t.match(await stateOf(rig, last), { state: 'canceled', reason: 'gone' })
  t.match(await endpoints.find(rig.db, rig.application.id, rig.endpoint.id), { disabled: true })
  await rig.pass(3_600_000)
  t.match(await stateOf(rig, waiting), { state: 'canceled', reason: 'endpoint disabled', dueAt: null })
  t.equal(rig.engine.sent.length, 2)
})

t.test('410 from an endpoint that was deleted during the request logs no error.', async t => {
  const rig = await driven({ answer: async () => { await endpoints.remove(rig.db, rig.endpoint, START); return { statusCode: 410 } } })
  const message = await rig.send()
  t.match(await stateOf(rig, message), { state: 'canceled', dueAt: null })
  t.same(rig.engine.lines.filter(({ level }) => level >= 40), [])
})

const drops: Array<[string, (rig: Driven, message: Message) => Promise<unknown>]> = [
  ['endpoint disabled', async ({ db, endpoint }) => await endpoints.update(db, endpoint, () => ({ disabled: true }), START)],
  ['endpoint deleted', async ({ db, endpoint }) => await endpoints.remove(db, endpoint, START)],
  ['application deleted', async ({ db, application }) => await applications.remove(db, application, START)],
  ['payload gone', async ({ db, application }, { id }) => await messages.expunge(db, application.id, id)],
  ['no longer wanted', async ({ db, endpoint }) => await endpoints.update(db, endpoint, () => ({ channels: ['other'] }), START)]
]
for (const [reason, change] of drops) {
  t.test(`A retry is dropped without an attempt: ${reason}`, async t => {
    const rig = await driven({ answer: () => failing })
    const message = await rig.send()
    await change(rig, message)
    await rig.pass(3_600_000)
    t.equal(rig.engine.sent.length, 1)
    t.match(await stateOf(rig, message), { state: 'canceled', reason, dueAt: null })
    t.equal(await everythingDue(rig), 0)
  })
}

t.test('An attempt in flight is completed and recorded, also when its endpoint is deleted during the request.', async t => {
  const rig = await driven({ answer: async () => { await endpoints.remove(rig.db, rig.endpoint, START); return failing } })
  const message = await rig.send()
  t.match(await attemptsOf(rig, message.id), [{ responseStatusCode: 500 }])
  await rig.pass(3_600_000)
  t.equal(rig.engine.sent.length, 1)
  t.match(await stateOf(rig, message), { state: 'canceled', reason: 'endpoint deleted' })
})

async function resend ({ db, engine, endpoint }: Driven, { id: msgId, orgId, appId }: Message): Promise<void> {
  const key = { endpointId: endpoint.id, msgId }
  const subject = { ...key, orgId, appId, eventType: 'order.paid', channels: null }
  while (!await deliveries.save(db, lifecycle.askResend(await deliveries.read(db, key), subject, engine.clock.now())));
  await engine.dispatcher.handOff(engine, { ...key, orgId, appId, at: engine.clock.now() })
}

t.test('A resend is sent at once, whatever the filters are, and is recorded as manual.', async t => {
  const rig = await driven({ change: { eventTypes: ['other.type'] } })
  const message = await rig.send()
  t.equal(rig.engine.sent.length, 0)
  await resend(rig, message)
  await rig.clock.settle(rig.isQuiet)
  t.match(await attemptsOf(rig, message.id), [{ triggerType: 1, status: 0 }])
  t.match(await stateOf(rig, message), { state: 'succeeded', dueAt: null, resends: 0 })
})

t.test('A failed resend leaves the planned retries. A successful resend drops the retries.', async t => {
  let isFailing = true
  const rig = await driven({ answer: () => isFailing ? failing : {} })
  const message = await rig.send()
  await rig.pass(10_000)
  await resend(rig, message)
  await rig.clock.settle(rig.isQuiet)
  t.match(await stateOf(rig, message), { state: 'pending', attempts: 2, nextAt: START + 305_000 })
  isFailing = false
  await resend(rig, message)
  await rig.pass(3_600_000)
  t.equal(rig.engine.sent.length, 4)
  t.match(await stateOf(rig, message), { state: 'succeeded', attempts: 2, dueAt: null })
})

t.test('A resend that is requested during an attempt follows this attempt at once.', async t => {
  let during: (() => Promise<void>) | undefined
  const rig = await driven({ answer: async () => { const first = during; during = undefined; await first?.(); return {} } })
  let message!: Message
  during = async () => {
    const { data } = await messages.list(rig.db, rig.application, { limit: 1 }, { now: START, withPayload: false })
    message = data[0]!
    await resend(rig, message)
  }
  await rig.send()
  await rig.clock.settle(rig.isQuiet)
  t.match((await attemptsOf(rig, message.id)).map(({ triggerType }) => triggerType), [0, 1])
  t.match(await stateOf(rig, message), { state: 'succeeded', resends: 0, dueAt: null })
})

t.test('A resend that is requested while the delivery is canceled as no longer wanted is still sent.', async t => {
  const rig = await driven({ answer: () => failing })
  const message = await rig.send()
  await endpoints.update(rig.db, rig.endpoint, () => ({ channels: ['other'] }), START)
  let isFirst = true
  rig.inject(async ({ name, table }) => {
    if (name === 'GetItem' && table === 'messages' && isFirst) {
      isFirst = false
      await resend(rig, message)
    }
    return undefined
  })
  await rig.pass(10 * MINUTE_MS)
  t.match((await attemptsOf(rig, message.id)).map(({ triggerType }) => triggerType), [0, 1])
  t.match(await stateOf(rig, message), { state: 'canceled', resends: 0, dueAt: null })
})

t.test('A resend to a disabled endpoint sends no request and leaves no due entry.', async t => {
  const rig = await driven({ change: { disabled: true } })
  const message = await rig.send()
  await resend(rig, message)
  await rig.clock.settle(rig.isQuiet)
  t.equal(rig.engine.sent.length, 0)
  t.equal(await everythingDue(rig), 0)
})

t.test('The due entry of a delivery that has ended is removed.', async t => {
  const rig = await driven()
  const message = await rig.send()
  await deliveries.save(rig.db, { ...(await stateOf(rig, message))!, dueAt: START })
  await attempt(rig.engine, { endpointId: rig.endpoint.id, msgId: message.id })
  t.equal(await everythingDue(rig), 0)
})

t.test('An attempt of a delivery that does not exist does nothing.', async t => {
  const rig = await driven()
  t.same(await attempt(rig.engine, { endpointId: 'ep_none', msgId: 'msg_none' }), {})
})
