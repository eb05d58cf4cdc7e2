import { lambdaName } from '../config.js'
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS, type MetricName } from '../facts/metric-definitions.js'
import { createEmbeddedMeter, type EmbeddedMeter } from '../lib/metering.js'

/** The meter of a function: it writes lines that CloudWatch reads as metrics. */
export const openMeter = (name: string, write = (line: string): void => { process.stdout.write(`${line}\n`) }): EmbeddedMeter<MetricName> =>
  createEmbeddedMeter(METRICS, { namespace: METRIC_NAMESPACE, dimensions: { [METRIC_DIMENSION]: lambdaName() ?? name }, write })
