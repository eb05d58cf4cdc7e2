import t from 'tap'
import { refuseOldItems } from '../../src/hosting/old-items-check.js'
import type { DynamoDb } from '../../src/dynamodb/call.js'
import { createTestEngine, newApplication, openTestDatabase } from '../helpers/engine.js'
import { createSqsDispatcher } from '../../src/delivery/hand-off/sqs/dispatcher-sqs.js'

t.test('A server refuses tables with items from before the first release, with a reason.', async t => {
  const { db, prefix } = await openTestDatabase()
  await refuseOldItems(db, { tablePrefix: prefix })
  const Item = { orgId: { S: 'org_1' }, id: { S: 'app_1' }, rev: { N: '1' }, data: { S: '{"name":"old"}' } }
  await db.call('PutItem', { TableName: db.models.applications.tableName, Item })
  await t.rejects(refuseOldItems(db, { tablePrefix: prefix }), { message: /before the first release.*POSTHORN_TABLE_PREFIX/ })
})

t.test('A server refuses tables without an index, with a reason', async t => {
  const { db, prefix } = await openTestDatabase()
  const TableName = db.models.deliveries.tableName
  const { Table } = await db.call('DescribeTable', { TableName })
  await db.call('DeleteTable', { TableName })
  const [due] = Table!.GlobalSecondaryIndexes!.filter(({ IndexName }) => IndexName === 'due')
  const AttributeDefinitions = Table!.AttributeDefinitions!.filter(({ AttributeName }) => !/Key$/.test(AttributeName!))
  const { KeySchema } = Table!
  const GlobalSecondaryIndexes = [{ IndexName: 'due', KeySchema: due!.KeySchema, Projection: due!.Projection }]
  await db.call('CreateTable', { TableName, KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST', GlobalSecondaryIndexes })
  await t.rejects(refuseOldItems(db, { tablePrefix: prefix }), { message: /before the first release.*POSTHORN_TABLE_PREFIX/ })
})

t.test('A server accepts tables of this version, and tables that it may not scan.', async () => {
  const { db, prefix } = await openTestDatabase()
  await newApplication(createTestEngine({ db, dispatcher: createSqsDispatcher({ send: async () => {} }) }))
  await refuseOldItems(db, { tablePrefix: prefix })
  const call = (async () => { throw Object.assign(new Error('not allowed'), { name: 'AccessDeniedException' }) }) as DynamoDb['call']
  await refuseOldItems({ ...db, call }, { tablePrefix: prefix })
})
