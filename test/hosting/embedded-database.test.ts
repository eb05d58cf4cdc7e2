import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import type { DynamoDb } from '../../src/dynamodb/call.js'
import { openEmbeddedDatabase } from '../../src/hosting/embedded-database.js'
import { createMovingTable, createTable, put, query } from '../helpers/dynamodb-call.js'
import { eventually } from '../helpers/receiver.js'

const CHILD = fileURLToPath(new URL('../helpers/embedded-child.ts', import.meta.url))
const LOADER = new URL('../helpers/typescript.js', import.meta.url).href

const open = async (dataDir: string) => await openEmbeddedDatabase({ dataDir })

async function start (t: Test, dataDir = ':memory:'): Promise<DynamoDb> {
  const database = await open(dataDir)
  t.teardown(() => database.close())
  return database
}

function spawnChild (t: Test, role: string, dataDir: string): ChildProcess & { output: string } {
  const child = spawn(process.execPath, ['--import', LOADER, CHILD, role, dataDir], { stdio: ['pipe', 'pipe', 'ignore'] })
  t.teardown(() => child.kill('SIGKILL'))
  const spawned = Object.assign(child, { output: '' })
  child.stdout.setEncoding('utf8').on('data', (text: string) => { spawned.output += text })
  return spawned
}

async function killed (child: ChildProcess): Promise<void> {
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}

t.test('Written items are there after a restart, in files that only the owner can read.', async t => {
  const dataDir = join(t.testdir(), 'data')
  const first = await start(t, dataDir)
  await createTable(first.call)
  await put(first.call, 'h', 'kept')
  await Promise.all([first.close(), first.close()])
  const second = await start(t, dataDir)
  t.strictSame(await query(second.call, 'h'), ['kept'])
  t.equal(statSync(join(dataDir)).mode & 0o077, 0)
  t.equal(statSync(join(dataDir, 'database')).mode & 0o077, 0)
  await t.rejects(first.call('ListTables', {})
    .then(async () => await put(first.call, 'h', 'late')), { name: 'InternalServerError', status: 500 }, 'a closed database stores nothing')
})

t.test('Two databases in memory share nothing and leave no files.', async t => {
  const before = process.cwd()
  process.chdir(t.testdir())
  t.teardown(() => process.chdir(before))
  const [one, other] = [await start(t), await start(t)]
  await createTable(one.call)
  await put(one.call, 'h', 'r')
  await t.rejects(query(other.call, 'h'), { name: 'ResourceNotFoundException' })
  t.notOk(existsSync(':memory:'))
})

t.test('A data directory that is in use is refused by name, for this process and for others.', async t => {
  const dataDir = join(t.testdir(), 'data')
  const refusal = { message: `The data directory ${dataDir} is in use by another process; stop that one or set another POSTHORN_DATA_DIR.` }
  const child = spawnChild(t, 'hold', dataDir)
  await eventually('the other process', () => child.output === 'ready\n')
  await t.rejects(open(dataDir), refusal)
  await killed(child)

  const starts = await Promise.allSettled(Array.from({ length: 5 }, async () => await open(dataDir)))
  const opened = starts.flatMap(one => one.status === 'fulfilled' ? [one.value] : [])
  t.equal(opened.length, 1, 'of several processes that find a lock of a dead process, one takes over')
  const { call, close } = opened[0]!
  await t.rejects(open(dataDir), refusal)
  await createTable(call)
  t.strictSame(await query(call, 'h'), [], 'the refused processes did not disturb the running one')
  await close()
  await start(t, dataDir)
})

t.test('A path that is too long for a socket is locked, too.', async t => {
  const dataDir = join(t.testdir(), 'x'.repeat(120))
  const { close } = await open(dataDir)
  await t.rejects(open(dataDir), { message: /in use by another process/ })
  await close()
  await start(t, dataDir)
})

/** A data directory with some items. */
async function written (dataDir: string): Promise<string> {
  const { call, close } = await open(dataDir)
  await createTable(call)
  for (let n = 0; n < 40; n++) await put(call, 'h', String(n).padStart(3, '0'), 3000)
  await close()
  return join(dataDir, 'database', 'data.mdb')
}

t.test('Files that are not a database of this version are refused with a reason, and are not changed.', async t => {
  const kinds: Record<string, [spoil: (file: string) => void, says: RegExp]> = {
    nonsense: [file => writeFileSync(file, 'nonsense'.repeat(2000)), /data\.mdb is no LMDB file: restore it from a backup/],
    empty: [file => truncateSync(file, 0), /data\.mdb is empty: restore it from a backup/],
    half: [file => truncateSync(file, statSync(file).size / 2), /data\.mdb is cut off/],
    head: [file => truncateSync(file, 5000), /data\.mdb is cut off/],
    'another version': [file => writeFileSync(file, readFileSync(file).fill(9, 28, 29)), /written by another version of LMDB/],
    leveldb: [
      file => writeFileSync(join(file, '../CURRENT'), 'MANIFEST-000001\n'),
      /LevelDB database, as the first builds of Posthorn wrote it.*move the directory away/
    ]
  }
  for (const [kind, [spoil, says]] of Object.entries(kinds)) {
    const dataDir = join(t.testdir(), kind)
    const file = await written(dataDir)
    spoil(file)
    const before = readFileSync(file)
    const error = await open(dataDir).then(() => undefined, (error: Error) => error.message)
    t.match(error, says, kind)
    t.match(error, `The database in the data directory ${dataDir} cannot be opened: `)
    t.ok(readFileSync(file).equals(before), `${kind}: the files are not repaired without the owner's knowledge`)
  }
})

