import { randomBytes } from 'node:crypto'
import t from 'tap'
import { accept } from '../../src/delivery/accept/accept.js'
import { fanOut } from '../../src/delivery/attempt/fan-out.js'
import { parseEntry } from '../../src/delivery/hand-off/sqs/queue-entry.js'
import { createHanded, sweepToQueue } from '../../src/delivery/hand-off/sqs/sweep-queue.js'
import { spread } from '../../src/lambda/fan-out-batch.js'
import { handler } from '../../src/lambda/fan-out-function.js'
import * as deliveries from '../../src/repositories/deliveries.js'
import * as lists from '../../src/repositories/delivery-lists.js'
import * as messages from '../../src/repositories/messages.js'
import { startCuttableProxy } from '../helpers/cuttable-proxy.js'
import { newApplication, newEndpoint, newMessage } from '../helpers/engine.js'
import { bundled, contextOf, deployment, failuresOf, prepare, record, recordOf } from '../helpers/functions.js'
import { eventually } from '../helpers/receiver.js'
import { counts, receive } from '../helpers/sqs.js'

const { skip, start } = await bundled(['fan-out'])
const here = await deployment({ POSTHORN_LOG_LEVEL: 'silent' })
const { engine, sqs, queue } = here
const { POSTHORN_MAIN_SECRET: _, ...env } = here.env
// The connection of the handler to the tables can be cut.
const tables = new URL(env.POSTHORN_DYNAMODB_ENDPOINT!)
const line = await startCuttableProxy(tables)
t.teardown(line.close)
prepare({ ...env, POSTHORN_DYNAMODB_ENDPOINT: Object.assign(new URL(tables), { port: line.port }).href })

async function accepted (change = {}) {
  const application = await newApplication(engine)
  const endpoint = await newEndpoint(engine, application)
  const { message } = await accept(engine, application, newMessage(change))
  return { application, endpoint, message }
}

const entries = async () =>
  (await receive(sqs, queue.url)).map(({ Body, Attributes }) => ({ ...parseEntry(Body!), trace: Attributes?.AWSTraceHeader }))

const isMarked = async ({ appId, id }: { appId: string, id: string }) =>
  (await messages.read(here.db, appId, id, { now: Date.now(), withPayload: false }))?.isMarked

/** A round of the sweep, after this time. */
async function sweep (laterMs: number, page?: number): Promise<void> {
  const now = () => Date.now() + laterMs
  await sweepToQueue({ ...engine, clock: { ...engine.clock, now } }, {
    dispatcher: engine.dispatcher as never, endsAt: now() + 30_000, handed: createHanded(), ...(page && { page })
  })
}

t.afterEach(() => sqs.server.reset())

t.test('A new message becomes one entry for each endpoint that wants it, and no item in the table.', async t => {
  const { application, endpoint, message } = await accepted()
  const second = await newEndpoint(engine, application)
  await newEndpoint(engine, application, { eventTypes: ['another.type'] })
  t.same(await handler({ Records: [await recordOf(here, message)] }, contextOf()), { batchItemFailures: [] })
  const found = await entries()
  t.same(found.map(({ handOff }) => handOff.endpointId).sort(), [endpoint.id, second.id].sort())
  t.match(found[0]!.begun, {
    orgId: application.orgId, appId: application.id, msgId: message.id, eventType: 'order.paid', state: 'pending'
  })
  t.equal(await deliveries.read(here.db, { endpointId: endpoint.id, msgId: message.id }), undefined)
})

t.test('For an endpoint with a filter the message is read, because the stream contains no payload.', async t => {
  const application = await newApplication(engine)
  const some = await newEndpoint(engine, application, { filter: '{"payload":{"amount":{"$gte":100}}}' })
  const all = await newEndpoint(engine, application)
  const large = 'x'.repeat(100_000)
  for (const [amount, wanted] of [[99, [all]], [100, [some, all]]] as const) {
    const { message } = await accept(engine, application, newMessage({ payload: Buffer.from(JSON.stringify({ amount, large })) }))
    await handler({ Records: [await recordOf(here, message)] }, contextOf())
    const found = await entries()
    t.same(found.map(({ handOff }) => handOff.endpointId).sort(), wanted.map(({ id }) => id).sort(), `an amount of ${amount}`)
    sqs.server.reset()
  }
})

