import { createServer } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { METRICS } from '../../src/facts/metric-definitions.js'
import { NODE_METRICS } from '../../src/facts/node-metrics.js'
import { instrumentOf } from '../../src/hosting/telemetry-metrics.js'
import { buildCli, killAll, startCli, tokenBy, urlOf } from '../helpers/cli.js'
import { startCollector, type CollectedSpan } from '../helpers/collector.js'
import { listen } from '../helpers/endpoints.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { apiOf } from '../helpers/server.js'

// A process of its own: a collector loads packages for the whole process.

const dist = join(t.testdir(), 'dist')
await buildCli(dist)
t.teardown(killAll)

const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }
const OFTEN = { OTEL_BSP_SCHEDULE_DELAY: '50', OTEL_METRIC_EXPORT_INTERVAL: '200', OTEL_METRIC_EXPORT_TIMEOUT: '200' }
const from = ({ traceId, spanId }: typeof CALLER, flags = '01') => ({ traceparent: `00-${traceId}-${spanId}-${flags}` })

interface World { settings?: Record<string, string>, collector: { url: string }, dataDir: string }

/** A server process that sends to a collector. */
async function start ({ settings, collector, dataDir }: World) {
  const env = {
    PORT: '0', POSTHORN_DATA_DIR: dataDir, POSTHORN_RETRY_SCHEDULE: '1s', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', ...OFTEN, ...settings
  }
  const program = startCli(dist, env)
  const url = await urlOf(program)
  const stop = async () => {
    program.child.kill('SIGTERM')
    return await program.exited
  }
  return { program, url, stop, api: apiOf(url, await tokenBy(dist, env)) }
}

const named = (spans: CollectedSpan[], name: string) => spans.filter(span => span.name === name)

