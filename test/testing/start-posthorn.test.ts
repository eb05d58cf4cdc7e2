import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startPosthorn, type PosthornOptions } from '../../src/testing/start-posthorn.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { apiOf } from '../helpers/server.js'

async function started (t: Test, options?: PosthornOptions) {
  const posthorn = await startPosthorn(options)
  t.teardown(posthorn.stop)
  return { posthorn, api: apiOf(posthorn.url, posthorn.token) }
}

t.test('A server is ready when startPosthorn resolves: messages arrive, and a refused message is retried three times.', async t => {
  const { posthorn, api } = await started(t)
  const receiver = await startReceiver((_request, response) => { response.writeHead(500).end() })
  t.teardown(receiver.close)
  await api('POST', '/app', { name: 'Acme', uid: 'acme' })
  await api('POST', '/app/acme/endpoint', { url: posthorn.inboxUrl })
  await api('POST', '/app/acme/endpoint', { url: receiver.url })
  t.equal((await api('POST', '/app/acme/msg', { eventType: 'a.b', payload: { n: 1 } })).status, 202)
  t.match(await (await fetch(posthorn.inboxUrl)).json(), [{ body: '{"n":1}' }])
  await eventually('all attempts', () => receiver.received.length === 4)
})

t.test('Two servers at a time share nothing, and neither do two organizations of one server.', async t => {
  const [first, second] = await Promise.all([started(t), started(t)])
  t.not(first.posthorn.url, second.posthorn.url)
  await first.api('POST', '/app', { name: 'Acme', uid: 'acme' })
  t.equal((await first.api('GET', '/app/acme')).status, 200)
  t.equal((await second.api('GET', '/app/acme')).status, 404)
  t.equal((await apiOf(second.posthorn.url, first.posthorn.token)('GET', '/app')).status, 401, 'a token of the other server')
  t.equal((await apiOf(first.posthorn.url, await first.posthorn.tokenOf('org_other'))('GET', '/app/acme')).status, 404)
  await t.rejects(first.posthorn.tokenOf('other'), /org_/)
})

t.test('stop frees the port, may be called twice, and a directory keeps the data for the next start.', async t => {
  const dataDir = join(t.testdir(), 'data')
  const { posthorn, api } = await started(t, { dataDir })
  await api('POST', '/app', { name: 'Acme', uid: 'acme' })
  await posthorn.stop()
  await posthorn.stop()
  await t.rejects(fetch(posthorn.url))
  t.ok(existsSync(dataDir))
  const again = await started(t, { dataDir })
  t.equal((await again.api('GET', '/app/acme')).status, 200)
})

t.test('A hanging endpoint delays stop by at most the timeout of a request.', async t => {
  const { posthorn, api } = await started(t, { settings: { POSTHORN_REQUEST_TIMEOUT: '200ms' } })
  const receiver = await startReceiver(() => {})
  t.teardown(receiver.close)
  await api('POST', '/app', { name: 'Acme', uid: 'acme' })
  await api('POST', '/app/acme/endpoint', { url: receiver.url })
  await api('POST', '/app/acme/msg', { eventType: 'a.b', payload: {} })
  await eventually('the request', () => receiver.received.length > 0)
  await posthorn.stop()
})

t.test('A wrong setting, an unknown name, and an impossible inbox are refused with a reason.', async t => {
  await t.rejects(startPosthorn({ settings: { POSTHORN_RETRY_SCHEDULE: '5 minutes' } }), /POSTHORN_RETRY_SCHEDULE/)
  await t.rejects(startPosthorn({ settings: { POSTHORN_RETRY_SCHEDUL: '5s' } }), /is POSTHORN_RETRY_SCHEDULE meant/)
  const { posthorn } = await started(t, { settings: { POSTHORN_ENDPOINT_HTTPS_ONLY: 'true' } })
  t.throws(() => posthorn.inboxUrl, /no inbox/)
})
