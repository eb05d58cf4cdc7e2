import type { AliasItem } from '../models/alias-model.js'
import { conflict } from '../errors.js'
import { get, put, remove, type Database } from './database.js'

/**
 * An alias whose object is absent or has another name belongs to a write that is in progress or died. After this time,
 * ms, it has died.
 */
export const LEASE_MS = 60_000
/**
 * A process that has not begun to write by then, ms, must not write any more: another one may take over the name before
 * it is done.
 */
export const LATE_MS = 40_000

/** The object that a uid stands for, with what is needed to check this. */
export interface Owner { id: string, uid: string | null, deletedAt?: number | undefined }

export interface UidClaim {
  key: string
  uid: string
  id: string
  now: number
  load: (id: string) => Promise<Owner | undefined>
  /** Whether to take over the id of an earlier creation that died before it stored its object. */
  adopt: boolean
}

/** Claims a name. The returned alias is the stored one: its target tells who has the name. An expired alias is free. */
export async function claim (db: Database, alias: AliasItem, now: number): Promise<AliasItem> {
  for (;;) {
    const condition = { expression: 'attribute_not_exists(#key) OR #expiresAt <= :now', values: { ':now': Math.floor(now / 1000) } }
    if (await put(db, 'aliases', alias, condition)) return alias
    const held = await get<AliasItem>(db, 'aliases', { key: alias.key })
    if (held) return held
  }
}

/** Reads an alias; undefined when the name is free. */
export async function read (db: Database, key: string, now: number): Promise<AliasItem | undefined> {
  const alias = await get<AliasItem>(db, 'aliases', { key })
  return alias && (alias.expiresAt ?? Infinity) * 1000 > now ? alias : undefined
}

/** Frees a name if it still stands for this target. */
export async function release (db: Database, key: string, target: string): Promise<void> {
  await remove(db, 'aliases', { key }, { expression: '#target = :target', values: { ':target': target } })
}

/** Replaces an alias if it still stands for `from`; false when it does not. */
export async function replace (db: Database, alias: AliasItem, from: string): Promise<boolean> {
  return await put(db, 'aliases', alias, { expression: '#target = :from', values: { ':from': from } })
}

/**
 * Claims a uid before its object is written, and returns the id to write the object under. Throws 409 when a live
 * object has the uid. Order: alias, then object. A crash in between leaves an alias without an object. The next
 * creation adopts its id, and only one conditional write of the object succeeds. A deletion writes the object first, so
 * the uid of a tombstone is free.
 */
export async function claimUid (db: Database, { key, uid, id, now, load, adopt }: UidClaim): Promise<string> {
  for (let tries = 0; tries < 5; tries++) {
    const held = await claim(db, { key, target: id, at: now }, now)
    if (held.target === id) return id
    const owner = await load(held.target)
    if (!owner && adopt) return held.target
    const isFree = owner?.deletedAt !== undefined || (owner?.uid !== uid && now - held.at > LEASE_MS)
    if (!isFree) throw conflict(`The uid '${uid}' is already in use.`)
    await replace(db, { key, target: id, at: now }, held.target)
  }
  throw conflict(`The uid '${uid}' is being claimed by others.`)
}
