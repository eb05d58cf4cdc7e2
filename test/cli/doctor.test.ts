import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { CreateQueueCommand, DeleteQueueCommand, SendMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { buildApp } from 'fauxqs'
import t from 'tap'
import { examine } from '../../src/cli/doctor/examine.js'
import type { Finding } from '../../src/cli/doctor/finding.js'
import { parseOptions } from '../../src/cli/doctor/options.js'
import type { Report } from '../../src/cli/doctor/report.js'
import { loadConfig } from '../../src/config.js'
import { alarmRules } from '../../src/facts/alarms.js'
import { startDynamoDbServer } from '../helpers/dynamodb-server.js'
import { ensureTables } from '../../src/repositories/tables.js'
import { memoryBlobs } from '../../src/repositories/blobs.js'
import { openDatabase } from '../../src/repositories/database.js'
import { startAwsStub, type Account } from '../helpers/aws-stub.js'
import { buildCli, killAll, posthorn, startCli, urlOf } from '../helpers/cli.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { apiOf, startTestServer } from '../helpers/server.js'

// A process of its own: it takes its settings from its environment.

const SECRET = 'a JWT secret that is long enough to sign'
const QUICK = { POSTHORN_RETRY_SCHEDULE: '', POSTHORN_REQUEST_TIMEOUT: '2s' }

/** The findings of a run in this process. */
async function doctor (
  args: readonly string[], settings: Record<string, string> = {}, signal = new AbortController().signal
): Promise<Report> {
  return await examine(parseOptions(args), loadConfig({ POSTHORN_DATA_DIR: ':memory:', ...settings }), signal)
}

const failed = (report: Report, check: string) => of(report, check).filter(({ verdict }) => verdict === 'fail')
const of = (report: Report, check: string): Finding[] => report.findings.filter(one => one.check === check)
const bad = ({ findings }: Report) => findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')

t.test('The command line', async (t) => {
  const dir = t.testdir()
  const dist = join(dir, 'dist')
  await buildCli(dist)
  t.teardown(killAll)
  const settings = { POSTHORN_DATA_DIR: join(dir, 'data'), PORT: '0' }
  const server = startCli(dist, settings)
  const url = await urlOf(server)
  const PORT = new URL(url).port
  const start = (...args: string[]) => posthorn(dist, ['doctor', ...args], { ...settings, PORT })

  await t.test('A healthy local server needs no options, and the list is plain in a pipe.', async (t) => {
    const program = start()
    t.equal(await program.exited, 0)
    const said = program.stdout()
    t.match(said, /pass {2}server +answers in [\d.]+ ms/)
    t.match(said, /pass {2}token +one made for org_default is accepted/)
    t.match(said, /pass {2}secrets +in .+, readable by their owner alone/)
    t.match(said, /pass {2}canary +3 messages were delivered/)
    t.match(said, /3 messages were accepted, each in [\d.]+ m?s \(the first in [\d.]+ m?s\), of which the server took [\d.]+ m?s/)
    t.match(said, /accepted in [\d.]+ m?s \(measured\)/)
    t.match(said, /the inbox shows 3 of them, with the right signature/)
    t.match(said, /a million messages like these cost about \$[\d.]+ behind an HTTP API, \$[\d.]+ behind a REST API/)
    t.match(said, 'All is well.')
    t.notMatch(said, '\u001b')
    t.equal(program.stderr(), '')
  })

  await t.test('The doctor removes its application, and shows neither token nor secret.', async (t) => {
    const program = start('--json')
    t.equal(await program.exited, 0)
    const { ok, latencies, costPerMillion } = JSON.parse(program.stdout()) as Report & { ok: boolean }
    t.equal(ok, true)
    t.match(latencies, { pingMs: Number, acceptMs: Number, deliveryMs: Number, endpointMs: Number })
    t.ok(costPerMillion.restApi > costPerMillion.httpApi)
    t.notMatch(program.stdout(), /eyJ|jwtSecret/)
    const token = posthorn(dist, ['token'], settings)
    await token.exited
    t.strictSame((await apiOf(url, token.stdout().trim())('GET', '/app')).body.data, [])
  })

  await t.test('A failure exits with 1, a wrong command line with 2 and a reason.', async (t) => {
    const wrong = start('--token', 'nonsense', '--json')
    t.equal(await wrong.exited, 1)
    t.match(JSON.parse(wrong.stdout()), { ok: false })
    for (const args of [['--url', 'ftp://example.com'], ['--token', 'a', '--token-file', 'b'], ['--org', 'acme'], ['--nonsense']]) {
      const misused = start(...args)
      t.equal(await misused.exited, 2, args.join(' '))
      t.match(misused.stderr(), args[0]!)
    }
  })
})

t.test('A refused token is reported, and no canary is sent.', async (t) => {
  const server = await startTestServer()
  t.teardown(server.close)
  const report = await doctor(['--url', server.url, '--token', 'nonsense'])
  t.match(of(report, 'token'), [{ verdict: 'fail', says: /answered 401/, todo: /another secret/ }])
  t.match(of(report, 'canary'), [{ verdict: 'skip' }])
  const application = await (await server.api(await server.tokens.mint({ kind: 'org', orgId: 'org_a' }, 60)))('POST', '/app', { name: 'a' })
  const portal = await server.tokens.mint({ kind: 'app', orgId: 'org_a', appId: application.body.id, featureFlags: [] }, 60)
  t.match(of(await doctor(['--url', server.url, '--token', portal]), 'token'), [{ verdict: 'fail', todo: /portal token/ }])
})

t.test('A server that is down is one failure, and all other checks are made.', async (t) => {
  const gone = await startReceiver()
  await gone.close()
  const report = await doctor(['--url', gone.url, '--token', 'x'])
  t.match(bad(report), [{ check: 'server', verdict: 'fail', says: /ECONNREFUSED/, todo: /posthorn start/ }])
  t.equal(bad(report).length, 1)
  t.match(of(report, 'tables'), [{ verdict: 'skip' }])
  t.strictSame(report.latencies, {})
})

t.test('A server of another program is not taken for Posthorn.', async (t) => {
  const other = await startReceiver((_received, response) => { response.end('welcome') })
  t.teardown(other.close)
  t.match(of(await doctor(['--url', other.url, '--token', 'x']), 'server'), [{ verdict: 'fail', says: /answered 200, not 204/ }])
})

t.test('A server whose clock is minutes off fails; seconds are a warning.', async (t) => {
  for (const [ms, verdict] of [[600_000, 'fail'], [-15_000, 'warn']] as const) {
    const proxy = createServer((request, response) => {
      response.setHeader('date', new Date(Date.now() + ms).toUTCString())
      response.writeHead(request.url!.endsWith('ping') ? 204 : 200).end('{}')
    })
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
    t.teardown(() => proxy.close())
    const report = await doctor(['--url', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, '--token', 'x', '--no-canary'])
    t.match(of(report, 'clock'), [{ verdict, says: ms > 0 ? /ahead of/ : /1[456] s behind/, todo: /NTP/ }])
  }
})

t.test('The canary', async (t) => {
  const server = await startTestServer(QUICK)
  t.teardown(server.close)
  const token = await server.token()
  const applications = async () => (await (await server.api(token))('GET', '/app')).body.data
  const fly = async (...args: string[]) => of(await doctor(['--url', server.url, '--token', token, ...args]), 'canary')

  await t.test('The canary is sent to the given endpoint.', async (t) => {
    const receiver = await startReceiver()
    t.teardown(receiver.close)
    t.match(await fly('--canary-url', receiver.url), [
      { verdict: 'pass', says: /were accepted/ }, { verdict: 'pass', says: /were delivered/ }
    ])
    t.equal(receiver.received.length, 3)
    t.strictSame(await applications(), [])
  })

  await t.test('The canary reports the answer of an endpoint that refuses it, and is removed.', async (t) => {
    const receiver = await startReceiver((_received, response) => { response.writeHead(418).end('short and stout') })
    t.teardown(receiver.close)
    t.match(await fly('--canary-url', receiver.url), [{ verdict: 'pass' }, { verdict: 'fail', says: /418 short and stout/ }])
    t.strictSame(await applications(), [])
  })

  await t.test('The canary is removed when it is interrupted.', async (t) => {
    const receiver = await startReceiver(() => {})
    t.teardown(receiver.close)
    const stop = new AbortController()
    const running = doctor(['--url', server.url, '--token', token, '--canary-url', receiver.url], {}, stop.signal)
    await eventually('the canary to be under way', () => receiver.received.length > 0)
    t.equal((await applications()).length, 1)
    stop.abort(new Error('interrupted'))
    t.match(of(await running, 'canary'), [{ verdict: 'fail', says: 'interrupted' }])
    t.strictSame(await applications(), [])
  })

  await t.test('Without a receiver, the canary reports that no delivery was tried.', async (t) => {
    const strict = await startTestServer({ POSTHORN_ENDPOINT_HTTPS_ONLY: 'true' })
    t.teardown(strict.close)
    const report = await doctor(['--url', strict.url, '--token', await strict.token()])
    t.match(of(report, 'canary'), [{ verdict: 'pass', says: /were accepted/ }, { verdict: 'warn', todo: /--canary-url/ }])
  })
})

t.test('Tables on a DynamoDB of their own', async (t) => {
  const embedded = await startDynamoDbServer()
  t.teardown(embedded.close)
  const settings = { POSTHORN_DYNAMODB_ENDPOINT: embedded.endpoint, POSTHORN_JWT_SECRET: SECRET, POSTHORN_MAIN_SECRET: SECRET }
  const server = await startTestServer(settings)
  t.teardown(server.close)
  const db = openDatabase(loadConfig(settings), memoryBlobs())
  t.teardown(() => db.close())
  const look = async () => await doctor(['--url', server.url, '--token', await server.token(), '--no-canary'], settings)

  await t.test('Tables that agree with the models pass; a database without backups is reported.', async (t) => {
    const report = await look()
    t.match(of(report, 'tables'), [{ verdict: 'pass', says: /^10 tables posthorn-\*/ }, { verdict: 'skip', says: /point-in-time/ }])
    t.match(of(report, 'identity'), [{ verdict: 'pass', says: /no AWS: the database is at 127/ }])
    t.strictSame(report.findings.filter(({ verdict }) => verdict === 'fail'), [])
  })

  await t.test('Tables of another main secret fail, and files that only one server sees are reported.', async (t) => {
    t.match(of(await look(), 'database'), [{ verdict: 'pass' }])
    const dataDir = t.testdir({ blobs: { '2026-11-22': { msg_1: 'a payload' } }, files: {} })
    const other = await doctor(['--token', await server.token(), '--no-canary'], {
      ...settings, PORT: new URL(server.url).port, POSTHORN_MAIN_SECRET: `another ${SECRET}`, POSTHORN_DATA_DIR: dataDir
    })
    t.match(failed(other, 'database'), [{ says: /another main secret/, todo: /Restore the first/ }])
    t.match(of(other, 'stores'), [{ verdict: 'warn', says: /^1 payloads or files lie in/ }])
    const clean = await doctor(['--token', await server.token(), '--no-canary'], {
      ...settings, PORT: new URL(server.url).port, POSTHORN_DATA_DIR: t.testdir()
    })
    t.match(of(clean, 'stores'), [{ verdict: 'pass', says: /table/ }])
  })

  await t.test('A missing table fails by its name, and the server is not ready.', async (t) => {
    await db.call('DeleteTable', { TableName: 'posthorn-labels' })
    const report = await look()
    t.match(failed(report, 'tables'), [{ says: 'posthorn-labels is missing', todo: /POSTHORN_TABLE_PREFIX/ }])
    t.match(of(report, 'ready'), [{ verdict: 'fail' }])
    await ensureTables(db)
  })

  await t.test('A table with other keys or without an index fails.', async (t) => {
    for (const TableName of ['posthorn-labels', 'posthorn-tasks']) await db.call('DeleteTable', { TableName })
    const create = async (TableName: string, [hash, range]: readonly [string, string]) => {
      await db.call('CreateTable', {
        TableName, BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [hash, range].map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [{ AttributeName: hash, KeyType: 'HASH' }, { AttributeName: range, KeyType: 'RANGE' }]
      })
    }
    await create('posthorn-labels', ['label', 'other'])
    await create('posthorn-tasks', ['orgId', 'id'])
    t.match(failed(await look(), 'tables'), [
      { verdict: 'fail', says: 'posthorn-labels: its key is HASH label S, RANGE other S, not HASH label S, RANGE id S' },
      { verdict: 'fail', says: 'posthorn-tasks: the index due is missing' }
    ])
  })

  await t.test('A database that does not answer fails with the reason.', async (t) => {
    const away = await startReceiver()
    await away.close()
    const report = await doctor(
      ['--url', server.url, '--token', await server.token(), '--no-canary'], { POSTHORN_DYNAMODB_ENDPOINT: away.url }
    )
    t.equal(of(report, 'tables').length, 10)
    t.match(of(report, 'tables')[0], { verdict: 'fail', says: /ECONNREFUSED/ })
  })
})

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:told'
const rules = alarmRules({ acceptMs: 1, dueSeconds: 1, fanOutSeconds: 1 })

t.test('In AWS', async (t) => {
  const account: Account = {
    parameters: {
      '/posthorn/test/jwt-secret': { Type: 'SecureString', Value: SECRET },
      '/posthorn/test/main-secret': { Type: 'SecureString', Value: SECRET }
    },
    outputs: {},
    concurrency: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 900 },
    gatewayRate: 10_000,
    alarms: rules.map(({ name }) => ({
      AlarmName: `posthorn-test-${name}`, StateValue: 'OK', ActionsEnabled: true, AlarmActions: [TOPIC]
    })),
    subscriptions: ['arn:aws:sns:us-east-1:123456789012:told:1c1c'],
    sources: { 'posthorn-test-fan-out': 'Enabled', 'posthorn-test-deliver:live': 'Enabled', 'posthorn-test-import:live': 'Enabled' },
    refused: {}
  }
  const AWS_ENDPOINT_URL = await startAwsStub(account)
  const fauxqs = buildApp({ logger: false })
  const sqsUrl = await fauxqs.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(async () => await fauxqs.close())
  const embedded = await startDynamoDbServer()
  t.teardown(embedded.close)
  Object.assign(process.env, {
    AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SQS: sqsUrl, AWS_ENDPOINT_URL_DYNAMODB: embedded.endpoint,
    AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'posthorn', AWS_SECRET_ACCESS_KEY: 'posthorn'
  })
  const server = await startTestServer({
    POSTHORN_DYNAMODB_ENDPOINT: embedded.endpoint, POSTHORN_TABLE_PREFIX: 'posthorn-test-', POSTHORN_JWT_SECRET: SECRET,
    POSTHORN_MAIN_SECRET: SECRET
  })
  t.teardown(server.close)
  account.outputs['posthorn-test-service'] = { Other: 'x', ApiUrl: `${server.url}/` }
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false })
  t.teardown(() => sqs.destroy())
  const queues: Record<string, string> = {}
  const createQueue = async (name: string, Attributes: Record<string, string> = {}) => {
    queues[name] = (await sqs.send(new CreateQueueCommand({ QueueName: `posthorn-test-${name}`, Attributes }))).QueueUrl!
  }
  const redrive = (name: string) => ({
    VisibilityTimeout: '360',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:posthorn-test-${name}`, maxReceiveCount: 10 })
  })
  for (const name of ['deliveries-dead', 'imports-dead', 'fan-out-dead', 'sweep-dead']) await createQueue(name)
  for (const name of ['deliveries', 'imports']) await createQueue(name, redrive(`${name}-dead`))
  const look = async () => await doctor(['--stage', 'test', '--no-canary'], { AWS_ENDPOINT_URL })

  await t.test('A stage is found by its name: API, token, tables, queues, secrets and quotas.', async (t) => {
    const report = await look()
    t.equal(report.url, server.url)
    t.match(of(report, 'identity'), [
      { verdict: 'pass', says: /AWS account 123456789012, us-east-1, as arn:aws:iam::123456789012:user\/ada/ }
    ])
    t.match(of(report, 'token'), [{ verdict: 'pass', says: /one made for org_default/ }])
    t.match(of(report, 'secrets'), [{ verdict: 'pass' }, { verdict: 'pass' }])
    t.match(of(report, 'clock').map(({ says }) => says), [/the server's clock/, /AWS's clock/])
    t.match(
      of(report, 'quotas').map(({ says }) => says),
      [/Lambda: 1,000 executions .* 900 of them not reserved/, /API Gateway: 10,000/, /120,000 messages in flight/]
    )
    t.equal(of(report, 'queues').filter(({ verdict }) => verdict === 'pass').length, 6)
    t.match(of(report, 'alarms'), [{ verdict: 'pass', says: /^36 alarms, none of them on, tell arn:aws:sns/ }])
    t.match(of(report, 'functions').map(({ says }) => says), [
      /fan-out is called/, /deliver is called/, /import is called/, /no function failed/
    ])
    // The test's database has no streams, which a stage must have.
    t.match(report.findings.filter(({ verdict }) => verdict === 'fail'), [
      { check: 'tables', says: 'posthorn-test-messages: it has no stream' }
    ])
    t.notMatch(JSON.stringify(report), SECRET)
  })

  await t.test('Dead letters fail, with their number and what to do.', async (t) => {
    for (const name of ['deliveries-dead', 'sweep-dead']) {
      await sqs.send(new SendMessageCommand({ QueueUrl: queues[name]!, MessageBody: '{}' }))
    }
    t.match(
      failed(await look(), 'queues'),
      [{ says: /^posthorn-test-deliveries-dead holds 1/, todo: /posthorn redrive/ }, { says: /^posthorn-test-sweep-dead holds 1/ }]
    )
  })

  await t.test('An alarm that is active, has no action, or is missing is reported, and so is a topic without subscribers.', async (t) => {
    const { alarms = [] } = account
    t.teardown(() => Object.assign(account, { alarms, subscriptions: ['arn:aws:sns:us-east-1:123456789012:told:1c1c'] }))
    const looks = async (changed: typeof alarms) => {
      account.alarms = changed
      return of(await look(), 'alarms')
    }
    const change = (name: string, to: object) =>
      alarms.map(alarm => alarm.AlarmName === `posthorn-test-${name}` ? { ...alarm, ...to } : alarm)
    t.match(
      await looks(change('oldest-due', { StateValue: 'ALARM', StateReason: 'Threshold Crossed' })),
      [{ verdict: 'fail', says: 'posthorn-test-oldest-due is on: Threshold Crossed', todo: 'See docs/runbook.md#oldest-due.' }]
    )
    t.match(
      await looks(change('errors-deliver', { ActionsEnabled: false })),
      [{ verdict: 'fail', says: /1 alarms tell nobody: posthorn-test-errors-deliver/, todo: /enable-alarm-actions/ }]
    )
    t.match(
      await looks(alarms.map(alarm => ({ ...alarm, AlarmActions: [] }))),
      [{ verdict: 'warn', says: 'the alarms tell nobody', todo: /alarms.email/ }]
    )
    t.match(
      await looks(alarms.filter(({ AlarmName }) => !AlarmName.endsWith('-oldest-due'))),
      [{ verdict: 'fail', says: '1 alarms are missing: oldest-due' }]
    )
    t.match(
      await looks(alarms.filter(({ AlarmName }) => rules.some(({ name, isFree }) => isFree && AlarmName === `posthorn-test-${name}`))),
      [{ verdict: 'warn', says: /of 35 alarms are left out/ }]
    )
    t.match(
      await looks(alarms.filter(({ AlarmName }) => !AlarmName.endsWith('-errors-authorizer'))),
      [{ verdict: 'pass', says: /^35 alarms, none of them on/ }],
      'a stage behind an HTTP API has no authorizer'
    )
    account.subscriptions = ['PendingConfirmation']
    t.match(await looks(alarms), [{ verdict: 'fail', says: `nobody has confirmed the subscription of ${TOPIC}` }])
    account.subscriptions = []
    t.match(await looks(alarms), [{ verdict: 'fail', says: `${TOPIC} has no subscription` }])
  })

  await t.test('An event source that is disabled or missing fails, and functions that failed within the last hour are reported.', async (t) => {
    const { sources = {} } = account
    t.teardown(() => Object.assign(account, { sources, sums: {} }))
    account.sources = { ...sources, 'posthorn-test-deliver:live': 'Disabled', 'posthorn-test-import:live': undefined as never }
    account.sums = { 'Errors posthorn-test-sweep': 7, 'Throttles posthorn-test-http': 3 }
    t.match(of(await look(), 'functions').filter(({ verdict }) => verdict !== 'pass'), [
      {
        verdict: 'fail', says: /event source of posthorn-test-deliver is Disabled/,
        todo: 'aws lambda update-event-source-mapping --enabled --uuid 1c1c-uuid'
      },
      { verdict: 'fail', says: /posthorn-test-import has no event source/ },
      { verdict: 'warn', says: /refused to start posthorn-test-http 3 times/ },
      { verdict: 'warn', says: /posthorn-test-sweep failed 7 times/, todo: /aws logs tail \/posthorn\/test\/sweep/ }
    ])
    account.refused = { lambda: 'AccessDeniedException', monitoring: 'AccessDenied' }
    t.match(
      of(await look(), 'functions').map(({ todo }) => todo),
      [/ListEventSourceMappings/, /ListEventSourceMappings/, /ListEventSourceMappings/, /GetMetricData/]
    )
    account.refused = {}
  })

  await t.test('A queue that is missing, has no dead-letter queue, or has a short visibility timeout fails.', async (t) => {
    await sqs.send(new DeleteQueueCommand({ QueueUrl: queues.imports! }))
    await sqs.send(new SetQueueAttributesCommand(
      { QueueUrl: queues.deliveries!, Attributes: { RedrivePolicy: '', VisibilityTimeout: '30' } }
    ))
    const says = failed(await look(), 'queues').map(({ says }) => says)
    for (const reason of [/deliveries shows a message again after 30 s/, /deliveries has no dead-letter queue/, /imports is missing/]) {
      t.ok(says.some(one => reason.test(one)), String(reason))
    }
  })

  await t.test('A queue in a setting is checked by its URL.', async (t) => {
    await createQueue('own', redrive('fan-out-dead'))
    const settings = {
      AWS_ENDPOINT_URL, POSTHORN_DYNAMODB_ENDPOINT: 'aws', POSTHORN_TABLE_PREFIX: 'posthorn-test-', POSTHORN_QUEUE_URL: queues.own!
    }
    const report = await doctor(['--url', server.url, '--token', await server.token(), '--no-canary'], settings)
    t.match(of(report, 'queues'), [
      { verdict: 'pass', says: /^posthorn-test-own: 0 waiting/ }, { verdict: 'pass', says: /fan-out-dead is empty/ }
    ])
  })

  await t.test('A secret that is missing or stored as plain text fails, and no part of it is shown.', async (t) => {
    const { parameters } = account
    t.teardown(() => { account.parameters = parameters })
    account.parameters = { '/posthorn/test/main-secret': { Type: 'String', Value: SECRET } }
    const report = await look()
    t.match(of(report, 'secrets'), [
      { verdict: 'fail', says: /jwt-secret is missing/ }, { verdict: 'fail', says: /main-secret is a String/ }
    ])
    t.match(of(report, 'token'), [{ verdict: 'fail', says: /there is no token/ }])
    t.notMatch(JSON.stringify(report), SECRET)
  })

  await t.test('A check without permission is reported as unknown; a small account is a warning.', async (t) => {
    account.refused = { servicequotas: 'AccessDeniedException', ssm: 'AccessDeniedException', cloudformation: 'AccessDenied' }
    account.concurrency = { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 }
    const report = await look()
    t.match(of(report, 'quotas'), [
      { verdict: 'warn', says: /10 executions at once/ },
      { verdict: 'skip', says: /unknown .*AccessDeniedException.* documented default/, todo: /Allow servicequotas:GetServiceQuota/ },
      { verdict: 'pass' }
    ])
    t.match(of(report, 'secrets'), [{ verdict: 'fail', says: /AccessDenied/, todo: /ssm:GetParameters/ }])
    t.match(of(report, 'server'), [{ verdict: 'fail', says: 'nothing says where the API is', todo: /--url/ }])
  })

  await t.test('A check that AWS fails to answer is reported as unknown, without asking for a permission.', async (t) => {
    account.refused = { servicequotas: 'ServiceException' }
    const [, gateway] = of(await look(), 'quotas')
    t.match(gateway, { verdict: 'skip', says: /unknown .*ServiceException/ })
    t.equal(gateway?.todo, undefined)
  })

  await t.test('Without credentials, AWS is one failure, and the API is still checked.', async (t) => {
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...rest } = process.env
    const kept = process.env
    t.teardown(() => { process.env = kept })
    process.env = {
      ...rest, AWS_EC2_METADATA_DISABLED: 'true', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent', AWS_CONFIG_FILE: '/nonexistent'
    }
    const report = await doctor([
      '--stage', 'test', '--url', server.url, '--token', await server.token(), '--no-canary'
    ], { AWS_ENDPOINT_URL })
    t.match(bad(report), [{ check: 'identity', verdict: 'fail', todo: /AWS_PROFILE/ }])
    t.equal(bad(report).length, 1)
    t.match(of(report, 'token'), [{ verdict: 'pass' }])
  })
})
