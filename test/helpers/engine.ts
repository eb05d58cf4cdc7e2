import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import t from 'tap'
import { loadConfig } from '../../src/config.js'
import type { NewMessage } from '../../src/delivery/accept/accept.js'
import { createLocalDispatcher, type LocalDispatcher } from '../../src/delivery/hand-off/local/dispatcher-local.js'
import type { Dispatcher } from '../../src/delivery/dispatcher.js'
import type { Engine } from '../../src/delivery/engine.js'
import { ProxyError } from '../../src/delivery/sending/proxy-error.js'
import type { SendResult, Unsent } from '../../src/delivery/sending/send-result.js'
import type { SendRequest } from '../../src/delivery/sending/sender.js'
import type { Failure } from '../../src/repositories/deliveries.js'
import { createEngine } from '../../src/hosting/create-engine.js'
import { BOUNDS } from '../../src/aws/bounds.js'
import { systemClock, type Clock } from '../../src/lib/clock.js'
import { createIdFactory } from '../../src/lib/ids.js'
import { formatSecret, generateSecret } from '../../src/lib/secret-encryption.js'
import * as applications from '../../src/repositories/applications.js'
import type { Application } from '../../src/repositories/applications.js'
import * as attempts from '../../src/repositories/attempts.js'
import type { Attempt } from '../../src/repositories/attempts.js'
import * as deliveries from '../../src/repositories/deliveries.js'
import * as messages from '../../src/repositories/messages.js'
import { memoryBlobs } from '../../src/repositories/blobs.js'
import type { Call as DynamoDbCall, Operation } from '../../src/dynamodb/call.js'
import { openRemote } from '../../src/dynamodb/remote.js'
import { openMemoryEngine, type MemoryDynamoDb } from '../../src/dynamodb/embedded/open-engine.js'
import { openDatabase, type Database } from '../../src/repositories/database.js'
import * as endpoints from '../../src/repositories/endpoints.js'
import type { Endpoint } from '../../src/repositories/endpoints.js'
import { definitions } from '../simulation/models.js'
import { forEachFile } from './current-file.js'
import { startDynamoDbServer, type DynamoDbServer } from './dynamodb-server.js'
import { inTurns, memoryDatabase, memoryTables, PREFIX } from './memory-database.js'

/** The name of a call (`PutItem`), its table without the prefix, and its request. */
export interface Call { name: string, table: string, input: Record<string, unknown> }

/**
 * The fate of a call: it may `fail` before it is applied, `lose` its answer after it is applied, be applied twice (`repeat`, as the
 * SDK does when an answer is lost), be sent twice (`retry`, as the SDK does when a try never arrived), or succeed.
 */
export type Fate = 'fail' | 'lose' | 'repeat' | 'retry' | undefined

export interface TestDatabase {
  db: Database
  prefix: string
  /** Decides the fate of every call from now on. Without an argument, all calls succeed. */
  inject: (decide?: (call: Call) => Fate | Promise<Fate>) => void
  calls: Call[]
  /** Calls in flight. */
  busy: () => number
}

const shared = openMemoryEngine()
const memories = new Map<string, MemoryDynamoDb>()
// The engine's own timers do not keep the process alive, and a database in this process has no socket that would.
forEachFile(() => {
  const alive = setInterval(() => {}, 60_000)
  t.teardown(() => {
    clearInterval(alive)
    memories.clear()
  })
})
let served: Promise<DynamoDbServer> | undefined

/** An address of the file's database, for other processes: the embedded one in memory, or what POSTHORN_TEST_DYNAMODB_ENDPOINT names. */
export async function databaseEndpoint (): Promise<string> {
  const real = process.env.POSTHORN_TEST_DYNAMODB_ENDPOINT
  if (real) return real
  served ??= startDynamoDbServer(shared).then(server => {
    t.teardown(async () => {
      served = undefined
      await server.close()
    })
    return server
  })
  return (await served).endpoint
}

// A process that waits long on a busy machine must not conclude that its own database does not answer.
const PATIENT_MS = 120_000
const patience: Clock = {
  ...systemClock, wakeAt: (at, wake) => systemClock.wakeAt(at - systemClock.now() < 3000 ? at : at + PATIENT_MS, wake)
}

/** The same in memory, for tests in driven time: no call waits for a socket or a machine. */
export function openMemoryDatabase (prefix = `memory-${memories.size}-`): TestDatabase {
  const tables = memories.get(prefix) ?? memoryTables()
  memories.set(prefix, tables)
  return { ...withFaults({ ...memoryDatabase(tables), clock: patience }, PREFIX), prefix }
}

