import type { GlobalSecondaryIndexDescription, KeySchemaElement, TableDescription } from '@aws-sdk/client-dynamodb'
import type { Operations } from '../call.js'
import { beginningWith } from './keys.js'
import { refuse } from './refusals.js'
import type { Context } from './row-changes.js'
import type { Transaction } from './store.js'
import { inUse, isThere, wholeOf, type StoredTable, type Table } from './table-catalog.js'

type Input<O extends keyof Operations> = Operations[O]['input']
type Output<O extends keyof Operations> = Operations[O]['output']

const NAME = /^[\w.-]{3,255}$/
const MOST_LISTED = 100
const MOST_INDEXES = 20

/** Creates a table; it can be used at once. */
export function createTable ({ catalog, now }: Context, input: Input<'CreateTable'>, transaction: Transaction): Output<'CreateTable'> {
  const name = input.TableName ?? ''
  if (!NAME.test(name)) refuse(`Invalid table/index name: ${name}. A name has 3 to 255 of the characters a-z, A-Z, 0-9, '_', '-' and '.'`)
  checkDefinition(input)
  if (isThere(transaction, name)) inUse(name)
  const table = catalog.put(transaction, { number: catalog.nextNumber(), createdAt: now(), definition: input })
  return { TableDescription: descriptionOf(table) }
}

function checkDefinition ({ KeySchema = [], AttributeDefinitions = [], GlobalSecondaryIndexes = [] }: Input<'CreateTable'>): void {
  if (GlobalSecondaryIndexes.length > MOST_INDEXES) refuse('GlobalSecondaryIndex count exceeds the per-table limit of 20')
  const schemas = [KeySchema, ...GlobalSecondaryIndexes.map(index => index.KeySchema ?? [])]
  const used = new Set(schemas.flat().map(({ AttributeName }) => AttributeName))
  const defined = new Set(AttributeDefinitions.map(({ AttributeName }) => AttributeName))
  const lacking = [...used].filter(name => !defined.has(name))
  if (lacking.length > 0) refuse(`Some index key attributes are not defined in AttributeDefinitions. Keys: [${lacking.join(', ')}]`)
  if (used.size < defined.size) refuse('AttributeDefinitions defines attributes that are in no key')
  if (!schemas.every(isKeySchema)) refuse('Invalid KeySchema: it has one HASH key, then at most one RANGE key')
  if (!AttributeDefinitions.every(({ AttributeType = '' }) => /^[SNB]$/.test(AttributeType))) refuse('A key is of the type S, N or B')
}

const isKeySchema = ([first, second, ...more]: KeySchemaElement[]) =>
  first?.KeyType === 'HASH' && (second === undefined || second.KeyType === 'RANGE') && more.length === 0

/** Deletes a table with all its items. */
export function deleteTable (context: Context, input: Input<'DeleteTable'>, transaction: Transaction): Output<'DeleteTable'> {
  const table = context.catalog.find(input.TableName)
  for (const key of transaction.keys(beginningWith(wholeOf(table)))) transaction.remove(key)
  context.catalog.remove(transaction, table)
  return { TableDescription: { ...descriptionOf(table), TableStatus: 'DELETING' } }
}

/** Describes a table. Item counts are not kept, so the answer has none. */
export function describeTable ({ catalog }: Context, input: Input<'DescribeTable'>): Output<'DescribeTable'> {
  return { Table: descriptionOf(catalog.find(input.TableName)) }
}

const arnOf = (name: string) => `arn:aws:dynamodb:local:000000000000:table/${name}`

function descriptionOf ({ name, stored: { definition, createdAt } }: Table): TableDescription {
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, StreamSpecification, BillingMode = 'PROVISIONED' } = definition
  return {
    TableName: name,
    TableArn: arnOf(name),
    TableStatus: 'ACTIVE',
    CreationDateTime: new Date(createdAt),
    KeySchema,
    AttributeDefinitions,
    BillingModeSummary: { BillingMode },
    ...(StreamSpecification && { StreamSpecification }),
    ...(GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }): GlobalSecondaryIndexDescription =>
        ({ IndexName, KeySchema, Projection, IndexStatus: 'ACTIVE', IndexArn: `${arnOf(name)}/index/${IndexName}` }))
    })
  }
}

/** The names of tables in their order. */
export function listTables ({ catalog }: Context, input: Input<'ListTables'>): Output<'ListTables'> {
  const { Limit = MOST_LISTED, ExclusiveStartTableName: after = '' } = input
  if (Limit < 1 || Limit > MOST_LISTED) refuse('Limit must be between 1 and 100')
  const names = catalog.names().filter(name => name > after)
  const TableNames = names.slice(0, Limit)
  return { TableNames, ...(names.length > Limit && { LastEvaluatedTableName: TableNames.at(-1) }) }
}

type Expiry = 'UpdateTimeToLive'

/** Stores by which attribute a table's items expire. The engine removes no expired items; the caller must. */
export function updateTimeToLive ({ catalog }: Context, input: Input<Expiry>, transaction: Transaction): Output<Expiry> {
  const { stored } = catalog.find(input.TableName)
  const { Enabled, AttributeName } = input.TimeToLiveSpecification ?? refuse('TimeToLiveSpecification is required')
  if (!AttributeName) refuse('TimeToLiveSpecification needs an AttributeName')
  const isEnabled = stored.expiry !== undefined
  if (isEnabled === Enabled) refuse(`TimeToLive is already ${isEnabled ? 'enabled' : 'disabled'}`)
  const changed: StoredTable = { ...stored, expiry: Enabled ? AttributeName : undefined }
  catalog.put(transaction, changed)
  return { TimeToLiveSpecification: { Enabled, AttributeName } }
}

/** Returns by which attribute a table's items expire. */
export function describeTimeToLive ({ catalog }: Context, input: Input<'DescribeTimeToLive'>): Output<'DescribeTimeToLive'> {
  const { expiry } = catalog.find(input.TableName).stored
  if (expiry === undefined) return { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } }
  return { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: expiry } }
}
