import { DynamoDB, GetItemCommand, PutItemCommand, QueryCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import dynamoose from 'dynamoose'
import type { MessageItem } from '../../src/models/message-model.js'
import { schemaOf } from '../../src/models/table-schema.js'
import * as configured from '../../src/repositories/configured.js'
import { get, overRevision, pages, put, type Database } from '../../src/repositories/database.js'
import { cpuOf, median, repeat } from './measure.js'

interface Comparison { db: Database, raw: DynamoDBClient, endpoint: string, message: Omit<MessageItem, 'typeKey'>, count: number, rounds: number }

/**
 * Prints what three ways of making the same calls with the same item cost: the AWS SDK alone, Dynamoose as it comes (the
 * same models, its own conversions), and repositories/database, which takes only what the models say from it.
 */
export async function compareWithDynamoose ({ db, raw, endpoint, message, count, rounds }: Comparison): Promise<void> {
  const { tableName } = db.models.messages
  const item: MessageItem = { ...message, typeKey: `${message.list}|invoice.paid` }
  const key = { list: item.list, id: item.id }
  const Message = modelOn(
    new DynamoDB({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } }), tableName
  )
  const condition = { ConditionExpression: 'attribute_not_exists(#id)', ExpressionAttributeNames: { '#id': 'id' } }
  type Call = () => Promise<unknown>
  const ways: Record<string, { per: number, sdk: Call, dynamoose: Call, ours: Call }> = {
    'create an item': {
      per: 1,
      sdk: async () => await raw.send(new PutItemCommand({ TableName: tableName, Item: marshall(item), ...condition })),
      dynamoose: async () => await Message.create(item),
      ours: async () => await put(db, 'messages', item, { expression: 'attribute_not_exists(#id)' })
    },
    'get an item': {
      per: 1,
      sdk: async () => await raw.send(new GetItemCommand({ TableName: tableName, Key: marshall(key), ConsistentRead: true })),
      dynamoose: async () => await Message.get(key, { return: 'item', consistent: true }),
      ours: async () => await get(db, 'messages', key)
    },
    'query 50 items': {
      per: 10,
      sdk: async () => await raw.send(new QueryCommand({
        TableName: tableName, KeyConditionExpression: '#l = :l', ExpressionAttributeNames: { '#l': 'list' },
        ExpressionAttributeValues: marshall({ ':l': item.list }), ConsistentRead: true
      })),
      dynamoose: async () => await Message.query('list').eq(item.list).consistent().exec(),
      ours: async () => await pages(db, 'messages', { hash: ['list', item.list] }).next()
    }
  }
  console.log('\nthe database layer alone, µs of CPU a call: raw SDK, Dynamoose (before), repositories (after)')
  for (const [name, { per, sdk, dynamoose: before, ours }] of Object.entries(ways)) {
    const calls = Math.ceil(count / per)
    const all = [sdk, before, ours]
    for (const way of all) await repeat(way, Math.ceil(calls / 2))
    const rows: number[][] = []
    for (let round = 0; round < rounds; round++) {
      const row: number[] = []
      for (const way of all) row.push(await cpuOf(calls, async () => { await repeat(way, calls) }))
      rows.push(row)
    }
    const [alone, was, is] = all.map((_, at) => median(rows.map(row => row[at]!))) as [number, number, number]
    const ratio = (at: number) => median(rows.map(row => row[at]! / row[0]!)).toFixed(2)
    console.log(
      `${name.padEnd(36)} ${alone.toFixed(0).padStart(6)}   ${was.toFixed(0).padStart(6)} (ratio ${ratio(1)})   ${is.toFixed(0).padStart(6)} (ratio ${ratio(2)})`
    )
  }
}

const endpoint = {
  orgId: 'org_bench', appId: 'app_bench', id: 'ep_bench', rev: 2, url: 'https://example.com/hooks', description: 'of the bench', version: 1,
  disabled: false, eventTypes: ['invoice.paid', 'invoice.sent'], metadata: { plan: 'large' }, headers: { 'x-from': 'sealed' },
  secret: 'sealed', createdAt: 1, updatedAt: 2, oldSecrets: [{ secret: 'sealed', expiresAt: 3 }],
  circuit: { state: 'closed', since: 1, until: 2, opens: 0 }, failingSince: 1
}
const application = {
  orgId: 'org_bench', id: 'app_bench', rev: 2, uid: 'bench', name: 'bench', metadata: { plan: 'large' }, shardCounts: [1], createdAt: 1,
  updatedAt: 2
}

/** Prints the cost of writing and listing configured objects by the lean path, and by Dynamoose models as the server does. */
export async function compareConfigured (db: Database, count: number, rounds: number): Promise<void> {
  const isNew = { expression: 'attribute_not_exists(#id)' }
  const range = { hash: ['appId', 'app_bench'], range: ['id', 'ep_', 'ep_~'], descending: true, limit: 53 } as const
  const ways: Record<string, [lean: () => Promise<unknown>, modelled: () => Promise<unknown>]> = {
    'create an endpoint': [
      async () => await put(db, 'endpoints', endpoint, isNew), async () => await configured.create(db, 'endpoints', endpoint)
    ],
    'change an endpoint': [
      async () => await put(db, 'endpoints', endpoint, overRevision(1, 'id')),
      async () => await configured.save(db, 'endpoints', endpoint, 1)
    ],
    'create an application': [
      async () => await put(db, 'applications', application, isNew), async () => await configured.create(db, 'applications', application)
    ],
    'change an application': [
      async () => await put(db, 'applications', application, overRevision(1, 'id')),
      async () => await configured.save(db, 'applications', application, 1)
    ],
    'a page of endpoints': [
      async () => await pages(db, 'endpoints', range).next(), async () => await configured.pages(db, 'endpoints', range).next()
    ]
  }
  console.log('\nwhat people configure, µs of CPU a call: lean path (before), Dynamoose model (after)')
  for (const [name, both] of Object.entries(ways)) {
    const rows: number[][] = []
    for (let round = 0; round <= rounds; round++) {
      const row: number[] = []
      for (const way of both) row.push(await cpuOf(count, async () => { await repeat(way, count) }))
      // The first round is a warm-up.
      if (round > 0) rows.push(row)
    }
    const [before, after] = both.map((_, at) => median(rows.map(row => row[at]!))) as [number, number]
    console.log(
      `${name.padEnd(36)} ${before.toFixed(0).padStart(6)}   ${after.toFixed(0).padStart(6)}   more ${(after - before).toFixed(0).padStart(6)}`
    )
  }
}

function modelOn (client: DynamoDB, tableName: string) {
  const instance = new dynamoose.Instance()
  instance.aws.ddb.set(client)
  const model = dynamoose.model('messages', schemaOf('messages'))
  // Without these three options, Dynamoose describes the table at start.
  new instance.Table(tableName, [model], { create: false, update: false, waitForActive: false }) // eslint-disable-line no-new
  return model
}
