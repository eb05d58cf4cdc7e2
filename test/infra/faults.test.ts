import { readFileSync } from 'node:fs'
import t from 'tap'
import { FAULTS, OF_NO_FAULT, type FaultName } from '../../infra/faults.js'
import { accept } from '../../src/delivery/accept/accept.js'
import { deliver } from '../../src/delivery/hand-off/sqs/deliver-batch.js'
import { firstEntry } from '../../src/delivery/hand-off/sqs/queue-entry.js'
import { createHanded, sweepToQueue } from '../../src/delivery/hand-off/sqs/sweep-queue.js'
import * as lifecycle from '../../src/delivery/delivery-lifecycle.js'
import { alarmRules } from '../../src/facts/alarms.js'
import { FUNCTIONS, type FunctionName } from '../../src/facts/functions.js'
import { METRIC_NAMESPACE, METRICS, type MetricName } from '../../src/facts/metric-definitions.js'
import type { QueueName } from '../../src/facts/resource-names.js'
import { TABLES, type Table, type TableName } from '../../src/facts/table-definitions.js'
import { createVault } from '../../src/lib/secret-encryption.js'
import { createEmbeddedMeter } from '../../src/lib/metering.js'
import { bindMainSecret } from '../../src/repositories/main-secrets.js'
import { memoryBlobs } from '../../src/repositories/blobs.js'
import { invoked, type Host } from '../../src/lambda/host.js'
import { importRecords } from '../../src/lambda/import-records.js'
import { lateSecrets } from '../../src/lambda/late-secrets.js'
import { startAwsStub } from '../helpers/aws-stub.js'
import { noise } from '../helpers/chance.js'
import { evaluate, firesAt, keyOf, watchedKeys, type AlarmProperties, type Metrics, type Series } from '../helpers/cloudwatch.js'
import { newApplication, newEndpoint, newMessage, proxyDown, type Said, type TestEngine, createTestEngine } from '../helpers/engine.js'
import { contextOf, deployment, prepare, record, recordOf } from '../helpers/functions.js'
import { createQueue, eventOf } from '../helpers/sqs.js'
import { loadConfig } from '../../src/config.js'
import { createSqsDispatcher } from '../../src/delivery/hand-off/sqs/dispatcher-sqs.js'
import { openQueue } from '../../src/delivery/hand-off/sqs/queue.js'
import { behindHttpApi, devStage, ofType, prodStage, synthesize } from './synthesized.js'

// A process of its own: functions read their settings from its environment.

// Each fault is provoked in the functions. The behaviour of Lambda, SQS and the stream afterwards, and the metrics of CloudWatch,
// are computed, for the traffic in which a fault is hardest to see: one message a minute, one entry for a function that fails.

const WITHIN_MINUTES = 10

const alarms = new Map(ofType(synthesize(prodStage).service, 'AWS::CloudWatch::Alarm').map(([, properties]) => {
  const alarm = properties as unknown as AlarmProperties
  return [alarm.AlarmName.replace('posthorn-prod-', ''), alarm]
}))

const here = await deployment({ POSTHORN_LOG_LEVEL: 'silent' })
const { db, sqs } = here

// The metrics that AWS writes, and ours, by their keys.
const gateway = ['ApiName', 'Stage'].map((Name, at) => ({ Name, Value: ['posthorn-prod', 'prod'][at]! }))
const ofGateway = (MetricName: string) => keyOf({ Namespace: 'AWS/ApiGateway', MetricName, Dimensions: gateway })
const ofFunction = (name: FunctionName, MetricName: string) =>
  keyOf({ Namespace: 'AWS/Lambda', MetricName, Dimensions: [{ Name: 'FunctionName', Value: `posthorn-prod-${name}` }] })
const own = (name: FunctionName, MetricName: MetricName) =>
  keyOf({ Namespace: METRIC_NAMESPACE, MetricName, Dimensions: [{ Name: 'Function', Value: `posthorn-prod-${name}` }] })
