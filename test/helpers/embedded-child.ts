// A process around a database in files, for tests that kill it or fill its disk: `<role> <data directory>`.
import { openEmbeddedDatabase } from '../../src/hosting/embedded-database.js'
import { createMovingTable, createTable, put, putVersion } from './dynamodb-call.js'
import type { Call } from '../../src/dynamodb/call.js'

const [role, dataDir = ''] = process.argv.slice(2)
const TOGETHER = 8
const MOVING = 20
const VERSIONS = 40

/** Prints each write after it was answered, until it is killed. */
async function write (call: Call): Promise<void> {
  await createTable(call)
  let next = 0
  await Promise.all(Array.from({ length: TOGETHER }, async () => {
    for (;;) {
      const r = String(next++).padStart(8, '0')
      await put(call, 'h', r)
      process.stdout.write(`${r}\n`)
    }
  }))
}

/** Moves a few items to later and later places of an index, until it is killed. */
async function move (call: Call): Promise<void> {
  await createMovingTable(call)
  for (let at = Date.now(); ; at++) {
    await Promise.all(Array.from({ length: MOVING }, async (_, n) => {
      await call('PutItem', { TableName: 'moving', Item: { h: { S: `h${n}` }, part: { S: '0' }, at: { N: String(at) } } })
    }))
    process.stdout.write('moved\n')
  }
}

/** Stores version after version of a few items. Prints each after it was answered. */
async function change (call: Call): Promise<void> {
  await createMovingTable(call)
  await Promise.all(Array.from({ length: TOGETHER }, async (_, n) => {
    for (let version = 1; version <= VERSIONS; version++) {
      await putVersion(call, `h${n}`, version)
      process.stdout.write(`h${n} ${version}\n`)
    }
  }))
}

/** Writes the item that each line names, and prints the result. */
async function obey (call: Call): Promise<void> {
  await createTable(call)
  process.stdout.write('ready\n')
  for await (const chunk of process.stdin) {
    for (const r of String(chunk).split('\n').filter(Boolean)) {
      const said = await put(call, 'h', r, 200_000).then(() => 'stored', (error: Error) => `${error.name}: ${error.message}`)
      process.stdout.write(`${r} ${said}\n`)
    }
  }
}

const { call, close } = await openEmbeddedDatabase({ dataDir })
if (role === 'write') await write(call)
else if (role === 'move') await move(call)
else if (role === 'change') {
  await change(call)
  await close()
} else if (role === 'obey') {
  await obey(call)
  await close()
} else {
  process.stdout.write('ready\n')
  // The lock alone does not keep the process alive.
  setInterval(() => {}, 1000)
}
