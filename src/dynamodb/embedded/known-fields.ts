import { named, refuse } from './refusals.js'

const CONDITION = ['ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues', 'ReturnValuesOnConditionCheckFailure']
const WRITE = ['TableName', ...CONDITION, 'ReturnValues', 'ReturnConsumedCapacity', 'ReturnItemCollectionMetrics']
const SEARCH = [
  'TableName', 'IndexName', 'ExpressionAttributeNames', 'ExpressionAttributeValues', 'ConsistentRead', 'Limit', 'ExclusiveStartKey',
  'Select', 'FilterExpression', 'ProjectionExpression', 'ReturnConsumedCapacity'
]

const FIELDS: Record<string, readonly string[]> = {
  BatchGetItem: ['RequestItems', 'ReturnConsumedCapacity'],
  BatchWriteItem: ['RequestItems', 'ReturnConsumedCapacity', 'ReturnItemCollectionMetrics'],
  CreateTable: [
    'TableName', 'KeySchema', 'AttributeDefinitions', 'GlobalSecondaryIndexes', 'BillingMode', 'ProvisionedThroughput',
    'OnDemandThroughput', 'StreamSpecification', 'SSESpecification', 'TableClass', 'Tags', 'DeletionProtectionEnabled'
  ],
  DeleteItem: [...WRITE, 'Key'],
  DeleteTable: ['TableName'],
  DescribeTable: ['TableName'],
  DescribeTimeToLive: ['TableName'],
  GetItem: ['TableName', 'Key', 'ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames', 'ReturnConsumedCapacity'],
  ListTables: ['Limit', 'ExclusiveStartTableName'],
  PutItem: [...WRITE, 'Item'],
  Query: [...SEARCH, 'KeyConditionExpression', 'ScanIndexForward'],
  Scan: SEARCH,
  TransactWriteItems: ['TransactItems', 'ClientRequestToken'],
  UpdateItem: [...WRITE, 'Key', 'UpdateExpression'],
  UpdateTimeToLive: ['TableName', 'TimeToLiveSpecification']
}

const KNOWN = new Map(Object.entries(FIELDS).map(([operation, fields]) => [operation, new Set(fields)]))

function unknown (operation: string): never {
  throw named('UnknownOperationException', `The operation ${operation} is not known to the embedded database.`)
}

/** Refuses fields of a request that this engine does not support, instead of ignoring them. */
export function checkFields (operation: string, input: object): void {
  const known = KNOWN.get(operation) ?? unknown(operation)
  for (const field in input) {
    if (known.has(field) || input[field as never] === undefined) continue
    refuse(`The field ${field} of ${operation} is not known to the embedded database.`)
  }
}
