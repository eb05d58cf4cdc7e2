import { parentPort } from 'node:worker_threads'
import { catchOne } from './broken/catch.js'
import { optionsOf } from './broken/index.js'
import type { Seeds } from './pool.js'
import { simulate } from './run.js'

// Faults are thousands of errors, so stack traces are off. A repeated seed shows where an error comes from.
Error.stackTraceLimit = 0

/** The work of a thread: some seeds, or a broken engine to catch. */
export type Work = { seeds: Seeds } | { catching: string }

parentPort!.on('message', (work: Work) => { void answer(work) })

async function answer (work: Work): Promise<void> {
  parentPort!.postMessage('seeds' in work ? await run(work.seeds) : await catchOne(work.catching))
}

async function run ({ from, to, broken }: Seeds) {
  const options = optionsOf(broken)
  const results = []
  for (let seed = from; seed < to; seed++) results.push(await simulate(seed, options))
  return results
}
