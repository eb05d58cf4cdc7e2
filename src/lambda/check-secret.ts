import type { Logger } from 'pino'
import { ApiError } from '../errors.js'
import type { Vault } from '../lib/secret-encryption.js'
import type { Database } from '../repositories/database.js'
import { checkMainSecret, WrongMainSecret } from '../repositories/main-secrets.js'

/**
 * Throws `WrongMainSecret`, and logs it, when the database was first used with another main secret. When the database
 * is away, this cannot be checked, and only a warning is logged.
 */
export async function checkSecret (db: Database, vault: Vault, log: Logger): Promise<void> {
  try {
    await checkMainSecret(db, vault)
  } catch (error) {
    if (error instanceof WrongMainSecret) log.error({ reason: error.message }, 'secrets.main-secret-wrong')
    else if (error instanceof ApiError && error.statusCode === 503) return log.warn({ err: error }, 'secrets.not-checked')
    throw error
  }
}
