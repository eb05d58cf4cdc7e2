// The server's own CPU for the frequent operations, with a stub as the database, beside the AWS SDK with the same database
// calls in the same run; then the database layer alone, with Dynamoose's conversions and with ours.
// Run: npm run bench:cpu
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { readWords } from '../helpers/command-line.js'
import { cpuOf, median, repeat } from './measure.js'

const USAGE = 'npm run bench:cpu -- [calls]\n\n  What calls cost in CPU, beside the AWS SDK alone and Dynamoose; 1000 calls of each unless told.\n'
const [calls = '1000'] = readWords({ usage: USAGE, words: 1 })

// Loaded when the command line has been read, so that --help is quick.
const { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } = await import('@aws-sdk/client-dynamodb')
const { marshall } = await import('@aws-sdk/util-dynamodb')
const { buildApp } = await import('../../src/app.js')
const { loadConfig } = await import('../../src/config.js')
const { createTableDispatcher } = await import('../../src/delivery/hand-off/table/dispatcher-table.js')
const { createEngine } = await import('../../src/hosting/create-engine.js')
const { createIdFactory } = await import('../../src/lib/ids.js')
const { createLog } = await import('../../src/lib/logger.js')
const { createTokens } = await import('../../src/http/tokens.js')
const { memoryBlobs } = await import('../../src/repositories/blobs.js')
const { openDatabase } = await import('../../src/repositories/database.js')
const { compareConfigured, compareWithDynamoose } = await import('./dynamoose.js')

const COUNT = Number(calls)
const CONCURRENCY = 8
const ROUNDS = 5

const newId = createIdFactory({ now: Date.now })
const payload = {
  id: 'inv_1',
  lines: Array.from({ length: 12 }, (_, i) => ({ sku: `sku_${i}_${(i * 7919) % 1000}`, amount: i * 137, text: 'a line of an invoice' }))
}
const expiresAt = Math.floor(Date.now() / 1000) + 86_400 * 90
const application = { orgId: 'org_bench', id: 'app_bench', rev: 1, name: 'bench', metadata: {}, createdAt: 0, updatedAt: 0 }
const message = () => ({
  list: 'app_bench', id: newId('msg_').id,
  data: JSON.stringify({ orgId: 'org_bench', eventType: 'invoice.paid', payloadExpiresAt: Date.now() + 1e9 }),
  payload: Buffer.from(JSON.stringify(payload)), expiresAt
})
const attempt = (msgId: string) =>
  ({
    msgId, id: newId(
      'atmpt_'
    ).id, endpointId: 'ep_bench',
    data: JSON.stringify({ appId: 'app_bench', url: 'https://example.com/', status: 0, responseStatusCode: 200, response: '{"ok":true}', responseDurationMs: 12, triggerType: 0, eventType: 'invoice.paid', channels: null }),
    expiresAt
  })
const one = message()
const attempts = Array.from({ length: 51 }, () => attempt(one.id)).reverse()
const items = (list: object[]) => JSON.stringify({ Items: list.map(item => wire(item)), Count: list.length })

const child = fork(new URL('./stub.js', import.meta.url), {
  execArgv: [],
  env: {
    ...process.env,
    STUB_ANSWERS: JSON.stringify({
      'GetItem applications': JSON.stringify({ Item: wire(application) }),
      'GetItem messages': JSON.stringify({ Item: wire(one) }),
      'Query messages': items(Array.from({ length: 51 }, message).reverse()),
      'Query attempts': items(attempts)
    })
  }
})
const [{ port }] = await once(child, 'message') as [{ port: number }]
const endpoint = `http://127.0.0.1:${port}`

const config = loadConfig({
  POSTHORN_DYNAMODB_ENDPOINT: endpoint, POSTHORN_JWT_SECRET: 'the secret of this bench', POSTHORN_MAIN_SECRET: 'the secret of this bench',
  POSTHORN_LOG_LEVEL: 'silent'
})
const db = openDatabase(config, memoryBlobs())
// A host with a queue needs no mark: accepting writes the idempotency item and the message, as in AWS.
const dispatcher = { ...createTableDispatcher(), isQueue: true }
const engine = createEngine({ config, mainSecret: 'bench', db, dispatcher, log: createLog('silent') })
const tokens = createTokens(config, Date.now)
const app = await buildApp({ engine, tokens })
await app.listen({ port: 0, host: '127.0.0.1' })
const base = `http://127.0.0.1:${(app.server.address() as { port: number }).port}/api/v1/app/app_bench`
const headers = {
  authorization: `Bearer ${await tokens.mint({ kind: 'org', orgId: 'org_bench' }, 3600)}`, 'content-type': 'application/json'
}
const raw = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } })

