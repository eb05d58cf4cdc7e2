import type { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Watched } from '../../src/facts/alarms.js'
import { functionNameIn, nameIn, tablePrefixIn } from '../../src/facts/resource-names.js'
import type { Stage } from '../stages.js'
import type { GatewayResult } from './gateway.js'
import { measure } from './measures.js'

/** The metric of CloudWatch that an alarm looks at. */
export function watchedMetric (watched: Watched, { stage, gateway }: { stage: Stage, gateway: GatewayResult }, period: Duration): Metric {
  switch (watched.of) {
    case 'own':
      return measure(stage, watched.metric, { of: watched.name, statistic: watched.statistic ?? 'Sum', period })
    case 'gateway': {
      const { serverErrors, dimensionsMap } = gateway.metrics
      const metricName = watched.metric === 'serverErrors' ? serverErrors : 'Count'
      return new Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap, statistic: 'Sum', period })
    }
    case 'function':
      return new Metric({
        namespace: 'AWS/Lambda',
        metricName: watched.metric,
        dimensionsMap: { FunctionName: functionNameIn(stage.name, watched.name) },
        statistic: watched.metric === 'IteratorAge' ? 'Maximum' : 'Sum',
        period
      })
    case 'queue':
      return new Metric({
        namespace: 'AWS/SQS',
        metricName: watched.metric,
        dimensionsMap: { QueueName: nameIn(stage.name, watched.name) },
        statistic: 'Maximum',
        period
      })
    case 'table':
      return new Metric({
        namespace: 'AWS/DynamoDB',
        metricName: 'WriteThrottleEvents',
        dimensionsMap: {
          TableName: tablePrefixIn(stage.name) + watched.name,
          ...(watched.index !== undefined && { GlobalSecondaryIndexName: watched.index })
        },
        statistic: 'Sum',
        period
      })
  }
}
