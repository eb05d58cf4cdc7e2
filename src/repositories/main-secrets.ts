import type { AliasItem } from '../models/alias-model.js'
import type { Vault } from '../lib/secret-encryption.js'
import { get, put, type Database } from './database.js'

/** A database is bound to the main secret that it was first used with, because no other secret can open what that one sealed. */

/** The row that binds the database. */
export const MAIN_KEY = 'secret|main'
const JWT_KEY = 'secret|jwt'
const CHECK = 'posthorn'
// How many endpoints are read in search of a sealed value.
const SAMPLE = 100

/** The database was first used with another main secret. */
export class WrongMainSecret extends Error {
  override readonly name = 'WrongMainSecret'
}

const says = 'This is not the main secret that this database was first used with: stored secrets cannot be decrypted, and nothing ' +
  'could be delivered.'

/**
 * Throws `WrongMainSecret` when the database was first used with another main secret. Does nothing for a database that
 * was never used.
 */
export async function checkMainSecret (db: Database, vault: Vault): Promise<void> {
  verify(vault, await get<AliasItem>(db, 'aliases', { key: MAIN_KEY }))
}

/**
 * The same, and binds an unused database to this secret. When several processes start at the same moment with different
 * secrets, one of them wins. A database of an earlier version has no check value; there, a stored endpoint secret must
 * open.
 */
export async function bindMainSecret (db: Database, vault: Vault): Promise<void> {
  const held = await get<AliasItem>(db, 'aliases', { key: MAIN_KEY })
  if (held) return verify(vault, held)
  const sealed = await anySealed(db)
  if (sealed !== undefined && !opens(vault, sealed)) throw new WrongMainSecret(says)
  const item: AliasItem = { key: MAIN_KEY, target: vault.seal(CHECK), at: db.clock.now() }
  if (!await put(db, 'aliases', item, { expression: 'attribute_not_exists(#key)' })) await checkMainSecret(db, vault)
}

/** Whether a main secret is that of the database; `unused` when nothing was sealed yet. Changes nothing. */
export async function holdsMainSecret (db: Database, vault: Vault): Promise<'opens' | 'other' | 'unused'> {
  const held = await get<AliasItem>(db, 'aliases', { key: MAIN_KEY })
  const sealed = held?.target ?? await anySealed(db)
  if (sealed === undefined) return 'unused'
  return opens(vault, sealed) ? 'opens' : 'other'
}

/** Whether the database is bound by the key that seals now. */
export async function sealsMainSecret (db: Database, vault: Vault): Promise<boolean> {
  const held = await get<AliasItem>(db, 'aliases', { key: MAIN_KEY })
  return held === undefined || vault.isCurrent(held.target)
}

/** Binds the database to the secret that seals now: from now on, a start with another one alone is refused. */
export async function renewMainSecret (db: Database, vault: Vault): Promise<void> {
  await put(db, 'aliases', { key: MAIN_KEY, target: vault.seal(CHECK), at: db.clock.now() } satisfies AliasItem)
}

function verify (vault: Vault, held: AliasItem | undefined): void {
  if (held && !opens(vault, held.target)) throw new WrongMainSecret(says)
}

function opens (vault: Vault, sealed: string): boolean {
  try {
    vault.open(sealed)
    return true
  } catch {
    return false
  }
}

/** The stored secret of any endpoint; undefined when there is none, or when this process may not scan. */
async function anySealed ({ call, models }: Database): Promise<string | undefined> {
  const { Items = [] } = await call('Scan', { TableName: models.endpoints.tableName, Limit: SAMPLE }).catch(unlessRefused)
  for (const item of Items) {
    if (item.secret?.S !== undefined) return item.secret.S
  }
  return undefined
}

function unlessRefused (error: Error): { Items?: [] } {
  if (error.name !== 'AccessDeniedException') throw error
  return {}
}

/**
 * Stores the fingerprint of the secret that signs tokens (sealed), and returns whether another one was stored before.
 * After a change, which is allowed, older tokens are refused.
 */
export async function noteJwtSecret (db: Database, vault: Vault, fingerprint: string): Promise<'same' | 'new' | 'changed'> {
  const held = await get<AliasItem>(db, 'aliases', { key: JWT_KEY })
  if (held && opens(vault, held.target) && vault.open(held.target) === fingerprint) return 'same'
  await put(db, 'aliases', { key: JWT_KEY, target: vault.seal(fingerprint), at: db.clock.now() } satisfies AliasItem)
  return held ? 'changed' : 'new'
}
