import t, { type Test } from 'tap'
import { Webhook } from 'standardwebhooks'
import type { Application } from '../../../src/repositories/applications.js'
import * as messages from '../../../src/repositories/messages.js'
import { MANAGEMENT_ORG } from '../../../src/repositories/operational-types.js'
import { accept } from '../../../src/delivery/accept/accept.js'
import { createLocalDispatcher } from '../../../src/delivery/hand-off/local/dispatcher-local.js'
import {
  createTestEngine, everythingDue, newApplication, newEndpoint, newMessage, openTestDatabase, startRig, type Rig
} from '../../helpers/engine.js'
import { eventually, startReceiver, type Receiver } from '../../helpers/receiver.js'
import { startTestServer } from '../../helpers/server.js'

const server = await startTestServer({ POSTHORN_RETRY_SCHEDULE: '1ms,1ms,1ms,1ms,1ms', POSTHORN_CIRCUIT_BREAKER: 'false' })
t.teardown(server.close)
const management = await server.api(await server.token(MANAGEMENT_ORG))
let organizations = 0

/** An organization with an application, and a receiver of its operational webhooks. */
async function organization (t: Test, host = server) {
  const orgId = `org_operational_${++organizations}`
  const [api, manager] = await Promise.all([host.api(await host.token(orgId)), host.api(await host.token(MANAGEMENT_ORG))])
  const receiver = await startReceiver()
  t.teardown(receiver.close)
  const { body: app } = await api('POST', '/app', { name: 'a', uid: `customer-${organizations}` })
  await manager('POST', '/app', { name: orgId, uid: orgId })
  const { body: endpoint } = await manager('POST', `/app/${orgId}/endpoint`, { url: receiver.url })
  const { body: secret } = await manager('GET', `/app/${orgId}/endpoint/${endpoint.id}/secret`)
  return { api, orgId, app, base: `/app/${app.id}/endpoint`, receiver, secret: secret.key as string }
}

interface Told { type: string, data: { endpointId: string, failSince?: string, lastAttempt: { id: string, timestamp: string } } }
const told = ({ received }: Receiver): Told[] => received.map(({ body }) => JSON.parse(body.toString()))
const types = (receiver: Receiver) => told(receiver).map(({ type }) => type)
const ofType = (receiver: Receiver, type: string) => told(receiver).filter(one => one.type === type)

t.test('Changes that a caller makes to an endpoint send signed webhooks. Changes of headers send none.', async t => {
  const { api, app, base, receiver, secret } = await organization(t)
  const subject = { appId: app.id, appUid: app.uid }
  const { body: created } = await api('POST', base, { url: 'https://example.com', uid: 'mine' })
  await api('PUT', `${base}/mine`, { url: 'https://example.com/2', uid: 'mine' })
  await api('PATCH', `${base}/mine`, { description: 'x' })
  await api('POST', `${base}/mine/secret/rotate`, {})
  await api('PUT', `${base}/mine/headers`, { headers: { a: 'b' } })
  await api('PATCH', `${base}/mine/headers`, { headers: { c: 'd' } })
  const { body: second } = await api('PUT', `${base}/unknown`, { url: 'https://example.com/3' })
  await api('DELETE', `${base}/mine`)
  await eventually('six events', () => receiver.received.length === 6)
  await new Promise(resolve => setTimeout(resolve, 50))
  t.equal(receiver.received.length, 6)
  const mine = { ...subject, endpointId: created.id, endpointUid: 'mine' }
  t.strictSame(ofType(receiver, 'endpoint.created').sort((a, b) => a.data.endpointId < b.data.endpointId ? -1 : 1), [
    { type: 'endpoint.created', data: mine },
    { type: 'endpoint.created', data: { ...subject, endpointId: second.id, endpointUid: null } }
  ])
  t.strictSame(ofType(receiver, 'endpoint.updated'), Array.from({ length: 3 }, () => ({ type: 'endpoint.updated', data: mine })))
  t.strictSame(ofType(receiver, 'endpoint.deleted'), [{ type: 'endpoint.deleted', data: mine }])
  for (const { body, headers } of receiver.received) t.ok(new Webhook(secret).verify(body.toString(), headers as Record<string, string>))
})

t.test('Webhooks are sent after four failed attempts and after exhaustion, each with the attempt that caused it.', async t => {
  const { api, app, base, receiver } = await organization(t)
  const failing = await startReceiver((_received, response) => { response.writeHead(503).end() })
  t.teardown(failing.close)
  const { body: { id: endpointId } } = await api('POST', base, { url: failing.url })
  const { body: { id: msgId } } = await api('POST', `/app/${app.id}/msg`, { eventType: 'a', eventId: 'mine', payload: {} })
  await eventually('the exhaustion', () => ofType(receiver, 'message.attempt.exhausted').length === 1)
  const { body: { data: attempts } } = await api('GET', `/app/${app.id}/attempt/msg/${msgId}`)
  t.equal(attempts.length, 6)
  const event = (type: string, { id, timestamp }: { id: string, timestamp: string }) => ({
    type,
    data: { appId: app.id, appUid: app.uid, msgId, msgEventId: 'mine', endpointId, lastAttempt: { id, responseStatusCode: 503, timestamp } }
  })
  t.strictSame(told(receiver).slice(1), [event('message.attempt.failing', attempts[2]), event('message.attempt.exhausted', attempts[0])])
})

