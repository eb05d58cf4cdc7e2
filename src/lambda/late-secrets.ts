import type { Logger } from 'pino'
import type { Config } from '../config.js'
import { ApiError } from '../errors.js'
import { once } from '../lib/open-once.js'
import { createVault, type Vault } from '../lib/secret-encryption.js'
import type { App } from '../http/app-types.js'
import { createTokens, type Tokens } from '../http/tokens.js'
import type { Database } from '../repositories/database.js'
import { bindMainSecret, WrongMainSecret } from '../repositories/main-secrets.js'
import { readSecrets } from './read-secrets.js'

export interface LateSecrets {
  /** Resolves when the secrets are there, and with them the two below; a reading that failed is tried again. */
  arrived: () => Promise<void>
  tokens: Tokens
  vault: Vault
  /**
   * Looks, at the first request that needs more than the function itself, whether the main secret is this database's; with
   * another one every change is refused with 503, as is all that opens a secret.
   */
  guard: (app: App) => void
}

export interface Host { config: Config, db: Database, log: Logger, now: () => number }

interface Parts {
  tokens: Tokens
  vault: Vault
  isChecked: boolean
  /** Since when it is known that the main secret is a wrong one. */
  wrongSince?: number
}

// A parameter that was put right is read again after this time.
const READ_AGAIN_MS = 10_000
const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

const wrong = () => new ApiError(
  503,
  'main_secret_wrong',
  'The main secret of this deployment is another one than its database was first used with; restore it.'
)

/** Begins to read the secrets and does not wait for them, so that the app is made meanwhile. */
export function lateSecrets ({ config, db, log, now }: Host): LateSecrets {
  let parts: Parts | undefined
  const open = async () => {
    const { jwtSecret, mainSecret } = await readSecrets(config, ['jwtSecret', 'mainSecret'])
    parts = { tokens: createTokens({ ...config, jwtSecret }, now), vault: createVault(mainSecret!), isChecked: false }
  }
  // With the database away this is the 503 that the request would get anyway, and it is not checked yet.
  const check = async (read: Parts) => {
    if (read.isChecked) return
    try {
      await bindMainSecret(db, read.vault)
    } catch (error) {
      if (!(error instanceof WrongMainSecret)) throw error
      log.error({ reason: error.message }, 'secrets.main-secret-wrong')
      read.wrongSince = now()
    }
    read.isChecked = true
  }
  let arriving = once(open)
  // Callers that wait for them hear of a failure.
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
      app.addHook('onRequest', async request => {
        // Without a token there is nothing that is stored.
        if (request.principal === null) return
        await check(parts!)
        if (!READS.has(request.method)) right()
      })
    }
  }
}
