import t from 'tap'
import { loadConfig } from '../../src/config.js'
import { reachOf } from '../../src/hosting/listening.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

const reach = async (env: Record<string, string>) => await reachOf(loadConfig(env))

t.test('By default, deliveries to loopback are allowed only if the server listens on loopback only.', async t => {
  for (const HOST of ['', '127.0.0.1', '127.0.0.2', '127.1', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', 'localhost', 'LOCALHOST']) {
    t.match(await reach({ HOST }), { isLoopback: true, loopbackAllowed: true, whitelist: ['127.0.0.0/8', '::1/128'] }, HOST)
  }
  for (const HOST of [
    '0.0.0.0', '::', '0', '10.0.0.1', '192.168.1.1', '203.0.113.7', '8.8.8.8', '2001:4860:4860::8888', 'fe80::1', '::ffff:0.0.0.0',
    'no-such-host.invalid'
  ]) {
    t.match(await reach({ HOST }), { isLoopback: false, loopbackAllowed: false, whitelist: [], hasInbox: false }, HOST)
  }
})

t.test('A setting allows or forbids loopback for every address. A remote database never allows it by default.', async t => {
  t.match(await reach({ HOST: '0.0.0.0', POSTHORN_WHITELIST_SUBNETS: '127.0.0.0/8' }), {
    loopbackAllowed: false, whitelist: ['127.0.0.0/8'], hasInbox: false
  })
  t.match(await reach({ POSTHORN_WHITELIST_SUBNETS: '' }), { loopbackAllowed: false, whitelist: [] })
  t.match(await reach({ POSTHORN_DYNAMODB_ENDPOINT: 'http://127.0.0.1:8000' }), { isLoopback: true, loopbackAllowed: false, whitelist: [] })
})

t.test('A server that other machines can reach delivers nothing to loopback unless a setting allows it.', async t => {
  const receiver = await startReceiver()
  t.teardown(() => receiver.close())
  const statusBehind = async (settings: Record<string, string>): Promise<unknown> => {
    const server = await startTestServer({ POSTHORN_RETRY_SCHEDULE: '', ...settings })
    try {
      const api = await server.api()
      await api('POST', '/app', { name: 'a', uid: 'a' })
      await api('POST', '/app/a/endpoint', { url: receiver.url })
      const { body: { id } } = await api('POST', '/app/a/msg', { eventType: 'a.b', payload: {} })
      const attempt = await eventually('the attempt', async () => (await api('GET', `/app/a/attempt/msg/${id}`)).body.data[0])
      return attempt.responseStatusCode === 0 ? attempt.response.slice(0, 8) : attempt.responseStatusCode
    } finally {
      await server.close()
    }
  }
  t.equal(await statusBehind({ HOST: '0.0.0.0' }), 'Blocked:')
  t.equal(await statusBehind({ HOST: '0.0.0.0', POSTHORN_WHITELIST_SUBNETS: '127.0.0.0/8' }), 204)
  t.equal(await statusBehind({ HOST: '127.0.0.1' }), 204)
})
