import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient, type Message } from '@aws-sdk/client-sqs'
import type { SQSEvent, SQSRecord } from 'aws-lambda'
import { startFauxqs, type FauxqsServer } from 'fauxqs'
import t from 'tap'
import type { BatchAnswer } from '../../src/lambda/records.js'

/** An SQS in this process, over real HTTP, and how a client finds it. */
export interface TestSqs {
  server: FauxqsServer
  client: SQSClient
  config: { endpoint: string, region: string, credentials: { accessKeyId: string, secretAccessKey: string } }
  /** The environment variables with its address, for a function. */
  env: Record<string, string>
}

/** A queue that returns an entry again after some seconds, and moves it to its dead-letter queue after `receives` tries. */
export interface TestQueue { url: string, deadUrl: string, name: string }

export async function startSqs (): Promise<TestSqs> {
  const server = await startFauxqs({ port: 0, logger: false, host: '127.0.0.1' })
  const endpoint = `http://127.0.0.1:${server.port}`
  const config = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
  const client = new SQSClient(config)
  t.teardown(async () => {
    client.destroy()
    await server.stop()
  })
  return { server, client, config, env: { AWS_ENDPOINT_URL_SQS: endpoint, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' } }
}

let queues = 0

export function createQueue ({ server }: TestSqs, { visibilitySeconds = 3, receives = 10 } = {}): TestQueue {
  const name = `deliveries-${++queues}`
  const dead = server.createQueue(`${name}-dead`)
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.queueArn, maxReceiveCount: receives })
  const { queueUrl: url } = server.createQueue(name, { attributes: { VisibilityTimeout: String(visibilitySeconds), RedrivePolicy } })
  return { url, deadUrl: dead.queueUrl, name }
}

/** How many entries are in a queue: visible, delayed, and in flight. */
export function counts ({ server }: TestSqs, name: string): { ready: number, delayed: number, inflight: number } {
  const { ready, delayed, inflight } = server.inspectQueue(name)!.messages
  return { ready: ready.length, delayed: delayed.length, inflight: inflight.length }
}

/** Entries as Lambda passes them to a function. */
export const eventOf = (received: Message[]): SQSEvent => ({ Records: received.map(recordOf) })

const recordOf = ({ MessageId, ReceiptHandle, Body, Attributes, MD5OfBody }: Message): SQSRecord => ({
  messageId: MessageId!,
  receiptHandle: ReceiptHandle!,
  body: Body!,
  attributes: Attributes as unknown as SQSRecord['attributes'],
  messageAttributes: {},
  md5OfBody: MD5OfBody!,
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:deliveries',
  awsRegion: 'us-east-1'
})

export async function receive ({ client }: TestSqs, url: string, { most = 10, waitSeconds = 0 } = {}): Promise<Message[]> {
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({
    QueueUrl: url, MaxNumberOfMessages: most, WaitTimeSeconds: waitSeconds, MessageSystemAttributeNames: ['All']
  }))
  return Messages
}

/** Deletes the entries that the function did not report. */
export async function finish ({ client }: TestSqs, url: string, received: Message[], { batchItemFailures }: BatchAnswer): Promise<void> {
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
  const Entries = received.filter(({ MessageId }) => !failed.has(MessageId!)).map(({ ReceiptHandle }, at) =>
    ({ Id: String(at), ReceiptHandle }))
  if (Entries.length > 0) await client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }))
}

export interface EventSource {
  /** Takes no more entries, and resolves when the current ones are done. */
  stop: () => Promise<void>
  /** Entries in flight are never reported. */
  kill: () => void
}

/** Does the work of Lambda between a queue and a function: several batches at once, and deletion of done entries. */
export function feed (sqs: TestSqs, url: string, { invoke, atOnce = 3 }: {
  invoke: (event: SQSEvent) => Promise<BatchAnswer>, atOnce?: number
}): EventSource {
  const state = { isRunning: true, isKilled: false }
  const work = async () => {
    while (state.isRunning) {
      const received = await receive(sqs, url, { waitSeconds: 1 }).catch(() => [])
      if (received.length === 0) continue
      const answer = await invoke(eventOf(received)).catch((error: unknown) => error as Error)
      if (!state.isKilled && !(answer instanceof Error)) await finish(sqs, url, received, answer)
    }
  }
  const workers = Array.from({ length: atOnce }, work)
  return {
    stop: async () => {
      state.isRunning = false
      await Promise.all(workers)
    },
    kill: () => { Object.assign(state, { isRunning: false, isKilled: true }) }
  }
}
