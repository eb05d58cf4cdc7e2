import t from 'tap'
import { type ApiException, MessageStatus, Ordering, Svix, Webhook } from 'svix'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

// The official client, unmodified, over every operation that it shares with Posthorn.
const server = await startTestServer({ POSTHORN_RETRY_SCHEDULE: '1h' })
const receiver = await startReceiver(({ path }, response) => { response.writeHead(path.startsWith('/fails') ? 500 : 200).end('ok') })
t.teardown(async () => { await Promise.all([server.close(), receiver.close()]) })

async function client () {
  const svix = new Svix(await server.token(), { serverUrl: server.url })
  const app = await svix.application.create({ name: 'app' })
  return { svix, app }
}

const statusOf = async (call: Promise<unknown>) => await call.then(() => 0, (error: unknown) => (error as ApiException<unknown>).code)

t.test('application: create, getOrCreate, list, get, update, patch, delete', async t => {
  const { svix, app } = await client()
  const mine = await svix.application.getOrCreate({ name: 'mine', uid: 'mine', metadata: { a: '1' } })
  t.strictSame(await svix.application.getOrCreate({ name: 'other', uid: 'mine' }), mine)
  t.strictSame((await svix.application.list({ order: Ordering.Descending, limit: 1 })).data, [mine])
  t.strictSame(await svix.application.get('mine'), mine)
  t.match(await svix.application.update('mine', { name: 'updated', rateLimit: 5 }), {
    id: mine.id, name: 'updated', rateLimit: 5, throttleRate: 5, metadata: {}
  })
  t.match(await svix.application.patch(mine.id, { uid: 'again' }), { uid: 'again', name: 'updated' })
  await svix.application.delete('again')
  t.equal(await statusOf(svix.application.get(mine.id)), 404)
  t.equal((await svix.application.list()).data[0]!.id, app.id)
})

t.test('eventType: create, list, get, update, patch, delete', async t => {
  const { svix } = await client()
  const created = await svix.eventType.create({
    name: 'a.b', description: 'd', schemas: { 1: { type: 'object' } }, featureFlags: ['x'], groupName: 'g'
  })
  t.match(created, { name: 'a.b', schemas: { 1: { type: 'object' } }, featureFlags: ['x'], groupName: 'g', archived: false })
  t.strictSame(await svix.eventType.get('a.b'), created)
  t.equal((await svix.eventType.list()).data[0]!.schemas, null)
  t.strictSame((await svix.eventType.list({ withContent: true, order: Ordering.Ascending })).data, [created])
  t.match(await svix.eventType.update('a.b', { description: 'new' }), { description: 'new', schemas: null })
  t.match(await svix.eventType.patch('a.b', { deprecated: true }), { description: 'new', deprecated: true })
  t.equal(await statusOf(svix.eventType.create({ name: 'a.b', description: '' })), 409)
  await svix.eventType.delete('a.b')
  t.match((await svix.eventType.list({ includeArchived: true })).data, [{ name: 'a.b', archived: true }])
  await svix.eventType.delete('a.b', { expunge: true })
  t.equal(await statusOf(svix.eventType.get('a.b')), 404)
})

t.test('endpoint: create, list, get, update, patch, delete, secret, headers, stats, example', async t => {
  const { svix, app } = await client()
  await svix.eventType.create({ name: 'wanted', description: '', schemas: { 1: { examples: [{ example: true }] } } })
  const created = await svix.endpoint.create(app.id, {
    url: `${receiver.url}/sdk`, uid: 'e', filterTypes: ['wanted'], headers: { 'X-One': '1' }, metadata: { k: 'v' }
  })
  t.match(created, { uid: 'e', filterTypes: ['wanted'], channels: null, disabled: false, version: 1 })
  t.strictSame(await svix.endpoint.get(app.id, 'e'), created)
  t.strictSame((await svix.endpoint.list(app.id, { order: Ordering.Ascending })).data, [created])
  t.match(await svix.endpoint.update(app.id, 'e', { url: created.url, uid: 'e', filterTypes: ['wanted'], description: 'new' }), {
    id: created.id, description: 'new', metadata: {}
  })
  t.match(await svix.endpoint.patch(app.id, 'e', { channels: null, rateLimit: 3 }), { description: 'new', throttleRate: 3 })

  t.strictSame(await svix.endpoint.getHeaders(app.id, 'e'), { headers: { 'X-One': '1' }, sensitive: [] })
  await svix.endpoint.updateHeaders(app.id, 'e', { headers: { Authorization: 'hidden', 'X-Two': '2' } })
  await svix.endpoint.patchHeaders(app.id, 'e', { headers: { 'X-Three': '3' }, deleteHeaders: ['X-Two'] })
  t.strictSame(await svix.endpoint.getHeaders(app.id, 'e'), { headers: { 'X-Three': '3' }, sensitive: ['Authorization'] })

  const { key: old } = await svix.endpoint.getSecret(app.id, 'e')
  await svix.endpoint.rotateSecret(app.id, 'e', { gracePeriodSeconds: 60 })
  await svix.endpoint.rotateSecret(app.id, 'e')
  const { key } = await svix.endpoint.getSecret(app.id, 'e')

  const example = await svix.endpoint.sendExample(app.id, 'e', { eventType: 'wanted' })
  t.strictSame(example.payload, {})
  const { body, headers } = await eventually('the example', () => receiver.received.find(({ path }) => path === '/sdk'))
  t.equal(headers.authorization, 'hidden')
  for (const secret of [old, key]) t.strictSame(new Webhook(secret).verify(body, headers as Record<string, string>), { example: true })
  await eventually(
    'the expected count', async () => (await svix.endpoint.getStats(app.id, 'e', { since: new Date(Date.now() - 60_000) })).success === 1
  )
  t.match(await svix.endpoint.getStats(app.id, 'e'), { success: 1, fail: 0, pending: 0, sending: 0, canceled: 0 })
  t.equal(await statusOf(svix.endpoint.getStats(app.id, 'e', { since: new Date(0) })), 400)

  await svix.endpoint.delete(app.id, 'e')
  t.equal(await statusOf(svix.endpoint.get(app.id, created.id)), 404)
})

