import type { LookupAddress } from 'node:dns'
import { createServer as createTlsServer } from 'node:https'
import t, { type Test } from 'tap'
import { loadConfig } from '../../../src/config.js'
import { createGuard, type Resolver } from '../../../src/delivery/sending/ssrf-guard.js'
import type { SendResult, Unsent } from '../../../src/delivery/sending/send-result.js'
import { createSender, type Sender, type SenderOptions } from '../../../src/delivery/sending/sender.js'
import { proxyConnector } from '../../../src/delivery/sending/proxy.js'
import { openSender } from '../../../src/hosting/open-sender.js'
import { certificate, privateKey } from '../../helpers/certificate.js'
import { answerText, listen, rawEndpoint, type RawEndpoint } from '../../helpers/endpoints.js'
import { startHttpProxy, startSilentProxy, startSocksProxy, type TestProxy } from '../../helpers/proxies.js'
import { fc } from '../../helpers/chance.js'
import { eventually } from '../../helpers/receiver.js'

const LOOPBACK = ['127.0.0.0/8']
const LOGIN = { user: 'me@work', password: 'se:cret' }
const USER_INFO = 'me%40work:se%3Acret@'
const SECRETS = /me@work|se:cret|me%40|se%3A/

const KINDS: Array<[scheme: string, start: (login?: typeof LOGIN) => Promise<TestProxy>]> = [
  ['http', (login) => startHttpProxy({ ...login && { login } })],
  ['https', (login) => startHttpProxy({ secure: true, ...login && { login } })],
  ['socks5', (login) => startSocksProxy({ ...login && { login } })]
]

// Only this resolver knows the names of hosts: a proxy that gets a name could not connect.
const resolver: Resolver = async (name) => [{ address: name === 'inside.test' ? '10.0.0.1' : '127.0.0.1', family: 4 }]

const resolvingTo = (...addresses: string[]) =>
  createGuard(LOOPBACK, async () => addresses.map((address): LookupAddress => ({ address, family: 4 })))

/** Answers of proxies that accept the connection, as one piece of bytes. */
const ANSWERS = { http: 'HTTP/1.1 200 OK\r\n\r\n', socks5: '\x05\x00\x05\x00\x00\x01\x00\x00\x00\x00\x00\x50' }

function senderFor (t: Test, url: string, options: Partial<SenderOptions> & { bypass?: string[], resolves?: boolean } = {}): Sender {
  const { bypass = [], resolves = false, ...others } = options
  const proxy = { url, bypass, resolves, connector: proxyConnector }
  const sender = createSender({
    guard: createGuard(LOOPBACK, resolver), timeoutMs: 5_000, connections: 50, userAgent: 'Posthorn-Test/1', tls: { ca: certificate },
    proxy, ...others
  })
  t.teardown(() => sender.destroy())
  return sender
}

async function endpointFor (t: Test): Promise<RawEndpoint> {
  const endpoint = await rawEndpoint(({ socket }) => { socket.write(answerText('200 OK', 'fine')) })
  t.teardown(() => endpoint.close())
  return endpoint
}

async function tlsEndpoint (t: Test): Promise<number> {
  const server = createTlsServer({ cert: certificate, key: privateKey }, (request, response) => {
    request.resume().on('end', () => response.end(`for ${request.headers.host!.split(':')[0]}`))
  })
  t.teardown(() => { server.closeAllConnections(); server.close() })
  return await listen(server)
}

async function started (t: Test, starting: Promise<TestProxy>): Promise<TestProxy> {
  const proxy = await starting
  t.teardown(() => proxy.close())
  return proxy
}

/** The reason why the proxy cannot be used. */
async function troubleOf (sending: Promise<SendResult>): Promise<Error> {
  const result = await sending
  if (!isProxyTrouble(result)) throw new Error('It was not the proxy.', { cause: result })
  return result.error
}

const isProxyTrouble = (result: SendResult): result is Unsent => result.stage === 'unsent' && result.by === 'proxy'

const post = (url: string) => ({ url, headers: {}, body: Buffer.from('{"n": 1}') })

