import { resolve } from 'node:path'
import { loadConfig, type Config } from '../config.js'
import { keptSecrets } from '../hosting/first-start.js'
import { createTokens, ORG_TOKEN_SECONDS } from '../http/tokens.js'
import { readWords } from './shared/command-line.js'

// The entry of `npm run token -- [org]`: prints a token for the server that these settings describe.

const USAGE = `npm run --silent token -- [org]

  Prints a token of the organization (org_default) for the server that these settings describe; it is valid for ten years.

  npm run --silent token
  npm run --silent token -- org_acme
  POSTHORN_DATA_DIR=/var/lib/posthorn npm run --silent token
`

async function main (): Promise<void> {
  const [orgId = 'org_default'] = readWords({ usage: USAGE, words: 1 })
  if (!/^org_[A-Za-z0-9_-]+$/.test(orgId)) throw new Error("An organization's id is `org_` and letters, digits, `-` or `_`.")
  const config = loadConfig()
  const tokens = createTokens({ ...config, jwtSecret: await jwtSecretOf(config) }, Date.now)
  process.stdout.write(`${await tokens.mint({ kind: 'org', orgId }, ORG_TOKEN_SECONDS)}\n`)
}

// A secret made here would sign tokens that no server takes.
async function jwtSecretOf ({ jwtSecret, dataDir }: Config): Promise<string> {
  if (jwtSecret !== undefined) return jwtSecret
  if (dataDir === ':memory:') {
    throw new Error('With POSTHORN_DATA_DIR=:memory: the secret lives in the server only: set POSTHORN_JWT_SECRET for both.')
  }
  const kept = await keptSecrets(dataDir)
  if (kept) return kept.jwtSecret
  throw new Error(`There are no secrets of a server in ${resolve(dataDir)}: start the server first, run this in its directory, or set ` +
    'the POSTHORN_DATA_DIR or POSTHORN_JWT_SECRET that it has.')
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exit(1)
})
