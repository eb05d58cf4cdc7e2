import t from 'tap'
import { createUsage, type EngineMeter, type Usage } from '../../src/delivery/metrics.js'
import { METRICS, MOST_APPLICATIONS, USAGE_METRICS } from '../../src/facts/metric-definitions.js'
import { NODE_METRICS } from '../../src/facts/node-metrics.js'
import { resend } from '../../src/delivery/attempt/resend.js'
import { createHanded, sweepToQueue } from '../../src/delivery/hand-off/sqs/sweep-queue.js'
import { createTaskRunner } from '../../src/delivery/tasks/task-runner.js'
import { createEmbeddedMeter } from '../../src/lib/metering.js'
import { openMeasures } from '../../src/lambda/open-meter.js'
import { driven, pass, send } from '../helpers/driven.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

type Counts = Partial<Record<keyof typeof METRICS, number>>

/** A meter that adds up the values. */
function tally (): { meter: EngineMeter, counts: Counts } {
  const counts: Counts = {}
  const count: EngineMeter['count'] = (name, by = 1) => { counts[name] = (counts[name] ?? 0) + by }
  return { counts, meter: { count, observe: name => count(name) } }
}

async function metricsOf (url: string): Promise<Map<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return new Map(text.split('\n').filter(line => line && !line.startsWith('#')).map(line =>
    [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]))
}

t.test('The steps of a message are counted.', async t => {
  const rig = await driven({
    answer: ({ body }) => ({ statusCode: body.toString() === '1' ? 204 : 500 }),
    env: { POSTHORN_RETRY_SCHEDULE: '1s,1s', POSTHORN_CIRCUIT_FAILURES: '5' }
  })
  const { meter, counts } = tally()
  Object.assign(rig.engine, { meter })
  await send(rig, 2, { payload: Buffer.from('1') })
  await send(rig, 1)
  await pass(5000, rig)
  t.same(counts, { accepted: 3, acceptTime: 3, delivered: 2, deliveryTime: 2, failed: 3, retried: 2, exhausted: 1 })
  await send(rig, 5)
  t.match(counts, { circuitOpened: 1 })
})

t.test('A resend is not counted as a second exhaustion, and its delivery time is not measured.', async t => {
  let isFailing = true
  const rig = await driven({ answer: () => ({ statusCode: isFailing ? 500 : 204 }), env: { POSTHORN_RETRY_SCHEDULE: '' } })
  const { meter, counts } = tally()
  Object.assign(rig.engine, { meter })
  const [message] = await send(rig, 1)
  t.match(counts, { exhausted: 1 })
  for (const failing of [true, false]) {
    isFailing = failing
    await resend(rig.engine, message!, rig.endpoint)
    await pass(1000, rig)
  }
  t.same(counts, { accepted: 1, acceptTime: 1, delivered: 1, failed: 2, retried: 2, exhausted: 1 })
})

t.test('A delivery that waits for a rate is counted.', async t => {
  const rig = await driven({ change: { throttleRate: 5 } })
  const { meter, counts } = tally()
  Object.assign(rig.engine, { meter })
  await send(rig, 10)
  await pass(10_000, rig)
  t.equal(counts.delivered, 10)
  t.ok(counts.throttled! >= 5 && counts.throttled! <= 20, `${counts.throttled}`)
})

t.test('The Node server offers every metric to Prometheus, without a label that identifies a customer.', async t => {
  const receiver = await startReceiver()
  const server = await startTestServer()
  t.teardown(async () => { await server.close(); await receiver.close() })
  const api = await server.api()
  const { body: { id } } = await api('POST', '/app', { name: 'an application' })
  await api('POST', `/app/${id}/endpoint`, { url: receiver.url })
  await api('POST', `/app/${id}/msg`, { eventType: 'a.b', payload: {} })
  const found = await eventually('the delivery is counted', async () => {
    const metrics = await metricsOf(server.url)
    return metrics.get(METRICS.delivered.name) === 1 ? metrics : undefined
  })
  for (const { name, kind } of Object.values(METRICS)) t.ok(found.has(kind === 'histogram' ? `${name}_count` : name), name)
  t.equal(found.get(METRICS.accepted.name), 1)
  t.equal(found.get(`${METRICS.deliveryTime.name}_count`), 1)
  t.equal(found.get(METRICS.dueBacklog.name), 0)
  for (const series of found.keys()) t.notMatch(series, /app_|ep_|org_|msg_/)
})

