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
  // Only a new message is to be fanned out: the rest is changes, what time has removed, and parts of what is large.
  read: ({ eventName, dynamodb }: DynamoDBRecord) => eventName === 'INSERT' ? fromImage(dynamodb?.NewImage ?? {}) : undefined
}

// Longer than the sweep remembers endpoints: what it knows of them then is newer than the message.
const MARK_AFTER_MS = 10_000

/** Leaves a message's fan-out to the sweep, by a mark: a stream tries only so often, and an outage may last longer. */
async function putOff (engine: Storage, message: Message): Promise<void> {
  await setMark(engine.db, message, { dueShard: shardOf(message.id), dueAt: engine.clock.now() + MARK_AFTER_MS })
}

/**
 * Takes new messages out of the table's stream and puts a first attempt into the queue for each endpoint that wants them.
 * Where that fails, the message is marked; only what cannot be read, or not even be marked, comes again.
 */
export const handler = async (event: unknown, context: Context): Promise<BatchAnswer> =>
  await invoked(host, context, async ({ engine }) => {
    const { good, bad } = recordsOf(event, stream, engine.log)
    return answerOf([...bad, ...await spread(engine, good, fanOut, putOff)])
  })
