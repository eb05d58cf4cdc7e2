// From the start of the process to its first answer, under AWS's runtime client on Node 24: each function, and beside it
// in the same rounds a handler that does nothing, and a bare handler that reads one item through the AWS SDK, bundled
// alike, to whose time each figure is compared (in brackets, within a round). Secrets are read from SSM, as deployed. All
// services answer from this process. Run: npm run bench:cold -- --help
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { readWords } from '../helpers/command-line.js'
import type { ColdWorld } from './cold-world.js'
import { median } from './measure.js'

const USAGE = `npm run bench:cold -- [rounds] [folder]

  The cold starts of the functions beside a bare handler, under the runtime client of AWS; 21 rounds unless told.
  folder: bundles of another version, to be measured in the same rounds.
`
const [rounds = '21', other] = readWords({ usage: USAGE, words: 2 })

// Loaded when the command line has been read, so that --help is quick.
const { bundle, bundleModule, PLUGINS } = await import('../../infra/bundle.js')
const { replacePackages } = await import('../../infra/replacements.js')
const { lambdaRuntimeMissing, startLambda } = await import('../helpers/lambda-runtime.js')
const { openColdWorld } = await import('./cold-world.js')

const missing = lambdaRuntimeMissing()
if (missing) throw new Error(missing)

const folder = await mkdtemp(join(tmpdir(), 'posthorn-cold-'))
await bundle(folder, ['http', 'authorizer', 'fan-out', 'deliver'])
await bundleModule('test/bench/empty-handler.ts', join(folder, 'empty'))
await bundleModule('test/bench/bare-handler.ts', join(folder, 'bare'), PLUGINS.filter(one => one !== replacePackages))

/** Of a start until its first answer: the time that passed, and the CPU time of the process. */
interface Cost { ms: number, cpu: number }
interface Case { name: string, of: string, event: (world: ColdWorld) => unknown, hasSecrets?: boolean }

const cases: Case[] = [
  { name: 'Node and the runtime client', of: 'empty', event: () => ({}) },
  { name: 'bare handler, AWS SDK', of: 'bare', event: () => ({}) },
  { name: 'API: list applications', of: 'http', event: ({ events }) => events.list },
  { name: 'API: accept a message', of: 'http', event: ({ events }) => events.accept },
  { name: 'API: the same, secrets in settings', of: 'http', event: ({ events }) => events.accept, hasSecrets: true },
  { name: 'authorizer', of: 'authorizer', event: ({ events }) => events.authorize },
  { name: 'fan-out', of: 'fan-out', event: async ({ events }) => await events.newRecord() },
  { name: 'deliver', of: 'deliver', event: async ({ events }) => await events.newEntry() }
]
const WITH_AUTHORIZER = ['authorizer', 'API: accept a message']

const bundles = other === undefined ? [folder] : [folder, other]
const worlds = new Map(await Promise.all(bundles.map(async from => [from, await openColdWorld(from)] as const)))
const took = new Map<string, Cost[]>()
for (let round = 0; round <= Number(rounds); round++) {
  for (const one of cases) {
    for (const from of ['empty', 'bare'].includes(one.of) ? [folder] : bundles) {
      const world = worlds.get(from)!
      const env = one.hasSecrets ? world.envWithSecrets : world.env
      const cost = await coldStart(join(from, one.of, 'index.mjs'), await one.event(world), env)
      const all = took.get(keyOf(one.name, from)) ?? []
      // The first round reads the files from the disk.
      if (round > 0) took.set(keyOf(one.name, from), [...all, cost])
    }
  }
}
for (const { close } of worlds.values()) await close()
await rm(folder, { recursive: true })

console.log(`${cpus()[0]?.model}, load ${loadavg()[0]!.toFixed(1)}, ${rounds} rounds; medians from process start to first answer`)
const bare = took.get(keyOf('bare handler, AWS SDK', folder))!
for (const from of bundles) {
  if (from === other) console.log(`\n${other}`)
  for (const { name } of cases) show(name, took.get(keyOf(name, from)))
  const [first, second] = WITH_AUTHORIZER.map(name => took.get(keyOf(name, from))!)
  show('authorizer, then API: with an authorizer', first!.map(({ ms, cpu }, at) => ({ ms: ms + second![at]!.ms, cpu: cpu + second![at]!.cpu })))
}

function show (name: string, all: Cost[] | undefined): void {
  if (!all) return
  const column = (of: keyof Cost) => {
    const [middle, ratio] = [median(all.map(cost => cost[of])), median(all.map((cost, at) => cost[of] / bare[at]![of]))]
    return `${middle.toFixed(0).padStart(5)} ms ${of === 'cpu' ? 'of CPU ' : ''}(${ratio.toFixed(2)})`
  }
  console.log(`${name.padEnd(36)} ${column('ms')} ${column('cpu')}`)
}

function keyOf (name: string, from: string): string {
  return `${from} ${name}`
}

async function coldStart (file: string, event: unknown, env: Record<string, string>): Promise<Cost> {
  const start = performance.now()
  const lambda = await startLambda({ bundle: file, handler: 'handler', env })
  const answer = await lambda.invoke(event)
  const [ms, cpu] = [performance.now() - start, lambda.cpuMs()]
  await lambda.stop()
  if (!isGood(answer)) throw new Error(`${file}: ${JSON.stringify(answer)} ${lambda.log()}`)
  return { ms, cpu }
}

function isGood (answer: unknown): boolean {
  const { statusCode, isAuthorized, batchItemFailures } = answer as { statusCode?: number, isAuthorized?: boolean, batchItemFailures?: [] }
  return (statusCode !== undefined && statusCode < 300) || isAuthorized === true || batchItemFailures?.length === 0
}
