import t from 'tap'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer()
t.teardown(async () => await server.close())

t.test('PUT replaces every field; absent fields get their defaults.', async t => {
  const api = await server.api()
  const { body: created } = await api('POST', '/app', { name: 'a', uid: 'u', throttleRate: 5, metadata: { k: 'v' } })
  const put = await api('PUT', '/app/u', { name: 'b' })
  t.equal(put.status, 200)
  t.strictSame({ ...put.body, updatedAt: '' }, {
    id: created.id, name: 'b', throttleRate: null, metadata: {}, createdAt: created.createdAt, updatedAt: ''
  })
  t.strictSame((await api('GET', `/app/${created.id}`)).body, put.body)
  t.equal((await api('GET', '/app/u')).status, 404, 'the uid is free')
  t.equal((await api('POST', '/app', { name: 'c', uid: 'u' })).status, 201)
})

t.test('acceptRate refuses what is beyond it with 429 and Retry-After, on every way to send; absent and null are no limit.', async t => {
  const api = await server.api()
  const { body: created } = await api('POST', '/app', { name: 'a', uid: 'limited', acceptRate: 1 })
  t.equal(created.acceptRate, 1)
  const { body: { id: endpoint } } = await api('POST', '/app/limited/endpoint', { url: 'https://example.com', disabled: true })
  const send = async () => await api('POST', '/app/limited/msg', { eventType: 'x', payload: {} })
  const message = { eventType: 'x', payload: {} }
  t.equal((await api('POST', '/app/limited/msg/batch', { messages: Array(60).fill(message) })).status, 202)
  const refused = await send()
  t.equal(refused.status, 429)
  t.equal(refused.body.code, 'too_many_requests')
  t.ok(Number(refused.headers.get('retry-after')) > 30, 'the batch is ahead by a minute')
  t.equal((await api('POST', '/app/limited/msg/batch', { messages: [message] })).status, 429)
  t.equal((await api('POST', `/app/limited/endpoint/${endpoint}/send-example`, { eventType: 'svix.ping' })).status, 429)
  t.equal((await api('POST', '/app/limited/msg', { eventType: 'x' })).status, 422, 'a wrong message is told so')
  t.equal((await api('PATCH', '/app/limited', { acceptRate: 0 })).status, 422)
  t.match((await api('PATCH', '/app/limited', { name: 'b' })).body, { acceptRate: 1 })
  t.notOk('acceptRate' in (await api('PATCH', '/app/limited', { acceptRate: null })).body)
  for (let n = 0; n < 5; n++) t.equal((await send()).status, 202)
  await api('PATCH', '/app/limited', { acceptRate: 3 })
  t.notOk('acceptRate' in (await api('PUT', '/app/limited', { name: 'c', uid: 'limited' })).body, 'PUT replaces it')
})

t.test('PUT with an unknown id or uid creates an application, and does not take its uid from the path.', async t => {
  const api = await server.api()
  for (const path of ['unknown', 'app_1srOrx2ZWZBpBUvZwXKQmoEYga2']) {
    const put = await api('PUT', `/app/${path}`, { name: 'new' })
    t.equal(put.status, 201)
    t.match(put.body.id, /^app_.{27}$/)
    t.not(put.body.id, path)
    t.notOk('uid' in put.body)
    t.equal((await api('GET', `/app/${path}`)).status, 404)
  }
  t.match((await api('PUT', '/app/unknown', { name: 'n', uid: 'unknown' })).body, { uid: 'unknown' })
  t.equal((await api('PUT', '/app/unknown', { name: 'again', uid: 'unknown' })).status, 200)
})

