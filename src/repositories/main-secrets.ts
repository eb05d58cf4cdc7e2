import type { AliasItem } from '../models/alias-model.js'
import type { Vault } from '../lib/secret-encryption.js'
import { get, put, type Database } from './database.js'

/** A database belongs to the main secret that it was first used with: what that has sealed, no other can open. */

const MAIN_KEY = 'secret|main'
const JWT_KEY = 'secret|jwt'
const CHECK = 'posthorn'
// Items that are looked at for something sealed.
const SAMPLE = 100

/** The main secret is not the one that this database was first used with. */
export class WrongMainSecret extends Error {
  override readonly name = 'WrongMainSecret'
}

const says = 'The main secret is another one than this database was first used with: what is stored cannot be decrypted, and nothing ' +
  'could be delivered.'

/** Throws `WrongMainSecret` when what the database was first used with is another one; says nothing of one that was never used. */
export async function checkMainSecret (db: Database, vault: Vault): Promise<void> {
  verify(vault, await get<AliasItem>(db, 'aliases', { key: MAIN_KEY }))
}

/**
 * The same, and makes an unused database this secret's, once: of several that start at the same moment with different
 * secrets, one has it. A database of an earlier version has no check value, so something that it holds has to open.
 */
export async function bindMainSecret (db: Database, vault: Vault): Promise<void> {
  const held = await get<AliasItem>(db, 'aliases', { key: MAIN_KEY })
  if (held) return verify(vault, held)
  const sealed = await anySealed(db)
  if (sealed !== undefined && !opens(vault, sealed)) throw new WrongMainSecret(says)
  const item: AliasItem = { key: MAIN_KEY, target: vault.seal(CHECK), at: db.clock.now() }
  if (!await put(db, 'aliases', item, { expression: 'attribute_not_exists(#key)' })) await checkMainSecret(db, vault)
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

/** The secret of some endpoint, as it is stored; undefined where there is none, or where none may be looked for. */
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
 * Notes what tokens are signed with (`fingerprint`, sealed), and says whether that was another one before: then tokens that
 * were made before are refused from now on. To change it is legitimate.
 */
export async function noteJwtSecret (db: Database, vault: Vault, fingerprint: string): Promise<'same' | 'new' | 'changed'> {
  const held = await get<AliasItem>(db, 'aliases', { key: JWT_KEY })
  if (held && opens(vault, held.target) && vault.open(held.target) === fingerprint) return 'same'
  await put(db, 'aliases', { key: JWT_KEY, target: vault.seal(fingerprint), at: db.clock.now() } satisfies AliasItem)
  return held ? 'changed' : 'new'
}
