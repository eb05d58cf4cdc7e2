import type { QueryCommandInput } from '@aws-sdk/client-dynamodb'
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { accept } from '../../src/delivery/accept/accept.js'
import { createTableDispatcher } from '../../src/delivery/hand-off/table/dispatcher-table.js'
import { parseEntry } from '../../src/delivery/hand-off/sqs/queue-entry.js'
import * as lifecycle from '../../src/delivery/delivery-lifecycle.js'
import { createHanded, sweepToQueue } from '../../src/delivery/hand-off/sqs/sweep-queue.js'
import { begin } from '../../src/delivery/tasks/run-task.js'
import { eachOf } from '../../src/lib/parallel.js'
import { handler } from '../../src/lambda/sweep-function.js'
import * as deliveries from '../../src/repositories/deliveries.js'
import * as messages from '../../src/repositories/messages.js'
import * as tasks from '../../src/repositories/tasks.js'
import { newApplication, newEndpoint, newMessage } from '../helpers/engine.js'
import { bundled, contextOf, deployment, prepare } from '../helpers/functions.js'
import { eventually } from '../helpers/receiver.js'
import { counts, receive } from '../helpers/sqs.js'

const { skip, start } = await bundled(['sweep'])
const here = await deployment({ POSTHORN_LOG_LEVEL: 'silent' })
const { engine, sqs, queue, db } = here
prepare(here.env)

// The event that EventBridge sends on its schedule.
const tick = () => ({
  version: '0', id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa', 'detail-type': 'Scheduled Event', source: 'aws.events', account: '123456789012',
  time: '2026-11-22T14:05:00Z', region: 'eu-west-1', resources: ['arn:aws:events:eu-west-1:123456789012:rule/posthorn-dev-sweep'],
  detail: {}
})

t.beforeEach(() => { sqs.server.reset() })

async function waiting (dueAt: number, { endpointId = 'ep_1' } = {}) {
  const msgId = engine.newId('msg_').id
  const delivery = lifecycle.begin({ orgId: 'org_1', appId: 'app_1', endpointId, msgId, eventType: 'a.b', channels: null }, dueAt)
  return (await deliveries.save(db, { ...delivery, attempts: 1 }))!
}

const many = async (count: number, endpointId: string) => {
  const since = Date.now() - 100_000
  return await eachOf(Array.from({ length: count }, (_none, at) => at), 8, async at => await waiting(since + at, { endpointId }))
}

const over = async (...all: Array<deliveries.Delivery>) => {
  await eachOf(all, 8, async one => { await deliveries.save(db, { ...one, nextAt: null, dueAt: null }) })
}

t.test('Deliveries that are due, or will be within half of the next minute, are handed to the queue for their time. Later ones are not.', async t => {
  const now = Date.now()
  const [late, soon, later] = await Promise.all([waiting(now - 3_600_000), waiting(now + 20_000), waiting(now + 90_000)])
  await handler(tick(), contextOf())
  t.match(counts(sqs, queue.name), { ready: 1, delayed: 1 })
  const [entry] = await receive(sqs, queue.url)
  t.same(parseEntry(entry!.Body!), { handOff: { endpointId: 'ep_1', msgId: late.msgId, at: late.dueAt } })
  await over(late, soon, later)
})

t.test('A delivery that was handed over recently is not handed over again, unless it has a new due time.', async t => {
  const one = await waiting(Date.now() - 1000)
  const handed = createHanded()
  const round = () => ({ dispatcher: engine.dispatcher as never, endsAt: Date.now() + 30_000, handed })
  for (let n = 0; n < 3; n++) await sweepToQueue(engine, round())
  t.match(counts(sqs, queue.name), { ready: 1, delayed: 0 })
  const moved = await deliveries.save(db, { ...one, dueAt: one.dueAt! + 500 })
  await sweepToQueue(engine, round())
  t.match(counts(sqs, queue.name), { ready: 2 })
  await over(moved!)
})

t.test('All due deliveries are handed over, also when they fill several pages.', async t => {
  const all = await many(60, 'ep_3')
  const handed = createHanded()
  await sweepToQueue(engine, { dispatcher: engine.dispatcher as never, endsAt: Date.now() + 30_000, handed, page: 4 })
  t.match(counts(sqs, queue.name), { ready: 60 })
  t.equal(handed.size, 60)
  await over(...all)
})

t.test('All deliveries of one millisecond are handed over in one round, also when they fill several pages.', async t => {
  const at = Date.now() - 1000
  const all = await eachOf(Array.from({ length: 60 }, () => at), 8, async at => await waiting(at, { endpointId: 'ep_4' }))
  await sweepToQueue(engine, { dispatcher: engine.dispatcher as never, endsAt: Date.now() + 30_000, handed: createHanded(), page: 1 })
  t.match(counts(sqs, queue.name), { ready: 60 })
  await over(...all)
})

t.test('Of a millisecond with endless entries, a round reads as many as memory holds, and hands over what is due later all the same.', async t => {
  const at = Date.now() - 1000
  const { tableName } = db.models.deliveries
  const entry = (n: number, dueAt: number) =>
    ({ endpointId: { S: 'ep_5' }, msgId: { S: `msg_${n}` }, dueShard: { S: '0' }, dueAt: { N: String(dueAt) } })
  const limits: number[] = []
  let most = 0
  const call = (async (operation: 'Query', input: QueryCommandInput) => {
    const { ':hash': hash, ':from': from } = input.ExpressionAttributeValues ?? {}
    if (operation !== 'Query' || input.TableName !== tableName || input.Select || hash?.S !== '0') return await db.call(operation, input)
    limits.push(input.Limit!)
    if (Number(from!.N) > at || input.Limit! > 1000) return { Items: [entry(-1, at + 1)] }
    return { Items: Array.from({ length: input.Limit! }, (_none, n) => entry(n, at)) }
  }) as typeof db.call
  const handed = createHanded()
  const dispatcher = { handOver: async () => { most = Math.max(...limits) } }
  await sweepToQueue({ ...engine, db: { ...db, call } }, { dispatcher, endsAt: Date.now() + 600_000, handed, page: 1 })
  t.equal(most, 64)
  t.equal(handed.size, 65)
})

