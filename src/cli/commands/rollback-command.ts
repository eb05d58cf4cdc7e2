import { loadConfig } from '../../config.js'
import { FUNCTIONS } from '../../facts/functions.js'
import { functionNameIn } from '../../facts/resource-names.js'
import { momentOf } from '../client/moments.js'
import { namesOf } from '../doctor/target.js'
import type { Step } from '../rollback/roll-back.js'
import { Failure } from '../shared/cli-failure.js'
import { howCalled } from '../shared/how-called.js'
import { act, newCommand } from '../shared/new-command.js'

/** `posthorn rollback`: gives the requests of a stage back to the versions of before its last deployment. */
export const rollbackCommand = () => newCommand('rollback', {
  says: 'Give the requests of a stage in AWS back to the versions of its functions from before the last deployment.',
  group: 'Deployment',
  examples: [
    ['rollback --stage prod --dry-run', 'which versions would take the requests'],
    ['rollback --stage prod', 'at once; a deployment of the repaired or the earlier version makes it lasting'],
    ['rollback --stage prod --to 2026-11-30T08:00:00Z', 'the versions of that moment, where two deployments in a row were broken']
  ],
  notes: [
    'It moves the alias `live` of each function, in seconds and without a build. Code and settings of the functions go back; tables,\n' +
      'queues, permissions and the gateway stay as they are. A second call changes nothing.',
    'The credentials need: cloudformation:DescribeStacks, lambda:GetAlias, lambda:ListVersionsByFunction, lambda:UpdateAlias.'
  ]
})
  .requiredOption('--stage <name>', 'a stage that was deployed to AWS')
  .option('--to <time>', 'before this moment, or how long ago, such as 2h, instead of before the last deployment')
  .option('--dry-run', 'show the versions only')
  .action(act(async ({ stage, to, dryRun, json }) => {
    const before = to === undefined ? await lastDeployment(stage) : Date.parse(momentOf(to, '--to', Date.now()))
    const at = new Date(before).toISOString()
    if (json !== true) process.stderr.write(`Goes back to the versions from before ${at} (UTC)\n`)
    const [{ openLambda }, { stepsBack, goBack }] = await Promise.all([
      import('../shared/lambda-functions.js'), import('../rollback/roll-back.js')
    ])
    const lambda = openLambda('rollback')
    try {
      const names = FUNCTIONS.filter(name => name !== 'create-secrets').map(name => functionNameIn(stage, name))
      // Behind an HTTP API, a stage may have no authorizer.
      const steps = await stepsBack(lambda, names, before, [functionNameIn(stage, 'authorizer')])
      if (dryRun !== true) await goBack(lambda, steps)
      return { json: { stage, before: at, isTrial: dryRun === true, steps }, text: textOf(steps, { stage, at, isTrial: dryRun === true }) }
    } finally {
      await lambda.close()
    }
  }))

async function lastDeployment (stage: string): Promise<number> {
  const { connectAws } = await import('../doctor/examine-aws.js')
  const { stack } = namesOf(stage)
  const at = await (await connectAws(loadConfig().awsEndpoint)).changedAt(stack)
  if (at === undefined) throw new Failure(`The stack ${stack} was deployed once only: there is no version from before.`)
  return at
}

function textOf (steps: readonly Step[], { stage, at, isTrial }: { stage: string, at: string, isTrial: boolean }): string {
  if (steps.length === 0) return `No function has changed since ${at}, or it went back already. Further back: --to <time>.`
  const lines = steps.map(({ name, from, to, publishedAt }) => `${name}: version ${from} → ${to}, published ${publishedAt}`)
  const next = isTrial
    ? `To go back: ${howCalled()} rollback --stage ${stage}`
    : 'These versions take all requests. Now deploy the repaired or the earlier version: the stack still names the later ones.'
  return [...lines, next].join('\n')
}