/** A connection to new tables in the file's database, or to those of another connection; with faults on demand. */
export async function openTestDatabase (prefix = `t${randomBytes(6).toString('hex')}-`): Promise<TestDatabase> {
  if (memories.has(prefix)) return openMemoryDatabase(prefix)
  const config = loadConfig({ POSTHORN_TABLE_PREFIX: prefix })
  const real = process.env.POSTHORN_TEST_DYNAMODB_ENDPOINT
  const dynamodb = real
    ? openRemote(real, {
      bounds: { ...BOUNDS.dynamodb, connectMs: PATIENT_MS, answerMs: PATIENT_MS }
    })
    : inTurns(shared)
  const db = { ...openDatabase(config, memoryBlobs(), dynamodb), clock: patience }
  if (real) t.teardown(db.close)
  await createTables(db, prefix)
  return withFaults(db, prefix)
}

// As ensureTables does, with half the calls and no pauses: every test has its own tables.
async function createTables (db: Database, prefix: string): Promise<void> {
  await Promise.all(definitions.map(async ({ TableName, ...definition }) => {
    const name = prefix + TableName!.slice(PREFIX.length)
    await db.call('CreateTable', { ...definition, TableName: name }).catch((error: Error) => {
      if (error.name !== 'ResourceInUseException') throw error
    })
    const describe = async () => (await db.call('DescribeTable', { TableName: name })).Table!.TableStatus
    while (await describe() !== 'ACTIVE');
  }))
}

function withFaults (db: Database, prefix: string): TestDatabase {
  let decide: (call: Call) => Fate | Promise<Fate> = () => undefined
  let busy = 0
  const calls: Call[] = []
  const { call } = db
  const send = async (operation: Operation, input: object) => await call(operation, input as never)
  const faulty = async (operation: Operation, input: { TableName?: string }) => {
    busy++
    try {
      const call = { name: operation, table: String(input.TableName).replace(prefix, ''), input: input as Record<string, unknown> }
      calls.push(call)
      const fate = await decide(call)
      if (fate === 'fail') throw awayError()
      if (fate === 'retry') return await send(operation, input).catch(repeated)
      const answer = await send(operation, input)
      if (fate === 'lose') throw awayError()
      return fate === 'repeat' ? await send(operation, input).catch(repeated) : answer
    } finally {
      busy--
    }
  }
  return {
    db: { ...db, call: faulty as DynamoDbCall }, prefix, inject: (given = () => undefined) => { decide = given }, calls, busy: () => busy
  }
}

const awayError = () => Object.assign(new Error('The database went away.'), { name: 'TimeoutError' })

function repeated (error: Error): never {
  throw Object.assign(error, { attempts: 2 })
}

export interface TestEngine extends Engine {
  sent: Array<SendRequest & { at: number }>
  /** Lines of the log, at info and above. */
  lines: Array<Record<string, unknown> & { msg: string, level: number }>
  /** Requests in flight. */
  sending: () => number
}

/** The answer of an endpoint, as far as tests need it; or the reason why no request was sent. */
export type Said = Unsent | { statusCode?: number, body?: string, durationMs?: number, retryAfter?: string, failure?: Failure }

export const proxyDown = (text = 'The proxy is down.'): Unsent =>
  ({ stage: 'unsent', by: 'proxy', error: new ProxyError(text, { isOurs: true }) })

function resultOf (said: Said): SendResult {
  if ('stage' in said) return said
  const { statusCode = 204, body = '', durationMs = 1, retryAfter, failure } = said
  return failure === undefined
    ? { stage: 'answered', statusCode, body, durationMs, retryAfter, failure }
    : { stage: 'unanswered', statusCode: 0, body, durationMs, retryAfter: undefined, failure }
}

export interface EngineOptions {
  db: Database
  dispatcher: Dispatcher
  env?: Record<string, string>
  clock?: Clock
  random?: () => number
  /** The answer of the endpoint; 204 by default. */
  answer?: (request: SendRequest) => Said | Promise<Said>
  instance?: string
}

let engines = 0

/** An engine whose endpoints are a function. */
export function createTestEngine ({
  db, dispatcher, env = {}, clock = systemClock, random = Math.random, answer = () => ({}), instance
}: EngineOptions): TestEngine {
  const lines: TestEngine['lines'] = []
  const sent: TestEngine['sent'] = []
  let sending = 0
  const sender = {
    async send (request: SendRequest): Promise<SendResult> {
      sent.push({ ...request, at: clock.now() })
      sending++
      try {
        return resultOf(await answer(request))
      } finally {
        sending--
      }
    },
    close: async () => {},
    destroy: async () => {}
  }
  const log = pino({ level: 'info' }, { write: (line: string) => { lines.push(JSON.parse(line)) } })
  // The circuit breaker is off unless a test turns it on, so that every attempt is made when it is due.
  const config = loadConfig({ POSTHORN_CIRCUIT_BREAKER: 'false', ...env })
  return {
    ...createEngine({ config, mainSecret: 'the main secret of these tests', db, dispatcher, log }),
    clock,
    random,
    newId: createIdFactory({ now: clock.now }),
    sender,
    instance: instance ?? `instance-${++engines}`,
    sent,
    lines,
    sending: () => sending
  }
}

let organizations = 0

