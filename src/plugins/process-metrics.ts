import { Counter, Gauge, type Registry } from 'prom-client'
import { NODE_METRICS } from '../facts/node-metrics.js'
import type { App } from '../http/app-types.js'
import { watchProcess, type Reading } from './process-readings.js'

/** What this process measures of itself: some of it as it happens, the rest when the metrics are read. */
export interface ProcessMetrics {
  /** Counts the answers of an app. */
  watch: (app: App) => void
  /** Sets the gauges. */
  measure: (dataDir: string) => Promise<void>
}

export function createProcessMetrics (registry: Registry): ProcessMetrics {
  const { answers, ...others } = NODE_METRICS
  const gauges = new Map(Object.entries(others).map(([key, { name, help, labels }]) =>
    [key as Reading['name'], new Gauge({ name, help, labelNames: [...labels], registers: [registry] })]))
  const counter = new Counter({ name: answers.name, help: answers.help, labelNames: [...answers.labels], registers: [registry] })
  // A class without answers is 0, so that a rate has a beginning.
  for (const one of ['2xx', '3xx', '4xx', '5xx']) counter.inc({ class: one }, 0)
  const read = watchProcess()

  return {
    watch (app) {
      app.addHook('onResponse', (_request, { statusCode }, done) => {
        counter.inc({ class: `${String(statusCode)[0]}xx` })
        done()
      })
    },
    async measure (dataDir) {
      for (const { name, labels, value } of await read(dataDir)) gauges.get(name)!.set(labels, value)
    }
  }
}
