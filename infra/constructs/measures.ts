import { Duration } from 'aws-cdk-lib'
import { MathExpression, Metric, type IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import type { FunctionName } from '../../src/facts/functions.js'
import { functionsOf } from '../access.js'
import type { Stage } from '../stages.js'
import { METRIC_DIMENSION, METRIC_NAMESPACE, type MetricName } from '../../src/facts/metric-definitions.js'
import { priceOf, REQUESTS_PER_ENTRY, type Priced } from '../../src/facts/prices.js'
import { functionNameIn, nameIn } from '../../src/facts/resource-names.js'

interface MeasureOptions { of: FunctionName, statistic?: string, label?: string, period?: Duration }

/** A metric of one function of a stage, which the function writes in its log. */
export function measure (
  stage: Stage,
  metricName: MetricName,
  { of, statistic = 'Sum', label, period = Duration.minutes(5) }: MeasureOptions
): Metric {
  const dimensionsMap = { [METRIC_DIMENSION]: functionNameIn(stage.name, of) }
  return new Metric({ namespace: METRIC_NAMESPACE, metricName, dimensionsMap, statistic, period, ...(label !== undefined && { label }) })
}

/** The share of successful attempts, in percent; 100 without attempts. */
export function deliverySuccess (stage: Stage): MathExpression {
  const usingMetrics = { delivered: measure(stage, 'delivered', { of: 'deliver' }), failed: measure(stage, 'failed', { of: 'deliver' }) }
  const all = '(FILL(delivered, 0) + FILL(failed, 0))'
  return new MathExpression({ expression: `IF(${all} > 0, 100 * FILL(delivered, 0) / ${all}, 100)`, label: 'delivered, %', usingMetrics })
}

const GATEWAY_REQUESTS = { rest: 'restRequests', http: 'httpRequests' } as const satisfies Record<string, Priced>

/**
 * The cost of a million accepted messages at list prices, estimated from the last hour's metrics: gateway, functions,
 * units of tables and indexes, queue. Storage, logs, traces, traffic and free tiers are not included.
 */
export function costPerMillion (stage: Stage, { requests, entries }: { requests: IMetric, entries: IMetric }): MathExpression {
  const period = Duration.hours(1)
  const functions = functionsOf(stage).filter(name => name !== 'import')
  const usingMetrics: Record<string, IMetric> = { requests, entries, accepted: measure(stage, 'accepted', { of: 'http', period }) }
  const terms = functions.map((name, index) => {
    const dimensionsMap = { FunctionName: functionNameIn(stage.name, name) }
    usingMetrics[`ms${index}`] = new Metric({ namespace: 'AWS/Lambda', metricName: 'Duration', dimensionsMap, statistic: 'Sum', period })
    usingMetrics[`runs${index}`] = new Metric({
      namespace: 'AWS/Lambda', metricName: 'Invocations', dimensionsMap, statistic: 'Sum', period
    })
    const perMs = stage.memory[name] / 1024 / 1000 * priceOf('lambdaGbSeconds')
    return `FILL(ms${index}, 0) * ${fixed(perMs)} + FILL(runs${index}, 0) * ${fixed(priceOf('lambdaRequests'))}`
  })
  const sum = [
    `FILL(requests, 0) * ${fixed(priceOf(GATEWAY_REQUESTS[stage.gateway.kind]))}`,
    `FILL(entries, 0) * ${fixed(REQUESTS_PER_ENTRY * priceOf('queueRequests'))}`,
    ...terms,
    `${units(stage, 'ConsumedWriteCapacityUnits')} * ${fixed(priceOf('writeUnits'))}`,
    `${units(stage, 'ConsumedReadCapacityUnits')} * ${fixed(priceOf('readUnits'))}`
  ].join(' + ')
  return new MathExpression({
    expression: `IF(FILL(accepted, 0) > 0, 1000000 * (${sum}) / accepted)`,
    label: 'dollars a million messages',
    period,
    usingMetrics
  })
}

// All tables and indexes of the stage: their names begin with its prefix.
function units ({ name }: Stage, metric: string): string {
  const found = ['TableName', 'TableName,GlobalSecondaryIndexName'].map(dimensions =>
    `SEARCH('{AWS/DynamoDB,${dimensions}} MetricName="${metric}" TableName=${nameIn(name)}', 'Sum', 3600)`)
  return `(${found.map(one => `SUM(${one})`).join(' + ')})`
}

// CloudWatch does not read the notation 1e-7.
const fixed = (price: number) => price.toFixed(14).replace(/0+$/, '')
