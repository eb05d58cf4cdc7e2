import t from 'tap'
import { Webhook } from 'standardwebhooks'
import { Svix } from 'svix'
import { MANAGEMENT_ORG } from '../../src/repositories/operational-types.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer()
const receiver = await startReceiver()
t.teardown(async () => { await Promise.all([server.close(), receiver.close()]) })
const management = await server.api(await server.token(MANAGEMENT_ORG))
const base = '/operational-webhook/endpoint'
let organizations = 0

async function organization () {
  const orgId = `org_hooks_${++organizations}`
  const token = await server.token(orgId)
  return { orgId, token, api: await server.api(token) }
}

t.test('An operational endpoint receives events, signed with its secret.', async t => {
  const { api, orgId } = await organization()
  const created = await api('POST', base, {
    url: receiver.url, uid: 'mine', filterTypes: ['endpoint.created', 'message.attempt.recovered']
  })
  t.equal(created.status, 201)
  t.strictSame(Object.keys(created.body).sort(), [
    'createdAt', 'description', 'disabled', 'eventTypes', 'filterTypes', 'id', 'metadata', 'rateLimit', 'throttleRate', 'uid', 'updatedAt',
    'url'
  ])
  t.match(created.body, {
    id: /^ep_/, uid: 'mine', url: `${receiver.url}/`, disabled: false, filterTypes: ['endpoint.created', 'message.attempt.recovered']
  })
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a' })
  const { body: endpoint } = await api('POST', `/app/${appId}/endpoint`, { url: 'https://example.com' })
  await api('PATCH', `/app/${appId}/endpoint/${endpoint.id}`, { description: 'not in the filter' })
  const told = await eventually('the webhook', () => receiver.received.at(-1))
  const { body: { key } } = await api('GET', `${base}/mine/secret`)
  t.strictSame(new Webhook(key).verify(told.body.toString(), told.headers as Record<string, string>), {
    type: 'endpoint.created', data: { appId, appUid: null, endpointId: endpoint.id, endpointUid: null }
  })
  await new Promise(resolve => setTimeout(resolve, 30))
  t.equal(receiver.received.length, 1)
  t.match(
    (await management('GET', `/app/${orgId}/endpoint`)).body.data, [{ id: created.body.id }],
    "it is an endpoint of the management organization's application"
  )
})

t.test('Reading before the first use finds nothing, and creates nothing.', async t => {
  const { api, orgId } = await organization()
  t.strictSame((await api('GET', base)).body, { data: [], iterator: null, done: true })
  for (const [method, path] of [['GET', 'x'], ['DELETE', 'x'], ['GET', 'x/secret'], ['GET', 'x/headers']] as const) {
    t.equal((await api(method, `${base}/${path}`)).status, 404, path)
  }
  t.equal((await management('GET', `/app/${orgId}`)).status, 404)
  t.equal((await api('POST', base, { url: 'nothing' })).status, 422)
  t.equal((await api('POST', base, { url: 'https://example.com', filterTypes: ['unknown'] })).status, 422)
})

t.test('PUT replaces or creates an endpoint, and DELETE removes it.', async t => {
  const { api } = await organization()
  const put = await api('PUT', `${base}/unknown`, { url: 'https://example.com', description: 'd' })
  t.match(put, { status: 201, body: { description: 'd', uid: null } })
  const { id } = put.body
  t.match(await api('PUT', `${base}/${id}`, { url: 'https://example.com/2', disabled: true, throttleRate: 5, uid: 'u' }), {
    status: 200, body: { id, description: '', disabled: true, rateLimit: 5, throttleRate: 5, uid: 'u' }
  })
  t.equal((await api('POST', base, { url: 'https://example.com', uid: 'u' })).status, 409)
  t.match((await api('GET', `${base}/u`)).body, { id })
  t.match(await api('DELETE', `${base}/u`), { status: 204, text: '' })
  t.equal((await api('GET', `${base}/${id}`)).status, 404)
})

