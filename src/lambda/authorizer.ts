import { loadConfig } from '../config.js'
import { openBlobs } from '../blobs.js'
import { createLog } from '../lib/logger.js'
import { once } from '../lib/once.js'
import { createTokens } from '../plugins/tokens.js'
import { openDatabase } from '../repositories/database.js'
import { answer, askedBy } from './authorizer-event.js'
import { checkToken } from './check-token.js'
import { readSecrets } from './secrets.js'

const secrets = ['jwtSecret'] as const
const parts = once(async () => {
  const config = await readSecrets(loadConfig(undefined, { serverless: true, secrets }), secrets)
  return { config, log: createLog(config.logLevel), tokens: createTokens(config, Date.now), db: openDatabase(config, openBlobs(config, { serverless: true })) }
})

/** Checks the token of a request at the gateway, by the rules of the app, which still checks it itself. */
export const handler = async (event: unknown): Promise<object> => {
  const asked = askedBy(event)
  const { config, log, tokens, db } = await parts()
  const principal = await checkToken({ tokens, db }, asked.authorization)
  if (!principal) log.info({ requestId: asked.requestId }, 'token.refused')
  return answer(asked, principal, config.usageKey)
}
