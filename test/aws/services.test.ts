import { buffer } from 'node:stream/consumers'
import {
  ChangeMessageVisibilityBatchCommand, DeleteMessageBatchCommand, ReceiveMessageCommand, SendMessageBatchCommand, SQSClient
} from '@aws-sdk/client-sqs'
import * as s3 from '@aws-sdk/client-s3'
import { DeleteParameterCommand, GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import t from 'tap'
import { openJson, SQS, SSM, type JsonProtocol } from '../../src/aws/json.js'
import { openClient } from '../../src/aws/client.js'
import { openBucketClient } from '../../src/repositories/s3.js'
import { s3Files } from '../../src/repositories/files-s3.js'
import { fc, runs } from '../helpers/chance.js'
import { setEnvironment } from '../helpers/environment.js'
import { startScripted, type Asked } from '../helpers/scripted-service.js'

const service = await startScripted()
const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'a token' }
const region = 'eu-west-1'
const access = { endpoint: service.url, region, credentials }
const sdkAccess = { ...access, maxAttempts: 1 }
const [sqs, ssm] = [new SQSClient({ ...sdkAccess, useQueueUrlAsEndpoint: false, md5: false }), new SSMClient(sdkAccess)]
setEnvironment({
  AWS_ENDPOINT_URL_S3: service.url, AWS_REGION: region, AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'a token'
})
const bucket = new s3.S3Client({
  ...sdkAccess, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED'
})
t.teardown(() => { for (const client of [sqs, ssm, bucket]) client.destroy() })

const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/deliveries'
const CALLS: Array<[JsonProtocol, string, object, (input: never) => Promise<object>, object]> = [
  [SQS, 'SendMessageBatch', {
    QueueUrl, Entries: [{
      Id: '0', MessageBody: 'é', DelaySeconds: 3, MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1' } }
    }]
  }, async input => await sqs.send(new SendMessageBatchCommand(input)), {
    Successful: [], Failed: [{ Id: '0', SenderFault: false, Code: 'InternalError', Message: 'again' }]
  }],
  [
    SQS, 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0, MessageSystemAttributeNames: ['AWSTraceHeader'] },
    async input => await sqs.send(new ReceiveMessageCommand(input)),
    { Messages: [{ MessageId: 'm', Body: 'é', ReceiptHandle: 'r', Attributes: { ApproximateReceiveCount: '2' } }] }
  ],
  [
    SQS, 'ChangeMessageVisibilityBatch', { QueueUrl, Entries: [{ Id: '0', ReceiptHandle: 'r', VisibilityTimeout: 5 }] },
    async input => await sqs.send(new ChangeMessageVisibilityBatchCommand(input)), { Successful: [{ Id: '0' }], Failed: [] }
  ],
  [
    SQS, 'DeleteMessageBatch', { QueueUrl, Entries: [{ Id: '0', ReceiptHandle: 'r' }] },
    async input => await sqs.send(new DeleteMessageBatchCommand(input)), { Successful: [{ Id: '0' }], Failed: [] }
  ],
  [SSM, 'GetParameters', { Names: ['/a', '/b'], WithDecryption: true }, async input => await ssm.send(new GetParametersCommand(input)), {
    Parameters: [{ Name: '/a', Type: 'SecureString', Value: 'v' }], InvalidParameters: ['/b']
  }],
  [
    SSM, 'PutParameter', { Name: '/a', Value: 'v', Type: 'SecureString', Overwrite: false },
    async input => await ssm.send(new PutParameterCommand(input)), { Version: 1 }
  ],
  [SSM, 'DeleteParameter', { Name: '/a' }, async input => await ssm.send(new DeleteParameterCommand(input)), {}]
]

for (const [protocol, operation, input, ofSdk, answer] of CALLS) {
  t.test(`The request for ${operation} equals that of the AWS SDK. Answers and error names are the same, too.`, async t => {
    const client = openJson(protocol, access)
    service.script({ body: JSON.stringify(answer) })
    const [mine, theirs] = [await client.call(operation, input), await ofSdk(input as never) as { $metadata?: object }]
    delete theirs.$metadata
    t.same(mine, theirs)
    sameRequest(t, ['content-type', 'x-amz-target', 'x-amz-security-token'])
    t.strictSame(JSON.parse(service.asked[0]!.body.toString()), JSON.parse(service.asked[1]!.body.toString()))
    for (const name of [
      'QueueDoesNotExist', 'ParameterNotFound', 'ParameterAlreadyExists', 'AccessDeniedException', 'ThrottlingException'
    ]) {
      service.script({ status: 400, body: JSON.stringify({ __type: `com.amazonaws.service#${name}`, message: 'no' }) })
      const errors = await Promise.all([
        openJson(protocol, { ...access, bounds: { attempts: 1, connectMs: 1000, answerMs: 1000, connections: 1 } }).call(operation, input),
        ofSdk(input as never)
      ].map(async call => await call.then(() => undefined, (error: Error) => [error.name, error.message])))
      t.same(errors[0], errors[1])
    }
    await client.close()
  })
}