t.test('Of the payloads that filters ask for, eight are in memory at once.', async t => {
  const application = await newApplication(engine)
  await newEndpoint(engine, application, { filter: '{"payload":{"amount":1}}' })
  const payload = Buffer.from(JSON.stringify({ amount: 1, large: randomBytes(100_000).toString('base64') }))
  let [loading, most] = [0, 0]
  const get = async (key: string) => {
    most = Math.max(most, ++loading)
    await eventually('no other call runs', () => here.busy() === 0)
    loading--
    return await here.db.blobs.get(key)
  }
  const own = { ...engine, db: { ...engine.db, blobs: { ...here.db.blobs, get } } }
  const records = await Promise.all(Array.from({ length: 20 }, async () => {
    const { message } = await accept(engine, application, newMessage({ payload }))
    return { id: message.id, read: { ...message, payload: undefined } }
  }))
  t.same(await spread(own, records, fanOut), [])
  t.equal(most, 8)
  t.equal(counts(sqs, queue.name).ready, 20)
  sqs.server.reset()
})

t.test('An endpoint that was created just before a message gets it, whatever a warm function has cached.', async t => {
  const { application, message } = await accepted()
  await handler({ Records: [await recordOf(here, message)] }, contextOf())
  const fresh = await newEndpoint(engine, application)
  const { message: next } = await accept(engine, application, newMessage())
  await handler({ Records: [await recordOf(here, next)] }, contextOf())
  const found = await entries()
  t.ok(found.some(({ handOff: { endpointId, msgId } }) => endpointId === fresh.id && msgId === next.id))
})

t.test('The entries of many messages share requests of ten.', async t => {
  const application = await newApplication(engine)
  await newEndpoint(engine, application)
  const all = await Promise.all(Array.from({ length: 25 }, async () => (await accept(engine, application, newMessage())).message))
  const Records = await Promise.all(all.map(async message => await recordOf(here, message)))
  t.same(await handler({ Records }, contextOf()), { batchItemFailures: [] })
  t.equal(counts(sqs, queue.name).ready, 25)
})

t.test('A delayed delivery is stored in the table. In the last fifteen minutes before its time it is also in the queue.', async t => {
  const at = Date.now() + 600_000
  const soon = await accepted({ deliverAt: at })
  const late = await accepted({ deliverAt: at + 3_600_000 })
  const Records = await Promise.all([soon, late].map(async ({ message }) => await recordOf(here, message)))
  t.same(await handler({ Records }, contextOf()), { batchItemFailures: [] })
  t.match(counts(sqs, queue.name), { ready: 0, delayed: 1 })
  for (const [{ endpoint, message }, dueAt] of [[soon, at], [late, at + 3_600_000]] as const) {
    const { data } = await lists.ofEndpoint(here.db, endpoint, { limit: 50, state: 'pending' }, Date.now())
    t.match(data, [{ msgId: message.id, attempts: 0, nextAt: dueAt, dueAt }])
  }
})

t.test('A message that always fails is reported alone. When the batch comes again, the others are not sent again.', async t => {
  const good = await accepted()
  const poison = record({ NewImage: { list: { S: 'app_1' }, id: { S: 'msg_1' }, data: { S: '{not json' } } })
  const nothing = record({ Keys: { id: { S: 'msg_2' } } })
  const foreign = { ...await recordOf(here, (await accepted()).message), eventSource: 'aws:kinesis' }
  const Records = [poison, await recordOf(here, good.message), nothing, foreign]
  const expected = [poison, nothing, foreign].map(({ dynamodb }) => dynamodb!.SequenceNumber).sort()
  t.same(failuresOf(await handler({ Records }, contextOf())).sort(), expected)
  t.equal(counts(sqs, queue.name).ready, 1)
  t.same(failuresOf(await handler({ Records }, contextOf())).sort(), expected)
  t.equal(counts(sqs, queue.name).ready, 1)
})

t.test('Changes and removals are skipped, and so is an empty batch.', async t => {
  const { message } = await accepted()
  const { dynamodb } = await recordOf(here, message)
  t.same(await handler({ Records: [record(dynamodb, 'MODIFY'), record({ Keys: dynamodb!.Keys! }, 'REMOVE')] }, contextOf()), {
    batchItemFailures: []
  })
  t.same(await handler({ Records: [] }, contextOf()), { batchItemFailures: [] })
  t.equal(counts(sqs, queue.name).ready, 0)
})