t.test('one trace leads from the caller through accept and fan-out to each attempt, also to one after a restart, and holds nothing secret', async t => {
  const collector = await startCollector()
  const endpoint = await startReceiver((_one, response) => { response.writeHead(endpoint.received.length === 1 ? 500 : 204).end('ANSWERSECRET') })
  t.teardown(collector.close)
  t.teardown(endpoint.close)
  const world = { collector, dataDir: join(t.testdir(), 'data'), settings: { OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging' } }
  const first = await start(world)
  await first.api('POST', '/app', { name: 'Acme', uid: 'acme' })
  const { host } = new URL(endpoint.url)
  const { body: { id: endpointId } } = await first.api('POST', '/app/acme/endpoint', {
    uid: 'e', url: `http://LOGINSECRET:PASSWORDSECRET@${host}/PATHSECRET?key=QUERYSECRET`, headers: { 'x-api-key': 'HEADERSECRET' }
  })
  const { key } = (await first.api('GET', '/app/acme/endpoint/e/secret')).body
  const sent = await first.api('POST', '/app/acme/msg?with_content=true', { eventType: 'invoice.paid', payload: { is: 'PAYLOADSECRET' } }, from(CALLER))
  const msgId = sent.body.id
  await eventually('both attempts are told', () => named(collector.spans(), 'attempt delivery').length === 2)
  t.equal(await first.stop(), 0)

  const second = await start(world)
  t.equal((await second.api('POST', `/app/acme/msg/${msgId}/endpoint/e/resend`)).status, 202)
  await eventually('the third attempt is told', () => named(collector.spans(), 'attempt delivery').length === 3)
  t.equal(await second.stop(), 0)

  const spans = collector.spans().filter(({ traceId }) => traceId === CALLER.traceId)
  const [request] = named(spans, 'POST /api/v1/app/{app_id}/msg')
  const [accept] = named(spans, 'accept message')
  const [fanOut] = named(spans, 'fan out message')
  const attempts = named(spans, 'attempt delivery')
  t.match(request, {
    kind: 'server', parentId: CALLER.spanId, isFailed: false,
    attributes: {
      'http.request.method': 'POST', 'http.route': '/api/v1/app/{app_id}/msg', 'url.path': '/api/v1/app/acme/msg', 'url.scheme': 'http',
      'server.address': '127.0.0.1', 'http.response.status_code': 202, 'user_agent.original': 'node'
    }
  })
  t.match(accept, {
    kind: 'producer', parentId: request!.id,
    attributes: {
      'messaging.system': 'posthorn', 'messaging.operation.name': 'accept', 'messaging.operation.type': 'send', 'messaging.message.id': msgId,
      'posthorn.organization.id': 'org_default', 'posthorn.application.id': /^app_/, 'posthorn.replayed': false
    }
  })
  t.match(fanOut, { kind: 'internal', parentId: accept!.id, attributes: { 'messaging.message.id': msgId } })
  const of = ({ attributes }: CollectedSpan, name: string) => attributes[`posthorn.attempt.${name}`]
  const tried = attempts.map(span => ({
    kind: span.kind, parentId: span.parentId, isFailed: span.isFailed, number: of(span, 'number'), trigger: of(span, 'trigger'), outcome: of(span, 'outcome')
  }))
  const common = { kind: 'consumer', parentId: accept!.id }
  t.strictSame(tried, [
    { ...common, isFailed: true, number: 1, trigger: 'scheduled', outcome: 'retry' },
    { ...common, isFailed: false, number: 2, trigger: 'scheduled', outcome: 'delivered' },
    { ...common, isFailed: false, number: 3, trigger: 'manual', outcome: 'delivered' }
  ])
  t.match(attempts[0]!.attributes, {
    'messaging.system': 'posthorn', 'messaging.operation.type': 'process', 'messaging.message.id': msgId, 'messaging.message.body.size': 22,
    'posthorn.endpoint.id': endpointId, 'posthorn.event_type': 'invoice.paid', 'posthorn.attempt.id': /^atmpt_/
  })
  const requests = named(spans, 'POST')
  const told = requests.map(({ kind, parentId, isFailed, attributes }) => ({ kind, parentId, isFailed, attributes }))
  t.strictSame(told, attempts.map(({ id }, at) => ({
    kind: 'client', parentId: id, isFailed: at === 0,
    attributes: {
      'url.full': `http://${host}/REDACTED`, 'url.scheme': 'http', 'server.address': '127.0.0.1', 'server.port': Number(new URL(endpoint.url).port),
      'http.request.method': 'POST', ...at > 0 && { 'http.request.resend_count': at }, 'http.response.status_code': at === 0 ? 500 : 204,
      ...at === 0 && { 'error.type': '500' }
    }
  })))
  t.match(request!.resource, { 'service.name': 'posthorn', 'service.version': /^\d/, 'deployment.environment.name': 'staging' })

  t.equal(endpoint.received.length, 3)
  t.ok(endpoint.received.every(({ headers }) => headers.traceparent === undefined), 'endpoints get no header unless a setting asks for it')
  const all = Buffer.concat(collector.received.map(({ body }) => body)).toString()
  for (const secret of ['ANSWERSECRET', 'LOGINSECRET', 'PASSWORDSECRET', 'PATHSECRET', 'QUERYSECRET', 'HEADERSECRET', 'PAYLOADSECRET', key, 'Bearer']) t.notOk(all.includes(secret), secret)
})

t.test('a caller that does not sample leaves no spans; a batch is one span, and health checks have none', async t => {
  const collector = await startCollector()
  const endpoint = await startReceiver()
  t.teardown(collector.close)
  t.teardown(endpoint.close)
  const { api, url, stop } = await start({ collector, dataDir: ':memory:', settings: { POSTHORN_JWT_SECRET: 'a secret of this test that is long' } })
  await api('POST', '/app', { name: 'Acme', uid: 'acme' })
  await api('POST', '/app/acme/endpoint', { url: endpoint.url })
  const unsampled = { ...CALLER, traceId: 'a'.repeat(32) }
  await api('POST', '/app/acme/msg', { eventType: 'invoice.paid', payload: {} }, from(unsampled, '00'))
  await eventually('it is delivered', () => endpoint.received.length === 1)
  await fetch(`${url}/api/v1/health/ping`, { headers: from(CALLER) })
  const message = { eventType: 'invoice.paid', payload: {} }
  const batch = await api('POST', '/app/acme/msg/batch', { messages: [message, { ...message, eventId: 'one' }] }, from(CALLER))
  t.equal(batch.status, 202, batch.text)
  await eventually('two attempts are told', () => named(collector.spans(), 'attempt delivery').length === 2)
  t.equal(await stop(), 0)

  t.notOk(collector.spans().some(({ traceId }) => traceId === unsampled.traceId))
  const spans = collector.spans().filter(({ traceId }) => traceId === CALLER.traceId)
  const [accept] = named(spans, 'accept messages')
  t.equal(accept!.attributes['messaging.batch.message_count'], 2)
  t.equal(accept!.parentId, spans.find(({ kind }) => kind === 'server')!.id)
  t.equal(named(spans, 'accept message')[0]!.parentId, accept!.id, 'the one with an eventId is accepted by itself')
  t.notOk(collector.spans().some(({ name }) => name.includes('health')))
})

t.test('POSTHORN_SEND_TRACEPARENT gives deliveries the span of their request, but for an endpoint that has its own header', async t => {
  const collector = await startCollector()
  const endpoint = await startReceiver()
  t.teardown(collector.close)
  t.teardown(endpoint.close)
  const { api, stop } = await start({ collector, dataDir: join(t.testdir(), 'data'), settings: { POSTHORN_SEND_TRACEPARENT: 'true' } })
  await api('POST', '/app', { name: 'Acme', uid: 'acme' })
  await api('POST', '/app/acme/endpoint', { uid: 'plain', url: `${endpoint.url}/plain` })
  await api('POST', '/app/acme/endpoint', { uid: 'own', url: `${endpoint.url}/own`, headers: { Traceparent: 'theirs' } })
  const { body: { id } } = await api('POST', '/app/acme/msg', { eventType: 'invoice.paid', payload: {} }, from(CALLER))
  await eventually('both attempts are told', () => named(collector.spans(), 'attempt delivery').length === 2)
  const of = (path: string) => endpoint.received.find(one => one.path === path)!.headers.traceparent
  t.equal(of('/own'), 'theirs')
  const request = named(collector.spans(), 'POST').find(span => of('/plain')!.includes(span.id))
  t.equal(of('/plain'), `00-${CALLER.traceId}-${request?.id}-01`)
  const { body: { data: [attempt] } } = await api('GET', `/app/acme/attempt/endpoint/plain?msg_id=${id}`)
  const recorded = await api('GET', `/app/acme/msg/${id}/attempt/${attempt.id}/headers`)
  t.equal(recorded.body.sentHeaders.traceparent, of('/plain'), recorded.text)
  t.equal(await stop(), 0)
})

t.test('metrics are those of /metrics, under OpenTelemetry\'s names, and how long requests took; protobuf is the default', async t => {
  const collector = await startCollector()
  const endpoint = await startReceiver()
  t.teardown(collector.close)
  t.teardown(endpoint.close)
  const settings = { POSTHORN_USAGE_METRICS: 'all' }
  const { api, url, stop } = await start({ collector, dataDir: join(t.testdir(), 'data'), settings })
  const { body: { id } } = await api('POST', '/app', { name: 'Acme', uid: 'acme' })
  await api('POST', '/app/acme/endpoint', { url: endpoint.url })
  await api('POST', '/app/acme/msg', { eventType: 'invoice.paid', payload: {} })
  const point = (name: string) => collector.points().find(one => one.name === name)
  await eventually('the delivery is counted', () => point('posthorn.attempts_delivered')?.value === 1)
  const points = collector.points()
  const names = new Set(points.map(({ name }) => name))
  for (const metric of [...Object.values(METRICS), ...Object.values(NODE_METRICS)]) {
    // A histogram without observations has no point.
    t.ok(names.has(instrumentOf(metric).name), metric.name)
  }
  t.match(point('posthorn.messages_accepted'), { kind: 'sum', value: 1 })
  t.match(point('posthorn.application_attempts_delivered'), { value: 1, attributes: { 'posthorn.application.id': id } })
  t.match(point('posthorn.accept_duration'), { kind: 'histogram', unit: 's', value: 1 })
  t.match(point('posthorn.due_backlog'), { kind: 'gauge' })
  t.ok(points.some(({ name, unit, value, attributes: { kind } }) => name === 'posthorn.memory' && unit === 'By' && kind === 'rss' && value > 1e6))
  t.ok(points.some(({ name, attributes }) => name === 'http.server.request.duration' && attributes['http.route'] === '/api/v1/app/{app_id}/msg' && attributes['http.response.status_code'] === 202))
  t.match(await (await fetch(`${url}/metrics`)).text(), 'posthorn_messages_accepted_total 1\n', 'Prometheus counts as well')
  t.equal(await stop(), 0)

  const other = await startCollector()
  t.teardown(other.close)
  const plain = await start({ collector: other, dataDir: ':memory:', settings: { OTEL_EXPORTER_OTLP_PROTOCOL: '', POSTHORN_JWT_SECRET: 'a secret of this test that is long' } })
  await plain.api('POST', '/app', { name: 'Acme' }, from(CALLER))
  await eventually('the trace is told in protobuf', () => other.received.some(({ path, headers, body }) =>
    path === '/v1/traces' && headers['content-type'] === 'application/x-protobuf' && body.includes(Buffer.from(CALLER.traceId, 'hex'))))
  t.equal(await plain.stop(), 0)
})

t.test('a collector that is away, or never answers, disturbs no delivery and no stop; the log says so once a minute', async t => {
  const silent = createServer(() => {})
  const port = await listen(silent)
  t.teardown(() => {
    silent.closeAllConnections()
    silent.close()
  })
  const endpoint = await startReceiver()
  t.teardown(endpoint.close)
  for (const [at, isAway] of [['http://127.0.0.1:1', true], [`http://127.0.0.1:${port}`, false]] as const) {
    const before = endpoint.received.length
    const { api, program, stop } = await start({ collector: { url: at }, dataDir: join(t.testdir(), 'data') })
    await api('POST', '/app', { name: 'Acme', uid: 'acme' })
    await api('POST', '/app/acme/endpoint', { url: endpoint.url })
    for (let count = 0; count < 20; count++) await api('POST', '/app/acme/msg', { eventType: 'invoice.paid', payload: {} })
    await eventually('all are delivered', () => endpoint.received.length === before + 20)
    const lines = () => program.stdout().split('\n').filter(line => line.includes('telemetry.trouble'))
    if (isAway) {
      await eventually('the log says that the collector is away', () => lines().some(line => /ECONNREFUSED/.test(line)))
      t.ok(lines().length <= 4, lines().join('\n'))
    }
    t.equal(await stop(), 0)
  }
})

t.test('wrong settings are refused by name, and OTEL_SDK_DISABLED turns it off', async t => {
  const refused = async (settings: Record<string, string>) => {
    const program = startCli(dist, { PORT: '0', POSTHORN_DATA_DIR: ':memory:', ...settings })
    t.equal(await program.exited, 2)
    return program.stderr()
  }
  t.match(await refused({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }), 'OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https URL, such as http://127.0.0.1:4318')
  t.match(await refused({ POSTHORN_SEND_TRACEPARENT: 'true' }), 'POSTHORN_SEND_TRACEPARENT needs OTEL_EXPORTER_OTLP_ENDPOINT: without it there are no traces')

  const collector = await startCollector()
  t.teardown(collector.close)
  const { api, stop } = await start({ collector, dataDir: join(t.testdir(), 'data'), settings: { OTEL_SDK_DISABLED: 'true' } })
  t.equal((await api('POST', '/app', { name: 'Acme' })).status, 201)
  t.equal(await stop(), 0)
  t.equal(collector.received.length, 0)
})
