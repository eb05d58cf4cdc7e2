// Drives any server with this API from outside, or Posthorn and the floor in turn. Run: npm run bench:load -- --help
import { execFileSync } from 'node:child_process'
import { budgetsOf, type Measured } from './budgets.js'
import { bareSyncMs } from './fsync.js'
import { startHost, type HostName } from './hosts.js'
import { readOptions, USAGE, type Options, type Scenario } from './options.js'
import { describe, describeBudgets, machine, problemsOf } from './report.js'
import type { Result } from './run.js'
import { play } from './scenarios.js'

/** The floor's scenario beside a scenario of Posthorn: its one endpoint is also the measure of batches and of ten endpoints. */
const BESIDE: Partial<Record<Scenario, Scenario>> = { one: 'one', batch: 'one', ten: 'one', rest: 'rest' }
const ALL: readonly Scenario[] = ['one', 'batch', 'ten', 'hang', 'rest']

async function main (options: Options): Promise<void> {
  const sync = bareSyncMs()
  const say = (text: string) => { if (!options.json) process.stdout.write(`${text}\n`) }
  say(`${machine()}; a bare fdatasync takes ${sync.toFixed(2)} ms\n`)
  const tell = (results: Result[]) => {
    for (const result of results) say(describe(result))
    return results
  }
  const measured: Measured = { floor: {}, posthorn: {}, bareSyncMs: sync }
  const external = options.target
    ? tell(await play(options.target, options.scenario ?? 'one', options))
    : await inTurn(options, measured, tell)
  const budgets = options.target ? [] : budgetsOf(measured)
  if (budgets.length > 0) say(describeBudgets(budgets))
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ machine: machine(), bareSyncMs: sync, results: external, budgets }, null, 2)}\n`)
  }
  // The search for the highest rate exceeds it on purpose.
  process.exitCode = options.scenario !== 'rate' && external.some(result => problemsOf(result).length > 0) ? 1 : 0
}

/** Posthorn and the floor run in turn, so that the machine is the same for both. Each scenario has a process of its own. */
async function inTurn (options: Options, measured: Measured, tell: (results: Result[]) => Result[]): Promise<Result[]> {
  if (options.build) execFileSync('npm', ['run', '--silent', 'build:server'], { stdio: ['ignore', 'ignore', 'inherit'] })
  const all: Result[] = []
  const playOn = async (name: HostName, scenario: Scenario) => {
    const results = tell(await playAlone(name, scenario, options))
    measured[name][scenario] = [...measured[name][scenario] ?? [], ...results]
    all.push(...results)
  }
  for (const scenario of options.scenario ? [options.scenario] : ALL) {
    const beside = BESIDE[scenario]
    for (let round = 0; round < (scenario === 'one' ? options.rounds : 1); round++) {
      if (beside && (beside === scenario || !measured.floor[beside])) await playOn('floor', beside)
      await playOn('posthorn', scenario)
    }
  }
  return all
}

async function playAlone (name: HostName, scenario: Scenario, options: Options): Promise<Result[]> {
  const host = await startHost(name)
  try {
    return await play(host, scenario, options)
  } finally {
    await host.stop()
  }
}

// A signal alone would end this process without its `exit` event, which ends the started servers.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { process.exit(130) })
try {
  const options = readOptions(process.argv.slice(2))
  if (options) await main(options)
  else process.stdout.write(USAGE)
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 2
}
