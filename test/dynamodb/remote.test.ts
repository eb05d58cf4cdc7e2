import * as sdk from '@aws-sdk/client-dynamodb'
import { SignatureV4 } from '@smithy/signature-v4'
import t from 'tap'
import type { Operation, Operations } from '../../src/dynamodb/call.js'
import { openRemote, withBase64, withBytes } from '../../src/dynamodb/remote.js'
import { fc, runs, type Arbitrary } from '../helpers/chance.js'
import { Sha256 } from '../helpers/sha256.js'
import { startScripted, type Asked } from '../helpers/scripted-service.js'

const service = await startScripted()
const region = 'eu-west-1'
const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'a token' }
const ours = openRemote(service.url, { region, credentials })
const theirs = new sdk.DynamoDBClient({ endpoint: service.url, region, credentials, maxAttempts: 1 })
t.teardown(async () => {
  await ours.close()
  theirs.destroy()
})

const commands = sdk as unknown as Record<`${Operation}Command`, new (input: object) => never>
const ofSdk = async (operation: Operation, input: object): Promise<object> => {
  const answer: { $metadata?: object } = await theirs.send(new commands[`${operation}Command`](input))
  delete answer.$metadata
  return answer
}

/** Whether the signer of the AWS SDK computes the signature that a received request carries. */
async function isSigned ({ method, url, headers, body }: Asked): Promise<boolean> {
  const date = headers['x-amz-date']!.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z')
  const names = /SignedHeaders=([^,]*)/.exec(headers.authorization!)![1]!.split(';')
  const signer = new SignatureV4({ credentials, service: 'dynamodb', region, sha256: Sha256 as never, applyChecksum: false })
  const request = {
    method, protocol: 'http:', hostname: headers.host!, path: url, query: {},
    headers: Object.fromEntries(names.map(name => [name, headers[name]])), body
  }
  const signed = await signer.sign(request as never, { signingDate: new Date(date) }) as unknown as { headers: Record<string, string> }
  return signed.headers.authorization === headers.authorization
}

const bytes = Buffer.from([0, 1, 250, 255])
const Item = {
  id: { S: 'é"\\\u2028' }, n: { N: '-1.5e3' }, payload: { B: bytes }, many: { BS: [bytes, Buffer.alloc(0)] }, names: { SS: ['a'] },
  numbers: { NS: ['1'] }, is: { BOOL: false }, no: { NULL: true as const }, list: { L: [{ M: { B: { S: 'a text' }, deep: { B: bytes } } }] }
}
const Key = { list: { S: 'app_1' }, id: { S: 'msg_1' } }
const TableName = 'posthorn-messages'
const values = { ExpressionAttributeNames: { '#B': 'B' }, ExpressionAttributeValues: { ':b': { B: bytes }, ':n': { N: '1' } } }
const table: sdk.CreateTableCommandInput = {
  TableName, BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: 'B', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'B', AttributeType: 'B' }]
}

const ASKED: { [O in Operation]: Operations[O]['input'] } = {
  BatchGetItem: { RequestItems: { [TableName]: { Keys: [Key, { payload: { B: bytes } }], ConsistentRead: true } } },
  BatchWriteItem: { RequestItems: { [TableName]: [{ PutRequest: { Item } }, { DeleteRequest: { Key } }] } },
  CreateTable: table,
  DeleteItem: { TableName, Key, ConditionExpression: '#B = :b', ...values },
  DeleteTable: { TableName },
  DescribeContinuousBackups: { TableName },
  DescribeTable: { TableName },
  DescribeTimeToLive: { TableName },
  GetItem: { TableName, Key, ConsistentRead: true },
  ListTables: {},
  PutItem: { TableName, Item, ConditionExpression: 'attribute_not_exists(#B)', ReturnConsumedCapacity: 'INDEXES', ...values },
  Query: {
    TableName, IndexName: 'due', KeyConditionExpression: '#B = :b', Limit: 51, ScanIndexForward: false,
    ExclusiveStartKey: { ...Key, at: { B: bytes } }, ...values
  },
  RestoreTableToPointInTime: {
    SourceTableName: TableName, TargetTableName: `${TableName}-restored`, RestoreDateTime: 1_796_000_000, GlobalSecondaryIndexOverride: []
  },
  Scan: { TableName, FilterExpression: '#B <= :n', ExclusiveStartKey: Key, ...values },
  TransactWriteItems: {
    TransactItems: [{ Put: { TableName, Item, ConditionExpression: '#B = :b', ...values } }], ClientRequestToken: 'once'
  },
  UpdateItem: { TableName, Key, UpdateExpression: 'SET #B = :b', ...values },
  UpdateTimeToLive: { TableName, TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } }
}

/** The input of the SDK where it differs: times are objects. */
const forSdk = (input: object): object =>
  'RestoreDateTime' in input ? { ...input, RestoreDateTime: new Date(Number(input.RestoreDateTime) * 1000) } : input

/** Items as they are sent: with bytes in base64. */
const wire = withBase64(Item)
const capacity = { TableName, CapacityUnits: 2, GlobalSecondaryIndexes: { due: { CapacityUnits: 1 } } }
const description = {
  TableName, TableStatus: 'ACTIVE', ItemCount: 3, AttributeDefinitions: [{ AttributeName: 'B', AttributeType: 'B' }],
  KeySchema: [{ AttributeName: 'B', KeyType: 'HASH' }]
}

