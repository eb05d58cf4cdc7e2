import {
  BatchGetItemCommand, BatchWriteItemCommand, CreateTableCommand, DeleteItemCommand, DeleteTableCommand,
  DescribeContinuousBackupsCommand, DescribeTableCommand, DescribeTimeToLiveCommand, GetItemCommand, ListTablesCommand,
  PutItemCommand, QueryCommand, ScanCommand, UpdateItemCommand, UpdateTimeToLiveCommand,
  type DynamoDBClient
} from '@aws-sdk/client-dynamodb'
import type { CallFailure, DynamoDb, Operation } from './call.js'

const COMMANDS = {
  BatchGetItem: BatchGetItemCommand,
  BatchWriteItem: BatchWriteItemCommand,
  CreateTable: CreateTableCommand,
  DeleteItem: DeleteItemCommand,
  DeleteTable: DeleteTableCommand,
  DescribeContinuousBackups: DescribeContinuousBackupsCommand,
  DescribeTable: DescribeTableCommand,
  DescribeTimeToLive: DescribeTimeToLiveCommand,
  GetItem: GetItemCommand,
  ListTables: ListTablesCommand,
  PutItem: PutItemCommand,
  Query: QueryCommand,
  Scan: ScanCommand,
  UpdateItem: UpdateItemCommand,
  UpdateTimeToLive: UpdateTimeToLiveCommand
} as unknown as Record<Operation, new (input: object) => never>

/** A DynamoDB behind the AWS SDK's client. */
export function overSdk (client: DynamoDBClient): DynamoDb {
  const call = async (operation: Operation, input: object): Promise<object> => {
    try {
      return await client.send(new COMMANDS[operation](input))
    } catch (error) {
      const { httpStatusCode, attempts } = (error as { $metadata?: { httpStatusCode?: number, attempts?: number } }).$metadata ?? {}
      throw Object.assign(error as Error, { status: httpStatusCode, attempts } as CallFailure)
    }
  }
  return { call, close: async () => { client.destroy() } }
}
