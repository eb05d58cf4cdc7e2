import { createServer, type AddressInfo } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import t from 'tap'
import { ask } from '../../src/cli/client/ask.js'
import { certificate, privateKey } from '../helpers/certificate.js'
import { startReceiver } from '../helpers/receiver.js'
import { VERSION } from '../../src/version.js'

const LONG_MS = 60_000

t.test('A request carries what it was given; its answer is complete, of any status, and no redirect is followed.', async t => {
  const body = 'é'.repeat(50_000)
  const receiver = await startReceiver((received, response) => {
    if (received.path === '/moved') response.writeHead(302, { location: '/there' }).end()
    else if (received.path === '/wrong') response.writeHead(500, { 'x-own': 'a' }).end(received.body)
    else response.writeHead(204).end()
  })
  t.teardown(receiver.close)
  t.match(await ask(`${receiver.url}/wrong`, { method: 'POST', headers: { 'x-sent': 'b' }, body }, LONG_MS), {
    status: 500, ok: false, headers: { 'x-own': 'a' }, text: body
  })
  t.match(receiver.received[0], { headers: { 'x-sent': 'b', 'content-length': '100000', 'user-agent': `posthorn/${VERSION}` } })
  t.match(await ask(`${receiver.url}/moved`, {}, LONG_MS), { status: 302, ok: false })
  t.match(await ask(`${receiver.url}/item`, { method: 'DELETE', body: '{"a":1}' }, LONG_MS), { status: 204, ok: true, text: '' })
  t.match(receiver.received[2], { body: Buffer.from('{"a":1}') })
  t.match(await ask(`${receiver.url}/empty`, { method: 'POST' }, LONG_MS), { status: 204 })
  t.match(receiver.received[3], { headers: { 'content-length': '0' } })
})

t.test('An answer that never ends is a TimeoutError, one that is cut or never comes has the code of the socket.', async t => {
  // The path says how much of an answer comes; /cut ends the connection after that.
  const server = createServer(socket => {
    socket.on('error', () => {}).once('data', data => {
      const path = String(data).split(' ')[1]
      if (path !== '/silent') socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf')
      if (path === '/cut') socket.destroy()
    })
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const path of ['/silent', '/half']) await t.rejects(ask(url + path, {}, 50), { name: 'TimeoutError' }, path)
  await t.rejects(ask(`${url}/cut`, {}, LONG_MS), { code: 'ECONNRESET' })
  await new Promise(resolve => server.close(resolve))
  await t.rejects(ask(url, {}, LONG_MS), { code: 'ECONNREFUSED' })
  await t.rejects(ask(`${url}/`, { headers: { authorization: 'a\nb' } }, LONG_MS), { code: 'ERR_INVALID_CHAR' })
})

t.test('An https URL is asked over TLS, and a certificate that no authority signed is refused.', async t => {
  const server = createTlsServer({ cert: certificate, key: privateKey }).on('tlsClientError', () => {}).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  for (const scheme of ['https', 'HTTPS']) {
    await t.rejects(ask(`${scheme}://127.0.0.1:${port}`, {}, LONG_MS), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, scheme)
  }
  await new Promise(resolve => server.close(resolve))
})
