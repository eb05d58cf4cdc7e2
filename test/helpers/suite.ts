import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { stringify } from 'yaml'
import { buildCommands } from '../../infra/commands.js'
import { buildTests, SEVERAL } from './built.js'
import { groupsOf } from './groups.js'
import { runFile, runTogether, type Outcome } from './tap-file.js'
import './seeded.js'

// The program of `npm test`.

const SLOWEST = 10
// Many files wait longer than they work.
const JOBS_A_CORE = 2
// Of the details of one failure.
const MOST_LINES = 80

// These files take longest, most of them with little CPU, so they begin first: then there is work for all cores until the end.
const FIRST = [
  'test/simulation', 'test/helpers/suite', 'test/e2e/servers', 'test/guides', 'test/e2e/open-telemetry', 'test/e2e/kill',
  'test/openapi/samples', 'test/routes/payload-check', 'test/cli/', 'test/delivery/', 'test/lambda/', 'test/infra/', 'test/http/',
  'test/models/'
]

const USAGE = `npm test -- [file or folder]... [--together] [--jobs=4] [--timeout=600] [--output-file=all.tap]

  Runs the test files, or those that are named: so many processes at a time (two a core), each file for so many seconds at
  most. Files of some folders share a process (test/helpers/groups.ts); a file that is named has one of its own, but with
  --together all share one, in this order. Those of portal and console have a command of their own, npm run test:portal.
  Then what was skipped and why, what failed, and the slowest. --output-file writes everything as TAP.
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h' },
    jobs: { type: 'string', default: String(JOBS_A_CORE * availableParallelism()) },
    together: { type: 'boolean' },
    timeout: { type: 'string', default: '600' },
    'output-file': { type: 'string' }
  }
})

if (values.help) {
  process.stdout.write(USAGE)
  process.exit(0)
}

// In Chromium, which not every machine has, these take an eighth of all CPU: they have a command of their own.
const APART = 'test/portal'

function filesOf (paths: string[]): string[] {
  if (paths.length === 0) return filesOf(['test']).filter(file => !file.startsWith(`${APART}/`))
  return [...new Set(paths.flatMap(path => {
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory()
    if (isFolder === undefined) throw new Error(`There is no ${path}.`)
    return isFolder
      ? readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.test.ts')).sort()
        .map(name => join(path, name))
      : [path]
  }))]
}

const rankOf = (file: string) => (FIRST.findIndex(start => file.startsWith(start)) + FIRST.length + 1) % (FIRST.length + 1)
// A group begins as early as the first of its files should.
const rank = (files: string[]) => Math.min(...files.map(rankOf))

const SEED = Number(process.env.POSTHORN_TEST_SEED)

const print = (text: string) => process.stdout.write(`${text}\n`)
// A value that is found or compared may be a list of a whole bundle.
function shortened (text: string): string {
  const lines = text.split('\n')
  return lines.length <= MOST_LINES
    ? text
    : [...lines.slice(0, MOST_LINES / 2), `… ${lines.length - MOST_LINES} lines more …`, ...lines.slice(-MOST_LINES / 2)].join('\n')
}

const seconds = (time: number) => `${time.toFixed(1).padStart(6)} s`

function tell ({ file, seconds: took, cpuSeconds, passed, skipped, failed, stderr }: Outcome): void {
  print(`${failed.length > 0 ? 'FAILED' : 'ok    '} ${seconds(took)}  ${seconds(cpuSeconds)} CPU  ${file}  ${passed} passed${failed.length > 0 ? `, ${failed.length} failed` : ''}${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`)
  for (const { name, details } of failed) {
    print(`\n  ${name}\n${shortened(typeof details === 'string' ? details : stringify(details, { lineWidth: 0 })).replace(/^/gm, '    ')}`)
  }
  if (failed.length > 0 && stderr !== '') print(`  on stderr:\n${stderr.slice(-10_000).replace(/^/gm, '    ')}`)
}

function grouped (files: string[]): string[][] {
  if (values.together) return [files]
  const [named, others] = [files.filter(file => positionals.includes(file)), files.filter(file => !positionals.includes(file))]
  return [...named.map(file => [file]), ...groupsOf(others, SEED)].sort((a, b) => rank(a) - rank(b))
}

async function runAll (files: string[]): Promise<Outcome[]> {
  // A file that cannot be built reports the error itself, when it is run from its source.
  const built = await buildTests(files).catch(() => undefined)
  if (built) await buildProgram(files, join(built.folder, 'dist'))
  const waiting = built ? grouped(files) : files.map(file => [file])
  const outcomes: Outcome[] = []
  const options = { timeoutMs: Number(values.timeout) * 1000, pathOf: built?.pathOf }
  const worker = async () => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      const ended = group.length > 1
        ? await runTogether(group, built!.pathOf(SEVERAL), options)
        : [await runFile(group[0]!, options)]
      ended.forEach(tell)
      outcomes.push(...ended)
    }
  }
  await Promise.all(Array.from({ length: Number(values.jobs) }, worker))
  built?.remove()
  return outcomes
}

function summary (outcomes: Outcome[], took: number): string {
  const skipped = outcomes.flatMap(({ file, skipped }) => skipped.map(one => ({ file, ...one })))
  const failed = outcomes.flatMap(({ file, failed }) => failed.map(({ name }) => `  ${file}: ${name}`))
  const slowest = outcomes.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST)
  const reasons = [...new Set(skipped.map(({ reason }) => reason))].sort()
  const cpu = outcomes.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0)
  return [
    ...(outcomes.length > 1
      ? ['', 'slowest:', ...slowest.map(one => `${seconds(one.seconds)}  ${seconds(one.cpuSeconds)} CPU  ${one.file}`)]
      : []),
    ...reasons.flatMap(why =>
      ['', `skipped: ${why}`, ...skipped.filter(({ reason }) => reason === why).map(({ file, name }) => `  ${file}: ${name}`)]),
    ...(failed.length > 0 ? ['', 'failed:', ...failed] : []),
    '',
    `${total(outcomes, 'passed')} passed, ${failed.length} failed, ${skipped.length} skipped, in ${Math.round(
      took
    )} s (${cpu.toFixed(0)} s of CPU, seed ${process.env.POSTHORN_TEST_SEED})`
  ].join('\n')
}

// The program with its packages inside starts in half of the CPU time, and takes several seconds to build: worth it for many files.
const FEW = 3

async function buildProgram (files: string[], folder: string): Promise<void> {
  if (files.filter(file => readFileSync(file, 'utf8').includes('await buildCli(')).length <= FEW) return
  await buildCommands(folder, 'inside')
  process.env.POSTHORN_TEST_PROGRAM = folder
}

const total = (outcomes: Outcome[], key: 'passed' | 'skipped' | 'failed') =>
  outcomes.reduce((sum, { [key]: one }) => sum + (typeof one === 'number' ? one : one.length), 0)

// As tap writes it: every file is a subtest.
function tapOf (outcomes: Outcome[]): string {
  const files = outcomes.map(({ file, failed, stdout }, n) =>
    `# Subtest: ${file}\n${stdout.replace(/^(?=.)/gm, '    ')}\n${failed.length > 0 ? 'not ok' : 'ok'} ${n + 1} - ${file}\n`)
  const [pass, fail, skip] = (['passed', 'failed', 'skipped'] as const).map(key => total(outcomes, key))
  return `TAP version 14\n${files.join(
    ''
  )}1..${outcomes.length}\n# { total: ${pass! + fail! + skip!}, pass: ${pass}, fail: ${fail}, skip: ${skip} }\n`
}

const began = performance.now()
const outcomes = await runAll(filesOf(positionals))
const report = values['output-file']
if (report !== undefined) {
  mkdirSync(dirname(report), { recursive: true })
  writeFileSync(report, tapOf(outcomes))
}
print(summary(outcomes, (performance.now() - began) / 1000))
process.exitCode = total(outcomes, 'failed') > 0 ? 1 : 0