const ANSWERS: { [O in Operation]: object } = {
  BatchGetItem: {
    Responses: { [TableName]: [wire, wire] },
    UnprocessedKeys: { [TableName]: { Keys: [{ payload: { B: 'AAH6/w==' } }], ConsistentRead: true } }
  },
  BatchWriteItem: { UnprocessedItems: { [TableName]: [{ PutRequest: { Item: wire } }, { DeleteRequest: { Key } }] } },
  CreateTable: { TableDescription: description },
  DeleteItem: { Attributes: wire },
  DeleteTable: {},
  DescribeContinuousBackups: {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' }
    }
  },
  DescribeTable: { Table: description },
  DescribeTimeToLive: { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' } },
  GetItem: { Item: wire },
  ListTables: { TableNames: [TableName], LastEvaluatedTableName: TableName },
  PutItem: { ConsumedCapacity: capacity },
  Query: { Items: [wire, {}], Count: 2, ScannedCount: 2, LastEvaluatedKey: { ...Key, at: { B: 'AAH6/w==' } } },
  RestoreTableToPointInTime: { TableDescription: description },
  Scan: { Items: [wire], Count: 1, ScannedCount: 9 },
  TransactWriteItems: {},
  UpdateItem: { Attributes: wire },
  UpdateTimeToLive: { TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } }
}

for (const operation of Object.keys(ASKED) as Operation[]) {
  t.test(`The request for ${operation} equals that of the AWS SDK, and is signed.`, async t => {
    service.script({ body: JSON.stringify(ANSWERS[operation]) })
    const answers = [await ours.call(operation, ASKED[operation]), await ofSdk(operation, forSdk(ASKED[operation]))]
    const [mine, wanted] = service.asked as [Asked, Asked]
    for (const part of ['method', 'url'] as const) t.equal(mine[part], wanted[part])
    for (const name of ['host', 'content-type', 'x-amz-target', 'x-amz-security-token']) {
      t.equal(mine.headers[name], wanted.headers[name], name)
    }
    t.equal(mine.headers['content-length'], String(mine.body.length))
    t.strictSame(JSON.parse(mine.body.toString()), JSON.parse(wanted.body.toString()))
    t.ok(await isSigned(mine) && await isSigned(wanted))
    t.same(answers[0], answers[1], 'the answer is the same')
  })
}

t.test('A refused condition returns the item if the call requests it, as with the AWS SDK.', async t => {
  const __type = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException'
  service.script({ status: 400, body: JSON.stringify({ __type, message: 'The conditional request failed', Item: wire }) })
  const input = { ...ASKED.PutItem, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const }
  const refusal = async (asked: Promise<unknown>) =>
    await asked.then(() => undefined, (error: Error) => error) as sdk.ConditionalCheckFailedException
  const mine = await refusal(ours.call('PutItem', input))
  const wanted = await refusal(theirs.send(new sdk.PutItemCommand(input)))
  t.equal(mine.name, wanted.name)
  t.same(mine.Item, wanted.Item)
  t.same(mine.Item, Item)
  service.script({ status: 400, body: JSON.stringify({ __type, message: 'The conditional request failed' }) })
  t.notOk('Item' in await refusal(ours.call('PutItem', ASKED.PutItem)))
})

t.test('An answer of 200 without a body is an empty answer.', async t => {
  service.script({ body: '' })
  t.same(await ours.call('PutItem', ASKED.PutItem), {})
})

const anyBytes = fc.uint8Array({ maxLength: 5 })
const { value: anyValue } = fc.letrec<{ value: sdk.AttributeValue }>(tie => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.record({ S: fc.string({ unit: 'binary' }) }), fc.record({ N: fc.integer().map(String) }), fc.record({ B: anyBytes }),
      fc.record({ BS: fc.array(anyBytes, { minLength: 1, maxLength: 2 }) }),
      fc.record({ SS: fc.array(fc.string(), { minLength: 1, maxLength: 2 }) }), fc.record({ BOOL: fc.boolean() })
    ) as Arbitrary<sdk.AttributeValue>,
    fc.record({ L: fc.array(tie('value'), { maxLength: 3 }) }) as Arbitrary<sdk.AttributeValue>,
    fc.record({
      M: fc.dictionary(fc.constantFrom('B', 'BS', 'M', 'L', 'S', '__proto__', 'a'), tie('value'), { maxKeys: 3 })
    }) as Arbitrary<sdk.AttributeValue>)
}))

t.test('Any item is read back as it was sent, whatever the names of its attributes are.', async t => {
  fc.assert(fc.property(fc.dictionary(fc.constantFrom('B', 'BS', 'Item', '__proto__', 'x'), anyValue, { maxKeys: 4 }), item => {
    const before = JSON.stringify(item)
    const text = JSON.stringify(withBase64({ Item: item }))
    t.equal(JSON.stringify(item), before, 'the given item is not changed')
    t.same(comparable(withBytes(JSON.parse(text))), comparable({ Item: item }))
  }), { numRuns: runs(300, 3000) })
})

// Bytes as text; objects by their own names, including `__proto__`.
function comparable (value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (Array.isArray(value)) return value.map(comparable)
  return typeof value === 'object' && value !== null
    ? Object.keys(value).sort()
      .map(name => [name, comparable((value as Record<string, unknown>)[name])])
    : value
}

t.test('At a given URL, any keys and any region are accepted.', async t => {
  service.script({})
  const client = openRemote(`${service.url}/a-key/`)
  await client.call('ListTables', {})
  t.match(service.asked, [{ url: '/a-key/', headers: { authorization: /Credential=posthorn\/\d+\/us-east-1\/dynamodb/ } }])
  await client.close()
})