export async function newApplication (engine: Engine, change: Partial<Application> = {}): Promise<Application> {
  const { id, timestampMs: at } = engine.newId('app_')
  return await applications.create(engine.db, {
    orgId: `org_${++organizations}`, id, rev: 0, uid: null, name: 'an application', throttleRate: null, metadata: {}, createdAt: at,
    updatedAt: at, ...change
  })
}

export async function newEndpoint (engine: Engine, { orgId, id: appId }: Application, change: Partial<Endpoint> = {}): Promise<Endpoint> {
  const { id, timestampMs: at } = engine.newId('ep_')
  const secret = engine.vault.seal(formatSecret(generateSecret('hmac256')))
  return await endpoints.create(engine.db, {
    orgId, appId, id, rev: 0, uid: null, url: 'https://example.com/', description: '', version: 1, disabled: false, eventTypes: null,
    channels: null,
    throttleRate: null, metadata: {}, headers: {}, secret, oldSecrets: [], circuit: null, holdUntil: null, failingSince: null,
    retryScheduleMs: null, createdAt: at, updatedAt: at, ...change
  })
}

export interface DrivenClock extends Clock {
  /** Timers that are set. */
  readonly pending: number
  /** Lets time pass until the instant. Fires timers in order, and waits after each until `isQuiet`. */
  runTo: (until: number, isQuiet: () => boolean) => Promise<void>
  settle: (isQuiet: () => boolean) => Promise<void>
}

/** A clock that stands still until a test moves it. */
export function createDrivenClock (start: number): DrivenClock {
  const wakes = new Set<{ at: number, wake: () => void }>()
  let now = start
  const earliest = () =>
    [...wakes].reduce<{ at: number, wake: () => void } | undefined>((first, one) => first && first.at <= one.at ? first : one, undefined)
  const settle = async (isQuiet: () => boolean) => {
    for (let quiet = 0; quiet < 5;) {
      await new Promise(resolve => setImmediate(resolve))
      quiet = isQuiet() ? quiet + 1 : 0
    }
  }
  return {
    now: () => now,
    wakeAt (at, wake) {
      const one = { at, wake }
      wakes.add(one)
      return () => { wakes.delete(one) }
    },
    get pending () { return wakes.size },
    settle,
    async runTo (until, isQuiet) {
      await settle(isQuiet)
      for (let next = earliest(); next && next.at <= until; next = earliest()) {
        wakes.delete(next)
        now = Math.max(now, next.at)
        next.wake()
        await settle(isQuiet)
      }
      now = Math.max(now, until)
    }
  }
}

export interface Rig extends TestDatabase {
  engine: TestEngine
  dispatcher: LocalDispatcher
  application: Application
  /** Whether no call of the database and no request is in flight. */
  isQuiet: () => boolean
}

/** An engine with the local dispatcher, started, and an application, on tables of its own. */
export async function startRig (options: Partial<Omit<EngineOptions, 'db' | 'dispatcher'>> & {
  isAlone?: boolean, concurrency?: number, laneSize?: number, maxJobs?: number, lookLimit?: number, on?: TestDatabase
} = {}): Promise<Rig> {
  const { isAlone = true, concurrency = 500, laneSize, maxJobs, lookLimit, on, ...rest } = options
  // On a clock that stands still, waits would never end.
  const isDriven = rest.clock !== undefined && rest.clock !== systemClock
  const database = on ?? await (isDriven ? openMemoryDatabase() : openTestDatabase())
  const dispatcher = createLocalDispatcher({
    concurrency, isAlone, ...(laneSize !== undefined && { laneSize }), ...(maxJobs !== undefined && { maxJobs }),
    ...(lookLimit !== undefined && { lookLimit })
  })
  const engine = createTestEngine({ ...rest, db: database.db, dispatcher })
  t.teardown(async () => { if (isDriven) void dispatcher.close(); else await dispatcher.close() })
  await dispatcher.start(engine)
  const application = await newApplication(engine)
  return { ...database, engine, dispatcher, application, isQuiet: () => database.busy() === 0 && engine.sending() === 0 }
}

/** The values of a request to send a message. */
export function newMessage (change: Partial<NewMessage> = {}): NewMessage {
  return {
    eventType: 'order.paid', eventId: null, channels: null, tags: null, deliverAt: null, onlyEndpointId: null,
    payload: Buffer.from('{"n":1}'), isJson: true, retentionDays: 90, idempotencyKey: undefined, ...change
  }
}

/** The number of due entries at any time. */
export async function everythingDue ({ db }: TestDatabase): Promise<number> {
  const span = { from: 0, until: Number.MAX_SAFE_INTEGER, limit: 100_000 }
  const [waiting, marks] = await Promise.all([deliveries.due(db, span), messages.due(db, span)])
  return waiting.keys.length + marks.keys.length
}

/** All attempts of a message, oldest first. */
export async function attemptsOf ({ db, engine }: Pick<Rig, 'db' | 'engine'>, msgId: string): Promise<Attempt[]> {
  const { data } = await attempts.ofMessage(db, msgId, { limit: 250 }, engine.clock.now())
  return data.reverse()
}
