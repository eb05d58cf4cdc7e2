// A process around an embedded database, for tests that kill it or weigh it: `<role> <data directory>`.
import { createRequire } from 'node:module'
import { type Server } from 'node:http'
import { type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { startEmbeddedDatabase } from '../../src/hosting/embedded-database.js'
import { call, createMovingTable, createTable, put, query } from './dynamodb-call.js'

const QUERIES = 600
const [role, dataDir = ''] = process.argv.slice(2)

/** Says each write once it has been acknowledged, until it is killed. */
async function write (endpoint: string): Promise<void> {
  await createTable(endpoint)
  for (let n = 0; ; n++) {
    const r = String(n).padStart(8, '0')
    await put(endpoint, 'h', r)
    process.stdout.write(`${r}\n`)
  }
}

/** Moves a few items to ever later places of an index, one after the other, until it is killed. */
async function move (endpoint: string): Promise<void> {
  await createMovingTable(endpoint)
  for (let at = Date.now(); ; at++) {
    await Promise.all(Array.from({ length: 20 }, async (_, n) => {
      await call(endpoint, 'PutItem', { TableName: 'moving', Item: { h: { S: `h${n}` }, part: { S: '0' }, at: { N: String(at) } } })
    }))
    process.stdout.write('moved\n')
  }
}

/**
 * Says by how many bytes the heap grew over some queries, after some to warm up. A leaked iterator holds its native
 * memory as well, but the heap alone can be measured to the kilobyte.
 */
async function weigh (endpoint: string): Promise<void> {
  await createTable(endpoint)
  for (let n = 0; n < 50; n++) await put(endpoint, 'h', String(n).padStart(8, '0'))
  const heapAfter = async (queries: number) => {
    for (let n = 0; n < queries; n++) await query(endpoint, 'h', 10)
    // What the last query leaves to do is done after a turn or two of the event loop.
    await setTimeout(50)
    globalThis.gc!()
    return process.memoryUsage().heapUsed
  }
  const before = await heapAfter(QUERIES)
  process.stdout.write(`${await heapAfter(QUERIES) - before}\n`)
}

async function startUncontained (): Promise<string> {
  const dynalite = createRequire(import.meta.url)('dynalite') as (options: object) => Server
  const server = dynalite({ createTableMs: 0, path: join(dataDir, 'database') })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

if (role === 'weigh-uncontained') await weigh(await startUncontained())
else {
  const { endpoint } = await startEmbeddedDatabase({ dataDir })
  if (role === 'write') await write(endpoint)
  else if (role === 'move') await move(endpoint)
  else if (role === 'weigh') await weigh(endpoint)
  else process.stdout.write('ready\n')
}
if (role?.startsWith('weigh')) process.exit()
