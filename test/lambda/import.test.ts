import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { randomUUID } from 'node:crypto'
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import t from 'tap'
import { bundle } from '../../infra/bundle.js'
import { createTableDispatcher } from '../../src/delivery/dispatcher-table.js'
import { loadConfig } from '../../src/config.js'
import { openImports } from '../../src/imports.js'
import { importRecords } from '../../src/lambda/import-records.js'
import * as messages from '../../src/repositories/messages.js'
import type { Message } from '../../src/repositories/messages.js'
import * as tasks from '../../src/repositories/tasks.js'
import { createTestEngine, newApplication, newEndpoint, openTestDatabase, type TestEngine } from '../helpers/engine.js'
import { reportOf, type Report } from '../helpers/import.js'
import { lambdaRuntimeMissing, startLambda } from '../helpers/lambda-runtime.js'
import { startS3 } from '../helpers/s3.js'

const BUCKET = 'uploads'
const s3 = await startS3()
await s3.bucket(BUCKET)
const database = await openTestDatabase()
const env = { POSTHORN_UPLOAD_BUCKET: BUCKET, AWS_ENDPOINT_URL: s3.endpoint }
// The address of the file's database, as a function is given it.
const databaseUrl = async () => { const { protocol, hostname, port, path } = await database.db.client.config.endpoint!(); return `${protocol}//${hostname}:${port}${path}` }
const imports = openImports(loadConfig(env), { serverless: true })!
// In a deployment a stream announces messages.
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

/** As S3 writes it: keys as in a form. */
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
      object: { key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'), size: 1, eTag: etag, sequencer: '0055AED6DCD90281E5' }
    },
    ...change
  }]
})

const entry = (body: unknown, messageId: string = randomUUID()) => ({
  messageId,
  receiptHandle: 'r',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1795356300000', SenderId: 'AIDAIENQZJOLO23YVJ4VO', ApproximateFirstReceiveTimestamp: '1795356300000' },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:imports',
  awsRegion: 'us-east-1'
})
const queued = (...entries: object[]) => ({ Records: entries })

const run = async (file: Uploaded, keepOn = always, on = engine) => await importRecords(on, queued(entry(notification(file))), keepOn)

async function report (key: string): Promise<Report> {
  const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: `reports/${key.slice('inbox/'.length)}.ndjson` }))
  return reportOf(await text(Body as Readable))
}

async function allMessages (appId: string, orgId: string): Promise<Message[]> {
  const found: Message[] = []
  for (let iterator: string | undefined; ;) {
    const page = await messages.list(database.db, { id: appId, orgId } as never, { limit: 250, ...(iterator && { iterator }) }, { now: Date.now(), withPayload: true })
    found.push(...page.data)
    if (page.done) return found
    iterator = page.iterator!
  }
}

const lines = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `{"eventType":"order.paid","payload":{"n":${from + n}}}\n`).join('')
const numbersOf = (found: Message[]) => found.map(({ payload }) => JSON.parse(payload!.toString()).n as number).sort((a, b) => a - b)

t.test('A file that is dropped into the inbox of an application is imported', async t => {
  const application = await newApplication(engine)
  await newEndpoint(engine, application)
  const { orgId, id } = application
  const file = await upload(`inbox/${orgId}/${id}/orders.ndjson`, lines(250))
  t.strictSame(await run(file), never)
  t.strictSame(numbersOf(await allMessages(id, orgId)), Array.from({ length: 250 }, (_, n) => n))
  t.match(await report(file.key), { summary: { status: 'finished', entries: 250, accepted: 250, refused: 0 }, refused: [] })
})

t.test('An application can be named by its uid, and keys have spaces, plus signs and unicode', async t => {
  const { orgId, id } = await newApplication(engine, { uid: 'my-app' })
  const file = await upload(`inbox/${orgId}/my-app/2026 Q4/größe + 🦄.csv`, 'eventType,payload\na,"{""n"":1}"\n')
  t.strictSame(await run(file), never)
  t.strictSame(numbersOf(await allMessages(id, orgId)), [1])
})

t.test('A notification that comes again accepts nothing twice, at once and later', async t => {
  const { orgId, id } = await newApplication(engine)
  const file = await upload(`inbox/${orgId}/${id}/again.ndjson`, lines(120))
  const twice = await Promise.all([run(file), run(file, always, newEngine())])
  t.ok(twice.some(({ batchItemFailures }) => batchItemFailures.length === 0))
  await run(file)
  const day = newEngine()
  await run(file, always, Object.assign(day, { clock: { ...day.clock, now: () => Date.now() + 86_400_000 } }))
  t.equal((await allMessages(id, orgId)).length, 120)
})

