import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { StandardRetryStrategy } from '@smithy/core/retry'
import t from 'tap'
import { BOUNDS } from '../../src/aws/bounds.js'
import { openClient, type Client } from '../../src/aws/client.js'
import { askedWait, createRetries, kindOf } from '../../src/aws/retry.js'
import { createTransport } from '../../src/aws/transport.js'
import { createTransport as createFunctionTransport } from '../../src/aws/transport.lambda.js'
import { isAway, isAwayOrBusy } from '../../src/lib/away.js'
import { openRemote } from '../../src/dynamodb/remote.js'
import type { DynamoDb } from '../../src/dynamodb/call.js'
import { closedPort, startScripted, type Reaction } from '../helpers/scripted-service.js'

const service = await startScripted()
const region = 'eu-west-1'
const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' }
const { attempts } = BOUNDS.dynamodb
const at = () => 0

/** The SDK as Posthorn used to configure it, without waits between tries. */
const sdk = () => new DynamoDBClient({
  endpoint: service.url,
  region,
  credentials,
  retryStrategy: new StandardRetryStrategy({
    maxAttempts: attempts, backoff: { computeNextBackoffDelay: () => 0, setDelayBase: () => {} }
  }),
  requestHandler: { requestTimeout: 300, throwOnRequestTimeout: true, httpAgent: { keepAlive: false } }
})
const ours = () => openRemote(service.url, { region, credentials, chance: at })

interface Outcome { name: string, message?: string, status: number | undefined, attempts: number | undefined, asked: number }

async function ofSdk (...script: Reaction[]): Promise<Outcome> {
  service.script(...script)
  const client = sdk()
  const end = await client.send(new GetItemCommand({ TableName: 't', Key: { id: { S: 'a' } } }))
    .then(() => undefined, (error: Error & { $metadata?: { httpStatusCode?: number, attempts?: number } }) => error)
  client.destroy()
  return {
    name: end?.name ?? 'answered', ...(end?.$metadata?.httpStatusCode !== undefined && { message: end.message }),
    status: end?.$metadata?.httpStatusCode, attempts: end?.$metadata?.attempts, asked: service.asked.length
  }
}

async function ofOurs (...script: Reaction[]): Promise<Outcome> {
  service.script(...script)
  const client = ours()
  const end = await client.call('GetItem', { TableName: 't', Key: { id: { S: 'a' } } })
    .then(() => undefined, (error: Error & { status?: number, attempts?: number }) => error)
  await client.close()
  return {
    name: end?.name ?? 'answered', ...(end?.status !== undefined && { message: end.message }), status: end?.status, attempts: end?.attempts,
    asked: service.asked.length
  }
}

const refusal = (name: string, status = 400, headers: Record<string, string> = {}): Reaction =>
  ({ status, headers, body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: `It is a ${name}.` }) })

const NAMES = [
  'ConditionalCheckFailedException', 'ResourceNotFoundException', 'ResourceInUseException', 'ValidationException', 'AccessDeniedException',
  'UnrecognizedClientException',
  'ExpiredTokenException', 'InvalidSignatureException', 'MissingAuthenticationTokenException', 'SerializationException',
  'ItemCollectionSizeLimitExceededException',
  'ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded', 'LimitExceededException',
  'TransactionInProgressException', 'TooManyRequestsException',
  'RequestTimeout', 'RequestTimeoutException', 'SomethingNewException'
]

t.test('An error of a service has the same name, message, status and number of tries as with the AWS SDK.', async t => {
  const scripts: Record<string, Reaction[]> = {
    ...Object.fromEntries(NAMES.map(name => [name, [refusal(name)]])),
    ...Object.fromEntries([500, 501, 502, 503, 504, 505, 429, 403, 404, 413].map(status =>
      [`status ${status}`, [refusal('InternalServerError', status)]])),
    'an answer that follows a failure': [refusal('InternalServerError', 500), {}],
    'an answer after two failures': [refusal('ThrottlingException'), refusal('InternalServerError', 500), {}],
    'a refusal that follows a failure': [refusal('InternalServerError', 500), refusal('ConditionalCheckFailedException')],
    'a name in a header': [
      { status: 400, headers: { 'x-amzn-errortype': 'ValidationException:http://internal.amazon.com/' }, body: '{"message":"no"}' }
    ],
    'a name in the field code': [{ status: 400, body: '{"code":"ValidationException","Message":"no"}' }],
    'a name without its shape': [{ status: 400, body: '{"__type":"ValidationException","Message":"no"}' }],
    'a late signature': [{ status: 400, body: '{"__type":"InvalidSignatureException","message":"Signature expired: 20200101"}' }],
    'a connection that ends': ['hang-up'],
    'a connection that ends, then an answer': ['hang-up', {}]
  }
  for (const [name, script] of Object.entries(scripts)) {
    const [theirs, mine] = [await ofSdk(...script), await ofOurs(...script)]
    // The SDK gives a reset connection the name of a timeout.
    if (script.includes('hang-up') && theirs.name !== 'answered') theirs.name = mine.name
    t.same(mine, theirs, name)
  }
})