t.test('/metrics is not served where other hosts could read it, unless a setting allows it.', async t => {
  const closed = await startTestServer({ POSTHORN_METRICS: 'false' })
  t.teardown(closed.close)
  t.equal((await fetch(`${closed.url}/metrics`)).status, 404)
  const open = await startTestServer({ HOST: '0.0.0.0' })
  t.teardown(open.close)
  t.equal((await fetch(`${open.url}/metrics`)).status, 404)
  const asked = await startTestServer({ HOST: '0.0.0.0', POSTHORN_METRICS: 'true' })
  t.teardown(asked.close)
  t.equal((await fetch(`${asked.url}/metrics`)).status, 200)
})

t.test('Metrics have a port of their own where a setting says so, and the process measures itself.', async t => {
  const server = await startTestServer({ HOST: '0.0.0.0', POSTHORN_METRICS_PORT: '0', POSTHORN_DATA_DIR: t.testdir() })
  t.teardown(server.close)
  t.equal((await fetch(`${server.url}/metrics`)).status, 404)
  const own = `http://127.0.0.1:${server.metricsPort}`
  t.equal((await fetch(`${own}/api/v1/app`)).status, 404)
  const metrics = await metricsOf(own)
  for (const { name } of Object.values(NODE_METRICS)) t.ok([...metrics.keys()].some(series => series.startsWith(name)), name)
  t.ok(metrics.get('posthorn_http_answers_total{class="4xx"}')! >= 1)
  t.ok(metrics.get('posthorn_data_bytes')! > 0 && metrics.get('posthorn_data_free_bytes')! > 0)
  t.ok(metrics.get('posthorn_memory_bytes{kind="rss"}')! > 1e7)
})

t.test('Usage is counted by application only where it is asked for, and the others together.', async t => {
  const counted: Record<string, number> = {}
  const add: Usage = (application, name, by = 1) => { counted[`${application} ${name}`] = (counted[`${application} ${name}`] ?? 0) + by }
  t.equal(createUsage(undefined, add), undefined)
  const some = createUsage(new Set(['app_1']), add)!
  for (const id of ['app_1', 'app_2', 'app_3', 'app_1']) some(id, 'accepted')
  t.same(counted, { 'app_1 accepted': 2, 'other accepted': 2 })
  const all = createUsage('all', add)!
  for (let n = 0; n < MOST_APPLICATIONS + 5; n++) all(`a${n}`, 'acceptedBytes', 10)
  all('a0', 'acceptedBytes', 10)
  const series = Object.keys(counted).filter(key => key.endsWith(' acceptedBytes'))
  t.equal(series.length, MOST_APPLICATIONS + 1, 'a bounded number')
  t.equal(counted['other acceptedBytes'], 50)
  t.equal(counted['a0 acceptedBytes'], 20)
})

t.test('/metrics has usage by application where the setting asks for it, and none elsewhere.', async t => {
  const receiver = await startReceiver((_received, response) => { response.writeHead(receiver.received.length > 1 ? 500 : 204).end() })
  t.teardown(receiver.close)
  const server = await startTestServer({ POSTHORN_USAGE_METRICS: 'all', POSTHORN_RETRY_SCHEDULE: '' })
  t.teardown(server.close)
  const api = await server.api()
  const { body: { id } } = await api('POST', '/app', { name: 'a', uid: 'a', acceptRate: 1 })
  await api('POST', '/event-type', { name: 'x', description: '' })
  await api('POST', '/app/a/endpoint', { url: receiver.url, eventTypes: ['x'] })
  const batch = await api('POST', '/app/a/msg/batch', { messages: Array.from({ length: 60 }, (_, n) => ({ eventType: n < 2 ? 'x' : 'y', payload: { n } })) })
  t.equal(batch.status, 202)
  t.equal((await api('POST', '/app/a/msg', { eventType: 'x', payload: {} })).status, 429)
  const of = (name: string) => `${name}{application="${id}"}`
  const metrics = await eventually('both attempts are counted', async () => {
    const found = await metricsOf(server.url)
    return found.get(of(USAGE_METRICS.failed.name)) === 1 && found.get(of(USAGE_METRICS.delivered.name)) === 1 ? found : undefined
  })
  t.equal(metrics.get(of(USAGE_METRICS.accepted.name)), 60)
  t.equal(metrics.get(of(USAGE_METRICS.acceptedBytes.name)), 10 * 7 + 50 * 8)
  t.equal(metrics.get(of(USAGE_METRICS.refused.name)), 1)
  const plain = await startTestServer()
  t.teardown(plain.close)
  t.notOk([...(await metricsOf(plain.url)).keys()].some(name => name.includes('posthorn_application')))
})

