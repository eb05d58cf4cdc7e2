import t from 'tap'
import { Webhook } from 'standardwebhooks'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer({ POSTHORN_RETRY_SCHEDULE: '' })
const receiver = await startReceiver()
const httpsOnly = await startTestServer({ POSTHORN_ENDPOINT_HTTPS_ONLY: 'true', POSTHORN_DEFAULT_SIGNATURE_TYPE: 'ed25519' })
t.teardown(async () => { await Promise.all([server.close(), httpsOnly.close(), receiver.close()]) })

let organizations = 0
const URL_ = 'http://example.com/hook'
const DAY_MS = 86_400_000

async function application (host = server) {
  const orgId = `org_endpoints_${++organizations}`
  const api = await host.api(await host.token(orgId))
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a' })
  const base = `/app/${appId}/endpoint`
  const portal = await host.api(await host.tokens.mint({ kind: 'app', orgId, appId, featureFlags: [] }, 600))
  return { api, appId, base, portal, create: async (fields: object = {}) => (await api('POST', base, { url: URL_, ...fields })).body }
}

t.test('PUT replaces every field but the secret and the headers.', async t => {
  const { api, base, create } = await application()
  await api('POST', '/event-type', { name: 'a', description: '' })
  const created = await create({
    uid: 'u', description: 'd', disabled: true, version: 3, eventTypes: ['a'], channels: ['c'], throttleRate: 5, metadata: { k: 'v' },
    headers: { 'X-Mine': '1' }
  })
  const { body: secret } = await api('GET', `${base}/u/secret`)
  const put = await api('PUT', `${base}/u`, { url: 'HTTP://Example.COM:80', secret: 'ignored' })
  t.equal(put.status, 200)
  t.strictSame({ ...put.body, updatedAt: '' }, {
    id: created.id, uid: null, url: 'http://example.com/', description: '', version: 1, disabled: false, eventTypes: null,
    filterTypes: null, channels: null, throttleRate: null, rateLimit: null, metadata: {}, createdAt: created.createdAt, updatedAt: ''
  })
  t.ok(put.body.updatedAt > created.updatedAt)
  t.strictSame((await api('GET', `${base}/${created.id}/secret`)).body, secret)
  t.strictSame((await api('GET', `${base}/${created.id}/headers`)).body, { headers: { 'X-Mine': '1' }, sensitive: [] })
})

t.test('PUT with an unknown id creates an endpoint with a new id, a secret and no uid.', async t => {
  const { api, base } = await application()
  const put = await api('PUT', `${base}/unknown`, { url: URL_ })
  t.equal(put.status, 201)
  t.match(put.body, { id: /^ep_.{27}$/, uid: null })
  t.match((await api('GET', `${base}/${put.body.id}/secret`)).body, { key: /^whsec_/ })
  t.equal((await api('GET', `${base}/unknown`)).status, 404)
  t.equal((await api('PUT', `${base}/x`, { url: URL_, uid: 'x' })).status, 201)
  t.equal((await api('PUT', `${base}/x`, { url: URL_, uid: 'x' })).status, 200)
  t.equal((await api('PUT', `${base}/${put.body.id}`, { url: URL_, uid: 'x' })).status, 409)
  t.equal((await api('PATCH', `${base}/${put.body.id}`, { uid: 'x' })).status, 409)
})

t.test('PATCH changes the given fields, unsets nullable fields by null, and leaves the others.', async t => {
  const { api, base, create } = await application()
  await api('POST', '/event-type', { name: 'a', description: '' })
  const created = await create({
    uid: 'u', description: 'd', version: 3, eventTypes: ['a'], channels: ['c'], rateLimit: 5, metadata: { k: 'v' }
  })
  const patch = async (fields: object) => await api('PATCH', `${base}/${created.id}`, fields)
  t.strictSame({ ...(await patch({})).body, updatedAt: created.updatedAt }, created)
  t.match((await patch({ disabled: true })).body, {
    disabled: true, uid: 'u', eventTypes: ['a'], channels: ['c'], rateLimit: 5, version: 3
  })
  t.match((await patch({ filterTypes: null, channels: null, rateLimit: null, metadata: null, uid: null })).body,
    { uid: null, eventTypes: null, filterTypes: null, channels: null, throttleRate: null, rateLimit: null, metadata: {}, description: 'd' })
  t.match((await patch({ url: 'https://EXAMPLE.com:443/x', channels: ['b', 'b'] })).body, { url: 'https://example.com/x', channels: ['b'] })
  t.match(
    await patch({ secret: 'whsec_x' }), { status: 422, body: { detail: [{ loc: ['body', 'secret'] }] } },
    'the secret changes by rotation only'
  )
  for (const field of ['url', 'description', 'version', 'disabled']) t.equal((await patch({ [field]: null })).status, 422, field)
})

