import type { SQSRecord } from 'aws-lambda'
import type { Engine } from '../delivery/engine.js'
import { ForeignEvent, importObject, type UploadedObject } from '../delivery/import-object.js'
import { answerOf, recordsOf, type BatchAnswer, type ReadRecord } from './records.js'
import { isFromS3, objectsIn, objectsOf } from './s3-event.js'

const queue = { name: 'aws:sqs', idOf: ({ messageId }: SQSRecord) => messageId, read: objectsIn }

/**
 * Imports the uploaded files that an event tells of while `keepOn` says so: entries of a queue that hold notifications of
 * S3, or such a notification itself. What is not over is handed back, and goes on where it stopped; what is no upload or
 * fails is handed back as well, with its reason in the log, until the queue gives it to its dead-letter queue.
 */
export async function importRecords (engine: Engine, event: unknown, keepOn: () => boolean): Promise<BatchAnswer> {
  if (isFromS3(event)) {
    // Whoever invokes directly repeats what fails; it goes on where it stopped.
    for (const object of objectsOf(event)) if (!await importObject(engine, object, keepOn)) throw new Error('The import is not over: there was no time left.')
    return answerOf([])
  }
  const { good, bad } = recordsOf<SQSRecord, UploadedObject[]>(event, queue, engine.log)
  for (const record of good) if (!keepOn() || !await isOver(engine, record, keepOn)) bad.push(record.id)
  return answerOf(bad)
}

async function isOver (engine: Engine, { id: recordId, read: objects }: ReadRecord<UploadedObject[]>, keepOn: () => boolean): Promise<boolean> {
  try {
    for (const object of objects) if (!await importObject(engine, object, keepOn)) return false
    return true
  } catch (err) {
    // Where in our code it was found out that something is foreign says nothing.
    if (err instanceof ForeignEvent) engine.log.error({ recordId, reason: err.message }, 'record.refused')
    else engine.log.error({ recordId, err }, 'import.interrupted')
    return false
  }
}
