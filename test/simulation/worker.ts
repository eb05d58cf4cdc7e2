import { parentPort, workerData } from 'node:worker_threads'
import { optionsOf } from './broken/index.js'
import { simulate } from './run.js'

// Faults are errors by the thousand; whoever repeats a seed sees where they come from.
Error.stackTraceLimit = 0

export interface Task { from: number, to: number }

parentPort!.on('message', ({ from, to }: Task) => { void work(from, to) })

const options = optionsOf((workerData as { broken?: string }).broken)

async function work (from: number, to: number): Promise<void> {
  const results = []
  for (let seed = from; seed < to; seed++) results.push(await simulate(seed, options))
  parentPort!.postMessage(results)
}