const ofQueue = (name: QueueName, MetricName: 'age' | 'visible') => keyOf({
  Namespace: 'AWS/SQS',
  MetricName: MetricName === 'age' ? 'ApproximateAgeOfOldestMessage' : 'ApproximateNumberOfMessagesVisible',
  Dimensions: [{ Name: 'QueueName', Value: `posthorn-prod-${name}` }]
})
const throttlesOf = (table: TableName, index?: string) => keyOf({
  Namespace: 'AWS/DynamoDB',
  MetricName: 'WriteThrottleEvents',
  Dimensions: [
    { Name: 'TableName', Value: `posthorn-prod-${table}` },
    ...(index === undefined ? [] : [{ Name: 'GlobalSecondaryIndexName', Value: index }])
  ]
})

type Signals = Record<string, Series>

const QUEUES: QueueName[] = ['deliveries', 'imports', 'deliveries-dead', 'imports-dead', 'fan-out-dead', 'sweep-dead']
const healthy: Signals = {
  [ofGateway('Count')]: () => 1,
  [own('http', 'accepted')]: () => 1,
  [own('http', 'acceptTime')]: () => 0.02,
  [ofFunction('fan-out', 'Invocations')]: () => 1,
  [ofFunction('fan-out', 'IteratorAge')]: () => 300,
  [own('sweep', 'dueAge')]: () => 0,
  // The age of entries that wait for their time grows, without a fault.
  ...Object.fromEntries(QUEUES.flatMap(name => [[ofQueue(name, 'visible'), () => 0], [ofQueue(name, 'age'), () => 0]])),
  [ofQueue('deliveries', 'age')]: () => 800
}

/** The metrics of a deployment without faults until minute 0. */
function metricsWith (signals: Signals): Metrics {
  const names = new Set([...Object.keys(healthy), ...Object.keys(signals)])
  return new Map([...names].map(name => [
    name,
    minute => (minute >= 0 ? signals[name] : undefined)?.(minute) ?? (minute >= 0 && name in signals ? undefined : healthy[name]?.(minute))
  ]))
}

/** The result of one invocation: whether it failed as a whole, and the metrics that it wrote. */
interface Seen { isError: boolean, own: Partial<Record<MetricName, number>> }

/** Runs a function, and parses its metrics as CloudWatch would. */
async function seen (work: () => Promise<unknown>): Promise<Seen> {
  const told: Seen = { isError: false, own: {} }
  const write = process.stdout.write.bind(process.stdout)
  process.stdout.write = (text: string | Uint8Array, ...rest: []) => {
    const lines = String(text).split('\n').filter(line => line.startsWith('{"_aws"'))
    for (const line of lines) {
      for (const [name, value] of Object.entries(JSON.parse(line) as Record<string, unknown>)) {
        if (name in METRICS) told.own[name as MetricName] = Math.max(...[value as number].flat())
      }
    }
    return lines.length > 0 ? true : write(text, ...rest)
  }
  try {
    await work()
  } catch {
    told.isError = true
  } finally {
    process.stdout.write = write
  }
  return told
}

/** The metrics of a function that does the same in these minutes. */
function during (name: FunctionName, { isError, own: written }: Seen, minutes: readonly number[]): Signals {
  const at = (value: number): Series => minute => {
    const times = minutes.filter(one => one === minute).length
    return times === 0 ? undefined : value * times
  }
  return {
    ...Object.fromEntries(Object.entries(written).map(([metric, value]) => [own(name, metric as MetricName), at(value)])),
    ...(isError && { [ofFunction(name, 'Errors')]: at(1) })
  }
}

// When the entry is delivered again, minutes after the fault. For a function that fails as a whole: after the visibility timeout, 7
// and 15.5 minutes. For entries that fail: after 1, 2, 4, 8, 30, 120 and 600 s.
const ONE_OF_DELIVER = [0, 7]
const ENTRY_OF_DELIVER = [0, 0, 0, 0, 0, 0, 2]
const ONE_OF_IMPORT = [0]
const EACH_MINUTE = Array.from({ length: WITHIN_MINUTES }, (_none, minute) => minute)
// A stream repeats a failed batch at once, then less often.
const OF_STREAM = EACH_MINUTE.flatMap(minute => [minute, minute])
const ageing: Series = minute => (minute + 1) * 60
const requestsFail: Signals = {
  [ofGateway('5XXError')]: () => 1, [own('http', 'accepted')]: () => undefined, [own('http', 'acceptTime')]: () => undefined
}
const throttledTable = (table: TableName): Signals => ({ [throttlesOf(table)]: () => 1 })
const grown = (name: QueueName): Signals => ({ [ofQueue(name, 'visible')]: minute => minute < 5 ? 1 : 2 })
const crash: Seen = { isError: true, own: {} }