t.test('Another file under the same key is another import', async t => {
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
  t.test(`Of ${name} that takes several invocations each entry is accepted once`, async t => {
    const { orgId, id } = await newApplication(engine)
    const file = await upload(`inbox/${orgId}/${id}/long`, content)
    let [rounds, failures] = [0, 1]
    for (; failures > 0 && rounds < 100; rounds++) {
      let asked = 0
      failures = (await run(file, () => ++asked < 6, newEngine())).batchItemFailures.length
    }
    t.ok(rounds > 3, `${rounds} rounds`)
    t.strictSame(numbersOf(await allMessages(id, orgId)), Array.from({ length: 2500 }, (_, n) => n))
    t.match(await report(file.key), { summary: { entries: 2500, accepted: 2500, refused: 0 } })
  })
}

t.test('An import that dies between any two calls goes on, and accepts each entry once', async t => {
  const { orgId, id } = await newApplication(engine)
  const content = lines(300).split('\n').map((line, n) => n % 50 === 7 ? 'broken' : line).join('\n')
  const file = await upload(`inbox/${orgId}/${id}/killed`, content)
  let [failures, rounds] = [1, 0]
  for (; failures > 0 && rounds < 60; rounds++) {
    // Every process gets a little further; the last call of each may be applied and its answer lost.
    let calls = 0
    const dies = 2 + rounds
    database.inject(() => ++calls < dies ? undefined : calls === dies && rounds % 2 === 0 ? 'lose' : 'fail')
    const process = newEngine()
    failures = (await run(file, always, Object.assign(process, { clock: { ...process.clock, now: () => Date.now() + rounds * 80_000 } }))).batchItemFailures.length
  }
  database.inject()
  t.ok(rounds > 5, `${rounds} processes`)
  const expected = Array.from({ length: 300 }, (_, n) => n).filter(n => n % 50 !== 7)
  t.strictSame(numbersOf(await allMessages(id, orgId)), expected)
  t.match(await report(file.key), { summary: { entries: 300, accepted: 294, refused: 6 } })
  t.strictSame((await report(file.key)).refused.map(({ line }) => line), [8, 58, 108, 158, 208, 258])
})

t.test('Many refused entries are all in the report', async t => {
  const { orgId, id } = await newApplication(engine)
  const file = await upload(`inbox/${orgId}/${id}/refused`, Array.from({ length: 3000 }, (_, n) => n === 0 ? lines(1) : '{"eventType":"a"}\n').join(''))
  t.strictSame(await run(file), never)
  const { summary, refused } = await report(file.key)
  t.match(summary, { accepted: 1, refused: 2999 })
  t.strictSame(refused.map(({ line }) => line), Array.from({ length: 2999 }, (_, n) => n + 2))
})

t.test('A file of an application that is not there is reported, not repeated', async t => {
  const file = await upload('inbox/org_nobody/app_nobody/a.ndjson', lines(1))
  t.strictSame(await run(file), never)
  t.match(await report(file.key), { summary: { status: 'failed', accepted: 0, reason: 'There is no such application.' } })
})

t.test('A file that is gone or was replaced meanwhile is reported', async t => {
  const { orgId, id } = await newApplication(engine)
  const gone = await upload(`inbox/${orgId}/${id}/gone.ndjson`, lines(1))
  await s3.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: gone.key }))
  t.strictSame(await run(gone), never)
  t.match(await report(gone.key), { summary: { status: 'failed', reason: /gone, or was replaced/ } })
  const replaced = await upload(`inbox/${orgId}/${id}/replaced.ndjson`, lines(1))
  await upload(replaced.key, lines(2, 1))
  await run(replaced)
  t.strictSame(numbersOf(await allMessages(id, orgId)), [], 'the replacement has a notification of its own')
})

t.test("S3's test of the connection, and folders, are passed over", async t => {
  const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Time: '2026-11-22T14:05:00.000Z', Bucket: BUCKET, RequestId: '5582815E1AEA5ADF', HostId: '8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR' }
  t.strictSame(await importRecords(engine, queued(entry(test)), always), never)
  t.strictSame(await importRecords(engine, test, always), never)
  t.strictSame(await run({ key: 'inbox/org_a/app_b/folder/', etag: 'd41d8cd98f00b204e9800998ecf8427e' }), never)
  t.strictSame(await importRecords(engine, queued(), always), never)
})

