import { rm } from 'node:fs/promises'
import { bundlePortal } from '../../infra/portal.js'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { createTableDispatcher } from '../../src/delivery/hand-off/table/dispatcher-table.js'
import type { Operation } from '../../src/dynamodb/call.js'
import { openEmbeddedDatabase } from '../../src/hosting/embedded-database.js'
import { createTokens } from '../../src/http/tokens.js'
import { createIdFactory } from '../../src/lib/ids.js'
import { eachOf } from '../../src/lib/parallel.js'
import * as attempts from '../../src/repositories/attempts.js'
import { memoryBlobs } from '../../src/repositories/blobs.js'
import { alone, openDatabase, putMany, type Database, type Write } from '../../src/repositories/database.js'
import * as deliveries from '../../src/repositories/deliveries.js'
import type { Delivery, DeliveryState } from '../../src/repositories/deliveries.js'
import * as messages from '../../src/repositories/messages.js'
import type { Message } from '../../src/repositories/messages.js'
import { ensureTables } from '../../src/repositories/tables.js'
import { createTestEngine, newApplication, type TestEngine } from './engine.js'

/** What was asked of the database: calls, and the rows that it went through for them. */
export interface Spent { calls: number, rows: number }

/** A server over an embedded database with one large application. */
export interface LargeWorld {
  url: string
  /** Links to the portal of the application, and the token of the organization, which are good for an hour. */
  link: string
  token: string
  appId: string
  /** Oldest first. */
  endpointIds: string[]
  /** An endpoint with every tenth message. */
  hot: string
  /** A message that every endpoint has, and the message before it. */
  broad: string
  plain: string
  /** How many deliveries have not succeeded. */
  undelivered: number
  /** What was spent since the last call. */
  spent: () => Spent
  close: () => Promise<void>
}

export interface LargeOptions { dataDir: string, endpoints: number, messages: number }

const DAY_MS = 86_400_000
const DAYS = 7
const TYPES = 20
const HOT_EVERY = 10
// Messages that are stored in one transaction with their deliveries and attempts, and transactions at a time.
const TOGETHER = 25
const AT_ONCE = 40

/** Fills an embedded database by its repositories, below the API, and serves it. */
export async function startLargeWorld ({ dataDir, ...size }: LargeOptions): Promise<LargeWorld> {
  await bundlePortal('dist/portal')
  const config = loadConfig({ POSTHORN_DATA_DIR: dataDir })
  const db = alone(openDatabase(config, memoryBlobs(), await openEmbeddedDatabase(config)))
  await ensureTables(db)
  const engine = createTestEngine({ db, dispatcher: createTableDispatcher() })
  const filled = await fill(engine, size)
  const spent = counted(db)
  const tokens = createTokens({ ...config, jwtSecret: 'the secret of these tests' }, Date.now)
  const app = await buildApp({ engine, tokens })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const { orgId, appId } = filled
  const key = Buffer.from(JSON.stringify({ appId, token: await tokens.mint({ kind: 'app', orgId, appId, featureFlags: [] }, 3600) })).toString('base64')
  return {
    ...filled, url, link: `${url}/portal/login#key=${encodeURIComponent(key)}`, token: await tokens.mint({ kind: 'org', orgId }, 3600), spent,
    async close () {
      await app.close()
      await db.close()
      await rm(dataDir, { recursive: true, force: true })
    }
  }
}

interface Answer { Items?: unknown[], ScannedCount?: number, Responses?: Record<string, unknown[]> }

const rowsOf = ({ Items = [], ScannedCount = Items.length, Responses = {} }: Answer) =>
  Object.values(Responses).reduce((sum, some) => sum + some.length, ScannedCount)

/** Counts calls and rows from now on. */
function counted (db: Database): () => Spent {
  const spent = { calls: 0, rows: 0 }
  const call = db.call as (operation: Operation, input: object) => Promise<Answer>
  Object.assign(db, {
    async call (operation: Operation, input: object) {
      const answer = await call(operation, input)
      spent.calls++
      spent.rows += rowsOf(answer)
      return answer
    }
  })
  return () => {
    const { calls, rows } = spent
    Object.assign(spent, { calls: 0, rows: 0 })
    return { calls, rows }
  }
}

