// All kinds of bad endpoints at once: they hang, answer slowly, send too much, lie, cut connections and hide. Payloads have 0 bytes
// to 2 MiB, the clock jumps and a table throttles. The run succeeds when memory is flat, no socket is left and no delivery
// waits. Run: npm run soak -- --minutes 10
import type { Operation } from '../../src/dynamodb/call.js'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { loadConfig } from '../../src/config.js'
import { accept } from '../../src/delivery/accept/accept.js'
import { createLocalDispatcher } from '../../src/delivery/hand-off/local/dispatcher-local.js'
import type { Engine } from '../../src/delivery/engine.js'
import { createGuard } from '../../src/delivery/sending/ssrf-guard.js'
import { createSender } from '../../src/delivery/sending/sender.js'
import { openEmbeddedDatabase } from '../../src/hosting/embedded-database.js'
import { createEngine } from '../../src/hosting/create-engine.js'
import { systemClock, type Clock } from '../../src/lib/clock.js'
import { createIdFactory } from '../../src/lib/ids.js'
import { formatSecret, generateSecret } from '../../src/lib/secret-encryption.js'
import { createLog } from '../../src/lib/logger.js'
import { directoryBlobs } from '../../src/repositories/blobs.js'
import { openDatabase, type Database } from '../../src/repositories/database.js'
import * as applications from '../../src/repositories/applications.js'
import * as deliveries from '../../src/repositories/deliveries.js'
import * as endpoints from '../../src/repositories/endpoints.js'
import type { Endpoint } from '../../src/repositories/endpoints.js'
import * as messages from '../../src/repositories/messages.js'
import { ensureTables } from '../../src/repositories/tables.js'
import { resolver, startVillains } from './villains.js'

const USAGE = 'npm run soak -- [--minutes N]\n\n  Everything bad at once, for ten minutes unless told; ends with 1 when memory grew, a socket is left or something waits.\n'
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, help: { type: 'boolean', short: 'h' } } })
if (values.help) {
  process.stdout.write(USAGE)
  process.exit(0)
}
const MINUTES = Number(values.minutes)
const SENDERS = 6
const DRAIN_WITHIN_MS = 180_000
const SAMPLE_MS = 5000
const MAX_PAYLOAD = 2 * 1024 * 1024
if (!globalThis.gc) throw new Error('Run it with --expose-gc')

const tally: Record<string, number> = {}
const count = (name: string) => { tally[name] = (tally[name] ?? 0) + 1 }
const problems: string[] = []
process.on('unhandledRejection', reason => { problems.push(`unhandled rejection: ${String(reason)}`) })

let throttling = false
let offset = 0
const clock: Clock = { now: () => Date.now() + offset, wakeAt: (at, wake) => systemClock.wakeAt(at - offset, wake) }

const dataDir = await mkdtemp(join(tmpdir(), 'posthorn-soak-'))
const villains = await startVillains()
const socketsBefore = sockets()
const config = loadConfig({
  POSTHORN_REQUEST_TIMEOUT: '2s',
  POSTHORN_RETRY_SCHEDULE: '200ms,1s',
  POSTHORN_DELIVERY_CONCURRENCY: '100',
  POSTHORN_CIRCUIT_COOLDOWN: '1s',
  POSTHORN_CIRCUIT_MAX_COOLDOWN: '5s',
  POSTHORN_CIRCUIT_FAILURES: '10',
  POSTHORN_OPERATIONAL_WEBHOOKS: 'false'
})
const db = withThrottling(openDatabase(config, directoryBlobs(join(dataDir, 'blobs')), await openEmbeddedDatabase({ dataDir })))
await ensureTables(db)
const dispatcher = createLocalDispatcher({ concurrency: config.deliveryConcurrency, isAlone: true })
const meter = { count, observe: () => {} }
const engine: Engine = {
  ...createEngine({ config, mainSecret: 'soak', db, dispatcher, log: createLog('silent'), meter }),
  clock,
  newId: createIdFactory({ now: clock.now }),
  sender: createSender({
    guard: createGuard(['127.0.0.0/8'], resolver), timeoutMs: config.requestTimeoutMs, connections: config.deliveryConcurrency,
    userAgent: 'soak'
  })
}
await dispatcher.start(engine)
const application = await newApplication()
const kinds = Object.keys(villains.urls)
const targets: Endpoint[] = []
for (const kind of kinds) targets.push(await newEndpoint(kind))

const heaps: number[] = []
const until = Date.now() + MINUTES * 60_000
throttling = true
const sampling = every(SAMPLE_MS, sample)
const jumping = every(7000, () => { offset += [-3000, 2000, 30_000, -10_000, 100][Math.floor(Math.random() * 5)]! })
await Promise.all(Array.from({ length: SENDERS }, sendUntilTheEnd))
clearInterval(jumping)
clearInterval(sampling)
throttling = false

