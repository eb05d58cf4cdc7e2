import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import type { Call } from '../../../src/dynamodb/call.js'
import { openEmbeddedDatabase } from '../../../src/hosting/embedded-database.js'
import { chance, runs } from '../../helpers/chance.js'
import { createMovingTable, putVersion, versionOf } from '../../helpers/dynamodb-call.js'
import { afterPowerCut, anyDisk, readLog, saidIn, type Noted } from './power-cut.js'

const CHILD = fileURLToPath(new URL('../../helpers/embedded-child.ts', import.meta.url))
const LOADER = new URL('../../helpers/typescript.js', import.meta.url).href

const compiles = process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0
const skip = compiles ? false : 'needs Linux and a C compiler (cc), to record writes and syncs'

/** The writes, syncs and answers of a process, and the file at its end. */
function record (t: Test): { records: Noted[], file: Buffer } {
  const dir = realpathSync(t.testdir())
  const [log, shim, dataDir] = [join(dir, 'log'), join(dir, 'write-log.so'), join(dir, 'data')]
  const compiled = spawnSync(
    'cc', ['-shared', '-fPIC', '-O1', '-o', shim, fileURLToPath(new URL('./write-log.c', import.meta.url)), '-ldl'], { encoding: 'utf8' }
  )
  t.equal(compiled.status, 0, compiled.stderr)
  const env = { ...process.env, LD_PRELOAD: shim, WRITE_LOG: log, WRITE_LOG_DIR: join(dataDir, 'database') }
  const child = spawnSync(process.execPath, ['--import', LOADER, CHILD, 'change', dataDir], { env, encoding: 'utf8' })
  t.equal(child.status, 0, child.stderr)
  return { records: readLog(log), file: readFileSync(join(dataDir, 'database', 'data.mdb')) }
}

/** The last version of each item whose write was answered. */
const answered = (records: Noted[]) => new Map(saidIn(records).trim().split('\n').filter(Boolean)
  .map(line => line.split(' ') as [string, string]).map(([h, version]) => [h, Number(version)]))

/** The errors of a database: an answered version that is missing, an incomplete item, an index that differs. */
async function wrongWith (call: Call, versions: Map<string, number>): Promise<string[]> {
  const items = (await call('Scan', { TableName: 'moving' })).Items!
  const entries = (await call('Query', {
    TableName: 'moving', IndexName: 'byTime', KeyConditionExpression: 'part = :s', ExpressionAttributeValues: { ':s': { S: '0' } }
  })).Items!
  const found = new Map(items.map(item => [item.h!.S!, Number(item.at!.N)]))
  const placesOf = (list: typeof items) => list.map(({ h, at }) => `${h!.S} ${at!.N}`).sort().join()
  return [
    ...[...versions].filter(([h, version]) => !isOneOf(found.get(h), [version, version + 1])).map(([h, version]) =>
      `${h} was answered at ${version} and is at ${found.get(h)}`),
    ...items.filter(item => JSON.stringify(item.text) !== JSON.stringify(versionOf(item.h!.S!, Number(item.at!.N)).text)).map(item =>
      `${item.h!.S} is not whole`),
    ...placesOf(items) === placesOf(entries) ? [] : ['the index differs']
  ]
}

// A write without an answer may be stored or not.
const isOneOf = (found: number | undefined, versions: number[]) =>
  versions.some(version => version % 4 === 0 ? found === undefined : found === version)

/** Cuts the power after these records, opens the database that is left, and returns its errors. */
async function cutAfter (dataDir: string, records: Noted[]): Promise<string[]> {
  const image = afterPowerCut(records, anyDisk(chance))
  mkdirSync(join(dataDir, 'database'), { recursive: true })
  if (image) writeFileSync(join(dataDir, 'database', 'data.mdb'), image)
  const versions = answered(records)
  try {
    const { call, close } = await openEmbeddedDatabase({ dataDir })
    await createMovingTable(call)
    const wrong = await wrongWith(call, versions)
    await putVersion(call, 'next', 1)
    await close()
    return wrong
  } catch (error) {
    return [(error as Error).message]
  }
}

/** The errors after power cuts at random moments. */
async function cuts (t: Test, records: Noted[], count: number): Promise<string[]> {
  const dir = t.testdir()
  const first = records.findIndex(({ kind }) => kind === 'a')
  const wrong: string[] = []
  for (let cut = 0; cut < count; cut++) {
    const end = chance.integer(first + 1, records.length)
    for (const one of await cutAfter(join(dir, String(cut)), records.slice(0, end))) wrong.push(`cut after record ${end}: ${one}`)
  }
  return wrong
}

/** The same records, with each answer before the sync that it waited for. */
function answeredEarly (records: Noted[]): Noted[] {
  const early: Noted[] = []
  for (const record of records) {
    early.splice(record.kind === 'a' ? early.findLastIndex(({ kind }) => kind === 's') : early.length, 0, record)
  }
  return early
}

t.test('A power cut loses no answered write, and leaves every item complete.', { skip }, async t => {
  const { records, file } = record(t)
  t.ok(file.equals(afterPowerCut(records, () => true)!), 'the log contains every write of the file')
  t.strictSame(await cuts(t, records, runs(60, 600)), [])

  const lost = (await cuts(t, answeredEarly(records), 20)).filter(one => one.includes(' was answered at '))
  t.ok(lost.length > 5, 'this test finds lost writes if answers come before the sync')
})
