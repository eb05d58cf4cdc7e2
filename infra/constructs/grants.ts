import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { CfnTable } from 'aws-cdk-lib/aws-dynamodb'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Access, ObjectCall, TableCall } from '../access.js'
import type { Data } from '../data-stack.js'
import type { Stage } from '../stages.js'
import type { TableName } from '../../src/facts/table-definitions.js'
import { acknowledge, shownTokens } from './acknowledge.js'
import type { BucketId } from './buckets.js'
import type { Queues } from './queues.js'
import { parameterArn, secretNames, withSecond } from './secrets.js'
import { via } from './via.js'

/** Gives a function the permissions in infra/access.ts. */
export function grant (to: LambdaFunction, access: Access, { data, stage }: { data: Data, stage: Stage }): void {
  const { tables = {}, sends = [], blobs = [], uploads = {}, secrets = [], redrives } = access
  for (const [name, calls] of Object.entries(tables) as Array<[TableName, readonly TableCall[]]>) grantTable(to, data.tables[name], calls)
  allow(to, ['sqs:SendMessage'], sends.map(queue => data.queues[queue].queueArn))
  grantObjects(to, data.buckets.blobs, Object.fromEntries(blobs.map(call => [call, ['*']])))
  grantObjects(to, data.buckets.uploads, uploads)
  if (redrives) grantRedriving(to, data.queues)
  const names = secretNames(stage)
  const read = secrets.flatMap(secret => secret === 'proxy' ? names.proxy ?? [] : withSecond(names[secret]))
  allow(to, ['ssm:GetParameters'], read.map(parameterArn))
  if (data.key) grantKey(to, data.key.keyArn, access)
}

/** The key only by way of the services that this function uses. Parameters are read only, so the function encrypts nothing by SSM. */
function grantKey (to: LambdaFunction, keyArn: string, { tables, blobs, uploads, sends, secrets }: Access): void {
  const services = [...tables ? ['dynamodb'] : [], ...blobs ?? uploads ? ['s3'] : [], ...sends ? ['sqs'] : []]
  to.addToRolePolicy(new PolicyStatement({
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'], resources: [keyArn], conditions: via(...services)
  }))
  if (secrets) to.addToRolePolicy(new PolicyStatement({ actions: ['kms:Decrypt'], resources: [keyArn], conditions: via('ssm') }))
}

function allow (to: LambdaFunction, actions: readonly string[], resources: readonly string[]): void {
  if (actions.length > 0 && resources.length > 0) {
    to.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }))
  }
}

function grantTable (to: LambdaFunction, { attrArn }: CfnTable, calls: readonly TableCall[]): void {
  const indexes = calls.flatMap(call => call.startsWith('Query:') ? [`${attrArn}/index/${call.slice('Query:'.length)}`] : [])
  allow(to, calls.filter(call => !call.startsWith('Query:')).map(actionOf), [attrArn])
  allow(to, ['dynamodb:Query'], indexes)
}

const actionOf = (call: TableCall) => /^(Query|DescribeTable)$/.test(call) ? `dynamodb:${call}` : `dynamodb:${call}Item`

function grantObjects (to: LambdaFunction, { arn }: BucketId, keys: Partial<Record<ObjectCall, readonly string[]>>): void {
  for (const [call, prefixes] of Object.entries(keys)) {
    const resources = prefixes.map(prefix => `${arn}/${prefix}`)
    // A report is uploaded in parts, and an upload may be given up halfway.
    const actions = call === 'Put' ? ['s3:PutObject', 's3:AbortMultipartUpload'] : [`s3:${call}Object`]
    allow(to, actions, resources)
    for (const one of resources) {
      acknowledge(to.role!, {
        [`AwsSolutions-IAM5[Resource::${shownTokens(one)}]`]: 'Objects get their keys when they are stored.'
      })
    }
  }
  // Without this permission, S3 answers 403 instead of 404 for an object that does not exist.
  if (keys.Get) allow(to, ['s3:ListBucket'], [arn])
}

/** SQS moves entries on behalf of the caller, who needs the permissions for both queues. All other letters are read and deleted. */
function grantRedriving (to: LambdaFunction, { deliveriesDead, importsDead, fanOutDead, sweepDead, imports }: Queues): void {
  const reading = ['sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:DeleteMessage']
  allow(to, [...reading, 'sqs:StartMessageMoveTask', 'sqs:ListMessageMoveTasks'], [deliveriesDead.queueArn, importsDead.queueArn])
  allow(to, reading, [fanOutDead.queueArn, sweepDead.queueArn])
  allow(to, ['sqs:SendMessage'], [imports.queueArn])
}

/** Allows a function to take entries from a queue, for its event source. */
export function grantTaking (to: LambdaFunction, queue: Queue): void {
  allow(to, ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'], [queue.queueArn])
}
