import type { Logger } from 'pino'
import { createTableDispatcher } from '../../src/delivery/hand-off/table/dispatcher-table.js'
import { createLocalDispatcher, type LocalDispatcher } from '../../src/delivery/hand-off/local/dispatcher-local.js'
import type { Dispatcher } from '../../src/delivery/dispatcher.js'
import type { Engine } from '../../src/delivery/engine.js'
import { createEngine } from '../../src/hosting/create-engine.js'
import type { Clock } from '../../src/lib/clock.js'
import { createIdFactory } from '../../src/lib/ids.js'
import { alone, createCaches, type Database } from '../../src/repositories/database.js'
import { clockOf, type Life } from './clock.js'
import { asDynamoDb, createClient, type Call, type SimulatedClient } from './database.js'
import type { Fault } from './faults.js'
import { onRequest } from './invariants.js'
import { models, PREFIX } from './models.js'
import { createSender } from './network.js'
import type { Host } from './plan.js'
import type { Random } from './random.js'
import { inRole } from './roles.js'
import type { World } from './world.js'

/** A simulated process: an engine with its own caches, dispatcher and clock. It may die at any moment and come back. */
export interface Process {
  readonly index: number
  readonly host: Host
  /** Whether it accepts requests. */
  readonly isServing: boolean
  /** The running engine. */
  readonly engine: Engine
  readonly life: Life
  start: () => void
  /** Kills the process at once: nothing of it runs any more. It comes back after `downMs`. */
  crash: (downMs: number) => void
  /** Stops the process in order, as on SIGTERM. It comes back after `downMs`. */
  stop: (downMs: number) => void
  /** Sets the clock of its machine forward or back, ms. */
  setClock: (byMs: number) => void
  /** Runs a request in this process. Rejects with ConnectionLost if the process dies meanwhile. */
  serve: <T>(work: (engine: Engine) => Promise<T>) => Promise<T>
}

export class ConnectionLost extends Error {}

export function createProcess (world: World, index: number): Process {
  const host = world.plan.hosts[index]!
  const { timeline } = world
  const random = world.random.fork(`process-${index}`)
  const waiting = new Set<() => void>()
  let lives = 0
  let offMs = 0
  let skewMs = 0
  let life: Life = { isAlive: false }
  let isServing = false
  let engine: Engine
  let dispatcher: LocalDispatcher | undefined

  function start (): void {
    const own: Life = { isAlive: true }
    life = own
    isServing = true
    const instance = `p${index}.${++lives}`
    skewMs = random.integer(-world.plan.skewMs, world.plan.skewMs)
    world.clocks.set(instance, skewMs + offMs)
    world.note(`${instance} starts`)
    const created = engineOf(world, {
      index, life, instance, random: random.fork(String(lives)), host, ahead: () => skewMs + offMs,
      crash: () => { if (own.isAlive) crash(random.integer(10, 3000)) }
    })
    engine = created.engine
    dispatcher = created.local
    void dispatcher?.start(engine)
  }

  function crash (downMs: number): void {
    if (!life.isAlive) return
    end('crashes', downMs)
    const lost = [...waiting]
    waiting.clear()
    timeline.at(timeline.now() + random.integer(1, 20), () => { for (const lose of lost) lose() })
  }

  function end (how: string, downMs: number): void {
    world.note(`${engine.instance} ${how}`)
    world.crashes.push({ at: timeline.now(), instance: engine.instance })
    world.clocks.end(engine.instance)
    life.isAlive = false
    isServing = false
    timeline.at(timeline.now() + downMs, start)
  }

  async function stopNow (downMs: number): Promise<void> {
    const ending = life
    world.note(`${engine.instance} is stopping`)
    isServing = false
    await new Promise<void>(resolve => untilServed(resolve))
    // The process may have died meanwhile: then its successor runs.
    if (!ending.isAlive) return
    await dispatcher?.close()
    if (ending.isAlive) end('stops', downMs)
  }

  function untilServed (then: () => void): void {
    if (waiting.size === 0) return then()
    timeline.at(timeline.now() + 50, () => untilServed(then))
  }

  return {
    index,
    host,
    start,
    crash,
    setClock (byMs) {
      offMs += byMs
      world.note(`the clock of ${engine.instance} is set by ${byMs} ms`)
      if (life.isAlive) world.clocks.set(engine.instance, skewMs + offMs)
    },
    stop (downMs) { if (isServing) void stopNow(downMs) },
    get isServing () { return isServing },
    get engine () { return engine },
    get life () { return life },
    serve: async work => await new Promise((resolve, reject) => {
      const own = life
      const lose = () => reject(new ConnectionLost())
      waiting.add(lose)
      const over = (tell: () => void) => {
        if (!own.isAlive) return
        waiting.delete(lose)
        tell()
      }
      work(host === 'function' ? inRole(world, 'http', engine) : engine).then(value => over(() => resolve(value)), error => over(() => reject(error)))
    })
  }
}

interface Parts { index: number, life: Life, instance: string, random: Random, host: Host, ahead: () => number, crash: () => void }