t.test('Fields are accepted at their limits and refused just beyond them, in POST, PUT and PATCH.', async t => {
  const { api, base, create } = await application()
  await api('POST', '/event-type', { name: 'archived', description: '', archived: true })
  await api('POST', '/event-type', { name: 'live', description: '' })
  const { id } = await create()
  const channels = (count: number) => Array.from({ length: count }, (_, i) => `c${i}`)
  const good = [
    { channels: channels(10) }, { version: 65_535 }, { throttleRate: 65_535 }, { description: '' }, { eventTypes: ['live', 'live'] },
    { channels: ['x'.repeat(256)] }
  ]
  const bad = [{ channels: channels(11) }, { channels: [] }, { channels: ['a b'] }, { channels: ['x'.repeat(257)] }, { version: 0 },
    { version: 65_536 }, { throttleRate: 0 }, { eventTypes: [] },
    { eventTypes: ['archived'] }, { filterTypes: ['unknown'] }, { eventTypes: ['live'], filterTypes: ['archived'] }, { uid: 'ep_x' },
    { description: 'a\u0001' }, { description: 'x'.repeat(400_000) },
    { url: 'ftp://example.com' }, { url: 'example.com' }, { url: '' }, { url: 'http://' }, { metadata: { a: {} } }, { disabled: 'no' }]
  const calls = [['POST', base], ['PUT', `${base}/${id}`], ['PATCH', `${base}/${id}`]] as const
  for (const [method, path] of calls) {
    for (const fields of good) {
      t.ok((await api(method, path, { url: URL_, ...fields })).status <= 201, `${method} ${JSON.stringify(fields).slice(0, 50)}`)
    }
    for (const fields of bad) {
      t.equal((await api(method, path, { url: URL_, ...fields })).status, 422, `${method} ${JSON.stringify(fields).slice(0, 50)}`)
    }
  }
  t.equal((await api('PUT', `${base}/${id}`, {})).status, 422)
  t.match((await api('PATCH', `${base}/${id}`, { eventTypes: ['unknown'] })).body.detail[0], {
    loc: ['body', 'eventTypes'], type: 'value_error'
  })
})

t.test('Event types are checked too when there are too many to read one by one.', async t => {
  const { api, base } = await application()
  const names = Array.from({ length: 40 }, (_, i) => `type.${i}`)
  await Promise.all(names.map(async name => await api('POST', '/event-type', { name, description: '' })))
  t.strictSame((await api('POST', base, { url: URL_, eventTypes: names })).body.eventTypes.length, 40)
  await api('DELETE', '/event-type/type.7')
  t.match((await api('POST', base, { url: URL_, eventTypes: names })).body.detail[0].msg, /type\.7$/)
})

t.test('Event types and URL are checked before the endpoint is read.', async t => {
  const { api, base } = await application()
  t.equal((await api('PATCH', `${base}/unknown`, { eventTypes: ['unknown'] })).status, 422)
  t.equal((await api('PATCH', `${base}/unknown`, { url: 'nothing' })).status, 422)
  t.equal((await api('PATCH', `${base}/unknown`, { description: 'x' })).status, 404)
  t.equal((await api('PATCH', '/app/unknown/endpoint/unknown', { url: 'nothing' })).status, 404, 'the application is checked first')
})

t.test('With https only, POST, PUT and PATCH refuse http; secrets are Ed25519.', async t => {
  const { api, base } = await application(httpsOnly)
  const { body: { id } } = await api('POST', base, { url: 'https://example.com' })
  for (const [method, path] of [['POST', base], ['PUT', `${base}/${id}`], ['PATCH', `${base}/${id}`]] as const) {
    const refused = await api(method, path, { url: 'http://example.com' })
    t.match(refused, { status: 422, body: { detail: [{ loc: ['body', 'url'] }] } }, method)
  }
  t.match((await api('GET', `${base}/${id}/secret`)).body, { key: /^whpk_/ })
  t.equal((await api('POST', `${base}/${id}/secret/rotate`, {})).status, 200)
  t.match((await api('GET', `${base}/${id}/secret`)).body, { key: /^whpk_/ })
})

