import { parentPort } from 'node:worker_threads'
import { catchOne, catchQuickest } from './broken/catch.js'
import { optionsOf } from './broken/index.js'
import type { Seeds } from './pool.js'
import { simulate } from './run.js'

// Faults are thousands of errors, so stack traces are off. A repeated seed shows where an error comes from.
Error.stackTraceLimit = 0

/** The work of a thread: some seeds, or a broken engine to catch; the quickest: in the seed in which it takes the fewest steps. */
export type Work = { seeds: Seeds } | { catching: string, isQuickest: boolean }

parentPort!.on('message', (work: Work) => { void answer(work) })

async function answer (work: Work): Promise<void> {
  if ('seeds' in work) parentPort!.postMessage(await run(work.seeds))
  else parentPort!.postMessage(await (work.isQuickest ? catchQuickest : catchOne)(work.catching))
}

async function run ({ from, to, broken }: Seeds) {
  const options = optionsOf(broken)
  const results = []
  for (let seed = from; seed < to; seed++) results.push(await simulate(seed, options))
  return results
}
