import { PutObjectCommand } from '@aws-sdk/client-s3'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { join } from 'node:path'
import t from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { accept } from '../../src/delivery/accept/accept.js'
import { createSqsDispatcher } from '../../src/delivery/hand-off/sqs/dispatcher-sqs.js'
import { firstEntry } from '../../src/delivery/hand-off/sqs/queue-entry.js'
import { openQueue } from '../../src/delivery/hand-off/sqs/queue.js'
import { redriveOwn, type Redriven } from '../../src/delivery/hand-off/sqs/redrive.js'
import { createHanded, sweepToQueue } from '../../src/delivery/hand-off/sqs/sweep-queue.js'
import * as lifecycle from '../../src/delivery/delivery-lifecycle.js'
import { openImports } from '../../src/hosting/open-imports.js'
import { createTokens } from '../../src/http/tokens.js'
import { memoryBlobs } from '../../src/repositories/blobs.js'
import { openDatabase } from '../../src/repositories/database.js'
import { ensureTables } from '../../src/repositories/tables.js'
import { startAwsStub } from '../helpers/aws-stub.js'
import { buildCli, killAll, posthorn } from '../helpers/cli.js'
import { startDynamoDbServer } from '../helpers/dynamodb-server.js'
import { createTestEngine, newApplication, newEndpoint, newMessage } from '../helpers/engine.js'
import { record } from '../helpers/functions.js'
import { startS3 } from '../helpers/s3.js'
import { withMoveTasks } from '../helpers/sqs-moves.js'
import { counts, startSqs } from '../helpers/sqs.js'

// A process of its own: it takes its settings from its environment.

// A stage of this test: the tables, the six queues, and the bucket into which Lambda writes failed batches.

const UPLOADS = 'posthorn-test-uploads-123456789012-us-east-1'
const dist = join(t.testdir(), 'dist')
await buildCli(dist)
t.teardown(killAll)
const s3 = await startS3()
await s3.bucket(UPLOADS)
const sqs = await startSqs()
const urls = new Map(['deliveries', 'imports', 'deliveries-dead', 'imports-dead', 'fan-out-dead', 'sweep-dead']
  .map(name => [name, sqs.server.createQueue(`posthorn-test-${name}`).queueUrl]))
const moves = await withMoveTasks({ client: sqs.client, endpoint: sqs.config.endpoint })
const embedded = await startDynamoDbServer()
t.teardown(embedded.close)
const env = {
  AWS_ENDPOINT_URL: await startAwsStub({
    parameters: {}, outputs: {}, concurrency: { ConcurrentExecutions: 1, UnreservedConcurrentExecutions: 1 }, gatewayRate: 1, refused: {}
  }),
  AWS_ENDPOINT_URL_S3: s3.endpoint,
  AWS_ENDPOINT_URL_SQS: moves.url,
  AWS_ENDPOINT_URL_DYNAMODB: embedded.endpoint,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'posthorn',
  AWS_SECRET_ACCESS_KEY: 'posthorn'
}
Object.assign(process.env, env)
const db = openDatabase(loadConfig({
  POSTHORN_DYNAMODB_ENDPOINT: embedded.endpoint, POSTHORN_TABLE_PREFIX: 'posthorn-test-', POSTHORN_JWT_SECRET: 'x'.repeat(32),
  POSTHORN_MAIN_SECRET: 'x'.repeat(32)
}), memoryBlobs())
t.teardown(async () => { await db.close() })
await ensureTables(db)
const urlOf = (name: string) => urls.get(name)!
const queue = openQueue(urlOf('deliveries'), { ...sqs.config, credentials: async () => sqs.config.credentials })
t.teardown(queue.close)
const engine = createTestEngine({
  db, dispatcher: { ...createSqsDispatcher(queue), redrive: redriveOwn }, env: {
    POSTHORN_QUEUE_URL: urlOf('deliveries'), POSTHORN_UPLOAD_BUCKET: UPLOADS, POSTHORN_DYNAMODB_ENDPOINT: 'aws',
    POSTHORN_JWT_SECRET: 'x'.repeat(32), POSTHORN_MAIN_SECRET: 'x'.repeat(32)
  }
})
Object.assign(engine, { imports: openImports(engine.config, { serverless: true }) })

const put = async (name: string, MessageBody: string) => {
  await sqs.client.send(new SendMessageCommand({ QueueUrl: urlOf(name), MessageBody }))
}
const held = (name: string) => counts(sqs, `posthorn-test-${name}`).ready

t.beforeEach(() => { sqs.server.reset() })

async function redrive (): Promise<{ all: Redriven[], code: number | string, error: string }> {
  const program = posthorn(dist, ['redrive', '--stage', 'test', '--json'], env)
  const code = await program.exited
  return { code, all: JSON.parse(program.stdout() || '[]') as Redriven[], error: program.stderr() }
}

let batches = 0