t.test('A marked message whose fan-out is not done is fanned out. The mark is removed.', async t => {
  const application = await newApplication(engine)
  const endpoint = await newEndpoint(engine, application)
  const table = {
    ...engine, dispatcher: { ...createTableDispatcher(), announce: async () => {} },
    clock: { ...engine.clock, now: () => Date.now() - 3_600_000 }
  }
  const { message } = await accept(table, application, newMessage())
  await handler(tick(), contextOf())
  const [entry] = await receive(sqs, queue.url)
  t.match(parseEntry(entry!.Body!), { handOff: { endpointId: endpoint.id, msgId: message.id }, begun: { state: 'pending' } })
  t.equal((await messages.read(db, application.id, message.id, { now: Date.now(), withPayload: false }))!.isMarked, undefined)
})

t.test('Of the payloads that filters ask for, eight are in memory at once.', async t => {
  const application = await newApplication(engine)
  await newEndpoint(engine, application, { filter: '{"payload":{"amount":1}}' })
  const payload = Buffer.from(JSON.stringify({ amount: 1, large: randomBytes(100_000).toString('base64') }))
  const table = {
    ...engine, dispatcher: { ...createTableDispatcher(), announce: async () => {} },
    clock: { ...engine.clock, now: () => Date.now() - 3_600_000 }
  }
  for (let n = 0; n < 20; n++) await accept(table, application, newMessage({ payload }))
  let [loading, most] = [0, 0]
  const get = async (key: string) => {
    most = Math.max(most, ++loading)
    await eventually('no other call runs', () => here.busy() === 0)
    loading--
    return await db.blobs.get(key)
  }
  const own = { ...engine, db: { ...db, blobs: { ...db.blobs, get } } }
  await sweepToQueue(own, { dispatcher: engine.dispatcher as never, endsAt: Date.now() + 30_000, handed: createHanded() })
  t.equal(most, 8)
  t.match(counts(sqs, queue.name), { ready: 20 })
})

t.test('A task continues as long as there is time. The rest waits for the next round.', async t => {
  const application = await newApplication(engine)
  const endpoint = await newEndpoint(engine, application)
  const { message } = await accept(engine, application, newMessage())
  const task = await begin(engine, endpoint, {
    kind: 'endpoint.replay', since: Date.now() - 60_000, until: Date.now() + 1000, filter: {}, appIds: undefined
  })
  await handler(tick(), contextOf(12_000))
  const after = (await tasks.read(db, task, Date.now()))!
  t.match(after, { resent: 1, status: 'running', outstanding: [message.id] })
  t.ok(after.dueAt! > Date.now() - 1000 && after.lease === null)
  const [entry] = await receive(sqs, queue.url)
  t.match(parseEntry(entry!.Body!), { handOff: { endpointId: endpoint.id, msgId: message.id } })
  await over((await deliveries.read(db, { endpointId: endpoint.id, msgId: message.id }))!)
})

t.test('If time runs out, the round ends in time and the next round does the rest.', async t => {
  const all = await many(60, 'ep_2')
  const handed = createHanded()
  const began = Date.now()
  let elapsed = 0
  const slow = { handOver: async () => { elapsed += 10 } }
  const timed = { ...engine, clock: { ...engine.clock, now: () => began + elapsed } }
  await sweepToQueue(timed, { dispatcher: slow, endsAt: began + 400, handed })
  t.equal(handed.size, 20)
  t.ok(elapsed < 400)
  await sweepToQueue(timed, { dispatcher: slow, endsAt: began + 30_000, handed })
  t.equal(handed.size, 60)
  await over(...all)
})

t.test('If the queue does not answer, the round fails. No delivery counts as handed over.', async t => {
  const one = await waiting(Date.now() - 1000)
  const handed = createHanded()
  const away = { handOver: async () => { throw new Error('away') } }
  await t.rejects(sweepToQueue(engine, { dispatcher: away, endsAt: Date.now() + 10_000, handed }), { message: 'away' })
  t.equal(handed.size, 0)
  await over(one)
})

t.test('An event that is not from the schedule is an error.', async t => {
  for (const event of [null, {}, { Records: [] }, { source: 'aws.s3' }, 'aws.events']) {
    await t.rejects(handler(event, contextOf()), { name: 'TypeError', message: /for the schedule/ })
  }
})

t.test('The bundle does the same under the runtime client, without any secret, and measures the backlog.', { skip }, async t => {
  const one = await waiting(Date.now() - 5000)
  const { POSTHORN_JWT_SECRET: _jwt, POSTHORN_MAIN_SECRET: _main, ...env } = here.env
  const lambda = await start(t, 'sweep', { ...env, POSTHORN_LOG_LEVEL: 'info' })
  await lambda.invoke(tick())
  t.match(counts(sqs, queue.name), { ready: 1 })
  const lines = lambda.log().split('\n').filter(line => line.startsWith('{')).map(line => JSON.parse(line) as Record<string, unknown>)
  t.match(lines.find(({ msg }) => msg === 'sweep.completed'), { deliveries: 1, requestId: /.+/ })
  const measured = lines.find(line => '_aws' in line)!
  t.equal(measured.dueBacklog, 1)
  t.ok((measured.dueAge as number) >= 5)
  await over(one)
})