t.test('A webhook is sent for a success after four failed attempts.', async t => {
  const { api, app, base, receiver } = await organization(t)
  let requests = 0
  const flaky = await startReceiver((_received, response) => { response.writeHead(++requests < 5 ? 500 : 200).end() })
  t.teardown(flaky.close)
  await api('POST', base, { url: flaky.url })
  const { body: { id: msgId } } = await api('POST', `/app/${app.id}/msg`, { eventType: 'a', payload: {} })
  const [recovered] = await eventually('the recovery', () => {
    const found = ofType(receiver, 'message.attempt.recovered')
    return found.length === 1 ? found : undefined
  })
  t.match(recovered, { data: { msgId, msgEventId: null, lastAttempt: { responseStatusCode: 200 } } })
  t.strictSame(types(receiver), ['endpoint.created', 'message.attempt.failing', 'message.attempt.recovered'])
})

t.test('An endpoint that answers 410 is disabled once. The webhook contains its uid.', async t => {
  const { api, app, base, receiver } = await organization(t)
  const gone = await startReceiver((_received, response) => { response.writeHead(410).end() })
  t.teardown(gone.close)
  const { body: { id: endpointId } } = await api('POST', base, { url: gone.url, uid: 'gone' })
  await Promise.all([1, 2, 3].map(async n => await api('POST', `/app/${app.id}/msg`, { eventType: 'a', payload: { n } })))
  const [disabled] = await eventually('the disabling', () => {
    const found = ofType(receiver, 'endpoint.disabled')
    return found.length > 0 ? found : undefined
  })
  t.strictSame(Object.keys(disabled!.data), ['appId', 'appUid', 'endpointId', 'endpointUid', 'failSince'])
  t.match(disabled, { data: { appId: app.id, appUid: app.uid, endpointId, endpointUid: 'gone', failSince: /Z$/ } })
  t.equal((await api('GET', `${base}/gone`)).body.disabled, true)
  await new Promise(resolve => setTimeout(resolve, 50))
  t.equal(ofType(receiver, 'endpoint.disabled').length, 1)
})

t.test('An endpoint that fails for longer than the limit is disabled. The webhook contains the time of the first failure.', async t => {
  const host = await startTestServer({
    POSTHORN_RETRY_SCHEDULE: '', POSTHORN_ENDPOINT_FAILURE_DISABLE_AFTER: '2s', POSTHORN_CIRCUIT_BREAKER: 'false'
  })
  t.teardown(host.close)
  const { api, app, base, receiver } = await organization(t, host)
  const failing = await startReceiver((_received, response) => { response.writeHead(500).end() })
  t.teardown(failing.close)
  const { body: { id } } = await api('POST', base, { url: failing.url })
  const send = async () => await api('POST', `/app/${app.id}/msg`, { eventType: 'a', payload: {} })
  await send()
  await eventually('the exhaustion', () => ofType(receiver, 'message.attempt.exhausted').length === 1)
  await new Promise(resolve => setTimeout(resolve, 2050))
  t.equal((await api('GET', `${base}/${id}`)).body.disabled, false)
  await send()
  const [disabled] = await eventually('the disabling', () => {
    const found = ofType(receiver, 'endpoint.disabled')
    return found.length > 0 ? found : undefined
  })
  const [first] = ofType(receiver, 'message.attempt.exhausted')
  t.equal(disabled!.data.failSince, first!.data.lastAttempt.timestamp)
  t.equal((await api('GET', `${base}/${id}`)).body.disabled, true)
})

