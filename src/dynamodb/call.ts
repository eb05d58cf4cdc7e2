import type * as Sdk from '@aws-sdk/client-dynamodb'

type Answer<Output> = Omit<Output, '$metadata'>

/** The operations of DynamoDB that Posthorn uses: what each is asked and what it answers, as DynamoDB's API reference has them. */
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
  Query: { input: Sdk.QueryCommandInput, output: Answer<Sdk.QueryCommandOutput> }
  Scan: { input: Sdk.ScanCommandInput, output: Answer<Sdk.ScanCommandOutput> }
  TransactWriteItems: { input: Sdk.TransactWriteItemsCommandInput, output: Answer<Sdk.TransactWriteItemsCommandOutput> }
  UpdateItem: { input: Sdk.UpdateItemCommandInput, output: Answer<Sdk.UpdateItemCommandOutput> }
  UpdateTimeToLive: { input: Sdk.UpdateTimeToLiveCommandInput, output: Answer<Sdk.UpdateTimeToLiveCommandOutput> }
}

export type Operation = keyof Operations

/**
 * Makes one call to a DynamoDB, repeated where that is right, and resolves with its answer. Items are DynamoDB's own JSON; bytes
 * are `Uint8Array`. Rejects with an Error that carries DynamoDB's name of it (`ConditionalCheckFailedException`), or a socket's `code`.
 */
export type Call = <O extends Operation>(operation: O, input: Operations[O]['input']) => Promise<Operations[O]['output']>

/** A DynamoDB: the service itself, a compatible store elsewhere, or an engine in this process. */
export interface DynamoDb {
  call: Call
  /** TransactWriteItems costs no more than its writes alone: true of an engine in this process. */
  readonly transacts?: true
  /** Ends connections and closes files. What is under way may fail. */
  close: () => Promise<void>
}

/** What is known of a call that failed, beside the error's `name` and `message`. */
export interface CallFailure {
  /** The answer's HTTP status; undefined without an answer. */
  status?: number
  /** Tries of the call, the first included; 1 where it is not said. */
  attempts?: number
  /** The item that a condition refused, where the call asked for it (`ReturnValuesOnConditionCheckFailure`). */
  Item?: Record<string, Sdk.AttributeValue>
}

/** Whether an error has one of DynamoDB's names. */
export const isNamed = (error: unknown, name: string): error is Error & CallFailure => (error as Error | undefined)?.name === name
