import { setTimeout as pause } from 'node:timers/promises'
import type { Access } from '../../../aws/client.js'
import { openJson, SQS, type JsonClient } from '../../../aws/json.js'
import { createBatcher, type Waiting } from '../../../lib/batcher.js'
import { sampledTrace } from '../../../lib/trace.js'
import { MAX_DELAY_MS } from './queue-entry.js'

/** What waits in the queue: text, after how long it shows itself, and the X-Ray trace that it belongs to. */
export interface QueueEntry { body: string, delayMs: number, trace?: string | undefined }

/** An entry as it was received: it shows itself again unless it is removed. */
export interface Received {
  id: string
  body: string
  receiptHandle: string
  /** How often it was received, this time included. */
  receives: number
  /** The X-Ray trace that it belongs to, if it is sampled. */
  trace?: string | undefined
}

/** A queue of SQS. */
export interface Queue {
  /** Resolves when the queue has the entry for good; rejects when it would not take it. Calls made together share a request. */
  send: (entry: QueueEntry) => Promise<void>
  /** Lets entries that were received show themselves again after some seconds. Where that fails, their visibility timeout does it. */
  showAgain: (received: ReadonlyArray<{ receiptHandle: string, seconds: number }>) => Promise<void>
  /** Up to ten entries that are there now. */
  receive: () => Promise<Received[]>
  remove: (receiptHandles: readonly string[]) => Promise<void>
  close: () => void
}

const MAX_BATCH = 10
// SQS takes four times as much; a batch of ours comes nowhere near.
const MAX_BATCH_BYTES = 250_000
// Of what the queue refused within a batch that it took; calls as a whole are repeated below.
const TRIES = 3
const PAUSE_MS = 50

interface Message { MessageId: string, Body: string, ReceiptHandle: string, Attributes?: Record<string, string> }
interface Refusal { Id: string, Code: string, Message?: string }

/** Opens a queue by its URL; sends nothing. `access` is for a test's own queue. */
export function openQueue (url: string, access: Access = {}): Queue {
  const client = openJson(SQS, access)
  const bytesOf = ({ body }: QueueEntry) => Buffer.byteLength(body)
  const batcher = createBatcher<QueueEntry>({
    most: MAX_BATCH,
    mostBytes: MAX_BATCH_BYTES,
    bytesOf,
    send: async batch => await sendBatch(client, url, batch)
  })
  return {
    send: batcher.add,
    async showAgain (received) {
      await eachTen(received, async some => {
        const Entries = some.map(({ receiptHandle, seconds }, at) =>
          ({ Id: String(at), ReceiptHandle: receiptHandle, VisibilityTimeout: seconds }))
        await client.call('ChangeMessageVisibilityBatch', { QueueUrl: url, Entries })
      })
    },
    async receive () {
      const asked = {
        QueueUrl: url,
        MaxNumberOfMessages: MAX_BATCH,
        WaitTimeSeconds: 0,
        MessageSystemAttributeNames: ['ApproximateReceiveCount', 'AWSTraceHeader']
      }
      const { Messages = [] } = await client.call<{ Messages?: Message[] }>('ReceiveMessage', asked)
      return Messages.map(({ MessageId, Body, ReceiptHandle, Attributes }) =>
        receivedOf({ id: MessageId, body: Body, receiptHandle: ReceiptHandle, attributes: Attributes }))
    },
    async remove (receiptHandles) {
      await eachTen(receiptHandles, async some => {
        await client.call('DeleteMessageBatch', {
          QueueUrl: url,
          Entries: some.map((ReceiptHandle, at) => ({ Id: String(at), ReceiptHandle }))
        })
      })
    },
    close: () => { void client.close() }
  }
}

/** An entry with what SQS says about it. */
export function receivedOf (
  { attributes, ...entry }: Pick<Received, 'id' | 'body' | 'receiptHandle'> & { attributes?: Partial<Record<string, string>> | undefined }
): Received {
  return { ...entry, receives: Number(attributes?.ApproximateReceiveCount ?? 1), trace: sampledTrace(attributes?.AWSTraceHeader) }
}

async function eachTen<T> (items: readonly T[], work: (some: readonly T[]) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += MAX_BATCH) await work(items.slice(at, at + MAX_BATCH))
}

async function sendBatch (client: JsonClient, url: string, batch: Array<Waiting<QueueEntry>>): Promise<void> {
  let left = batch
  let reason: unknown
  for (let tries = 0; tries < TRIES && left.length > 0; tries++) {
    if (tries > 0) await pause(PAUSE_MS * 2 ** tries)
    try {
      const { Failed = [] } = await client.call<{ Failed?: Refusal[] }>('SendMessageBatch', {
        QueueUrl: url,
        Entries: left.map(({ item }, at) => toEntry(item, at))
      })
      const refused = new Map(Failed.map(({ Id, Code, Message }) => [Id, `${Code} ${Message ?? ''}`]))
      left.filter((_one, at) => !refused.has(String(at))).forEach(({ resolve }) => resolve())
      left = left.filter((_one, at) => refused.has(String(at)))
      reason = new Error(`The queue refused an entry: ${[...refused.values()][0]}`)
    } catch (error) {
      // It has been repeated already.
      for (const { reject } of left) reject(error)
      return
    }
  }
  for (const { reject } of left) reject(reason)
}

function toEntry ({ body, delayMs, trace }: QueueEntry, at: number) {
  return {
    Id: String(at),
    MessageBody: body,
    // Rounded up: what comes too early has to be sent once more.
    DelaySeconds: Math.ceil(Math.min(MAX_DELAY_MS, Math.max(0, delayMs)) / 1000),
    ...(trace !== undefined && { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: trace } } })
  }
}
