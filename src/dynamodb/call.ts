import type * as Sdk from '@aws-sdk/client-dynamodb'

type Answer<Output> = Omit<Output, '$metadata'>

/** The SDK takes a Date here; the wire has Unix seconds. */
type Restoring = Omit<Sdk.RestoreTableToPointInTimeCommandInput, 'RestoreDateTime'> & { RestoreDateTime: number }

/** The operations of DynamoDB that Posthorn uses, with inputs and answers as in DynamoDB's API reference. */
export interface Operations {
  BatchGetItem: { input: Sdk.BatchGetItemCommandInput, output: Answer<Sdk.BatchGetItemCommandOutput> }
  BatchWriteItem: { input: Sdk.BatchWriteItemCommandInput, output: Answer<Sdk.BatchWriteItemCommandOutput> }
  CreateTable: { input: Sdk.CreateTableCommandInput, output: Answer<Sdk.CreateTableCommandOutput> }
  DeleteItem: { input: Sdk.DeleteItemCommandInput, output: Answer<Sdk.DeleteItemCommandOutput> }
  DeleteTable: { input: Sdk.DeleteTableCommandInput, output: Answer<Sdk.DeleteTableCommandOutput> }
  DescribeContinuousBackups: {
    input: Sdk.DescribeContinuousBackupsCommandInput
    output: Answer<Sdk.DescribeContinuousBackupsCommandOutput>
  }
  DescribeTable: { input: Sdk.DescribeTableCommandInput, output: Answer<Sdk.DescribeTableCommandOutput> }
  DescribeTimeToLive: { input: Sdk.DescribeTimeToLiveCommandInput, output: Answer<Sdk.DescribeTimeToLiveCommandOutput> }
  GetItem: { input: Sdk.GetItemCommandInput, output: Answer<Sdk.GetItemCommandOutput> }
  ListTables: { input: Sdk.ListTablesCommandInput, output: Answer<Sdk.ListTablesCommandOutput> }
  PutItem: { input: Sdk.PutItemCommandInput, output: Answer<Sdk.PutItemCommandOutput> }
  RestoreTableToPointInTime: { input: Restoring, output: Answer<Sdk.RestoreTableToPointInTimeCommandOutput> }
  Query: { input: Sdk.QueryCommandInput, output: Answer<Sdk.QueryCommandOutput> }
  Scan: { input: Sdk.ScanCommandInput, output: Answer<Sdk.ScanCommandOutput> }
  TransactWriteItems: { input: Sdk.TransactWriteItemsCommandInput, output: Answer<Sdk.TransactWriteItemsCommandOutput> }
  UpdateItem: { input: Sdk.UpdateItemCommandInput, output: Answer<Sdk.UpdateItemCommandOutput> }
  UpdateTimeToLive: { input: Sdk.UpdateTimeToLiveCommandInput, output: Answer<Sdk.UpdateTimeToLiveCommandOutput> }
}

export type Operation = keyof Operations

/**
 * Makes one call to a DynamoDB, with retries, and resolves with its answer. Items are DynamoDB's JSON; bytes are
 * `Uint8Array`. Rejects with an Error that has DynamoDB's name for it (`ConditionalCheckFailedException`), or a
 * socket's `code`.
 */
export type Call = <O extends Operation>(operation: O, input: Operations[O]['input']) => Promise<Operations[O]['output']>

/** A DynamoDB: the AWS service, a compatible store, or an engine in this process. */
export interface DynamoDb {
  call: Call
  /** Whether TransactWriteItems costs no more than single writes, as in an engine in this process. */
  readonly transacts?: true
  /** Closes connections and files. Calls in progress may fail. */
  close: () => Promise<void>
}

/** What is known about a failed call, besides the error's `name` and `message`. */
export interface CallFailure {
  /** The HTTP status of the answer; undefined without an answer. */
  status?: number
  /** The number of tries of the call; undefined means 1. */
  attempts?: number
  /** The stored item for which the condition was not met, if the call asked for it (`ReturnValuesOnConditionCheckFailure`). */
  Item?: Record<string, Sdk.AttributeValue>
}

/** Whether an error has this DynamoDB name. */
export const isNamed = (error: unknown, name: string): error is Error & CallFailure => (error as Error | undefined)?.name === name
