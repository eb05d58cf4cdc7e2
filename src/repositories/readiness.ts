import { isNamed } from '../dynamodb/call.js'
import type { TableName } from '../models/models.js'
import type { Database } from './database.js'

/** Whether every table can be used: one cheap call a table, for the readiness answer. */
export async function areReady (db: Database): Promise<boolean> {
  const names = Object.keys(db.models) as TableName[]
  const statuses = await Promise.all(names.map(async name => await statusOf(db, db.models[name].tableName)))
  return statuses.every(status => status === 'ACTIVE')
}

/** A table's status as DynamoDB names it; undefined when there is none. */
export async function statusOf (db: Pick<Database, 'call'>, TableName: string): Promise<string | undefined> {
  try {
    return (await db.call('DescribeTable', { TableName })).Table?.TableStatus
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return undefined
    throw error
  }
}
