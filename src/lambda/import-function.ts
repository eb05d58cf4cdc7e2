import type { Context } from 'aws-lambda'
import { openQueue, type Queue } from '../delivery/hand-off/sqs/queue.js'
import type { Imports } from '../delivery/import/import-task.js'
import { openImports } from '../hosting/open-imports.js'
import { invoked, lazyHost } from './host.js'
import { importRecords, type Entry } from './import-records.js'
import type { BatchAnswer } from './records.js'

// A batch, the position and the answer have to be done before the function is ended.
const MARGIN_MS = 15_000

const host = lazyHost({ name: 'import' })
let imports: Imports | undefined
const queues = new Map<string, Queue>()

/** The queue of an ARN: it has the account, the region and so all but the name of its URL from the queue of deliveries. */
function queueOf (arn: string, deliveriesUrl: string): Queue {
  const queue = queues.get(arn) ?? openQueue(deliveriesUrl.replace(/[^/]*$/, arn.slice(arn.lastIndexOf(':') + 1)))
  queues.set(arn, queue)
  return queue
}

/** Imports the uploaded files that the entries of a queue tell of, as far as its time goes; the rest goes on with another invocation. */
export const handler = async (event: unknown, context: Context): Promise<BatchAnswer> =>
  await invoked(host, context, async ({ engine, endsAt }) => {
    imports ??= openImports(engine.config, { serverless: true })
    if (!imports) throw new Error('POSTHORN_UPLOAD_BUCKET is not set: this function has nothing to import from.')
    const sendAgain = async ({ body, eventSourceARN }: Entry) =>
      await queueOf(eventSourceARN, engine.config.queueUrl!).send({ body, delayMs: 0 })
    return await importRecords({ ...engine, imports }, event, { keepOn: () => engine.clock.now() < endsAt - MARGIN_MS, sendAgain })
  })
