import type { Access } from '../../../aws/client.js'
import { openJson, SQS, type JsonClient } from '../../../aws/json.js'
import { DEAD_LETTERS_OF, FILES } from '../../../facts/resource-names.js'
import type { Bytes } from '../../../lib/byte-streams.js'
import { eachOf } from '../../../lib/parallel.js'
import { shardOf } from '../../../repositories/due.js'
import { applicationOf } from '../../../repositories/message-lists.js'
import * as messages from '../../../repositories/messages.js'
import type { Engine, LoggedStorage } from '../../engine.js'
import { failedRecords, keysOf, type DeadRecord } from './failed-records.js'

/** What a redrive works with. */
export interface Redriving {
  engine: LoggedStorage
  /** The URL of the queue of deliveries. The names of the other queues of the stage begin as its own does. */
  queueUrl: string
  /** Reads an object of the bucket in which failed records lie; undefined when it is not there. */
  read: (bucket: string, key: string) => Promise<Bytes | undefined>
  /** When it has to be over, Unix ms. */
  endsAt: number
  access?: Access
}

export interface Redriven {
  /** The dead queue, by its name. */
  queue: string
  /** How many letters lay in it, as far as SQS tells. */
  held: number
  /** How many messages, deliveries or sweeps came back; of a queue that SQS moves, how many it moves from now on. */
  back: number
  /** Letters that cannot be brought back. They stay in the queue. */
  left: number
  /** Why nothing came back. */
  problem?: string
}

type Name = typeof DEAD_LETTERS_OF[number]

const MARKS_AT_ONCE = 20
// A letter that stays is seen again after this time, seconds, so that this redrive does not receive it twice.
const UNSEEN_SECONDS = 120

/**
 * Brings back what lies in the dead queues of a stage. Entries of deliveries and imports move to their queue, by a task of SQS.
 * Messages of failed stream records are marked, so that the next sweep fans them out, whatever the fault of fan-out was. The work of
 * a failed sweep was done by the next one. A letter is deleted after its work is stored. A fault of one queue does not stop the others.
 */
export async function redrive (redriving: Redriving): Promise<Redriven[]> {
  const client = openJson(SQS, redriving.access)
  try {
    const all: Redriven[] = []
    for (const name of DEAD_LETTERS_OF) all.push(await redriveOne(client, redriving, name))
    return all
  } finally {
    await client.close()
  }
}

/** The same for the stage of a function, by its settings. */
export async function redriveOwn (engine: Engine, endsAt: number): Promise<void> {
  const { queueUrl, uploadBucket } = engine.config
  // Batches that Lambda gave up lie in the bucket of uploads.
  const read = async (bucket: string, key: string) => bucket === uploadBucket ? await engine.imports?.files.get(key) : undefined
  await redrive({ engine, queueUrl: queueUrl!, read, endsAt })
}

async function redriveOne (client: JsonClient, redriving: Redriving, name: Name): Promise<Redriven> {
  const { queueUrl, engine } = redriving
  const url = queueUrl.replace(/deliveries$/, `${name}-dead`)
  const queue = url.slice(url.lastIndexOf('/') + 1)
  try {
    const { arn, held } = await attributesOf(client, url)
    if (held === 0) return { queue, held, back: 0, left: 0 }
    if (name === 'deliveries' || name === 'imports') return { queue, held, left: 0, back: await move(client, arn) ? held : 0 }
    const bring = name === 'sweep' ? async () => 1 : async (body: string) => await mark(redriving, body)
    return { queue, held, ...await readLetters(client, redriving, { url, bring }) }
  } catch (error) {
    engine.log.error({ err: error, queue }, 'redrive.failed')
    return { queue, held: 0, back: 0, left: 0, problem: `${(error as Error).name}: ${(error as Error).message}` }
  }
}

async function attributesOf (client: JsonClient, QueueUrl: string): Promise<{ arn: string, held: number }> {
  const asked = { QueueUrl, AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages'] }
  const { Attributes } = await client.call<{ Attributes: Record<string, string> }>('GetQueueAttributes', asked)
  return { arn: Attributes.QueueArn!, held: Number(Attributes.ApproximateNumberOfMessages) }
}

/** Starts the move of all entries to the queue that they came from; false when SQS moves them already. */
async function move (client: JsonClient, SourceArn: string): Promise<boolean> {
  const { Results = [] } = await client.call<{ Results?: Array<{ Status: string }> }>('ListMessageMoveTasks', { SourceArn })
  if (Results.some(({ Status }) => Status === 'RUNNING')) return false
  await client.call('StartMessageMoveTask', { SourceArn })
  return true
}

interface Letter { Body: string, ReceiptHandle: string }
interface Reading { url: string, bring: (body: string) => Promise<number> }

type Told = Pick<Redriven, 'back' | 'left'>

async function readLetters (client: JsonClient, { engine, endsAt }: Redriving, { url, bring }: Reading): Promise<Told> {
  const told = { back: 0, left: 0 }
  while (engine.clock.now() < endsAt) {
    const asked = { QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: UNSEEN_SECONDS }
    const { Messages = [] } = await client.call<{ Messages?: Letter[] }>('ReceiveMessage', asked)
    if (Messages.length === 0) break
    for (const { Body, ReceiptHandle } of Messages) {
      try {
        told.back += await bring(Body)
        await client.call('DeleteMessage', { QueueUrl: url, ReceiptHandle })
      } catch (error) {
        told.left++
        engine.log.error({ err: error }, 'redrive.letter-left')
      }
    }
  }
  return told
}

/** Marks the messages of the records that a letter names; returns their number. A message that is gone needs no fan-out. */
async function mark ({ engine, read }: Redriving, letter: string): Promise<number> {
  const records: DeadRecord[] = []
  for (const { bucket, key } of keysOf(letter, FILES.failed)) records.push(...await failedRecords(await read(bucket, key), key))
  const marked = await eachOf(records, MARKS_AT_ONCE, async ({ list, id }) =>
    await messages.setMark(engine.db, { appId: applicationOf(list), id }, { dueShard: shardOf('messages', id), dueAt: engine.clock.now() }))
  return marked.filter(Boolean).length
}