function engineOf (world: World, parts: Parts): { engine: Engine, local: LocalDispatcher | undefined } {
  const { life, instance, random, host, ahead } = parts
  const { config, timeline } = world
  const clock = clockOf(timeline, life, ahead)
  const local = host === 'server' ? localDispatcherOf(world) : undefined
  const dispatcher: Dispatcher = local ??
    (host === 'front' ? createTableDispatcher() : world.queue.dispatcherOf({ life, instance }, random.fork('queue')))
  const db = databaseOf(world, parts, clock)
  const ids = random.fork('ids')
  const engine: Engine = {
    ...createEngine({ config, db, dispatcher, log: logOf(world, instance) }),
    clock,
    random: random.fork('engine').next,
    newId: createIdFactory({ now: clock.now, randomBytes: size => ids.bytes(size) }),
    // No test looks at sealed values, and the nonces of the real vault are random.
    vault: { seal: text => text, open: text => text, isCurrent: () => true },
    sender: senderOf(world, parts, clock.now),
    instance
  }
  return { engine: world.sabotage.engine?.(engine, world) ?? engine, local }
}

function localDispatcherOf ({ config, plan: { mode, laneSize }, sabotage: { pace } }: World): LocalDispatcher {
  return createLocalDispatcher({
    concurrency: config.deliveryConcurrency, isAlone: mode === 'alone', ...(laneSize !== undefined && { laneSize }), ...(pace && { pace })
  })
}

function databaseOf (world: World, { index, life, instance, random, crash }: Parts, clock: Clock): Database {
  const { timeline, tables, faults, sabotage, plan } = world
  const note = (call: Call, fault: Fault) => {
    world.note(`${instance} ${call.name} ${fault}`)
    if (fault !== 'slow') world.refusals.count(call)
  }
  const client = createClient({
    timeline, tables, faults, random: random.fork('database'), life, isEmbedded: plan.mode === 'alone', crash, note
  })
  const blobs = world.blobs.storeOf({
    host: index, life, random: random.fork('blobs'), isEmbedded: plan.mode === 'alone', note: text => world.note(`${instance} ${text}`)
  })
  // The real caches use a monotonic clock, which cannot be set.
  const counted = counting(sabotage.client?.(client, world) ?? client, world, instance)
  const db = { ...asDynamoDb(counted), models, blobs, caches: createCaches({ now: timeline.now, max: 10 }), clock }
  return plan.mode === 'alone' ? alone({ ...db, ...(plan.transacts && { transacts: true as const }) }) : db
}

const DELIVERIES = `${PREFIX}deliveries`

/** A client that counts how many deliveries are read at the same time. */
function counting (client: SimulatedClient, { lookedAt }: World, instance: string): SimulatedClient {
  const looks = { now: 0, most: 0 }
  lookedAt.set(instance, looks)
  return {
    call (operation, input) {
      const isLook = operation === 'GetItem' && (input as { TableName?: string }).TableName === DELIVERIES
      if (!isLook) return client.call(operation, input)
      looks.most = Math.max(looks.most, ++looks.now)
      return client.call(operation, input).finally(() => { looks.now-- })
    }
  }
}

function senderOf (world: World, { life, instance, random, crash }: Parts, now: () => number) {
  const { timeline, plan, config, faults } = world
  const own = random.fork('network')
  const proxy = random.fork('proxy')
  const isFaulty = (chance: number) => timeline.now() < plan.faults.until && own.chance(chance)
  return createSender({
    timeline, random: own, life, instance, now, timeoutMs: config.requestTimeoutMs, log: world.requests,
    phasesOf: site => plan.sites[site]!.phases,
    isUnable: () => isFaulty(plan.unable),
    isProxyDown: () => timeline.now() < plan.faults.until && proxy.chance(plan.proxyDown),
    onRequest (request) {
      onRequest(world, request)
      world.note(`${instance} POST ${request.msgId} to site ${request.site}`)
      if (!isFaulty(plan.crashInFlight)) return
      faults.counts.crashBefore = (faults.counts.crashBefore ?? 0) + 1
      timeline.at(own.integer(request.startedAt, request.endedAt), crash)
    },
    onAnswer: request =>
      world.note(`${instance} ${request.answer.statusCode} ${request.answer.failure ?? ''} for ${request.msgId} from site ${request.site}`)
  })
}

// Lines that report a bug, not a fault, are checked by an invariant.
function logOf (world: World, instance: string): Logger {
  const silent = () => {}
  const told = (fields: { err?: Error & { cause?: Error } }, text: string) => {
    if (!fields.err) return
    world.note(`${instance} ${text}: ${fields.err.message}`)
    const bug = isBug(fields.err) ? fields.err : fields.err.cause && isBug(fields.err.cause) ? fields.err.cause : undefined
    if (bug) world.violate('no-surprises', `${instance} ${text}: ${bug.stack}`)
  }
  return { trace: silent, debug: silent, info: silent, warn: told, error: told, fatal: told } as unknown as Logger
}

const BUGS = new Set(['TypeError', 'ReferenceError', 'RangeError', 'SyntaxError', 'ValidationException', 'ConditionalCheckFailedException'])

/** Whether an error is a mistake in the code. */
export const isBug = (error: Error) => BUGS.has(error.name)