t.test('What is foreign is handed back with its reason in the log, and the others are imported', async t => {
  const { orgId, id } = await newApplication(engine)
  const good = await upload(`inbox/${orgId}/${id}/good.ndjson`, lines(1))
  const foreign = [
    'no json', '[]', 'null', '{}', { Records: [] }, { Records: [null] }, { Records: [{ eventSource: 'aws:sns' }] },
    notification(good, { eventName: 'ObjectRemoved:Delete' }), notification(good, { s3: {} }),
    notification({ key: 'reports/x', etag: 'e' }), notification({ key: 'inbox/org/app', etag: 'e' }), notification({ key: 'inbox//app/x', etag: 'e' }),
    notification(good, { s3: { bucket: { name: 'another' }, object: { key: good.key, eTag: good.etag } } })
  ].map((body, n) => entry(body, `foreign-${n}`))
  const process = newEngine()
  const answer = await importRecords(process, queued(...foreign, entry(notification(good), 'good')), always)
  t.strictSame(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort(), foreign.map(({ messageId }) => messageId).sort())
  t.strictSame(process.lines.filter(({ msg }) => msg === 'record.refused').map(({ recordId }) => recordId).sort(), foreign.map(({ messageId }) => messageId).sort())
  t.ok(process.lines.filter(({ msg }) => msg === 'record.refused').every(({ reason }) => typeof reason === 'string'))
  t.strictSame(numbersOf(await allMessages(id, orgId)), [0])
  for (const event of [null, {}, { Records: [{ eventSource: 'aws:kinesis' }] }, 'x']) await t.rejects(importRecords(engine, event, always), { name: 'TypeError' })
})

t.test('A notification can come directly', async t => {
  const { orgId, id } = await newApplication(engine)
  const file = await upload(`inbox/${orgId}/${id}/direct.ndjson`, lines(2))
  await t.rejects(importRecords(newEngine(), notification(file), () => false), /not over/)
  t.strictSame(await importRecords(newEngine(), notification(file), always), never)
  t.strictSame(numbersOf(await allMessages(id, orgId)), [0, 1])
})

t.test('Without time nothing is begun', async t => {
  const { orgId, id } = await newApplication(engine)
  const file = await upload(`inbox/${orgId}/${id}/late.ndjson`, lines(2))
  t.equal((await run(file, () => false)).batchItemFailures.length, 1)
  t.strictSame(await allMessages(id, orgId), [])
})

t.test('Its progress is a background task', async t => {
  const { orgId, id } = await newApplication(engine)
  await run(await upload(`inbox/${orgId}/${id}/task.ndjson`, lines(2)))
  const { data: [task] } = await tasks.list(database.db, orgId, { limit: 10 }, () => true)
  t.match(task, { kind: 'message.import', appId: id, status: 'finished', dueAt: null, import: { accepted: 2 } })
})

t.test('The bundled function imports, and hands back what is foreign', { skip: lambdaRuntimeMissing() }, async t => {
  const outdir = t.testdir()
  await bundle(outdir, ['import'])
  const lambda = await startLambda({
    bundle: join(outdir, 'import/index.mjs'),
    handler: 'handler',
    timeoutMs: 60_000,
    env: {
      ...env, POSTHORN_DYNAMODB_ENDPOINT: await databaseUrl(), POSTHORN_TABLE_PREFIX: database.prefix, POSTHORN_QUEUE_URL: `${s3.endpoint}/000000000000/deliveries`,
      AWS_ACCESS_KEY_ID: 'posthorn', AWS_SECRET_ACCESS_KEY: 'posthorn'
    }
  })
  t.teardown(lambda.stop)
  const { orgId, id } = await newApplication(engine)
  const file = await upload(`inbox/${orgId}/${id}/bundled.csv`, 'eventType,payload\na,"{""n"":0}"\na b,{}\na,"{""n"":1}"\n')
  t.strictSame(await lambda.invoke(queued(entry(notification(file)), entry('foreign', 'm-1'))), { batchItemFailures: [{ itemIdentifier: 'm-1' }] })
  t.strictSame(numbersOf(await allMessages(id, orgId)), [0, 1])
  t.match(await report(file.key), { summary: { accepted: 2, refused: 1 }, refused: [{ line: 3, status: 422 }] })
  await t.rejects(lambda.invoke({ source: 'aws.ec2' }), { name: 'TypeError' })
})
