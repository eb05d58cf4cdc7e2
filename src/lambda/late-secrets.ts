import type { Config } from '../config.js'
import { once } from '../lib/once.js'
import { createVault, type Vault } from '../lib/secrets.js'
import { createTokens, type Tokens } from '../plugins/tokens.js'
import { readSecrets } from './secrets.js'

export interface LateSecrets {
  /** Resolves when the secrets are there, and with them the two below; a reading that failed is tried again. */
  arrived: () => Promise<void>
  tokens: Tokens
  vault: Vault
}

/** Begins to read the secrets and does not wait for them, so that the app is made meanwhile. */
export function lateSecrets (config: Config, now: () => number): LateSecrets {
  let parts: { tokens: Tokens, vault: Vault } | undefined
  const arrived = once(async () => {
    const { jwtSecret, mainSecret } = await readSecrets(config, ['jwtSecret', 'mainSecret'])
    parts = { tokens: createTokens({ ...config, jwtSecret }, now), vault: createVault(mainSecret!) }
  })
  // Whoever waits for them hears of a failure.
  arrived().catch(() => {})
  return {
    arrived,
    tokens: {
      verify: async authorization => await parts!.tokens.verify(authorization),
      mint: async (principal, lifetimeSeconds) => await parts!.tokens.mint(principal, lifetimeSeconds)
    },
    vault: { seal: text => parts!.vault.seal(text), open: text => parts!.vault.open(text) }
  }
}