t.test('Webhooks are sent when a circuit opens and when it closes. The endpoint shows the open circuit.', async t => {
  const settings = {
    POSTHORN_RETRY_SCHEDULE: '10ms,10ms,10ms,10ms,10ms,10ms', POSTHORN_CIRCUIT_FAILURES: '2', POSTHORN_CIRCUIT_COOLDOWN: '200ms'
  }
  const host = await startTestServer(settings)
  t.teardown(host.close)
  const { api, app, base, receiver } = await organization(t, host)
  let isWell = false
  const flaky = await startReceiver((_received, response) => { response.writeHead(isWell ? 200 : 500).end() })
  t.teardown(flaky.close)
  const { body: endpoint } = await api('POST', base, { url: flaky.url })
  t.notOk('circuit' in endpoint)
  for (const n of [1, 2]) await api('POST', `/app/${app.id}/msg`, { eventType: 'a', payload: { n } })
  const { circuit } = await eventually('the open circuit', async () => {
    const { body } = await api('GET', `${base}/${endpoint.id}`)
    return body.circuit && body
  })
  t.strictSame(Object.keys(circuit), ['state', 'since', 'until'])
  t.match(circuit, { state: /^(open|half-open)$/, since: /Z$/ })
  const [opened] = await eventually('the opening', () => {
    const found = ofType(receiver, 'endpoint.circuit.opened')
    return found.length > 0 ? found : undefined
  })
  t.strictSame(opened!.data, { appId: app.id, appUid: app.uid, endpointId: endpoint.id, endpointUid: null, since: circuit.since })
  isWell = true
  const [closed] = await eventually('the closing', () => {
    const found = ofType(receiver, 'endpoint.circuit.closed')
    return found.length > 0 ? found : undefined
  })
  t.match(closed, { data: { endpointId: endpoint.id, since: /Z$/ } })
  t.notOk('circuit' in (await api('GET', `${base}/${endpoint.id}`)).body)
  t.equal(ofType(receiver, 'endpoint.circuit.opened').length, 1, 'a failed probe sends no webhook')
})

t.test('No webhook is sent about the management organization itself.', async t => {
  await management('POST', '/app', { name: 'itself', uid: MANAGEMENT_ORG })
  const receiver = await startReceiver((_received, response) => { response.writeHead(500).end() })
  t.teardown(receiver.close)
  await management('POST', `/app/${MANAGEMENT_ORG}/endpoint`, { url: receiver.url })
  const { body: { id } } = await management('POST', `/app/${MANAGEMENT_ORG}/msg`, { eventType: 'a', payload: {} })
  await eventually('its exhaustion', async () =>
    (await management('GET', `/app/${MANAGEMENT_ORG}/attempt/msg/${id}`)).body.data.length === 6)
  await new Promise(resolve => setTimeout(resolve, 50))
  t.strictSame((await management('GET', `/app/${MANAGEMENT_ORG}/msg`)).body.data.map((one: { id: string }) => one.id), [id])
})

t.test('No webhook is sent without an application for it, or with the setting off.', async t => {
  const host = await startTestServer({ POSTHORN_OPERATIONAL_WEBHOOKS: 'false' })
  t.teardown(host.close)
  const off = await organization(t, host)
  await off.api('POST', off.base, { url: 'https://example.com' })
  const manager = await host.api(await host.token(MANAGEMENT_ORG))
  t.strictSame((await manager('GET', `/app/${off.orgId}/msg`)).body.data, [])
  const api = await server.api()
  const { body: { id } } = await api('POST', '/app', { name: 'untold' })
  t.equal((await api('POST', `/app/${id}/endpoint`, { url: 'https://example.com' })).status, 201)
})

t.test('The six predefined event types exist from the start and can be sent as examples.', async t => {
  const names = [
    'endpoint.created', 'endpoint.deleted', 'endpoint.disabled', 'endpoint.updated', 'message.attempt.exhausted', 'message.attempt.failing'
  ]
  for (const name of names) {
    const { status, body } = await management('GET', `/event-type/${name}`)
    t.match({ status, body }, {
      status: 200, body: { name, archived: false, schemas: { 1: { examples: [{ type: name, data: { appId: /^app_/ } }] } } }
    })
  }
  t.equal((await management('GET', '/event-type/message.attempt.recovered')).status, 404)
  await management('POST', '/event-type', { name: 'message.attempt.absent', description: 'stored' })
  const list = async (query: string) => (await management('GET', `/event-type?${query}`)).body
  t.strictSame((await list('')).data.map((one: { name: string }) => one.name), [
    ...names.slice(0, 4), 'message.attempt.absent', ...names.slice(4)
  ])
  const first = await list('limit=3')
  t.match(first, { done: false, iterator: 'endpoint.disabled', data: { length: 3 } })
  t.match(await list('limit=5&iterator=endpoint.disabled'), {
    done: true, data: [{ name: 'endpoint.updated' }, { name: 'message.attempt.absent' }, {}, {}]
  })
  t.match(await list('limit=2&iterator=-message.attempt.exhausted'), {
    done: false, data: [{ name: 'endpoint.updated' }, { name: 'message.attempt.absent' }]
  })
  t.equal((await (await server.api())(
    'GET', '/event-type/endpoint.created'
  )).status, 404, 'only the management organization has the predefined event types')
})

