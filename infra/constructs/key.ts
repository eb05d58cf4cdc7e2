import { Aws, RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import type { Stage } from '../stages.js'
import { bucketIds, failedRecordsRule } from './buckets.js'
import { accessLog, functionLog, logGroupArn } from './logs.js'

/** The key of a stage that asks for one: for its tables, payloads, queues, logs and secrets. Its policy lets services of AWS use it. */
export function createKey (scope: Construct, stage: Stage): Key {
  const key = new Key(scope, 'Key', {
    description: `Posthorn ${stage.name}: tables, payloads, queues, logs and secrets`,
    enableKeyRotation: true, removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY
  })
  key.addToResourcePolicy(new PolicyStatement({
    sid: 'LogsOfThisStage',
    principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
    // As CloudWatch documents it.
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': [functionLog(stage, '*'), accessLog(stage)].map(logGroupArn) } }
  }))
  // These two put entries into queues with no role of this account.
  letSend(key, 's3', bucketIds(stage).uploads.arn)
  letSend(key, 'events', failedRecordsRule(stage).arn)
  return key
}

function letSend (key: Key, service: string, source: string): void {
  key.addToResourcePolicy(new PolicyStatement({
    sid: `EntriesOf${service[0]!.toUpperCase()}${service.slice(1)}`,
    principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: ['*'],
    conditions: { ArnEquals: { 'aws:SourceArn': source }, StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } }
  }))
}
