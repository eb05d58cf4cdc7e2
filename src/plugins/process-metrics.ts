import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, type Registry } from 'prom-client'
import { NODE_METRICS } from '../facts/node-metrics.js'
import type { App } from '../http/app-types.js'
import { VERSION } from '../version.js'

const NANO = 1e9

/** What this process measures of itself: some of it as it happens, the rest when the metrics are read. */
export interface ProcessMetrics {
  /** Counts the answers of an app. */
  watch: (app: App) => void
  /** Sets the gauges. */
  measure: (dataDir: string) => Promise<void>
}

export function createProcessMetrics (registry: Registry): ProcessMetrics {
  const gauge = (name: 'loopDelay' | 'memory' | 'dataSize' | 'dataFree' | 'build') => {
    const { name: told, help, labels } = NODE_METRICS[name]
    return new Gauge({ name: told, help, labelNames: [...labels], registers: [registry] })
  }
  const { answers } = NODE_METRICS
  const counter = new Counter({ name: answers.name, help: answers.help, labelNames: [...answers.labels], registers: [registry] })
  // A class without answers is 0, so that a rate has a beginning.
  for (const one of ['2xx', '3xx', '4xx', '5xx']) counter.inc({ class: one }, 0)
  const [loopDelay, memory, dataSize, dataFree] = [gauge('loopDelay'), gauge('memory'), gauge('dataSize'), gauge('dataFree')]
  gauge('build').set({ version: VERSION, node: process.version }, 1)
  const delays = monitorEventLoopDelay({ resolution: 10 })
  delays.enable()

  return {
    watch (app) {
      app.addHook('onResponse', (_request, { statusCode }, done) => {
        counter.inc({ class: `${String(statusCode)[0]}xx` })
        done()
      })
    },
    async measure (dataDir) {
      for (const quantile of [0.5, 0.99]) loopDelay.set({ quantile: String(quantile) }, delays.percentile(quantile * 100) / NANO)
      delays.reset()
      const { rss, heapUsed, external } = process.memoryUsage()
      for (const [kind, bytes] of Object.entries({ rss, heap: heapUsed, external })) memory.set({ kind }, bytes)
      if (dataDir === ':memory:') return
      dataSize.set(await sizeOf(dataDir))
      const { bavail, bsize } = await statfs(dataDir)
      dataFree.set(bavail * bsize)
    }
  }
}

/** The size of all files below a folder; a file that is removed meanwhile has none. */
async function sizeOf (folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const sizes = await Promise.all(entries.filter(entry => entry.isFile()).map(async ({ parentPath, name }) =>
    await stat(join(parentPath, name)).then(({ size }) => size, () => 0)))
  return sizes.reduce((sum, size) => sum + size, 0)
}
