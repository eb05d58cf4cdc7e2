import type { SQSRecord } from 'aws-lambda'
import type { Engine } from '../delivery/engine.js'
import { ForeignEvent, importObject, type UploadedObject } from '../delivery/import/uploaded-object.js'
import { run } from '../delivery/tasks/run-task.js'
import { answerOf, recordsOf, type BatchAnswer, type ReadRecord } from './records.js'
import { isFromS3, objectsIn, objectsOf } from './s3-event.js'

/** A queue entry: its body, and the ARN of the queue. */
export type Entry = Pick<SQSRecord, 'body' | 'eventSourceARN'>

export interface Terms {
  /** Whether there is time left. */
  keepOn: () => boolean
  /** Puts an entry into its queue again, after a delay; rejects when the queue does not take it. */
  sendAgain: (entry: Entry, delayMs: number) => Promise<void>
}

interface Told extends Entry { objects: UploadedObject[] }

const queue = {
  name: 'aws:sqs',
  idOf: ({ messageId }: SQSRecord) => messageId,
  read: ({ body, eventSourceARN }: SQSRecord): Told => ({ body, eventSourceARN, objects: objectsIn({ body }) })
}

/**
 * Imports the uploaded files that an event names, while there is time. The event holds queue entries with notifications
 * of S3, or is such a notification. An unfinished import continues where it stopped. An import that made progress until
 * its time was up, or that another process has, is sent as a new entry, so that a long file never counts towards the
 * dead-letter queue. An entry that is not an upload, or that fails, is handed back, with the reason in the log, until the
 * queue moves it to the dead-letter queue.
 *
 * Order: the new entry, then the old one is deleted. A crash in between leaves two entries of the same import.
 */
export async function importRecords (engine: Engine, event: unknown, terms: Terms): Promise<BatchAnswer> {
  const { keepOn } = terms
  if (isFromS3(event)) {
    // A caller that invokes the function directly repeats a failed call; the import then continues where it stopped.
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

// How long an entry waits while another process has its import.
const LOOK_AGAIN_MS = 300_000

/** Whether the entry is done and must not come again. */
async function isDone (engine: Engine, { id: recordId, read: told }: ReadRecord<Told>, { keepOn, sendAgain }: Terms): Promise<boolean> {
  try {
    for (const object of told.objects) {
      const turn = await importObject(engine, object, run, keepOn)
      if (turn === 'stuck') return false
      if (turn === 'further' || turn === 'held') {
        await sendAgain(told, turn === 'held' ? LOOK_AGAIN_MS : 0)
        return true
      }
    }
    return true
  } catch (err) {
    // For a foreign event, the stack says nothing useful, so only the message is logged.
    if (err instanceof ForeignEvent) engine.log.error({ recordId, reason: err.message }, 'record.refused')
    else engine.log.error({ recordId, err }, 'import.interrupted')
    return false
  }
}
