import { isNamed } from '../dynamodb/call.js'
import type { TableName } from '../models/models.js'
import type { Database } from './database.js'

/** Whether all tables can be used, for the readiness answer. Makes one cheap call for each table. */
export async function areReady (db: Database): Promise<boolean> {
  const names = Object.keys(db.models) as TableName[]
  const statuses = await Promise.all(names.map(async name => await statusOf(db, db.models[name].tableName)))
  return statuses.every(status => status === 'ACTIVE')
}

/** A table's status in DynamoDB's words; undefined when the table does not exist. */
export async function statusOf (db: Pick<Database, 'call'>, TableName: string): Promise<string | undefined> {
  try {
    return (await db.call('DescribeTable', { TableName })).Table?.TableStatus
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return undefined
    throw error
  }
}
