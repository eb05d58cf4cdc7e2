import type { CfnTable } from 'aws-cdk-lib/aws-dynamodb'
import { CfnRule } from 'aws-cdk-lib/aws-events'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { CfnEventInvokeConfig, CfnEventSourceMapping, CfnPermission, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { LIVE } from '../../src/facts/functions.js'
import type { BucketId } from './buckets.js'
import { grantTaking } from './grants.js'
import type { Invoked } from './live.js'

/** Connects a function to a queue. Only the entries that the function reports as failed are handed out again. */
export function feedFromQueue (
  scope: Construct,
  to: LambdaFunction,
  { live, queue, batch, atOnce, windowSeconds = 0 }: { live: Invoked, queue: Queue, batch: number, atOnce: number, windowSeconds?: number }
): void {
  grantTaking(to, queue)
  const source = new CfnEventSourceMapping(scope, `${to.node.id}Source`, {
    functionName: live.functionArn,
    eventSourceArn: queue.queueArn,
    batchSize: batch,
    maximumBatchingWindowInSeconds: windowSeconds,
    functionResponseTypes: ['ReportBatchItemFailures'],
    scalingConfig: { maximumConcurrency: atOnce }
  })
  afterPolicy(source, to)
}

// A stream keeps records for a day. A message whose fan-out fails is marked instead (src/lambda/fan-out-function). So a
// record that is repeated this often cannot be read, or its message cannot be marked. That passes within minutes, or it
// is a fault of the record, which blocks its shard.
const STREAM_RETRIES = 20
const STREAM_AGE_SECONDS = 21_600
const STREAM_BATCH = 100

// New messages. A payload in an item of its own has no `data`.
const MESSAGES = { eventName: ['INSERT'], dynamodb: { NewImage: { data: { S: [{ exists: true }] } } } }

/**
 * Connects a function to a table's stream of new items. A batch that fails repeatedly is halved until the failing
 * record is alone. Lambda writes that one whole into the bucket `dead`.
 */
export function feedFromStream (
  scope: Construct,
  to: LambdaFunction,
  { live, table, dead, atOnce }: { live: Invoked, table: CfnTable, dead: BucketId, atOnce: number }
): void {
  to.addToRolePolicy(new PolicyStatement({
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
    resources: [table.attrStreamArn]
  }))
  // IAM allows no single resource for this action.
  to.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: ['*'] }))
  const source = new CfnEventSourceMapping(scope, `${to.node.id}Source`, {
    functionName: live.functionArn,
    eventSourceArn: table.attrStreamArn,
    startingPosition: 'TRIM_HORIZON',
    batchSize: STREAM_BATCH,
    maximumBatchingWindowInSeconds: 0,
    parallelizationFactor: atOnce,
    bisectBatchOnFunctionError: true,
    maximumRetryAttempts: STREAM_RETRIES,
    maximumRecordAgeInSeconds: STREAM_AGE_SECONDS,
    functionResponseTypes: ['ReportBatchItemFailures'],
    filterCriteria: { filters: [{ pattern: JSON.stringify(MESSAGES) }] },
    destinationConfig: { onFailure: { destination: dead.arn } }
  })
  afterPolicy(source, to)
}

/**
 * Runs a function every minute. A failed run is not repeated, because the next minute's run does its work; it is
 * recorded in `dead`.
 */
export function runEveryMinute (
  scope: Construct,
  to: LambdaFunction,
  { live, ruleName, dead }: { live: Invoked, ruleName: string, dead: Queue }
): void {
  to.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [dead.queueArn] }))
  const once = new CfnEventInvokeConfig(scope, 'SweepOnce', {
    functionName: to.functionName, qualifier: LIVE,
    maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60, destinationConfig: { onFailure: { destination: dead.queueArn } }
  })
  afterPolicy(once, to)
  const rule = new CfnRule(scope, 'EveryMinute', {
    name: ruleName,
    scheduleExpression: 'rate(1 minute)',
    targets: [{ id: 'sweep', arn: live.functionArn, retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 } }]
  })
  new CfnPermission(scope, 'EveryMinuteMay', {
    action: 'lambda:InvokeFunction',
    functionName: live.functionArn,
    principal: 'events.amazonaws.com',
    sourceArn: rule.attrArn
  })
}

// Lambda tests source and destination when they are configured, so the permissions must exist before.
function afterPolicy (source: CfnEventSourceMapping | CfnEventInvokeConfig, { role }: LambdaFunction): void {
  const policy = role?.node.tryFindChild('DefaultPolicy')
  if (policy) source.node.addDependency(policy)
}
