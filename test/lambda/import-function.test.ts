import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { randomUUID } from 'node:crypto'
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { bundle } from '../../infra/bundle.js'
import { createTableDispatcher } from '../../src/delivery/hand-off/table/dispatcher-table.js'
import { loadConfig } from '../../src/config.js'
import { openImports } from '../../src/hosting/open-imports.js'
import { importRecords, type Entry, type Terms } from '../../src/lambda/import-records.js'
import * as messages from '../../src/repositories/messages.js'
import type { Message } from '../../src/repositories/messages.js'
import * as tasks from '../../src/repositories/tasks.js'
import { createTestEngine, newApplication, newEndpoint, databaseEndpoint, openTestDatabase, type TestEngine } from '../helpers/engine.js'
import { reportOf, type Report } from '../helpers/import.js'
import { lambdaRuntimeMissing, startLambda } from '../helpers/lambda-runtime.js'
import { startS3 } from '../helpers/s3.js'
import { noise } from '../helpers/chance.js'

const BUCKET = 'uploads'
const s3 = await startS3()
await s3.bucket(BUCKET)
const database = await openTestDatabase()
const env = { POSTHORN_UPLOAD_BUCKET: BUCKET, AWS_ENDPOINT_URL: s3.endpoint }
const imports = openImports(loadConfig(env), { serverless: true })!
// In a deployment the stream announces messages.
const queue = { ...createTableDispatcher(), isQueue: true, announce: async () => { throw new Error('The stream announces messages.') } }
const newEngine = (): TestEngine => Object.assign(createTestEngine({ db: database.db, dispatcher: queue, env }), { imports })
const engine = newEngine()

const always = () => true
const never = { batchItemFailures: [] }

interface Uploaded { key: string, etag: string }

async function upload (key: string, content: string | Buffer): Promise<Uploaded> {
  const { ETag } = await s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: content }))
  return { key, etag: ETag!.replaceAll('"', '') }
}

/** A notification as S3 writes it: keys are encoded as in a form. */
const notification = ({ key, etag }: Uploaded, change: object = {}) => ({
  Records: [{
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'us-east-1',
    eventTime: '2026-11-22T14:05:00.000Z',
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: 'AWS:AROAEXAMPLE' },
    requestParameters: { sourceIPAddress: '203.0.113.7' },
    responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'imports',
      bucket: { name: BUCKET, ownerIdentity: { principalId: 'A3NL1KOZZKExample' }, arn: `arn:aws:s3:::${BUCKET}` },
      object: {
        key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'), size: 1, eTag: etag, sequencer: '0055AED6DCD90281E5'
      }
    },
    ...change
  }]
})

const entry = (body: unknown, messageId: string = randomUUID()) => ({
  messageId,
  receiptHandle: 'r',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: {
    ApproximateReceiveCount: '1', SentTimestamp: '1795356300000', SenderId: 'AIDAIENQZJOLO23YVJ4VO',
    ApproximateFirstReceiveTimestamp: '1795356300000'
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:imports',
  awsRegion: 'us-east-1'
})
const queued = (...entries: object[]) => ({ Records: entries })

const sent: Entry[] = []
const sendAgain: Terms['sendAgain'] = async entry => { sent.push(entry) }

/** An invocation; `again` are the entries that it sent. */
async function turn (file: Uploaded, keepOn = always, on = engine, send = sendAgain) {
  const before = sent.length
  const { batchItemFailures } = await importRecords(on, queued(entry(notification(file))), { keepOn, sendAgain: send })
  return { failures: batchItemFailures.length, again: sent.slice(before) }
}

const run = async (file: Uploaded, keepOn = always, on = engine) =>
  await importRecords(on, queued(entry(notification(file))), { keepOn, sendAgain })

async function report (key: string): Promise<Report> {
  const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: `reports/${key.slice('inbox/'.length)}.ndjson` }))
  return reportOf(await text(Body as Readable))
}