/** The host of a function on this test's engine, with the meter that functions have. */
function hostOf (engine: TestEngine, queue = openQueue(here.queue.url, sqs.config)): () => Promise<Host> {
  const meter = createEmbeddedMeter(METRICS, {
    namespace: METRIC_NAMESPACE, dimensions: {}, write: line => {
      process.stdout.write(`${line}\n`)
    }
  })
  const dispatcher = createSqsDispatcher(queue)
  return async () => ({ engine: { ...engine, meter, dispatcher }, queue, dispatcher, flush: async () => { meter.flush(Date.now()) } })
}

async function delivered (
  { answer, isLarge = false, fails = false }: { answer?: Said, isLarge?: boolean, fails?: boolean } = {}
): Promise<Seen> {
  const engine = createTestEngine({
    db: { ...db, blobs: memoryBlobs() }, dispatcher: here.engine.dispatcher, ...(answer && { answer: () => answer })
  })
  const application = await newApplication(engine)
  const endpoint = await newEndpoint(engine, application)
  const { message } = await accept(
    engine, application, newMessage(isLarge ? { payload: Buffer.from(JSON.stringify({ text: noise(100_000).toString('base64') })) } : {})
  )
  const begun = lifecycle.begin({
    orgId: application.orgId, appId: application.id, endpointId: endpoint.id, msgId: message.id, eventType: 'order.paid', channels: null
  }, Date.now())
  // Another store than the one that holds the payload.
  if (isLarge) Object.assign(engine, { db: { ...engine.db, blobs: memoryBlobs() } })
  if (fails) here.inject(({ name, table }) => name === 'PutItem' && table === 'deliveries' ? 'fail' : undefined)
  const batch = [{ id: '1', body: firstEntry(begun), receiptHandle: 'x', receives: 1 }]
  const result = await seen(async () => await invoked(hostOf(engine), contextOf(), async invocation => ({
    batchItemFailures: (await deliver(invocation, batch)).map(itemIdentifier => ({ itemIdentifier }))
  })))
  here.inject()
  return result
}

/** A run of the sweep, this many minutes after the fault; undefined metrics when it fails as a whole. */
async function swept (minute: number, { queueUrl = here.queue.url } = {}): Promise<Seen> {
  const now = () => Date.now() + minute * 60_000
  const engine = { ...here.engine, clock: { ...here.engine.clock, now } }
  const queue = openQueue(queueUrl, sqs.config)
  return await seen(async () => await invoked(hostOf(engine as TestEngine, queue), contextOf(), async invocation =>
    await sweepToQueue(invocation.engine, { dispatcher: invocation.dispatcher, endsAt: now() + 30_000, handed: createHanded() })))
}

/** Really runs the sweep of every minute: its errors and its gauge. */
async function sweeps (options?: { queueUrl?: string }): Promise<Signals> {
  const rounds: Seen[] = []
  for (const minute of EACH_MINUTE) rounds.push(await swept(minute, options))
  return {
    [own('sweep', 'dueAge')]: minute => rounds[minute]?.own.dueAge,
    [ofFunction('sweep', 'Errors')]: minute => rounds[minute]?.isError ? 1 : undefined
  }
}

async function acceptedOne () {
  const application = await newApplication(here.engine)
  await newEndpoint(here.engine, application)
  return (await accept(here.engine, application, newMessage())).message
}

/** SSM without parameters. */
const ssm = await startAwsStub({
  parameters: {}, outputs: {}, concurrency: { ConcurrentExecutions: 1, UnreservedConcurrentExecutions: 1 }, gatewayRate: 1, refused: {}
})