t.test('Answers that do not come from AWS are errors.', async t => {
  for (const body of ['<html><body>Not here</body></html>', 'what?', '']) {
    const outcome = await ofOurs({ status: 502, body })
    t.match(outcome, { name: 'Unknown', status: 502, attempts, asked: attempts }, 'a 502 of a proxy in between is repeated')
    t.match(await ofOurs({ status: 403, body }), { name: 'Unknown', status: 403, attempts: 1 })
  }
  service.script({ body: '<html>Log in to the network</html>' })
  const client = ours()
  const error = await client.call('ListTables', {}).catch((error: unknown) => error)
  t.match(error, { name: 'InvalidAnswer' })
  t.ok(isAwayOrBusy(error), 'this counts as a service that does not answer')
  await client.close()
  t.match(
    await ofOurs('garbage'), { attempts: 1, asked: 1 },
    'an answer that is not HTTP is not repeated, because the request may have been processed'
  )
  t.match(await ofOurs('cut'), { name: 'SocketError', attempts, asked: attempts }, 'an incomplete answer counts as lost')
})

t.test('The base of the waits between tries doubles. A random part of it is used. A service may request a longer wait.', async t => {
  const waits = (error: object, chance = 1) => {
    const retries = createRetries(4, () => chance)
    return [1, 2, 3, 4].map(tries => retries.delayAfter({ message: '', name: 'x', ...error }, tries))
  }
  t.same(waits({ status: 500 }), [50, 100, 200, undefined])
  t.same(waits({ status: 500 }, 0.5), [25, 50, 100, undefined])
  t.same(waits({ name: 'ThrottlingException', status: 400 }), [1000, 2000, 4000, undefined])
  t.same(waits({ status: 503, waitMs: 80 }), [80, 100, 200, undefined])
  t.same(waits({ status: 503, waitMs: 60_000 }), [5050, 5100, 5200, undefined])
  t.same(waits({ status: 400 }), [undefined, undefined, undefined, undefined])
  const now = Date.parse('2026-01-01T00:00:00Z')
  t.same([
    { 'retry-after': '2' }, { 'retry-after': 'Thu, 01 Jan 2026 00:00:03 GMT' }, { 'x-amz-retry-after': '150' }, { 'retry-after': 'soon' },
    {}
  ].map(headers => askedWait(headers, now)), [2000, 3000, 150, undefined, undefined])
})

t.test('If all calls fail, the tokens for repetitions run out, as in the SDK. Successes restore them.', async t => {
  const theirs = new StandardRetryStrategy({ maxAttempts: 3, backoff: { computeNextBackoffDelay: () => 0, setDelayBase: () => {} } })
  const mine = createRetries(3, at)
  const kinds = Array.from({ length: 120 }, (_, i) => i % 7 === 0 ? 'busy' as const : 'transient' as const)
  for (const kind of kinds) {
    const error = kind === 'busy' ? { name: 'ThrottlingException', message: '', status: 400 } : { name: 'x', message: '', status: 500 }
    const token = await theirs.acquireInitialRetryToken('')
    const isRepeated = await theirs.refreshRetryTokenForRetry(token, { error, errorType: kind === 'busy' ? 'THROTTLING' : 'TRANSIENT' })
      .then(next => {
        if (kind === 'busy') theirs.recordSuccess(next)
        return true
      }, () => false)
    t.equal(mine.delayAfter(error, 1) !== undefined, isRepeated)
    if (kind === 'busy' && isRepeated) mine.succeeded('busy')
  }
  t.equal(mine.delayAfter({ name: 'x', message: '', status: 500 }, 1), undefined, 'no token is left')
  for (let i = 0; i < 14; i++) mine.succeeded()
  t.equal(mine.delayAfter({ name: 'x', message: '', status: 500 }, 1), 0)
})

