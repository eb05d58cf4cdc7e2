import type { Logger } from 'pino'
import type { Config } from '../config.js'
import { ApiError } from '../errors.js'
import { once } from '../lib/once.js'
import { createVault, type Vault } from '../lib/secrets.js'
import type { App } from '../plugins/types.js'
import { createTokens, type Tokens } from '../plugins/tokens.js'
import type { Database } from '../repositories/database.js'
import { bindMainSecret, WrongMainSecret } from '../repositories/secret-checks.js'
import { checkSecret } from './check-secret.js'
import { readSecrets } from './secrets.js'

export interface LateSecrets {
  /** Resolves when the secrets are there, and with them the two below; a reading that failed is tried again. */
  arrived: () => Promise<void>
  tokens: Tokens
  vault: Vault
  /** Refuses, with 503, what could not be carried out with a main secret that is not this database's: every change. */
  guard: (app: App) => void
}

export interface Host { config: Config, db: Database, log: Logger, now: () => number }

interface Parts { tokens: Tokens, vault: Vault, /** Since when it is known that the main secret is a wrong one. */ wrongSince?: number }

// A parameter that was put right is read again after this time.
const READ_AGAIN_MS = 10_000
const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

const wrong = () => new ApiError(503, 'main_secret_wrong', 'The main secret of this deployment is another one than its database was first used with; restore it.')

/** Begins to read the secrets and does not wait for them, so that the app is made meanwhile. */
export function lateSecrets ({ config, db, log, now }: Host): LateSecrets {
  let parts: Parts | undefined
  const open = async () => {
    const { jwtSecret, mainSecret } = await readSecrets(config, ['jwtSecret', 'mainSecret'])
    const read = { tokens: createTokens({ ...config, jwtSecret }, now), vault: createVault(mainSecret!) }
    const isWrong = await checkSecret(db, read.vault, log, bindMainSecret).then(() => false, isWrongSecret)
    parts = { ...read, ...(isWrong && { wrongSince: now() }) }
  }
  let arriving = once(open)
  // Whoever waits for them hears of a failure.
  arriving().catch(() => {})
  const right = (): Vault => {
    if (parts!.wrongSince !== undefined) throw wrong()
    return parts!.vault
  }
  return {
    async arrived () {
      if (parts?.wrongSince !== undefined && now() - parts.wrongSince > READ_AGAIN_MS) arriving = once(open)
      await arriving()
    },
    tokens: {
      verify: async authorization => await parts!.tokens.verify(authorization),
      mint: async (principal, lifetimeSeconds) => await parts!.tokens.mint(principal, lifetimeSeconds)
    },
    vault: { seal: text => right().seal(text), open: text => right().open(text) },
    guard: app => {
      app.addHook('onRequest', async request => { if (!READS.has(request.method)) right() })
    }
  }
}

function isWrongSecret (error: unknown): true {
  if (error instanceof WrongMainSecret) return true
  throw error
}
