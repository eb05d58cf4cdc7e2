import { loadConfig } from '../config.js'
import { ensureSecrets } from '../first-start.js'
import { createTokens, ORG_TOKEN_SECONDS } from '../plugins/tokens.js'

// The entry of `npm run token -- [org]`: prints a token for the server that these settings describe.

async function main (): Promise<void> {
  const orgId = process.argv[2] ?? 'org_default'
  if (!/^org_[A-Za-z0-9_-]+$/.test(orgId)) throw new Error("An organization's id is `org_` and letters, digits, `-` or `_`.")
  const config = loadConfig()
  if (config.jwtSecret === undefined && config.dataDir === ':memory:') throw new Error('With POSTHORN_DATA_DIR=:memory: the secret lives in the server only: set POSTHORN_JWT_SECRET for both.')
  const jwtSecret = config.jwtSecret ?? (await ensureSecrets(config.dataDir)).jwtSecret
  const tokens = createTokens({ ...config, jwtSecret }, Date.now)
  process.stdout.write(`${await tokens.mint({ kind: 'org', orgId }, ORG_TOKEN_SECONDS)}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exit(1)
})