t.test('message: create, list, get, precheck, expungeContent', async t => {
  const { svix, app } = await client()
  t.equal((await svix.message.precheck(app.id, { eventType: 'a' })).active, false)
  const created = await svix.message.create(app.id, { eventType: 'a', eventId: 'id', payload: { n: 1 }, channels: ['c'], tags: ['t'] })
  t.match(created, { eventType: 'a', eventId: 'id', payload: { n: 1 }, channels: ['c'], tags: ['t'] })
  t.strictSame(await svix.message.get(app.id, 'id', { withContent: true }), created)
  t.strictSame(
    (await svix.message.list(app.id, { channel: 'c', eventTypes: ['a', 'b'], tag: 't', withContent: true, after: created.timestamp })).data,
    [created]
  )
  await svix.message.expungeContent(app.id, created.id)
  t.strictSame((await svix.message.get(app.id, 'id', { withContent: true })).payload, { expired: true })
})

t.test('messageAttempt: every list, get, resend, expungeContent', async t => {
  const { svix, app } = await client()
  const good = await svix.endpoint.create(app.id, { url: `${receiver.url}/good` })
  const bad = await svix.endpoint.create(app.id, { url: `${receiver.url}/fails` })
  const message = await svix.message.create(app.id, { eventType: 'a', payload: { n: 1 } })
  await eventually('both attempts', async () => (await svix.messageAttempt.listByMsg(app.id, message.id)).data.length === 2)
  await eventually(
    'the planned retry',
    async () => (await svix.messageAttempt.listAttemptedMessages(app.id, bad.id, { status: MessageStatus.Sending })).data.length === 1
  )

  const [attempt] = (await svix.messageAttempt.listByEndpoint(app.id, good.id, { status: MessageStatus.Success, withContent: true })).data
  t.match(attempt, { endpointId: good.id, msgId: message.id, response: 'ok', statusText: 'success' })
  t.strictSame(await svix.messageAttempt.get(app.id, message.id, attempt!.id), attempt)
  t.match(
    (await svix.messageAttempt.listByMsg(app.id, message.id, { endpointId: bad.id, statusCodeClass: 500 as never })).data,
    [{ endpointId: bad.id, status: MessageStatus.Fail }]
  )
  t.match((await svix.messageAttempt.listAttemptedMessages(app.id, good.id)).data, [{ id: message.id, status: MessageStatus.Success }])
  const destinations = await svix.messageAttempt.listAttemptedDestinations(app.id, message.id)
  t.match(destinations, {
    data: [{ id: good.id, status: MessageStatus.Success, nextAttempt: null }, { id: bad.id, status: MessageStatus.Fail }], done: true
  })
  t.type(destinations.data[1]!.nextAttempt, Date)

  await svix.messageAttempt.resend(app.id, message.id, good.id)
  await eventually('the manual attempt', async () => (await svix.messageAttempt.listByEndpoint(app.id, good.id)).data[0]!.triggerType === 1)
  await svix.messageAttempt.expungeContent(app.id, message.id, attempt!.id)
  t.equal((await svix.messageAttempt.get(app.id, message.id, attempt!.id)).response, 'EXPUNGED')
})

t.test('Authentication and health.', async t => {
  const { svix, app } = await client()
  const { token, url } = await svix.authentication.appPortalAccess(app.id, { featureFlags: ['x'] })
  t.ok(URL.canParse(url))
  const portal = new Svix(token, { serverUrl: server.url })
  t.equal((await portal.application.get(app.id)).id, app.id)
  t.equal(await statusOf(portal.application.list()), 403)
  t.ok((await svix.authentication.dashboardAccess(app.id)).token)
  t.equal(await statusOf(svix.authentication.logout()), 400, "an organization's token cannot be ended alone, and the answer tells so")
  await svix.authentication.expireAll(app.id)
  t.equal(await statusOf(portal.application.get(app.id)), 401)
  await svix.health.get()
})

t.test('The OpenAPI document has the content type application/json, without parameters.', async t => {
  const answer = await fetch(`${server.url}/api/v1/openapi.json`)
  t.equal(answer.headers.get('content-type'), 'application/json')
  t.match(await answer.json(), { openapi: '3.1.0', paths: { '/api/v1/app': {} } })
})
