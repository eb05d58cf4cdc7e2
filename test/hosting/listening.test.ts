import t from 'tap'
import { loadConfig } from '../../src/config.js'
import { reachOf } from '../../src/hosting/listening.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

const reach = async (env: Record<string, string>) => await reachOf(loadConfig(env))

t.test('loopback may be delivered to by default only while only this machine reaches the server', async t => {
  for (const HOST of ['', '127.0.0.1', '127.0.0.2', '127.1', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', 'localhost', 'LOCALHOST']) {
    t.match(await reach({ HOST }), { isLoopback: true, loopbackAllowed: true, whitelist: ['127.0.0.0/8', '::1/128'] }, HOST)
  }
  for (const HOST of ['0.0.0.0', '::', '0', '10.0.0.1', '192.168.1.1', '203.0.113.7', '8.8.8.8', '2001:4860:4860::8888', 'fe80::1', '::ffff:0.0.0.0', 'no-such-host.invalid']) {
    t.match(await reach({ HOST }), { isLoopback: false, loopbackAllowed: false, whitelist: [], hasInbox: false }, HOST)
  }
})

t.test('a setting decides it for every address, and another database never allows it by itself', async t => {
  t.match(await reach({ HOST: '0.0.0.0', POSTHORN_WHITELIST_SUBNETS: '127.0.0.0/8' }), { loopbackAllowed: false, whitelist: ['127.0.0.0/8'], hasInbox: false })
  t.match(await reach({ POSTHORN_WHITELIST_SUBNETS: '' }), { loopbackAllowed: false, whitelist: [] })
  t.match(await reach({ POSTHORN_DYNAMODB_ENDPOINT: 'http://127.0.0.1:8000' }), { isLoopback: true, loopbackAllowed: false, whitelist: [] })
})

t.test('a server that others reach delivers nothing to loopback until it is told to', async t => {
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