t.test('PUT and PATCH with the uid of another application are a conflict, and change nothing.', async t => {
  const api = await server.api()
  await api('POST', '/app', { name: 'first', uid: 'taken' })
  await api('POST', '/app', { name: 'second', uid: 'mine' })
  for (const [method, path] of [['PUT', '/app/mine'], ['PATCH', '/app/mine'], ['PUT', '/app/nobody']] as const) {
    const refused = await api(method, path, { name: 'x', uid: 'taken' })
    t.equal(refused.status, 409, `${method} ${path}`)
    t.equal(refused.body.code, 'conflict')
  }
  t.match((await api('GET', '/app/mine')).body, { name: 'second' })
  t.match((await api('GET', '/app/taken')).body, { name: 'first' })
})

t.test('PATCH changes the given fields, unsets a field by null and leaves the others.', async t => {
  const api = await server.api()
  const { body } = await api('POST', '/app', { name: 'a', uid: 'u', rateLimit: 7, metadata: { a: '1', b: '2' } })
  const patch = async (fields: object) => await api('PATCH', `/app/${body.id}`, fields)
  t.strictSame({ ...(await patch({})).body, updatedAt: body.updatedAt }, body)
  t.match((await patch({ name: 'b' })).body, { name: 'b', uid: 'u', throttleRate: 7, rateLimit: 7, metadata: { a: '1', b: '2' } })
  t.strictSame((await patch({ metadata: { c: '3' } })).body.metadata, { c: '3' }, 'replaced, not merged')
  t.strictSame((await patch({ metadata: null })).body.metadata, {})
  t.match((await patch({ throttleRate: 9, rateLimit: 8 })).body, { throttleRate: 9 })
  const unset = (await patch({ uid: null, rateLimit: null })).body
  t.equal(unset.throttleRate, null)
  t.notOk('uid' in unset || 'rateLimit' in unset)
  t.equal((await patch({ name: null })).status, 422)
  t.equal((await api('GET', '/app/u')).status, 404)
})

t.test('Every write moves updatedAt and none moves createdAt.', async t => {
  const api = await server.api()
  const { body: first } = await api('POST', '/app', { name: 'a' })
  const { body: second } = await api('PATCH', `/app/${first.id}`, { name: 'b' })
  const { body: third } = await api('PUT', `/app/${first.id}`, { name: 'c' })
  t.equal(third.createdAt, first.createdAt)
  const times = [first, second, third].map(({ updatedAt }) => Date.parse(updatedAt))
  t.ok(times[0]! < times[1]! && times[1]! < times[2]!, times.join(' < '))
})

t.test('Fields are accepted at their limits and refused just beyond them.', async t => {
  const api = await server.api()
  const { body: { id } } = await api('POST', '/app', { name: 'a' })
  const atLimit = { k: 'x'.repeat(4096 - '{"k":""}'.length) }
  const good = [
    { uid: 'x'.repeat(256) }, { uid: 'aZ09-_.' }, { throttleRate: 1 }, { throttleRate: 65_535 }, { metadata: atLimit },
    { name: 'ü'.repeat(300) }, { metadata: { 'a\nb': 'line break' } }
  ]
  const bad = [{ uid: 'x'.repeat(257) }, { uid: '' }, { uid: 'app_x' }, { uid: 'a b' }, { throttleRate: 0 }, { throttleRate: 65_536 },
    { rateLimit: -1 }, { throttleRate: 1.5 },
    { metadata: { k: `${atLimit.k}x` } }, { metadata: { k: 1 } }, { metadata: { 'a\nb': 1 } }, { metadata: [] }, { name: '' },
    { name: 'a\u0000' }, { name: 'a\u0008' }, { name: 'x'.repeat(400_000) }, { name: 5 }]
  for (const fields of good) {
    t.match(await api('PATCH', `/app/${id}`, fields), { status: 200, body: fields }, `PATCH ${JSON.stringify(fields).slice(0, 50)}`)
    t.equal((await api('PUT', `/app/${id}`, { name: 'a', ...fields })).status, 200)
  }
  for (const fields of bad) {
    t.equal((await api('PATCH', `/app/${id}`, fields)).status, 422, `PATCH ${JSON.stringify(fields).slice(0, 50)}`)
    t.equal((await api('PUT', `/app/${id}`, { name: 'a', ...fields })).status, 422)
  }
  t.equal((await api('PUT', `/app/${id}`, {})).status, 422)
  t.equal((await api('PUT', `/app/${id}`, 'null')).status, 422)
})

