import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { measureDue, type EngineMeter } from '../delivery/metrics.js'
import { METRICS, type MetricName as Name } from '../facts/metric-definitions.js'
import { localOnly } from './local-only.js'
import type { App } from '../http/app-types.js'

export interface Prometheus {
  meter: EngineMeter
  /**
   * Adds `GET /metrics`. It requires no token, so the host decides whether it exists (POSTHORN_METRICS) and which
   * clients may read it.
   */
  addMetrics: (app: App, options: { isShared: boolean }) => Promise<void>
}

/** The metrics of this process in the Prometheus format. */
export function createPrometheus (): Prometheus {
  const registry = new Registry()
  const registers = [registry]
  const counters = new Map<Name, Counter>()
  const values = new Map<Name, (value: number) => void>()
  for (const [name, metric] of Object.entries(METRICS) as Array<[Name, (typeof METRICS)[Name]]>) {
    const options = { name: metric.name, help: metric.help, registers }
    if (metric.kind === 'counter') {
      counters.set(name, new Counter(options))
      continue
    }
    const one = metric.kind === 'gauge' ? new Gauge(options) : new Histogram({ ...options, buckets: [...metric.buckets] })
    values.set(name, value => { if (one instanceof Gauge) one.set(value); else one.observe(value) })
  }
  return {
    meter: {
      count: (name, by = 1) => counters.get(name)!.inc(by),
      observe: (name, value) => values.get(name)!(value)
    },
    async addMetrics (app, options) {
      app.get('/metrics', { onRequest: localOnly(options), config: { access: 'none' }, schema: { hide: true } }, async (request, reply) => {
        await measureDue(request.server.engine)
        return await reply.type(registry.contentType).serializer(String).send(await registry.metrics())
      })
    }
  }
}
