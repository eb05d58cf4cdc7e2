import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Engine } from '../delivery/engine.js'
import { measureDue, type EngineMeter, type Usage } from '../delivery/metrics.js'
import { METRICS, USAGE_LABEL, USAGE_METRICS, type MetricName as Name } from '../facts/metric-definitions.js'
import { localOnly } from './local-only.js'
import { createProcessMetrics } from './process-metrics.js'
import type { App } from '../http/app-types.js'

export interface Prometheus {
  meter: EngineMeter
  /** Adds the metrics with the label of an application; without this call there are none. */
  countUsage: () => Usage
  /**
   * Adds `GET /metrics`. It requires no token, so the host decides whether it exists (POSTHORN_METRICS) and which
   * clients may read it.
   */
  addMetrics: (app: App, options: { isShared: boolean }) => Promise<void>
  /** Counts the answers of an app. */
  watch: (app: App) => void
  /** Serves `/metrics`, and nothing else, on a port of its own, without a check of the name. */
  listen: (engine: Engine, place: { host: string, port: number }) => Promise<{ port: number, close: () => Promise<void> }>
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
  const own = createProcessMetrics(registry)
  const read = async (engine: Engine) => {
    await Promise.all([measureDue(engine), own.measure(engine.config.dataDir)])
    return await registry.metrics()
  }
  return {
    watch: own.watch,
    listen: async (engine, place) => await listen(async () => await read(engine), registry.contentType, { ...place, log: engine.log }),
    countUsage () {
      const byName = Object.fromEntries(Object.entries(USAGE_METRICS).map(([key, { name, help }]) =>
        [key, new Counter({ name, help, labelNames: [USAGE_LABEL], registers })])) as Record<keyof typeof USAGE_METRICS, Counter>
      return (application, name, by = 1) => byName[name].inc({ [USAGE_LABEL]: application }, by)
    },
    meter: {
      count: (name, by = 1) => counters.get(name)!.inc(by),
      observe: (name, value) => values.get(name)!(value)
    },
    async addMetrics (app, options) {
      app.get('/metrics', { onRequest: localOnly(options), config: { access: 'none' }, schema: { hide: true } }, async (request, reply) => {
        const text = await read(request.server.engine)
        return await reply.type(registry.contentType).serializer(String).send(text)
      })
    }
  }
}

async function listen (read: () => Promise<string>, type: string, { host, port, log }: { host: string, port: number, log: Engine['log'] }) {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    read().then(
      text => response.writeHead(200, { 'content-type': type }).end(text),
      (error: unknown) => {
        log.error({ err: error }, 'metrics.failed')
        response.writeHead(503).end()
      }
    )
  })
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(port, host, resolve) })
  const close = async () => {
    server.closeAllConnections()
    await new Promise<void>(resolve => { server.close(() => resolve()) })
  }
  return { port: (server.address() as AddressInfo).port, close }
}
