import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Caught } from './broken/catch.js'
import type { Result } from './run.js'
import type { Work } from './worker.js'

/** A range of seeds, for a broken engine if a name is given. */
export interface Seeds { from: number, to: number, broken?: string | undefined }

const BATCH = 10

/** Runs simulations on all cores. Passes on each result as it comes, in any order. */
export async function runSeeds ({ from, to, broken }: Seeds, take: (result: Result) => void): Promise<void> {
  const batches = Array.from({ length: Math.ceil((to - from) / BATCH) }, (_, index) => from + index * BATCH)
  const work = batches.map((first): Work => ({ seeds: { from: first, to: Math.min(to, first + BATCH), broken } }))
  await onAllCores<Result[]>(work, results => { for (const result of results) take(result) })
}

/** Runs these broken engines on all cores, each until it is caught. Passes on the result of each. */
export async function catchAll (names: string[]): Promise<Map<string, Caught>> {
  const caught = new Map<string, Caught>()
  await onAllCores<Caught>(names.map((name): Work => ({ catching: name })), one => caught.set(one.name, one))
  return caught
}

async function onAllCores<T> (work: Work[], take: (output: T) => void): Promise<void> {
  const left = [...work]
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), work.length) }, async () => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url))
    try {
      await new Promise<void>((resolve, reject) => {
        function give () {
          const next = left.shift()
          if (next) worker.postMessage(next)
          else resolve()
        }
        worker.on('error', reject)
        worker.on('message', (output: T) => { take(output); give() })
        give()
      })
    } finally {
      await worker.terminate()
    }
  }))
}
