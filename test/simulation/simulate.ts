import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { catchAll, runSeeds } from './pool.js'
import { add, describe, engines, noTotals, progress, summary } from './report.js'

// `npm run simulate -- --seeds N [--from S]` runs many seeds on all cores; `-- --seed S` runs one and shows all of it.
// Ctrl-C ends it with the summary of what was run.
// `--broken 'sends twice'` does so with an engine that has this mistake, to show what a violation looks like.
// `--find-seeds` writes test/simulation/broken/known-seeds.ts anew.

const USAGE = 'npm run simulate -- --seeds N [--from S] | --seed S, either with --broken WORDS'
const SHOWN = 5
const EVERY_MS = { terminal: 200, plain: 5000 }

const isTerminal = process.stdout.isTTY === true

function numberOf (text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,15}$/.test(text)) return Number(text)
  console.error(`--${name} takes a whole number. ${USAGE}`)
  process.exit(2)
}

async function read () {
  try {
    const { values } = parseArgs({
      options: {
        seeds: { type: 'string' }, from: { type: 'string' }, seed: { type: 'string' }, broken: { type: 'string' },
        'find-seeds': { type: 'boolean' }, help: { type: 'boolean', short: 'h' }
      }
    })
    if (values.help) {
      console.log(USAGE)
      process.exit(0)
    }
    if (values.broken !== undefined) (await engines()).optionsOf(values.broken)
    return {
      seeds: numberOf(values.seeds, 'seeds') ?? 1000, from: numberOf(values.from, 'from') ?? 1, seed: numberOf(values.seed, 'seed'),
      broken: values.broken, isFinding: values['find-seeds'] === true
    }
  } catch (error) {
    console.error(`${(error as Error).message} ${USAGE}`)
    process.exit(2)
  }
}

async function showOne (seed: number): Promise<boolean> {
  const { optionsOf, simulate } = await engines()
  const { trace, violations } = await simulate(seed, { ...optionsOf(broken), keepsTrace: true })
  console.log(trace.join('\n'))
  console.log(violations.length === 0 ? `\nSeed ${seed} violates nothing.` : `\n${await describe(seed, broken)}`)
  return violations.length === 0
}

async function runMany (from: number, seeds: number): Promise<boolean> {
  const totals = noTotals()
  const found: number[] = []
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  const tell = () => { process.stdout.write(progress(totals, seeds, { seconds: seconds(), isTerminal }) + (isTerminal ? '' : '\n')) }
  process.once('SIGINT', () => {
    console.log(`\n${found.length > 0 ? `Seeds with violations: ${found.slice(0, 100).join(', ')}\n\n` : ''}${summary(totals, seconds())}`)
    process.exit(found.length === 0 ? 130 : 1)
  })
  const telling = setInterval(tell, isTerminal ? EVERY_MS.terminal : EVERY_MS.plain)
  await runSeeds({ from, to: from + seeds, broken }, result => {
    add(totals, result)
    if (result.violations.length === 0) return
    found.push(result.seed)
    if (!isTerminal) {
      console.log(`seed ${result.seed} violates ${[...new Set(result.violations.map(({ invariant }) => invariant))].join(', ')}`)
    }
  })
  clearInterval(telling)
  tell()
  if (isTerminal) process.stdout.write('\n')
  for (const seed of found.slice(0, SHOWN)) console.log(`\n${await describe(seed, broken)}`)
  if (found.length > SHOWN) console.log(`Seeds with violations: ${found.slice(0, 100).join(', ')}`)
  console.log(`\n${summary(totals, seconds())}`)
  return found.length === 0
}

async function findSeeds (): Promise<boolean> {
  const { broken: all } = await engines()
  process.once('SIGINT', () => process.exit(130))
  const caught = [...(await catchAll(all.map(({ name }) => name), true)).values()].filter(({ seed }) => seed !== undefined)
  const rows = caught.sort((a, b) => a.name < b.name ? -1 : 1).map(({ name, seed }) => `  '${name}': ${seed}`)
  writeFileSync(new URL('./broken/known-seeds.ts', import.meta.url), [
    '/** A seed in which each broken engine is caught in few steps. `npm run simulate -- --find-seeds` wrote it. */',
    'export const knownSeeds: Partial<Record<string, number>> = {', rows.join(',\n'), '}', ''
  ].join('\n'))
  return caught.length === all.length
}

const { seed, seeds, from, broken, isFinding } = await read()
const isWell = isFinding ? findSeeds() : seed === undefined ? runMany(from, seeds) : showOne(seed)
process.exitCode = await isWell ? 0 : 1