const PROVOKED: Record<FaultName, () => Promise<Signals> | Signals> = {
  async 'main secret unreadable' () {
    const { POSTHORN_MAIN_SECRET: _, ...env } = here.env
    delete process.env.POSTHORN_MAIN_SECRET
    prepare({ ...env, AWS_ENDPOINT_URL_SSM: ssm, POSTHORN_MAIN_SECRET_PARAMETER: '/posthorn/prod/main-secret' })
    const { handler } = await import('../../src/lambda/deliver-function.js')
    const deliverSeen = await seen(async () => await handler({ Records: [] }, contextOf()))
    t.ok(deliverSeen.isError)
    return { ...during('deliver', deliverSeen, ONE_OF_DELIVER), ...during('http', await arrived(), EACH_MINUTE), ...requestsFail }
  },
  async 'main secret wrong' () {
    prepare(here.env)
    await bindMainSecret(db, createVault('the secret that was there first'))
    const { handler } = await import('../../src/lambda/deliver-function.js')
    return during('deliver', await seen(async () => await handler({ Records: [] }, contextOf())), ONE_OF_DELIVER)
  },
  async 'jwt secret unreadable' () {
    const { handler } = await import('../../src/lambda/authorizer-function.js')
    delete process.env.POSTHORN_JWT_SECRET
    prepare({ AWS_ENDPOINT_URL_SSM: ssm, POSTHORN_JWT_SECRET_PARAMETER: '/posthorn/prod/jwt-secret' })
    const event = { type: 'TOKEN', authorizationToken: 'Bearer x.y.z', methodArn: 'arn:aws:execute-api:us-east-1:1:a/prod/GET/' }
    const authorizer = await seen(async () => await handler(event))
    t.ok(authorizer.isError)
    return { ...during('authorizer', authorizer, EACH_MINUTE), ...during('http', await arrived(), EACH_MINUTE), ...requestsFail }
  },
  'http broken': () => ({ ...during('http', crash, EACH_MINUTE), ...requestsFail }),
  'authorizer broken': () => ({ ...during('authorizer', crash, EACH_MINUTE), [ofGateway('5XXError')]: () => 1 }),
  async 'messages refuse' () {
    const application = await newApplication(here.engine)
    here.inject(({ table }) => table === 'messages' ? 'fail' : undefined)
    const http = await seen(async () => await invoked(
      hostOf(here.engine), contextOf(), async ({ engine }) => await accept(engine, application, newMessage()).catch(() => {})
    ))
    here.inject()
    return { ...requestsFail, ...during('http', http, EACH_MINUTE) }
  },
  'fan-out broken': () => ({
    ...during('fan-out', crash, OF_STREAM), [ofFunction('fan-out', 'IteratorAge')]: minute => ageing(minute)! * 1000
  }),
  'fan-out off': () => ({
    [ofFunction('fan-out', 'Invocations')]: () => undefined, [ofFunction('fan-out', 'IteratorAge')]: () => undefined
  }),
  'fan-out lags': () => ({ [ofFunction('fan-out', 'IteratorAge')]: minute => ageing(minute)! * 1000 }),
  async 'stream unreadable' () {
    const { POSTHORN_MAIN_SECRET: _, POSTHORN_JWT_SECRET: __, ...env } = here.env
    prepare(env)
    const { handler } = await import('../../src/lambda/fan-out-function.js')
    return during(
      'fan-out', await seen(async () => await handler({ Records: [record({ NewImage: { id: { S: 'msg_1' } } })] }, contextOf())), OF_STREAM
    )
  },
  async 'queue refuses' () {
    const message = await acceptedOne()
    const gone = createQueue(sqs)
    sqs.server.deleteQueue(gone.name)
    const { handler } = await import('../../src/lambda/fan-out-function.js')
    sqs.server.deleteQueue(here.queue.name)
    const fanOut = await seen(async () => await handler({ Records: [await recordOf(here, message)] }, contextOf()))
    sqs.server.createQueue(here.queue.name)
    return { ...during('fan-out', fanOut, EACH_MINUTE), ...await sweeps({ queueUrl: gone.url }) }
  },
  async 'endpoints unreadable' () {
    const message = await acceptedOne()
    here.inject(({ table }) => table === 'endpoints' ? 'fail' : undefined)
    const { spread } = await import('../../src/lambda/fan-out-batch.js')
    const { fanOut } = await import('../../src/delivery/attempt/fan-out.js')
    const { setMark } = await import('../../src/repositories/messages.js')
    const putOff = async () => { await setMark(db, message, { dueShard: '0', dueAt: Date.now() }) }
    const work = await seen(async () => { t.same(await spread(here.engine, [{ id: '1', read: message }], fanOut, putOff), []) })
    const rounds = await sweeps()
    here.inject()
    return { ...during('fan-out', work, EACH_MINUTE), ...rounds }
  },
  'deliver broken': () => during('deliver', crash, ONE_OF_DELIVER),
  'deliver off': () => ({ [ofQueue('deliveries', 'visible')]: () => 1, [ofQueue('deliveries', 'age')]: ageing }),
  'deliver lags': () => ({ [ofQueue('deliveries', 'visible')]: minute => 1000 * (minute + 1), [ofQueue('deliveries', 'age')]: ageing }),
  'deliveries refuse': async () => during('deliver', await delivered({ fails: true }), ENTRY_OF_DELIVER),
  'payloads lost': async () => during('deliver', await delivered({ isLarge: true }), [0]),
  'proxy broken': async () => during('deliver', await delivered({ answer: proxyDown() }), [0]),
  'sweep broken': () => ({
    ...during('sweep', crash, EACH_MINUTE), [own('sweep', 'dueAge')]: () => undefined,
    [ofQueue('sweep-dead', 'visible')]: minute => minute + 1
  }),
  'sweep off': () => ({ [own('sweep', 'dueAge')]: () => undefined }),
  async 'due unreadable' () {
    here.inject(({ table, name }) => table === 'deliveries' && name === 'Query' ? 'fail' : undefined)
    const rounds = await sweeps()
    here.inject()
    return rounds
  },
  'import broken': () => during('import', crash, ONE_OF_IMPORT),
  'import off': () => ({ [ofQueue('imports', 'visible')]: () => 1, [ofQueue('imports', 'age')]: ageing }),
  async 'file unimportable' () {
    const [Records] = [eventOf([{ MessageId: '1', ReceiptHandle: 'x', Body: '{}', Attributes: {}, MD5OfBody: '' }])]
    const terms = { keepOn: () => true, sendAgain: async () => {} }
    return during('import', await seen(async () => await invoked(
      hostOf(here.engine), contextOf(), async ({ engine }) => await importRecords(engine, Records, terms)
    )), ONE_OF_IMPORT)
  },
  'functions refused': () =>
    Object.fromEntries(FUNCTIONS.filter(name => name !== 'create-secrets').map(name => [ofFunction(name, 'Throttles'), () => 2])),
  'aliases throttled': () => throttledTable('aliases'),
  'applications throttled': () => throttledTable('applications'),
  'attempts throttled': () => ({ [throttlesOf('attempts', 'byEndpoint')]: () => 1 }),
  'deliveries throttled': () => ({ [throttlesOf('deliveries', 'due')]: () => 1 }),
  'endpoints throttled': () => throttledTable('endpoints'),
  'event types throttled': () => throttledTable('event-types'),
  'labels throttled': () => throttledTable('labels'),
  'messages throttled': () => ({ [throttlesOf('messages', 'byType')]: () => 1 }),
  'tasks throttled': () => ({ [throttlesOf('tasks', 'due')]: () => 1 }),
  'throttles throttled': () => throttledTable('throttles'),
  'delivery given up': () => grown('deliveries-dead'),
  'import given up': () => grown('imports-dead'),
  'fan-out given up': () => grown('fan-out-dead'),
  'sweeps given up': () => grown('sweep-dead')
}

