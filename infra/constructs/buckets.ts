import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { CfnRule } from 'aws-cdk-lib/aws-events'
import { PolicyStatement, ServicePrincipal, AnyPrincipal, Effect } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { bucketIn, FILES, nameIn } from '../../src/facts/resource-names.js'
import type { Stage } from '../stages.js'
import { acknowledge } from './acknowledge.js'
import type { Queues } from './queues.js'

/** The buckets of a stage. Names and ARNs are derived from the stage, so that no stack has to import them. */
export interface Buckets { blobs: BucketId, uploads: BucketId }

export interface BucketId { name: string, arn: string }

interface BucketParts { stage: Stage, queues: Pick<Queues, 'imports' | 'fanOutDead'>, key?: IKey }

/** How long an uploaded file and its report are kept, days. */
const UPLOAD_DAYS = 30

/** The years for the expiry of large payloads: an application may ask for a delivery years ahead. */
const FIRST_YEAR = 2026
const LAST_YEAR = 2046
// So many of them in thirds of a month, the others by month: S3 takes a thousand rules.
const FINE_YEARS = 15

/**
 * The buckets of large payloads and of files to import. The second one announces new files in its inbox to a queue. Lambda also
 * writes batches of the stream there that it gives up; each of these becomes a letter in the dead queue of fan-out.
 */
export function createBuckets (scope: Construct, parts: BucketParts): Buckets {
  const { stage, queues: { imports, fanOutDead } } = parts
  createBucket(scope, 'Blobs', parts, { lifecycleConfiguration: { rules: [...monthlyExpiry(), abandoned] } })
  const { resourcePolicy } = mayAnnounce(imports, bucketIds(stage).uploads.arn)
  const uploads = createBucket(scope, 'Uploads', parts, {
    lifecycleConfiguration: { rules: [{ status: 'Enabled', prefix: '', expirationInDays: UPLOAD_DAYS }, abandoned] },
    corsConfiguration: {
      corsRules: [{
        allowedMethods: ['PUT'],
        allowedOrigins: stage.gateway.corsOrigins,
        allowedHeaders: ['content-type', 'content-encoding'],
        exposedHeaders: ['etag'],
        maxAge: 600
      }]
    },
    notificationConfiguration: {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
      queueConfigurations: [{
        event: 's3:ObjectCreated:*',
        queue: imports.queueArn,
        filter: { s3Key: { rules: [{ name: 'prefix', value: `${FILES.inbox}/` }] } }
      }]
    }
  })
  // S3 tests the queue when the notification is configured, so the permission must exist before.
  if (resourcePolicy) uploads.node.addDependency(resourcePolicy)
  tellFailed(scope, stage, fanOutDead)
  return bucketIds(stage)
}

/** The rule of EventBridge that announces batches which Lambda gave up. */
export function failedRecordsRule ({ name: stage }: Stage): BucketId {
  const name = nameIn(stage, 'failed-records')
  return { name, arn: `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:rule/${name}` }
}

/** The names and ARNs of a stage's buckets. */
export const bucketIds = (stage: Stage): Buckets => ({ blobs: bucketId(stage, 'blobs'), uploads: bucketId(stage, 'uploads') })

function bucketId ({ name: stage }: Stage, what: 'blobs' | 'uploads'): BucketId {
  const name = bucketIn(stage, what, { account: Aws.ACCOUNT_ID, region: Aws.REGION })
  return { name, arn: `arn:${Aws.PARTITION}:s3:::${name}` }
}

function createBucket (scope: Construct, id: string, { stage, key }: BucketParts, more: object): CfnBucket {
  const bucket = new CfnBucket(scope, id, {
    bucketName: bucketId(stage, id.toLowerCase() as 'blobs' | 'uploads').name,
    publicAccessBlockConfiguration: { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
    bucketEncryption: {
      serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: encryption(key), ...(key && { bucketKeyEnabled: true }) }]
    },
    ...more
  })
  bucket.applyRemovalPolicy(stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
  const policy = new CfnBucketPolicy(scope, `${id}Policy`, { bucket: bucket.ref, policyDocument: overTlsOnly(bucket) })
  policy.applyRemovalPolicy(stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
  acknowledge(bucket, {
    'AwsSolutions-S1': 'Only functions of this stack, and URLs that they signed, can reach it; CloudTrail can log each access.'
  })
  return bucket
}

const encryption = (key?: IKey) => key ? { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.keyArn } : { sseAlgorithm: 'AES256' }

const abandoned = { status: 'Enabled', abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } }

/**
 * One lifecycle rule for each month. A large payload's key begins with its day of expiry (src/repositories/blobs),
 * which may be years after its creation, so a rule by age is not possible. The payloads of a month are deleted after
 * that month; readers check the day.
 */
function monthlyExpiry () {
  return Array.from({ length: (LAST_YEAR - FIRST_YEAR + 1) * 12 }, (_, month) => {
    const next = Date.UTC(FIRST_YEAR, month + 1)
    const [of, days] = [new Date(Date.UTC(FIRST_YEAR, month)).toISOString().slice(0, 8), new Date(next - 1).getUTCDate()]
    if (month >= FINE_YEARS * 12) return [expiry(of, next)]
    // `2026-11-0` is the days before the tenth, and so on.
    return [10, 20, 30, 40].filter(end => days >= end - 10)
      .map(end => expiry(`${of}${end / 10 - 1}`, Math.min(Date.UTC(FIRST_YEAR, month, end), next)))
  }).flat()
}

const expiry = (prefix: string, at: number) => ({ status: 'Enabled', prefix, expirationDate: new Date(at) })

function overTlsOnly ({ attrArn }: CfnBucket) {
  const statement = new PolicyStatement({
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['s3:*'],
    resources: [attrArn, `${attrArn}/*`],
    conditions: { Bool: { 'aws:SecureTransport': 'false' } }
  })
  return { Version: '2012-10-17', Statement: [statement.toStatementJson()] }
}

/**
 * A letter for each batch that Lambda gave up. By EventBridge, since S3 itself would send a test event whenever its notifications
 * are changed, and a test event would set off the alarm.
 */
function tellFailed (scope: Construct, stage: Stage, dead: Queue): void {
  const rule = new CfnRule(scope, 'FailedRecords', {
    name: failedRecordsRule(stage).name,
    eventPattern: {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: [bucketIds(stage).uploads.name] }, object: { key: [{ prefix: `${FILES.failed}/` }] } }
    },
    targets: [{ id: 'dead', arn: dead.queueArn }]
  })
  dead.addToResourcePolicy(new PolicyStatement({
    principals: [new ServicePrincipal('events.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [dead.queueArn],
    conditions: { ArnEquals: { 'aws:SourceArn': rule.attrArn } }
  }))
}

function mayAnnounce (queue: Queue, bucketArn: string) {
  queue.addToResourcePolicy(new PolicyStatement({
    principals: [new ServicePrincipal('s3.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: { ArnEquals: { 'aws:SourceArn': bucketArn }, StringEquals: { 'aws:SourceAccount': Stack.of(queue).account } }
  }))
  return { resourcePolicy: queue.node.tryFindChild('Policy') }
}