t.test('A function writes a line for each application that used it, with the application as a dimension, and none without the setting.', t => {
  const lines: string[] = []
  const open = (usageMetrics: 'all' | undefined) => openMeasures('http', { usageMetrics }, line => lines.push(line))
  const { meter, usage, flush } = open('all')
  meter.count('accepted')
  usage!('app_1', 'accepted')
  usage!('app_1', 'acceptedBytes', 100)
  usage!('app_2', 'accepted')
  flush(1)
  t.match(lines.map(line => JSON.parse(line)), [
    { _aws: { CloudWatchMetrics: [{ Dimensions: [['Function']] }] }, accepted: 1 },
    {
      _aws: { CloudWatchMetrics: [{ Namespace: 'Posthorn', Dimensions: [['Function', 'Application']] }] },
      Function: 'http', Application: 'app_1', accepted: 1, acceptedBytes: 100
    },
    { Application: 'app_2', accepted: 1 }
  ])
  flush(2)
  t.equal(lines.length, 3)
  t.equal(open(undefined).usage, undefined)
  t.end()
})

t.test('The OpenAPI document does not contain /metrics.', async t => {
  const document = await import('../../openapi/openapi.json', { with: { type: 'json' } })
  t.notOk(Object.keys(document.default.paths).some(path => path.includes('metrics')))
})

t.test('The embedded metric format writes all values in one line.', async t => {
  const lines: string[] = []
  const meter = createEmbeddedMeter(METRICS, { namespace: 'Posthorn', dimensions: { Stage: 'test' }, write: line => lines.push(line) })
  meter.flush(1)
  t.same(lines, [], 'no value, no line')
  meter.count('accepted')
  meter.count('accepted', 2)
  meter.observe('acceptTime', 0.25)
  meter.observe('acceptTime', 0.5)
  meter.observe('dueAge', 7)
  meter.observe('dueAge', 3)
  meter.flush(1234)
  t.same(JSON.parse(lines[0]!), {
    _aws: {
      Timestamp: 1234,
      CloudWatchMetrics: [{
        Namespace: 'Posthorn',
        Dimensions: [['Stage']],
        Metrics: [{ Name: 'accepted', Unit: 'Count' }, { Name: 'acceptTime', Unit: 'Seconds' }, { Name: 'dueAge', Unit: 'Seconds' }]
      }]
    },
    Stage: 'test',
    accepted: 3,
    acceptTime: [0.25, 0.5],
    dueAge: 3
  })
  meter.flush(1235)
  t.equal(lines.length, 1)
})

t.test("Values beyond CloudWatch's limit for one line go to further lines. Each value is written once.", async t => {
  const lines: string[] = []
  const meter = createEmbeddedMeter(METRICS, { namespace: 'Posthorn', dimensions: { Stage: 'test' }, write: line => lines.push(line) })
  meter.count('accepted', 201)
  for (let i = 0; i < 201; i++) meter.observe('acceptTime', i)
  for (let i = 0; i < 100; i++) meter.observe('deliveryTime', i)
  meter.flush(1)
  const told = lines.map(line => JSON.parse(line))
  t.same(told.flatMap(({ acceptTime }) => acceptTime), Array.from({ length: 201 }, (_, i) => i))
  t.ok(told.every(({ acceptTime }) => !(acceptTime.length > 100)), 'at most 100 values in a line')
  t.same(told.map(({ accepted, deliveryTime }) => [accepted, deliveryTime?.length]), [
    [201, 100], [undefined, undefined], [undefined, undefined]
  ])
  t.same(told.map(({ _aws }) => _aws.CloudWatchMetrics[0].Metrics.map(({ Name }: { Name: string }) => Name)), [
    ['accepted', 'acceptTime', 'deliveryTime'], ['acceptTime'], ['acceptTime']
  ])
  meter.flush(2)
  t.equal(lines.length, 3)
})

