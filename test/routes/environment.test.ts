import t from 'tap'
import { Svix } from 'svix'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer()
t.teardown(async () => await server.close())

const exact = '{"1":{"maximum":12345678901234567890.10,"title":"ü"}}'

t.test('An environment that one organization exports is imported by another without a change to any number.', async t => {
  const from = await server.api()
  await from(
    'POST', '/event-type', `{"name":"b","description":"d","schemas": ${exact},"featureFlag":"f","groupName":"g","featureFlags":["x"]}`
  )
  await from('POST', '/event-type', { name: 'a', description: '', archived: true, deprecated: true })
  const exported = await from('POST', '/environment/export')
  t.match(exported, {
    status: 200, body: { version: 1, connectors: [], settings: { validatePayload: false }, eventTypes: [{ name: 'a' }, { name: 'b' }] }
  })
  const to = await server.api()
  await to('POST', '/event-type', { name: 'a', description: 'replaced', featureFlag: 'old' })
  t.match(await to('POST', '/environment/import', exported.text), { status: 204, text: '' })
  const imported = await to('POST', '/environment/export')
  const bare = (text: string) => text.replace(/"(createdAt|updatedAt)":"[^"]*"/g, '')
  t.equal(bare(imported.text), bare(exported.text))
  t.ok(imported.text.includes(exact))
})

t.test('An import with one invalid event type writes none.', async t => {
  const api = await server.api()
  const refused = await api('POST', '/environment/import', {
    eventTypes: [
      { name: 'good', description: '' }, { name: 'bad', description: '', schemas: { 1: { type: 'x' } } }
    ]
  })
  t.match(refused, { status: 422, body: { detail: [{ loc: ['body', 'eventTypes[1]', 'schemas', '1'] }] } })
  t.strictSame((await api('GET', '/event-type?include_archived=true')).body.data, [])
  for (const body of [{ eventTypes: [{ name: 'a b', description: '' }] }, { eventTypes: {} }, '[]', '']) {
    t.equal((await api('POST', '/environment/import', body)).status, 422, JSON.stringify(body))
  }
  for (const body of [{}, { eventTypes: null, connectors: null, settings: null }]) {
    t.equal((await api('POST', '/environment/import', body)).status, 204)
  }
})

t.test('A large import is written whole, and the SDK reads it.', async t => {
  const token = await server.token()
  const svix = new Svix(token, { serverUrl: server.url })
  const eventTypes = Array.from({ length: 300 }, (_, i) => ({ name: `type.${String(i).padStart(3, '0')}`, description: `${i}` }))
  await svix.environment.import({ eventTypes })
  const exported = await svix.environment.export()
  t.strictSame(exported.eventTypes.map(({ name, description }) => ({ name, description })), eventTypes)
})

t.test('A portal may neither export nor import.', async t => {
  const orgId = 'org_environment'
  const { body: { id: appId } } = await (await server.api(await server.token(orgId)))('POST', '/app', { name: 'a' })
  const portal = await server.api(await server.tokens.mint({ kind: 'app', orgId, appId, featureFlags: [] }, 60))
  t.equal((await portal('POST', '/environment/export')).status, 403)
  t.equal((await portal('POST', '/environment/import', {})).status, 403)
})

t.test('Customers can read the source addresses of deliveries; the list is empty when the addresses are not fixed.', async t => {
  const api = await server.api()
  t.match(await api('GET', '/environment/egress-addresses'), { status: 200, body: { data: [] } })
  const fixed = await startTestServer({ POSTHORN_EGRESS_ADDRESSES: '203.0.113.7, 2001:db8::/64' })
  t.teardown(async () => await fixed.close())
  const org = await fixed.api()
  const { body: { id } } = await org('POST', '/app', { name: 'A' })
  const { body: { token } } = await org('POST', `/auth/app-portal-access/${id}`, { readOnly: true })
  const answer = await fetch(`${fixed.url}/api/v1/environment/egress-addresses`, { headers: { authorization: `Bearer ${token}` } })
  t.strictSame([answer.status, await answer.json()], [200, { data: ['203.0.113.7/32', '2001:db8::/64'] }])
})
