import { Argument } from '@commander-js/extra-typings'
import { loadConfig } from '../../config.js'
import { misused } from '../shared/cli-failure.js'
import { howCalled } from '../shared/how-called.js'
import { act, newCommand, type Outcome } from '../shared/new-command.js'

const ACTIONS = ['check', 'rotate', 'drop', 'keep', 'restore', 'restart'] as const
const ON_STAGES = ['keep', 'restore', 'restart'] as const
const WHICH = ['jwt', 'main'] as const
const PLACES = { settings: 'in the settings', file: 'in the data directory', nowhere: 'not there yet' }
const AFTER = {
  jwt: 'Until then it refuses new tokens, also those of this program. Tokens of the old secret stay valid. When all who call have new ones',
  main: 'What the old one encrypted is encrypted anew in the background. When the log says secrets.resealed, stop the server'
}

type Which = typeof WHICH[number]
type Action = typeof ACTIONS[number]
/** The words of a command line: a file for `keep` and `restore`, which secret for the others. */
interface Words { action: Action, file: string | undefined, which: Which | undefined }

/** `posthorn secrets`. What it does is loaded on demand: it needs the database. */
export const secretsCommand = () => newCommand('secrets', {
  says: 'Show where the secrets of a server or a stage are, give one a successor, copy and restore them.',
  group: 'Server',
  examples: [
    ['secrets check', 'where the secrets are, and whether an old one is still accepted; never a secret itself'],
    ['secrets rotate jwt', 'a new secret signs tokens from the next start on; tokens of the old one stay valid until it is dropped'],
    ['secrets rotate main', 'a new secret encrypts stored secrets from the next start on'],
    ['secrets drop main', 'the old one goes, if nothing is encrypted with it any more; the server is stopped for that'],
    ['secrets check --stage prod', 'the same of a stage in AWS: exits with 1 where something is wrong'],
    ['secrets rotate main --stage prod', 'a new secret, known by all functions before one uses it; encrypts all anew: four minutes'],
    ['secrets drop main --stage prod', 'the old one goes, and functions forget it'],
    ['secrets keep posthorn-prod.json --stage prod', 'a copy for a vault outside the account'],
    ['secrets restore posthorn-prod.json --stage prod', 'what is missing or wrong comes back from the copy'],
    ['secrets restart --stage prod', 'functions read their secrets anew']
  ],
  notes: [
    `Without --stage it changes the secrets that a first start made, in POSTHORN_DATA_DIR. Secrets in settings are changed there: the new
one into POSTHORN_JWT_SECRET or POSTHORN_MAIN_SECRET, the old one into the same name with _SECOND. docs/operations.md has the steps.`,
    `With --stage, the credentials need: ssm:GetParameters, ssm:PutParameter, ssm:DeleteParameter, ssm:DescribeParameters and the KMS key of
the parameters; dynamodb:GetItem, PutItem, UpdateItem and Scan on the tables; lambda:GetFunctionConfiguration, lambda:GetAlias,
lambda:UpdateFunctionConfiguration, lambda:PublishVersion, lambda:UpdateAlias.`
  ]
})
  .addArgument(new Argument('[action]', 'what to do').choices(ACTIONS).default('check' as const))
  .argument('[what]', 'jwt signs tokens, main encrypts stored secrets; for keep and restore, the file')
  .argument('[which]', 'for restore: only this secret, also where it is not missing')
  .option('--stage <name>', 'a stage that was deployed to AWS')
  .action(act(async (action, what, which, { stage }) => {
    const words = wordsOf(action, what, which)
    if (stage !== undefined) {
      const { onStage } = await import('../secrets/on-stage.js')
      return await onStage(words, stage)
    }
    if ((ON_STAGES as readonly Action[]).includes(action)) throw misused(`${action} is for a stage in AWS: add --stage <name>.`)
    return action === 'check' ? await check() : await change(words)
  }))

function wordsOf (action: Action, what: string | undefined, which: string | undefined): Words {
  const isOnFile = action === 'keep' || action === 'restore'
  const tooMany = [action === 'check' ? what : undefined, action === 'restore' ? undefined : which].find(word => word !== undefined)
  if (tooMany !== undefined) throw misused(`'${tooMany}' is one word too many for secrets ${action}.`)
  if (!isOnFile) return { action, file: undefined, which: secretNamed(what, action) }
  if (what === undefined) throw misused(`Name the file: ${howCalled()} secrets ${action} <file> --stage <name>.`)
  return { action, file: what, which: secretNamed(which, action) }
}

function secretNamed (word: string | undefined, action: Action): Which | undefined {
  const named = WHICH.find(one => one === word)
  if (named !== undefined) return named
  if (word !== undefined) throw misused(`'${word}' is no secret of Posthorn: there are ${WHICH.join(', ')}.`)
  if (action !== 'rotate' && action !== 'drop') return undefined
  throw misused(`Say which one: ${howCalled()} secrets ${action} jwt, or main.`)
}

async function change ({ action, which }: Words): Promise<Outcome> {
  const { rotate, drop } = await import('../../hosting/rotate-secrets.js')
  await (action === 'rotate' ? rotate : drop)(loadConfig(), which!)
  const text = action === 'drop'
    ? 'The old secret is dropped. A server that runs forgets it at its next start.'
    : `There is a new secret. Start the server again. ${AFTER[which!]}: ${howCalled()} secrets drop ${which}`
  return { json: { action, which }, text }
}

async function check (): Promise<Outcome> {
  const { stateOf } = await import('../../hosting/rotate-secrets.js')
  const config = loadConfig()
  const states = await Promise.all(WHICH.map(async which => [which, await stateOf(config, which)] as const))
  return {
    json: Object.fromEntries(states),
    text: states.map(([which, { place, hasSecond }]) =>
      `${which.padEnd(4)} ${PLACES[place]}${hasSecond ? ', and a second one is accepted' : ''}`).join('\n')
  }
}
