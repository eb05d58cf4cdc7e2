import type { api as Api } from '@opentelemetry/sdk-node'
import { measureDue, type EngineMeter, type Usage } from '../delivery/metrics.js'
import type { Engine } from '../delivery/engine.js'
import { METRICS, USAGE_METRICS, type MetricName, type UsageName } from '../facts/metric-definitions.js'
import { NODE_METRICS } from '../facts/node-metrics.js'
import type { App } from '../http/app-types.js'
import { watchProcess } from '../plugins/process-readings.js'

const UNITS: Readonly<Record<string, string>> = { _seconds: 's', _bytes: 'By' }

/**
 * The name and unit of a metric in OpenTelemetry: from `posthorn_accept_duration_seconds` come `posthorn.accept_duration` and `s`.
 * A Prometheus that receives it makes the first name again.
 */
export function instrumentOf ({ name, help }: { name: string, help: string }) {
  const [, stem = '', suffix = ''] = /^posthorn_(.*?)(_seconds|_bytes|_total)?$/.exec(name)!
  return { name: `posthorn.${stem}`, options: { description: help, ...UNITS[suffix] !== undefined && { unit: UNITS[suffix] } } }
}

/** The metrics of this process, as `/metrics` has them, in OpenTelemetry. */
export function createTelemetryMetrics (api: typeof Api) {
  const meter = api.metrics.getMeter('posthorn')
  const counters = new Map<MetricName, Api.Counter>()
  const observers = new Map<MetricName, (value: number) => void>()
  const gauges = new Map<MetricName, { gauge: Api.ObservableGauge, value: number }>()
  for (const [key, metric] of Object.entries(METRICS) as Array<[MetricName, (typeof METRICS)[MetricName]]>) {
    const { name, options } = instrumentOf(metric)
    if (metric.kind === 'counter') {
      const counter = meter.createCounter(name, options)
      // What did not happen yet is 0, so that a rate has a beginning.
      counter.add(0)
      counters.set(key, counter)
    } else if (metric.kind === 'histogram') {
      const histogram = meter.createHistogram(name, { ...options, advice: { explicitBucketBoundaries: [...metric.buckets] } })
      observers.set(key, value => histogram.record(value))
    } else {
      const held = { gauge: meter.createObservableGauge(name, options), value: 0 }
      gauges.set(key, held)
      observers.set(key, value => { held.value = value })
    }
  }
  const own: EngineMeter = {
    count: (name, by = 1) => counters.get(name)!.add(by),
    observe: (name, value) => observers.get(name)!(value)
  }
  return {
    meter: own,
    countUsage: () => usageOf(meter),
    watch: (app: App) => watchAnswers(meter, app),
    observe: (engine: Engine) => observeAll(meter, engine, [...gauges.values()])
  }
}

function usageOf (meter: Api.Meter): Usage {
  const counters = Object.fromEntries(Object.entries(USAGE_METRICS).map(([key, metric]) => {
    const { name, options } = instrumentOf(metric)
    return [key, meter.createCounter(name, options)]
  })) as Record<UsageName, Api.Counter>
  return (application, name, by = 1) => counters[name].add(by, { 'posthorn.application.id': application })
}

function watchAnswers (meter: Api.Meter, app: App): void {
  const { name, options } = instrumentOf(NODE_METRICS.answers)
  const answers = meter.createCounter(name, options)
  const duration = meter.createHistogram('http.server.request.duration', {
    unit: 's',
    description: 'Duration of HTTP server requests.',
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] }
  })
  app.addHook('onResponse', ({ method, protocol, routeOptions: { url } }, { statusCode, elapsedTime }, done) => {
    answers.add(1, { class: `${String(statusCode)[0]}xx` })
    duration.record(elapsedTime / 1000, {
      'http.request.method': method, 'url.scheme': protocol, 'http.response.status_code': statusCode,
      ...url !== undefined && { 'http.route': url.replaceAll(/:(\w+)/g, '{$1}') }
    })
    done()
  })
}

function observeAll (meter: Api.Meter, engine: Engine, due: Array<{ gauge: Api.ObservableGauge, value: number }>): void {
  const read = watchProcess()
  const { answers, ...others } = NODE_METRICS
  const gauges = new Map(Object.entries(others).map(([key, metric]) => {
    const { name, options } = instrumentOf(metric)
    return [key, meter.createObservableGauge(name, options)] as const
  }))
  meter.addBatchObservableCallback(async result => {
    const [readings] = await Promise.all([read(engine.config.dataDir), measureDue(engine)])
    for (const { gauge, value } of due) result.observe(gauge, value)
    for (const { name, labels, value } of readings) result.observe(gauges.get(name)!, value, labels)
  }, [...gauges.values(), ...due.map(({ gauge }) => gauge)])
}
