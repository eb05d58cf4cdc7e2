import { loadConfig } from '../config.js'
import { openBlobs } from '../hosting/open-blobs.js'
import { createLog } from '../lib/logger.js'
import { once } from '../lib/open-once.js'
import { createTally } from '../lib/log-tally.js'
import { createTokens } from '../http/tokens.js'
import { openDatabase } from '../repositories/database.js'
import { answer, askedBy } from './authorizer-event.js'
import { checkToken } from './check-token.js'
import { readSecrets } from './read-secrets.js'

const secrets = ['jwtSecret'] as const
const tally = createTally(Date.now)
const parts = once(async () => {
  const config = await readSecrets(loadConfig(undefined, { serverless: true, secrets }), secrets)
  return {
    config,
    log: createLog(config.logLevel),
    tokens: createTokens(config, Date.now),
    db: openDatabase(config, openBlobs(config, { serverless: true }))
  }
})

/** Checks the token of a request at the gateway, by the rules of the app. The app checks the token again. */
export const handler = async (event: unknown): Promise<object> => {
  const asked = askedBy(event)
  const { config, log, tokens, db } = await parts()
  const { principal, refused } = await checkToken({ tokens, db }, asked.authorization)
  const count = refused === undefined ? undefined : tally(refused)
  if (count !== undefined) log.info({ requestId: asked.requestId, reason: refused, count }, 'token.refused')
  return answer(asked, principal, config.usageKey)
}
