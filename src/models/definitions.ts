import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import dynamoose from 'dynamoose'
import { schemas, type TableName } from './schemas.js'

/** The request that creates a model's table under its physical name; sends nothing. */
export async function definitionOf (name: TableName, tableName: string): Promise<CreateTableCommandInput> {
  const instance = new dynamoose.Instance()
  // Without these three, Dynamoose describes every table at start and a failure there ends the process.
  const table = new instance.Table(tableName, [dynamoose.model(name, schemas[name])], { create: false, update: false, waitForActive: false, throughput: 'ON_DEMAND' })
  return await table.create({ return: 'request' }) as unknown as CreateTableCommandInput
}