async function fill (engine: TestEngine, { endpoints, messages: count }: Omit<LargeOptions, 'dataDir'>) {
  const { db } = engine
  const now = Date.now()
  const { id: appId, orgId } = await newApplication(engine, { orgId: 'org_large', name: 'Large' })
  const endpointIds = await addEndpoints(engine, { appId, orgId, count: endpoints, at: now - DAYS * DAY_MS - 3_600_000 })
  const hot = endpointIds[Math.floor(endpoints / 2)]!
  const times = { at: now - DAYS * DAY_MS }
  const newId = createIdFactory({ now: () => times.at })
  let undelivered = 0
  const made = (function * () {
    for (let n = 0; n < count; n++) {
      times.at = now - DAYS * DAY_MS + Math.floor(n * (DAYS * DAY_MS - 60_000) / count)
      const to = n % HOT_EVERY === 0 ? hot : endpointIds[n * 7919 % endpoints]!
      const state = stateOf(n)
      if (state !== 'succeeded') undelivered++
      yield one({ db, appId, orgId, n, msgId: newId('msg_').id, to: [to], state, attemptId: () => newId('atmpt_').id, now })
    }
  }())
  const groups = (function * () {
    for (let group = [...take(made, TOGETHER)]; group.length > 0; group = [...take(made, TOGETHER)]) yield group
  }())
  await Promise.all(Array.from({ length: AT_ONCE }, async () => { for (const group of groups) await messages.insertFresh(db, group) }))
  const good = { db, appId, orgId, n: 1, state: 'succeeded', attemptId: () => newId('atmpt_').id, now } as const
  times.at = now - 60_000
  const plain = one({ ...good, msgId: newId('msg_').id, to: [endpointIds[1]!] })
  times.at = now - 30_000
  const broad = one({ ...good, msgId: newId('msg_').id, to: endpointIds })
  await messages.insertFresh(db, [plain, { message: broad.message }])
  for (const table of ['deliveries', 'attempts'] as const) await putMany(db, table, broad.along.filter(write => write.table === table).map(({ item }) => item))
  return { appId, orgId, endpointIds, hot, broad: broad.message.id, plain: plain.message.id, undelivered }
}

function * take<T> (from: Iterator<T>, count: number): Generator<T> {
  for (let n = 0; n < count; n++) {
    const { value, done } = from.next()
    if (done) return
    yield value
  }
}

const stateOf = (n: number): DeliveryState => n % 500 === 250 ? 'exhausted' : n % 1000 === 123 ? 'pending' : n % 2000 === 777 ? 'canceled' : 'succeeded'

interface Filling { appId: string, orgId: string, count: number, at: number }

interface One {
  db: Database
  appId: string
  orgId: string
  n: number
  msgId: string
  to: readonly string[]
  state: DeliveryState
  attemptId: () => string
  now: number
}

/** A message with its deliveries, each of which was attempted once. */
function one ({ db, appId, orgId, n, msgId, to, state, attemptId, now }: One): { message: Message, along: Write[] } {
  const eventType = `order.event${n % TYPES}`
  const isGood = state === 'succeeded'
  const along = to.flatMap((endpointId): Write[] => {
    const id = attemptId()
    const last = { id, status: isGood ? 0 : 2, code: isGood ? 200 : 500, manual: false } as const
    const delivery: Delivery = {
      endpointId, msgId, rev: 0, orgId, appId, eventType, channels: null, state, attempts: 1, resends: 0,
      reason: state === 'canceled' ? 'endpoint disabled' : null,
      nextAt: state === 'pending' ? now + DAY_MS : null, lease: null, heldUntil: null, dueAt: state === 'pending' ? now + DAY_MS : null, last
    }
    const attempt = {
      appId, msgId, id, endpointId, url: 'https://example.com/', status: last.status, responseStatusCode: last.code,
      response: '', responseDurationMs: 20 + n % 100, triggerType: 0, eventType, channels: null
    } as const
    return [deliveries.writeOf(db, deliveries.storedAs(delivery)), attempts.writeOf(db, attempt)]
  })
  const message: Message = {
    orgId, appId, id: msgId, eventType, eventId: null, channels: null, tags: null, deliverAt: null, onlyEndpointId: null,
    payload: Buffer.from(`{"n":${n}}`), isJson: true, payloadExpiresAt: now + 90 * DAY_MS, idempotencyKey: null
  }
  return { message, along }
}

async function addEndpoints ({ db, vault }: TestEngine, { appId, orgId, count, at }: Filling): Promise<string[]> {
  const times = { at }
  const newId = createIdFactory({ now: () => times.at })
  const secret = vault.seal('whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD')
  const items = Array.from({ length: count }, (_, n) => {
    times.at = at + n * 10
    return {
      orgId, appId, id: newId('ep_').id, rev: 1, url: `https://hooks.customer-${n}.example.com/in`, description: `Customer ${n}`, version: 1,
      disabled: n % 97 === 5, eventTypes: [`order.event${n % TYPES}`], metadata: {}, headers: {}, secret, oldSecrets: [], createdAt: times.at, updatedAt: times.at
    }
  })
  const chunks = Array.from({ length: Math.ceil(count / 1000) }, (_, n) => items.slice(n * 1000, n * 1000 + 1000))
  await eachOf(chunks, 1, async some => {
    await putMany(db, 'endpoints', some)
    await putMany(db, 'aliases', some.map(({ id }) => ({ key: `ep-app|${id}`, target: appId, at })))
  })
  return items.map(({ id }) => id)
}
