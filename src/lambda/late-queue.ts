import type { Queue } from '../delivery/hand-off/sqs/queue.js'
import { once } from '../lib/open-once.js'

/** A queue that is opened, and the client of SQS loaded, when it is first sent to: accepting a message leaves that to the table's stream. */
export function lateQueue (url: string): Pick<Queue, 'send'> {
  const open = once(async () => (await import('../delivery/hand-off/sqs/queue.js')).openQueue(url))
  return { send: async entry => await (await open()).send(entry) }
}