/** The file that Lambda writes into the bucket for a failed batch of the stream, and the entry of EventBridge in the dead-letter queue. */
async function givenUp (records: unknown[]): Promise<void> {
  const key = `aws/lambda/1c1c-uuid/shardId-0001/2026-11-22T00.00.0${batches++}-uuid`
  const content = {
    requestContext: {
      requestId: 'r', functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:posthorn-test-fan-out',
      condition: 'RetryAttemptsExhausted', approximateInvokeCount: 21
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    DDBStreamBatchInfo: { shardId: 'shardId-0001', batchSize: records.length },
    payload: JSON.stringify({ Records: records })
  }
  await s3.client.send(new PutObjectCommand({ Bucket: UPLOADS, Key: key, Body: JSON.stringify(content) }))
  await put('fan-out-dead', letterOf(key))
}

const letterOf = (key: string, name = UPLOADS) => JSON.stringify({
  version: '0', id: 'e', 'detail-type': 'Object Created', source: 'aws.s3', account: '123456789012', region: 'us-east-1',
  detail: { version: '0', bucket: { name }, object: { key, size: 1, etag: 'x', sequencer: '0' }, reason: 'PutObject' }
})

async function accepted () {
  const application = await newApplication(engine)
  const endpoint = await newEndpoint(engine, application)
  const { message } = await accept(engine, application, newMessage())
  return { application, endpoint, message }
}

const recordOf = ({ appId, id }: { appId: string, id: string }) =>
  record({ Keys: { list: { S: appId }, id: { S: id } }, NewImage: { list: { S: appId }, id: { S: id } } })

t.test('With empty dead-letter queues there is nothing to do.', async t => {
  const { code, all } = await redrive()
  t.equal(code, 0)
  t.same(
    all.map(({ queue, held, back }) => [queue, held, back]),
    ['deliveries', 'imports', 'fan-out', 'sweep'].map(name => [`posthorn-test-${name}-dead`, 0, 0])
  )
})

t.test('Messages of a failed fan-out are fanned out by the next sweep; other entries go back to their queues.', async t => {
  const all = await Promise.all(Array.from({ length: 30 }, accepted))
  for (let at = 0; at < 30; at += 10) await givenUp(all.slice(at, at + 10).map(({ message }) => recordOf(message)))
  const [{ message, application, endpoint }] = all as [Awaited<ReturnType<typeof accepted>>]
  const begun = lifecycle.begin({
    orgId: application.orgId, appId: application.id, endpointId: endpoint.id, msgId: message.id, eventType: 'order.paid', channels: null
  }, Date.now())
  await put('deliveries-dead', firstEntry(begun))
  await put('imports-dead', '{"Records":[]}')
  for (let n = 0; n < 12; n++) await put('sweep-dead', '{"requestContext":{"condition":"RetriesExhausted"}}')

  const { code, all: told, error } = await redrive()
  t.equal(code, 0, error)
  t.match(told, [
    { queue: 'posthorn-test-deliveries-dead', held: 1, back: 1, left: 0 },
    { queue: 'posthorn-test-imports-dead', held: 1, back: 1, left: 0 },
    { queue: 'posthorn-test-fan-out-dead', held: 3, back: 30, left: 0 },
    { queue: 'posthorn-test-sweep-dead', held: 12, back: 12, left: 0 }
  ])
  t.same(['deliveries', 'imports', 'deliveries-dead', 'imports-dead', 'fan-out-dead', 'sweep-dead'].map(held), [1, 1, 0, 0, 0, 0])
  await sweepToQueue(engine, { dispatcher: engine.dispatcher as never, endsAt: Date.now() + 30_000, handed: createHanded() })
  t.equal(held('deliveries'), 31)
})

t.test('An entry that cannot be redriven stays, the others are redriven, and the exit code reports it.', async t => {
  const { message } = await accepted()
  await givenUp([recordOf(message), recordOf({ appId: message.appId, id: 'msg_gone' }), record({ Keys: { list: { S: 'part' } } })])
  await put('fan-out-dead', letterOf('aws/lambda/none'))
  await put('fan-out-dead', letterOf('aws/lambda/foreign', 'another-bucket'))
  await put('fan-out-dead', letterOf('inbox/org_a/app_b/file'))
  await put('fan-out-dead', 'not json')
  const program = posthorn(dist, ['redrive', '--stage', 'test'], env)
  t.equal(await program.exited, 1)
  t.match(program.stdout(), /fan-out-dead: 1 come back; 4 cannot be brought back and stay/)
  t.match(program.stdout(), /posthorn-test-sweep-dead: empty/)
  t.match(program.stderr(), /The object aws\/lambda\/none is not there/)
})

t.test('The API redrives too, for organizations only.', async t => {
  const { message, application: { orgId } } = await accepted()
  await givenUp([recordOf(message)])
  await put('deliveries-dead', '{}')
  const tokens = createTokens(engine.config, Date.now)
  const app = await buildApp({ engine, tokens })
  const ask = async (principal: Parameters<typeof tokens.mint>[0]) => await app.inject({
    method: 'POST', url: '/api/v1/admin/redrive-dlq', headers: { authorization: `Bearer ${await tokens.mint(principal, 60)}` }
  })
  t.equal((await ask({ kind: 'app', orgId, appId: message.appId, featureFlags: [] })).statusCode, 403)
  const before = held('deliveries')
  t.equal((await ask({ kind: 'org', orgId: 'org_a' })).statusCode, 204)
  t.equal(held('deliveries'), before + 1)
  await sweepToQueue(engine, { dispatcher: engine.dispatcher as never, endsAt: Date.now() + 30_000, handed: createHanded() })
  t.ok(held('deliveries') > before + 1)
})

t.test('A queue that does not answer is reported, and the others are redriven.', async t => {
  sqs.server.deleteQueue('posthorn-test-imports-dead')
  await put('deliveries-dead', '{}')
  const program = posthorn(dist, ['redrive', '--stage', 'test'], env)
  t.equal(await program.exited, 1)
  t.match(program.stdout(), /posthorn-test-deliveries-dead: 1 come back/)
  t.match(program.stdout(), /posthorn-test-imports-dead: .*NonExistent|posthorn-test-imports-dead: .*QueueDoesNotExist/)
  t.equal(await posthorn(dist, ['redrive', '--stage', 'nowhere'], env).exited, 1, 'a stage that does not exist')
  t.equal(await posthorn(dist, ['redrive'], env).exited, 2, 'no stage')
})