t.test('Custom headers are set, patched and shown; for sensitive ones only the names are shown.', async t => {
  const { api, base, create } = await application()
  const { id } = await create()
  const path = `${base}/${id}/headers`
  t.strictSame((await api('GET', path)).body, { headers: {}, sensitive: [] })
  const put = await api('PUT', path, {
    headers: {
      'X-One': '1', 'X-API-Key': 'hidden', Authorization: 'hidden', 'x-Auth-Token': 'hidden'
    }
  })
  t.equal(put.status, 204)
  t.equal(put.text, '')
  const shown = await api('GET', path)
  t.strictSame(shown.body.headers, { 'X-One': '1' })
  t.strictSame(shown.body.sensitive.sort(), ['Authorization', 'X-API-Key', 'x-Auth-Token'])
  t.notOk(shown.text.includes('hidden'))

  t.equal((await api('PATCH', path, {
    headers: {
      'x-one': 'lower', 'X-Two': '2', 'X-API-Key': null, Authorization: null, 'x-unknown': null
    }
  })).status, 204)
  t.strictSame((await api('GET', path)).body, { headers: { 'X-One': '1', 'x-one': 'lower', 'X-Two': '2' }, sensitive: ['x-Auth-Token'] })
  t.equal((await api('PATCH', path, { headers: {}, deleteHeaders: ['x-one', 'x-Auth-Token'] })).status, 204)
  t.strictSame((await api('GET', path)).body, { headers: { 'X-One': '1', 'X-Two': '2' }, sensitive: [] })
  t.equal((await api('PUT', path, { headers: {} })).status, 204)
  t.strictSame((await api('GET', path)).body, { headers: {}, sensitive: [] })
})

t.test('Reserved headers are refused, and so are values that HTTP does not allow.', async t => {
  const { api, base, create } = await application()
  const { id } = await create()
  const path = `${base}/${id}/headers`
  const refused = [
    'User-Agent', 'keep-alive', 'Content-Type', 'content-length', 'TRANSFER-ENCODING', 'x-amz-date', 'x-svix-a', 'svix-id', 'X-Goog-a',
    'webhook-id', 'host', 'a:b', 'a?', 'a b', '', 'a\u0000', 'ü', 'a\r\nb'
  ]
  for (const name of refused) {
    for (const method of ['PUT', 'PATCH']) t.equal((await api(method, path, { headers: { [name]: 'x' } })).status, 422, `${method} ${name}`)
    t.equal((await api('POST', base, { url: URL_, headers: { [name]: 'x' } })).status, 422, `POST ${name}`)
  }
  for (const value of ['a\nb', 'a\r\nx: y', 'a\u0000', '\u007f', 'x'.repeat(4097)]) {
    for (const method of ['PUT', 'PATCH']) {
      t.equal((await api(method, path, { headers: { ok: value } })).status, 422, `${method} ${JSON.stringify(value).slice(0, 20)}`)
    }
  }
  t.equal((await api('PUT', path, { headers: { ok: null } })).status, 422, 'null is accepted by PATCH only')
  t.equal((await api('PUT', path, {})).status, 422)
  t.equal(
    (await api('PUT', path, { headers: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`x-${i}`, 'x'.repeat(4096)])) })).status,
    422, 'the headers are larger than an item can store'
  )
  t.equal((await api('PUT', path, { headers: { ok: `a\tb${'x'.repeat(4093)}` } })).status, 204)
  t.equal((await api('PUT', `${base}/unknown/headers`, { headers: { 'user-agent': 'x' } })).status, 422, 'the body is checked first')
  for (const method of ['GET', 'PUT', 'PATCH']) {
    t.equal((await api(method, `${base}/unknown/headers`, method === 'GET' ? undefined : { headers: {} })).status, 404)
  }
})

t.test('Ten rotations keep ten old secrets; the eleventh is refused and changes nothing.', async t => {
  const { api, base, create } = await application()
  const { id } = await create()
  const rotate = async (body: unknown = {}) => await api('POST', `${base}/${id}/secret/rotate`, body)
  for (let i = 0; i < 10; i++) t.equal((await rotate()).status, 200)
  const { body: before } = await api('GET', `${base}/${id}/secret`)
  const refused = await rotate()
  t.match(refused, { status: 400, body: { code: 'limit_reached' } })
  t.strictSame((await api('GET', `${base}/${id}/secret`)).body, before)
  t.equal((await rotate({ gracePeriodSeconds: 0 })).status, 200, 'a secret that is dropped at once does not count')
})

