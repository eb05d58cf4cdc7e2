import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { nameIn, type DEAD_LETTERS_OF, type QueueName } from '../../src/facts/resource-names.js'
import { DELIVER_RECEIVES, DELIVER_VISIBILITY, IMPORT_RECEIVES, IMPORT_VISIBILITY } from '../../src/facts/functions.js'
import type { Stage } from '../stages.js'
import { acknowledge } from './acknowledge.js'

/** The queues of a stage: one for each kind of work, and the dead-letter queues. */
export interface Queues {
  /** Hand-offs of deliveries. Only this queue holds first attempts, so it is data. */
  deliveries: Queue
  /** Uploaded files that are to be imported. */
  imports: Queue
  deliveriesDead: Queue
  importsDead: Queue
  fanOutDead: Queue
  sweepDead: Queue
}

export const DEAD_QUEUES = ['deliveriesDead', 'importsDead', 'fanOutDead', 'sweepDead'] as const

const KEPT_DAYS = 14
// For this time, SQS keeps a data key of each caller: with five minutes, its default, a busy stage would pay for ten times the calls.
const DATA_KEY_MINUTES = 60

/** Creates the queues of a stage: encrypted by SQS or with `key`, reachable over TLS only, each with a dead-letter queue. */
export function createQueues (scope: Construct, stage: Stage, key?: IKey): Queues {
  const encryption = key
    ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key, dataKeyReuse: Duration.minutes(DATA_KEY_MINUTES) }
    : { encryption: QueueEncryption.SQS_MANAGED }
  const make = (id: string, name: QueueName, more: object = {}) => new Queue(scope, id, {
    queueName: nameIn(stage.name, name),
    ...encryption,
    enforceSSL: true,
    retentionPeriod: Duration.days(KEPT_DAYS),
    removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    ...more
  })
  const dead = (id: string, name: typeof DEAD_LETTERS_OF[number]) => {
    const queue = make(id, `${name}-dead`)
    acknowledge(queue, { 'AwsSolutions-SQS3': 'This is a dead-letter queue; an alarm watches it.' })
    return queue
  }
  const deliveriesDead = dead('DeliveriesDead', 'deliveries')
  const importsDead = dead('ImportsDead', 'imports')
  const deliveries = make('Deliveries', 'deliveries', {
    visibilityTimeout: Duration.seconds(DELIVER_VISIBILITY), deadLetterQueue: { queue: deliveriesDead, maxReceiveCount: DELIVER_RECEIVES }
  })
  const imports = make('Imports', 'imports', {
    visibilityTimeout: Duration.seconds(IMPORT_VISIBILITY), deadLetterQueue: { queue: importsDead, maxReceiveCount: IMPORT_RECEIVES }
  })
  return {
    deliveries, imports, deliveriesDead, importsDead, fanOutDead: dead('FanOutDead', 'fan-out'), sweepDead: dead('SweepDead', 'sweep')
  }
}
