import { misused } from '../shared/cli-failure.js'
import { newCommand } from '../shared/new-command.js'

/** What the command line asks for; what it does not say comes from the settings or a stage's names. */
export interface Options {
  url?: string | undefined
  token?: string | undefined
  tokenFile?: string | undefined
  org: string
  stage?: string | undefined
  canaryUrl?: string | undefined
  canary: boolean
}

/** `posthorn doctor` without its action. */
export const doctorOptions = () => newCommand('doctor', {
  says: 'Look at a server or a deployment, say what is wrong and what to do, and send a canary end to end.',
  group: 'Server',
  examples: [
    ['doctor', 'the local server that the settings describe'],
    ['doctor --url https://webhooks.example.com --token-file token.txt', 'a server elsewhere'],
    ['doctor --stage prod --canary-url https://example.com/answers-2xx', 'a stage that was deployed to AWS']
  ],
  notes: ['It exits with 0 when nothing failed, 1 when something did.']
})
  .option('--url <url>', 'where the API is (default: the local server that the settings describe)')
  .option('--token <token>', "an organization's token (default: made with the JWT secret, where the doctor can read it)")
  .option('--token-file <path>', 'a file that holds the token; - for standard input')
  .option('--org <org>', 'the organization of a token that it makes itself', 'org_default')
  .option('--stage <name>', 'a stage that was deployed to AWS: its URL, tables, queues and secrets are found by their names')
  .option('--canary-url <url>', "an endpoint that answers 2xx and takes the canary (default: the local server's inbox)")
  .option('--no-canary', 'send nothing')

/** The options as they can be used; throws what is wrong with them. */
export function checkedOptions (values: Options): Options {
  const { url, token, tokenFile, canaryUrl, org } = values
  for (const [name, given] of [['--url', url], ['--canary-url', canaryUrl]] as const) {
    if (given !== undefined && !isWebUrl(given)) throw misused(`${name} is not an http or https URL.`)
  }
  if (token !== undefined && tokenFile !== undefined) throw misused('--token and --token-file are both given: keep one.')
  if (!/^org_[A-Za-z0-9_-]+$/.test(org)) throw misused("--org: an organization's id is `org_` and letters, digits, `-` or `_`.")
  return { ...values, ...(url !== undefined && { url: url.replace(/\/+$/, '') }) }
}

/** Reads and checks the words of a command line. */
export const parseOptions = (args: readonly string[]): Options => checkedOptions(doctorOptions().parse(args, { from: 'user' }).opts())

const isWebUrl = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