async function allMessages (appId: string, orgId: string): Promise<Message[]> {
  const found: Message[] = []
  for (let iterator: string | undefined; ;) {
    const page = await messages.list(database.db, { id: appId, orgId } as never, { limit: 250, ...(iterator && { iterator }) }, {
      now: Date.now(), withPayload: true
    })
    found.push(...page.data)
    if (page.done) return found
    iterator = page.iterator!
  }
}

const lines = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => `{"eventType":"order.paid","payload":{"n":${from + n}}}\n`).join('')
const numbersOf = (found: Message[]) => found.map(({ payload }) => JSON.parse(payload!.toString()).n as number).sort((a, b) => a - b)

t.test('A file that is put into the inbox of an application is imported.', async t => {
  const application = await newApplication(engine)
  await newEndpoint(engine, application)
  const { orgId, id } = application
  const file = await upload(`inbox/${orgId}/${id}/orders.ndjson`, lines(250))
  t.strictSame(await run(file), never)
  t.strictSame(numbersOf(await allMessages(id, orgId)), Array.from({ length: 250 }, (_, n) => n))
  t.match(await report(file.key), { summary: { status: 'finished', entries: 250, accepted: 250, refused: 0 }, refused: [] })
})

t.test('An application can be named by its uid. Keys may have spaces, plus signs and Unicode.', async t => {
  const { orgId, id } = await newApplication(engine, { uid: 'my-app' })
  const file = await upload(`inbox/${orgId}/my-app/2026 Q4/größe + 🦄.csv`, 'eventType,payload\na,"{""n"":1}"\n')
  t.strictSame(await run(file), never)
  t.strictSame(numbersOf(await allMessages(id, orgId)), [1])
})

t.test('A notification that comes again accepts no message twice, at once and later.', async t => {
  const { orgId, id } = await newApplication(engine)
  const file = await upload(`inbox/${orgId}/${id}/again.ndjson`, lines(120))
  const twice = await Promise.all([run(file), run(file, always, newEngine())])
  t.ok(twice.some(({ batchItemFailures }) => batchItemFailures.length === 0))
  await run(file)
  const day = newEngine()
  await run(file, always, Object.assign(day, { clock: { ...day.clock, now: () => Date.now() + 86_400_000 } }))
  t.equal((await allMessages(id, orgId)).length, 120)
})

t.test('Another file with the same key is another import.', async t => {
  const { orgId, id } = await newApplication(engine)
  const key = `inbox/${orgId}/${id}/daily.ndjson`
  await run(await upload(key, lines(3)))
  await run(await upload(key, lines(2, 3)))
  t.strictSame(numbersOf(await allMessages(id, orgId)), [0, 1, 2, 3, 4])
  t.match(await report(key), { summary: { accepted: 2 } })
})

for (const { name, content } of [
  { name: 'a plain file', content: lines(2500) },
  { name: 'a compressed file', content: gzipSync(lines(2500)) },
  { name: 'an array', content: `[${lines(2500).trimEnd().replaceAll('\n', ',\n')}]` },
  { name: 'a CSV file', content: 'payload,eventType\n' + Array.from({ length: 2500 }, (_, n) => `"{""n"":${n}}",a\n`).join('') }
]) {
  t.test(`When the import of ${name} takes several invocations, each entry is accepted once.`, async t => {
    const { orgId, id } = await newApplication(engine)
    const file = await upload(`inbox/${orgId}/${id}/long`, content)
    let [rounds, failures] = [0, 1]
    for (; failures > 0 && rounds < 100; rounds++) {
      let asked = 0
      const { failures: failed, again } = await turn(file, () => ++asked < 6, newEngine())
      t.equal(failed, 0, 'an entry that made progress does not come back')
      failures = again.length
      if (failures > 0) t.match(again, [{ body: JSON.stringify(notification(file)), eventSourceARN: /:imports$/ }])
    }
    t.ok(rounds > 3, `${rounds} rounds`)
    t.strictSame(numbersOf(await allMessages(id, orgId)), Array.from({ length: 2500 }, (_, n) => n))
    t.match(await report(file.key), { summary: { entries: 2500, accepted: 2500, refused: 0 } })
  })
}

