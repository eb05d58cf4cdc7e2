// What a message takes in warm functions: billed time, of deliver by the number of deliveries that it waits for at once; log lines;
// and bytes stored. Under AWS's runtime client on Node 24, with services that answer at once and an endpoint that answers after 200 ms.
// Run: npm run bench:message -- --help
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { readWords } from '../helpers/command-line.js'
import { median } from './measure.js'

const USAGE = 'npm run bench:message -- [invocations]\n\n  What a message takes in warm functions; medians of 15 invocations unless told.\n'
const [invocations = '15'] = readWords({ usage: USAGE, words: 1 })

// Loaded when the command line has been read, so that --help is quick.
const { bundle } = await import('../../infra/bundle.js')
const { httpAccessLog } = await import('../../infra/constructs/gateway.js')
const { DELIVER_BATCH } = await import('../../src/facts/functions.js')
const { lambdaRuntimeMissing, startLambda } = await import('../helpers/lambda-runtime.js')
const { openColdWorld } = await import('./cold-world.js')
const { storedBytes } = await import('./stored-bytes.js')

const COUNT = Number(invocations)
const ENDPOINT_MS = 200
// Lambda asks a queue with five pollers, and each gathers its own batches.
const POLLERS = 5

// What an HTTP API writes for the values that it has; the others are a dash.
const REQUEST: Record<string, string> = {
  '$context.requestId': 'JKJaXmPLvHcESHA=', '$context.requestTimeEpoch': '1796058000000', '$context.identity.sourceIp': '203.0.113.117',
  '$context.httpMethod': 'POST', '$context.path': '/api/v1/app/app_2xLRGCHJq2wYdEYyEyGVmuCNaFt/msg', '$context.status': '202',
  '$context.responseLength': '1254', '$context.responseLatency': '27', '$context.integrationLatency': '25'
}

const missing = lambdaRuntimeMissing()
if (missing) throw new Error(missing)
const folder = await mkdtemp(join(tmpdir(), 'posthorn-message-'))
await bundle(folder, ['http', 'fan-out', 'deliver'])
const world = await openColdWorld(folder, { endpointMs: ENDPOINT_MS })

interface Taken { ms: number, cpu: number, logs: number }

/** Invokes a function so many times when it is warm: the medians of time, CPU time and bytes of its log. */
async function warm (name: string, event: () => Promise<unknown>): Promise<Taken> {
  // The level of deployments, whose lines are billed.
  const lambda = await startLambda({ bundle: join(folder, name, 'index.mjs'), handler: 'handler', env: { ...world.env, POSTHORN_LOG_LEVEL: 'info' } })
  const all: Taken[] = []
  for (let at = 0; at < COUNT + 3; at++) {
    const given = await event()
    const [start, cpu, logs] = [performance.now(), lambda.cpuMs(), lambda.log().length]
    await lambda.invoke(given)
    // The first ones compile.
    if (at >= 3) all.push({ ms: performance.now() - start, cpu: lambda.cpuMs() - cpu, logs: lambda.log().length - logs })
  }
  await lambda.stop()
  const of = (key: keyof Taken) => median(all.map(one => one[key]))
  return { ms: of('ms'), cpu: of('cpu'), logs: of('logs') }
}

const batchOf = async (size: number) => {
  const Records: object[] = []
  while (Records.length < size) Records.push(...(await world.events.newEntry()).Records)
  return { Records }
}

console.log(`${cpus()[0]?.model}, load ${loadavg()[0]!.toFixed(1)}; medians of ${COUNT} warm invocations`)
const line = (what: string, { ms, cpu, logs }: Taken) =>
  console.log(`${what.padEnd(34)} ${ms.toFixed(0).padStart(5)} ms ${cpu.toFixed(1).padStart(6)} ms of CPU ${logs.toFixed(0).padStart(6)} bytes of logs`)

line('accept', await warm('http', async () => world.events.accept))
line('fan out', await warm('fan-out', world.events.newRecord))
// Messages of these two are not delivered.
const undelivered = await storedBytes(world.tables)
const byBatch = new Map<number, Taken>()
for (const size of [1, 2, 5, DELIVER_BATCH]) {
  const taken = await warm('deliver', async () => await batchOf(size))
  byBatch.set(size, taken)
  line(`deliver ${size} at once`, taken)
  console.log(`${''.padEnd(34)} ${(taken.ms / size).toFixed(0).padStart(5)} ms each`)
}

console.log('\na delivery\'s share of billed time, ms, by deliveries a second and the stage\'s deliverWindow')
for (const rate of [1, 10, 100]) {
  const shares = [0, 1, 5].map(window => {
    const gathered = Math.max(1, Math.min(DELIVER_BATCH, rate * window / POLLERS))
    const size = [...byBatch.keys()].filter(known => known <= gathered).at(-1)!
    return `window ${window} s: ${size} at once, ${(byBatch.get(size)!.ms / size).toFixed(0)} ms`
  })
  console.log(`${String(rate).padStart(4)} a second   ${shares.join('   ')}`)
}

const all = await storedBytes(world.tables)
const { Count: messages = 1 } = await world.tables.call('Scan', { TableName: 'simulated-deliveries', Select: 'COUNT' })
console.log(`\nstored for each delivered message: ${Math.round((all - undelivered) / messages)} bytes, indexes and DynamoDB's overhead included`)
const access = httpAccessLog(false).replace(/\$context\.[\w.]+/g, name => REQUEST[name] ?? '-')
console.log(`the gateway's line for a request: ${access.length} bytes`)
await world.close()
await rm(folder, { recursive: true })