t.test("An event of another kind is an error that says so, without the event's content.", async t => {
  for (const event of [
    null, 'secret', {}, [], { Records: 'secret' }, { Records: [null] }, { Records: [{ body: 'secret', eventSource: 'aws:sqs' }] },
    { source: 'aws.events', detail: 'secret' }
  ]) {
    const error = await handler(event, contextOf()).then(() => undefined, (error: Error) => error)
    t.match(error, { name: 'TypeError', message: /takes batches of records from aws:dynamodb/ }, JSON.stringify(event))
    t.notMatch(error!.message, /secret/)
  }
})

t.test('If the queue refuses the entries, the messages are marked and their records are done. A round of the sweep delivers the messages.', async t => {
  const { message, endpoint } = await accepted()
  const Records = [await recordOf(here, message)]
  sqs.server.deleteQueue(queue.name)
  t.same(await handler({ Records }, contextOf()), { batchItemFailures: [] })
  t.equal(await isMarked(message), true)
  sqs.server.createQueue(queue.name)
  t.same(await handler({ Records }, contextOf()), { batchItemFailures: [] })
  t.equal(counts(sqs, queue.name).ready, 0, 'a record that comes again is left to the mark')
  await sweep(0)
  t.equal(counts(sqs, queue.name).ready, 0, 'the sweep may have cached the endpoints from before the message')
  await sweep(60_000)
  t.match(await entries(), [{ handOff: { endpointId: endpoint.id, msgId: message.id }, begun: { state: 'pending' } }])
  t.equal(await isMarked(message), undefined)
  await sweep(120_000)
  t.match(counts(sqs, queue.name), { ready: 0, inflight: 1 })
})

t.test('One round delivers all messages of a long outage, also when they fill several pages.', async t => {
  const application = await newApplication(engine)
  await newEndpoint(engine, application)
  const all = await Promise.all(Array.from({ length: 60 }, async () => (await accept(engine, application, newMessage())).message))
  const Records = await Promise.all(all.map(async message => await recordOf(here, message)))
  sqs.server.deleteQueue(queue.name)
  // All are marked in one millisecond, as on a fast machine.
  const { now } = Date
  const instant = now()
  Date.now = () => instant
  t.teardown(() => { Date.now = now })
  t.same(await handler({ Records }, contextOf()), { batchItemFailures: [] })
  Date.now = now
  sqs.server.createQueue(queue.name)
  await sweep(60_000, 4)
  t.equal(counts(sqs, queue.name).ready, 60)
})

t.test('If neither the queue nor the table answers, the records come again and no message is lost.', async t => {
  const { message } = await accepted()
  const Records = [await recordOf(here, message)]
  sqs.server.deleteQueue(queue.name)
  await line.refuse()
  t.same(failuresOf(await handler({ Records }, contextOf())), [Records[0]!.dynamodb!.SequenceNumber])
  t.equal(await isMarked(message), undefined)
  await line.mend()
  sqs.server.createQueue(queue.name)
  t.same(await handler({ Records }, contextOf()), { batchItemFailures: [] })
  t.equal(counts(sqs, queue.name).ready, 1)
})

t.test('A message that was deleted before its fan-out fails is not restored.', async t => {
  const { message } = await accepted()
  const Records = [await recordOf(here, message)]
  const key = { list: { S: message.appId }, id: { S: message.id } }
  const TableName = here.db.models.messages.tableName
  await here.db.call('DeleteItem', { TableName, Key: key })
  sqs.server.deleteQueue(queue.name)
  t.same(await handler({ Records }, contextOf()), { batchItemFailures: [] })
  sqs.server.createQueue(queue.name)
  t.equal((await here.db.call('GetItem', { TableName, Key: key })).Item, undefined)
})

t.test('The bundle does the same under the runtime client, without any secret.', { skip }, async t => {
  const { message, endpoint } = await accepted()
  const { POSTHORN_JWT_SECRET: _, ...bare } = env
  const lambda = await start(t, 'fan-out', bare)
  const failing = record({ NewImage: { id: { S: 'msg_1' } } })
  const answer = await lambda.invoke({ Records: [failing, await recordOf(here, message)] })
  t.same(failuresOf(answer), [failing.dynamodb!.SequenceNumber])
  t.match(await entries(), [{ handOff: { endpointId: endpoint.id, msgId: message.id } }])
  await t.rejects(lambda.invoke({ Records: [{ eventSource: 'aws:s3' }] }), { name: 'TypeError', message: /aws:dynamodb/ })
})
