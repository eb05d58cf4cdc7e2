import { loadConfig } from '../../src/config.js'
import { sliceMs } from '../../src/lib/time-slices.js'
import { newEndpoint } from '../../src/rules/endpoint-rules.js'
import type { Engine } from '../../src/delivery/engine.js'
import * as applications from '../../src/repositories/applications.js'
import type { Application } from '../../src/repositories/applications.js'
import type { Destination } from '../../src/repositories/destinations.js'
import * as destinations from '../../src/repositories/destinations.js'
import { loadModels } from '../../src/repositories/configured.js'
import * as endpoints from '../../src/repositories/endpoints.js'
import { MANAGEMENT_ORG } from '../../src/repositories/operational-types.js'
import { newApplication } from '../../src/rules/application-rules.js'
import { createBlobs, keptOf } from './blobs.js'
import { startClients } from './clients.js'
import { createTimeline } from './clock.js'
import { createClocks } from './clocks.js'
import { createFaults } from './faults.js'
import { createHistory } from './history.js'
import { invariants, onDelivery } from './invariants.js'
import { definitions, PREFIX } from './models.js'
import { urlOf } from './network.js'
import { createPlan, type Plan } from './plan.js'
import { isPolledQuiet, startPollers } from './pollers.js'
import { createProcess } from './process.js'
import { createQueue } from './queue.js'
import { isQuiet, whatIsLeft } from './quiet.js'
import { createRandom, hashOf } from './random.js'
import { createRefusals } from './refusals.js'
import { createTables } from './tables.js'
import type { Sabotage, Violation, World } from './world.js'

export interface Options {
  sabotage?: Sabotage
  /** Keeps the trace as lines. */
  keepsTrace?: boolean
  /** Changes the plan of the seed. */
  adjust?: (plan: Plan) => void
  /** Ends the simulation at the first violation for which this is true. */
  until?: (violation: Violation) => boolean
}

export interface Result {
  seed: number
  violations: Violation[]
  /** The hash of all events, in order. */
  hash: number
  trace: string[]
  counts: Counts
}

export interface Counts {
  messages: number
  attempts: number
  deliveries: number
  crashes: number
  faults: number
  steps: number
  hours: number
}

// A Sunday at noon, so that ids and days look real.
const START = Date.UTC(2026, 10, 22, 12)
const SET_UP_MS = 60_000
// The longest time until a process looks for work that others left.
const STAYS_QUIET_MS = 16_000
// Every retry may wait twice as long because of Retry-After. Circuits, rates and faults take more time.
const LONGEST_MS = 3_600_000
// The longest time for which an endpoint that answers 429 is left alone, with jitter. Its circuit cools down in less.
const SPARED_MS = 72_000

function longestMs ({ config, plan }: World): number {
  const { retryScheduleMs, requestTimeoutMs, deliveryConcurrency } = config
  const messages = plan.requests.reduce((sum, request) => sum + (request.kind === 'batch' ? request.entries.length : 1), 0)
  // One after the other, if all of them hang.
  const hanging = messages * plan.sites.length * (retryScheduleMs.length + 1) * requestTimeoutMs / deliveryConcurrency
  // One after the other, to an endpoint that answers 429 each time, with one resend each.
  const sparing = messages * (retryScheduleMs.length + 2) * SPARED_MS
  return LONGEST_MS + 3 * retryScheduleMs.reduce((sum, wait) => sum + wait, 0) + hanging + sparing
}

// For an engine that is broken throughout, this number of violations is enough.
const MANY = 50

const base = loadConfig({})
const TRACED = 10