t.test('An import whose process dies between any two calls continues, and accepts each entry once.', async t => {
  const { orgId, id } = await newApplication(engine)
  const content = lines(300).split('\n').map((line, n) => n % 50 === 7 ? 'broken' : line).join('\n')
  const file = await upload(`inbox/${orgId}/${id}/killed`, content)
  let [failures, rounds] = [1, 0]
  for (; failures > 0 && rounds < 60; rounds++) {
    // Every process gets a little further. The last call of each may be applied although its answer is lost.
    let calls = 0
    const dies = 2 + rounds
    database.inject(() => ++calls < dies ? undefined : calls === dies && rounds % 2 === 0 ? 'lose' : 'fail')
    const process = newEngine()
    failures = (await run(file, always, Object.assign(process, {
      clock: { ...process.clock, now: () => Date.now() + rounds * 80_000 }
    }))).batchItemFailures.length
  }
  database.inject()
  t.ok(rounds > 5, `${rounds} processes`)
  const expected = Array.from({ length: 300 }, (_, n) => n).filter(n => n % 50 !== 7)
  t.strictSame(numbersOf(await allMessages(id, orgId)), expected)
  t.match(await report(file.key), { summary: { entries: 300, accepted: 294, refused: 6 } })
  t.strictSame((await report(file.key)).refused.map(({ line }) => line), [8, 58, 108, 158, 208, 258])
})

t.test('The report contains many refused entries.', async t => {
  const { orgId, id } = await newApplication(engine)
  const file = await upload(
    `inbox/${orgId}/${id}/refused`, Array.from({ length: 3000 }, (_, n) => n === 0 ? lines(1) : '{"eventType":"a"}\n').join('')
  )
  t.strictSame(await run(file), never)
  const { summary, refused } = await report(file.key)
  t.match(summary, { accepted: 1, refused: 2999 })
  t.strictSame(refused.map(({ line }) => line), Array.from({ length: 2999 }, (_, n) => n + 2))
})

/** A turn that ends for lack of time after a few batches. */
const briefly = (questions = 6) => {
  let asked = 0
  return () => ++asked < questions
}
const entriesOf = async (orgId: string) => (await tasks.list(database.db, orgId, { limit: 10 }, () => true)).data[0]!.import!.entries

t.test('A turn that finds the lease taken is sent as a new entry, which waits and is not counted.', async t => {
  const { orgId, id } = await newApplication(engine)
  const file = await upload(`inbox/${orgId}/${id}/held`, lines(5000))
  let [asked, isOver] = [0, false]
  let begun = () => {}
  const going = new Promise<void>(resolve => { begun = resolve })
  const first = turn(file, () => {
    if (++asked === 3) begun()
    return !isOver
  }, newEngine())
  await going
  // The last look of the second process at the task comes after the next position of the first.
  let [reads, saves] = [0, 0]
  let moved = () => {}
  const isMoved = new Promise<void>(resolve => { moved = resolve })
  database.inject(async ({ name, table }) => {
    if (table === 'tasks' && name === 'PutItem' && ++saves === 2) moved()
    if (table === 'tasks' && name === 'GetItem' && ++reads === 3) await isMoved
    return undefined
  })
  const delays: number[] = []
  t.match(await turn(file, briefly(2), newEngine(), async (_entry, delayMs) => { delays.push(delayMs) }), { failures: 0 })
  t.same(delays, [300_000])
  isOver = true
  database.inject()
  t.ok(reads >= 3 && saves >= 2)
  t.match(await first, { failures: 0, again: [{}] })
})

t.test('A turn that fails is handed back and counted, however far it got.', async t => {
  const { orgId, id } = await newApplication(engine)
  const file = await upload(`inbox/${orgId}/${id}/failing`, lines(2500))
  let batches = 0
  database.inject(({ name }) => name === 'BatchWriteItem' && ++batches > 60 ? 'fail' : undefined)
  t.match(await turn(file, always, newEngine()), { failures: 1, again: [] })
  database.inject()
  t.ok(await entriesOf(orgId) >= 1000)
})

