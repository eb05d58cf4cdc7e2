import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import { isNamed } from '../dynamodb/call.js'
import { EXPIRY } from '../facts/table-definitions.js'
import { definitionOf } from '../models/definitions.js'
import type { TableName } from '../models/models.js'
import type { Database } from './database.js'
import { statusOf } from './readiness.js'

/**
 * The CreateTable requests of all models. The Node server creates tables with them, and the doctor compares a
 * deployment with them.
 */
export function definitions (db: Database): CreateTableCommandInput[] {
  return Object.entries(db.models).map(([name, { tableName }]) => definitionOf(name as TableName, tableName))
}

/** Creates missing tables and waits until they can be used; returns the names of those created. */
export async function ensureTables (db: Database): Promise<string[]> {
  const created = await Promise.all(definitions(db).map(async definition => await ensureTable(db, definition)))
  return created.flat()
}

async function ensureTable (db: Database, definition: CreateTableCommandInput): Promise<string[]> {
  if (await statusOf(db, definition.TableName!) === 'ACTIVE') return []
  try {
    await db.call('CreateTable', definition)
  } catch (error) {
    if (!isNamed(error, 'ResourceInUseException')) throw error
  }
  await untilActive(db, definition.TableName!)
  await enableExpiry(db, definition.TableName!)
  return [definition.TableName!]
}

async function untilActive (db: Database, name: string): Promise<void> {
  const deadline = Date.now() + 120_000
  while (await statusOf(db, name) !== 'ACTIVE') {
    if (Date.now() > deadline) throw new Error(`The table ${name} did not become active within two minutes.`)
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}

// The embedded database and some compatible stores have no TTL. Readers check the expiry in any case.
async function enableExpiry (db: Database, name: string): Promise<void> {
  const TimeToLiveSpecification = { AttributeName: EXPIRY, Enabled: true }
  await db.call('UpdateTimeToLive', { TableName: name, TimeToLiveSpecification }).catch(() => {})
}
