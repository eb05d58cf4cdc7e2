import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
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

/** Runs these broken engines on all cores, each until it is caught; or with several seeds, for the quickest of them. */
export async function catchAll (names: string[], isQuickest = false): Promise<Map<string, Caught>> {
  const caught = new Map<string, Caught>()
  await onAllCores<Caught>(names.map((name): Work => ({ catching: name, isQuickest })), one => caught.set(one.name, one))
  return caught
}

let builds = 0

// Otherwise each thread would read and transform three hundred modules, which takes it longer than a hundred simulations.
async function buildWorker (): Promise<string> {
  const outfile = resolve(`.cache/simulation/worker-${process.pid}-${++builds}.mjs`)
  const entryPoints = ['test/simulation/worker.ts']
  await build({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20.19', packages: 'external' })
  return outfile
}

async function onAllCores<T> (work: Work[], take: (output: T) => void): Promise<void> {
  const left = [...work]
  const file = await buildWorker()
  // Ctrl-C exits from within.
  const remove = () => rmSync(file, { force: true })
  process.once('exit', remove)
  // Most of the code runs seldom. With V8's default its optimizing compiler takes a fourth of the CPU of a hundred simulations.
  setFlagsFromString('--interrupt-budget=1000000')
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), work.length) }, async () => {
    const worker = new Worker(file, { execArgv: [] })
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
  })).finally(() => {
    process.off('exit', remove)
    remove()
  })
}