t.test('A turn whose new entry the queue refuses is handed back.', async t => {
  const { orgId, id } = await newApplication(engine)
  const file = await upload(`inbox/${orgId}/${id}/refused-queue`, lines(1500))
  const away = async () => { throw new Error('away') }
  t.match(await turn(file, briefly(), newEngine(), away), { failures: 1, again: [] })
  const first = await entriesOf(orgId)
  t.ok(first > 0)
  t.match(await turn(file, briefly(), newEngine()), { failures: 0, again: [{}] })
  t.ok(await entriesOf(orgId) > first, 'the import continued')
})

t.test('Two entries of one import, as after a crash between new and old entry, accept no message twice.', async t => {
  const { orgId, id } = await newApplication(engine)
  const file = await upload(`inbox/${orgId}/${id}/doubled`, lines(1500))
  let waiting = 2
  for (let turns = 0; waiting > 0 && turns < 100; turns++) {
    const both = await Promise.all([turn(file, briefly(), newEngine()), turn(file, briefly(), newEngine())])
    waiting = both.reduce((sum, { failures, again }) => sum + failures + again.length, 0)
  }
  t.equal(waiting, 0)
  t.strictSame(numbersOf(await allMessages(id, orgId)), Array.from({ length: 1500 }, (_, n) => n))
})

t.test('A turn that cannot find its place in a compressed file in time ends in time, changes nothing, and counts.', async t => {
  const { orgId, id } = await newApplication(engine)
  const text = Array.from({ length: 400 }, (_, n) => `{"eventType":"order.paid","payload":{"n":${n},"noise":"${noise(3000)
    .toString('base64')}"}}\n`).join('')
  const file = await upload(`inbox/${orgId}/${id}/compressed`, gzipSync(text))
  t.match(await turn(file, briefly(6), newEngine()), { failures: 0, again: [{}] })
  const before = await entriesOf(orgId)
  t.ok(before > 0 && before < 400)
  const late = newEngine()
  t.match(await turn(file, briefly(4), late), { failures: 1, again: [] })
  t.equal(await entriesOf(orgId), before)
  t.match(late.lines.filter(({ msg }) => msg === 'import.place-not-reached'), [{ appId: id, offset: Number }])
  t.same(await turn(file, always, newEngine()), { failures: 0, again: [] })
  t.strictSame(numbersOf(await allMessages(id, orgId)), Array.from({ length: 400 }, (_, n) => n))
})

t.test('A file of an application that does not exist is reported and not repeated.', async t => {
  const file = await upload('inbox/org_nobody/app_nobody/a.ndjson', lines(1))
  t.strictSame(await run(file), never)
  t.match(await report(file.key), { summary: { status: 'failed', accepted: 0, reason: 'There is no such application.' } })
})

t.test('A file that was deleted or replaced meanwhile is reported.', async t => {
  const { orgId, id } = await newApplication(engine)
  const gone = await upload(`inbox/${orgId}/${id}/gone.ndjson`, lines(1))
  await s3.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: gone.key }))
  t.strictSame(await run(gone), never)
  t.match(await report(gone.key), { summary: { status: 'failed', reason: /gone, or was replaced/ } })
  const replaced = await upload(`inbox/${orgId}/${id}/replaced.ndjson`, lines(1))
  await upload(replaced.key, lines(2, 1))
  await run(replaced)
  t.strictSame(numbersOf(await allMessages(id, orgId)), [], 'the replacement has its own notification')
})

