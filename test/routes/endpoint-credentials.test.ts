import t from 'tap'
import { eventually, startReceiver, type Receiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer({ POSTHORN_RETRY_SCHEDULE: '' })
const [receiver, elsewhere] = await Promise.all([startReceiver(), startReceiver()])
t.teardown(async () => { await Promise.all([server.close(), receiver.close(), elsewhere.close()]) })

let organizations = 0
const HEADERS = { Authorization: 'Bearer hush-one', 'X-Company-Token': 'hush-two', 'x-region': 'hush-eu', Cookie: 'sid=hush-three' }
const NAMES = Object.keys(HEADERS)
const withLogin = (url: string) => url.replace('://', '://hush-user:hush%20pass@')

async function setUp (fields: object = {}) {
  const orgId = `org_credentials_${++organizations}`
  const api = await server.api(await server.token(orgId))
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a' })
  const portal = await server.api(await server.tokens.mint({ kind: 'app', orgId, appId, featureFlags: [] }, 600))
  const base = `/app/${appId}/endpoint`
  const { body: endpoint } = await api('POST', base, { url: `${withLogin(receiver.url)}/hook`, headers: HEADERS, ...fields })
  const headers = async () => (await api('GET', `${base}/${endpoint.id}/headers`)).body
  /** The headers that a receiver gets for a message. */
  const arrival = async (to: Receiver) => {
    const { body: { id } } = await api('POST', `/app/${appId}/msg`, { eventType: 'a', payload: {} })
    return { id, ...await eventually('the delivery', () => to.received.find(one => one.headers['webhook-id'] === id)) }
  }
  return { orgId, api, portal, appId, base, one: `${base}/${endpoint.id}`, endpoint, headers, arrival }
}

t.test('A delivery sends the headers and the login of the URL exactly as they were given.', async t => {
  const { arrival } = await setUp({ headers: { 'X-Company-Token': 'hush-two', 'x-region': 'hush-eu', Cookie: 'sid=ü' } })
  const { headers, path } = await arrival(receiver)
  const basic = `Basic ${Buffer.from('hush-user:hush pass').toString('base64')}`
  t.match(headers, { authorization: basic, 'x-company-token': 'hush-two', 'x-region': 'hush-eu' })
  t.equal(Buffer.from(headers.cookie!, 'latin1').toString(), 'sid=ü')
  t.equal(path, '/hook')
  const own = await setUp()
  t.equal((await own.arrival(receiver)).headers.authorization, 'Bearer hush-one', 'a custom header overrides a header of the same name')
})

t.test('An organization reads the URL as it was given, in every answer with a URL.', async t => {
  const { api, base, one, appId, arrival } = await setUp()
  const url = `${withLogin(receiver.url)}/hook`
  const { id } = await arrival(receiver)
  await eventually('the attempt', async () => (await api('GET', `/app/${appId}/msg/${id}/endpoint`)).body.data.length === 1)
  for (const path of [one, base, `/app/${appId}/msg/${id}/endpoint`]) {
    t.equal([(await api('GET', path)).body].map(body => body.data?.[0] ?? body)[0].url, url, path)
  }
  t.equal((await api('PATCH', one, { description: 'x' })).body.url, url)
  t.equal((await api('PUT', one, { url })).body.url, url)
  t.equal(
    (await api('PATCH', one, { url: receiver.url })).body.url, `${receiver.url}/`,
    'an organization removes the login by giving a URL without one'
  )
  t.equal((await api('GET', one)).body.url, `${receiver.url}/`)
})

t.test('A portal reads no header value and no login, in any answer.', async t => {
  const { portal, base, one, appId, arrival } = await setUp()
  const { id } = await arrival(receiver)
  const attempt = await eventually('the attempt', async () => (await portal('GET', `/app/${appId}/attempt/msg/${id}`)).body.data[0])
  t.equal(attempt.url, `${receiver.url}/hook`)
  const paths = [base, one, `${one}/headers`, `${one}/stats`, `${one}/msg`, `${one}/secret`, `/app/${appId}`, `/app/${appId}/msg`,
  `/app/${appId}/msg/${id}`, `/app/${appId}/msg/${id}/endpoint`,
    `/app/${appId}/msg/${id}/attempt`, `/app/${appId}/msg/${id}/attempt/${attempt.id}`,
    `/app/${appId}/attempt/endpoint/${one.split('/').at(-1)}`, `/app/${appId}/delivery`, '/background-task', '/event-type']
  const asked = await Promise.all(paths.map(async path => await portal('GET', path)))
  const written = [
    await portal('PATCH', one, { description: 'x' }), await portal('PUT', one, { url: `${receiver.url}/hook` }),
    await portal('PATCH', `${one}/headers`, { headers: { 'X-Own': 'hush-own' } }), await portal('POST', base, {
      url: withLogin(receiver.url), headers: HEADERS
    }), await portal('PUT', `${base}/unknown`, { url: withLogin(receiver.url) }),
    await portal('PATCH', one, { url: `${withLogin(elsewhere.url)}/hook` }),
    await portal('PUT', `${one}/headers`, { headers: { 'X-Own': 'hush-\u0000' } }),
    await portal('PATCH', one, { url: 'ftp://hush-user:hush-pass@x' })
  ]
  for (const { status, text } of [...asked, ...written]) t.notMatch(text, /hush|"login":"/, `${status} ${text.slice(0, 60)}`)
  t.strictSame([...asked, ...written].map(({ status }) => status), [...paths.map(() => 200), 200, 200, 204, 201, 201, 200, 422, 422])
  t.strictSame((await portal('GET', `${one}/headers`)).body.headers, {})
})

t.test('A portal sees the names of all headers; an organization also sees the values of headers that are not sensitive.', async t => {
  const { portal, one, headers } = await setUp()
  const { body } = await portal('GET', `${one}/headers`)
  t.strictSame(body, { headers: {}, sensitive: NAMES })
  t.strictSame(await headers(), {
    headers: { 'X-Company-Token': 'hush-two', 'x-region': 'hush-eu' }, sensitive: ['Authorization', 'Cookie']
  })
})

t.test("A portal's change within the same receiver keeps headers and login, although the portal saw a URL without login.", async t => {
  const { api, portal, one, headers, arrival } = await setUp()
  for (const [method, fields] of [
    ['PUT', { url: (await portal('GET', one)).body.url }], ['PATCH', { url: `${receiver.url}/other` }], ['PATCH', { description: 'x' }]
  ] as const) {
    const { status, body } = await portal(method, one, fields)
    t.equal(status, 200)
    t.notOk('dropped' in body, method)
  }
  t.equal((await api('GET', one)).body.url, `${withLogin(receiver.url)}/other`)
  t.strictSame([await headers()].flatMap(shown => [...Object.keys(shown.headers), ...shown.sensitive]).sort(), [...NAMES].sort())
  t.match(await arrival(receiver), { path: '/other', headers: { authorization: 'Bearer hush-one', 'x-company-token': 'hush-two' } })
  await portal('PATCH', one, { url: receiver.url.replace('://', '://own:own@') })
  t.equal((await api(
    'GET', one
  )).body.url, `${receiver.url.replace('://', '://own:own@')}/`, "a login in the portal's URL replaces the old one")
})

t.test('A portal that changes scheme, host or port by PUT or PATCH removes the credentials, and the answer tells so.', async t => {
  const { port } = new URL(receiver.url)
  const moves: Record<string, string> = { scheme: `https://127.0.0.1:${port}/hook`, host: `http://localhost:${port}/hook`, port: `${elsewhere.url}/hook` }
  for (const [what, url] of Object.entries(moves)) {
    for (const method of ['PUT', 'PATCH']) {
      const { api, portal, one, headers } = await setUp()
      const { status, body } = await portal(method, one, { url })
      t.equal(status, 200)
      t.match(body, { url, dropped: { headers: ['Authorization', 'X-Company-Token', 'Cookie'], login: true } }, `${method} ${what}`)
      t.strictSame(await headers(), { headers: { 'x-region': 'hush-eu' }, sensitive: [] })
      t.equal((await api('GET', one)).body.url, url)
      t.notOk('dropped' in (await portal(method, one, { url })).body, 'the answer tells so once')
      t.equal(
        (await api('PATCH', one, { url: `${receiver.url}/hook` })).body.url, `${receiver.url}/hook`,
        'changing the URL back does not restore the credentials'
      )
      t.strictSame((await headers()).sensitive, [])
    }
  }
})

t.test('Credentials that a portal dropped are not sent to the new receiver.', async t => {
  const { portal, one, arrival } = await setUp()
  await portal('PATCH', one, { url: `${elsewhere.url}/hook` })
  const { headers } = await arrival(elsewhere)
  t.match(headers, { 'x-region': 'hush-eu' })
  t.strictSame(Object.entries(headers).filter(([, value]) => /hush-(one|two|three|user)|Basic/.test(String(value))), [])
})

t.test("A portal's own login is sent to the new receiver, and only the headers are reported as dropped.", async t => {
  const { api, portal, one } = await setUp()
  const { body } = await portal('PATCH', one, { url: elsewhere.url.replace('://', '://own:own@') })
  t.match(body, { url: `${elsewhere.url}/`, dropped: { headers: ['Authorization', 'X-Company-Token', 'Cookie'], login: false } })
  t.equal((await api('GET', one)).body.url, `${elsewhere.url.replace('://', '://own:own@')}/`)
  const bare = await setUp({ url: receiver.url, headers: { 'x-region': 'eu' } })
  t.notOk('dropped' in (await bare.portal('PATCH', bare.one, { url: elsewhere.url })).body, 'there is nothing to drop')
})

t.test("An organization's own change of the URL keeps the headers.", async t => {
  const { api, one, headers, arrival } = await setUp()
  const { body } = await api('PATCH', one, { url: `${withLogin(elsewhere.url)}/hook` })
  t.notOk('dropped' in body)
  t.match((await headers()).sensitive, ['Authorization', 'Cookie'])
  t.match((await arrival(elsewhere)).headers, { authorization: 'Bearer hush-one' })
})

t.test('Headers are changed one by one without being read.', async t => {
  const { portal, one, arrival } = await setUp()
  t.equal((await portal('PATCH', `${one}/headers`, {
    headers: { Authorization: 'Bearer new', Cookie: null }, deleteHeaders: ['x-region']
  })).status, 204)
  const { headers } = await arrival(receiver)
  t.match(headers, { authorization: 'Bearer new', 'x-company-token': 'hush-two' })
  t.notOk('cookie' in headers || 'x-region' in headers)
})

t.test('A portal sees no more in an answer that is repeated for its idempotency key than in the first answer.', async t => {
  const { portal, base } = await setUp()
  const create = async () => await portal('POST', base, { url: withLogin(receiver.url) }, { 'idempotency-key': 'k' })
  const [first, second] = [await create(), await create()]
  t.equal(first.text, second.text)
  t.equal(second.body.url, `${receiver.url}/`)
})