for (const [scheme, start] of KINDS) {
  t.test(`${scheme}: Requests go through the proxy. The proxy gets the checked address. Connections are kept.`, async t => {
    const endpoint = await endpointFor(t)
    const proxy = await started(t, start())
    const sender = senderFor(t, `${scheme}://localhost:${proxy.port}`)
    for (const host of ['hooks.test', 'hooks.test', '127.0.0.1']) {
      t.match(await sender.send(post(`http://${host}:${endpoint.port}/x`)), { statusCode: 200, body: 'fine', failure: undefined }, host)
      for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
    }
    t.same(proxy.dialled, Array(2).fill(`127.0.0.1:${endpoint.port}`))
    t.match(endpoint.requests[0]!.head, `host: hooks.test:${endpoint.port}`)
    t.notMatch(endpoint.requests[0]!.head, /proxy/i)
  })

  t.test(`${scheme}: TLS is established between the sender and the endpoint. The certificate is verified with the host name of the endpoint.`, async t => {
    const port = await tlsEndpoint(t)
    const proxy = await started(t, start())
    const sender = senderFor(t, `${scheme}://localhost:${proxy.port}`)
    t.match(await sender.send(post(`https://hooks.test:${port}/`)), { statusCode: 200, body: 'for hooks.test' })
    t.match(await sender.send(post(`https://127.0.0.1:${port}/`)), { statusCode: 200 })
    const answer = await sender.send(post(`https://other.test:${port}/`))
    t.match(answer, { statusCode: 0, failure: 'tls', body: 'The TLS connection failed: the certificate is for another host name.' })
    t.same(new Set(proxy.dialled), new Set([`127.0.0.1:${port}`]))
  })

  t.test(`${scheme}: User and password are sent to the proxy, and do not appear in the error when they are wrong.`, async t => {
    const endpoint = await endpointFor(t)
    const proxy = await started(t, start(LOGIN))
    const target = post(`http://hooks.test:${endpoint.port}/`)
    t.match(await senderFor(t, `${scheme}://${USER_INFO}localhost:${proxy.port}`).send(target), { statusCode: 200 })
    for (const userInfo of [`${USER_INFO.slice(0, -1)}r@`, '']) {
      const error = await troubleOf(senderFor(t, `${scheme}://${userInfo}localhost:${proxy.port}`).send(target))
      t.match(error.message, /^The proxy refused the (credentials|connection: it requires)/)
      t.notMatch(error.stack, SECRETS)
    }
    t.equal(endpoint.requests.length, 1)
  })

  t.test(`${scheme}: A proxy that is down is a failure of the proxy, not of the endpoint.`, async t => {
    const proxy = await start()
    await proxy.close()
    const error = await troubleOf(senderFor(t, `${scheme}://${USER_INFO}localhost:${proxy.port}`).send(post('http://hooks.test/')))
    t.equal(error.message, 'The connection to the proxy failed (ECONNREFUSED).')
  })

  t.test(`${scheme}: A request to a proxy that does not answer ends with its timeout and leaves no socket.`, async t => {
    const proxy = await started(t, startSilentProxy())
    const sender = senderFor(t, `${scheme}://127.0.0.1:${proxy.port}`, { timeoutMs: 600 })
    const sending = sender.send(post('http://hooks.test/'))
    // An http proxy knows the endpoint by now, so the endpoint may be slow. The other proxies do not know it yet.
    if (scheme === 'http') t.match(await sending, { statusCode: 0, failure: 'timeout', body: /timed out/ })
    else t.match(await troubleOf(sending), { message: 'The connection to the proxy failed: it took too long.' })
    t.equal(proxy.accepted(), 1)
    await eventually('the end of the connection', () => proxy.sockets.size === 0)
  })

  t.test(`${scheme}: A request to an endpoint that hangs within TLS ends with its timeout and leaves no socket.`, async t => {
    const endpoint = await started(t, startSilentProxy())
    const proxy = await started(t, start())
    const sender = senderFor(t, `${scheme}://localhost:${proxy.port}`, { timeoutMs: 600 })
    t.match(await sender.send(post(`https://hooks.test:${endpoint.port}/`)), { statusCode: 0, failure: 'timeout' })
    t.equal(endpoint.accepted(), 1)
    await eventually('the end of the connections', () => proxy.sockets.size === 0 && endpoint.sockets.size === 0)
  })

  t.test(`${scheme}: An internal address is blocked before the sender connects to the proxy.`, async t => {
    const proxy = await started(t, start())
    const sender = senderFor(t, `${scheme}://localhost:${proxy.port}`)
    for (const host of ['inside.test', '10.0.0.1', '[::ffff:10.0.0.1]']) {
      t.match(await sender.send(post(`http://${host}/`)), { statusCode: 0, failure: 'blocked', body: /^Blocked/ }, host)
    }
    t.equal(proxy.accepted(), 0)
  })
}