t.test('Secrets rotate, and headers are stored.', async t => {
  const { api } = await organization()
  const {
    body: { id }
  } = await api('POST', base, { url: 'https://example.com', secret: `whsec_${Buffer.alloc(24, 1).toString('base64')}` })
  t.strictSame((await api('GET', `${base}/${id}/secret`)).body, { key: `whsec_${Buffer.alloc(24, 1).toString('base64')}` })
  const rotated = await api('POST', `${base}/${id}/secret/rotate`, {})
  t.match(rotated, { status: 200, body: { key: /^whsec_(?!AQEB)/ } })
  t.strictSame((await api('GET', `${base}/${id}/secret`)).body, rotated.body)
  for (const sdk of ['2.9.1/csharp', '2.9.1/java', '1.64.0/kotlin']) {
    t.match(
      await api('POST', `${base}/${id}/secret/rotate`, {}, { 'user-agent': `svix-libs/${sdk}` }), { status: 204, text: '' },
      `${sdk} takes no body here`
    )
  }
  t.match(await api('PUT', `${base}/${id}/headers`, { headers: { 'X-Mine': '1', authorization: 'hidden' } }), { status: 204, text: '' })
  t.strictSame((await api('GET', `${base}/${id}/headers`)).body, { headers: { 'X-Mine': '1' }, sensitive: ['authorization'] })
  t.equal((await api('PUT', `${base}/${id}/headers`, { headers: { 'svix-id': 'x' } })).status, 422)
})

t.test('Endpoints are listed in pages, newest first.', async t => {
  const { api } = await organization()
  const ids: string[] = []
  for (let n = 0; n < 3; n++) ids.unshift((await api('POST', base, { url: `https://example.com/${n}` })).body.id)
  const list = async (query: string) => (await api('GET', `${base}?${query}`)).body
  const idsOf = ({ data }: { data: Array<{ id: string }> }) => data.map(({ id }) => id)
  t.strictSame(idsOf(await list('')), ids)
  t.strictSame(idsOf(await list('order=ascending')), ids.toReversed())
  const first = await list('limit=2')
  t.match(first, { done: false, iterator: ids[1] })
  t.strictSame(idsOf(await list(`limit=2&iterator=${first.iterator}`)), ids.slice(2))
})

t.test('Organizations see only their own endpoints, and portals see none.', async t => {
  const [one, other] = [await organization(), await organization()]
  const { body: { id } } = await one.api('POST', base, { url: 'https://example.com' })
  await other.api('POST', base, { url: 'https://example.com' })
  t.equal((await other.api('GET', `${base}/${id}`)).status, 404)
  t.equal((await other.api('GET', base)).body.data.length, 1)
  const { body: { id: appId } } = await one.api('POST', '/app', { name: 'a' })
  const portal = await server.api(await server.tokens.mint({ kind: 'app', orgId: one.orgId, appId, featureFlags: [] }, 600))
  t.equal((await portal('GET', base)).status, 403)
  t.equal((await (await server.api('nobody'))('GET', base)).status, 401)
})

t.test('The SDK manages operational endpoints.', async t => {
  const { token } = await organization()
  const { operationalWebhook: { endpoint } } = new Svix(token, { serverUrl: server.url })
  const created = await endpoint.create({ url: 'https://example.com', metadata: { a: 'b' } })
  t.match(await endpoint.get(created.id), { metadata: { a: 'b' }, url: 'https://example.com/' })
  t.match(await endpoint.update(created.id, { url: 'https://example.com/2' }), { id: created.id, metadata: {} })
  await endpoint.rotateSecret(created.id)
  t.match(await endpoint.getSecret(created.id), { key: /^whsec_/ })
  await endpoint.updateHeaders(created.id, { headers: { a: 'b' } })
  t.match(await endpoint.getHeaders(created.id), { headers: { a: 'b' } })
  t.equal((await endpoint.list()).data.length, 1)
  await endpoint.delete(created.id)
  t.equal((await endpoint.list()).data.length, 0)
})