function sameRequest (t: Pick<Tap, 'equal'>, headers: string[]): void {
  const [mine, theirs] = service.asked as [Asked, Asked]
  t.equal(mine.method, theirs.method)
  // The SDK repeats the name of the operation in the query of S3.
  t.equal(mine.url, theirs.url.replace(/[?&]x-id=\w+$/, ''))
  for (const name of ['host', 'content-length', ...headers]) t.equal(mine.headers[name], theirs.headers[name], name)
}
type Tap = typeof t

const keys = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 3 }).map(parts =>
  parts.join('/'))
  // Node's URL parser, which the SDK uses to send, resolves these.
  .filter(key => !key.split('/').some(part => part === '.' || part === '..'))
const own = openBucketClient({ bucket: 'a-bucket', endpoint: 'own' })

t.test('An object with any key is put, read and removed as by the AWS SDK.', async t => {
  await fc.assert(fc.asyncProperty(keys, fc.uint8Array({ maxLength: 20 }), async (Key, bytes) => {
    const Body = Buffer.from(bytes)
    service.script({ headers: { etag: '"e"' }, body: '' })
    await own.send('PUT', Key, { headers: { 'content-type': 'text/plain' }, body: Body })
    await bucket.send(new s3.PutObjectCommand({ Bucket: 'a-bucket', Key, Body, ContentType: 'text/plain' }))
    sameRequest(t, ['content-type', 'x-amz-security-token', 'x-amz-content-sha256'])
    t.ok(service.asked.every(({ body }) => body.equals(Body)))
    service.script({ headers: { etag: '"e"' }, body: Body })
    const { body } = await own.send('GET', Key)
    const found = await bucket.send(new s3.GetObjectCommand({ Bucket: 'a-bucket', Key }))
    t.ok(body.equals(await buffer(found.Body as never)))
    sameRequest(t, [])
    service.script({ status: 204, body: '' })
    await own.send('DELETE', Key)
    await bucket.send(new s3.DeleteObjectCommand({ Bucket: 'a-bucket', Key }))
    sameRequest(t, [])
  }), { numRuns: runs(60, 600) })
})

t.test('A range of a version is requested as by the AWS SDK.', async t => {
  service.script({ status: 206, headers: { 'content-range': 'bytes 3-5/9' }, body: 'abc' })
  const input = { Bucket: 'a-bucket', Key: 'k' }
  await own.send('GET', 'k', { query: { versionId: 'v 1' }, headers: { range: 'bytes=3-5', 'if-match': '"e"' } })
  await bucket.send(new s3.GetObjectCommand({ ...input, VersionId: 'v 1', Range: 'bytes=3-5', IfMatch: '"e"' }))
  sameRequest(t, ['range', 'if-match'])
})

t.test('A file of several parts is put as by the AWS SDK.', async t => {
  const part = Buffer.alloc(8 * 1024 * 1024, 'a')
  const begun = { body: '<InitiateMultipartUploadResult><UploadId>an&amp;id</UploadId></InitiateMultipartUploadResult>' }
  service.script(begun, { headers: { etag: '"one"' }, body: '' }, { headers: { etag: '"two"' }, body: '' }, {
    body: '<CompleteMultipartUploadResult/>'
  })
  await s3Files({ bucket: 'a-bucket', endpoint: 'own' }).put('k', (async function * () { yield part; yield Buffer.from('rest') })())
  const mine = [...service.asked]
  const name = { Bucket: 'a-bucket', Key: 'k' }
  service.script(begun, { headers: { etag: '"one"' }, body: '' }, { headers: { etag: '"two"' }, body: '' }, {
    body: '<CompleteMultipartUploadResult/>'
  })
  const { UploadId } = await bucket.send(new s3.CreateMultipartUploadCommand({ ...name, ContentType: 'application/x-ndjson' }))
  for (const [at, Body] of [part, Buffer.from('rest')].entries()) {
    await bucket.send(new s3.UploadPartCommand({ ...name, UploadId, PartNumber: at + 1, Body }))
  }
  await bucket.send(new s3.CompleteMultipartUploadCommand({
    ...name, UploadId, MultipartUpload: { Parts: [{ ETag: '"one"', PartNumber: 1 }, { ETag: '"two"', PartNumber: 2 }] }
  }))
  const shape = ({ method, url, body }: Asked) => ({
    method, query: [...new URL(url, service.url).searchParams].filter(([name]) => name !== 'x-id').sort(),
    body: body.length > 1000 ? body.length : body.toString().replace(/^<\?xml[^>]*>/, '').replaceAll('&quot;', '"')
  })
  t.same(mine.map(shape), service.asked.map(shape))
})