/** Runs one simulation to its end and returns the violated invariants. The same seed gives the same result. */
export async function simulate (seed: number, { sabotage = {}, keepsTrace = false, adjust, until }: Options = {}): Promise<Result> {
  // Within the simulation, measuring the load would use turns of the event loop, and so simulated time.
  await loadModels()
  // Where the machine is busy, a filter may seem to take long, and the rest of them would wait for a turn.
  sliceMs.most = Infinity
  // Most errors are faults, which are expected. Their stacks are needed in a trace only.
  Error.stackTraceLimit = keepsTrace ? TRACED : 0
  const random = createRandom(seed)
  const plan = createPlan(random.fork('plan'))
  // Code that changes single writes does not see transactions.
  if (sabotage.client) plan.transacts = false
  adjust?.(plan)
  const trace: string[] = []
  const { world, hash } = createWorld({ seed, plan, random, sabotage, trace: keepsTrace ? trace : undefined })
  const isEnough = () => until !== undefined && world.violations.some(until)
  const onRejection = (error: Error) => world.violate('no-surprises', `A promise was rejected without a handler: ${error?.stack}`)
  process.on('unhandledRejection', onRejection)
  try {
    await setUp(world)
    const isOver = await play(world, isEnough)
    judge(world, { isOver, isEnough })
  } catch (error) {
    world.violate('no-surprises', `The simulation itself failed: ${(error as Error).stack}`)
  } finally {
    process.off('unhandledRejection', onRejection)
  }
  return { seed, violations: world.violations, hash: hash(), trace, counts: countsOf(world) }
}

function judge (world: World, { isOver, isEnough }: { isOver: boolean, isEnough: () => boolean }): void {
  if (!isOver && !isEnough()) {
    const minutes = Math.round((world.timeline.now() - world.start) / 60_000)
    world.violate('comes-to-rest', `The simulation has not ended after ${minutes} min: ${whatIsLeft(world)}`)
  }
  for (const { name, check } of invariants) {
    if (isEnough()) return
    for (const text of check(world)) world.violate(name, text)
  }
}

interface Given { seed: number, plan: Plan, random: World['random'], sabotage: Sabotage, trace: string[] | undefined }

function createWorld ({ seed, plan, random, sabotage, trace }: Given): { world: World, hash: () => number } {
  const start = START + SET_UP_MS
  toAbsolute(plan, start)
  const timeline = createTimeline(START, random.fork('timeline'))
  const lag = random.fork('lag')
  const isTroubled = () => timeline.now() < plan.faults.until
  const blobs = createBlobs({
    timeline, inlineLimit: plan.inlineLimit, stores: plan.stores, isFaulty: random => isTroubled() && random.chance(plan.blobFaults)
  })
  const leftOut = random.fork('left-out')
  const queue = { announce: (_: unknown) => {} } as World['queue']
  const history = createHistory({
    now: timeline.now,
    prefix: PREFIX,
    blobOf: (key, parts) => keptOf(world, key, parts),
    onDelivery: (before, after) => onDelivery(world, before, after),
    onMessage: message => { if (plan.mode === 'queue') world.queue.announce(message) }
  })
  const tables = createTables({
    definitions, now: timeline.now, indexLagMs: () => plan.indexLagMs === 0 ? 0 : lag.integer(0, plan.indexLagMs),
    isLeftOut: () => isTroubled() && leftOut.chance(plan.leftOut), onWrite: history.write
  })
  const faults = createFaults(plan.faults, random.fork('faults'), timeline.now)
  let hash = hashOf(String(seed))
  const note = (text: string) => {
    hash = hashOf(`${timeline.now()} ${text}`, hash)
    trace?.push(`${((timeline.now() - start) / 1000).toFixed(3).padStart(10)}s  ${text}`)
  }
  const world: World = {
    seed, plan, random, timeline, clocks: createClocks(timeline), start, tables, blobs, history, faults, refusals: createRefusals(), queue,
    sabotage, note,
    config: Object.freeze({ ...base, ...plan.settings }),
    tableNames: definitions.map(({ TableName }) => TableName!),
    requests: [], processes: [], outcomes: [], orgId: 'org_simulated', appId: '', managementAppId: '', filters: new Map(),
    expunged: new Set(), endpointIds: [], sinkIds: [], pollers: [], crashes: [], lookedAt: new Map(), violations: [],
    violate (invariant, text) {
      note(`VIOLATION of ${invariant}: ${text}`)
      world.violations.push({ invariant, text, at: timeline.now() })
    }
  }
  world.queue = createQueue(world)
  world.processes = plan.hosts.map((_, index) => createProcess(world, index))
  return { world, hash: () => hashOf(String(timeline.steps), hash) }
}

function toAbsolute ({ faults, crashes, jumps, sites }: Plan, start: number): void {
  faults.until += start
  for (const outage of faults.outages) { outage.from += start; outage.to += start }
  for (const one of [...crashes, ...jumps]) one.at += start
  for (const { phases } of sites) for (const phase of phases) phase.at += start
}

