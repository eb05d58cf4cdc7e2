import { setTimeout as pause } from 'node:timers/promises'
import type { Access } from '../../../aws/client.js'
import { openJson, SQS, type JsonClient } from '../../../aws/json.js'
import { createBatcher, type Waiting } from '../../../lib/batcher.js'
import { sampledTrace } from '../../../lib/trace.js'
import { MAX_DELAY_MS } from './queue-entry.js'

/** An entry to send: its body, its delay, and the X-Ray trace that it belongs to. */
export interface QueueEntry { body: string, delayMs: number, trace?: string | undefined }

/** A received entry: it becomes visible again unless it is removed. */
export interface Received {
  id: string
  body: string
  receiptHandle: string
  /** How often the entry was received, this time included. */
  receives: number
  /** The X-Ray trace that it belongs to, if it is sampled. */
  trace?: string | undefined
}

/** A queue of SQS. */
export interface Queue {
  /**
   * Resolves when the queue holds the entry durably; rejects when it does not take it. Calls made at the same time
   * share a request.
   */
  send: (entry: QueueEntry) => Promise<void>
  /** Makes received entries visible again after some seconds. If this fails, their visibility timeout does it. */
  showAgain: (received: ReadonlyArray<{ receiptHandle: string, seconds: number }>) => Promise<void>
  /** Up to ten entries that are visible now; does not wait for more. */
  receive: () => Promise<Received[]>
  remove: (receiptHandles: readonly string[]) => Promise<void>
  close: () => void
}

const MAX_BATCH = 10
// SQS takes four times as much; batches of this code stay far below.
const MAX_BATCH_BYTES = 250_000
// Tries for entries that the queue refused within a batch. Failed calls are repeated by the client.
const TRIES = 3
const PAUSE_MS = 50

interface Message { MessageId: string, Body: string, ReceiptHandle: string, Attributes?: Record<string, string> }
interface Refusal { Id: string, Code: string, Message?: string }

/** Opens a queue by its URL; sends nothing yet. `access` is for the queue of a test. */
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

/** A received entry with the attributes that SQS adds. */
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
      // The client has repeated the call already.
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
    // Rounded up: an entry that comes too early has to be sent again.
    DelaySeconds: Math.ceil(Math.min(MAX_DELAY_MS, Math.max(0, delayMs)) / 1000),
    ...(trace !== undefined && { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: trace } } })
  }
}
