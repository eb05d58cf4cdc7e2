import { openJson, SQS, type JsonClient } from '../../aws/json.js'
import { reasonOf, type Finding } from './finding.js'
import type { Target } from './target.js'

const CHECK = 'queues'
/** How many messages of a standard queue may be in flight at once: AWS's quota. */
export const IN_FLIGHT_QUOTA = 120_000
const DEEP = 100_000
const MIN_VISIBILITY_SECONDS = 60

type Attributes = Record<string, string>

/** Checks the attributes of the queues, their backlog, and whether the dead-letter queues are empty. */
export async function checkQueues ({ queues: { work, dead }, isEmbedded, awsProblem }: Target): Promise<Finding[]> {
  if (work.length === 0) {
    return [{
      check: CHECK,
      verdict: 'skip',
      says: isEmbedded ? 'the Node server has none: what waits, waits in the table' : 'no queue is named'
    }]
  }
  if (awsProblem !== undefined) return [{ check: CHECK, verdict: 'skip', says: 'AWS cannot be asked' }]
  const client = openJson(SQS)
  try {
    const looked = await Promise.all(work.map(async queue => await guarded(client, queue, checkWork)))
    // A queue may be the dead-letter queue of another one and be named in a setting too: it is reported once.
    const others = dead.filter(name => !looked.some(({ deadLetters }) => deadLetters === name))
    const rest = await Promise.all(others.map(async queue =>
      await guarded(client, queue, async (_client, url) => ({ findings: await checkDead(client, url) }))))
    return [...looked, ...rest].flatMap(({ findings }) => findings)
  } finally {
    await client.close()
  }
}

interface Looked { findings: Finding[], deadLetters?: string }

async function guarded (client: JsonClient, queue: string, look: (client: JsonClient, url: string) => Promise<Looked>): Promise<Looked> {
  try {
    return await look(client, queue.includes('://') ? queue : await urlOf(client, queue))
  } catch (error) {
    const isMissing = /NonExistentQueue|QueueDoesNotExist/.test((error as Error).name)
    const todo = isMissing
      ? 'Deploy; look at POSTHORN_QUEUE_URL, the stage and the region.'
      : "Look at POSTHORN_QUEUE_URL, the region and the credentials' permissions (sqs:GetQueueUrl, sqs:GetQueueAttributes)."
    return {
      findings: [{
        check: CHECK,
        verdict: 'fail',
        says: `${nameOf(queue)} ${isMissing ? 'is missing' : `cannot be looked at: ${reasonOf(error)}`}`,
        todo
      }]
    }
  }
}

async function urlOf (client: JsonClient, QueueName: string, QueueOwnerAWSAccountId?: string): Promise<string> {
  const asked = { QueueName, ...(QueueOwnerAWSAccountId && { QueueOwnerAWSAccountId }) }
  return (await client.call<{ QueueUrl: string }>('GetQueueUrl', asked)).QueueUrl
}

async function checkWork (client: JsonClient, url: string): Promise<Looked> {
  const queue = await attributesOf(client, url)
  const arn = deadLetterArn(queue.RedrivePolicy)
  if (arn === undefined) {
    return {
      findings: [...queueFindings(url, queue), {
        check: CHECK,
        verdict: 'fail',
        says: `${nameOf(url)} has no dead-letter queue: what always fails comes back until it expires`,
        todo: 'Deploy again, so that its redrive policy is back.'
      }]
    }
  }
  const [, , , , owner, name = ''] = arn.split(':')
  return { findings: [...queueFindings(url, queue), ...await checkDead(client, await urlOf(client, name, owner))], deadLetters: name }
}

async function checkDead (client: JsonClient, url: string): Promise<Finding[]> {
  const held = Number((await attributesOf(client, url)).ApproximateNumberOfMessages)
  if (held === 0) return [{ check: CHECK, verdict: 'pass', says: `${nameOf(url)} is empty: nothing was given up` }]
  return [{
    check: CHECK,
    verdict: 'fail',
    says: `${nameOf(url)} holds ${held}: what failed each time it was tried`,
    todo: "Read why in the function's log, mend that, then bring them back (posthorn redrive --stage)."
  }]
}

async function attributesOf (client: JsonClient, QueueUrl: string): Promise<Attributes> {
  const { Attributes = {} } = await client.call<{ Attributes?: Attributes }>('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] })
  return Attributes
}

function queueFindings (queueUrl: string, queue: Attributes): Finding[] {
  const [waiting, inFlight, delayed] = [
    queue.ApproximateNumberOfMessages,
    queue.ApproximateNumberOfMessagesNotVisible,
    queue.ApproximateNumberOfMessagesDelayed
  ].map(Number) as [number, number, number]
  const says = `${nameOf(queueUrl)}: ${waiting} waiting, ${inFlight} in flight, ${delayed} delayed`
  const findings: Finding[] = []
  if (inFlight > IN_FLIGHT_QUOTA * 0.8) {
    findings.push({
      check: CHECK,
      verdict: 'warn',
      says: `${says}: at ${IN_FLIGHT_QUOTA} in flight the queue hands out nothing more`,
      todo: 'Let deliveries end sooner (POSTHORN_REQUEST_TIMEOUT), or ask AWS for a higher quota.'
    })
  }
  if (waiting > DEEP) {
    findings.push({
      check: CHECK,
      verdict: 'warn',
      says: `${says}: deliveries come faster than they go`,
      todo: 'Raise the concurrency of the deliver function, and see whether Lambda throttles it.'
    })
  }
  if (Number(queue.VisibilityTimeout) < MIN_VISIBILITY_SECONDS) {
    findings.push({
      check: CHECK,
      verdict: 'fail',
      says: `${nameOf(queueUrl)} shows a message again after ${queue.VisibilityTimeout} s, while it is still being delivered`,
      todo: 'Deploy again: the visibility timeout follows from the function\'s timeout.'
    })
  }
  return findings.length > 0 ? findings : [{ check: CHECK, verdict: 'pass', says }]
}

function deadLetterArn (policy = ''): string | undefined {
  try {
    return (JSON.parse(policy) as { deadLetterTargetArn?: string }).deadLetterTargetArn
  } catch {
    return undefined
  }
}

const nameOf = (queueUrl: string) => queueUrl.slice(queueUrl.lastIndexOf('/') + 1)
