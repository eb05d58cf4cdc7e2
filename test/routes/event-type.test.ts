import t from 'tap'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer()
t.teardown(async () => await server.close())

let organizations = 0

async function organization () {
  const orgId = `org_event_types_${++organizations}`
  const api = await server.api(await server.token(orgId))
  const portal = async (...featureFlags: string[]) => {
    const { body } = await api('POST', '/app', { name: 'portal' })
    return await server.api(await server.tokens.mint({ kind: 'app', orgId, appId: body.id, featureFlags }, 3600))
  }
  const names = async (query = '', caller = api) =>
    (await caller('GET', `/event-type${query}`)).body.data.map((one: { name: string }) => one.name)
  return { api, portal, names }
}

const schema = { 1: { type: 'object', properties: { id: { type: 'string' } } } }

t.test('An event type is created, read, replaced, patched, archived and expunged.', async t => {
  const { api } = await organization()
  const created = await api('POST', '/event-type', { name: 'invoice.paid', description: 'Paid', schemas: schema })
  t.equal(created.status, 201)
  t.match(created.body, {
    name: 'invoice.paid', description: 'Paid', archived: false, deprecated: false, schemas: schema, featureFlag: null
  })
  t.match(created.body.createdAt, /^\d{4}-.*Z$/)
  t.strictSame((await api('GET', '/event-type/invoice.paid')).body, created.body)

  const replaced = await api('PUT', '/event-type/invoice.paid', { name: 'ignored', description: 'New' })
  t.equal(replaced.status, 200)
  t.match(replaced.body, { name: 'invoice.paid', description: 'New', schemas: null, createdAt: created.body.createdAt })

  const patched = await api('PATCH', '/event-type/invoice.paid', { deprecated: true })
  t.equal(patched.status, 200)
  t.match(patched.body, { description: 'New', deprecated: true })

  const archived = await api('DELETE', '/event-type/invoice.paid')
  t.equal(archived.status, 204)
  t.equal(archived.text, '')
  t.match((await api('GET', '/event-type/invoice.paid')).body, { archived: true, description: 'New' })

  t.equal((await api('DELETE', '/event-type/invoice.paid?expunge=true')).status, 204)
  t.equal((await api('GET', '/event-type/invoice.paid')).status, 404)
})

t.test('Creating an existing name is a conflict; creating an archived name revives it with all fields replaced.', async t => {
  const { api } = await organization()
  const first = await api('POST', '/event-type', { name: 'a', description: 'one', featureFlag: 'beta', schemas: schema })
  const again = await api('POST', '/event-type', { name: 'a', description: 'two' })
  t.equal(again.status, 409)
  t.equal(again.body.code, 'event_type_exists')
  await api('DELETE', '/event-type/a')
  const revived = await api('POST', '/event-type', { name: 'a', description: 'two' })
  t.equal(revived.status, 201)
  t.match(revived.body, { description: 'two', archived: false, featureFlag: null, schemas: null, createdAt: first.body.createdAt })
})

t.test('When many callers create one name at once, one succeeds.', async t => {
  const { api } = await organization()
  const answers = await Promise.all(Array.from(
    { length: 8 }, async (_, i) => await api('POST', '/event-type', { name: 'raced', description: `${i}` })
  ))
  t.strictSame(answers.map(({ status }) => status).sort(), [201, ...Array.from({ length: 7 }, () => 409)])
})

t.test('PUT creates an absent event type, and revives an archived one.', async t => {
  const { api } = await organization()
  t.equal((await api('PUT', '/event-type/b', { description: '' })).status, 201)
  await api('DELETE', '/event-type/b')
  const put = await api('PUT', '/event-type/b', { description: 'back' })
  t.equal(put.status, 200)
  t.equal(put.body.archived, false)
  await api('DELETE', '/event-type/b?expunge=true')
  t.equal((await api('PUT', '/event-type/b', { description: '' })).status, 201)
  t.equal((await api('PUT', '/event-type/not%20a%20name', { description: '' })).status, 422)
})

