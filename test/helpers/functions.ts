import type { Context, DynamoDBRecord } from 'aws-lambda'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { bundle } from '../../infra/bundle.js'
import type { FunctionName } from '../../src/facts/functions.js'
import { createSqsDispatcher } from '../../src/delivery/hand-off/sqs/dispatcher-sqs.js'
import { openQueue } from '../../src/delivery/hand-off/sqs/queue.js'
import { startDynamoDbServer } from './dynamodb-server.js'
import type { BatchAnswer } from '../../src/lambda/records.js'
import type { Message } from '../../src/repositories/messages.js'
import { createTestEngine, openTestDatabase, type TestDatabase, type TestEngine } from './engine.js'
import { lambdaRuntimeMissing, startLambda, type Lambda } from './lambda-runtime.js'
import { createQueue, startSqs, type TestQueue, type TestSqs } from './sqs.js'

export const MAIN_SECRET = 'the main secret of these tests'

/** The parts that all functions of a deployment share: tables, a queue, and an engine in place of the HTTP function. */
export interface Deployment extends TestDatabase {
  sqs: TestSqs
  queue: TestQueue
  engine: TestEngine
  env: Record<string, string>
}

export async function deployment (settings: Record<string, string> = {}, options: {
  visibilitySeconds?: number, receives?: number
} = {}): Promise<Deployment> {
  const embedded = await startDynamoDbServer()
  t.teardown(embedded.close)
  process.env.POSTHORN_TEST_DYNAMODB_ENDPOINT = embedded.endpoint
  const [database, sqs] = await Promise.all([openTestDatabase(), startSqs()])
  const queue = createQueue(sqs, options)
  const own = openQueue(queue.url, sqs.config)
  t.teardown(own.close)
  const engine = createTestEngine({ db: database.db, dispatcher: createSqsDispatcher(own), env: settings })
  const env = {
    POSTHORN_DYNAMODB_ENDPOINT: embedded.endpoint,
    POSTHORN_TABLE_PREFIX: database.prefix,
    POSTHORN_QUEUE_URL: queue.url,
    POSTHORN_MAIN_SECRET: MAIN_SECRET,
    POSTHORN_JWT_SECRET: 'the secret that signs the tokens of these tests',
    POSTHORN_WHITELIST_SUBNETS: '127.0.0.0/8',
    ...sqs.env,
    AWS_REGION: 'us-east-1',
    ...settings
  }
  return { ...database, sqs, queue, engine, env }
}

/** A handler in this process. It reads this environment when it is first used. */
export function prepare (env: Record<string, string>): void {
  Object.assign(process.env, env)
}

/** A context as Lambda gives it, with so much time left. */
export function contextOf (ms = 30_000): Context {
  const endsAt = Date.now() + ms
  return { awsRequestId: '7c1f0e3a-request', getRemainingTimeInMillis: () => endsAt - Date.now() } as Context
}

/** Bundled functions under AWS's own runtime client, or why they cannot be run. */
export async function bundled (names: readonly FunctionName[]): Promise<{
  skip: false | string, start: (t: Test, name: FunctionName, env: Record<string, string>, timeoutMs?: number) => Promise<Lambda>
}> {
  const skip = lambdaRuntimeMissing()
  const folder = t.testdir()
  if (!skip) await bundle(folder, names)
  return {
    skip,
    async start (t, name, env, timeoutMs = 30_000) {
      const running = await startLambda({ bundle: join(folder, name, 'index.mjs'), handler: 'handler', env, timeoutMs })
      t.teardown(running.stop)
      return running
    }
  }
}

/** The record of a stored message, as the table's stream shows it. */
export async function recordOf ({ db }: TestDatabase, { appId, id }: Pick<Message, 'appId' | 'id'>): Promise<DynamoDBRecord> {
  const { Item } = await db.call('GetItem', { TableName: db.models.messages.tableName, Key: { list: { S: appId }, id: { S: id } } })
  // Bytes are base64 in JSON.
  const image = Object.fromEntries(Object.entries(Item!).map(([name, value]) =>
    [name, value.B ? { B: Buffer.from(value.B).toString('base64') } : value]))
  return record({ NewImage: image as never, Keys: { list: { S: appId }, id: { S: id } } })
}

let sequence = 100_000_000_000

export const record = (dynamodb: DynamoDBRecord['dynamodb'], eventName: DynamoDBRecord['eventName'] = 'INSERT'): DynamoDBRecord => ({
  eventID: `e${++sequence}`,
  eventName,
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: 'eu-west-1',
  dynamodb: {
    ApproximateCreationDateTime: 1_795_356_300, SequenceNumber: String(sequence), SizeBytes: 900, StreamViewType: 'NEW_IMAGE', ...dynamodb
  },
  eventSourceARN: 'arn:aws:dynamodb:eu-west-1:123456789012:table/posthorn-dev-messages/stream/2026-11-22T00:00:00.000'
})

export const failuresOf = (answer: unknown): string[] =>
  (answer as BatchAnswer).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
