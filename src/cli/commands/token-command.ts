import { resolve } from 'node:path'
import { loadConfig, type Config } from '../../config.js'
import { keptSecrets } from '../../hosting/first-start.js'
import { createTokens, ORG_TOKEN_SECONDS } from '../../http/tokens.js'
import { misused } from '../shared/cli-failure.js'
import { act, newCommand } from '../shared/new-command.js'

/** `posthorn token`: a token for the server that these settings describe. */
export const tokenCommand = () => newCommand('token', {
  says: 'Print a token of an organization for the server that these settings describe; it is valid for ten years.',
  group: 'Server',
  examples: [
    ['token', 'a token of org_default for the server whose data is in .posthorn'],
    ['token org_acme', 'one for another organization, which sees nothing of the first']
  ],
  notes: ['Run it where the server runs, or with the same POSTHORN_DATA_DIR or POSTHORN_JWT_SECRET.']
})
  .argument('[org]', "the organization: `org_` and letters, digits, '-' or '_'", 'org_default')
  .action(act(async orgId => {
    if (!/^org_[A-Za-z0-9_-]+$/.test(orgId)) throw misused("An organization's id is `org_` and letters, digits, `-` or `_`.")
    const config = loadConfig()
    const tokens = createTokens({ ...config, jwtSecret: await jwtSecretOf(config) }, Date.now)
    const token = await tokens.mint({ kind: 'org', orgId }, ORG_TOKEN_SECONDS)
    return { json: { token, orgId }, text: token }
  }))

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
