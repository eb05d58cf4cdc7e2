import type { Context, DynamoDBRecord } from 'aws-lambda'
import { fanOut } from '../delivery/fan-out.js'
import { fromImage } from '../repositories/messages.js'
import { invoked, lazyHost } from './host.js'
import { answerOf, recordsOf, type BatchAnswer } from './records.js'
import { spread } from './spread.js'

const host = lazyHost({ name: 'fan-out' })

const stream = {
  name: 'aws:dynamodb',
  idOf: ({ dynamodb }: DynamoDBRecord) => dynamodb?.SequenceNumber,
  // Only a new message is to be fanned out: the rest is changes and what time has removed.
  read: ({ eventName, dynamodb }: DynamoDBRecord) => eventName === 'INSERT' ? fromImage(dynamodb?.NewImage ?? {}) : undefined
}

/** Takes new messages out of the table's stream and puts a first attempt into the queue for each endpoint that wants them. */
export const handler = async (event: unknown, context: Context): Promise<BatchAnswer> => await invoked(host, context, async ({ engine }) => {
  const { good, bad } = recordsOf(event, stream, engine.log)
  return answerOf([...bad, ...await spread(engine, good, fanOut)])
})