const NAMES = new Set([
  'message.accepted', 'message.fanned-out', 'message.fan-out-failed', 'delivery.attempted', 'delivery.canceled', 'delivery.failed',
  'delivery.database-failed', 'sweep.completed', 'sweep.failed', 'task.interrupted', 'endpoint.circuit-opened', 'endpoint.circuit-closed',
  'endpoint.disabled', 'endpoint.state-failed', 'operational-webhook.lost'
])
const FIELDS = new Set([
  'level', 'time', 'pid', 'hostname', 'msg', 'err', 'orgId', 'appId', 'endpointId', 'msgId', 'attemptId', 'eventType', 'bytes', 'wanted',
  'attempt', 'trigger', 'outcome', 'statusCode', 'failure', 'durationMs', 'state', 'nextAt', 'reason', 'since', 'deliveries', 'fanOuts',
  'tasks', 'taskId'
])

t.test('Each unit of work logs one line. All lines use the same field names.', async t => {
  const rig = await driven({
    answer: () => ({ statusCode: 500 }),
    env: { POSTHORN_RETRY_SCHEDULE: '1s', POSTHORN_CIRCUIT_FAILURES: '4', POSTHORN_ENDPOINT_FAILURE_DISABLE_AFTER: '60s' }
  })
  await send(rig, 4)
  await pass(60_000, rig)
  await send(rig, 1)
  await pass(300_000, rig)
  const { lines, sent } = rig.engine
  t.equal(lines.filter(({ msg }) => msg === 'message.accepted').length, 5)
  t.equal(lines.filter(({ msg }) => msg === 'delivery.attempted').length, sent.length)
  for (const name of ['endpoint.circuit-opened', 'endpoint.disabled']) t.equal(lines.filter(({ msg }) => msg === name).length, 1, name)
  for (const { msg } of lines) if (!NAMES.has(msg)) t.fail(`${msg} is an unknown message name`)
  for (const line of lines) {
    for (const field of Object.keys(line)) if (!FIELDS.has(field)) t.fail(`${field} in ${line.msg} is an unknown field`)
  }
  for (const line of lines.filter(({ msg }) => msg.startsWith('delivery.') || msg.startsWith('endpoint.'))) {
    t.match(line, { orgId: String, appId: String, endpointId: String }, line.msg)
  }
})

t.test('Failures and sweeps are logged with the same fields on every host.', async t => {
  const rig = await driven()
  const { engine, clock } = rig
  await send(rig, 1, { tags: ['a secret'], channels: ['another'], deliverAt: clock.now() + 10_000 })
  rig.inject(({ table }) => table === 'deliveries' ? 'fail' : undefined)
  await pass(10_500, rig)
  rig.inject()
  await sweepToQueue(engine, { dispatcher: { handOver: async () => {} }, endsAt: clock.now() + 60_000, handed: createHanded() })
  const runner = createTaskRunner()
  const away = { ...engine, db: { ...engine.db, call: async () => { throw new Error('away') } } }
  runner.take(away, { orgId: 'org_1', id: 'qtask_1' }, clock.now())
  await runner.close()
  const told = (name: string) =>
    engine.lines.filter(({ msg }) => msg === name).map(({ level, time, pid, hostname, msg, err, durationMs, ...fields }) => fields)
  const { orgId, id: appId } = rig.application
  t.strictSame(told('delivery.failed')[0], { orgId, appId, endpointId: rig.endpoint.id, msgId: String(told('message.accepted')[0]!.msgId) })
  t.strictSame(told('sweep.completed').at(-1), { fanOuts: 0, deliveries: 1, tasks: 0 })
  t.strictSame(told('task.interrupted'), [{ orgId: 'org_1', taskId: 'qtask_1' }])
})