t.test('Test events of S3 and folders are skipped.', async t => {
  const test = {
    Service: 'Amazon S3', Event: 's3:TestEvent', Time: '2026-11-22T14:05:00.000Z', Bucket: BUCKET, RequestId: '5582815E1AEA5ADF',
    HostId: '8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR'
  }
  t.strictSame(await importRecords(engine, queued(entry(test)), { keepOn: always, sendAgain }), never)
  t.strictSame(await importRecords(engine, test, { keepOn: always, sendAgain }), never)
  t.strictSame(await importRecords(engine, queued(), { keepOn: always, sendAgain }), never)
  const process = newEngine()
  const folders = [
    '/', 'inbox/', 'inbox//', 'inbox/org_a/', 'inbox/org_a/app_b/', 'inbox/org_a/app_b/folder/', 'inbox/org ä/app_b/', 'reports/',
    'elsewhere/deep/er/',
    'inbox_$folder$', 'inbox/org_a_$folder$', 'inbox/org_a/app_b/day=1_$folder$'
  ]
  for (const key of folders) {
    const folder = { key, etag: 'd41d8cd98f00b204e9800998ecf8427e' }
    t.strictSame(await run(folder, always, process), never, key)
    t.strictSame(await importRecords(process, notification(folder), { keepOn: always, sendAgain }), never, `${key}, directly`)
  }
  const encoded = notification({ key: 'inbox/x', etag: 'e' })
  encoded.Records[0]!.s3.object.key = 'inbox%2Forg_a%2F'
  t.strictSame(await importRecords(process, queued(entry(encoded)), { keepOn: always, sendAgain }), never, 'a slash that is written as %2F')
  t.strictSame(
    [...new Set(process.lines.map(({ level, msg }) => `${level} ${msg}`))], ['30 import.folder'], 'no value of an alarm is counted'
  )
  t.equal(process.lines.length, 2 * folders.length + 1)
})

t.test('A folder beside a file in one notification does not stop the import of the file.', async t => {
  const { orgId, id } = await newApplication(engine)
  const file = await upload(`inbox/${orgId}/${id}/day 1/orders+more.ndjson`, lines(1))
  const [folder] = notification({ key: `inbox/${orgId}/`, etag: 'e' }).Records
  t.strictSame(
    await importRecords(engine, queued(entry({ Records: [folder, ...notification(file).Records] })), { keepOn: always, sendAgain }), never
  )
  t.strictSame(numbersOf(await allMessages(id, orgId)), [0])
})

t.test('Unknown entries are handed back with a reason in the log. The others are imported.', async t => {
  const { orgId, id } = await newApplication(engine)
  const good = await upload(`inbox/${orgId}/${id}/good.ndjson`, lines(1))
  const foreign = [
    'no json', '[]', 'null', '{}', { Records: [] }, { Records: [null] }, { Records: [{ eventSource: 'aws:sns' }] },
    notification(good, { eventName: 'ObjectRemoved:Delete' }), notification(good, { s3: {} }),
    notification({ key: 'reports/x', etag: 'e' }), notification({ key: 'inbox/org/app', etag: 'e' }),
    notification({ key: 'inbox//app/x', etag: 'e' }),
    notification(good, { s3: { bucket: { name: 'another' }, object: { key: good.key, eTag: good.etag } } })
  ].map((body, n) => entry(body, `foreign-${n}`))
  const process = newEngine()
  const answer = await importRecords(process, queued(...foreign, entry(notification(good), 'good')), { keepOn: always, sendAgain })
  t.strictSame(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
    .sort(), foreign.map(({ messageId }) => messageId).sort())
  t.strictSame(process.lines.filter(({ msg }) => msg === 'record.refused').map(({ recordId }) => recordId)
    .sort(), foreign.map(({ messageId }) => messageId).sort())
  t.ok(process.lines.filter(({ msg }) => msg === 'record.refused').every(({ reason }) => typeof reason === 'string'))
  t.strictSame(numbersOf(await allMessages(id, orgId)), [0])
  for (const event of [null, {}, { Records: [{ eventSource: 'aws:kinesis' }] }, 'x']) {
    await t.rejects(importRecords(engine, event, { keepOn: always, sendAgain }), { name: 'TypeError' })
  }
})

