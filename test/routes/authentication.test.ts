import { createHmac, generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import t from 'tap'
import { allowedBy } from '../../src/rules/capabilities.js'
import { CAPABILITIES, type Capability } from '../../src/schemas/authentication-schema.js'
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

/** Whether the OpenAPI document opens an operation to portals, and the capability that it needs. */
function portalOperations (): Array<{ method: string, path: string, capability: Capability }> {
  const { paths } = JSON.parse(
    readFileSync('openapi/openapi.json', 'utf8')
  ) as { paths: Record<string, Record<string, { 'x-capability'?: Capability }>> }
  return Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).flatMap(([method, { 'x-capability': capability }]) =>
    capability === undefined ? [] : [{ method: method.toUpperCase(), path, capability }]))
}

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())

function signed (claims: object): string {
  const text = [{ alg: 'HS256', typ: 'JWT' }, claims].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`
}

t.test('Portal access gives an absolute URL and a token of this application, for seven days by default.', async t => {
  const { orgId, appId, access, isAlive } = await organization()
  const { status, body } = await access('mine', { featureFlags: ['beta'] })
  t.equal(status, 200)
  t.equal(new URL(body.url).origin, server.url)
  const claims = claimsOf(body.token)
  t.match(claims, { sub: appId, org: orgId, feature_flags: ['beta'], iss: 'svix-server' })
  t.equal(claims.exp - claims.iat, 7 * 86_400)
  const short = claimsOf((await access('mine', { expiry: 3600 })).body.token)
  t.equal(short.exp - short.iat, 3600)
  t.equal(await isAlive(body.token), 200)
  t.notOk('feature_flags' in claimsOf((await access()).body.token))
})

t.test('A portal may read its application and may not call operations of the organization.', async t => {
  const { appId, access } = await organization()
  const portal = await server.api((await access()).body.token)
  t.equal((await portal('GET', '/app/mine')).status, 200)
  for (const [method, path] of [
    ['GET', '/app'], ['POST', '/app'], ['DELETE', `/app/${appId}`], ['POST', `/app/${appId}/msg`],
    ['POST', `/auth/app-portal-access/${appId}`], ['POST', `/auth/dashboard-access/${appId}`], ['POST', `/auth/app/${appId}/expire-all`],
    ['POST', '/admin/redrive-dlq'], ['POST', `/app/${appId}/msg/precheck/active`]
  ] as const) {
    t.match(
      await portal(method, path, method === 'POST' ? 'broken' : undefined), { status: 403, body: { code: 'insufficient access' } },
      `${method} ${path}`
    )
  }
})

t.test('Portal access creates the application in its body, with the uid from the path.', async t => {
  const { api, access } = await organization()
  t.equal((await access('new')).status, 404)
  t.equal((await access('new', { application: null })).status, 404)
  t.match(await access('new', { application: { name: 'n' } }), {
    status: 422, body: { detail: [{ loc: ['body', 'application', 'uid'], type: 'application_uid_missing' }] }
  })
  t.match(await access('new', { application: { name: 'n', uid: 'other' } }), {
    status: 422, body: { detail: [{ loc: ['body', 'application', 'uid'], type: 'application_uid_mismatch' }] }
  })
  t.equal((await access('new', { application: { uid: 'new' } })).status, 422)
  t.equal((await api('GET', '/app/new')).status, 404)
  const { status, body } = await access('new', { application: { name: 'n', uid: 'new' } })
  t.equal(status, 200)
  t.equal((await api('GET', '/app/new')).body.id, claimsOf(body.token).sub)
  t.equal((await access('new', { application: { name: 'ignored', uid: 'whatever' } })).status, 200)
})

t.test('Portal access requires a body, and refuses invalid fields.', async t => {
  const { access, api, appId } = await organization()
  t.equal((await api('POST', `/auth/app-portal-access/${appId}`)).status, 422)
  for (const body of ['null', '[]', { featureFlags: ['a b'] }, { featureFlags: 'a' }, { featureFlags: null }]) {
    t.equal((await access(appId, body)).status, 422, JSON.stringify(body))
  }
  for (const [name, value] of [
    ['readOnly', 'yes'], ['capabilities', 'ViewBase'], ['capabilities', ['Everything']], ['expiry', 3599], ['expiry', 604_801],
    ['sessionId', ''], ['sessionId', 'a b']
  ] as const) {
    t.match(await access(appId, { [name]: value }), { status: 422, body: { detail: [{ loc: ['body', name] }] } }, `${name} ${value}`)
  }
  t.match(await access(appId, { readOnly: true, capabilities: ['ManageEndpoint'] }), {
    status: 422, body: { detail: [{ loc: ['body', 'readOnly'] }] }
  })
  t.equal((await access(appId, { readOnly: null, capabilities: null, expiry: null, sessionId: null })).status, 200)
  t.equal((await access(appId, { unknown: true })).status, 200)
})

t.test('Dashboard access is portal access without a body.', async t => {
  const { api, appId, isAlive } = await organization()
  for (const body of [undefined, 'null', {}]) {
    const answer = await api('POST', `/auth/dashboard-access/${appId}`, body)
    t.equal(answer.status, 200)
    t.equal(await isAlive(answer.body.token), 200)
  }
  t.equal((await api('POST', '/auth/dashboard-access/unknown')).status, 404)
})

t.test('Logout ends the token that it is called with, and no other.', async t => {
  const { orgId, appId, access, isAlive } = await organization()
  const [one, other] = [(await access()).body.token, (await access()).body.token]
  const endless = signed({ sub: appId, org: orgId })
  const logout = async (token: string) => await (await server.api(token))('POST', '/auth/logout')
  t.match(await logout(one), { status: 204, text: '' })
  t.strictSame([await isAlive(one), await isAlive(other), await isAlive(endless)], [401, 200, 200])
  t.equal((await logout(one)).status, 401)
  t.equal((await logout(endless)).status, 204)
  t.strictSame([await isAlive(endless), await isAlive(other)], [401, 200])
  t.equal((await logout('nonsense')).status, 401)
  t.match(await logout(await server.token(orgId)), { status: 400, body: { code: 'not_a_portal' } })
})

t.test('Sessions are ended by their names, at once or later; tokens that are issued later stay valid.', async t => {
  const { api, appId, access, isAlive } = await organization()
  const tokenOf = async (sessionId?: string) => (await access(appId, { sessionId })).body.token as string
  const [anna, ben, nameless] = [await tokenOf('anna'), await tokenOf('ben'), await tokenOf()]
  const end = async (body: object) => (await api('POST', `/auth/app/${appId}/expire-all`, body)).status
  t.equal(await end({ sessionIds: ['anna', 'unknown'] }), 204)
  t.strictSame([await isAlive(anna), await isAlive(ben), await isAlive(nameless)], [401, 200, 200])
  const again = await tokenOf('anna')
  t.equal(await isAlive(again), 200)
  t.equal(await end({ sessionIds: ['ben'], expiry: 600 }), 204)
  t.equal(await isAlive(ben), 200)
  t.equal(await end({ sessionIds: ['ben'] }), 204)
  t.equal(await isAlive(ben), 401)
  t.equal(await end({ sessionIds: [] }), 204)
  t.strictSame([await isAlive(again), await isAlive(nameless)], [401, 401], 'without names, all sessions end')
  t.equal(await end({ sessionIds: ['a b'] }), 422)
  t.equal(
    (await (await server.api(await server.token('org_of_others')))('POST', `/auth/app/${appId}/expire-all`, { sessionIds: ['x'] })).status,
    404
  )
})

t.test('Every operation that is open to portals checks its capability.', async t => {
  const { appId, access, api } = await organization()
  const { body: { id: endpointId } } = await api('POST', `/app/${appId}/endpoint`, { url: 'http://127.0.0.1:9/' })
  const { body: { id: msgId } } = await api('POST', `/app/${appId}/msg`, { eventType: 'a.b', payload: {} })
  const ids: Record<string, string> = {
    app_id: appId, endpoint_id: endpointId, msg_id: msgId, attempt_id: 'atmpt_x', task_id: 'qtask_x', event_type_name: 'a.b'
  }
  const portals = new Map(await Promise.all(CAPABILITIES.map(async name => [
    name, await server.api((await access(appId, { capabilities: [name] })).body.token)
  ] as const)))
  for (const { method, path, capability } of portalOperations()) {
    const url = path.replace('/api/v1', '').replace(/\{(\w+)\}/g, (_all, name: string) => ids[name]!)
    if (url === '/auth/logout' || method === 'DELETE') continue
    for (const [name, portal] of portals) {
      const { status, body } = await portal(method, url, method === 'GET' ? undefined : 'broken')
      t.equal(body?.code === 'insufficient access', !allowedBy([name]).includes(capability), `${name}: ${method} ${url} ${status}`)
    }
  }
  const reader = portals.get('ViewBase')!
  t.equal((await reader('DELETE', `/app/${appId}/endpoint/${endpointId}`)).status, 403)
  t.equal((await reader('POST', `/app/${appId}/endpoint/${endpointId}/secret/rotate`, {})).status, 403)
  t.equal((await portals.get('ManageEndpoint')!('GET', `/app/${appId}/endpoint/${endpointId}/secret`)).status, 200)
  t.equal((await portals.get('ManageEndpointSecret')!('POST', `/app/${appId}/endpoint/${endpointId}/secret/rotate`, {})).status, 200)
  t.equal(
    (await portals.get('CreateAttempts')!('POST', `/app/${appId}/endpoint/${endpointId}/send-example`, { eventType: 'svix.ping' })).status,
    200
  )
  t.equal((await portals.get('ManageEndpoint')!('DELETE', `/app/${appId}/endpoint/${endpointId}`)).status, 204)
})

t.test('A read-only portal may use the basic reads only; a capability claim that is not a list allows no more.', async t => {
  const { orgId, appId, access } = await organization()
  const readOnly = (await access(appId, { readOnly: true })).body.token
  for (const token of [
    readOnly, signed({ sub: appId, org: orgId, capabilities: 'ManageEndpoint' }),
    signed({ sub: appId, org: orgId, capabilities: ['Unknown'] })
  ]) {
    const portal = await server.api(token)
    t.equal((await portal('GET', `/app/${appId}/endpoint`)).status, 200)
    t.equal((await portal('POST', `/app/${appId}/endpoint`, { url: 'http://example.com' })).status, 403)
  }
})

t.test('Whoami lists what a token may do.', async t => {
  const { orgId, api, appId, access } = await organization()
  const all = [...CAPABILITIES]
  t.strictSame((await api('GET', '/auth/whoami')).body, {
    envId: orgId, appId: null, permissionSource: 'organization', sessionId: null, capabilities: all, featureFlags: [], expiresAt: null
  })
  const { token } = (await access(appId, {
    capabilities: ['ManageEndpointSecret'], sessionId: 'anna', featureFlags: ['beta'], expiry: 3600
  })).body
  t.strictSame((await (await server.api(token))('GET', '/auth/whoami')).body, {
    envId: orgId,
    appId,
    permissionSource: 'portal',
    sessionId: 'anna',
    capabilities: ['ViewBase', 'ViewEndpointSecret', 'ManageEndpointSecret'],
    featureFlags: ['beta'],
    expiresAt: new Date(claimsOf(token).exp * 1000).toISOString().replace('.000Z', 'Z')
  })
  t.strictSame((await (await server.api((await access()).body.token))('GET', '/auth/whoami')).body.capabilities, all)
})

t.test('Redriving dead letters answers with 204.', async t => {
  const { api } = await organization()
  t.match(await api('POST', '/admin/redrive-dlq'), { status: 204, text: '' })
})

t.test('Expire-all ends the portal tokens of one application that were issued before it.', async t => {
  const { orgId, api, appId, access, isAlive } = await organization()
  const other = await organization()
  const before = (await access()).body.token
  const foreign = (await other.access()).body.token
  const made = signed({ sub: appId, org: orgId, iat: Math.floor(Date.now() / 1000) })
  const timeless = signed({ sub: appId, org: orgId })
  t.strictSame([await isAlive(before), await isAlive(made), await isAlive(timeless)], [200, 200, 200])
  t.match(await api('POST', `/auth/app/${appId}/expire-all`, {}), { status: 204, text: '' })
  t.strictSame([await isAlive(before), await isAlive(made), await isAlive(timeless)], [401, 401, 401])
  t.match(await (await server.api(before))('GET', '/event-type'), {
    status: 401, body: { code: 'authentication_failed', detail: 'Invalid token' }
  })
  t.equal(await isAlive((await access()).body.token), 200)
  t.equal(await other.isAlive(foreign), 200)
  t.equal((await api('GET', `/app/${appId}`)).status, 200, "the organization's token stays valid")
})

t.test('Tokens stay valid until an expiry in the future; an earlier expiry replaces it.', async t => {
  const { api, appId, access, isAlive } = await organization()
  const { token } = (await access()).body
  t.equal((await api('POST', `/auth/app/${appId}/expire-all`, { expiry: 600 })).status, 204)
  t.equal(await isAlive(token), 200)
  t.equal((await api('POST', `/auth/app/${appId}/expire-all`, { expiry: null })).status, 204)
  t.equal(await isAlive(token), 401)
  for (const expiry of [-1, 1.5, '1', 604_801]) {
    t.equal((await api('POST', `/auth/app/${appId}/expire-all`, { expiry })).status, 422, String(expiry))
  }
  t.equal((await api('POST', '/auth/app/unknown/expire-all', { expiry: -1 })).status, 404)
})

t.test('A precheck tells whether an endpoint would get such a message.', async t => {
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

t.test('The portal URL begins with the address that the caller used, or with the one in the settings.', async t => {
  const { api, appId } = await organization()
  const urlWith = async (headers: Record<string, string>) =>
    (await api('POST', `/auth/app-portal-access/${appId}`, {}, headers)).body.url.replace(/#key=.*/, '')
  t.equal(await urlWith({}), `${server.url}/portal/login`)
  t.equal(await urlWith({
    'x-forwarded-proto': 'https', 'x-forwarded-host': 'hooks.example.com'
  }), 'https://hooks.example.com/portal/login')
  t.equal(await urlWith({
    'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'hooks.example.com:8443, 10.0.0.1', 'x-forwarded-prefix': '/prod/'
  }), 'https://hooks.example.com:8443/prod/portal/login')
  t.equal(
    await urlWith({ 'x-forwarded-proto': 'javascript', 'x-forwarded-host': '<script>', 'x-forwarded-prefix': 'evil' }),
    `${server.url}/portal/login`
  )
  const settled = await startTestServer({ POSTHORN_PUBLIC_URL: 'https://hooks.example.com/base/' })
  t.teardown(settled.close)
  const there = await settled.api()
  const { body: { id } } = await there('POST', '/app', { name: 'a' })
  const { body: { url, token } } = await there('POST', `/auth/app-portal-access/${id}`, {}, { 'x-forwarded-host': 'other' })
  const [page, key] = url.split('#key=')
  t.equal(page, 'https://hooks.example.com/base/portal/login')
  t.strictSame(
    JSON.parse(Buffer.from(key, 'base64').toString()), { appId: id, token },
    'the key is in the fragment, which browsers do not send to the server'
  )
})

t.test('An organization id or application id that is too long for the database is refused as a client error.', async t => {
  const long = 'x'.repeat(2000)
  for (const claims of [
    { sub: `org_${long}` }, { sub: `app_${long}`, org: 'org_a' }, { sub: 'app_a', org: `org_${long}` }, { sub: `org_${'ü'.repeat(600)}` }
  ]) {
    const api = await server.api(signed(claims))
    for (const path of ['/app', '/event-type', '/app/app_a', '/background-task']) {
      t.match(await api('GET', path), { status: 400, body: { code: 'bad_token' } }, path)
    }
  }
  const api = await server.api(signed({ sub: `org_${'x'.repeat(508)}` }))
  const { status, body } = await api('POST', '/app', { name: 'a', uid: 'u'.repeat(256) })
  t.equal(status, 201)
  t.equal((await api('GET', `/app/${'u'.repeat(256)}`)).body.id, body.id)
  t.equal((await api('GET', '/event-type')).status, 200)
  t.equal((await api('PUT', '/environment/settings', { validatePayload: true })).status, 200)
})

t.test('The public keys of tokens need no token, and verify the tokens of this server', async t => {
  const asked = await fetch(`${server.url}/api/v1/auth/jwks`)
  t.same([asked.status, await asked.json()], [200, { keys: [] }], 'an HS algorithm has none')
  const POSTHORN_JWT_SECRET = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }) as string
  const signing = await startTestServer({ POSTHORN_JWT_SECRET, POSTHORN_JWT_ALGORITHM: 'EdDSA' })
  t.teardown(async () => await signing.close())
  const verified = await jwtVerify(await signing.token('org_a'), createRemoteJWKSet(new URL(`${signing.url}/api/v1/auth/jwks`)))
  t.equal(verified.payload.sub, 'org_a')
  t.equal((await fetch(`${signing.url}/api/v1/auth/jwks`)).headers.get('cache-control'), 'public, max-age=300')
})
