// The memory that the functions take, and the time that is billed for it, by payloads and by the function's memory. Under AWS's runtime
// client on Node 24, whose heap has the bounds that AWS's runtime gives it. All services answer at once.
// Run: npm run bench:memory -- --help
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { readWords } from '../helpers/command-line.js'
import type { ColdWorld } from './cold-world.js'
import { median } from './measure.js'

const USAGE = `npm run bench:memory -- [invocations] [part]

  The memory of functions at its peak, and billed GB-seconds; of 10 invocations unless told.
  part: batches (of deliveries, and the other functions), filters (fan-out that loads payloads) or slow (endpoints that take 5 s);
  all unless told.
`
const [invocations = '10', part] = readWords({ usage: USAGE, words: 2 })

// Loaded when the command line has been read, so that --help is quick.
const { bundle } = await import('../../infra/bundle.js')
const { DELIVER_BATCH, MEMORY, PROCESSOR_MB } = await import('../../src/facts/functions.js')
const { WAITS } = await import('../../src/cli/doctor/cost.js')
const { lambdaRuntimeMissing, startLambda } = await import('../helpers/lambda-runtime.js')
const { openColdWorld } = await import('./cold-world.js')

const COUNT = Number(invocations)
const MEMORIES = [256, 384, 512]
const PAYLOADS = { '1 KB': undefined, '256 KB': 192 * 1024, '1 MB': 768 * 1024, '2 MB': 1536 * 1024 - 1000 }
const CASES = Object.entries(PAYLOADS).map(([label, bytes]) =>
  ({ label, bytes, ...(bytes !== undefined && { payload: { payload: { id: 1, text: randomBytes(bytes).toString('base64') } } }) }))
// Parsed, they take far more memory than their bytes.
const SMALL_VALUES = { label: '2 MB of small values', payload: { payload: { id: 1, rows: Array.from({ length: 250_000 }, () => ({ a: 1 })) } } }
// At most 50 deliveries go to one endpoint at once.
const ENDPOINTS = 5
// What waits in the queue while endpoints are slow.
const MORE = 190

const missing = lambdaRuntimeMissing()
if (missing) throw new Error(missing)
const folder = await mkdtemp(join(tmpdir(), 'posthorn-memory-'))
await bundle(folder, ['http', 'authorizer', 'fan-out', 'deliver', 'sweep'])

interface Taken { peakMb: number, cpu: number }

interface Case { world: ColdWorld, name: string, memoryMb: number, event: () => Promise<unknown>, count?: number, warmUp?: number }

/** Invokes a function some times: its memory at the peak, and the median of its CPU time when it is warm. */
async function take ({ world, name, memoryMb, event, count = COUNT, warmUp = 3 }: Case): Promise<Taken> {
  const lambda = await startLambda({ bundle: join(folder, name, 'index.mjs'), handler: 'handler', env: world.env, memoryMb, timeoutMs: 60_000 })
  const all: number[] = []
  for (let at = 0; at < count + warmUp; at++) {
    const given = await event()
    const before = lambda.cpuMs()
    await lambda.invoke(given)
    if (at >= warmUp) all.push(lambda.cpuMs() - before)
  }
  const taken = { peakMb: lambda.peakMb(), cpu: median(all) }
  await lambda.stop()
  return taken
}

const show = (what: string, { peakMb, cpu }: Taken, more = '') =>
  console.log(`${what.padEnd(48)} ${peakMb.toFixed(0).padStart(5)} MB ${cpu.toFixed(1).padStart(7)} ms of CPU ${more}`)

async function entriesOf ({ events }: ColdWorld, count: number) {
  const Records: Array<{ body: string }> = []
  while (Records.length < count) Records.push(...(await events.newEntry()).Records)
  return Records
}

async function recordsOf ({ events }: ColdWorld, count: number) {
  const Records: object[] = []
  while (Records.length < count) Records.push(...(await events.newRecord() as { Records: object[] }).Records)
  return { Records }
}

const is = (name: string) => part === undefined || part === name
const TICK = { source: 'aws.events' }

