import { SignJWT, type JWTPayload } from 'jose'
import t from 'tap'
import { idTimeMs } from '../../src/lib/ids.js'
import { checkAnswer, documented } from '../helpers/openapi.js'
import { apiOf, startTestServer, type Reply } from '../helpers/server.js'

// Section 1 of the contract, statement by statement, as a client sees it.

const SECRET = 'a secret of the tests, long enough for any algorithm: 0123456789012345'
const server = await startTestServer({ POSTHORN_JWT_SECRET: SECRET })
t.after(server.close)

const fresh = async () => documented(await server.api())
const NOBODY = 'http://127.0.0.1:1/'

/** A request without token and content type, unless they are given. */
async function plain (method: string, path: string, init: RequestInit = {}): Promise<Reply> {
  const answer = await fetch(`${server.url}${path}`, { method, redirect: 'manual', ...init })
  const text = await answer.text()
  checkAnswer(method, path, { status: answer.status, text })
  return { status: answer.status, headers: answer.headers, text, body: text === '' ? undefined : JSON.parse(text) }
}

const sign = async (claims: JWTPayload, { alg = 'HS256', secret = SECRET, ...header }: Record<string, string> = {}) =>
  await new SignJWT(claims).setProtectedHeader({ alg, ...header }).sign(Buffer.from(secret))
const withToken = async (token: string, method = 'GET', path = '/app') => await documented(apiOf(server.url, token))(method, path)
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds
const codeOf = ({ status, body }: Reply) => [status, body?.code]

t.test('1.1 Slashes at the end of a path are ignored and not redirected.', async t => {
  const api = await fresh()
  const { body: app } = await api('POST', '/app/', { name: 'a' })
  for (const slashes of ['', '/', '//', '/////']) {
    for (const query of ['', '?', '?unknown=a/', '?iterator=']) {
      const reply = await api('GET', `/app/${app.id}${slashes}${query}`)
      t.strictSame([reply.status, reply.body], [200, app], `${slashes}${query}`)
    }
    t.equal((await plain('GET', `/api/v1/health/ping${slashes}`)).status, 204)
  }
  t.equal((await api('GET', '/app?order=ascending/')).status, 400, 'the query keeps its slashes')
})

t.test('1.1 A body is JSON, whatever the content type is.', async t => {
  const authorization = `Bearer ${await server.token()}`
  const types = [
    'application/json', 'application/json; charset=utf-8', 'text/plain', 'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x', 'garbage', ';;', '*/*', 'application/json; charset=', ''
  ]
  for (const type of types) {
    const { status } = await plain('POST', '/api/v1/app', { headers: { authorization, 'content-type': type }, body: '{"name":"a"}' })
    t.equal(status, 201, type)
  }
  const { status } = await plain('POST', '/api/v1/app', { headers: { authorization }, body: new Uint8Array(Buffer.from('{"name":"a"}')) })
  t.equal(status, 201, 'no content type')
})

t.test('1.1 Bytes after the first JSON value, unknown fields and unknown query parameters are ignored.', async t => {
  const api = await fresh()
  const bodies = [
    '{"name":"a"}garbage', '{"name":"a"}{"name":1}', ' \n{"name":"a"}]',
    '{"name":"a","version":"x","featureFlags":[{"y":null}],"x":1,"x":2}'
  ]
  for (const body of bodies) t.equal((await api('POST', '/app?expanded_statuses=true&x=1&x=2&limit[]=1', body)).body?.name, 'a', body)
  const { body: app } = await api('POST', '/app', { name: 'a' })
  for (const query of ['tag=x&with_msg=maybe', 'exclude_apps_with_no_endpoints=1&order', 'a%5B=1']) {
    t.equal((await api('GET', `/app/${app.id}?${query}`)).status, 200, query)
  }
})

