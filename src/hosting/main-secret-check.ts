import { createHash, createPublicKey } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../config.js'
import { createVault } from '../lib/secret-encryption.js'
import type { Database } from '../repositories/database.js'
import { bindMainSecret, noteJwtSecret, WrongMainSecret } from '../repositories/main-secrets.js'

interface Given { jwtSecret: string, mainSecret: string, mainSecretSecond?: string | undefined, created: boolean }

/**
 * Checks that the database and the secrets of this start belong together. Throws an Error that says what to do when the
 * database was first used with another main secret. Another JWT secret is only logged, because changing it is allowed.
 */
export async function joinSecrets (db: Database, config: Config, secrets: Given, log: Logger): Promise<void> {
  const { jwtSecret, mainSecret, mainSecretSecond, created } = secrets
  const vault = createVault(mainSecret, mainSecretSecond)
  try {
    await bindMainSecret(db, vault)
  } catch (error) {
    if (!(error instanceof WrongMainSecret)) throw error
    // These secrets were created just now and are of no use. If they stayed, they would look like the missing ones.
    if (created && config.dataDir !== ':memory:') await rm(join(config.dataDir, 'secrets.json'), { force: true })
    log.error({ reason: error.message }, 'secrets.main-secret-wrong')
    throw new Error(wordsFor(config, created))
  }
  if (await noteJwtSecret(db, vault, fingerprintOf(jwtSecret)) === 'changed') {
    log.warn({}, 'secrets.jwt-secret-changed')
  }
}

/** For a key pair, the private and the public key give the same fingerprint. */
function fingerprintOf (jwtSecret: string): string {
  return createHash('sha256').update(publicHalf(jwtSecret) ?? jwtSecret).digest('base64url')
}

function publicHalf (pem: string): string | undefined {
  if (!pem.includes('-----BEGIN')) return undefined
  try {
    return createPublicKey(pem).export({ type: 'spki', format: 'pem' }) as string
  } catch {
    return undefined
  }
}

function wordsFor (config: Config, created: boolean): string {
  const { dataDir, dynamodbEndpoint, tablePrefix } = config
  const isEmbedded = dynamodbEndpoint === 'embedded'
  const file = join(dataDir === ':memory:' ? '.posthorn' : dataDir, 'secrets.json')
  const where = isEmbedded ? `The database in ${dataDir}` : `The database (tables ${tablePrefix}*)`
  return `${where} was first used with another main secret than ${originOf(config, created)}. ` +
    'What it holds cannot be decrypted with this one, so nothing could be delivered. ' +
    `Set POSTHORN_MAIN_SECRET to the first one, or restore ${file} from a backup; ` +
    `${isEmbedded ? '' : 'all servers on one database need the same; '}` +
    `only if nothing stored is needed any more, use another ${isEmbedded ? 'POSTHORN_DATA_DIR' : 'POSTHORN_TABLE_PREFIX'}.`
}

function originOf ({ mainSecret, dataDir }: Config, created: boolean): string {
  if (mainSecret !== undefined) return 'POSTHORN_MAIN_SECRET has'
  if (dataDir === ':memory:') return 'this start has made, which with POSTHORN_DATA_DIR=:memory: is a new one each time'
  return created ? `this start would make, because ${dataDir}/secrets.json is missing` : `${dataDir}/secrets.json has`
}
