import { loadConfig, type Config } from '../../config.js'
import type { Redriven } from '../../delivery/hand-off/sqs/redrive.js'
import { bucketIn } from '../../facts/resource-names.js'
import { namesOf } from '../doctor/target.js'
import { EXIT } from '../shared/cli-failure.js'
import { act, newCommand } from '../shared/new-command.js'

const WITHIN_MS = 600_000

/** `posthorn redrive`: brings back what lies in the dead queues of a stage. */
export const redriveCommand = () => newCommand('redrive', {
  says: 'Bring back what lies in the dead queues of a stage in AWS.',
  group: 'Deployment',
  examples: [['redrive --stage prod', 'after the cause is repaired']],
  notes: [
    'Entries of deliveries and imports move back to their queue, by a task of SQS. Messages that fan-out gave up are marked,\n' +
      'and the next sweep fans them out. It exits with 0 when everything came back, 1 when something stays.',
    'The credentials need: sqs:GetQueueUrl, sqs:GetQueueAttributes, sqs:StartMessageMoveTask, sqs:ListMessageMoveTasks,\n' +
      'sqs:ReceiveMessage, sqs:DeleteMessage, sqs:SendMessage, s3:GetObject, dynamodb:UpdateItem.'
  ]
})
  .requiredOption('--stage <name>', 'a stage that was deployed to AWS')
  .action(act(async ({ stage }) => {
    const all = await redriveStage(stage, loadConfig())
    const isDone = all.every(({ left, problem }) => left === 0 && problem === undefined)
    return { json: all, text: all.map(lineOf).join('\n'), exitCode: isDone ? EXIT.done : EXIT.failed }
  }))

function lineOf ({ queue, held, back, left, problem }: Redriven): string {
  if (problem !== undefined) return `${queue}: ${problem}`
  if (held === 0) return `${queue}: empty`
  const stays = left > 0 ? `; ${left} cannot be brought back and stay: the log has the reasons` : ''
  return `${queue}: ${back === 0 && left === 0 ? `${held} are on their way already` : `${back} come back`}${stays}`
}

async function redriveStage (stage: string, config: Config): Promise<Redriven[]> {
  const [{ connectAws }, { redrive }, { openDatabase }, { memoryBlobs }, { s3Files }, { createLog }] = await Promise.all([
    import('../doctor/examine-aws.js'),
    import('../../delivery/hand-off/sqs/redrive.js'),
    import('../../repositories/database.js'),
    import('../../repositories/blobs.js'),
    import('../../repositories/files-s3.js'),
    import('../../lib/logger.js')
  ])
  const { tablePrefix, queues } = namesOf(stage)
  const aws = await connectAws(config.awsEndpoint)
  const uploads = bucketIn(stage, 'uploads', { ...await aws.identity(), region: aws.region })
  const db = openDatabase({ ...config, dynamodbEndpoint: 'aws', tablePrefix }, memoryBlobs())
  try {
    const files = s3Files({ bucket: uploads, endpoint: config.s3Endpoint })
    return await redrive({
      engine: { db, clock: { now: Date.now, wakeAt: () => () => {} }, log: createLog('error', process.stderr) },
      queueUrl: await queueUrlOf(queues.work[0]!),
      read: async (bucket, key) => bucket === uploads ? await files.get(key) : undefined,
      endsAt: Date.now() + WITHIN_MS
    })
  } finally {
    await db.close()
  }
}

async function queueUrlOf (QueueName: string): Promise<string> {
  // Loaded on demand, as its connections take long to load.
  const { openJson, SQS } = await import('../../aws/json.js')
  const client = openJson(SQS)
  try {
    return (await client.call<{ QueueUrl: string }>('GetQueueUrl', { QueueName })).QueueUrl
  } finally {
    await client.close()
  }
}
