// The cost of a page of messages in database requests, read units and time, by the number of messages of the application and
// by the share that a filter matches. On DynamoDB Local, which counts read units: npm run bench:lists -- 1000 100000 1000000
import { randomInt } from 'node:crypto'
import { readWords } from '../helpers/command-line.js'
import { loadConfig } from '../../src/config.js'
import { createIdFactory } from '../../src/lib/ids.js'
import { memoryBlobs } from '../../src/repositories/blobs.js'
import { openDatabase } from '../../src/repositories/database.js'
import type { Operation } from '../../src/dynamodb/call.js'
import * as messages from '../../src/repositories/messages.js'
import type { Message, MessageFilter } from '../../src/repositories/messages.js'
import type { Page } from '../../src/repositories/pagination.js'
import { ensureTables } from '../../src/repositories/tables.js'

const USAGE = 'npm run bench:lists -- 1000 100000\n\n  What a page of messages costs, by the number of messages; on DynamoDB Local, which needs Java 17.\n'
const SIZES = readWords({ usage: USAGE, words: 20 }).map(Number)
const LIMIT = 50
const WRITERS = 4
const BATCH = 25
// A busy emulator may take longer than the timeout of the repositories.
const TRIES = 30
const DAYS = 60
// One message in this many has the event type and the channel.
const SHARES = { 'one in 10': 10, 'one in 10,000': 10_000 }

const endpoint = process.env.POSTHORN_TEST_DYNAMODB_ENDPOINT
if (endpoint === undefined || SIZES.length === 0) throw new Error('Run it as: npm run bench:lists -- 1000 100000')
const db = openDatabase(
  loadConfig({ POSTHORN_DYNAMODB_ENDPOINT: endpoint, POSTHORN_TABLE_PREFIX: `bench${randomInt(1e9)}-` }), memoryBlobs()
)
const spent = { requests: 0, units: 0 }
const send = db.call as (operation: Operation, input: object) => Promise<{ ConsumedCapacity?: Capacity | Capacity[] }>
Object.assign(db, { call: counted })
await ensureTables(db)
const now = Date.now()

console.log(`| messages | page of ${LIMIT} | direction | found | requests | read units | ms |\n|---|---|---|---|---|---|---|`)
for (const size of SIZES) {
  const { appId, oldest } = await load(size)
  const filters: Array<[string, MessageFilter]> = [
    ['all', {}],
    ['all, by event type', { eventTypes: ['common', ...Object.keys(SHARES)] }],
    ...Object.keys(SHARES).flatMap((share): Array<[string, MessageFilter]> => [
      [`${share}, by event type`, { eventTypes: [share] }], [`${share}, by channel`, { channel: name(share) }]
    ]),
    ['none', { eventTypes: ['never'] }]
  ]
  for (const [what, filter] of filters) {
    await measure({ size, what, direction: 'newest first', query: filter, appId })
    await measure({ size, what, direction: 'oldest first', query: { ...filter, iterator: `-${oldest}` }, appId })
  }
}
await db.close()

interface Capacity { CapacityUnits?: number }
interface Case { size: number, what: string, direction: string, appId: string, query: MessageFilter & { iterator?: string } }

async function measure ({ size, what, direction, appId, query }: Case): Promise<void> {
  const list = async (): Promise<Page<Message>> =>
    await messages.list(db, { id: appId }, { ...query, limit: LIMIT }, { now, withPayload: true })
  await list()
  const times: number[] = []
  let found = 0
  Object.assign(spent, { requests: 0, units: 0 })
  for (let i = 0; i < 5; i++) {
    const start = performance.now()
    found = (await list()).data.length
    times.push(performance.now() - start)
  }
  const { requests, units } = spent
  console.log(
    `| ${size.toLocaleString('en')} | ${what} | ${direction} | ${found} | ${requests / 5} | ${units / 5} | ${times.sort((a, b) => a - b)[2]!.toFixed(0)} |`
  )
}

/** An application with this many messages of about 300 bytes, evenly spread over the last weeks. */
async function load (size: number): Promise<{ appId: string, oldest: string }> {
  const appId = `app_of_${size}`
  const began = performance.now()
  let at = now - DAYS * 86_400_000
  const newId = createIdFactory({ now: () => at })
  const all = Array.from({ length: size }, (_, i) => {
    at += DAYS * 86_400_000 / (size + 1)
    return { id: newId('msg_').id, i }
  })
  const left = all.values()
  await Promise.all(Array.from({ length: WRITERS }, async () => {
    for (let batch = take(left); batch.length > 0; batch = take(left)) {
      await stored(batch.map(({ id, i }) => ({ message: composed(appId, id, i) })))
    }
  }))
  console.error(`${size} messages stored in ${((performance.now() - began) / 1000).toFixed(0)} s`)
  return { appId, oldest: all[0]!.id }
}

async function stored (batch: Array<{ message: Message }>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await messages.insertFresh(db, batch)
      return
    } catch (error) {
      if (tries === TRIES) throw error
      await new Promise(resolve => setTimeout(resolve, 1000))
    }
  }
}

function take<T> (from: Iterator<T>): T[] {
  const some: T[] = []
  while (some.length < BATCH) {
    const { value, done } = from.next()
    if (done) break
    some.push(value)
  }
  return some
}

function composed (appId: string, id: string, i: number): Message {
  const [share] = Object.entries(SHARES).reverse().find(([, every]) => i % every === Math.floor(every / 2)) ?? []
  return {
    orgId: 'org_bench', appId, id, eventType: share ?? 'common', eventId: null, channels: share === undefined ? null : [name(share)],
    tags: null, deliverAt: null, onlyEndpointId: null, payload: Buffer.from(JSON.stringify({
      id: `inv_${i}`, amount: i, text: 'a line of an invoice, as long as it has to be'
    })), isJson: true, payloadExpiresAt: now + 90 * 86_400_000, idempotencyKey: null
  }
}

function name (share: string): string {
  return share.replaceAll(/\W/g, '_')
}

async function counted (operation: Operation, input: object): Promise<object> {
  const answer = await send(operation, { ...input, ReturnConsumedCapacity: 'TOTAL' })
  spent.requests++
  spent.units += [answer.ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits: units = 0 }) => sum + units, 0)
  return answer
}
