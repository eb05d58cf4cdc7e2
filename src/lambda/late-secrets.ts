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
  /** Resolves when the secrets were read; `tokens` and `vault` work from then on. A failed read is repeated at the next call. */
  arrived: () => Promise<void>
  tokens: Tokens
  vault: Vault
  /**
   * Checks, at the first request with a token, whether the main secret is this database's. With another secret, every
   * change is refused with 503, and so is everything that opens a secret.
   */
  guard: (app: App) => void
}

export interface Host { config: Config, db: Database, log: Logger, now: () => number }

interface Parts {
  tokens: Tokens
  vault: Vault
  isChecked: boolean
  /** When the main secret was found to be wrong, Unix ms. */
  wrongSince?: number
}

// After this time a wrong parameter is read again, because it may have been corrected.
const READ_AGAIN_MS = 10_000
const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

const wrong = () => new ApiError(
  503,
  'main_secret_wrong',
  'The main secret of this deployment is not the one that its database was first used with; restore that one.'
)

/** Starts to read the secrets and does not wait for them, so that the app starts meanwhile. */
export function lateSecrets ({ config, db, log, now }: Host): LateSecrets {
  let parts: Parts | undefined
  const open = async () => {
    const complete = await readSecrets(config, ['jwtSecret', 'mainSecret'])
    const vault = createVault(complete.mainSecret!, complete.mainSecretSecond)
    parts = { tokens: createTokens(complete, now), vault, isChecked: false }
  }
  // When the database is away, this throws the 503 that the request would get in any case, and checks again later.
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
  // Callers that wait for the secrets get the error.
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
      mint: async (principal, lifetimeSeconds) => await parts!.tokens.mint(principal, lifetimeSeconds),
      publicKeys: () => parts!.tokens.publicKeys()
    },
    vault: { seal: text => right().seal(text), open: text => right().open(text), isCurrent: text => right().isCurrent(text) },
    guard: app => {
      app.addHook('onRequest', async request => {
        // A request without a token reads and writes no stored data.
        if (request.principal === null) return
        await check(parts!)
        if (!READS.has(request.method)) right()
      })
    }
  }
}
