import type { Context } from 'aws-lambda'
import { createHanded, sweepToQueue } from '../delivery/hand-off/sqs/sweep-queue.js'
import { invoked, lazyHost } from './host.js'

const host = lazyHost({ name: 'sweep' })
const handed = createHanded()

/** Called by the schedule every minute: brings back what waits in the tables. */
export const handler = async (event: unknown, context: Context): Promise<void> => {
  if ((event as { source?: unknown } | null)?.source !== 'aws.events') {
    throw new TypeError('This function is for the schedule, whose events are from aws.events; this event is not.')
  }
  await invoked(host, context, async ({ engine, dispatcher, endsAt }) => await sweepToQueue(engine, { dispatcher, endsAt, handed }))
}
