import type { Context } from 'aws-lambda'
import { openQueue, type Queue } from '../delivery/hand-off/sqs/queue.js'
import type { Imports } from '../delivery/import/import-task.js'
import { openImports } from '../hosting/open-imports.js'
import { invoked, lazyHost } from './host.js'
import { importRecords, type Entry } from './import-records.js'
import type { BatchAnswer } from './records.js'

// The time for a batch, the position and the answer, before Lambda ends the function.
const MARGIN_MS = 15_000

const host = lazyHost({ name: 'import' })
let imports: Imports | undefined
const queues = new Map<string, Queue>()

/** The queue with an ARN. It is in the same account and region as the queue of deliveries, so its URL differs only in the name. */
function queueOf (arn: string, deliveriesUrl: string): Queue {
  const queue = queues.get(arn) ?? openQueue(deliveriesUrl.replace(/[^/]*$/, arn.slice(arn.lastIndexOf(':') + 1)))
  queues.set(arn, queue)
  return queue
}

/**
 * Imports the uploaded files named in the entries of a queue, as far as the time allows. Another invocation continues
 * with the rest.
 */
export const handler = async (event: unknown, context: Context): Promise<BatchAnswer> =>
  await invoked(host, context, async ({ engine, endsAt }) => {
    imports ??= openImports(engine.config, { serverless: true })
    if (!imports) throw new Error('POSTHORN_UPLOAD_BUCKET is not set: this function has nothing to import from.')
    const sendAgain = async ({ body, eventSourceARN }: Entry, delayMs: number) =>
      await queueOf(eventSourceARN, engine.config.queueUrl!).send({ body, delayMs })
    return await importRecords({ ...engine, imports }, event, { keepOn: () => engine.clock.now() < endsAt - MARGIN_MS, sendAgain })
  })
