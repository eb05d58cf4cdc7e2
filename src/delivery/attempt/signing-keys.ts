import { parseSecret, type SigningKey, type Vault } from '../../lib/secret-encryption.js'
import type { Endpoint } from '../../repositories/endpoints.js'
import { RecentMap } from '../../lib/recent-map.js'

/** The keys that sign at an instant (Unix ms): the current one, then old ones that have not expired (contract 3.2). */
export function signingKeys (vault: Vault, { secret, oldSecrets }: Endpoint, now: number): SigningKey[] {
  const valid = oldSecrets.filter(({ expiresAt }) => expiresAt > now)
  return [secret, ...valid.map(old => old.secret)].map(sealed => openKey(vault, sealed))
}

// About as many as endpoints may be busy at once. Decrypting a secret costs as much CPU as signing with it.
const MOST_OPENED = 2000
const openedBy = new WeakMap<Vault, RecentMap<string, SigningKey>>()

/** The key behind a sealed secret, cached. Throws when another main secret sealed it. */
export function openKey (vault: Vault, sealed: string): SigningKey {
  const opened = openedBy.get(vault) ?? new RecentMap<string, SigningKey>({ most: MOST_OPENED })
  openedBy.set(vault, opened)
  const known = opened.get(sealed)
  if (known) return known
  const key = parseSecret(vault.open(sealed))
  if (!key) throw new Error('A stored endpoint secret is not a signing key.')
  opened.set(sealed, key)
  return key
}
