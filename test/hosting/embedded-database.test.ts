import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import t, { type Test } from 'tap'
import { startEmbeddedDatabase, type EmbeddedDatabase } from '../../src/hosting/embedded-database.js'
import { HEADERS, createTable, put, query } from '../helpers/dynamodb-call.js'
import { eventually } from '../helpers/receiver.js'

const CHILD = fileURLToPath(new URL('../helpers/embedded-child.ts', import.meta.url))
const LOADER = new URL('../helpers/typescript.js', import.meta.url).href

async function start (t: Test, dataDir = ':memory:'): Promise<EmbeddedDatabase> {
  const database = await startEmbeddedDatabase({ dataDir })
  t.teardown(() => database.close())
  return database
}

function spawnChild (t: Test, role: string, dataDir: string): ChildProcess & { output: string } {
  const child = spawn(process.execPath, ['--expose-gc', '--import', LOADER, CHILD, role, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  const spawned = Object.assign(child, { output: '' })
  child.stdout.setEncoding('utf8').on('data', (text: string) => { spawned.output += text })
  return spawned
}

t.test('the AWS SDK reaches it by its endpoint', async (t) => {
  const { endpoint } = await start(t)
  await createTable(endpoint)
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } })
  t.teardown(() => client.destroy())
  const Item = { h: { S: 'h' }, r: { S: 'r' } }
  await client.send(new PutItemCommand({ TableName: 'things', Item }))
  t.strictSame((await client.send(new GetItemCommand({ TableName: 'things', Key: Item }))).Item, Item)
})

t.test('it listens on loopback only, and answers nobody who does not know its endpoint', async (t) => {
  const { endpoint } = await start(t)
  const url = new URL(endpoint)
  t.equal(url.hostname, '127.0.0.1')
  for (const path of ['/', '/0', url.pathname.slice(0, -1)]) {
    const headers = { ...HEADERS, 'x-amz-target': 'DynamoDB_20120810.ListTables', origin: 'https://example.com' }
    const response = await fetch(url.origin + path, { method: 'POST', headers, body: '{}' })
    t.equal(response.status, 404, path)
    t.equal(response.headers.get('access-control-allow-origin'), null)
    t.equal(await response.text(), '')
  }
})

t.test('what was written is there after a restart, in files for the owner only', async (t) => {
  const dataDir = join(t.testdir(), 'data')
  const first = await start(t, dataDir)
  await createTable(first.endpoint)
  await put(first.endpoint, 'h', 'kept')
  await Promise.all([first.close(), first.close()])
  const second = await start(t, dataDir)
  t.strictSame(await query(second.endpoint, 'h'), ['kept'])
  t.equal(statSync(join(dataDir)).mode & 0o077, 0)
  t.equal(statSync(join(dataDir, 'database')).mode & 0o077, 0)
})

t.test('two in memory know nothing of each other and leave no files', async (t) => {
  const before = process.cwd()
  process.chdir(t.testdir())
  t.teardown(() => process.chdir(before))
  const [one, other] = [await start(t), await start(t)]
  await createTable(one.endpoint)
  await put(one.endpoint, 'h', 'r')
  await t.rejects(query(other.endpoint, 'h'), { message: /ResourceNotFoundException/ })
  t.notOk(existsSync(':memory:'))
})

t.test('a client that goes away in mid-body does no harm', async (t) => {
  const { endpoint } = await start(t)
  await createTable(endpoint)
  const { port, pathname } = new URL(endpoint)
  for (let n = 0; n < 5; n++) {
    const socket = connect(Number(port), '127.0.0.1')
    await once(socket, 'connect')
    await new Promise((resolve) => socket.write(`POST ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"half":`, resolve))
    await put(endpoint, 'h', String(n))
    socket.resetAndDestroy()
    await once(socket, 'close')
    // Answered after the abort has been seen: the server handles its sockets in order of their events.
    await put(endpoint, 'h', String(n))
  }
  t.equal((await query(endpoint, 'h')).length, 5)
})

t.test('queries on disk do not leak, which they do in dynalite alone', async (t) => {
  const dir = t.testdir({ contained: {}, alone: {} })
  const grown = async (role: string, dataDir: string) => {
    const child = spawnChild(t, role, join(dir, dataDir))
    await once(child, 'close')
    return Number(child.output)
  }
  const [contained, alone] = await Promise.all([grown('weigh', 'contained'), grown('weigh-uncontained', 'alone')])
  t.comment(`grown by ${contained} and by ${alone} bytes`)
  t.ok(contained * 3 < alone, 'less than a third of what leaks without the containment')
})

t.test('closing waits for no client that is stuck in mid-body', async (t) => {
  const { endpoint, close } = await start(t)
  const { port, pathname } = new URL(endpoint)
  const socket = connect(Number(port), '127.0.0.1')
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  await new Promise((resolve) => socket.write(`POST ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"half":`, resolve))
  socket.on('error', () => {})
  const cut = once(socket, 'close')
  const started = Date.now()
  await close()
  await cut
  t.ok(Date.now() - started < 10_000)
  await t.rejects(fetch(endpoint), 'nobody listens any more')
})

t.test('a data directory in use is refused by name, in this process and from another', async (t) => {
  const dataDir = join(t.testdir(), 'data')
  const refusal = { message: `The data directory ${dataDir} is in use by another process; stop that one or set another POSTHORN_DATA_DIR.` }
  const child = spawnChild(t, 'hold', dataDir)
  await eventually('the other process', () => child.output === 'ready\n')
  await t.rejects(startEmbeddedDatabase({ dataDir }), refusal)
  child.kill('SIGKILL')
  await once(child, 'exit')

  const database = await start(t, dataDir)
  await t.rejects(startEmbeddedDatabase({ dataDir }), refusal)
  await createTable(database.endpoint)
  t.strictSame(await query(database.endpoint, 'h'), [], 'the refusal did not disturb the one that runs')
})

t.test('a database that cannot be opened is refused by name', async (t) => {
  const dataDir = t.testdir()
  await (await startEmbeddedDatabase({ dataDir })).close()
  const current = join(dataDir, 'database', 'CURRENT')
  writeFileSync(current, 'nonsense\n')
  await t.rejects(startEmbeddedDatabase({ dataDir }), { message: /^The database in the data directory .* cannot be opened: / })
  t.equal(readFileSync(current, 'utf8'), 'nonsense\n', 'nothing was repaired behind the back of the owner')
})

t.test('kill -9 in the middle of writing loses no acknowledged write', async (t) => {
  const dataDir = t.testdir()
  for (const enough of [20, 400]) {
    const dir = join(dataDir, String(enough))
    mkdirSync(dir)
    const child = spawnChild(t, 'write', dir)
    await eventually(`${enough} writes`, () => child.output.length > enough * 9)
    child.kill('SIGKILL')
    await once(child, 'close')
    const acknowledged = child.output.split('\n').slice(0, -1)
    const database = await start(t, dir)
    const kept = new Set(await query(database.endpoint, 'h', 10_000))
    t.ok(acknowledged.length >= enough)
    t.strictSame(acknowledged.filter((r) => !kept.has(r)), [])
  }
})