t.test('A failure in an answer 200 of S3 is found, and the request is repeated.', async t => {
  const hidden = { body: '<?xml version="1.0"?>\n<Error><Code>InternalError</Code><Message>It &#39;broke&#39;.</Message></Error>' }
  service.script(hidden, { body: '<CompleteMultipartUploadResult/>' })
  await own.send('POST', 'k', { query: { uploadId: 'u' } })
  t.equal(service.asked.length, 2)
  const client = openClient('s3', { ...access, chance: () => 0 })
  service.script(hidden)
  await t.rejects(client.send({ method: 'POST', path: '/a-bucket/k' }), { name: 'InternalError', message: "It 'broke'." })
  await client.close()
})

t.test('An error of S3 has the name that the AWS SDK gives it.', async t => {
  for (const [Code, status] of [
    ['NoSuchKey', 404], ['NoSuchBucket', 404], ['NoSuchVersion', 404], ['PreconditionFailed', 412], ['InvalidRange', 416],
    ['AccessDenied', 403], ['SlowDown', 503], ['InternalError', 500], ['RequestTimeout', 400], ['RequestTimeTooSkewed', 403],
    ['ExpiredToken', 400]
  ] as const) {
    service.script({ status, headers: { 'content-type': 'application/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${Code}</Code><Message>Words &lt;of&gt; S3 &amp; more</Message><Key>k</Key></Error>` })
    const client = openClient('s3', { ...access, bounds: { attempts: 1, connectMs: 1000, answerMs: 1000, connections: 1 } })
    const ends = await Promise.all([
      client.send({ method: 'GET', path: '/a-bucket/k' }), bucket.send(new s3.GetObjectCommand({ Bucket: 'a-bucket', Key: 'k' }))
    ].map(async call => await call.then(() => undefined, (error: Error) => [error.name, error.message])))
    t.same(ends[0], ends[1], Code)
    await client.close()
  }
})

t.test('A presigned URL equals that of the AWS SDK, by host name and by path, in every partition.', async t => {
  for (const [name, region] of [
    ['a-bucket', 'eu-west-1'], ['a-bucket', 'us-east-1'], ['a-bucket', 'cn-north-1'], ['a-bucket', 'us-gov-west-1'],
    ['a.bucket', 'eu-west-1'], ['a-bucket', undefined]
  ] as const) {
    const isOwn = region === undefined
    if (isOwn) process.env.AWS_ENDPOINT_URL_S3 = service.url
    else delete process.env.AWS_ENDPOINT_URL_S3
    process.env.AWS_REGION = region ?? 'eu-west-1'
    const client = new s3.S3Client({
      region: process.env.AWS_REGION, credentials, forcePathStyle: isOwn, ...(isOwn && { endpoint: service.url }),
      requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED'
    })
    for (const [method, Command] of [
      ['PUT', s3.PutObjectCommand], ['GET', s3.GetObjectCommand]
    ] as unknown as Array<['PUT' | 'GET', new (input: object) => never]>) {
      const mine = new URL(await openBucketClient({ bucket: name, endpoint: isOwn ? 'own' : 'aws' }, {
        region: process.env.AWS_REGION, credentials
      }).presign(method, 'inbox/a file+é.ndjson', 600))
      const theirs = new URL(await getSignedUrl(client, new Command({ Bucket: name, Key: 'inbox/a file+é.ndjson' }), { expiresIn: 600 }))
      t.equal(mine.origin + mine.pathname, theirs.origin + theirs.pathname)
      const fields = ({ searchParams }: URL) => [...searchParams].filter(([name]) => !/^(x-id|X-Amz-(Signature|Date))$/.test(name)).sort()
      t.same(fields(mine), fields(theirs))
    }
    client.destroy()
  }
})