t.test('A stored event type replaces the predefined one of the same name.', async t => {
  t.equal((await management('POST', '/event-type', { name: 'endpoint.created', description: 'x' })).status, 409)
  t.match(await management('PATCH', '/event-type/endpoint.created', { description: 'mine' }), {
    status: 200, body: { description: 'mine', schemas: { 1: {} } }
  })
  t.match(await management('PUT', '/event-type/endpoint.created', { description: 'mine too' }), {
    status: 200, body: { description: 'mine too', schemas: null }
  })
  t.match((await management('GET', '/event-type?limit=1')).body.data, [{ name: 'endpoint.created', description: 'mine too' }])
  t.equal((await management('DELETE', '/event-type/endpoint.created')).status, 204)
  t.match((await management('GET', '/event-type?limit=1')).body.data, [{ name: 'endpoint.deleted' }])
  t.equal((await management('DELETE', '/event-type/endpoint.created?expunge=true')).status, 204)
  t.match((await management('GET', '/event-type/endpoint.created')).body, { archived: false, schemas: { 1: {} } })
})

t.test('An example of a predefined event type is delivered. Filters accept the names of all operational webhooks.', async t => {
  const { orgId, receiver } = await organization(t)
  const base = `/app/${orgId}/endpoint`
  const { body: { data: [{ id }] } } = await management('GET', base)
  t.equal((await management('POST', `${base}/${id}/send-example`, { eventType: 'endpoint.disabled' })).status, 200)
  await eventually('the example', () => told(receiver).length > 0)
  t.match(told(receiver)[0], { type: 'endpoint.disabled', data: { failSince: /Z$/, endpointUid: null } })
  const filter = ['endpoint.updated', 'message.attempt.recovered', 'endpoint.circuit.opened', 'endpoint.circuit.closed']
  t.match(await management('POST', base, { url: 'https://example.com', eventTypes: filter }), { status: 201, body: { eventTypes: filter } })
  t.equal((await management('POST', base, { url: 'https://example.com', eventTypes: ['endpoint.unknown'] })).status, 422)
})

async function recipient ({ engine, application }: Rig) {
  return await newApplication(engine, { orgId: MANAGEMENT_ORG, uid: application.orgId })
}

const toldTo = async ({ db, engine }: Rig, { id }: Application) => {
  const { data } = await messages.list(db, { id }, { limit: 250 }, { now: engine.clock.now(), withPayload: true })
  return data.map(({ payload }) => JSON.parse(payload!.toString()) as Told).reverse()
}

for (const [table, what] of [
  ['messages', 'the message is stored'], ['deliveries', 'the notice is removed'], ['endpoints', 'the endpoint is disabled']
] as const) {
  t.test(`A process that dies before ${what} loses no webhook and sends none twice.`, async t => {
    const database = await openTestDatabase()
    const rig = await startRig({
      on: database, env: { POSTHORN_RETRY_SCHEDULE: '', POSTHORN_CIRCUIT_BREAKER: 'false' }, answer: () => ({ statusCode: 410 })
    })
    const { engine, application } = rig
    const management = await recipient(rig)
    await newEndpoint(engine, application)
    let hasSent = false
    let failed = 0
    // From the attempt on, every write to this table after the settlement fails, as in a process that died.
    rig.inject(({ name, table: to, input }) => {
      if (to === 'attempts') hasSent = true
      const isFirst = table === 'deliveries' && JSON.stringify(input).includes('notice')
      return hasSent && name === 'PutItem' && to === table && !isFirst ? (failed++, 'fail') : undefined
    })
    await accept(engine, application, newMessage())
    await eventually('the failed write', () => failed > 0)
    await rig.dispatcher.close()
    rig.inject()
    const next = createLocalDispatcher({ concurrency: 10, isAlone: true })
    t.teardown(next.close)
    const survivor = createTestEngine({ db: rig.db, dispatcher: next, env: { POSTHORN_RETRY_SCHEDULE: '' } })
    await next.start(survivor)
    await eventually('the event', async () => (await toldTo(rig, management)).length > 0)
    await eventually('an empty table', async () => await everythingDue(rig) === 0)
    t.match(await toldTo(rig, management), [{ type: 'endpoint.disabled', data: { appId: application.id } }])
    t.equal((await toldTo(rig, management)).length, 1)
    t.equal(survivor.sent.length, 0, 'the message is not sent again')
  })
}

t.test('A success costs no read and no write for operational webhooks.', async t => {
  const rig = await startRig()
  const { engine, application } = rig
  await recipient(rig)
  await newEndpoint(engine, application)
  await accept(engine, application, newMessage())
  await eventually('the delivery', () => engine.sent.length === 1)
  await eventually('the end', async () => await everythingDue(rig) === 0)
  const about = rig.calls.slice(rig.calls.findIndex(({ table, name }) => table === 'messages' && name === 'PutItem'))
  t.strictSame(about.filter(({ table }) => table === 'aliases'), [])
  t.equal(about.filter(({ table, name }) => table === 'deliveries' && name === 'PutItem').length, 2, 'one write to begin, one to settle')
})
