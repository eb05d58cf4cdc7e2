import t from 'tap'
import { startTestServer, type Api } from '../helpers/server.js'

const server = await startTestServer()
t.teardown(async () => await server.close())

async function application () {
  const token = await server.token()
  const api = await server.api(token)
  const { body: app } = await api('POST', '/app', { name: 'a', uid: 'own-name' })
  return { api, app, path: `/app/${app.id}/destination` }
}

const POLLING = { type: 'pollingEndpoint' }

t.test('A destination is created, read, listed, changed and deleted.', async t => {
  const { api, path } = await application()
  await api('POST', '/event-type', { name: 'order.paid', description: '' })
  const { status, body: created } = await api('POST', path, {
    ...POLLING, uid: 'mine', eventTypes: ['order.paid'], channels: ['a', 'a'], metadata: { plan: 'pro' }
  })
  t.equal(status, 201)
  t.match(created, {
    type: 'pollingEndpoint', config: {}, id: /^sink_/, uid: 'mine', status: 'enabled', currentIterator: 'earliest', failureReason: null,
    nextRetryAt: null, batchSize: 100, maxWaitSecs: 0, eventTypes: ['order.paid'], channels: ['a'], metadata: { plan: 'pro' }
  })
  t.same((await api('GET', `${path}/mine`)).body, created)
  t.same((await api('GET', `${path}/${created.id}`)).body, created)
  t.same((await api('GET', path)).body.data, [created])

  const patched = await api('PATCH', `${path}/mine`, { status: 'disabled', eventTypes: [] })
  t.match(patched.body, { status: 'disabled', channels: ['a'], uid: 'mine' })
  t.notOk('eventTypes' in patched.body)
  const put = await api('PUT', `${path}/mine`, POLLING)
  t.match([put.status, put.body], [200, { id: created.id, uid: null, status: 'enabled' }])
  t.equal((await api('PUT', `${path}/mine`, POLLING)).status, 201, 'the name is free, and PUT creates a destination')
  t.equal((await api('DELETE', `${path}/${created.id}`)).status, 204)
  t.equal((await api('GET', `${path}/${created.id}`)).status, 404)
  t.equal((await api('GET', path)).body.data.length, 1)
})

t.test('Missing destinations and refused fields are answered with a reason.', async t => {
  const { api, path } = await application()
  for (const type of ['sqs', 'fifoEndpoint', 'amazonS3', 'poller']) {
    t.match(await api('POST', path, { type, config: {} }), {
      status: 422, body: { detail: [{ loc: ['body', 'type'], msg: /pollingEndpoint/ }] }
    })
  }
  t.equal((await api('POST', path, {})).status, 422)
  t.match((await api('POST', path, { ...POLLING, eventTypes: ['unknown'] })), {
    status: 422, body: { detail: [{ loc: ['body', 'eventTypes'] }] }
  })
  t.equal((await api('POST', path, { ...POLLING, batchSize: 1001 })).status, 422)
  t.equal((await api('POST', path, { ...POLLING, uid: 'sink_x' })).status, 422)
  t.equal((await api('POST', path, { ...POLLING, uid: 'twice' })).status, 201)
  t.equal((await api('POST', path, { ...POLLING, uid: 'twice' })).status, 409)
  t.equal((await api('PATCH', `${path}/nothing`, {})).status, 404)
})

t.test('A destination is not listed as an endpoint, and cannot take the uid of one.', async t => {
  const { api, app, path } = await application()
  const { body: sink } = await api('POST', path, { ...POLLING, uid: 'same' })
  t.equal((await api('POST', `/app/${app.id}/endpoint`, { url: 'http://127.0.0.1:9/', uid: 'same' })).status, 201)
  t.equal((await api('GET', `/app/${app.id}/endpoint`)).body.data.length, 1)
  t.equal((await api('GET', `/app/${app.id}/endpoint/${sink.id}`)).status, 404)
})

async function withToken (api: Api, app: { id: string }) {
  const { body: sink } = await api('POST', `/app/${app.id}/destination`, POLLING)
  const rotate = async (body: object = {}) => await api('POST', `/auth/app/${app.id}/poller/${sink.id}/token/rotate`, body)
  const polls = async (token: string) => (await (await server.api(token))('GET', `/app/${app.id}/poller/${sink.id}`)).status
  return { sink, rotate, polls, get: async () => await api('GET', `/auth/app/${app.id}/poller/${sink.id}/token`) }
}

t.test('A rotated token stays valid for a while, then ends; the current token can be read again.', async t => {
  const { api, app } = await application()
  const { rotate, polls, get } = await withToken(api, app)
  t.equal((await get()).status, 404, 'there is no token yet')
  const first = await rotate({ expiry: 3600 })
  t.equal(first.status, 201)
  t.match(first.body, { id: /^tok_/, token: /^sk_poll_/, name: null, scopes: ['poll'] })
  t.equal(new Date(first.body.expiresAt).getTime() - new Date(first.body.createdAt).getTime(), 3_600_000)
  t.same((await get()).body, first.body)

  const second = await rotate()
  t.same([await polls(first.body.token), await polls(second.body.token)], [200, 200], 'the old token is valid for five more minutes')
  t.same((await get()).body, second.body)
  const third = await rotate({ oldTokenExpiry: 0 })
  t.same([await polls(first.body.token), await polls(second.body.token), await polls(third.body.token)], [401, 401, 200])
  t.equal((await rotate({ expiry: 31_536_001 })).status, 422)
  t.equal((await rotate({ oldTokenExpiry: 86_401 })).status, 422)

  const short = await rotate({ expiry: 60 })
  t.equal(await polls(short.body.token), 200)
  const { now } = Date
  t.teardown(() => { Date.now = now })
  Date.now = () => now() + 61_000
  t.equal(await polls(short.body.token), 401)
  Date.now = now
})