t.test('1.1 A member that is given twice is refused, at every level with known members.', async t => {
  const api = await fresh()
  const { body: app } = await api('POST', '/app', { name: 'a' })
  t.equal((await api('POST', '/app', '{"name":"a","na\\u006de":"b"}')).status, 422)
  const message = (more: string) => `{"eventType":"a","payload":{"x":1,"x":2},${more}}`
  for (const more of [
    '"eventType":"b"', '"payload":{}', '"data":{}', '"transformationsParams":{"rawPayload":"1","rawPayload":"2"}',
    '"application":{"name":"a","name":"b","uid":"c"}'
  ]) {
    t.equal((await api('POST', `/app/${app.id}/msg`, message(more))).status, 422, more)
  }
  t.equal((await api('POST', `/app/${app.id}/msg`, message('"transformationsParams":{"x":1,"x":2}'))).status, 202)
  t.equal((await api('GET', `/app/${app.id}/msg`)).body.data.length, 1)
})

t.test('1.1 An empty body is 422 where a body is required, and is ignored elsewhere.', async t => {
  const token = await server.token()
  const api = apiOf(server.url, token)
  t.equal((await api('POST', '/app')).status, 422)
  t.equal((await api('POST', '/app', '')).status, 422)
  t.equal((await api('POST', '/app', '{}')).status, 422)
  const { body: app } = await api('POST', '/app', { name: 'a' })
  // A body where none is expected is not parsed.
  for (const body of ['{}', '', 'garbage', '{']) {
    t.equal((await api('DELETE', `/app/${app.id}`, body)).status, body === '{}' ? 204 : 404, body)
  }
})

t.test('1.1 Answers are compact JSON, and a 204 is empty.', async t => {
  const api = await fresh()
  const created = await api('POST', '/app', { name: 'a', metadata: { a: 'b' } })
  t.match(created.headers.get('content-type'), /^application\/json/)
  t.equal(created.text, JSON.stringify(created.body))
  const removed = await api('DELETE', `/app/${created.body.id}`)
  t.strictSame([removed.status, removed.text, removed.headers.get('content-type')], [204, '', null])
  t.strictSame(codeOf(await plain('GET', '/api/v1/health')), [204, undefined])
})

t.test('1.1 Any origin may call: preflight requests are answered without a token.', async t => {
  for (const path of ['/api/v1/app', '/api/v1/app/app_x/msg/']) {
    const headers = {
      origin: 'https://example.com', 'access-control-request-method': 'DELETE',
      'access-control-request-headers': 'authorization,svix-req-id,x-any'
    }
    const preflight = await fetch(server.url + path, { method: 'OPTIONS', headers })
    t.equal(preflight.status, 204)
    t.equal(await preflight.text(), '')
    t.equal(preflight.headers.get('access-control-allow-origin'), '*')
    t.equal(preflight.headers.get('access-control-allow-headers'), 'authorization,svix-req-id,x-any')
    t.match(preflight.headers.get('access-control-allow-methods'), /DELETE/)
    t.equal(preflight.headers.get('access-control-max-age'), '600')
    t.equal(preflight.headers.get('access-control-allow-credentials'), null)
  }
  const refused = await plain('GET', '/api/v1/app', { headers: { origin: 'https://example.com' } })
  t.strictSame([refused.status, refused.headers.get('access-control-allow-origin')], [401, '*'], 'pages can read errors too')
})

t.test('1.1 Unknown routes are 404 and unknown methods 405 with Allow, in JSON.', async t => {
  for (const path of ['/api/v1/nothing', '/api/v2/app', '/api/v1/app/x/y/z', '/API/v1/app', '/api/v1//app', '/nothing']) {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const reply = await plain(method, path, method === 'POST' ? { body: '{broken' } : {})
      t.strictSame(codeOf(reply), [404, 'not_found'], `${method} ${path}`)
      t.type(reply.body.detail, 'string')
    }
  }
  const cases = [
    ['PUT', '/app', 'GET, HEAD, POST'], ['DELETE', '/health/', 'GET, HEAD'], ['POST', '/app/x/attempt/msg/y?z', 'GET, HEAD'],
    ['PATCH', '/app/x/msg', 'GET, HEAD, POST'], ['PROPFIND', '/health', 'GET, HEAD']
  ]
  for (const [method, path, allow] of cases) {
    const reply = await plain(method!, `/api/v1${path}`)
    t.strictSame([...codeOf(reply), reply.headers.get('allow')], [405, 'method_not_allowed', allow], `${method} ${path}`)
    t.type(reply.body.detail, 'string')
  }
})

