import { Aws, Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, Metric, TreatMissingData, type IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic, type ITopic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'
import { functionNameIn, nameIn, tablePrefixIn } from '../../src/facts/resource-names.js'
import type { TableName } from '../../src/facts/table-definitions.js'
import type { Stage } from '../stages.js'
import { idOf } from './function.js'
import { measure } from './measures.js'
import type { Queues } from './queues.js'
import type { GatewayResult } from './gateway.js'

interface Rule {
  name: string
  metric: IMetric
  /** The alarm goes off when the metric is at least this value, `times` periods in a row. */
  threshold: number
  times?: number
  /** Whether missing data sets off the alarm too. */
  isMissed?: boolean
  /** The instructions for the operator. */
  runbook: string
}

/**
 * The alarms of a stage. There are ten, each on one metric, because ten are free in an account. A failing sweep has no
 * separate alarm: it writes no metric, and `oldest-due` treats missing data as bad.
 */
export function addAlarms (scope: Construct, parts: { stage: Stage, gateway: GatewayResult, queues: Queues }): void {
  const topic = topicOf(scope, parts.stage)
  for (const { name, metric, threshold, times = 1, isMissed = false, runbook } of rules(parts)) {
    const alarm = new Alarm(scope, `Alarm${idOf(name)}`, {
      alarmName: nameIn(parts.stage.name, name),
      alarmDescription: runbook,
      metric,
      threshold,
      evaluationPeriods: times,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: isMissed ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING
    })
    if (topic) alarm.addAlarmAction(new SnsAction(topic))
  }
}

function rules ({ stage, gateway, queues }: { stage: Stage, gateway: GatewayResult, queues: Queues }): Rule[] {
  const { acceptMs, dueSeconds, fanOutSeconds } = stage.alarms
  return [
    {
      name: 'server-errors',
      metric: new Metric({
        namespace: 'AWS/ApiGateway',
        metricName: gateway.metrics.serverErrors,
        dimensionsMap: gateway.metrics.dimensionsMap,
        statistic: 'Sum'
      }),
      threshold: 5,
      runbook: `Clients get 5xx. Look for level error in the log /posthorn/${stage.name}/http (secrets.main-secret-wrong: restore the ` +
        'main secret, see DEPLOYMENT.md), then for throttled tables; the last deployment can be rolled back.'
    },
    {
      name: 'accept-slow',
      metric: measure(stage, 'acceptTime', { of: 'http', statistic: 'p99' }),
      threshold: acceptMs / 1000,
      times: 3,
      runbook: 'One in a hundred messages is accepted slowly. Compare with cold starts and throttled tables; keep functions started ' +
        '(provisioned) or give them memory.'
    },
    {
      name: 'oldest-due',
      metric: measure(stage, 'dueAge', { of: 'sweep', statistic: 'Maximum', period: Duration.minutes(1) }),
      threshold: dueSeconds,
      times: 5,
      isMissed: true,
      runbook: 'Deliveries or marked fan-outs wait past their time, or the sweep does not run. ' +
        `Look at the log /posthorn/${stage.name}/sweep and at the age of the deliveries queue; raise concurrency.deliver if it grows. ` +
        `Sweeps that failed are in ${nameIn(stage.name, 'sweep-dead')}; the next one does their work, so purge that queue.`
    },
    {
      name: 'fan-out-late',
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'IteratorAge',
        dimensionsMap: { FunctionName: functionNameIn(stage.name, 'fan-out') },
        statistic: 'Maximum'
      }),
      threshold: fanOutSeconds * 1000,
      times: 2,
      runbook: `Messages wait for their fan-out. Look at the log /posthorn/${stage.name}/fan-out; the stream keeps records for ` +
        '24 hours, so raise concurrency.fanOut if the function only lags.'
    },
    {
      name: 'deliveries-stuck',
      metric: measure(stage, 'stuck', { of: 'deliver' }),
      threshold: 1,
      runbook: `Deliveries wait without an attempt because of this deployment. Look for level error in /posthorn/${stage.name}/deliver: ` +
        'secrets.main-secret-wrong (restore the main secret, see DEPLOYMENT.md), delivery.payload-not-found (the bucket of payloads is ' +
        'another one or lost objects), delivery.proxy-failed (the proxy). They are sent once the cause is repaired.'
    },
    ...deadLetters(stage, queues),
    throttled(stage, 'messages'),
    throttled(stage, 'deliveries')
  ]
}

const throttled = (stage: Stage, table: TableName): Rule => ({
  name: `writes-throttled-${table}`,
  metric: new Metric({
    namespace: 'AWS/DynamoDB',
    metricName: 'WriteThrottleEvents',
    dimensionsMap: { TableName: tablePrefixIn(stage.name) + table },
    statistic: 'Sum'
  }),
  threshold: 1,
  times: 2,
  runbook: 'DynamoDB refuses writes. If one application is busy, raise its messageShards. If all are, the table ' +
    'doubles its capacity within half an hour, or ask AWS for a higher quota.'
})

function deadLetters (stage: Stage, queues: Queues): Rule[] {
  const dead = (name: string, queue: keyof Queues, runbook: string): Rule => ({
    name,
    metric: queues[queue].metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(5) }),
    threshold: 1,
    runbook
  })
  return [
    dead('dead-deliveries', 'deliveriesDead', 'Deliveries failed repeatedly before a request left. Find the reason in ' +
      `/posthorn/${stage.name}/deliver, repair it, then redrive the queue within 14 days.`),
    dead(
      'dead-imports',
      'importsDead',
      `An uploaded file could not be imported. Find its key in the entry and the reason in /posthorn/${stage.name}/import ` +
        '(place-not-reached: a compressed file is too long; upload it in parts), then redrive the queue; accepted lines ' +
        'are not imported twice.'
    ),
    dead(
      'dead-fan-outs',
      'fanOutDead',
      'Messages were accepted, but neither fanned out nor marked for the sweep: their records cannot be read, or the table refused ' +
        `writes for minutes. Find the reason in /posthorn/${stage.name}/fan-out. The entry names the stream's shard and numbers: read ` +
        'them within 24 hours, and resend or recover those messages.'
    )
  ]
}

function topicOf (scope: Construct, { name, alarms: { email, topicArn } }: Stage): ITopic | undefined {
  if (topicArn !== undefined) return Topic.fromTopicArn(scope, 'Told', topicArn)
  if (email === undefined) return undefined
  const topic = new Topic(scope, 'Told', { topicName: nameIn(name, 'alarms'), enforceSSL: true })
  topic.addToResourcePolicy(new PolicyStatement({
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['sns:Publish'], resources: [topic.topicArn], conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } }
  }))
  topic.addSubscription(new EmailSubscription(email))
  return topic
}
