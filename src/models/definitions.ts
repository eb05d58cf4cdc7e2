import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import dynamoose from 'dynamoose'
import type { TableName } from '../facts/table-definitions.js'
import { schemas } from './schemas.js'

/** The request that creates a model's table under its physical name; sends nothing. */
export async function definitionOf (name: TableName, tableName: string): Promise<CreateTableCommandInput> {
  const instance = new dynamoose.Instance()
  // Without these three, Dynamoose describes every table at start and a failure there ends the process.
  const options = { create: false, update: false, waitForActive: false, throughput: 'ON_DEMAND' } as const
  const table = new instance.Table(tableName, [dynamoose.model(name, schemas[name])], options)
  return await table.create({ return: 'request' }) as unknown as CreateTableCommandInput
}
