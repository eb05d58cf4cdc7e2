import type { Context, DynamoDBRecord } from 'aws-lambda'
import type { Storage } from '../delivery/engine.js'
import { fanOut } from '../delivery/attempt/fan-out.js'
import { shardOf } from '../repositories/due.js'
import { fromImage, setMark, type Message } from '../repositories/messages.js'
import { invoked, lazyHost } from './host.js'
import { answerOf, recordsOf, type BatchAnswer } from './records.js'
import { spread } from './fan-out-batch.js'

const host = lazyHost({ name: 'fan-out' })

const stream = {
  name: 'aws:dynamodb',
  idOf: ({ dynamodb }: DynamoDBRecord) => dynamodb?.SequenceNumber,
  // Only new messages are fanned out. Other records are changes, expired items, and parts of large payloads or files.
  read: ({ eventName, dynamodb }: DynamoDBRecord) => eventName === 'INSERT' ? fromImage(dynamodb?.NewImage ?? {}) : undefined
}

// Longer than the sweep caches endpoints, so that its cached endpoints are newer than the message.
const MARK_AFTER_MS = 10_000

/**
 * Leaves a message's fan-out to the sweep, with a mark: a stream repeats a record only a limited number of times, and
 * an outage may last longer.
 */
async function putOff (engine: Storage, message: Message): Promise<void> {
  await setMark(engine.db, message, { dueShard: shardOf('messages', message.id), dueAt: engine.clock.now() + MARK_AFTER_MS })
}

/**
 * Reads new messages from the table's stream and puts a first attempt into the queue for each endpoint that wants them.
 * When this fails, the message is marked. Only records that cannot be read, and messages that cannot be marked, come
 * again.
 */
export const handler = async (event: unknown, context: Context): Promise<BatchAnswer> =>
  await invoked(host, context, async ({ engine }) => {
    const { good, bad } = recordsOf(event, stream, engine.log)
    return answerOf([...bad, ...await spread(engine, good, fanOut, putOff)])
  })