/** Runs a shell command. Returns whether it succeeded. */
const shell = (command: string) => spawnSync('sh', ['-c', command]).status === 0
const noLimits = !shell('prlimit --version') && 'needs prlimit, which gives a process a small disk'

t.test('On a full disk writes fail as if the database did not answer. Reads continue, and writes succeed when there is room.', { skip: noLimits }, async t => {
  const dataDir = t.testdir()
  const child = spawnChild(t, 'obey', dataDir)
  await eventually('it runs', () => child.output === 'ready\n')
  const limit = (bytes: number | string) => t.ok(shell(`prlimit --pid ${child.pid} --fsize=${bytes}:`))
  const said: string[] = []
  const ask = async (r: string) => {
    child.stdin!.write(`${r}\n`)
    return await eventually(`the result of ${r}`, () => new RegExp(`^${r} (.*)$`, 'm').exec(child.output)?.[1])
  }
  limit(2_000_000)
  for (let n = 0; n < 30; n++) said.push(await ask(`r${n}`))
  const [stored, refused] = [said.filter(one => one === 'stored'), said.filter(one => one !== 'stored')]
  t.ok(stored.length >= 5 && refused.length >= 5, `${stored.length} stored, ${refused.length} refused`)
  // A page that could be written only in part is an input/output error.
  t.strictSame(
    refused.filter(one => !/^InternalServerError: The database could not store this: (File too large|Input\/output error)$/.test(one)), []
  )
  limit('unlimited')
  t.equal(await ask('later'), 'stored')
  child.stdin!.end()
  await once(child, 'close')
  t.equal(child.exitCode, 0)
  const { call } = await start(t, dataDir)
  t.strictSame(await query(call, 'h'), [
    'later', ...said.flatMap((one, n) => one === 'stored' ? [`r${n}`] : [])
  ].sort(), 'exactly the answered writes are there')
})

t.test('A start on a full disk is refused with a reason.', { skip: noLimits }, async t => {
  const dataDir = t.testdir()
  const child = spawn('sh', ['-c', `ulimit -f 8; exec ${process.execPath} --import ${LOADER} ${CHILD} hold ${dataDir} 2>&1 | cat`], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => { output += text })
  await once(child, 'close')
  t.match(output, `The database in the data directory ${dataDir} cannot be opened: EFBIG: file too large`)
  await start(t, dataDir)
})

t.test('Files that may not be written are refused with a reason.', { skip: process.getuid?.() === 0 && 'root may write every file' }, async t => {
  const dataDir = t.testdir()
  for (const name of ['lock.mdb', 'data.mdb']) {
    const file = join(await written(dataDir), '..', name)
    chmodSync(file, 0o444)
    await t.rejects(open(dataDir), { message: new RegExp(`cannot be opened: EACCES: permission denied, .*${name}`) })
    chmodSync(file, 0o666)
  }
})

t.test('kill -9 during writes loses no answered write.', async t => {
  const dataDir = t.testdir()
  for (const enough of [20, 400]) {
    const dir = join(dataDir, String(enough))
    mkdirSync(dir)
    const child = spawnChild(t, 'write', dir)
    await eventually(`${enough} writes`, () => child.output.length > enough * 9)
    await killed(child)
    const answered = child.output.split('\n').slice(0, -1)
    const { call } = await start(t, dir)
    const kept = new Set(await query(call, 'h'))
    t.ok(answered.length >= enough)
    t.strictSame(answered.filter(r => !kept.has(r)), [])
  }
})

t.test('In a process that is killed, every item keeps its index entry, and no index entry is without its item.', async t => {
  const dataDir = t.testdir()
  for (let kill = 0; kill < 4; kill++) {
    const child = spawnChild(t, 'move', dataDir)
    await eventually('it moves', () => child.output.length > 6 * (1 + 7 * kill))
    await killed(child)
    const { call, close } = await open(dataDir)
    await createMovingTable(call)
    const byKey = ({ Items }: { Items?: Array<Record<string, { S?: string, N?: string }>> | undefined }) =>
      Items!.map(({ h, at }) => `${h!.S} ${at!.N}`).sort()
    const scanned = byKey(await call('Scan', { TableName: 'moving' }))
    const indexed = byKey(await call('Query', {
      TableName: 'moving', IndexName: 'byTime', KeyConditionExpression: 'part = :s', ExpressionAttributeValues: { ':s': { S: '0' } }
    }))
    t.equal(scanned.length, 20)
    t.same(indexed, scanned)
    await close()
  }
})
