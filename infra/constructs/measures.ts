import { Duration } from 'aws-cdk-lib'
import { MathExpression, Metric, type IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import type { FunctionName, Stage } from '../stages.js'
import { functionNameOf } from './function.js'

/** What the functions measure themselves, by the names under which they write it (src/delivery/metrics); a test compares them. */
export type Measure =
  'accepted' | 'delivered' | 'failed' | 'retried' | 'exhausted' | 'circuitOpened' | 'throttled' | 'stuck' | 'acceptTime' | 'deliveryTime' | 'dueBacklog' | 'dueAge'

interface MeasureOptions { of: FunctionName, statistic?: string, label?: string, period?: Duration }

/** A measure of one function of a stage, as the function writes it into its log. */
export function measure (stage: Stage, metricName: Measure, { of, statistic = 'Sum', label, period = Duration.minutes(5) }: MeasureOptions): Metric {
  return new Metric({ namespace: 'Posthorn', metricName, dimensionsMap: { Function: functionNameOf(stage, of) }, statistic, period, ...(label !== undefined && { label }) })
}

/** The share of attempts that succeeded, in percent; 100 while there are none. */
export function deliverySuccess (stage: Stage): MathExpression {
  const usingMetrics = { delivered: measure(stage, 'delivered', { of: 'deliver' }), failed: measure(stage, 'failed', { of: 'deliver' }) }
  const all = '(FILL(delivered, 0) + FILL(failed, 0))'
  return new MathExpression({ expression: `IF(${all} > 0, 100 * FILL(delivered, 0) / ${all}, 100)`, label: 'delivered, %', usingMetrics })
}

/** List prices of us-east-1, arm64, in dollars, for one of each; a test compares them with the doctor's (src/cli/doctor/prices). */
export const PRICES = { gbSecond: 0.0000133334, invocation: 0.2e-6, writeUnit: 0.625e-6, readUnit: 0.125e-6, queueRequest: 0.4e-6 }
export const GATEWAY_PRICE = { rest: 3.5e-6, http: 1e-6 }

// An entry is sent, received and deleted.
const REQUESTS_PER_ENTRY = 3

/**
 * What a million accepted messages cost at list prices, estimated from what was measured in the hour: gateway, functions, table
 * and index units, queue. Storage, logs, traces and traffic are not in it, nor is any free tier.
 */
export function costPerMillion (stage: Stage, { requests, entries }: { requests: IMetric, entries: IMetric }): MathExpression {
  const period = Duration.hours(1)
  const functions: FunctionName[] = ['http', 'authorizer', 'fan-out', 'deliver', 'sweep']
  const usingMetrics: Record<string, IMetric> = { requests, entries, accepted: measure(stage, 'accepted', { of: 'http', period }) }
  const terms = functions.map((name, index) => {
    const dimensionsMap = { FunctionName: functionNameOf(stage, name) }
    usingMetrics[`ms${index}`] = new Metric({ namespace: 'AWS/Lambda', metricName: 'Duration', dimensionsMap, statistic: 'Sum', period })
    usingMetrics[`runs${index}`] = new Metric({ namespace: 'AWS/Lambda', metricName: 'Invocations', dimensionsMap, statistic: 'Sum', period })
    const perMs = stage.memory[name] / 1024 / 1000 * PRICES.gbSecond
    return `FILL(ms${index}, 0) * ${fixed(perMs)} + FILL(runs${index}, 0) * ${fixed(PRICES.invocation)}`
  })
  const sum = [
    `FILL(requests, 0) * ${fixed(GATEWAY_PRICE[stage.gateway.kind])}`,
    `FILL(entries, 0) * ${fixed(REQUESTS_PER_ENTRY * PRICES.queueRequest)}`,
    ...terms,
    `${units(stage, 'ConsumedWriteCapacityUnits')} * ${fixed(PRICES.writeUnit)}`,
    `${units(stage, 'ConsumedReadCapacityUnits')} * ${fixed(PRICES.readUnit)}`
  ].join(' + ')
  return new MathExpression({ expression: `IF(FILL(accepted, 0) > 0, 1000000 * (${sum}) / accepted)`, label: 'dollars a million messages', period, usingMetrics })
}

// Every table and index of the stage: their names begin with its prefix.
function units ({ name }: Stage, metric: string): string {
  const found = ['TableName', 'TableName,GlobalSecondaryIndexName'].map(dimensions => `SEARCH('{AWS/DynamoDB,${dimensions}} MetricName="${metric}" TableName=posthorn-${name}', 'Sum', 3600)`)
  return `(${found.map(one => `SUM(${one})`).join(' + ')})`
}

// CloudWatch knows no 1e-7.
const fixed = (price: number) => price.toFixed(14).replace(/0+$/, '')