for (const [scheme, start] of KINDS) {
  t.test(`${scheme}: A proxy that resolves gets host names. The sender looks up no name.`, async t => {
    const endpoint = await endpointFor(t)
    const tlsPort = await tlsEndpoint(t)
    const proxy = await started(t, start())
    const looked: string[] = []
    const guard = createGuard(LOOPBACK, async (name) => { looked.push(name); throw new Error('only the proxy knows names') })
    const sender = senderFor(t, `${scheme}://127.0.0.1:${proxy.port}`, { guard, resolves: true })
    t.match(await sender.send(post(`http://Hooks.Known.test:${endpoint.port}/`)), { statusCode: 200, body: 'fine' })
    t.match(await sender.send(post(`https://hooks.test:${tlsPort}/`)), { statusCode: 200, body: 'for hooks.test' })
    t.match(await sender.send(post(`http://127.0.0.1:${endpoint.port}/`)), { statusCode: 200 }, 'an allowed address is sent as an address')
    t.same(proxy.dialled, [`hooks.known.test:${endpoint.port}`, `hooks.test:${tlsPort}`, `127.0.0.1:${endpoint.port}`])
    t.same(looked, [])
    t.match(endpoint.requests[0]!.head, `host: hooks.known.test:${endpoint.port}`)
  })

  t.test(`${scheme}: A proxy that resolves gets no internal address and no name of an internal host.`, async t => {
    const proxy = await started(t, start())
    const sender = senderFor(t, `${scheme}://127.0.0.1:${proxy.port}`, { guard: createGuard([], resolver), resolves: true })
    const hosts = [
      '127.0.0.1', '127.1', '2130706433', '0x7f.1', '10.0.0.1', '169.254.169.254', '[::1]', '[::ffff:10.0.0.1]', '[fd00::1]',
      '[fd00:ec2::254]', '0', 'localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'localhost.localdomain', 'ip6-localhost', 'backend',
      'metadata', 'metadata.google.internal', 'printer.local', 'db.cluster.local', 'kubernetes.default.svc', 'router.home.arpa', 'nas.lan',
      'wiki.corp', 'host.docker.internal.'
    ]
    for (const host of hosts) {
      const answer = await sender.send(post(`http://${host}/`))
      t.match(answer, { statusCode: 0, failure: 'blocked', body: /^Blocked: .+POSTHORN_/ }, host)
    }
    t.equal(proxy.accepted(), 0)
  })
}

t.test('With a proxy that resolves, the no-proxy list still works, and the address of the proxy itself is looked up here.', async t => {
  const endpoint = await endpointFor(t)
  const proxy = await started(t, startSocksProxy())
  const sender = senderFor(t, `socks5://localhost:${proxy.port}`, { bypass: ['inner.test', '127.0.0.1/32'], resolves: true })
  t.match(await sender.send(post(`http://a.inner.test:${endpoint.port}/`)), { statusCode: 200 })
  t.match(await sender.send(post(`http://127.0.0.1:${endpoint.port}/`)), { statusCode: 200 })
  t.match(await sender.send(post('http://inside.test/')), { statusCode: 0 }, 'a name is not looked up for the no-proxy list')
  t.equal(proxy.accepted(), 1)
  t.match(await sender.send(post(`http://${`${'a'.repeat(63)}.`.repeat(5)}test/`)), {
    statusCode: 0, failure: /connection|protocol/, body: /too long|not valid/
  })
})

t.test('A host name that the proxy cannot resolve is a failed connection of one request to the proxy.', async t => {
  const tried: Array<[string, Promise<TestProxy>]> = [['http', startHttpProxy({ status: 502 })], ['socks5', startSocksProxy({ reply: 4 })]]
  for (const [scheme, starting] of tried) {
    const proxy = await started(t, starting)
    t.match(await senderFor(t, `${scheme}://127.0.0.1:${proxy.port}`, { resolves: true }).send(post('http://unknown.test/')), {
      statusCode: 0, failure: 'connection', body: /^The proxy/
    })
    t.equal(proxy.accepted(), 1)
  }
})

