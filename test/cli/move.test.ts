import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openRemote } from '../../src/dynamodb/remote.js'
import type { Call, Operations } from '../../src/dynamodb/call.js'
import { openMemoryEngine } from '../../src/dynamodb/embedded/open-engine.js'
import { buildCli, killAll, posthorn } from '../helpers/cli.js'
import { startDynamoDbServer } from '../helpers/dynamodb-server.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { apiOf, startTestServer, type Api } from '../helpers/server.js'

const dist = join(t.testdir(), 'dist')
await buildCli(dist)
t.teardown(killAll)
let status = 500
const receiver = await startReceiver((_received, response) => { response.writeHead(status).end() })
t.teardown(receiver.close)

// Does not compress.
const LARGE = Array.from({ length: 25_000 }, (_, at) => Math.sin(at).toString(36)).join('')
const DELIVERIES = '/app/acme/delivery'
const LISTS = [
  '/app', '/app/acme/endpoint', '/app/acme/msg?with_content=true', DELIVERIES, '/app/acme/endpoint/one/secret', '/event-type'
]

async function command (args: string[], env: Record<string, string>) {
  const program = posthorn(dist, args, env)
  return { code: await program.exited, out: program.stdout(), err: program.stderr() }
}

async function start (t: Test, settings: Record<string, string>) {
  const server = await startTestServer({ POSTHORN_RETRY_SCHEDULE: '1h', ...settings })
  let isClosed = false
  const close = async () => { if (!isClosed) await server.close(); isClosed = true }
  t.teardown(close)
  const token = await server.token('org_default')
  return { ...server, close, orgToken: token, call: apiOf(server.url, token) }
}

/** A DynamoDB over HTTP that leaves a part of every third batch unprocessed. */
async function busyDynamoDb (t: Test) {
  const engine = openMemoryEngine()
  let batches = 0
  const call = (async (operation: string, input: Operations['BatchWriteItem']['input']) => {
    if (operation !== 'BatchWriteItem' || ++batches % 3 !== 1) {
      return await (engine.call as (operation: string, input: object) => Promise<object>)(operation, input)
    }
    const [[name, writes]] = Object.entries(input.RequestItems!) as [[string, object[]]]
    if (writes.length > 1) await engine.call('BatchWriteItem', { RequestItems: { [name]: writes.slice(1) } })
    return { UnprocessedItems: { [name]: writes.slice(0, 1) } }
  }) as Call
  const server = await startDynamoDbServer({ ...engine, call })
  t.teardown(server.close)
  return server.endpoint
}

async function listed (call: Api) {
  const answers = await Promise.all(LISTS.map(async path => [path, (await call('GET', path)).body] as const))
  return Object.fromEntries(answers)
}

/** The same lists as a server shows them that holds its deliveries. */
function held (lists: Awaited<ReturnType<typeof listed>>): typeof lists {
  const data = lists[DELIVERIES].data.map((one: { state: string }) =>
    one.state === 'pending' ? { ...one, waitsFor: 'held', nextAttempt: null } : one)
  return { ...lists, [DELIVERIES]: { ...lists[DELIVERIES], data } }
}

/** A data directory with a small and a large message that failed once, and the lists of its server, which is stopped. */
async function dataOf (t: Test) {
  const dataDir = join(t.testdir(), 'data')
  const server = await start(t, { POSTHORN_DATA_DIR: dataDir })
  await server.call('POST', '/event-type', { name: 'a.b', description: 'one' })
  await server.call('POST', '/app', { name: 'Acme', uid: 'acme' })
  await server.call('POST', '/app/acme/endpoint', { uid: 'one', url: receiver.url })
  receiver.received.length = 0
  status = 500
  await server.call('POST', '/app/acme/msg', { eventType: 'a.b', payload: { n: 1 }, eventId: 'small' })
  await server.call('POST', '/app/acme/msg', { eventType: 'a.b', payload: { n: 2, LARGE }, eventId: 'large' })
  await eventually('the records of the first attempts', async () => {
    const { data } = (await server.call('GET', '/app/acme/delivery?state=pending')).body
    return data.length === 2 && data.every((one: { attempts: number }) => one.attempts === 1)
  })
  const lists = await listed(server.call)
  await server.close()
  status = 204
  const secrets = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as { jwtSecret: string, mainSecret: string }
  return { dataDir, lists, secrets: { POSTHORN_JWT_SECRET: secrets.jwtSecret, POSTHORN_MAIN_SECRET: secrets.mainSecret } }
}