t.test('PATCH leaves absent fields, unsets nullable fields by null, and refuses null for the others.', async t => {
  const { api } = await organization()
  const fields = { description: 'd', schemas: schema, featureFlag: 'beta', featureFlags: ['x', 'y'], groupName: 'group', deprecated: true }
  await api('POST', '/event-type', { name: 'c', ...fields })
  t.match((await api('PATCH', '/event-type/c', {})).body, fields)
  const unset = (await api('PATCH', '/event-type/c', { schemas: null, featureFlag: null, featureFlags: null, groupName: null })).body
  t.match(unset, { schemas: null, featureFlag: null, description: 'd', deprecated: true })
  t.notOk('featureFlags' in unset || 'groupName' in unset)
  for (const field of ['description', 'archived', 'deprecated']) {
    t.equal((await api('PATCH', '/event-type/c', { [field]: null })).status, 422, field)
  }
  t.equal((await api('PATCH', '/event-type/unknown', { description: 'x' })).status, 404)
  t.equal((await api('PATCH', '/event-type/unknown', { description: 1 })).status, 422, 'the body is checked first')
  t.equal((await api('DELETE', '/event-type/unknown')).status, 404)
  t.equal((await api('DELETE', '/event-type/unknown?expunge=true')).status, 404)
  t.equal((await api('GET', '/event-type/unknown')).status, 404)
})

t.test('Each schema must be valid under draft 7.', async t => {
  const { api } = await organization()
  const create = async (schemas: unknown) =>
    (await api('POST', '/event-type', { name: `n${Math.random()}`, description: '', schemas })).status
  for (const bad of [
    { 1: { readOnly: 15 } }, { 1: { type: 'text' } }, { 1: 5 }, { 1: null }, { 1: { pattern: '[' } }, { 1: {}, 2: { required: 'id' } }, [],
    'x', 1
  ]) {
    t.equal(await create(bad), 422, JSON.stringify(bad))
  }
  for (const good of [{}, null, { 1: {} }, { 1: true }, { 1: { $schema: 'https://example.com/unknown', type: 'object' } }, {
    v: {
      $ref: '#/definitions/a', definitions: { a: { $ref: '#' } }
    }
  }]) {
    t.equal(await create(good), 201, JSON.stringify(good))
  }
  const refused = await api('POST', '/event-type', { name: 'x', description: '', schemas: { 3: { readOnly: 15 } } })
  t.match(refused.body.detail[0], { loc: ['body', 'schemas', '3'], type: 'value_error' })
})

t.test('An empty map of schemas differs from null, and numbers keep all their digits.', async t => {
  const { api } = await organization()
  await api('POST', '/event-type', { name: 'empty', description: '', schemas: {} })
  t.match((await api('GET', '/event-type/empty')).text, /"schemas":\{\}/)
  const exact = '{"1":{"maximum":123456789012345678901234567890.10,"title":"a\\u00e9","examples":[{"n":1e400}]}}'
  const created = await api('POST', '/event-type', `{"name":"exact","description":"", "schemas": ${exact.replace(',', ' ,\n')} }`)
  t.equal(created.status, 201)
  t.ok((await api('GET', '/event-type/exact')).text.includes(`"schemas":${exact}`))
  t.ok((await api('PATCH', '/event-type/exact', { description: 'kept' })).text.includes(`"schemas":${exact}`))
  t.ok((await api('GET', '/event-type?with_content=true')).text.includes(exact))
})

