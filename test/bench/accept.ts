// The server's own CPU for accepting a message, with a constant-answer stub in the database's place, beside the raw AWS
// SDK making the same two writes in the same run. Run: npm run bench:accept
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { createTableDispatcher } from '../../src/delivery/dispatcher-table.js'
import { createEngine } from '../../src/engine.js'
import { createLog } from '../../src/lib/logger.js'
import { createTokens } from '../../src/plugins/tokens.js'
import { memoryBlobs } from '../../src/repositories/blobs.js'
import { openDatabase } from '../../src/repositories/database.js'

const COUNT = Number(process.argv[2] ?? 2000)
const CONCURRENCY = 8

const application = { name: 'bench', uid: null, throttleRate: null, metadata: {}, createdAt: 0, updatedAt: 0 }
const item = { orgId: { S: 'org_bench' }, id: { S: 'app_bench' }, rev: { N: '1' }, data: { S: JSON.stringify(application) } }
const child = fork(new URL('./stub.js', import.meta.url), { execArgv: [], env: { ...process.env, STUB_ITEM: JSON.stringify({ Item: item }) } })
const [{ port }] = await once(child, 'message') as [{ port: number }]
const endpoint = `http://127.0.0.1:${port}`

const config = loadConfig({ POSTHORN_DYNAMODB_ENDPOINT: endpoint, POSTHORN_JWT_SECRET: 'bench', POSTHORN_MAIN_SECRET: 'bench', POSTHORN_LOG_LEVEL: 'silent' })
const db = openDatabase(config, memoryBlobs())
// A queue needs no mark, so accepting is what it is in AWS: the idempotency item and the message.
const dispatcher = { ...createTableDispatcher(), isQueue: true }
const engine = createEngine({ config, mainSecret: 'bench', whitelist: [], db, dispatcher, log: createLog('silent') })
const tokens = createTokens(config, Date.now)
const app = await buildApp({ engine, tokens })
await app.listen({ port: 0, host: '127.0.0.1' })
const url = `http://127.0.0.1:${(app.server.address() as { port: number }).port}/api/v1/app/app_bench/msg`
const headers = { authorization: `Bearer ${await tokens.mint({ kind: 'org', orgId: 'org_bench' }, 3600)}`, 'content-type': 'application/json' }
const body = JSON.stringify({ eventType: 'invoice.paid', payload: { id: 'inv_1', lines: Array.from({ length: 12 }, (_, i) => ({ sku: `sku_${i}_${(i * 7919) % 1000}`, amount: i * 137, text: 'a line of an invoice' })) } })

const load = (count: number) => ask(child, { url, method: 'POST', headers, body, count, concurrency: CONCURRENCY })
const raw = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } })
const write = async () => await raw.send(new PutItemCommand({ TableName: 'posthorn-messages', Item: { list: { S: 'app_bench' }, id: { S: 'msg_1' }, data: { S: '{}' }, payload: { B: Buffer.from(body) } }, ConditionExpression: 'attribute_not_exists(#id)', ExpressionAttributeNames: { '#id': 'id' } }))

await load(500)
await twice(250)
const rows: number[][] = []
for (let round = 0; round < 5; round++) rows.push([await cpuOf(COUNT, async () => { await load(COUNT) }), await cpuOf(COUNT, async () => { await twice(COUNT) })])
const [accept, sdk] = [0, 1].map(column => median(rows.map(row => row[column]!))) as [number, number]
const { failures, p50, p99 } = await load(COUNT)
console.log(`${cpus()[0]?.model}, Node ${process.version}, body ${body.length} bytes, ${COUNT} messages a round, concurrency ${CONCURRENCY}`)
console.log(`accept            ${accept.toFixed(0)} µs CPU a message (p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${failures} failures)`)
console.log(`AWS SDK, 2 writes ${sdk.toFixed(0)} µs CPU`)
console.log(`ratio             ${median(rows.map(([a, b]) => a! / b!)).toFixed(2)}`)
await app.close()
child.kill()

async function twice (count: number) {
  let left = count
  await Promise.all(Array.from({ length: CONCURRENCY }, async () => { while (left-- > 0) { await write(); await write() } }))
}

async function cpuOf (count: number, work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}

async function ask (to: ChildProcess, message: object): Promise<{ failures: number, p50: number, p99: number }> {
  to.send(message)
  const [answer] = await once(to, 'message')
  return answer
}

function median (values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