t.test('A data directory moves into a DynamoDB, twice; a server there has the same lists, holds deliveries, and delivers after go-on.', async t => {
  const { dataDir, lists, secrets } = await dataOf(t)
  t.ok(existsSync(join(dataDir, 'blobs')), 'the large payload is a file')
  const endpoint = await busyDynamoDb(t)
  const args = ['move', '--to', endpoint, '--prefix', 'moved-']
  const first = await command([...args, '--json'], { POSTHORN_DATA_DIR: dataDir })
  t.equal(first.code, 0, first.err)
  t.match(JSON.parse(first.out), {
    payloads: 1, missing: 0, files: 0, items: { messages: 2, deliveries: 2, applications: 1, endpoints: 1, attempts: 2 }
  })
  t.match(first.err, /messages: 2 items/, 'it reports progress')
  const second = await command(args, { POSTHORN_DATA_DIR: dataDir })
  t.match(second, {
    code: 0, out: /all tables have as many as here[^]*secrets\.json[^]*POSTHORN_TABLE_PREFIX=moved-[^]*go-on/
  }, 'a second time')

  receiver.received.length = 0
  const target = {
    POSTHORN_DYNAMODB_ENDPOINT: endpoint, POSTHORN_TABLE_PREFIX: 'moved-', POSTHORN_WHITELIST_SUBNETS: '127.0.0.0/8', ...secrets
  }
  const moved = await start(t, target)
  t.equal(moved.isHeld(), true)
  t.strictSame(await listed(moved.call), held(lists))
  t.equal((await moved.call('POST', '/app/acme/msg/large/endpoint/one/resend')).status, 202)
  t.equal(receiver.received.length, 0)
  t.match(await command(['go-on'], { POSTHORN_URL: moved.url, POSTHORN_TOKEN: moved.orgToken }), { code: 0, out: /^Deliveries go on/ })
  await eventually('the delivery of the large message', () => receiver.received.some(({ body }) => body.toString().includes(LARGE)))
  await moved.call('POST', '/app/acme/msg/small/endpoint/one/resend')
  await eventually('the delivery of the small message', () => receiver.received.some(({ body }) => body.toString() === '{"n":1}'))
  t.match(
    await command(args, { POSTHORN_DATA_DIR: dataDir }), { code: 1, err: /is in use: it has data.*another --prefix/ },
    'deliveries that go on are not overwritten'
  )
})

t.test('A move is refused with a reason while the server runs, into tables of another secret, and without a database.', async t => {
  const { dataDir, secrets } = await dataOf(t)
  const endpoint = await busyDynamoDb(t)
  const args = ['move', '--to', endpoint]
  const here = { POSTHORN_DATA_DIR: dataDir }
  const running = await start(t, here)
  t.match(await command(args, here), { code: 1, err: /is in use by another process; stop that one/ })
  await running.close()
  t.match(await command(args, { POSTHORN_DATA_DIR: join(dataDir, 'nothing') }), { code: 1, err: /There is no database in/ })
  t.match(await command(args, { ...here, POSTHORN_MAIN_SECRET: 'another-main-secret' }), {
    code: 1, err: /database in .* another main secret/
  })
  t.match(await command(args, { ...here, POSTHORN_DYNAMODB_ENDPOINT: 'aws' }), { code: 2, err: /in DynamoDB already/ })
  t.match(await command(['move', '--to', 'embedded'], here), { code: 2, err: /--to is aws/ })
  t.match(await command(['move', '--to', 'elsewhere'], here), { code: 2, err: /must be embedded, aws or an http/ })
  const others = await start(t, { POSTHORN_DYNAMODB_ENDPOINT: endpoint, ...secrets, POSTHORN_MAIN_SECRET: 'another-main-secret' })
  await others.close()
  t.match(await command(args, here), { code: 1, err: /tables posthorn-\*.*another main secret/ })
})

t.test('A move fails with the name of a table that differs.', async t => {
  const { dataDir } = await dataOf(t)
  const endpoint = await busyDynamoDb(t)
  const args = ['move', '--to', endpoint, '--prefix', 'x-']
  t.match(await command(args, { POSTHORN_DATA_DIR: dataDir }), { code: 0 })
  const remote = openRemote(endpoint)
  t.teardown(remote.close)
  await remote.call('PutItem', { TableName: 'x-applications', Item: { orgId: { S: 'org' }, id: { S: 'app_more' } } })
  t.match(await command(args, { POSTHORN_DATA_DIR: dataDir }), {
    code: 1, err: /The copy differs: x-applications has 2 instead of 1 items/
  })
})

t.test('A move that is killed halfway and run again copies everything.', async t => {
  const { dataDir, lists, secrets } = await dataOf(t)
  const engine = openMemoryEngine()
  let [writes, isStopped] = [0, false]
  // After some writes the database answers no more, as long as the first run lives.
  const call = (async (operation: string, input: object) => {
    if (/^(BatchWrite|Put)Item$/.test(operation) && ++writes > 6 && !isStopped) return await new Promise(() => {})
    return await (engine.call as (operation: string, input: object) => Promise<object>)(operation, input)
  }) as Call
  const dynamodb = await startDynamoDbServer({ ...engine, call })
  t.teardown(dynamodb.close)
  const args = ['move', '--to', dynamodb.endpoint, '--prefix', 'half-']
  const killed = posthorn(dist, args, { POSTHORN_DATA_DIR: dataDir })
  await eventually('it is halfway', () => writes > 6)
  killed.child.kill('SIGKILL')
  t.equal(await killed.exited, 'SIGKILL')
  isStopped = true

  t.match(await command(args, { POSTHORN_DATA_DIR: dataDir }), { code: 0, out: /all tables have as many as here/ })
  const moved = await start(t, { POSTHORN_DYNAMODB_ENDPOINT: dynamodb.endpoint, POSTHORN_TABLE_PREFIX: 'half-', ...secrets })
  t.equal(moved.isHeld(), true)
  t.strictSame(await listed(moved.call), held(lists))
})