t.test('Checks are made in order: token, application, body.', async t => {
  const api = await server.api()
  const orgId = 'org_application_order'
  const own = await server.api(await server.token(orgId))
  const { body: { id: appId } } = await own('POST', '/app', { name: 'a' })
  const portal = await server.api(await server.tokens.mint({ kind: 'app', orgId, appId, featureFlags: [] }, 60))
  t.equal((await api('PATCH', '/app/unknown', { name: 5 })).status, 404)
  t.equal((await api('PUT', '/app/unknown', { name: 5 })).status, 422)
  t.equal((await api('PATCH', `/app/${appId}`, { name: 'x' })).status, 404, 'another organization')
  t.equal((await api('PUT', `/app/${appId}`, { name: 'x' })).status, 201, 'another organization creates its own application')
  t.equal((await portal('PUT', `/app/${appId}`, { name: 'x' })).status, 403)
  t.equal((await portal('PATCH', `/app/${appId}`, { name: 5 })).status, 403)
  t.match((await own('GET', `/app/${appId}`)).body, { name: 'a' })
  await own('DELETE', `/app/${appId}`)
  t.equal((await own('PATCH', `/app/${appId}`, { name: 'x' })).status, 404)
  t.equal((await own('PUT', `/app/${appId}`, { name: 'x' })).status, 201)
})

t.test('The list can leave out applications without endpoints, with disabled endpoints only, and with endpoints at Svix Play only.', async t => {
  const api = await server.api()
  const kinds = {
    none: [], disabled: [{ disabled: true }], mixed: [
      { disabled: true }, {}
    ], play: [{ url: 'https://play.svix.com/in/e_1/' }, { url: 'https://api.play.svix.com/in/' }],
    both: [{ url: 'https://play.svix.com/in/e_1/' }, { url: 'https://notplay.svix.com' }]
  }
  for (const [uid, endpoints] of Object.entries(kinds)) {
    await api('POST', '/app', { name: uid, uid })
    for (const endpoint of endpoints) await api('POST', `/app/${uid}/endpoint`, { url: 'https://example.com', ...endpoint })
  }
  const list = async (query: string) => (await api('GET', `/app?${query}`)).body
  const names = async (...which: string[]) =>
    (await list(which.map(one => `exclude_apps_with_${one}=true`).join('&'))).data.map(({ uid }: { uid: string }) => uid)
  t.strictSame(await names(), ['none', 'disabled', 'mixed', 'play', 'both'])
  t.strictSame(await names('no_endpoints'), ['disabled', 'mixed', 'play', 'both'])
  t.strictSame(await names('disabled_endpoints'), ['none', 'mixed', 'play', 'both'])
  t.strictSame(await names('svix_play_endpoints'), ['none', 'disabled', 'mixed', 'both'])
  t.strictSame(await names('no_endpoints', 'disabled_endpoints', 'svix_play_endpoints'), ['mixed', 'both'])
  const first = await list('exclude_apps_with_no_endpoints=true&limit=2')
  t.match(first, { data: [{ uid: 'disabled' }, { uid: 'mixed' }], done: false, iterator: first.data[1].id })
  t.match(await list(`exclude_apps_with_no_endpoints=true&limit=2&iterator=${first.iterator}`), {
    data: [{ uid: 'play' }, { uid: 'both' }], done: true
  })
  t.match(await list(`exclude_apps_with_no_endpoints=true&limit=1&iterator=-${first.iterator}`), {
    data: [{ uid: 'disabled' }], done: true
  })
  t.equal((await api('GET', '/app?exclude_apps_with_no_endpoints=1')).status, 400)
})