/** The function http at a request: it waits for its secrets. */
async function arrived (): Promise<Seen> {
  const config = loadConfig(undefined, { serverless: true })
  const secrets = lateSecrets({ config, db, log: here.engine.log, now: Date.now })
  return await seen(secrets.arrived)
}

t.test('Without a fault, no alarm goes off.', async t => {
  const metrics = metricsWith({})
  for (const [name, alarm] of alarms) t.equal(firesAt(alarm, metrics, { from: -20 }), undefined, name)
})

for (const [name, { fault, alarms: expected }] of Object.entries(FAULTS) as Array<[FaultName, typeof FAULTS[FaultName]]>) {
  t.test(`${fault}: within ten minutes ${expected.join(', ')}.`, async t => {
    const signals = await PROVOKED[name]()
    const metrics = metricsWith(signals)
    for (const alarm of expected) {
      const at = firesAt(alarms.get(alarm)!, metrics, { until: WITHIN_MINUTES })
      t.ok(at !== undefined, `${alarm}, after ${at} minutes at most`)
    }
  })
}

t.test('An entry that arrives in a non-empty dead-letter queue raises the alarm again.', async t => {
  for (const name of ['deliveries', 'imports', 'fan-outs', 'sweeps']) {
    const metrics = metricsWith({
      [ofQueue(
      `${name === 'fan-outs' ? 'fan-out' : name === 'sweeps' ? 'sweep' : name}-dead` as QueueName, 'visible'
      )]: minute => minute < 5 ? 3 : 4
    })
    const again = alarms.get(`more-dead-${name}`)!
    t.equal(firesAt(again, metrics, { from: 5, until: 8 }), 7, name)
    t.equal(firesAt(again, metrics, { from: 7, until: 10 }), undefined, `${name}: it ends in the next minute`)
  }
})