t.test('Hosts of the no-proxy list are connected directly, by name, literal address or resolved address.', async t => {
  const endpoint = await endpointFor(t)
  const tlsPort = await tlsEndpoint(t)
  const proxy = await started(t, startHttpProxy())
  const through = async (bypass: string[], url: string): Promise<boolean> => {
    const before = proxy.dialled.length
    t.match(await senderFor(t, `http://127.0.0.1:${proxy.port}`, { bypass }).send(post(url)), { statusCode: 200 }, url)
    return proxy.dialled.length > before
  }
  const url = (host: string): string => `http://${host}:${endpoint.port}/`
  for (const host of ['hooks.test', 'a.hooks.test', 'a.b.hooks.test', 'A.HOOKS.TEST', 'hooks.test.']) {
    t.notOk(await through(['hooks.test'], url(host)), host)
  }
  for (const host of ['otherhooks.test', 'hooks.test.example', '127.0.0.1']) {
    t.ok(await through(['hooks.test', '10.0.0.0/8', '::1/128'], url(host)), host)
  }
  for (const host of ['127.0.0.1', '[::ffff:127.0.0.1]', 'other.test']) t.notOk(await through(['127.0.0.0/30'], url(host)), host)
  t.notOk(await through(['127.0.0.1/32'], `https://hooks.test:${tlsPort}/`), 'with TLS')
})

t.test('The guard also blocks internal hosts of the no-proxy list.', async t => {
  const proxy = await started(t, startHttpProxy())
  const sender = senderFor(t, `http://127.0.0.1:${proxy.port}`, { bypass: ['test', '10.0.0.0/8'] })
  for (const host of ['inside.test', '10.0.0.1']) t.match(await sender.send(post(`http://${host}/`)), { failure: 'blocked' }, host)
})

t.test('A connection that the proxy refuses is a failed connection with this reason.', async t => {
  const refusals: Array<[scheme: string, starting: Promise<TestProxy>, body: string]> = [
    ['http', startHttpProxy({ status: 403 }), 'The proxy refused the connection (403).'],
    ['http', startHttpProxy({ status: 302 }), 'The proxy refused the connection (302).'],
    ['socks5', startSocksProxy({ reply: 5 }), 'The proxy could not connect to the endpoint (connection refused).'],
    ['socks5', startSocksProxy({ reply: 99 }), 'The proxy could not connect to the endpoint (unknown reply).']
  ]
  for (const [scheme, starting, body] of refusals) {
    const proxy = await started(t, starting)
    const answer = await senderFor(t, `${scheme}://${USER_INFO}127.0.0.1:${proxy.port}`).send(post('http://hooks.test/'))
    t.match(answer, { statusCode: 0, failure: 'connection', body }, body)
    t.same(proxy.dialled, [])
    await eventually('the end of the connection', () => proxy.sockets.size === 0)
  }
})

t.test('A server that is not such a proxy is a failure of the proxy, not of the endpoint.', async t => {
  const others: Array<[scheme: string, starting: Promise<TestProxy>, text: string]> = [
    ['socks5', startHttpProxy(), 'The proxy does not speak SOCKS5.'],
    ['http', startSocksProxy(), 'The proxy does not speak HTTP.']
  ]
  for (const [scheme, starting, text] of others) {
    const proxy = await started(t, starting)
    t.equal((await troubleOf(senderFor(t, `${scheme}://127.0.0.1:${proxy.port}`).send(post('http://hooks.test/')))).message, text)
    await eventually('the end of the connection', () => proxy.sockets.size === 0)
  }
})

t.test('A proxy that closes the connection is a failure of the endpoint if the proxy knows the endpoint, else a failure of the proxy.', async t => {
  const proxy = await rawEndpoint(() => {}, (socket) => { socket.once('data', () => socket.end()) })
  t.teardown(() => proxy.close())
  const send = async (scheme: string) => await senderFor(t, `${scheme}://127.0.0.1:${proxy.port}`).send(post('http://hooks.test/'))
  t.match(await send('http'), { statusCode: 0, failure: 'connection', body: 'The connection to the proxy failed (ECONNRESET).' })
  t.equal((await troubleOf(send('socks5'))).message, 'The proxy closed the connection.')
})

