import t from 'tap'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer({ POSTHORN_RETRY_SCHEDULE: '', POSTHORN_CIRCUIT_BREAKER: 'false' })
const receiver = await startReceiver((_, response) => { response.writeHead(500).end() })
t.teardown(async () => { await Promise.all([server.close(), receiver.close()]) })

t.test('Entries of the attention list belong to one organization, and can be dismissed.', async t => {
  const api = await server.api()
  const { body: app } = await api('POST', '/app', { name: 'Acme', uid: 'acme' })
  const url = receiver.url.replace('http://', 'http://user:secret@')
  const { body: endpoint } = await api('POST', `/app/${app.id}/endpoint`, { url })
  const { body: message } = await api('POST', '/app/acme/msg', { eventType: 'a', payload: {} })
  const [entry, ...rest] = await eventually('the entry', async () => {
    const { data } = (await api('GET', '/attention')).body
    return data[0]?.count === 1 ? data : undefined
  })
  t.same(rest, [])
  t.match(entry, {
    kind: 'delivery-exhausted', appId: app.id, appUid: 'acme', appName: 'Acme', endpointId: endpoint.id, messageId: message.id, count: 1
  })
  t.equal(entry.endpointUrl, `${receiver.url}/`.replace(/\/\/$/, '/'), 'the URL has no login')
  t.same((await (await server.api())('GET', '/attention')).body.data, [], 'another organization has no entries')
  t.equal((await (await server.api())('DELETE', `/attention/${entry.id}`)).status, 404)
  t.equal((await api('DELETE', `/attention/${entry.id}`)).status, 204)
  t.equal((await api('DELETE', `/attention/${entry.id}`)).status, 404)
  t.same((await api('GET', '/attention')).body, { data: [], iterator: null, done: true })
})

t.test('An import with refused entries is listed.', async t => {
  const api = await server.api()
  const { body: app } = await api('POST', '/app', { name: 'Acme' })
  const { body: { id, uploadUrl } } = await api('POST', `/app/${app.id}/import`)
  const lines = ['{"eventType":"a","payload":{}}', '{"eventType":"no name","payload":{}}'].join('\n')
  t.equal((await fetch(uploadUrl, { method: 'PUT', body: lines })).ok, true)
  const [entry] = await eventually('the entry', async () => {
    const { data } = (await api('GET', '/attention')).body
    return data.length > 0 ? data : undefined
  })
  t.match(entry, { kind: 'import-refusals', importId: id, appId: app.id, count: 1, reason: 'Of 2 entries of the file 1 were refused.' })
})

t.test('A portal may not read the attention list; wrong parameters are refused with a reason.', async t => {
  const api = await server.api()
  const { body: app } = await api('POST', '/app', { name: 'Acme' })
  const { body: { token } } = await api('POST', `/auth/app-portal-access/${app.id}`, {})
  const portal = await server.api(token)
  t.equal((await portal('GET', '/attention')).status, 403)
  t.equal((await portal('DELETE', '/attention/attn_1')).status, 403)
  t.equal((await api('GET', '/attention?iterator=qtask_1')).status, 422)
  t.equal((await api('GET', '/attention?limit=251')).status, 422)
  t.equal((await api('DELETE', '/attention/settings')).status, 404)
})
