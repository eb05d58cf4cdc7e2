import { lambdaName } from '../config.js'
import { METRICS } from '../delivery/metrics.js'
import { createEmbeddedMeter, type EmbeddedMeter } from '../lib/metering.js'

/** What a function measures by: its lines are CloudWatch's metrics, which dashboard and alarms (infra/constructs/measures) look at by these names. */
export const openMeter = (name: string, write = (line: string): void => { process.stdout.write(`${line}\n`) }): EmbeddedMeter<keyof typeof METRICS> =>
  createEmbeddedMeter(METRICS, { namespace: 'Posthorn', dimensions: { Function: lambdaName() ?? name }, write })
