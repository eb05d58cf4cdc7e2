import { Duration } from 'aws-cdk-lib'
import { Dashboard, GraphWidget, Metric, SingleValueWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { functionNameIn, nameIn } from '../../src/facts/resource-names.js'
import type { FunctionName } from '../../src/facts/functions.js'
import type { Stage } from '../stages.js'
import type { GatewayResult } from './gateway.js'
import { costPerMillion, deliverySuccess, measure } from './measures.js'
import { DEAD_QUEUES, type Queues } from './queues.js'

interface Parts { stage: Stage, gateway: GatewayResult, queues: Queues }

const ENDED = [['canceled', 'canceled'], ['endpointsDisabled', 'endpoints disabled'], ['circuitClosed', 'circuits closed']] as const

/** Adds the dashboard with the state of a stage; returns its name. */
export function addDashboard (scope: Construct, parts: Parts): string {
  const { stage, gateway, queues } = parts
  const { dimensionsMap, serverErrors, clientErrors } = gateway.metrics
  const ofGateway = (metricName: string, statistic: string, label: string, period = Duration.minutes(5)) =>
    new Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap, statistic, label, period })
  const hour = Duration.hours(1)
  const cost = costPerMillion(stage, {
    requests: ofGateway('Count', 'Sum', 'requests', hour),
    entries: queues.deliveries.metricNumberOfMessagesSent({ statistic: 'Sum', period: hour })
  })
  const dashboardName = nameIn(stage.name)
  const page = new Dashboard(scope, 'Dashboard', { dashboardName, defaultInterval: hour })
  page.addWidgets(
    graph('Traffic', [
      ofGateway('Count', 'Sum', 'requests'),
      measure(stage, 'accepted', { of: 'http', label: 'accepted' }),
      measure(stage, 'delivered', { of: 'deliver', label: 'delivered' })
    ]),
    graph('Errors', [
      ofGateway(serverErrors, 'Sum', '5xx'),
      ofGateway(clientErrors, 'Sum', '4xx'),
      ...(['http', 'fan-out', 'deliver', 'sweep', 'import'] as const).map(name => ofFunction(stage, name, 'Errors')),
      measure(stage, 'stuck', { of: 'deliver', label: 'deliveries stuck' }),
      measure(stage, 'acceptFailed', { of: 'http', label: 'not accepted' }),
      ...(['fan-out', 'deliver', 'import'] as const).map(of => measure(stage, 'entriesFailed', { of, label: `${of} entries failed` }))
    ]),
    graph('Latency', [
      ofGateway('Latency', 'p50', 'request p50, ms'), ofGateway('Latency', 'p99', 'request p99, ms')
    ], [
      measure(stage, 'acceptTime', { of: 'http', statistic: 'p99', label: 'accept p99, s' }),
      measure(stage, 'deliveryTime', { of: 'deliver', statistic: 'p99', label: 'delivery p99, s' })
    ])
  )
  page.addWidgets(
    graph('Delivery success', [deliverySuccess(stage)], [
      measure(stage, 'retried', { of: 'deliver', label: 'retried' }),
      measure(stage, 'exhausted', { of: 'deliver', label: 'exhausted' }),
      ...ENDED.map(([name, label]) => measure(stage, name, { of: 'deliver', label }))
    ]),
    graph('Backlog', [
      queues.deliveries.metricApproximateAgeOfOldestMessage({ label: 'queue age, s' }),
      measure(stage, 'dueAge', { of: 'sweep', statistic: 'Maximum', label: 'due age, s' }),
      ofFunction(stage, 'fan-out', 'IteratorAge', 'Maximum')
    ], [measure(stage, 'dueBacklog', { of: 'sweep', statistic: 'Maximum', label: 'due' })]),
    graph('Circuits and throttles', [
      measure(stage, 'circuitOpened', { of: 'deliver', label: 'circuits opened' }),
      measure(stage, 'throttled', { of: 'deliver', label: 'waited for a rate' }),
      ofFunction(stage, 'http', 'Throttles'), ofFunction(stage, 'deliver', 'Throttles')
    ])
  )
  page.addWidgets(
    graph(
      'Dead letters',
      DEAD_QUEUES.map(name => queues[name].metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label: name }))
    ),
    graph('Concurrency', (['http', 'deliver'] as const).map(name => ofFunction(stage, name, 'ConcurrentExecutions', 'Maximum'))),
    new SingleValueWidget({ title: 'Estimated cost of a million messages, $', metrics: [cost], width: 8, height: 6 })
  )
  return dashboardName
}

const graph = (title: string, left: IMetric[], right: IMetric[] = []) => new GraphWidget({ title, left, right, width: 8, height: 6 })

const ofFunction = (stage: Stage, name: FunctionName, metricName: string, statistic = 'Sum') =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: functionNameIn(stage.name, name) },
    statistic,
    label: `${name} ${metricName}`
  })
