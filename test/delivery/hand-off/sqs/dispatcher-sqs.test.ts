import type { Operation } from '../../../../src/dynamodb/call.js'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { accept } from '../../../../src/delivery/accept/accept.js'
import { attempt } from '../../../../src/delivery/attempt/make-attempt.js'
import { createSqsDispatcher } from '../../../../src/delivery/hand-off/sqs/dispatcher-sqs.js'
import { firstEntry, parseEntry } from '../../../../src/delivery/hand-off/sqs/queue-entry.js'
import { openQueue, receivedOf, type Queue, type QueueEntry } from '../../../../src/delivery/hand-off/sqs/queue.js'
import type { Engine } from '../../../../src/delivery/engine.js'
import { fanOut } from '../../../../src/delivery/attempt/fan-out.js'
import * as lifecycle from '../../../../src/delivery/delivery-lifecycle.js'
import { deliver } from '../../../../src/delivery/hand-off/sqs/deliver-batch.js'
import { resend } from '../../../../src/delivery/attempt/resend.js'
import { createHanded, sweepToQueue } from '../../../../src/delivery/hand-off/sqs/sweep-queue.js'
import { endOf } from '../../../../src/delivery/hand-off/sqs/worker-pool.js'
import { answerOf } from '../../../../src/lambda/records.js'
import { spread } from '../../../../src/lambda/fan-out-batch.js'
import * as deliveries from '../../../../src/repositories/deliveries.js'
import { fromImage } from '../../../../src/repositories/messages.js'
import { createQueue, feed, startSqs, type EventSource, type TestQueue } from '../../../helpers/sqs.js'
import { dispatcherConformance, type Running } from '../../dispatcher-conformance.js'
import {
  createDrivenClock, createTestEngine, newApplication, newEndpoint, newMessage, openTestDatabase, type EngineOptions, type TestDatabase
} from '../../../helpers/engine.js'

const sqs = await startSqs()
const queues = new Map<string, TestQueue>()

function queueOf (prefix: string): TestQueue {
  const queue = queues.get(prefix) ?? createQueue(sqs)
  queues.set(prefix, queue)
  return queue
}

dispatcherConformance('SQS', async (database) => {
  const { url } = queueOf(database.prefix)
  const queue = openQueue(url, sqs.config)
  t.teardown(queue.close)
  let source: EventSource | undefined
  let isOver = false
  return {
    dispatcher: createSqsDispatcher(queue),
    async start (engine) {
      streamTo(engine, database, () => isOver)
      source = feed(sqs, url, {
        invoke: async ({ Records }) => answerOf(await deliver({ engine, queue, endsAt: engine.clock.now() + 120_000 },
          Records.map(({ messageId: id, body, receiptHandle, attributes }) =>
            receivedOf({ id, body, receiptHandle, attributes: { ...attributes } }))))
      })
    },
    async stop () {
      if (isOver) return
      isOver = true
      await source?.stop()
    },
    kill () {
      isOver = true
      source?.kill()
      database.inject(async () => await new Promise(() => {}))
    }
  } satisfies Running
})

/** The table's stream and its function: a stored message is fanned out, and the fan-out is repeated until it succeeds. */
function streamTo (engine: Engine, { db }: TestDatabase, isOver: () => boolean): void {
  const { call } = db
  const send = async (operation: Operation, input: object) => await call(operation, input as never)
  const tell = async (item: object) => {
    const failed = await spread(engine, [{ id: '1', read: fromImage(item as never) }], fanOut)
    if (failed.length > 0 && !isOver()) setTimeout(() => { void tell(item) }, 50)
  }
  Object.assign(db, {
    async call (operation: Operation, input: { TableName?: string, Item?: object }) {
      const answer = await send(operation, input)
      if (operation === 'PutItem' && /messages$/.test(String(input.TableName))) await tell(input.Item!)
      return answer
    }
  })
}