t.test('A rotation accepts a key of the caller, after checking it.', async t => {
  const { api, base, create } = await application()
  const { id } = await create()
  const rotate = async (body: unknown) => (await api('POST', `${base}/${id}/secret/rotate`, body)).status
  const key = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
  t.equal(await rotate({ key, gracePeriodSeconds: null }), 200)
  t.strictSame((await api('GET', `${base}/${id}/secret`)).body, { key })
  t.equal(await rotate({ key }), 200, 'the current key again')
  t.equal(await rotate({ key: null, gracePeriodSeconds: 604_800 }), 200)
  const bytes = (count: number) => `whsec_${Buffer.alloc(count).toString('base64')}`
  for (const good of [bytes(24), bytes(75)]) t.equal(await rotate({ key: good }), 200)
  for (const bad of [bytes(23), bytes(76), 'whsec_!', 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=', 'x', 5]) {
    t.equal(await rotate({ key: bad }), 422, String(bad).slice(0, 20))
  }
  for (const gracePeriodSeconds of [-1, 604_801, 1.5, '1']) t.equal(await rotate({ gracePeriodSeconds }), 422, String(gracePeriodSeconds))
  t.equal((await api('POST', `${base}/${id}/secret/rotate`)).status, 422, 'a body is required')
  t.equal((await api('POST', `${base}/unknown/secret/rotate`, { key: 'x' })).status, 422)
  t.equal((await api('POST', `${base}/unknown/secret/rotate`, {})).status, 404)
  t.equal((await api('GET', `${base}/unknown/secret`)).status, 404)
})

t.test('After rotations each valid secret signs; a dropped secret does not.', async t => {
  const { api, appId, base, create } = await application()
  const { id } = await create({ url: `${receiver.url}/rotated` })
  const keys: string[] = []
  for (const gracePeriodSeconds of [3600, 60, 0]) {
    keys.push((await api('GET', `${base}/${id}/secret`)).body.key)
    await api('POST', `${base}/${id}/secret/rotate`, { gracePeriodSeconds })
  }
  keys.push((await api('GET', `${base}/${id}/secret`)).body.key)
  await api('POST', `/app/${appId}/msg`, { eventType: 'a', payload: { a: 1 } })
  const { body, headers } = await eventually('the delivery', () => receiver.received.find(({ path }) => path === '/rotated'))
  const isSignedBy = (key: string) => {
    try {
      return Boolean(new Webhook(key).verify(body.toString(), headers as Record<string, string>))
    } catch {
      return false
    }
  }
  t.strictSame(keys.map(isSignedBy), [true, true, false, true])
  const [current, soonest, latest] = String(headers['webhook-signature']).split(' ')
  t.strictSame([current, soonest, latest].map((signature, i) => new Webhook([keys[3], keys[1], keys[0]][i]!).sign(
    String(headers['webhook-id']), new Date(Number(headers['webhook-timestamp']) * 1000), body.toString()
  ) === signature), [true, true, true], 'the current secret signs first, the others in order of expiry')
})

t.test('Stats count the attempts of a range by status.', async t => {
  const { api, appId, base, create } = await application()
  const failing = await startReceiver((received, response) => { response.writeHead(received.body.includes('bad') ? 500 : 200).end() })
  t.teardown(failing.close)
  const { id } = await create({ url: failing.url })
  const none = { success: 0, fail: 0, pending: 0, sending: 0, canceled: 0, undelivered: { pending: 0, exhausted: 0, canceled: 0 } }
  const some = { ...none, success: 2, fail: 1, undelivered: { ...none.undelivered, exhausted: 1 } }
  t.strictSame((await api('GET', `${base}/${id}/stats`)).body, none)
  const before = new Date().toISOString()
  for (const payload of [{ good: 1 }, { good: 2 }, { bad: 1 }]) await api('POST', `/app/${appId}/msg`, { eventType: 'a', payload })
  const stats = async (query = '') => (await api('GET', `${base}/${id}/stats${query}`)).body
  await eventually('three attempts', async () => {
    const { success, fail, undelivered } = await stats()
    return success + fail === 3 && undelivered.exhausted === 1
  })
  t.strictSame(await stats(), some)
  t.strictSame(await stats(`?since=${before}`), some)
  t.strictSame(await stats(`?until=${before}&since=${new Date(Date.now() - 28 * DAY_MS).toISOString()}`), none)
})

t.test('The range of stats is checked before the endpoint.', async t => {
  const { api, base, create, portal } = await application()
  const { id } = await create()
  const at = (ms: number) => encodeURIComponent(new Date(Date.now() + ms).toISOString())
  const get = async (query: string, endpoint = id, caller = api) => await caller('GET', `${base}/${endpoint}/stats?${query}`)
  for (const query of [`since=${at(-29 * DAY_MS)}`, `until=${at(60_000)}`, `since=${at(-1000)}&until=${at(-2000)}`]) {
    t.match(await get(query, 'unknown'), { status: 400, body: { code: 'invalid_range' } }, query)
  }
  t.match(await get('since=yesterday'), { status: 400, body: { code: 'generic_error' } })
  t.equal((await get(`since=${at(-28 * DAY_MS - 4 * 60_000)}`)).status, 200)
  t.equal((await get(`since=${at(-28 * DAY_MS - 6 * 60_000)}`)).status, 400)
  t.equal((await get('', 'unknown')).status, 404)
  t.equal((await get('', id, portal)).status, 200)
})

t.test('An example is a real message to one endpoint only.', async t => {
  const { api, appId, base, create } = await application()
  const { id } = await create({ url: `${receiver.url}/example` })
  await create({ url: `${receiver.url}/bystander` })
  const exact = '{"amount":12345678901234567890.10,"by":"ü"}'
  await api('POST', '/event-type', `{"name":"invoice.paid","description":"","schemas":{"1":{"examples":[{"a":1}, ${exact}]}}}`)
  const send = async (body: unknown) => await api('POST', `${base}/${id}/send-example`, body)

  const ping = await send({ eventType: 'svix.ping' })
  t.match(ping, { status: 200, body: { id: /^msg_/, eventType: 'svix.ping', payload: {}, eventId: null, channels: null } })
  t.strictSame(ping.body.payload, {})
  t.strictSame((await api('GET', `/app/${appId}/msg/${ping.body.id}`)).body.payload, { success: true })
  t.equal((await send({ eventType: 'invoice.paid' })).status, 200)
  t.equal((await send({ eventType: 'invoice.paid', exampleIndex: 1 })).status, 200)
  const at = (path: string) => receiver.received.filter(one => one.path === path)
  await eventually('three examples', () => at('/example').length === 3)
  t.strictSame(at('/example').map(({ body }) => body.toString()).sort(), [exact, '{"a":1}', '{"success":true}'].sort())
  t.strictSame(at('/bystander'), [])
})

t.test('An unknown example is refused.', async t => {
  const { api, base, create, portal } = await application()
  const { id } = await create({ disabled: true })
  const send = async (body: unknown, endpoint = id, caller = api) => await caller('POST', `${base}/${endpoint}/send-example`, body)
  await api('POST', '/event-type', { name: 'bare', description: '' })
  for (const [name, schemas] of Object.entries({
    none: {}, other: { 2: { examples: [{}] } }, empty: { 1: { examples: [] } }, scalar: { 1: { examples: ['text'] } }, boolean: { 1: true }
  })) {
    await api('POST', '/event-type', { name, description: '', schemas })
    t.match(await send({ eventType: name }), { status: 400, body: { code: 'invalid_scheme' } }, name)
  }
  t.match(await send({ eventType: 'bare' }), { status: 400, body: { code: 'invalid_scheme' } })
  t.equal((await send({ eventType: 'unknown' })).status, 404)
  t.equal((await send({ eventType: 'unknown' }, 'nothing')).status, 404)
  t.equal((await send({ eventType: 'svix.ping' }, 'nothing')).status, 404)
  t.equal((await send({})).status, 422)
  t.equal((await send({ eventType: 'a b' })).status, 422)
  t.equal((await send({ eventType: 'svix.ping' }, id, portal)).status, 200)
  t.equal((await send({ eventType: 'svix.ping' })).status, 200, 'a disabled endpoint gets nothing, without an error')
})

t.test('A portal manages the endpoints of its own application only.', async t => {
  const { base, portal, create } = await application()
  const other = await application()
  const { id } = await create()
  const stranger = await other.create()
  for (const [method, path, body, status] of [
    ['PUT', '', { url: URL_ }, 200], ['PATCH', '', {}, 200], ['GET', '/secret', undefined, 200], ['POST', '/secret/rotate', {}, 200],
    ['GET', '/headers', undefined, 200], ['PUT', '/headers', { headers: {} }, 204], ['PATCH', '/headers', { headers: {} }, 204],
    ['GET', '/stats', undefined, 200]
  ] as const) {
    t.equal((await portal(method, `${base}/${id}${path}`, body)).status, status, `${method} ${path}`)
    t.equal((await portal(method, `${other.base}/${stranger.id}${path}`, body)).status, 404, `${method} ${path} of another application`)
  }
})
