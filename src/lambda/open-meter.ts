import { lambdaName, type Config } from '../config.js'
import { createUsage, type EngineMeter, type Usage } from '../delivery/metrics.js'
import {
  METRIC_DIMENSION, METRIC_NAMESPACE, METRICS, USAGE_DIMENSION, USAGE_METRICS, type UsageName
} from '../facts/metric-definitions.js'
import { createEmbeddedMeter, type EmbeddedMeter } from '../lib/metering.js'

type Write = (line: string) => void
const print: Write = line => { process.stdout.write(`${line}\n`) }

/** What a function measures. `flush` writes it, a line for each application that is counted apart. */
export interface Measures { meter: EngineMeter, usage: Usage | undefined, flush: (now: number) => void }

/** The meter of a function, and the usage by application where the settings ask for it. CloudWatch reads their lines as metrics. */
export function openMeasures (name: string, { usageMetrics }: Pick<Config, 'usageMetrics'>, write = print): Measures {
  const dimensions = { [METRIC_DIMENSION]: lambdaName() ?? name }
  const meter = createEmbeddedMeter(METRICS, { namespace: METRIC_NAMESPACE, dimensions, write })
  const meters = new Map<string, EmbeddedMeter<UsageName>>()
  const usage = createUsage(usageMetrics, (application, metric, by) => {
    const one = meters.get(application) ?? createEmbeddedMeter(USAGE_METRICS, {
      namespace: METRIC_NAMESPACE, dimensions: { ...dimensions, [USAGE_DIMENSION]: application }, write
    })
    meters.set(application, one)
    one.count(metric, by)
  })
  const flush = (now: number) => {
    for (const one of [meter, ...meters.values()]) one.flush(now)
    meters.clear()
  }
  return { meter, usage, flush }
}
