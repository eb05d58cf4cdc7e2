import { parseArgs } from 'node:util'

/** What the command line asks for; what it does not say comes from the settings or a stage's names. */
export interface Options {
  url?: string
  token?: string
  tokenFile?: string
  org: string
  stage?: string
  canaryUrl?: string
  canary: boolean
  json: boolean
  help: boolean
}

export const USAGE = `npm run doctor -- [options]

  --url <url>          where the API is; default: the local server that the settings describe
  --token <token>      an organization's token; better: --token-file <path>, - for standard input
                       default: made with the JWT secret, where the doctor can read it
  --org <org_…>        the organization of a token that it makes itself (org_default)
  --stage <name>       a stage that was deployed to AWS: its URL, tables, queues and secrets are found by their names
  --canary-url <url>   an endpoint that answers 2xx and takes the canary; default: the local server's inbox
  --no-canary          sends nothing
  --json               one JSON object instead of a list

It exits with 0 when nothing failed, 1 when something did, 2 when the command line is wrong.
`

/** Reads the command line; throws an Error that says what is wrong with it. */
export function parseOptions (args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string' },
      token: { type: 'string' },
      'token-file': { type: 'string' },
      org: { type: 'string', default: 'org_default' },
      stage: { type: 'string' },
      'canary-url': { type: 'string' },
      canary: { type: 'boolean', default: true },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false }
    },
    allowNegative: true
  })
  const { url, token, 'token-file': tokenFile, 'canary-url': canaryUrl, org, stage, canary, json, help } = values
  for (const [name, given] of [['--url', url], ['--canary-url', canaryUrl]] as const) {
    if (given !== undefined && !isWebUrl(given)) throw new Error(`${name} is not an http or https URL.`)
  }
  if (token !== undefined && tokenFile !== undefined) throw new Error('--token and --token-file are both given: keep one.')
  if (!/^org_[A-Za-z0-9_-]+$/.test(org)) throw new Error("--org: an organization's id is `org_` and letters, digits, `-` or `_`.")
  return {
    org, canary, json, help,
    ...(stage !== undefined && { stage }),
    ...(url !== undefined && { url: url.replace(/\/+$/, '') }),
    ...(token !== undefined && { token }),
    ...(tokenFile !== undefined && { tokenFile }),
    ...(canaryUrl !== undefined && { canaryUrl })
  }
}

const isWebUrl = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
