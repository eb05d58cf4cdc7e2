import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { isNamed } from '../dynamodb/call.js'
import type { Vault } from '../lib/secret-encryption.js'
import type { TableName } from '../models/models.js'
import { answered } from './answer-bound.js'
import type { Database } from './database.js'
import { scanned, type RawItem } from './scan-tables.js'

/** The attributes that hold sealed texts, on any level. */
const SEALED: Partial<Record<TableName, readonly string[]>> = {
  endpoints: ['login', 'headers', 'secret', 'oldSecrets', 'tokens'],
  aliases: ['target', 'answer']
}

/**
 * Seals what another key sealed anew with the vault's own, once through all tables; returns how many items it changed. Each change is
 * conditional on the value that was read, so a write that comes in between wins, and the next pass finds what it stored. `isLeft`: aliases
 * that are not for this pass.
 */
export async function resealAll (db: Database, vault: Vault, isLeft: (key: string) => boolean): Promise<number> {
  let changed = 0
  for (const [table, names] of Object.entries(SEALED) as Array<[TableName, readonly string[]]>) {
    for await (const items of scanned(db, table)) {
      for (const item of items) {
        const isOurs = table !== 'aliases' || !isLeft(item.key!.S!)
        if (isOurs && await resealItem(db, vault, { table, names, item })) changed++
      }
    }
  }
  return changed
}

interface Sealing { table: TableName, names: readonly string[], item: RawItem }

async function resealItem (db: Database, vault: Vault, { table, names, item }: Sealing): Promise<boolean> {
  const changes = names.flatMap(name => {
    const [old, fresh] = [item[name], item[name] && resealed(vault, item[name])]
    return old && fresh ? [{ name, old, fresh }] : []
  })
  if (changes.length === 0) return false
  const { tableName, keyNames } = db.models[table]
  const each = <T>(part: (change: typeof changes[number], at: number) => readonly [string, T]) => Object.fromEntries(changes.map(part))
  try {
    await answered(db, db.call('UpdateItem', {
      TableName: tableName,
      Key: Object.fromEntries(keyNames.map(name => [name, item[name]!])),
      UpdateExpression: `SET ${changes.map((_, at) => `#n${at} = :new${at}`).join(', ')}`,
      ConditionExpression: changes.map((_, at) => `#n${at} = :old${at}`).join(' AND '),
      ExpressionAttributeNames: each(({ name }, at) => [`#n${at}`, name]),
      ExpressionAttributeValues: { ...each(({ fresh }, at) => [`:new${at}`, fresh]), ...each(({ old }, at) => [`:old${at}`, old]) }
    }))
  } catch (error) {
    if (!isNamed(error, 'ConditionalCheckFailedException')) throw error
  }
  return true
}

/** The value with all that another key sealed sealed anew; undefined when there is nothing of that kind in it. */
function resealed (vault: Vault, value: AttributeValue): AttributeValue | undefined {
  if (value.S !== undefined) return mapped(resealedText(vault, value.S), S => ({ S }))
  if (value.B !== undefined) return mapped(resealedText(vault, Buffer.from(value.B).toString()), text => ({ B: Buffer.from(text) }))
  if (value.L !== undefined) {
    const L = value.L.map(one => resealed(vault, one))
    return L.some(one => one !== undefined) ? { L: L.map((one, at) => one ?? value.L[at]!) } : undefined
  }
  if (value.M === undefined) return undefined
  const fresh = Object.entries(value.M).flatMap(([name, one]) => mapped(resealed(vault, one), inner => [[name, inner] as const]) ?? [])
  return fresh.length > 0 ? { M: { ...value.M, ...Object.fromEntries(fresh) } } : undefined
}

const mapped = <T, R>(value: T | undefined, change: (value: T) => R): R | undefined => value === undefined ? undefined : change(value)

function resealedText (vault: Vault, text: string): string | undefined {
  if (!/^v[12]\./.test(text) || vault.isCurrent(text)) return undefined
  try {
    return vault.seal(vault.open(text))
  } catch {
    // It is no sealed text, or of a key that nobody has given.
    return undefined
  }
}
