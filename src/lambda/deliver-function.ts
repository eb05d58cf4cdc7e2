import type { Context, SQSRecord } from 'aws-lambda'
import { deliver } from '../delivery/hand-off/sqs/deliver-batch.js'
import { receivedOf } from '../delivery/hand-off/sqs/queue.js'
import { openSender } from '../hosting/open-sender.js'
import { checkSecret } from './check-secret.js'
import { invoked, lazyHost } from './host.js'
import { createRoom } from './payload-room.js'
import { readSecrets } from './read-secrets.js'
import { answerOf, recordsOf, type BatchAnswer } from './records.js'

const room = createRoom()
const host = lazyHost({
  name: 'deliver',
  // The proxy may be in a parameter too, with its password.
  mainSecret: { read: async config => await readSecrets(config, ['mainSecret', 'proxy']), check: checkSecret },
  sender: async config => room.within(await openSender(config, config.whitelistSubnets ?? []))
})

const queue = {
  name: 'aws:sqs',
  idOf: ({ messageId }: SQSRecord) => messageId,
  read: ({ messageId: id, body, receiptHandle, attributes }: SQSRecord) => {
    if (typeof body !== 'string' || typeof receiptHandle !== 'string') throw new TypeError('It has no body or no receipt handle.')
    return receivedOf({ id, body, receiptHandle, attributes: { ...attributes } })
  }
}

/** Makes the attempts for the entries of the queue. An entry that is too early or could not begin in time goes back. */
export const handler = async (event: unknown, context: Context): Promise<BatchAnswer> => await invoked(host, context, async invocation => {
  const { good, bad } = recordsOf(event, queue, invocation.engine.log)
  return answerOf([...bad, ...await deliver({ ...invocation, hasRoom: room.isLeft }, good.map(({ read }) => read))])
})
