import type { SQSRecord } from 'aws-lambda'
import type { Engine } from '../delivery/engine.js'
import { ForeignEvent, importObject, type UploadedObject } from '../delivery/import/uploaded-object.js'
import { run } from '../delivery/tasks/run-task.js'
import { answerOf, recordsOf, type BatchAnswer, type ReadRecord } from './records.js'
import { isFromS3, objectsIn, objectsOf } from './s3-event.js'

/** An entry of a queue: what it says, and the ARN of the queue. */
export type Entry = Pick<SQSRecord, 'body' | 'eventSourceARN'>

export interface Terms {
  /** Whether there is time. */
  keepOn: () => boolean
  /** Puts an entry into its queue once more; rejects when the queue does not take it. */
  sendAgain: (entry: Entry) => Promise<void>
}

interface Told extends Entry { objects: UploadedObject[] }

const queue = {
  name: 'aws:sqs',
  idOf: ({ messageId }: SQSRecord) => messageId,
  read: ({ body, eventSourceARN }: SQSRecord): Told => ({ body, eventSourceARN, objects: objectsIn({ body }) })
}

/**
 * Imports the uploaded files that an event tells of while there is time: entries of a queue that hold notifications of
 * S3, or such a notification itself. What is not over goes on where it stopped. What got further until its time was up
 * is sent anew, so that it never counts towards the dead-letter queue, however long a file is; what is no upload, fails
 * or is held by another process is handed back, with its reason in the log, until the queue puts it aside.
 *
 * Order: the new entry, then the old one goes. A crash in between leaves two, and they are of one import.
 */
export async function importRecords (engine: Engine, event: unknown, terms: Terms): Promise<BatchAnswer> {
  const { keepOn } = terms
  if (isFromS3(event)) {
    // A caller that invokes directly repeats what fails; it goes on where it stopped.
    for (const object of objectsOf(event)) {
      if (await importObject(engine, object, run, keepOn) !== 'over') {
        throw new Error('The import is not over: there was no time left.')
      }
    }
    return answerOf([])
  }
  const { good, bad } = recordsOf<SQSRecord, Told>(event, queue, engine.log)
  for (const record of good) if (!keepOn() || !await isDone(engine, record, terms)) bad.push(record.id)
  return answerOf(bad)
}

/** Whether the entry itself need not come again. */
async function isDone (engine: Engine, { id: recordId, read: told }: ReadRecord<Told>, { keepOn, sendAgain }: Terms): Promise<boolean> {
  try {
    for (const object of told.objects) {
      const turn = await importObject(engine, object, run, keepOn)
      if (turn === 'stuck') return false
      if (turn === 'further') {
        await sendAgain(told)
        return true
      }
    }
    return true
  } catch (err) {
    // Where in our code it was found out that something is foreign says nothing.
    if (err instanceof ForeignEvent) engine.log.error({ recordId, reason: err.message }, 'record.refused')
    else engine.log.error({ recordId, err }, 'import.interrupted')
    return false
  }
}