t.test('1.1 HEAD is GET without the body.', async t => {
  const authorization = `Bearer ${await server.token()}`
  for (const path of ['/api/v1/app', '/api/v1/app/unknown', '/api/v1/health', '/api/v1/health/ping/']) {
    const [head, get] = [
      await plain('HEAD', path, { headers: { authorization } }), await plain('GET', path, { headers: { authorization } })
    ]
    t.strictSame([head.status, head.text], [get.status, ''], path)
  }
})

t.test('1.2 A caller without a valid token gets only the 401.', async t => {
  const good = await server.token()
  const [header, payload, signature] = good.split('.')
  const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${payload}.`
  const cases: Record<string, string | undefined> = {
    'no header': undefined,
    empty: '',
    'another scheme': 'Basic YTpi',
    'no token': 'Bearer',
    'only a space as the token': 'Bearer ',
    'no space': `Bearer${good}`,
    malformed: 'Bearer abc',
    'with spaces': 'Bearer test value',
    'a token and more': `Bearer ${good} x`,
    'bad signature': `Bearer ${header}.${payload}.${signature!.slice(0, -4)}AAAA`,
    'no signature': `Bearer ${header}.${payload}.`,
    'alg none': `Bearer ${unsigned}`,
    'another secret': `Bearer ${await sign({ sub: 'org_x' }, { secret: `${SECRET}.` })}`,
    'another algorithm': `Bearer ${await sign({ sub: 'org_x' }, { alg: 'HS512' })}`,
    'not a JWT': `Bearer ${await sign({ sub: 'org_x' }, { typ: 'JOSE' })}`,
    'an unknown critical header': `Bearer ${await sign({ sub: 'org_x' }, { typ: 'JWT' })
      .then(token => token.replace(/^[^.]+/, Buffer.from('{"alg":"HS256","crit":["x"],"x":1}').toString('base64url')))}`,
    expired: `Bearer ${await sign({ sub: 'org_x', exp: inSeconds(-910) })}`,
    'not yet valid': `Bearer ${await sign({ sub: 'org_x', nbf: inSeconds(910) })}`,
    'issued in the future': `Bearer ${await sign({ sub: 'org_x', iat: inSeconds(910) })}`
  }
  for (const [name, authorization] of Object.entries(cases)) {
    const reply = await plain('GET', '/api/v1/app', { headers: authorization === undefined ? {} : { authorization } })
    t.strictSame([reply.status, reply.body], [401, { code: 'authentication_failed', detail: 'Invalid token' }], name)
  }
})

t.test('1.2 The secret sent as a token is refused with a hint.', async t => {
  const { status, body } = await withToken(SECRET)
  t.equal(status, 401)
  t.strictSame(body, { code: 'authentication_failed', detail: 'Authentication failed. JWT signing secrets can not be used as tokens, please refer to https://github.com/svix/svix-webhooks#authentication for more information.' })
})

t.test('1.2 The errors of tokens with missing claims differ by claim.', async t => {
  const cases: Array<[JWTPayload, number, string]> = [
    [{}, 401, 'authentication_failed'],
    [{ org: 'org_x' }, 401, 'authentication_failed'],
    [{ sub: 'x' }, 400, 'bad_token'],
    [{ sub: 'app_x' }, 400, 'bad_token'],
    [{ sub: '' }, 400, 'bad_token'],
    [{ sub: 'app_x', org: 'x' }, 400, 'bad token'],
    [{ sub: 'x', org: 'org_x' }, 400, 'bad token'],
    [{ sub: 'app_x', org: 5 }, 400, 'bad token']
  ]
  for (const [claims, status, code] of cases) {
    t.strictSame(codeOf(await withToken(await sign(claims))), [status, code], JSON.stringify(claims))
  }
})

t.test('1.2 Tokens are accepted with a leeway of 15 minutes, any issuer, and any spelling of the scheme.', async t => {
  const accepted: JWTPayload[] = [
    { sub: 'org_svix_python_tests' }, { sub: 'org_x', org: null }, { sub: 'org_x', iss: 'anybody', aud: 'anything' },
    { sub: 'org_x', exp: inSeconds(-890), nbf: inSeconds(890), iat: inSeconds(890) }
  ]
  for (const claims of accepted) t.equal((await withToken(await sign(claims))).status, 200, JSON.stringify(claims))
  for (const typ of ['JWT', 'jwt', 'at+jwt']) t.equal((await withToken(await sign({ sub: 'org_x' }, { typ }))).status, 200, typ)
  const token = await server.token()
  for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
    t.equal((await plain('GET', '/api/v1/app', { headers: { authorization: `${scheme} ${token}` } })).status, 200, scheme)
  }
})

t.test('1.2 A portal token reaches its own application and nothing else.', async t => {
  const api = await fresh()
  const orgToken = await server.token('org_portal')
  const org = documented(apiOf(server.url, orgToken))
  const [{ body: own }, { body: other }] = [
    await org('POST', '/app', { name: 'own', uid: 'own' }), await org('POST', '/app', { name: 'other', uid: 'other' })
  ]
  const { body: foreign } = await api('POST', '/app', { name: 'foreign' })
  const { body: message } = await org('POST', '/app/own/msg', { eventType: 'a', payload: {} })
  const portal = documented(apiOf(server.url, await sign({ sub: own.id, org: 'org_portal' })))

  const { body: endpoint } = await portal('POST', '/app/own/endpoint', { url: NOBODY })
  const allowed = [
    '', '/endpoint', `/endpoint/${endpoint.id}`, `/endpoint/${endpoint.id}/secret`, '/msg', `/msg/${message.id}`,
    `/attempt/msg/${message.id}`, `/attempt/endpoint/${endpoint.id}`
  ]
  for (const path of allowed) {
    for (const id of [own.id, 'own']) t.equal((await portal('GET', `/app/${id}${path}`)).status, 200, path)
    for (const id of [other.id, 'other', foreign.id, 'nobody']) {
      t.strictSame(codeOf(await portal('GET', `/app/${id}${path}`)), [404, 'not_found'], `${id}${path}`)
    }
  }
  t.equal((await portal('DELETE', `/app/own/endpoint/${endpoint.id}`)).status, 204)
  const refused: Array<[string, string, unknown?]> = [
    ['GET', '/app'], ['POST', '/app', { name: 'x' }], ['DELETE', '/app/own'], ['DELETE', '/app/other'],
    ['POST', '/app/own/msg', { eventType: 'a', payload: {} }]
  ]
  for (const [method, path, body] of refused) {
    t.strictSame(codeOf(await portal(method, path, body)), [403, 'insufficient access'], `${method} ${path}`)
  }
  const byUid = documented(apiOf(server.url, await sign({ sub: 'app_own', org: 'org_portal' })))
  t.strictSame(
    codeOf(await byUid('GET', '/app/own')), [401, 'authentication_failed'],
    'a token of an application that does not exist, like one of a deleted application'
  )
  const elsewhere = documented(apiOf(server.url, await sign({ sub: own.id, org: 'org_other' })))
  t.strictSame(codeOf(await elsewhere('GET', `/app/${own.id}`)), [401, 'authentication_failed'])
})

t.test('1.2 Checks are made in order: query, token, permission, application, body.', async t => {
  const token = await server.token('org_order')
  const org = documented(apiOf(server.url, token))
  const { body: app } = await org('POST', '/app', { name: 'a', uid: 'a' })
  const portal = documented(apiOf(server.url, await sign({ sub: app.id, org: 'org_order' })))
  const nobody = documented(apiOf(server.url, 'x'))
  t.equal((await nobody('GET', '/app?limit=x')).status, 400)
  t.equal((await nobody('GET', '/app?limit=251')).status, 422)
  t.equal((await nobody('POST', '/app?get_if_exists=maybe', '{')).status, 400)
  t.equal((await nobody('POST', '/app/a/msg?with_content=1', '{')).status, 400)
  t.equal((await nobody('GET', '/app/nothing/msg?before=yesterday')).status, 400)
  t.equal((await nobody('POST', '/app', '{')).status, 401)
  t.equal((await nobody('GET', '/app/nothing')).status, 401)
  t.equal((await portal('POST', '/app', '{')).status, 403)
  t.equal((await portal('POST', '/app/nothing/msg', '{')).status, 403)
  t.equal((await org('POST', '/app/nothing/endpoint', '{')).status, 404)
  t.equal((await portal('POST', '/app/nothing/endpoint', '{')).status, 404)
  t.equal((await org('POST', '/app/a/endpoint', '{')).status, 422)
  t.equal((await org('POST', '/app/nothing/msg', '{')).status, 422, 'message create reads its application last')
  t.equal(
    (await org('POST', '/app/not%20a%20uid/msg', { eventType: 'a', payload: {} })).body.detail[0].loc.join(), 'path,app_id_or_uid,__all__'
  )
  t.equal((await org('GET', '/app/not%20a%20uid/msg')).status, 404)
})

t.test('1.3 Ids sort in the order in which they were made, and encode the time of their object.', async t => {
  const api = await fresh()
  const apps: Array<{ id: string, createdAt: string }> = []
  for (let n = 0; n < 15; n++) apps.push((await api('POST', '/app', { name: `${n}` })).body)
  const ids = apps.map(({ id }) => id)
  t.strictSame([...ids].sort(), ids)
  t.strictSame((await api('GET', '/app')).body.data, apps)
  for (const { id, createdAt } of apps) {
    t.match(id, /^app_[0-9A-Za-z]{27}$/)
    const difference = Date.parse(createdAt) - idTimeMs(id)!
    t.ok(difference >= 0 && difference < 4, `${difference} ms`)
  }
  const messages: Array<{ id: string, timestamp: string }> = []
  for (let n = 0; n < 15; n++) messages.unshift((await api('POST', `/app/${ids[0]}/msg`, { eventType: 'a', payload: { n } })).body)
  t.strictSame((await api('GET', `/app/${ids[0]}/msg`)).body.data, messages)
  for (const { id, timestamp } of messages) t.equal(Date.parse(timestamp), idTimeMs(id))
})

t.test('1.4 A uid must follow its rule.', async t => {
  const api = await fresh()
  const { body: app } = await api('POST', '/app', { name: 'a' })
  const creators: Array<[prefix: string, create: (uid: string) => Promise<Reply>]> = [
    ['app_', async uid => await api('POST', '/app', { name: 'a', uid })],
    ['ep_', async uid => await api('POST', `/app/${app.id}/endpoint`, { url: NOBODY, uid })],
    ['msg_', async eventId => await api('POST', `/app/${app.id}/msg`, { eventType: 'a', payload: {}, eventId })]
  ]
  for (const [prefix, create] of creators) {
    for (const uid of ['', 'a'.repeat(257), 'a b', 'a/b', 'ä', 'a\n', 'a\u0000', `${prefix}x`, prefix]) {
      t.equal((await create(uid)).status, 422, JSON.stringify(uid))
    }
    for (const uid of ['a', '-_.Z9', 'a'.repeat(256), prefix.toUpperCase(), 'x_app_', '__proto__']) {
      t.match((await create(uid)).status, /20[12]/, uid)
    }
    t.strictSame(codeOf(await create('a')), [409, 'conflict'])
  }
})

t.test('1.4 A uid can replace the id of its object everywhere, and is free when the object is deleted.', async t => {
  const [one, other] = [await fresh(), await fresh()]
  const { body: app } = await one('POST', '/app', { name: 'a', uid: 'same' })
  const { body: twin } = await other('POST', '/app', { name: 'b', uid: 'same' })
  t.strictSame((await one('GET', '/app/same')).body, app)
  t.strictSame((await other('GET', '/app/same')).body, twin, 'another organization may use the same uid')
  const { body: endpoint } = await one('POST', '/app/same/endpoint', { url: NOBODY, uid: 'same', disabled: true })
  const { body: message } = await one('POST', '/app/same/msg', { eventType: 'a', payload: {}, eventId: 'same' })
  t.strictSame((await one('GET', '/app/same/endpoint/same')).body, endpoint)
  t.strictSame((await one('GET', '/app/same/msg/same')).body, message)
  for (const path of ['/attempt/msg/same', '/attempt/endpoint/same', '/attempt/msg/same?endpoint_id=same', '/endpoint/same/secret']) {
    t.equal((await one('GET', `/app/same${path}`)).status, 200, path)
  }
  t.equal((await one('GET', '/app/same/attempt/msg/same?endpoint_id=nobody')).status, 404)

  await one('DELETE', '/app/same/endpoint/same')
  t.equal((await one('GET', '/app/same/endpoint/same')).status, 404)
  t.equal((await one('POST', '/app/same/endpoint', { url: NOBODY, uid: 'same' })).status, 201)
  await one('DELETE', '/app/same')
  for (const path of ['', '/endpoint', '/msg', `/msg/${message.id}`, `/endpoint/${endpoint.id}`, '/attempt/msg/same']) {
    for (const id of ['same', app.id]) t.equal((await one('GET', `/app/${id}${path}`)).status, 404, `${id}${path}`)
  }
  t.equal((await one('POST', `/app/${app.id}/msg`, { eventType: 'a', payload: {} })).status, 404)
  const { status, body: reborn } = await one('POST', '/app', { name: 'c', uid: 'same' })
  t.equal(status, 201)
  t.strictSame((await one('GET', '/app/same')).body, reborn)
  t.strictSame((await one('GET', '/app')).body.data, [reborn])
  t.strictSame((await one('GET', '/app/same/endpoint')).body.data, [])
})

t.test('1.5 The answer to a creation equals later answers.', async t => {
  const api = await fresh()
  const { body: app } = await api('POST', '/app', { name: 'a', throttleRate: 5, metadata: { b: 'c' } })
  t.strictSame((await api('GET', `/app/${app.id}`)).body, app)
  t.match(app, { throttleRate: 5, rateLimit: 5, createdAt: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/ })
  const { body: endpoint } = await api('POST', `/app/${app.id}/endpoint`, { url: NOBODY, headers: { 'x-a': 'b' } })
  t.strictSame((await api('GET', `/app/${app.id}/endpoint/${endpoint.id}`)).body, endpoint)
  t.notOk(JSON.stringify(endpoint).includes('whsec_'))
  const { body: message } = await api('POST', `/app/${app.id}/msg?with_content=false`, { eventType: 'a', payload: { b: 1 }, tags: ['x'] })
  t.strictSame(message.payload, {})
  t.strictSame((await api('GET', `/app/${app.id}/msg/${message.id}`)).body, { ...message, payload: { b: 1 } })
})

t.test('1.6 A 422 names the place of the error, in its own shape.', async t => {
  const api = await fresh()
  const { body: app } = await api('POST', '/app', { name: 'a' })
  const at = async (path: string, body: unknown) => {
    const reply = await api('POST', path, body)
    t.strictSame([reply.status, Object.keys(reply.body)], [422, ['detail']])
    return reply.body.detail.map(({ loc, type }: { loc: string[], type: string }) => [loc.join('.'), type])
  }
  t.strictSame(await at('/app', '{'), [['body', 'value_error.jsondecode']])
  t.strictSame(await at('/app', {}), [['body', 'value_error.jsondecode']])
  t.strictSame(await at('/app', { name: 1 }), [['body.name', 'value_error.jsondecode']])
  t.strictSame(await at('/app', { name: '' }), [['body.name', 'value_error']])
  t.strictSame(await at('/app', { name: 'a', throttleRate: 0 }), [['body.throttleRate', 'value_error']])
  t.strictSame(await at(`/app/${app.id}/endpoint`, { url: NOBODY, eventTypes: ['unknown'] }), [['body.eventTypes', 'value_error']])
  t.strictSame(await at(`/app/${app.id}/endpoint`, { url: 'ftp://x' }), [['body.url', 'value_error']])
  t.strictSame(await at('/app/x/msg', { eventType: 'a', payload: {}, application: { name: 'a' } }), [
    ['body.application.uid', 'application_uid_missing']
  ])
  t.strictSame(await at('/app/x/msg', { eventType: 'a', payload: {}, application: { name: 'a', uid: 'y' } }), [
    ['body.application.uid', 'application_uid_mismatch']
  ])
  t.equal((await api('POST', '/app/x/msg', { eventType: 'a', payload: {} })).status, 404)
})

t.end()
