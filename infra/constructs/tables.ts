import { RemovalPolicy } from 'aws-cdk-lib'
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import type { Stage } from '../stages.js'
import { tablePrefixIn } from '../../src/facts/resource-names.js'
import { EXPIRY, projectionOf, TABLES, type Table, type TableName } from '../../src/facts/table-definitions.js'
import { acknowledge } from './acknowledge.js'

export type Tables = Record<TableName, CfnTable>

/** The tables of a stage, billed on demand, and encrypted with `key` if it is given. */
export function createTables (scope: Construct, stage: Stage, key?: IKey): Tables {
  return Object.fromEntries(Object.entries<Table>(TABLES).map(([name, table]) =>
    [name, createTable(scope, name, { table, stage, ...(key && { key }) })])) as Tables
}

function createTable (scope: Construct, name: string, { table, stage, key }: { table: Table, stage: Stage, key?: IKey }): CfnTable {
  const { hash, range, indexes = {}, numbers = [], hasStream, neverExpires } = table
  const ofIndexes = Object.values(indexes).flatMap(index => [index.hash, index.range])
  const attributes = new Set([hash, range, ...ofIndexes].filter(one => one !== undefined))
  const created = new CfnTable(scope, `Table-${name}`, {
    tableName: tablePrefixIn(stage.name) + name,
    billingMode: 'PAY_PER_REQUEST',
    attributeDefinitions: [...attributes].map(attributeName =>
      ({ attributeName, attributeType: numbers.includes(attributeName) ? 'N' : 'S' })),
    keySchema: keysOf(hash, range),
    ...(Object.keys(indexes).length > 0 && {
      globalSecondaryIndexes: Object.entries(indexes).map(([indexName, index]) => ({
        indexName, keySchema: keysOf(index.hash, index.range), projection: projectionIn(index.projects)
      }))
    }),
    ...(!neverExpires && { timeToLiveSpecification: { attributeName: EXPIRY, enabled: true } }),
    ...(hasStream && { streamSpecification: { streamViewType: 'NEW_IMAGE' } }),
    ...(stage.pointInTimeRecovery && { pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true } }),
    ...(key && { sseSpecification: { sseEnabled: true, sseType: 'KMS', kmsMasterKeyId: key.keyArn } }),
    deletionProtectionEnabled: stage.keepsData
  })
  created.applyRemovalPolicy(stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
  if (!stage.pointInTimeRecovery) {
    acknowledge(created, { 'AwsSolutions-DDB3': 'A stage that keeps no data keeps no backups either.' })
  }
  return created
}

const keysOf = (hash: string, range?: string) => [
  { attributeName: hash, keyType: 'HASH' },
  ...(range === undefined ? [] : [{ attributeName: range, keyType: 'RANGE' }])
]

function projectionIn (projects: readonly string[]): CfnTable.ProjectionProperty {
  const projection = projectionOf(projects)
  return { projectionType: projection.type, ...('attributes' in projection && { nonKeyAttributes: projection.attributes }) }
}