t.test('Every alarm has a fault in the table, and every function, queue, table and index is watched.', async t => {
  const named = new Set<string>(Object.values(FAULTS).flatMap(({ alarms }) => [...alarms]))
  t.same([...alarms.keys()].filter(name => !named.has(name)), OF_NO_FAULT)
  const watched = new Set([...alarms.values()].flatMap(watchedKeys))
  // A deployment whose create-secrets fails reports that itself.
  for (const name of FUNCTIONS.filter(one => one !== 'create-secrets')) {
    for (const metric of ['Errors', 'Throttles']) t.ok(watched.has(ofFunction(name, metric)), `${name} ${metric}`)
  }
  for (const [name, { indexes = {} }] of Object.entries<Table>(TABLES) as Array<[TableName, Table]>) {
    for (const index of [undefined, ...Object.keys(indexes)]) t.ok(watched.has(throttlesOf(name, index)), `${name} ${index ?? ''}`)
  }
  for (const name of QUEUES) t.ok(watched.has(ofQueue(name, 'visible')), name)
})

t.test('The runbook has a section for every alarm, in their order, with meaning, symptoms, action and loss.', async t => {
  const [, ...sections] = readFileSync('docs/runbook.md', 'utf8').split('## Alarms')[1]!.split(/^### /m)
  t.same(sections.map(section => section.slice(0, section.indexOf('\n'))), alarmRules(prodStage.alarms).map(({ name }) => name))
  for (const section of sections) {
    const labels = [...section.matchAll(/^- \*\*([^*]+)\*\*: \S/gm)].map(([, label]) => label)
    if (section.startsWith('more-')) t.match(section, /See \[dead-/)
    else t.same(labels, ['Meaning', 'Customers notice', 'Look', 'Cure', 'Lost if nobody comes'], section.slice(0, 40))
  }
})

t.test('Behind an HTTP API without an authorizer, each fault but its own still sets off an alarm.', async t => {
  const { service } = synthesize(behindHttpApi(prodStage))
  const there = new Set(ofType(service, 'AWS::CloudWatch::Alarm').map(([, { AlarmName }]) => String(AlarmName).replace('posthorn-prod-', '')))
  const untold = Object.entries(FAULTS).filter(([, { alarms: [first] }]) => !there.has(first)).map(([name]) => name)
  t.strictSame(untold, ['authorizer broken'], 'the first alarm, whose section says what to do')
})

t.test('A stage without an address for alarms has the free ones, without notification.', async t => {
  const free = ofType(synthesize(devStage).service, 'AWS::CloudWatch::Alarm').map(([, alarm]) =>
    alarm as unknown as AlarmProperties & { AlarmActions?: unknown })
  t.equal(free.flatMap(watchedKeys).length, 10)
  t.ok(free.every(({ AlarmActions }) => AlarmActions === undefined))
})

t.test('The evaluator of these tests computes metric math as CloudWatch documents it.', async t => {
  const named = new Map([['a', [1, undefined, 3]], ['b', [0, 2, 6]]])
  const of = (expression: string) => evaluate(expression, named)
  t.same(of('FILL(a, 0) + b * 2'), [1, 4, 15])
  t.same(of('a + b'), [1, undefined, 9])
  t.same(of('IF(FILL(a, 0) > 0 AND b == 0, 1, 0)'), [1, 0, 0])
  t.same(of('IF(b >= 5 OR FILL(a, 0) > 2, a, b)'), [0, 2, 3])
  t.same(of('DIFF(FILL(a, REPEAT))'), [undefined, 0, 2])
  t.throws(() => of('RATE(a, 1)'), /neither/)
  t.throws(() => of('c > 1'), /neither/)
})