console.log(`${cpus()[0]?.model}, load ${loadavg()[0]!.toFixed(1)}; ${COUNT} invocations each`)
for (const { label, bytes, payload } of is('batches') ? CASES : []) {
  const world = await openColdWorld(folder, { ...payload })
  for (const memoryMb of MEMORIES) {
    for (const size of bytes === undefined ? [1, DELIVER_BATCH] : [DELIVER_BATCH]) {
      const taken = await take({ world, name: 'deliver', memoryMb, event: async () => ({ Records: await entriesOf(world, size) }) })
      const ms = WAITS.calls + WAITS.endpoint + taken.cpu * PROCESSOR_MB / memoryMb
      show(`deliver, ${memoryMb} MB, ${size} at once of ${label}`, taken,
        `${ms.toFixed(0)} ms, ${(1e6 * ms / 1000 / size * memoryMb / 1024).toFixed(0)} GB-s a million`)
    }
  }
  for (const memoryMb of [512, 1024]) {
    show(`http, ${memoryMb} MB, accept ${label}`, await take({ world, name: 'http', memoryMb, event: async () => world.events.accept }))
  }
  if (bytes === undefined) {
    for (const memoryMb of [256, 512]) {
      show(`fan-out, ${memoryMb} MB, 1 record of 1 KB`, await take({ world, name: 'fan-out', memoryMb, event: async () => await recordsOf(world, 1) }))
      show(`fan-out, ${memoryMb} MB, 100 records of 1 KB`,
        await take({ world, name: 'fan-out', memoryMb, count: 2, event: async () => await recordsOf(world, 100) }))
    }
    for (const name of ['authorizer', 'sweep'] as const) {
      const event = async () => name === 'sweep' ? TICK : world.events.authorize
      for (const memoryMb of [256, 512]) show(`${name}, ${memoryMb} MB`, await take({ world, name, memoryMb, event }))
    }
  }
  await world.close()
}

if (is('filters')) console.log('\nfan-out, of an application with a filter: each record loads its payload')
for (const { label, payload } of is('filters') ? [...CASES, SMALL_VALUES] : []) {
  const world = await openColdWorld(folder, { filter: { payload: { id: { $gt: 0 } } }, ...payload })
  // A process does not fan out a message again. Another does.
  const events = [await recordsOf(world, 100), await recordsOf(world, 100)]
  for (const memoryMb of [256, 512]) {
    const left = [...events]
    const taken = await take({ world, name: 'fan-out', memoryMb, count: 2, warmUp: 0, event: async () => left.shift() })
      .catch((error: Error) => error)
    if (taken instanceof Error) console.log(`fan-out, ${memoryMb} MB, 100 records of ${label}: ${taken.message.slice(0, 200)}`)
    else show(`fan-out, ${memoryMb} MB, 100 records of ${label}`, taken, `${(taken.cpu * PROCESSOR_MB / memoryMb / 1000).toFixed(1)} s`)
  }
  await world.close()
}

if (is('slow')) console.log('\ndeliver, with slow endpoints: it takes more entries from the queue while it waits')
for (const { label, payload } of is('slow') ? CASES : []) {
  const world = await openColdWorld(folder, { endpointMs: 5000, endpoints: ENDPOINTS, ...payload })
  for (const memoryMb of [256, MEMORY.deliver]) {
    let given = world.queued()
    const event = async () => {
      world.queue(await entriesOf(world, MORE))
      given += MORE
      return { Records: await entriesOf(world, DELIVER_BATCH) }
    }
    const taken = await take({ world, name: 'deliver', memoryMb, event, count: 2, warmUp: 0 }).catch((error: Error) => error)
    if (taken instanceof Error) console.log(`deliver, ${memoryMb} MB, 200 at once of ${label}: ${taken.message.slice(0, 200)}`)
    else show(`deliver, ${memoryMb} MB, ${label}, ${MORE} wait`, taken, `took ${given - world.queued()} of ${given} more`)
  }
  await world.close()
}
await rm(folder, { recursive: true })