t.test('A poll token polls its own polling endpoint and may do nothing else.', async t => {
  const { api, app } = await application()
  const { sink, rotate, polls } = await withToken(api, app)
  const other = await withToken(api, app)
  const { body: { token } } = await rotate()
  const poller = await server.api(token)

  const forbidden: Array<[string, string, object?]> = [
    ['GET', `/app/${app.id}`], ['GET', `/app/${app.id}/msg`], ['POST', `/app/${app.id}/msg`, { eventType: 'a', payload: {} }],
    ['GET', `/app/${app.id}/destination/${sink.id}`], ['DELETE', `/app/${app.id}/destination/${sink.id}`], ['GET', '/app'],
    ['GET', `/auth/app/${app.id}/poller/${sink.id}/token`], ['POST', `/auth/app/${app.id}/poller/${sink.id}/token/rotate`, {}],
    ['GET', '/auth/whoami'], ['POST', '/auth/logout'], ['GET', '/event-type'], ['POST', '/event-type', { name: 'a', description: '' }]
  ]
  for (const [method, path, body] of forbidden) t.equal((await poller(method, path, body)).status, 403, `${method} ${path}`)
  t.equal((await poller('GET', `/app/${app.id}/poller/${other.sink.id}`)).status, 404)
  t.equal((await poller('GET', `/app/${app.id}/poller/${other.sink.id}/consumer/c`)).status, 404)
  t.equal((await poller('GET', '/app/app_1srOrx2ZWZBpBUvZwXKQmoEYga2/poller/x')).status, 404)
  t.equal((await poller('GET', `/app/own-name/poller/${sink.id}`)).status, 200, 'the uid of the application works too')

  for (const wrong of [
    `${token}x`, token.slice(0, -4), 'sk_poll_', 'sk_poll_e30',
    `sk_poll_${Buffer.from('["org_a","app_b","sink_c","d"]').toString('base64url')}`
  ]) {
    t.equal(await polls(wrong), 401)
  }
  const [, , , secret] = JSON.parse(Buffer.from(token.slice('sk_poll_'.length), 'base64url').toString())
  const moved = JSON.stringify([
    ...JSON.parse(Buffer.from(token.slice('sk_poll_'.length), 'base64url').toString()).slice(0, 2), other.sink.id, secret
  ])
  t.equal(await other.polls(
    `sk_poll_${Buffer.from(moved).toString('base64url')}`
  ), 401, 'a token with the id of another endpoint is refused')
  await api('DELETE', `/app/${app.id}/destination/${sink.id}`)
  t.equal(await polls(token), 401, 'the token ends with its polling endpoint')
})

t.test('A portal sees destinations, and may change them if it may change endpoints.', async t => {
  const { api, app, path } = await application()
  const { body: sink } = await api('POST', path, POLLING)
  const portal = async (capabilities: string[]) => {
    const { body } = await api('POST', `/auth/app-portal-access/${app.id}`, { capabilities })
    return await server.api(body.token)
  }
  const viewer = await portal(['ViewBase'])
  t.equal((await viewer('GET', path)).status, 200)
  t.equal((await viewer('GET', `/app/${app.id}/poller/${sink.id}`)).status, 200)
  t.equal((await viewer('GET', `/app/${app.id}/poller/${sink.id}/consumer/c`)).status, 403)
  t.equal((await viewer('POST', path, POLLING)).status, 403)
  t.equal((await viewer('POST', `/auth/app/${app.id}/poller/${sink.id}/token/rotate`, {})).status, 403)
  const manager = await portal(['ManageEndpoint'])
  t.equal((await manager('POST', path, POLLING)).status, 201)
  t.equal((await manager('POST', `/auth/app/${app.id}/poller/${sink.id}/token/rotate`, {})).status, 201)
})

t.test('A precheck counts polling endpoints that are enabled and match the message.', async t => {
  const api = await server.api()
  const { body: { id: appId } } = await api('POST', '/app', { name: 'prechecked' })
  const isActive = async (body: object) =>
    (await api('POST', `/app/${appId}/msg/precheck/active`, { eventType: 'order.paid', ...body })).body.active
  t.equal(await isActive({}), false)
  const { body: { id } } = await api('POST', `/app/${appId}/destination`, { type: 'pollingEndpoint', channels: ['blue'] })
  t.equal(await isActive({}), false)
  t.equal(await isActive({ channels: ['red', 'blue'] }), true)
  await api('PATCH', `/app/${appId}/destination/${id}`, { status: 'disabled' })
  t.equal(await isActive({ channels: ['blue'] }), false)
  await api('PATCH', `/app/${appId}/destination/${id}`, { status: 'enabled' })
  t.equal(await isActive({ channels: ['blue'] }), true)
  await api('DELETE', `/app/${appId}/destination/${id}`)
  t.equal(await isActive({ channels: ['blue'] }), false)
})
