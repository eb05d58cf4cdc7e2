import { loadConfig } from '../../config.js'
import { momentOf } from '../client/moments.js'
import { onInterrupt, openProgress } from '../client/progress.js'
import { namesOf } from '../doctor/target.js'
import type { Restoring, RestoreReport } from '../restore/restore-stage.js'
import { RESTORED, type RestoredTable } from '../restore/restored-tables.js'
import { misused } from '../shared/cli-failure.js'
import { howCalled } from '../shared/how-called.js'
import { act, newCommand } from '../shared/new-command.js'

/** `posthorn restore`: puts back what is missing in the tables of a stage. */
export const restoreCommand = () => newCommand('restore', {
  says: 'Put back what is missing in the tables of a stage in AWS, as they were at a moment.',
  group: 'Deployment',
  examples: [
    ['restore --stage prod --to 2026-11-01T12:00:00Z --dry-run', 'counts what is missing'],
    ['restore --stage prod --to 2h --tables endpoints,applications', 'two tables, as they were two hours ago'],
    ['restore --stage prod --from -copy', 'from tables such as posthorn-prod-endpoints-copy, restored from a backup by you']
  ],
  notes: [
    'DynamoDB restores the tables under other names, beside the tables of the stage, in about twenty minutes or longer. Items whose\n' +
      'keys are missing are put back; items that are there stay as they are. Then the restored tables are deleted; --dry-run and\n' +
      '--from keep them. The API works meanwhile. Ctrl-C shows the command that goes on with the restored tables.',
    'A pending delivery comes back where its row is missing, and is sent, again if it was delivered since. A message that comes\n' +
      'back goes to every endpoint that wants it now and has no delivery of it. With --tables, without deliveries, messages and\n' +
      'tasks, nothing is sent. Event types that were deleted since come back. docs/deployment.md has the whole way.',
    'The credentials need, on the tables of the stage: dynamodb:DescribeContinuousBackups, dynamodb:RestoreTableToPointInTime,\n' +
      'dynamodb:DescribeTable, dynamodb:Scan, dynamodb:Query, dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:PutItem,\n' +
      'dynamodb:UpdateItem, dynamodb:DeleteItem, dynamodb:BatchWriteItem, dynamodb:DeleteTable.'
  ]
})
  .requiredOption('--stage <name>', 'a stage that was deployed to AWS')
  .option('--to <time>', 'a moment of the last 35 days, or how long ago, such as 2h')
  .option('--from <suffix>', 'the end of the names of tables that are there, instead of --to')
  .option('--tables <names>', `only these, separated by commas: ${RESTORED.join(', ')}`)
  .option('--dry-run', 'restore the tables under other names, count what is missing, and leave these tables for the next run')
  .action(act(async ({ stage, to, from, tables, dryRun, json }) => {
    const options = { source: sourceOf(to, from), names: namesIn(tables), isTrial: dryRun === true }
    if ('at' in options.source && json !== true) process.stderr.write(`Restores to ${new Date(options.source.at).toISOString()} (UTC)\n`)
    const began = Date.now()
    const report = await restoreStage(stage, options)
    const seconds = Math.round((Date.now() - began) / 1000)
    const next = options.isTrial ? lineOf(stage, options) : undefined
    return { json: { stage, isTrial: options.isTrial, seconds, ...report }, text: textOf(report, seconds, next) }
  }))

function sourceOf (to: string | undefined, from: string | undefined): Restoring['source'] {
  if ((to === undefined) === (from === undefined)) throw misused('Give --to, a moment, or --from, the suffix of tables that are there.')
  // DynamoDB restores to a second.
  if (to !== undefined) return { at: Math.floor(Date.parse(momentOf(to, '--to', Date.now())) / 1000) * 1000 }
  if (!/^[-_.A-Za-z0-9]{1,60}$/.test(from!)) throw misused('--from is the end of names of tables: 1 to 60 letters, digits, and - _ .')
  return { suffix: from! }
}

function namesIn (given: string | undefined): readonly RestoredTable[] {
  if (given === undefined) return RESTORED
  const names = given.split(',').map(name => name.trim())
  const unknown = names.filter(name => !(RESTORED as readonly string[]).includes(name))
  if (unknown.length > 0) throw misused(`--tables does not know ${unknown.join(', ')}; there are ${RESTORED.join(', ')}.`)
  return names as RestoredTable[]
}

async function restoreStage (stage: string, options: Omit<Restoring, 'tell'>): Promise<RestoreReport> {
  const [{ connectAws }, { openDatabase }, { memoryBlobs }, { restoreTables }] = await Promise.all([
    import('../doctor/examine-aws.js'),
    import('../../repositories/database.js'),
    import('../../repositories/blobs.js'),
    import('../restore/restore-stage.js')
  ])
  const config = loadConfig()
  // Without credentials, this says so.
  await connectAws(config.awsEndpoint)
  const db = openDatabase({ ...config, dynamodbEndpoint: 'aws', tablePrefix: namesOf(stage).tablePrefix }, memoryBlobs())
  const progress = openProgress()
  const settled = onInterrupt(() => `Ended. To go on: ${lineOf(stage, options)}`)
  try {
    return await restoreTables(db, { ...options, tell: text => progress.show(text) })
  } finally {
    settled()
    progress.end()
    await db.close()
  }
}

/** The command that puts items back from the same restored tables. Its moment is absolute: two hours ago is another one later. */
function lineOf (stage: string, { source, names }: Omit<Restoring, 'tell'>): string {
  const from = 'at' in source ? `--to ${new Date(source.at).toISOString()}` : `--from ${source.suffix}`
  const some = names.length < RESTORED.length ? ` --tables ${names.join()}` : ''
  return `${howCalled()} restore --stage ${stage} ${from}${some}`
}

/** `next`: the command that puts the items back, after a dry run. */
function textOf ({ tables, suffix, areKept }: RestoreReport, seconds: number, next: string | undefined): string {
  const lines = Object.entries(tables).map(([name, { found, missing, restored }]) => next === undefined
    ? `${name}: ${restored} of ${found} items were missing and are back`
    : `${name}: ${missing} of ${found} items are missing`)
  return [
    ...lines, `It took ${seconds} s.`, ...areKept ? [`The tables *${suffix} stay, and are paid for.`] : [],
    ...next === undefined ? [] : [`To put the items back: ${next}`]
  ].join('\n')
}
