import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { SSMClient } from '@aws-sdk/client-ssm'
// @ts-expect-error The SDK's list of partitions has no types.
import { partitionsInfo } from '../../node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js'
import t from 'tap'
import { endpointOf } from '../../src/aws/partitions.js'

const region = 'us-east-1'
const CLIENTS = {
  dynamodb: new DynamoDBClient({ region }), sqs: new SQSClient({ region }), ssm: new SSMClient({ region }), s3: new S3Client({ region })
}
const { partitions } = partitionsInfo as { partitions: Array<{ id: string, regions: Record<string, unknown> }> }
// A partition also lists itself as a region, for services without regions.
const regions = partitions.flatMap(({ id, regions }) =>
  Object.keys(regions).filter(name => !name.endsWith('-global')).map(name => ({ id, name })))

t.test('The address of every service equals that of the AWS SDK, in each region of all partitions.', async t => {
  t.ok(regions.length > 40 && partitions.length >= 8, `${regions.length} regions of ${partitions.length} partitions`)
  for (const [service, client] of Object.entries(CLIENTS)) {
    const resolve = client.config.endpointProvider as (parameters: object) => { url: URL }
    for (const { name } of regions) {
      t.equal(endpointOf(service, name), resolve({ Region: name, UseFIPS: false, UseDualStack: false }).url.href.replace(/\/$/, ''))
    }
  }
})

t.test('An unknown region belongs to the partition that its name suggests.', async t => {
  t.equal(endpointOf('dynamodb', 'cn-new-9'), 'https://dynamodb.cn-new-9.amazonaws.com.cn')
  t.equal(endpointOf('dynamodb', 'eu-new-9'), 'https://dynamodb.eu-new-9.amazonaws.com')
})
