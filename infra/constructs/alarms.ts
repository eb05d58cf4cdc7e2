import { Aws, Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, MathExpression, TreatMissingData, type IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic, type ITopic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'
import { alarmRules, type AlarmRule, type Watched } from '../../src/facts/alarms.js'
import { nameIn } from '../../src/facts/resource-names.js'
import { functionsOf, type ACCESS } from '../access.js'
import type { Stage } from '../stages.js'
import type { GatewayResult } from './gateway.js'
import { idOf } from './function.js'
import { watchedMetric } from './watched-metric.js'

interface AlarmParts { stage: Stage, gateway: GatewayResult }

/** The alarms of a stage, by their names: all of src/facts/alarms.ts, or those that an account has free. */
export function addAlarms (scope: Construct, parts: AlarmParts): Map<string, Alarm> {
  const { stage } = parts
  const topic = topicOf(scope, stage)
  return new Map(rulesOf(stage).map(rule => {
    const alarm = addAlarm(scope, rule, parts)
    if (topic) {
      alarm.addAlarmAction(new SnsAction(topic))
      if (!rule.isEvent) alarm.addOkAction(new SnsAction(topic))
    }
    return [rule.name, alarm]
  }))
}

/** The alarms that a stage has. */
export function rulesOf ({ alarms, gateway }: Pick<Stage, 'alarms' | 'gateway'>): AlarmRule[] {
  const functions = functionsOf({ gateway })
  const exists = (watched: Watched) => watched.of !== 'function' || functions.includes(watched.name as keyof typeof ACCESS)
  return alarmRules(alarms).filter(({ isFree, watches }) => (isFree || alarms.watch === 'all') && Object.values(watches).every(exists))
}

function addAlarm (scope: Construct, rule: AlarmRule, parts: AlarmParts): Alarm {
  const { name, threshold, times, within = times, isMissed, says } = rule
  return new Alarm(scope, `Alarm${idOf(name)}`, {
    alarmName: nameIn(parts.stage.name, name),
    alarmDescription: `${says} What to do: docs/runbook.md#${name}`,
    metric: metricOf(rule, parts),
    threshold,
    evaluationPeriods: within,
    datapointsToAlarm: times,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: isMissed ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING
  })
}

function metricOf ({ watches, expression, period }: AlarmRule, parts: AlarmParts): IMetric {
  const every = Duration.seconds(period)
  const metrics = Object.fromEntries(Object.entries(watches).map(([name, one]) => [name, watchedMetric(one, parts, every)]))
  if (expression === undefined) return Object.values(metrics)[0]!
  return new MathExpression({ expression, period: every, usingMetrics: metrics })
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