t.test('If the proxy cannot reach one of several addresses, the next address is tried.', async t => {
  const endpoint = await endpointFor(t)
  const tlsPort = await tlsEndpoint(t)
  const send = async (proxy: TestProxy, {
    scheme = 'http', guard = resolvingTo('127.0.0.7', '127.0.0.1'), url = `http://hooks.test:${endpoint.port}/`
  } = {}) =>
    await senderFor(t, `${scheme}://127.0.0.1:${proxy.port}`, { guard, bypass: ['127.0.0.9/32'] }).send(post(url))
  for (const [scheme, starting] of [
    ['http', startHttpProxy({ dead: '127.0.0.7' })], ['socks5', startSocksProxy({ dead: '127.0.0.7' })]
  ] as const) {
    const proxy = await started(t, starting)
    t.match(await send(proxy, { scheme }), { statusCode: 200 }, scheme)
    t.match(await send(proxy, { scheme, url: `https://hooks.test:${tlsPort}/` }), { statusCode: 200 }, scheme)
    t.match(await send(proxy, { scheme, guard: resolvingTo('127.0.0.7', '127.0.0.7') }), { statusCode: 0, failure: 'connection' }, scheme)
    t.match(await send(proxy, {
      scheme, guard: resolvingTo('127.0.0.9', '127.0.0.1'), url: `http://hooks.test:${endpoint.port}/`
    }), { statusCode: 200 }, 'the next address also follows an address of the no-proxy list')
    await eventually('the end of the connections', () => [...proxy.sockets].length <= 3)
  }
  const closed = await started(t, startHttpProxy({ status: 403 }))
  t.match(await send(closed), { failure: 'connection', body: 'The proxy refused the connection (403).' })
  t.equal(closed.accepted(), 1, 'if the proxy refuses, no other address is tried')
})

t.test('If the proxy does not answer for one address, time is left for the other addresses.', async t => {
  const endpoint = await endpointFor(t)
  const proxy = await started(t, startHttpProxy({ silent: '127.0.0.7' }))
  const guard = resolvingTo('127.0.0.7', '127.0.0.7', '127.0.0.1')
  t.match(await senderFor(t, `http://127.0.0.1:${proxy.port}`, { guard, timeoutMs: 1_500 })
    .send(post(`http://hooks.test:${endpoint.port}/`)), { statusCode: 200 })
  t.equal(proxy.accepted(), 3)
})

t.test('The time that the connection to the proxy takes does not shorten the time of an address.', async t => {
  const endpoint = await endpointFor(t)
  const proxy = await started(t, startSocksProxy({ greetsAfterMs: 450 }))
  const guard = resolvingTo('127.0.0.1', '127.0.0.7', '127.0.0.7', '127.0.0.7', '127.0.0.7')
  t.match(await senderFor(t, `socks5://127.0.0.1:${proxy.port}`, { guard, timeoutMs: 2_000 })
    .send(post(`http://hooks.test:${endpoint.port}/`)), { statusCode: 200 })
  t.equal(proxy.accepted(), 1)
})

t.test('An endpoint that is slow within TLS counts as connected. No other address is tried.', async t => {
  const endpoint = await started(t, startSilentProxy())
  const proxy = await started(t, startHttpProxy())
  const guard = resolvingTo('127.0.0.1', '127.0.0.1')
  t.match(await senderFor(t, `http://127.0.0.1:${proxy.port}`, { guard, timeoutMs: 600 })
    .send(post(`https://hooks.test:${endpoint.port}/`)), { failure: 'timeout' })
  t.equal(endpoint.accepted(), 1)
  await eventually('the end of the connections', () => proxy.sockets.size === 0 && endpoint.sockets.size === 0)
})

t.test('A DNS lookup has the time limit of a connection.', async t => {
  const proxy = await started(t, startHttpProxy())
  let answer: ((found: LookupAddress[]) => void) | undefined
  const guard = createGuard(LOOPBACK, async () => await new Promise(resolve => { answer = resolve }))
  const sender = senderFor(t, `http://127.0.0.1:${proxy.port}`, { guard, timeoutMs: 300 })
  t.match(await sender.send(post('http://hooks.test/')), { failure: 'timeout' })
  await sender.close()
  answer!([{ address: '127.0.0.1', family: 4 }])
  await new Promise(resolve => setImmediate(resolve))
  t.equal(proxy.accepted(), 0)
})