const body = JSON.stringify({ eventType: 'invoice.paid', payload })
const batch = JSON.stringify({ messages: Array.from({ length: 100 }, () => ({ eventType: 'invoice.paid', payload })) })
const write = async () => await raw.send(new PutItemCommand({
  TableName: 'posthorn-messages', Item: marshall(one), ConditionExpression: 'attribute_not_exists(#id)',
  ExpressionAttributeNames: { '#id': 'id' }
}))
const read = async () =>
  await raw.send(new GetItemCommand({ TableName: 'posthorn-messages', Key: marshall({ list: 'app_bench', id: one.id }) }))
const query = (table: string) => async () => await raw.send(new QueryCommand({
  TableName: `posthorn-${table}`, KeyConditionExpression: '#l = :l', ExpressionAttributeNames: { '#l': 'list' },
  ExpressionAttributeValues: marshall({ ':l': 'x' })
}))

interface Operation { name: string, per?: number, request: { path: string, method: 'GET' | 'POST', body?: string }, sdk: () => Promise<unknown>, count?: number }
const operations: Operation[] = [
  { name: 'accept', request: { path: '/msg', method: 'POST', body }, sdk: async () => { await write(); await write() } },
  {
    name: 'accept in a batch of 100, a message', per: 100, count: 20, request: { path: '/msg/batch', method: 'POST', body: batch },
    sdk: async () => { for (let i = 0; i < 200; i++) await write() }
  },
  { name: 'get a message', request: { path: `/msg/${one.id}`, method: 'GET' }, sdk: read },
  { name: 'page of 50 messages', count: 200, request: { path: '/msg', method: 'GET' }, sdk: query('messages') },
  {
    name: 'page of 50 attempts', count: 200, request: { path: `/attempt/msg/${one.id}`, method: 'GET' },
    sdk: async () => { await read(); await query('attempts')() }
  }
]

console.log(
  `${cpus()[0]?.model}, Node ${process.version}, body ${body.length} bytes, ${ROUNDS} rounds, concurrency ${CONCURRENCY}; µs of CPU, medians`
)
for (const { name, per = 1, count = COUNT, request: { path, ...rest }, sdk } of operations) {
  const load = async () => await ask(child, { url: base + path, headers, count, concurrency: CONCURRENCY, ...rest })
  const { failures } = await load()
  if (failures > 0) {
    console.log(`${name.padEnd(36)} ${failures} of ${count} failed`)
    continue
  }
  await repeat(sdk, Math.ceil(count / 2))
  const rows: Array<[number, number]> = []
  for (let round = 0; round < ROUNDS; round++) {
    rows.push([await cpuOf(count * per, load), await cpuOf(count * per, async () => { await repeat(sdk, count) })])
  }
  const { p50, p99 } = await load()
  const [ours, theirs] = [median(rows.map(([a]) => a)), median(rows.map(([, b]) => b))]
  console.log(
    `${name.padEnd(36)} ${ours.toFixed(0).padStart(6)}   raw SDK, same calls ${theirs.toFixed(0).padStart(6)}   ratio ${median(rows.map(([a, b]) => a / b)).toFixed(2)}   p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`
  )
}
await app.close()
await compareConfigured(db, COUNT, ROUNDS)
await compareWithDynamoose({ db, raw, endpoint, message: one, count: COUNT, rounds: ROUNDS })
child.kill()

// As DynamoDB sends it: bytes in base64.
function wire (item: object) {
  return JSON.parse(JSON.stringify(marshall(item), (_key, value) => value?.type === 'Buffer'
    ? Buffer.from(value.data).toString('base64')
    : value))
}

async function ask (to: ChildProcess, message: object): Promise<{ failures: number, p50: number, p99: number }> {
  to.send(message)
  const [answer] = await once(to, 'message')
  return answer
}