/** An SQS with scripted answers. It records the requests. */
async function scripted (t: Test, answers: Array<(ids: string[]) => { status?: number, body: object }>) {
  const asked: Array<{ Entries: Array<Record<string, unknown> & { Id: string, MessageBody: string }> }> = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', chunk => { text += chunk })
    request.on('end', () => {
      const one = JSON.parse(text) as typeof asked[number]
      asked.push(one)
      const { status = 200, body } = (answers.shift() ?? taken)(one.Entries.map(({ Id }) => Id))
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const queue = openQueue(`${endpoint}/queue`, { ...sqs.config, endpoint })
  t.teardown(() => {
    queue.close()
    server.closeAllConnections()
    server.close()
  })
  return { queue, asked }
}

const taken = (ids: string[]): { status?: number, body: object } =>
  ({ body: { Successful: ids.map(Id => ({ Id, MessageId: Id, MD5OfMessageBody: '' })) } })
const refusing = (...refused: string[]) => (ids: string[]) => ({
  body: {
    Successful: ids.filter(id => !refused.includes(id)).map(Id => ({ Id, MessageId: Id, MD5OfMessageBody: '' })),
    Failed: refused.map(Id => ({ Id, SenderFault: false, Code: 'InternalError', Message: 'try again' }))
  }
})

t.test('Refused entries of a batch are sent again without the others. An entry that is refused three times rejects its own send().', async t => {
  const once = await scripted(t, [refusing('1')])
  await Promise.all(['a', 'b', 'c'].map(async body => await once.queue.send({ body, delayMs: 0 })))
  t.same(once.asked.map(({ Entries }) => Entries.map(({ MessageBody }) => MessageBody)), [['a', 'b', 'c'], ['b']])
  const always = await scripted(t, [refusing('1'), refusing('0'), refusing('0')])
  const results = await Promise.allSettled(['a', 'b', 'c'].map(async body => await always.queue.send({ body, delayMs: 0 })))
  t.same(results.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled'])
  t.match((results[1] as PromiseRejectedResult).reason, { message: /InternalError try again/ })
  t.equal(always.asked.length, 3)
})

t.test('Entries that are sent together go in batches of ten, with their delay in whole seconds and their trace.', async t => {
  const { queue, asked } = await scripted(t, [])
  await Promise.all(Array.from({ length: 23 }, async (_none, at) =>
    await queue.send({ body: String(at), delayMs: at * 100, ...(at === 3 && { trace: 'Root=1-2-3;Sampled=1' }) })))
  t.same(asked.map(({ Entries }) => Entries.length).sort(), [10, 10, 3])
  const all = asked.flatMap(({ Entries }) => Entries)
  const of = (body: string) => all.find(({ MessageBody }) => MessageBody === body)
  t.match(of('0'), { DelaySeconds: 0 })
  t.match(of('11'), { DelaySeconds: 2 })
  t.match(of('3'), { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-2-3;Sampled=1' } } })
  t.notOk(of('4')!.MessageSystemAttributes)
  await queue.send({ body: 'far', delayMs: 86_400_000 })
  t.match(asked.at(-1), { Entries: [{ MessageBody: 'far', DelaySeconds: 900 }] })
})

t.test('A queue that fails repeatedly gets no requests for a short time. Then one request tries it again.', async t => {
  const away = () => ({ status: 500, body: { __type: 'InternalError' } })
  const { queue, asked } = await scripted(t, Array(60).fill(away))
  const send = async () => await queue.send({ body: 'a', delayMs: 0 }).then(() => 'sent', (error: Error) => error.name)
  for (let n = 0; n < 10; n++) t.not(await send(), 'BreakerOpen')
  const calls = asked.length
  // Four batches at once. On a slow machine the pause may have ended: then one of the batches is the probe, with its three tries.
  const names = await Promise.all(Array.from({ length: 40 }, send))
  t.ok(names.filter(name => name === 'BreakerOpen').length >= 30, String(names))
  t.ok(asked.length - calls <= 3, `${asked.length - calls} requests`)
})

t.test('A hand-off that the queue refuses is left to the sweep. A first attempt that the queue refuses rejects.', async t => {
  const database = await openTestDatabase()
  const refused: Queue = {
    send: async () => { throw new Error('away') }, showAgain: async () => {}, receive: async () => [], remove: async () => {},
    close: () => {}
  }
  const dispatcher = createSqsDispatcher(refused)
  const engine = createTestEngine({ db: database.db, dispatcher })
  const delivery = lifecycle.begin({
    orgId: 'org_1', appId: 'app_1', endpointId: 'ep_1', msgId: engine.newId('msg_').id, eventType: 'a', channels: null
  }, engine.clock.now())
  await t.rejects(dispatcher.begin(engine, [delivery]), { message: 'away' })
  await dispatcher.handOff(engine, { ...delivery, at: engine.clock.now() })
  t.match(engine.lines, [{ msg: 'delivery.hand-off-failed', msgId: delivery.msgId }])
  await dispatcher.handOff(engine, { ...delivery, at: engine.clock.now() + 901_000 })
  t.equal(engine.lines.length, 1, 'a hand-off beyond the longest delay of the queue is not sent')
})

/** An engine in driven time, whose queue stores or refuses the entries. */
async function queued (options: Pick<EngineOptions, 'answer'> = {}) {
  const { db } = await openTestDatabase()
  const bodies: QueueEntry[] = []
  const state = { isAway: false }
  const queue = { send: async (entry: QueueEntry) => { if (state.isAway) throw new Error('away'); bodies.push(entry) } }
  const dispatcher = createSqsDispatcher(queue)
  const clock = createDrivenClock(Date.UTC(2026, 10, 22))
  const engine = createTestEngine({ db, dispatcher, clock, ...options })
  const application = await newApplication(engine)
  const endpoint = await newEndpoint(engine, application)
  const waiting = async (ms: number) => {
    const { message } = await accept(engine, application, newMessage({ deliverAt: clock.now() + ms }))
    const { orgId, id: appId } = application
    return {
      message, delivery: lifecycle.begin(
        { orgId, appId, endpointId: endpoint.id, msgId: message.id, eventType: 'order.paid', channels: null }, message.deliverAt!
      )
    }
  }
  return { db, bodies, state, dispatcher, clock, engine, endpoint, waiting }
}

t.test('A first attempt with a long delay is stored in the table before its entry is sent. One with a short delay is not stored.', async t => {
  const { db, bodies, dispatcher, clock, engine, waiting } = await queued()
  const { delivery: soon } = await waiting(4000)
  const { delivery: later } = await waiting(600_000)
  await dispatcher.begin(engine, [soon])
  t.equal(await deliveries.read(db, soon), undefined)
  await dispatcher.begin(engine, [later])
  t.match(await deliveries.read(db, later), { state: 'pending', dueAt: later.nextAt })
  t.match(bodies.map(({ body, delayMs }) => ({ ...parseEntry(body), delayMs })), [
    { begun: soon, delayMs: 4000 }, { handOff: { msgId: later.msgId, at: later.nextAt }, delayMs: 600_000 }
  ])
  t.notOk(parseEntry(bodies[1]!.body).begun)
  await dispatcher.begin(engine, [later])
  t.equal(bodies.length, 2, 'begin() is called twice, the entry is sent once')
  await clock.runTo(later.nextAt!, () => true)
  for (const { body } of bodies) {
    const { handOff, begun } = parseEntry(body)
    await attempt(engine, handOff, begun)
  }
  t.equal(engine.sent.length, 2)
  for (const one of [soon, later]) t.match(await deliveries.read(db, one), { state: 'succeeded', attempts: 1, dueAt: null })
})

t.test('If the queue refuses the entry of a delayed first attempt, the delivery is stored, and the sweep hands it over once.', async t => {
  const { bodies, state, dispatcher, clock, engine, waiting } = await queued()
  const { delivery } = await waiting(600_000)
  state.isAway = true
  await dispatcher.begin(engine, [delivery])
  t.match(engine.lines.filter(({ level }) => level >= 40), [{ msg: 'delivery.hand-off-failed', msgId: delivery.msgId }])
  state.isAway = false
  const handed = createHanded()
  for (const ms of [0, 580_000, 0]) {
    await clock.runTo(clock.now() + ms, () => true)
    await sweepToQueue(engine, { dispatcher, endsAt: clock.now() + 60_000, handed })
  }
  t.match(bodies.map(({ body, delayMs }) => ({ ...parseEntry(body), delayMs })), [{ handOff: { msgId: delivery.msgId }, delayMs: 20_000 }])
})

t.test('A retry within 15 minutes is in the queue, without a due entry. A later one, or one that the queue refuses, has a due entry.', async t => {
  const { db, bodies, state, clock, engine, dispatcher, waiting } = await queued({ answer: () => ({ statusCode: 500 }) })
  const handed = createHanded()
  const { delivery: first } = await waiting(0)
  await dispatcher.begin(engine, [first])
  const next = async () => {
    const { handOff, begun } = parseEntry(bodies.shift()!.body)
    await attempt(engine, handOff, begun)
    return (await deliveries.read(db, first))!
  }
  const planned = await next()
  t.match(planned, { state: 'pending', attempts: 1, lease: null, dueAt: null })
  t.match(bodies.map(({ body, delayMs }) => ({ ...parseEntry(body), delayMs: Math.round(delayMs) })), [
    { handOff: { msgId: first.msgId, at: planned.nextAt }, delayMs: Math.round(planned.nextAt! - clock.now()) }
  ])
  t.strictSame((await deliveries.due(db, { from: 0, until: clock.now() + 7 * 86_400_000, limit: 10 })).keys, [])
  // The queue shows the first entry again, as if it could not be removed: nothing happens.
  t.match(await attempt(engine, first, first), { waitUntil: planned.nextAt })
  t.equal(engine.sent.length, 1)

  state.isAway = true
  await clock.runTo(planned.nextAt!, () => true)
  const refused = await next()
  t.match(refused, { attempts: 2, dueAt: Math.ceil(refused.nextAt!) })
  t.match(engine.lines.filter(({ level }) => level >= 40).slice(-1), [{ msg: 'delivery.hand-off-failed', msgId: first.msgId }])
  state.isAway = false
  await clock.runTo(refused.nextAt!, () => true)
  await sweepToQueue(engine, { dispatcher, endsAt: clock.now() + 60_000, handed })
  const later = await next()
  t.match(later, { attempts: 3, dueAt: Math.ceil(later.nextAt!) }, 'half an hour is longer than the queue can delay')
  t.strictSame(bodies, [])
})

t.test('After a crash between the entry of a retry and its plan, the entry brings the delivery back when the claim has ended.', async t => {
  const { db, bodies, clock, engine, dispatcher, waiting } = await queued({ answer: () => ({ statusCode: 500 }) })
  const { delivery } = await waiting(0)
  await dispatcher.begin(engine, [delivery])
  const { handOff, begun } = parseEntry(bodies.shift()!.body)
  const handAhead: typeof dispatcher.handAhead = async (...args) => {
    await dispatcher.handOff(...args)
    throw new Error('died')
  }
  const dying = { ...engine, dispatcher: { ...dispatcher, handAhead } }
  await t.rejects(attempt(dying, handOff, begun), { message: 'died' })
  const claimed = (await deliveries.read(db, delivery))!
  t.match(claimed, { state: 'pending', attempts: 0, dueAt: null })
  const retry = parseEntry(bodies.shift()!.body)
  await clock.runTo(retry.handOff.at, () => true)
  const early = endOf(await attempt(engine, retry.handOff), retry.handOff.at)
  t.match(early, { backAt: claimed.lease!.until }, 'the entry stays until the claim has ended')
  await clock.runTo(claimed.lease!.until + 1, () => true)
  await attempt(engine, retry.handOff)
  t.match(await deliveries.read(db, delivery), { state: 'pending', attempts: 1, lease: null })
  t.equal(engine.sent.length, 2)
})

t.test('A delayed first attempt is joined with a resend that was requested before.', async t => {
  const { db, bodies, dispatcher, engine, endpoint, waiting } = await queued()
  const { message, delivery } = await waiting(600_000)
  await resend(engine, { ...message, payload: Buffer.from('{}') }, endpoint)
  const { handOff } = parseEntry(bodies.shift()!.body)
  await attempt(engine, handOff)
  t.match(await deliveries.read(db, delivery), { state: 'succeeded', nextAt: null })
  const { message: other, delivery: next } = await waiting(600_000)
  await resend(engine, { ...other, payload: Buffer.from('{}') }, endpoint)
  const asked = parseEntry(bodies.shift()!.body).handOff
  await dispatcher.begin(engine, [delivery, next])
  t.match(await deliveries.read(db, next), { state: 'pending', resends: 1, nextAt: next.nextAt, dueAt: asked.at })
  t.ok(bodies.every(({ body }) => parseEntry(body).handOff.msgId === next.msgId), 'a delivery that has ended is not begun again')
})

t.test('The hand-offs of a traced attempt carry its trace.', async t => {
  const { bodies, dispatcher, engine, waiting } = await queued({ answer: () => ({ statusCode: 500 }) })
  const trace = 'Root=1-2-3;Sampled=1'
  const { delivery } = await waiting(4000)
  await dispatcher.begin(engine, [delivery], trace)
  const { handOff, begun } = parseEntry(bodies[0]!.body)
  await attempt({ ...engine, clock: { ...engine.clock, now: () => delivery.nextAt! } }, handOff, begun, trace)
  t.equal(engine.sent.length, 1)
  await dispatcher.handOff(engine, { ...delivery, at: delivery.nextAt! })
  t.strictSame(bodies.map(one => one.trace), [trace, trace, undefined])
})

t.test('An entry holds only characters that SQS allows, whatever is in a tag. It is read back unchanged.', async t => {
  const tags = ['\uffff\ufffe', '\u0000\u0001\u007f', '\ud800', '\\uffff', 'größe 🦄']
  const delivery = lifecycle.begin(
    { orgId: 'org_1', appId: 'app_1', endpointId: 'ep_1', msgId: 'msg_1', eventType: 'a', channels: ['b'], tags }, 1
  )
  const body = firstEntry(delivery)
  // The characters that AWS allows in a message of SQS.
  t.notMatch(body, /[^ -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u)
  t.same(parseEntry(body).begun, delivery)
})