t.test('Data that the proxy sends before the request ends the connection. There is no second connection.', async t => {
  for (const [scheme, answer] of Object.entries(ANSWERS)) {
    const proxy = await rawEndpoint(() => {}, (socket) => {
      socket.once('data', () => socket.write(Buffer.from(answer + answerText('200 OK'), 'latin1')))
    })
    t.teardown(() => proxy.close())
    const sent = await senderFor(t, `${scheme}://127.0.0.1:${proxy.port}`).send(post('http://hooks.test/'))
    t.match(sent, { statusCode: 0, failure: 'connection', body: 'The proxy sent data before the request was sent.' }, scheme)
    t.equal(proxy.sockets.length, 1)
  }
})

t.test('The certificate of an https proxy is verified.', async t => {
  const proxy = await started(t, startHttpProxy({ secure: true }))
  const error = await troubleOf(senderFor(t, `https://localhost:${proxy.port}`, { tls: {} }).send(post('http://hooks.test/')))
  t.equal(error.message, 'The connection to the proxy failed (DEPTH_ZERO_SELF_SIGNED_CERT).')
})

t.test('The settings are used by the sender: certificates are verified unless a setting forbids it, with and without a proxy.', async t => {
  const port = await tlsEndpoint(t)
  const proxy = await started(t, startHttpProxy({ secure: true, login: LOGIN }))
  const send = async (env: Record<string, string>) => {
    const sender = await openSender(loadConfig(env), LOOPBACK)
    t.teardown(() => sender.destroy())
    return await sender.send(post(`https://127.0.0.1:${port}/`))
  }
  t.match(await send({}), { statusCode: 0, failure: 'tls', body: /SELF_SIGNED/ })
  t.match(await send({ POSTHORN_TLS_VERIFY: 'false' }), { statusCode: 200 })
  t.same(proxy.dialled, [])
  const POSTHORN_PROXY = `https://${USER_INFO}127.0.0.1:${proxy.port}`
  t.match(await send({ POSTHORN_PROXY, POSTHORN_TLS_VERIFY: 'false' }), { statusCode: 200 })
  t.same(proxy.dialled, [`127.0.0.1:${port}`])
  t.match(await send({ POSTHORN_PROXY, POSTHORN_NO_PROXY: '127.0.0.1', POSTHORN_TLS_VERIFY: 'false' }), { statusCode: 200 })
  t.equal(proxy.dialled.length, 1)
})

t.test("The endpoint's certificate is also verified through an http proxy.", async t => {
  const port = await tlsEndpoint(t)
  const proxy = await started(t, startHttpProxy())
  t.match(await senderFor(t, `http://127.0.0.1:${proxy.port}`, { tls: {} }).send(post(`https://hooks.test:${port}/`)), { failure: 'tls' })
  t.ok(proxy.dialled.length > 0)
})

t.test('Any bytes from a proxy, in any pieces, lead to a result.', async t => {
  let pieces: Buffer[] = []
  const proxy = await rawEndpoint(() => {}, (socket) => {
    socket.once('data', () => {
      for (const piece of pieces) socket.write(piece)
      socket.end()
    })
  })
  t.teardown(() => proxy.close())
  for (const [scheme, good] of Object.entries(ANSWERS)) {
    const sender = senderFor(t, `${scheme}://127.0.0.1:${proxy.port}`)
    const change = fc.record({ at: fc.nat(good.length - 1), cut: fc.nat(4), insert: fc.uint8Array({ maxLength: 4 }) })
    await fc.assert(fc.asyncProperty(fc.option(change), fc.nat(good.length), fc.constantFrom(
      'http', 'https'
    ), async (changed, split, protocol) => {
      let bytes = Buffer.from(good, 'latin1')
      if (changed) bytes = Buffer.concat([bytes.subarray(0, changed.at), changed.insert, bytes.subarray(changed.at + changed.cut)])
      pieces = [bytes.subarray(0, split), bytes.subarray(split)]
      const result = await sender.send(post(`${protocol}://hooks.test/`))
      return result.stage === 'answered' || (result.stage === 'unanswered' ? result.failure !== 'timeout' : isProxyTrouble(result))
    }), { numRuns: 150 })
  }
  t.ok(proxy.sockets.length >= 300)
  await eventually('the end of the connections', () => proxy.sockets.every((socket) => socket.destroyed))
})
