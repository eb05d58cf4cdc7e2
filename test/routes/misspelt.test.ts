import { Svix as Pinned } from 'svix'
import { Svix } from 'svix-newest'
import t from 'tap'
import document from '../../openapi/openapi.json' with { type: 'json' }
import { isNearly } from '../../src/lib/raw-json.js'
import { methodsOf } from '../helpers/sdk-source.js'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer()
t.teardown(server.close)
const api = await server.api(await server.token('org_misspelt'))
await api('POST', '/app', { name: 'a', uid: 'a' })

const message = { eventType: 'invoice.paid', payload: { deliver_at: 1 } }
const url = 'https://example.com/'

t.test('A field with nearly the name of a known one is refused, with both names', async t => {
  for (const [path, body, name, meant] of [
    ['/app/a/msg', { ...message, deliver_at: '2040-01-01T00:00:00Z' }, 'deliver_at', 'deliverAt'],
    ['/app/a/msg', { ...message, 'Deliver-At': '2040-01-01T00:00:00Z' }, 'Deliver-At', 'deliverAt'],
    ['/app/a/msg', { ...message, chanels: ['a'] }, 'chanels', 'channels'],
    ['/app/a/endpoint', { url, filterType: ['invoice.paid'] }, 'filterType', 'filterTypes'],
    ['/app/a/endpoint', { url, event_types: ['invoice.paid'] }, 'event_types', 'eventTypes'],
    ['/event-type', { name: 'a.b', description: '', featureflag: 'x' }, 'featureflag', 'featureFlag'],
    ['/app', { name: 'b', UID: 'b' }, 'UID', 'uid']
  ] as const) {
    const { status, body: { detail } } = await api('POST', path, body)
    t.equal(status, 422)
    t.match(detail, [{ loc: ['body', name], msg: `is not a field: is '${meant}' meant?` }])
  }
  t.same((await api('GET', '/app/a/msg')).body.data, [], 'nothing was stored')
})

t.test('A query parameter with nearly the name of a known one is refused, with both names. Others are ignored.', async t => {
  for (const [query, name, meant] of [
    ['stat=pending', 'stat', 'state'], ['endpointId=ep_1', 'endpointId', 'endpoint_id'], ['msg_id[]=a', 'msg_id', 'msg_ids'],
    ['Limit=5', 'Limit', 'limit']
  ] as const) {
    const { status, body: { detail } } = await api('GET', `/app/a/delivery?${query}`)
    t.equal(status, 422)
    t.match(detail, [{ loc: ['query', name], msg: `is not a parameter: is '${meant}' meant?` }])
  }
  for (const query of ['page=2', 'limit=5&Limit=6', 'state=pending&stat=1', 'x=1&y=2', 'utm_source=a', '_=123']) {
    t.equal((await api('GET', `/app/a/delivery?${query}`)).status, 200, query)
  }
})

t.test('No query parameter of an SDK is taken for a misspelt one.', t => {
  const paths = document.paths as unknown as Record<string, Record<string, { parameters?: Array<{ name: string, in: string }> }>>
  const asked = [new Pinned('a.b'), new Svix('a.b')].flatMap(sdk => methodsOf(sdk)).flatMap(({ name, method, path, query }) => {
    const known = paths[path]?.[method.toLowerCase()]?.parameters?.flatMap(one => one.in === 'query' ? one.name : []) ?? []
    return query.map(parameter => ({ name, parameter, known }))
  })
  t.ok(asked.filter(({ parameter, known }) => known.includes(parameter)).length > 100)
  t.same(asked.filter(({ parameter, known }) => !known.includes(parameter) && known.some(one => isNearly(parameter, one))), [])
  t.end()
})

t.test('In a batch only the message with the misspelt field is refused', async t => {
  const { body } = await api('POST', '/app/a/msg/batch', { messages: [message, { ...message, deliver_at: '2040-01-01T00:00:00Z' }] })
  t.match(JSON.stringify(body), /is not a field: is 'deliverAt' meant\?/)
  t.equal((await api('GET', '/app/a/msg')).body.data.length, 1)
})

t.test('Other unknown fields are ignored: of newer SDKs, beside the field itself, and within maps and payloads', async t => {
  for (const body of [
    { ...message, version: 1, options: {} }, { ...message, channels: ['a'], Channels: ['b'] }, { ...message, event: 'x', ids: 1 },
    { ...message, [`deliverAt${'t'.repeat(10_000)}`]: 1 }
  ]) t.equal((await api('POST', '/app/a/msg', body)).status, 202)
  t.equal((await api('POST', '/app', { name: 'c', metadata: { Name: '1', u_id: '2' } })).status, 201)
})

t.test('What is wrong is said in words: a name with a space, an empty body, a path that is not there', async t => {
  const say = async (path: string, body?: unknown) => JSON.stringify((await api('POST', path, body)).body.detail)
  t.match(await say('/app/a/msg', { ...message, eventType: 'invoice paid' }), "may only have letters, digits, '-', '_' and '.'")
  t.match(await say('/app'), 'a JSON object is needed, and the body is empty or null')
  t.match(await say('/app', null), 'a JSON object is needed, and the body is empty or null')
  t.match(await say('/application'), 'Route not found: POST /api/v1/application. /docs lists them all.')
})