/** Stores the application and its endpoints before any fault. */
async function setUp (world: World): Promise<void> {
  const { plan, timeline } = world
  const { until } = plan.faults
  plan.faults.until = 0
  world.processes[0]!.start()
  let isDone = false
  // As a step, so that the timeline waits for the first call, which Dynamoose makes a few promises later.
  const created = new Promise<void>((resolve, reject) => {
    timeline.at(timeline.now(), () => { createAll(world, world.processes[0]!.engine).then(resolve, reject) })
  }).finally(() => { isDone = true })
  await Promise.all([timeline.run(() => isDone), created])
  plan.faults.until = until
  for (const process of world.processes.slice(1)) process.start()
}

async function createAll (world: World, engine: Engine): Promise<void> {
  const { plan, orgId } = world
  const { sites, appThrottleRate: throttleRate } = plan
  const application = await applications.create(engine.db, polled(world, newApplication(engine, orgId, {
    name: 'simulated', throttleRate
  })))
  world.appId = application.id
  const management = sites.some(({ isManagement }) => isManagement) &&
    await applications.create(engine.db, newApplication(engine, MANAGEMENT_ORG, { name: 'told', uid: orgId }))
  if (management) world.managementAppId = management.id
  for (const [site, { eventTypes, channels, fromNumber, throttleRate, retryScheduleMs, isManagement }] of sites.entries()) {
    const endpoint = await newEndpoint(engine, management && isManagement ? management : application, { url: urlOf(site) })
    const filter = fromNumber === null ? null : JSON.stringify({ payload: { number: { $gte: fromNumber } } })
    const created = await endpoints.create(engine.db, { ...endpoint, eventTypes, channels, filter, throttleRate, retryScheduleMs })
    world.endpointIds.push(created.id)
  }
  for (let sink = 0; sink < plan.sinks; sink++) world.sinkIds.push((await destinations.create(engine.db, sinkOf(application, engine))).id)
}

function sinkOf ({ orgId, id: appId }: Application, { newId }: Engine): Destination {
  const { id, timestampMs: createdAt } = newId('sink_')
  return {
    orgId, appId, id, uid: null, rev: 0, disabled: false, eventTypes: null, channels: null, batchSize: 100, maxWaitSecs: 0, metadata: {},
    tokens: [], createdAt, updatedAt: createdAt
  }
}

// So long ago that every process knows of it.
const polled = ({ plan, start }: World, application: Application): Application =>
  plan.pollers.length > 0 ? { ...application, polledSince: start - 2 * SET_UP_MS } : application

/** Plays the plan until everything has been quiet for a while, or `isEnough`. Returns false if that takes too long. */
async function play (world: World, isEnough: () => boolean): Promise<boolean> {
  const { timeline, plan, processes } = world
  startClients(world)
  startPollers(world)
  if (plan.mode === 'queue') world.queue.start()
  for (const { at, host, downMs, isGraceful } of plan.crashes) {
    timeline.at(at, () => isGraceful ? processes[host]!.stop(downMs) : processes[host]!.crash(downMs))
  }
  for (const { at, host, byMs } of plan.jumps) timeline.at(at, () => processes[host]!.setClock(byMs))
  const atLeast = Math.max(plan.faults.until, ...[...plan.crashes, ...plan.jumps].map(({ at }) => at))
  let quietSince = Infinity
  await timeline.run(() => {
    const now = timeline.now()
    if (now < atLeast || !isQuiet(world) || !isPolledQuiet(world)) quietSince = Infinity
    else quietSince = Math.min(quietSince, now)
    return now - quietSince > STAYS_QUIET_MS || now - world.start > longestMs(world) || world.violations.length > MANY || isEnough()
  })
  return isQuiet(world)
}

function countsOf ({ history, requests, crashes, faults, timeline, start }: World): Counts {
  return {
    messages: history.messages.size,
    attempts: requests.length,
    deliveries: history.deliveries.size,
    crashes: crashes.length,
    faults: Object.values(faults.counts).reduce((sum, count) => sum + count, 0),
    steps: timeline.steps,
    hours: (timeline.now() - start) / 3_600_000
  }
}
