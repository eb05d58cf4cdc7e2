import type { Operation, Operations } from '../call.js'
import { batchGetItem, batchWriteItem } from './batches.js'
import { getItem } from './item-reads.js'
import { deleteItem, putItem, updateItem } from './item-writes.js'
import { checkFields } from './known-fields.js'
import type { Context } from './row-changes.js'
import { query, scan } from './searches.js'
import type { Reader, Transaction } from './store.js'
import * as tables from './table-operations.js'
import { transactWriteItems } from './transact-writes.js'

type Input<O extends Operation> = Operations[O]['input']
type Output<O extends Operation> = Operations[O]['output']
type Doing<Through> = { [O in Operation]?: (context: Context, input: Input<O>, through: Through) => Output<O> }

const READS: Doing<Reader> = {
  BatchGetItem: batchGetItem,
  DescribeTable: tables.describeTable,
  DescribeTimeToLive: tables.describeTimeToLive,
  GetItem: getItem,
  ListTables: tables.listTables,
  Query: query,
  Scan: scan
}

const WRITES: Doing<Transaction> = {
  BatchWriteItem: batchWriteItem,
  CreateTable: tables.createTable,
  DeleteItem: deleteItem,
  DeleteTable: tables.deleteTable,
  PutItem: putItem,
  TransactWriteItems: transactWriteItems,
  UpdateItem: updateItem,
  UpdateTimeToLive: tables.updateTimeToLive
}

/** Whether an operation writes, so that it needs a transaction. */
export const isWrite = (operation: Operation): boolean => operation in WRITES

/** Answers a reading operation; throws DynamoDB's refusal. */
export function read<O extends Operation> (context: Context, operation: O, input: Input<O>, reader: Reader): Output<O> {
  checkFields(operation, input)
  return READS[operation]!(context, input, reader)
}

/** Makes a writing operation inside a transaction, and answers it. Throws DynamoDB's refusal before anything is written. */
export function write<O extends Operation> (context: Context, operation: O, input: Input<O>, transaction: Transaction): Output<O> {
  checkFields(operation, input)
  return WRITES[operation]!(context, input, transaction)
}