t.test('Names and texts are accepted at their limits and refused just beyond them.', async t => {
  const { api } = await organization()
  const create = async (fields: object) => (await api('POST', '/event-type', { name: 'n', description: '', ...fields })).status
  t.equal(await create({ name: 'x'.repeat(256) }), 201)
  for (const name of ['x'.repeat(257), '', 'a b', 'ü', 'a/b', null, 5]) t.equal(await create({ name }), 422, String(name).slice(0, 10))
  for (const fields of [
    { description: null }, { description: 'a\u0008' }, { featureFlag: 'a b' }, { featureFlag: 'x'.repeat(257) }, { archived: 'yes' },
    { deprecated: null }, { featureFlags: ['a b'] }
  ]) {
    t.equal(await create(fields), 422, JSON.stringify(fields).slice(0, 40))
  }
  t.equal(await create({ featureFlag: 'x'.repeat(256), description: 'a\u0009', archived: true }), 201)
  t.equal((await api('POST', '/event-type', { name: 'm' })).status, 422)
  t.equal((await api('POST', '/event-type', {
    name: 'large', description: '', schemas: { 1: { title: 'x'.repeat(400_000) } }
  })).status, 422)
})

t.test('The list is ordered by name in both directions, and has archived event types only on request.', async t => {
  const { api, names } = await organization()
  for (const name of ['d', 'a', 'c', 'B', 'e']) await api('POST', '/event-type', { name, description: '', schemas: {} })
  await api('DELETE', '/event-type/c')
  t.strictSame(await names(), ['B', 'a', 'd', 'e'])
  t.strictSame(await names('?include_archived=true&order=descending'), ['e', 'd', 'c', 'a', 'B'])
  const page = await api('GET', '/event-type?limit=2')
  t.match(page.body, { iterator: 'a', prevIterator: '-B', done: false })
  t.equal(page.body.data[0].schemas, null)
  const rest = await api('GET', '/event-type?limit=2&iterator=a&with_content=true')
  t.match(rest.body, { iterator: 'e', prevIterator: '-d', done: true })
  t.strictSame(rest.body.data[0].schemas, {})
  t.strictSame(await names('?limit=1&iterator=-d'), ['a'])
  t.equal((await api('GET', '/event-type?iterator=a%20b')).status, 422)
  t.equal((await api('GET', '/event-type?limit=251')).status, 422)
  t.equal((await api('GET', '/event-type?include_archived=perhaps')).status, 400)
  t.strictSame((await (await organization()).api('GET', '/event-type')).body, { data: [], iterator: null, done: true })
})

t.test('A portal sees event types without a feature flag or with one of its own, and may change nothing.', async t => {
  const { api, portal, names } = await organization()
  await api('POST', '/event-type', { name: 'open', description: '' })
  await api('POST', '/event-type', { name: 'beta', description: '', featureFlag: 'beta' })
  await api('POST', '/event-type', { name: 'gamma', description: '', featureFlags: ['x', 'gamma'] })
  t.strictSame(await names('', await portal()), ['open'])
  t.strictSame(await names('', await portal('beta', 'gamma')), ['beta', 'gamma', 'open'])
  t.strictSame(await names(), ['beta', 'gamma', 'open'])
  const caller = await portal('other')
  t.equal((await caller('GET', '/event-type/beta')).status, 404)
  t.equal((await caller('GET', '/event-type/open')).status, 200)
  for (const [method, path] of [
    ['POST', '/event-type'], ['PUT', '/event-type/open'], ['PATCH', '/event-type/open'], ['DELETE', '/event-type/open']
  ] as const) {
    const refused = await caller(method, path, method === 'DELETE' ? undefined : 'not json')
    t.equal(refused.status, 403, `${method} ${path}`)
    t.equal(refused.body.code, 'insufficient access')
  }
})

t.test("Organizations do not see each other's event types.", async t => {
  const one = await organization()
  const other = await organization()
  await one.api('POST', '/event-type', { name: 'mine', description: '' })
  t.equal((await other.api('GET', '/event-type/mine')).status, 404)
  t.equal((await other.api('PATCH', '/event-type/mine', { description: 'x' })).status, 404)
  t.equal((await other.api('DELETE', '/event-type/mine')).status, 404)
  t.strictSame(await other.names(), [])
})
