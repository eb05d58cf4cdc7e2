import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { NODE_METRICS } from '../facts/node-metrics.js'
import { VERSION } from '../version.js'

const NANO = 1e9

/** A value of a gauge, in the unit of the metric's name, with its labels. */
export interface Reading { name: Exclude<keyof typeof NODE_METRICS, 'answers'>, labels: Readonly<Record<string, string>>, value: number }

/** Begins to watch the process. The function that it returns reads the gauges, the event loop's delay since it was called last. */
export function watchProcess (): (dataDir: string) => Promise<Reading[]> {
  const delays = monitorEventLoopDelay({ resolution: 10 })
  delays.enable()
  return async dataDir => {
    const loop = [0.5, 0.99].map((quantile): Reading =>
      ({ name: 'loopDelay', labels: { quantile: String(quantile) }, value: delays.percentile(quantile * 100) / NANO }))
    delays.reset()
    const { rss, heapUsed, external } = process.memoryUsage()
    const memory = Object.entries({ rss, heap: heapUsed, external })
      .map(([kind, value]): Reading => ({ name: 'memory', labels: { kind }, value }))
    return [...loop, ...memory, { name: 'build', labels: { version: VERSION, node: process.version }, value: 1 }, ...await disk(dataDir)]
  }
}

async function disk (dataDir: string): Promise<Reading[]> {
  if (dataDir === ':memory:') return []
  const { bavail, bsize } = await statfs(dataDir)
  return [{ name: 'dataSize', labels: {}, value: await sizeOf(dataDir) }, { name: 'dataFree', labels: {}, value: bavail * bsize }]
}

/** The size of all files below a folder; a file that is removed meanwhile has none. */
async function sizeOf (folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const sizes = await Promise.all(entries.filter(entry => entry.isFile()).map(async ({ parentPath, name }) =>
    await stat(join(parentPath, name)).then(({ size }) => size, () => 0)))
  return sizes.reduce((sum, size) => sum + size, 0)
}