const backlog = await waiting()
console.log(`\nno more is sent; ${backlog} are due, and from now on the endpoints are well`)
for (const target of targets) await endpoints.update(db, target, () => ({ url: villains.urls.healthy! }), clock.now())
const left = await drain()
if (left > 0) problems.push(`${left} are still due`)
judgeMemory()
await dispatcher.close()
await engine.sender.close()
await villains.close()
await db.close()
await sleep(500)
const leaked = sockets() - socketsBefore
if (leaked > 0) problems.push(`${leaked} sockets are left`)
await db.close()
await rm(dataDir, { recursive: true, force: true })
console.log(JSON.stringify(tally, null, 2))
console.log(
  `heap after collection, MB, first to last: ${heaps.map(bytes => (bytes / 1e6).toFixed(0)).join(' ')}; resident ${(process.memoryUsage().rss / 1e6).toFixed(0)}`
)
console.log(problems.length === 0 ? 'All is well: memory is flat, no socket is left, nothing waits.' : `FAILED\n${problems.join('\n')}`)
process.exit(problems.length === 0 ? 0 : 1)

async function sendUntilTheEnd (): Promise<void> {
  while (Date.now() < until) {
    const kind = kinds[Math.floor(Math.random() * kinds.length)]!
    const payload = somePayload()
    try {
      await accept(engine, application, {
        eventType: `soak.${kind}`, payload, isJson: false, eventId: null, channels: null, tags: null, deliverAt: null, onlyEndpointId: null,
        retentionDays: 90, idempotencyKey: undefined
      })
    } catch (error) {
      const { statusCode } = error as { statusCode?: number }
      count(`refused.${statusCode ?? 'unknown'}`)
      if (statusCode !== 503) problems.push(String(error))
    }
    await sleep(100 + Math.random() * 200)
  }
}

async function newApplication () {
  const { id, timestampMs: at } = engine.newId('app_')
  return await applications.create(db, {
    orgId: 'org_soak', id, rev: 0, uid: null, name: 'soak', throttleRate: null, metadata: {}, createdAt: at, updatedAt: at
  })
}

async function newEndpoint (kind: string): Promise<Endpoint> {
  const { id, timestampMs: at } = engine.newId('ep_')
  const { orgId, id: appId } = application
  return await endpoints.create(db, {
    ...endpoints.CALM, orgId, appId, id, rev: 0, uid: null, url: villains.urls[kind]!, description: '', version: 1, disabled: false,
    eventTypes: [`soak.${kind}`], channels: null, throttleRate: kind === 'limited' ? 5 : null, metadata: {}, headers: {},
    secret: engine.vault.seal(formatSecret(generateSecret('hmac256'))), oldSecrets: [], retryScheduleMs: null, createdAt: at, updatedAt: at
  })
}

function somePayload (): Buffer {
  const dice = Math.random()
  if (dice < 0.1) return Buffer.alloc(0)
  const size = dice < 0.13 ? MAX_PAYLOAD : dice < 0.2 ? Math.random() * 400_000 : Math.random() * 4000
  return Buffer.alloc(Math.floor(size), 'x')
}

/** A table that throttles a third of the calls, for some seconds in every twenty. */
function withThrottling (given: Database): Database {
  const send = given.call as (operation: Operation, input: object) => Promise<unknown>
  const throttled = async (operation: Operation, input: object) => {
    if (throttling && Date.now() % 20_000 < 4000 && Math.random() < 0.3) {
      count('throttledCalls')
      throw Object.assign(new Error('Too much'), { name: 'ProvisionedThroughputExceededException' })
    }
    return await send(operation, input)
  }
  Object.assign(given, { call: throttled })
  return given
}

async function waiting (): Promise<number> {
  const span = { from: 0, until: Number.MAX_SAFE_INTEGER, limit: 5000 }
  const [due, marks] = await Promise.all([deliveries.due(db, span), messages.due(db, span)])
  return due.keys.length + marks.keys.length
}

async function drain (): Promise<number> {
  const deadline = Date.now() + DRAIN_WITHIN_MS
  let rest = await waiting()
  while (rest > 0 && Date.now() < deadline) {
    process.stdout.write(`\r${rest} wait   `)
    await sleep(2000)
    rest = await waiting()
  }
  return rest
}

function sample (): void {
  globalThis.gc!()
  heaps.push(process.memoryUsage().heapUsed + process.memoryUsage().external)
  process.stdout.write(
    `\r${Math.max(0, Math.round((until - Date.now()) / 1000))} s left, accepted ${tally.accepted ?? 0}, delivered ${tally.delivered ?? 0}, failed ${tally.failed ?? 0}, heap ${(heaps.at(-1)! / 1e6).toFixed(0)} MB   `
  )
}

function judgeMemory (): void {
  sample()
  const quarter = Math.floor(heaps.length / 4)
  const [early, late] = [median(heaps.slice(quarter, 2 * quarter)), median(heaps.slice(-quarter))]
  if (quarter > 2 && late > early * 1.25 + 15e6) {
    problems.push(`memory grew from ${(early / 1e6).toFixed(0)} to ${(late / 1e6).toFixed(0)} MB`)
  }
}

function every (ms: number, work: () => void): NodeJS.Timeout {
  return setInterval(work, ms)
}

function sockets (): number {
  return process.getActiveResourcesInfo().filter(name => name === 'TCPSocketWrap' || name === 'TLSWrap').length
}

function median (values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