t.test("If the clock is wrong, the client uses the service's time and repeats the call.", async t => {
  const theirs = Date.parse('2026-06-01T12:00:00Z')
  for (const wrongBy of [-3_600_000, 3_600_000]) {
    service.script({
      status: 400, headers: { date: new Date(theirs).toUTCString() },
      body: '{"__type":"InvalidSignatureException","message":"The date is not right"}'
    }, { headers: { date: new Date(theirs).toUTCString() } })
    const client = openRemote(service.url, { region, credentials, now: () => theirs + wrongBy, chance: at })
    await client.call('ListTables', {})
    t.equal(service.asked.length, 2)
    t.equal(service.asked[1]!.headers['x-amz-date'], '20260601T120000Z')
    await client.call('ListTables', {})
    t.equal(service.asked[2]!.headers['x-amz-date'], '20260601T120000Z', "later calls use the service's time at once")
    await client.close()
  }
  service.script({ status: 400, body: '{"__type":"InvalidSignatureException","message":"The key is not right"}' })
  const client = ours()
  await t.rejects(client.call('ListTables', {}), { name: 'InvalidSignatureException' })
  t.equal(service.asked.length, 1, 'with a correct clock the call is not repeated')
  await client.close()
})

t.test('After ten calls without an answer no call is made for a while.', async t => {
  service.script('hang-up')
  const client = ours()
  for (let i = 0; i < 10; i++) await t.rejects(client.call('ListTables', {}), { code: 'ECONNRESET' })
  const asked = service.asked.length
  const error = await client.call('ListTables', {}).catch((error: unknown) => error)
  t.match(error, { name: 'BreakerOpen' })
  t.equal(service.asked.length, asked)
  await client.close()
})

for (const [host, create] of [['the server', createTransport], ['a function', createFunctionTransport]] as const) {
  t.test(`The transport of ${host} returns answers, keeps connections and reports failures.`, async t => {
    const transport = create({ attempts: 1, connectMs: 300, answerMs: 300, connections: 2 })
    t.teardown(async () => await transport.close())
    const send = async (origin = service.url, body = 'a body') => await transport.send({
      origin, method: 'POST', path: '/path?a=b', headers: { 'x-one': '1', host: 'a.host' }, body: Buffer.from(body)
    })
    const failing = async (origin?: string) =>
      await send(origin).then(() => { throw new Error('It was answered.') }, (error: Error) => error)

    service.script({ status: 418, headers: { 'x-two': '2' }, body: Buffer.alloc(300_000, 'é') })
    const answer = await send()
    t.match(answer, { status: 418, headers: { 'x-two': '2' } })
    t.ok(answer.body.equals(Buffer.alloc(300_000, 'é')))
    t.match(service.asked, [{ method: 'POST', url: '/path?a=b', headers: { 'x-one': '1', host: 'a.host', 'content-length': '6' } }])
    for (let i = 0; i < 5; i++) await send()
    t.ok(service.connections() <= 2, 'connections are used again')

    for (const [reaction, kind] of [
      ['silence', 'transient'], ['hang-up', 'transient'], ['cut', 'transient'], ['garbage', undefined]
    ] as const) {
      service.script(reaction)
      const error = await failing()
      t.equal(kindOf(error as never), kind, `${reaction}: ${error?.name} ${(error as { code?: string })?.code}`)
      if (kind) t.ok(isAway(error))
    }
    const refused = await failing(`http://127.0.0.1:${await closedPort()}`)
    t.match(refused, { code: 'ECONNREFUSED' })
    t.equal(kindOf(refused as never), 'transient')
    t.match(await failing('http://nowhere.invalid'), { code: /ENOTFOUND|EAI_AGAIN/ })
  })
}

t.test('Calls in flight may fail when a client closes. No connection stays open.', async t => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const closed = new Promise<void>(resolve =>
    server.on('connection', socket => socket.on('data', () => {}).on('error', () => {}).on('close', () => resolve())))
  const client: DynamoDb = openRemote(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const call = client.call('ListTables', {}).catch(() => 'failed')
  await once(server, 'connection')
  await client.close()
  t.equal(await call, 'failed')
  await closed
  server.close()
})

t.test('An address in the environment replaces that of AWS: first the address of the service, then the address for all services.', async t => {
  const client: Client = openClient('sqs', { region, credentials })
  t.equal((await client.address()).href, 'https://sqs.eu-west-1.amazonaws.com/')
  t.teardown(() => { for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_SQS']) delete process.env[name] })
  process.env.AWS_ENDPOINT_URL = 'http://localhost:4566/base/'
  t.equal((await openClient('sqs', { region, credentials }).address()).href, 'http://localhost:4566/base/')
  process.env.AWS_ENDPOINT_URL_SQS = service.url
  const named = openClient('sqs', { region, credentials })
  service.script({})
  await named.send({ method: 'GET', path: '/a', query: { b: 'c d' } })
  t.match(service.asked, [{ method: 'GET', url: '/a?b=c%20d' }])
})
