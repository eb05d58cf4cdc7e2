import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { startEmbeddedDatabase } from '../../src/hosting/embedded-database.js'
import { call, createMovingTable } from '../helpers/dynamodb-call.js'

const CHILD = fileURLToPath(new URL('../helpers/embedded-child.ts', import.meta.url))
const PRELOAD = fileURLToPath(new URL('../helpers/typescript.js', import.meta.url))
const KEYS = 20

interface Row { h: { S: string }, at: { N: string } }

/** Moves items about in an index until it is killed, after some time of it. */
async function killedWhileMoving (dataDir: string, ms: number): Promise<void> {
  const child = spawn(process.execPath, ['--import', PRELOAD, CHILD, 'move', dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = new Promise(resolve => child.once('exit', resolve))
  await new Promise(resolve => child.stdout.once('data', resolve))
  setTimeout(() => child.kill('SIGKILL'), ms)
  await exited
}

const inOrder = (rows: Row[]) => rows.map(({ h, at }) => `${h.S} ${at.N}`).sort()

t.test('a process that is killed leaves every item with its index entry, and no entry without its item', async t => {
  const dataDir = t.testdir({})
  for (let kill = 0; kill < 4; kill++) {
    await killedWhileMoving(dataDir, 50 + 97 * kill)
    const { endpoint, close } = await startEmbeddedDatabase({ dataDir })
    const scanned = await call(endpoint, 'Scan', { TableName: 'moving' }) as { Items: Row[] }
    const query = { TableName: 'moving', IndexName: 'byTime', KeyConditionExpression: 'part = :s', ExpressionAttributeValues: { ':s': { S: '0' } } }
    const indexed = await call(endpoint, 'Query', query) as { Items: Row[] }
    t.equal(scanned.Items.length, KEYS)
    t.same(inOrder(indexed.Items), inOrder(scanned.Items))
    await close()
  }
})

t.test('an item that leaves the index or is deleted leaves no entry', async t => {
  const { endpoint, close } = await startEmbeddedDatabase({ dataDir: ':memory:' })
  t.teardown(close)
  await createMovingTable(endpoint)
  const indexed = async () => {
    const query = { TableName: 'moving', IndexName: 'byTime', KeyConditionExpression: 'part = :s', ExpressionAttributeValues: { ':s': { S: '0' } } }
    return inOrder((await call(endpoint, 'Query', query) as { Items: Row[] }).Items)
  }
  const put = async (h: string, at: number) => await call(endpoint, 'PutItem', { TableName: 'moving', Item: { h: { S: h }, part: { S: '0' }, at: { N: String(at) } } })
  for (const h of ['a', 'b', 'c']) await put(h, 1)
  await put('a', 2)
  t.same(await indexed(), ['a 2', 'b 1', 'c 1'])
  await call(endpoint, 'UpdateItem', { TableName: 'moving', Key: { h: { S: 'b' } }, UpdateExpression: 'REMOVE part' })
  await call(endpoint, 'DeleteItem', { TableName: 'moving', Key: { h: { S: 'c' } } })
  await call(endpoint, 'BatchWriteItem', { RequestItems: { moving: [{ PutRequest: { Item: { h: { S: 'd' }, part: { S: '0' }, at: { N: '9' } } } }] } })
  t.same(await indexed(), ['a 2', 'd 9'])
  const { Item } = await call(endpoint, 'GetItem', { TableName: 'moving', Key: { h: { S: 'b' } } }) as { Item: object }
  t.same(Item, { h: { S: 'b' }, at: { N: '1' } })
})