t.test('A notification can come directly from S3.', async t => {
  const { orgId, id } = await newApplication(engine)
  const file = await upload(`inbox/${orgId}/${id}/direct.ndjson`, lines(2))
  await t.rejects(importRecords(newEngine(), notification(file), { keepOn: () => false, sendAgain }), /not over/)
  t.strictSame(await importRecords(newEngine(), notification(file), { keepOn: always, sendAgain }), never)
  t.strictSame(numbersOf(await allMessages(id, orgId)), [0, 1])
})

t.test('Without time no work is begun.', async t => {
  const { orgId, id } = await newApplication(engine)
  const file = await upload(`inbox/${orgId}/${id}/late.ndjson`, lines(2))
  t.equal((await run(file, () => false)).batchItemFailures.length, 1)
  t.strictSame(await allMessages(id, orgId), [])
})

t.test('The progress of an import is a background task.', async t => {
  const { orgId, id } = await newApplication(engine)
  await run(await upload(`inbox/${orgId}/${id}/task.ndjson`, lines(2)))
  const { data: [task] } = await tasks.list(database.db, orgId, { limit: 10 }, () => true)
  t.match(task, { kind: 'message.import', appId: id, status: 'finished', dueAt: null, import: { accepted: 2 } })
})

const skip = lambdaRuntimeMissing()
const outdir = t.testdir()
if (!skip) await bundle(outdir, ['import'])

const startBundled = async (t: Test, { timeoutMs, queueUrl }: { timeoutMs: number, queueUrl: string }) => {
  const lambda = await startLambda({
    bundle: join(outdir, 'import/index.mjs'),
    handler: 'handler',
    timeoutMs,
    env: {
      ...env, POSTHORN_DYNAMODB_ENDPOINT: await databaseEndpoint(), POSTHORN_TABLE_PREFIX: database.prefix, POSTHORN_QUEUE_URL: queueUrl,
      AWS_ACCESS_KEY_ID: 'posthorn', AWS_SECRET_ACCESS_KEY: 'posthorn'
    }
  })
  t.teardown(lambda.stop)
  return lambda
}

t.test('The bundled function imports, and hands back unknown entries.', { skip }, async t => {
  const lambda = await startBundled(t, { timeoutMs: 60_000, queueUrl: `${s3.endpoint}/000000000000/deliveries` })
  const { orgId, id } = await newApplication(engine)
  const file = await upload(`inbox/${orgId}/${id}/bundled.csv`, 'eventType,payload\na,"{""n"":0}"\na b,{}\na,"{""n"":1}"\n')
  t.strictSame(await lambda.invoke(queued(entry(notification(file)), entry('foreign', 'm-1'))), {
    batchItemFailures: [{ itemIdentifier: 'm-1' }]
  })
  t.strictSame(numbersOf(await allMessages(id, orgId)), [0, 1])
  t.match(await report(file.key), { summary: { accepted: 2, refused: 1 }, refused: [{ line: 3, status: 422 }] })
  await t.rejects(lambda.invoke({ source: 'aws.ec2' }), { name: 'TypeError' })
})

t.test('The bundled function that runs out of time in a long file sends a new entry to the queue of the old one.', { skip }, async t => {
  const sqs = new SQSClient({ endpoint: s3.endpoint })
  t.teardown(() => { sqs.destroy() })
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'imports' }))
  // It keeps a quarter of a minute for its end.
  const lambda = await startBundled(t, { timeoutMs: 18_000, queueUrl: QueueUrl!.replace(/imports$/, 'deliveries') })
  const { orgId, id } = await newApplication(engine)
  const file = await upload(`inbox/${orgId}/${id}/long.ndjson`, lines(60_000))
  t.strictSame(await lambda.invoke(queued(entry(notification(file)))), never)
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: QueueUrl! }))
  t.strictSame(Messages.map(({ Body }) => Body), [JSON.stringify(notification(file))])
  const entries = await entriesOf(orgId)
  t.ok(entries > 0 && entries < 60_000, `${entries} entries`)
})
