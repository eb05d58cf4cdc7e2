import { CreateTableCommand, ResourceInUseException, ResourceNotFoundException, DescribeTableCommand, UpdateTimeToLiveCommand, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import type { TableName } from '../models/index.js'
import type { Database } from './database.js'

/** The CreateTable requests of all models: what the Node server creates and what infra is compared with. */
export async function definitions (db: Database): Promise<CreateTableCommandInput[]> {
  return await Promise.all(Object.values(db.models).map(async model => await model.definition()))
}

/** Creates the tables that are missing and waits until all can be used; returns the names of the created ones. */
export async function ensureTables (db: Database): Promise<string[]> {
  const created = await Promise.all((await definitions(db)).map(async definition => await ensureTable(db, definition)))
  return created.flat()
}

async function ensureTable (db: Database, definition: CreateTableCommandInput): Promise<string[]> {
  if (await statusOf(db, definition.TableName!) === 'ACTIVE') return []
  try {
    await db.client.send(new CreateTableCommand(definition))
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error
  }
  await untilActive(db, definition.TableName!)
  await enableExpiry(db, definition.TableName!)
  return [definition.TableName!]
}

async function statusOf (db: Database, name: string): Promise<string | undefined> {
  try {
    return (await db.client.send(new DescribeTableCommand({ TableName: name }))).Table?.TableStatus
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}

async function untilActive (db: Database, name: string): Promise<void> {
  const deadline = Date.now() + 120_000
  while (await statusOf(db, name) !== 'ACTIVE') {
    if (Date.now() > deadline) throw new Error(`The table ${name} did not become active within two minutes.`)
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}

// The embedded database and some compatible stores have no TTL; expiry is checked on every read anyway.
async function enableExpiry (db: Database, name: string): Promise<void> {
  const TimeToLiveSpecification = { AttributeName: 'expiresAt', Enabled: true }
  await db.client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification })).catch(() => {})
}

/** Whether every table can be used: one cheap call a table, for the readiness answer. */
export async function areReady (db: Database): Promise<boolean> {
  const names = Object.keys(db.models) as TableName[]
  const statuses = await Promise.all(names.map(async name => await statusOf(db, db.models[name].tableName)))
  return statuses.every(status => status === 'ACTIVE')
}
