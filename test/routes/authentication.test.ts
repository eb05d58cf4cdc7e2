import { createHmac } from 'node:crypto'
import t from 'tap'
import { startTestServer } from '../helpers/server.js'

const SECRET = 'a secret that signs tokens'
const server = await startTestServer({ POSTHORN_JWT_SECRET: SECRET })
t.teardown(async () => await server.close())

let organizations = 0

async function organization () {
  const orgId = `org_authentication_${++organizations}`
  const api = await server.api(await server.token(orgId))
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a', uid: 'mine' })
  const access = async (path = appId, body: unknown = {}) => await api('POST', `/auth/app-portal-access/${path}`, body)
  const isAlive = async (token: string) => (await (await server.api(token))('GET', `/app/${appId}`)).status
  return { orgId, api, appId, access, isAlive }
}

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())

function signed (claims: object): string {
  const text = [{ alg: 'HS256', typ: 'JWT' }, claims].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`
}

t.test('Portal access gives an absolute URL and a token of this application for 28 days', async t => {
  const { orgId, appId, access, isAlive } = await organization()
  const { status, body } = await access('mine', { featureFlags: ['beta'] })
  t.equal(status, 200)
  t.equal(new URL(body.url).origin, server.url)
  const claims = claimsOf(body.token)
  t.match(claims, { sub: appId, org: orgId, feature_flags: ['beta'], iss: 'svix-server' })
  t.equal(claims.exp - claims.iat, 28 * 86_400)
  t.equal(await isAlive(body.token), 200)
  t.notOk('feature_flags' in claimsOf((await access()).body.token))
})

t.test('A portal may read its application and may not use what is for the organization', async t => {
  const { appId, access } = await organization()
  const portal = await server.api((await access()).body.token)
  t.equal((await portal('GET', '/app/mine')).status, 200)
  for (const [method, path] of [['GET', '/app'], ['POST', '/app'], ['DELETE', `/app/${appId}`], ['POST', `/app/${appId}/msg`], ['POST', `/auth/app-portal-access/${appId}`], ['POST', `/auth/dashboard-access/${appId}`], ['POST', `/auth/app/${appId}/expire-all`], ['POST', '/admin/redrive-dlq'], ['POST', `/app/${appId}/msg/precheck/active`]] as const) {
    t.match(await portal(method, path, method === 'POST' ? 'broken' : undefined), { status: 403, body: { code: 'insufficient access' } }, `${method} ${path}`)
  }
})

t.test('Portal access creates the application it describes, under the uid of the path', async t => {
  const { api, access } = await organization()
  t.equal((await access('new')).status, 404)
  t.equal((await access('new', { application: null })).status, 404)
  t.match(await access('new', { application: { name: 'n' } }), { status: 422, body: { detail: [{ loc: ['body', 'application', 'uid'], type: 'application_uid_missing' }] } })
  t.match(await access('new', { application: { name: 'n', uid: 'other' } }), { status: 422, body: { detail: [{ loc: ['body', 'application', 'uid'], type: 'application_uid_mismatch' }] } })
  t.equal((await access('new', { application: { uid: 'new' } })).status, 422)
  t.equal((await api('GET', '/app/new')).status, 404)
  const { status, body } = await access('new', { application: { name: 'n', uid: 'new' } })
  t.equal(status, 200)
  t.equal((await api('GET', '/app/new')).body.id, claimsOf(body.token).sub)
  t.equal((await access('new', { application: { name: 'ignored', uid: 'whatever' } })).status, 200)
})

t.test('Portal access needs a body, and refuses what it cannot promise', async t => {
  const { access, api, appId } = await organization()
  t.equal((await api('POST', `/auth/app-portal-access/${appId}`)).status, 422)
  for (const body of ['null', '[]', { featureFlags: ['a b'] }, { featureFlags: 'a' }, { featureFlags: null }]) t.equal((await access(appId, body)).status, 422, JSON.stringify(body))
  for (const [name, value] of Object.entries({ readOnly: true, capabilities: ['ViewBase'], expiry: 5, sessionId: 'x' })) {
    t.match(await access(appId, { [name]: value }), { status: 422, body: { detail: [{ loc: ['body', name] }] } })
  }
  t.equal((await access(appId, { unknown: true })).status, 200)
})

t.test('Dashboard access is the same without a body', async t => {
  const { api, appId, isAlive } = await organization()
  for (const body of [undefined, 'null', {}]) {
    const answer = await api('POST', `/auth/dashboard-access/${appId}`, body)
    t.equal(answer.status, 200)
    t.equal(await isAlive(answer.body.token), 200)
  }
  t.equal((await api('POST', '/auth/dashboard-access/unknown')).status, 404)
})

t.test('Logout is refused for everybody: no single token can be ended yet', async t => {
  for (const token of ['', 'nonsense', await server.token()]) t.match(await (await server.api(token))('POST', '/auth/logout'), { status: 400, body: { code: 'not_implemented', detail: String } })
})

t.test('Redriving dead letters is 204', async t => {
  const { api } = await organization()
  t.match(await api('POST', '/admin/redrive-dlq'), { status: 204, text: '' })
})

t.test('Expiring all ends the portal tokens of one application, and only those issued before', async t => {
  const { orgId, api, appId, access, isAlive } = await organization()
  const other = await organization()
  const before = (await access()).body.token
  const foreign = (await other.access()).body.token
  const made = signed({ sub: appId, org: orgId, iat: Math.floor(Date.now() / 1000) })
  const timeless = signed({ sub: appId, org: orgId })
  t.strictSame([await isAlive(before), await isAlive(made), await isAlive(timeless)], [200, 200, 200])
  t.match(await api('POST', `/auth/app/${appId}/expire-all`, {}), { status: 204, text: '' })
  t.strictSame([await isAlive(before), await isAlive(made), await isAlive(timeless)], [401, 401, 401])
  t.match(await (await server.api(before))('GET', '/event-type'), { status: 401, body: { code: 'authentication_failed', detail: 'Invalid token' } })
  t.equal(await isAlive((await access()).body.token), 200)
  t.equal(await other.isAlive(foreign), 200)
  t.equal((await api('GET', `/app/${appId}`)).status, 200, 'the organization has no part in it')
})

t.test('An expiry in the future leaves tokens alone until then, and an earlier one overtakes it', async t => {
  const { api, appId, access, isAlive } = await organization()
  const { token } = (await access()).body
  t.equal((await api('POST', `/auth/app/${appId}/expire-all`, { expiry: 600 })).status, 204)
  t.equal(await isAlive(token), 200)
  t.equal((await api('POST', `/auth/app/${appId}/expire-all`, { expiry: null })).status, 204)
  t.equal(await isAlive(token), 401)
  for (const expiry of [-1, 1.5, '1', 604_801]) t.equal((await api('POST', `/auth/app/${appId}/expire-all`, { expiry })).status, 422, String(expiry))
  t.equal((await api('POST', '/auth/app/unknown/expire-all', { expiry: -1 })).status, 404)
})

t.test('A precheck says whether anybody would get such a message', async t => {
  const { api, appId } = await organization()
  const check = async (body: unknown) => (await api('POST', `/app/${appId}/msg/precheck/active`, body)).body.active
  await api('POST', '/event-type', { name: 'a', description: '' })
  t.equal(await check({ eventType: 'a' }), false)
  const { body: { id } } = await api('POST', `/app/${appId}/endpoint`, { url: 'http://example.com', eventTypes: ['a'], channels: ['c'] })
  t.equal(await check({ eventType: 'a' }), false)
  t.equal(await check({ eventType: 'a', channels: ['b', 'c'] }), true)
  t.equal(await check({ eventType: 'b', channels: ['c'] }), false)
  await api('PATCH', `/app/${appId}/endpoint/${id}`, { disabled: true })
  t.equal(await check({ eventType: 'a', channels: ['c'] }), false)
  t.equal((await api('POST', `/app/${appId}/msg/precheck/active`, {})).status, 422)
  t.equal((await api('POST', '/app/unknown/msg/precheck/active', {})).status, 404)
})

t.test('The portal URL begins with where the caller reached the server, or with what the settings say', async t => {
  const { api, appId } = await organization()
  const urlWith = async (headers: Record<string, string>) => (await api('POST', `/auth/app-portal-access/${appId}`, {}, headers)).body.url
  t.equal(await urlWith({}), `${server.url}/docs`)
  t.equal(await urlWith({ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'hooks.example.com' }), 'https://hooks.example.com/docs')
  t.equal(await urlWith({ 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'hooks.example.com:8443, 10.0.0.1', 'x-forwarded-prefix': '/prod/' }), 'https://hooks.example.com:8443/prod/docs')
  t.equal(await urlWith({ 'x-forwarded-proto': 'javascript', 'x-forwarded-host': '<script>', 'x-forwarded-prefix': 'evil' }), `${server.url}/docs`)
  const settled = await startTestServer({ POSTHORN_PUBLIC_URL: 'https://hooks.example.com/base/' })
  t.teardown(settled.close)
  const there = await settled.api()
  const { body: { id } } = await there('POST', '/app', { name: 'a' })
  t.equal((await there('POST', `/auth/app-portal-access/${id}`, {}, { 'x-forwarded-host': 'other' })).body.url, 'https://hooks.example.com/base/docs')
})

t.test('An organization or application whose id is too long for the database is refused, not an error', async t => {
  const long = 'x'.repeat(2000)
  for (const claims of [{ sub: `org_${long}` }, { sub: `app_${long}`, org: 'org_a' }, { sub: 'app_a', org: `org_${long}` }, { sub: `org_${'ü'.repeat(600)}` }]) {
    const api = await server.api(signed(claims))
    for (const path of ['/app', '/event-type', '/app/app_a', '/background-task']) t.match(await api('GET', path), { status: 400, body: { code: 'bad_token' } }, path)
  }
  const api = await server.api(signed({ sub: `org_${'x'.repeat(508)}` }))
  const { status, body } = await api('POST', '/app', { name: 'a', uid: 'u'.repeat(256) })
  t.equal(status, 201)
  t.equal((await api('GET', `/app/${'u'.repeat(256)}`)).body.id, body.id)
  t.equal((await api('GET', '/event-type')).status, 200)
  t.equal((await api('PUT', '/environment/settings', { validatePayload: true })).status, 200)
})
