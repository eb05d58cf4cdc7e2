import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import { EXPIRY, projectionOf, TABLES, type Table, type TableName } from '../facts/table-definitions.js'
import { keyTypes } from './shapes.js'

/** The request that creates a model's table under its physical name. It equals the one that Dynamoose would make. */
export function definitionOf (name: TableName, tableName: string): CreateTableCommandInput {
  const { hash, range, indexes = {} }: Table = TABLES[name]
  const { [EXPIRY]: _, ...types } = keyTypes(name)
  const secondary = Object.entries(indexes).map(([IndexName, { hash, range, projects }]) => {
    const { type: ProjectionType, attributes: NonKeyAttributes } = { attributes: undefined, ...projectionOf(projects) }
    return { IndexName, KeySchema: keySchema(hash, range), Projection: { ProjectionType, ...(NonKeyAttributes && { NonKeyAttributes }) } }
  })
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(hash, range),
    AttributeDefinitions: Object.entries(types).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    ...(secondary.length > 0 && { GlobalSecondaryIndexes: secondary })
  }
}

function keySchema (hash: string, range?: string): NonNullable<CreateTableCommandInput['KeySchema']> {
  const first = { AttributeName: hash, KeyType: 'HASH' } as const
  return range === undefined ? [first] : [first, { AttributeName: range, KeyType: 'RANGE' }]
}
