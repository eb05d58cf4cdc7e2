import { createHash } from 'node:crypto'
import { type LookupAddress } from 'node:dns'
import { createServer as createTlsServer } from 'node:https'
import t from 'tap'
import type { Answer } from '../../../src/delivery/sending/send-result.js'
import { createGuard, type Resolver } from '../../../src/delivery/sending/ssrf-guard.js'
import { type SendRequest, type Sender } from '../../../src/delivery/sending/sender.js'
import { certificate, privateKey } from '../../helpers/certificate.js'
import { answerText, listen, type Received } from '../../helpers/endpoints.js'
import { answerTo, endpointFor, LOOPBACK, post, senderFor, turns } from '../../helpers/sender.js'
import { fc, noise } from '../../helpers/chance.js'
import { eventually } from '../../helpers/receiver.js'

const replying = (text: string | Buffer) => ({ socket }: Received): void => { socket.write(text) }
const sendThenRest = async (sender: Sender, request: SendRequest): Promise<Answer> => {
  const answer = await answerTo(sender, request)
  await turns()
  return answer
}
const resolvingTo = (...addresses: string[]): Resolver => async () => addresses.map((address): LookupAddress => ({ address, family: 4 }))

t.test('A request is an HTTP/1.1 POST of the given bytes, with exactly the headers of the contract.', async t => {
  const endpoint = await endpointFor(t, replying(answerText('200 OK', 'fine')))
  const bytes = Buffer.from('{"b":1.0,  "a":"\\u00e4ä\n"}')
  const answer = await answerTo(
    senderFor(t), post(`${endpoint.url}/hook/%7Ex?a=1&b=%20#fragment`, { 'webhook-id': 'msg_1', 'X-Custom-CASE': 'v' }, bytes)
  )
  t.match(answer, { statusCode: 200, body: 'fine', failure: undefined, retryAfter: undefined })
  const { head, body } = endpoint.requests[0]!
  t.same(head.split('\r\n'), [
    'POST /hook/%7Ex?a=1&b=%20 HTTP/1.1', `host: 127.0.0.1:${endpoint.port}`, 'connection: keep-alive', 'accept: */*',
    'content-type: application/json',
    'user-agent: Posthorn-Test/1', 'webhook-id: msg_1', 'X-Custom-CASE: v', `content-length: ${bytes.length}`
  ])
  t.ok(body.equals(bytes))
})

t.test('An empty body is sent with the length 0.', async t => {
  const endpoint = await endpointFor(t, replying(answerText('200 OK')))
  t.match(await senderFor(t).send(post(endpoint.url, {}, Buffer.alloc(0))), { statusCode: 200, body: '' })
  t.match(endpoint.requests[0]!.head, /content-length: 0/)
})

t.test('The user info of a URL becomes Basic auth unless an authorization header is given.', async t => {
  const endpoint = await endpointFor(t, replying(answerText('200 OK')))
  const sender = senderFor(t)
  const url = (userInfo: string): string => `http://${userInfo}@127.0.0.1:${endpoint.port}/`
  for (const userInfo of ['user:p%40ss', 'user', '%zz:x']) await sender.send(post(url(userInfo)))
  await sender.send(post(url('user:pass'), { AUTHORIZATION: 'Bearer b' }))
  const sent = endpoint.requests.map(({ head }) => /^authorization: (.*)$/im.exec(head)?.[1])
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`
  t.same(sent, [basic('user:p@ss'), basic('user:'), basic('%zz:x'), 'Bearer b'])
})

t.test('A given header replaces the default in any spelling of its name. Its text is sent as UTF-8.', async t => {
  const endpoint = await endpointFor(t, replying(answerText('200 OK')))
  await senderFor(t).send(post(endpoint.url, { Accept: 'text/plain', 'x-text': 'Grüße 世界' }))
  const head = Buffer.from(endpoint.requests[0]!.head, 'latin1').toString('utf8')
  t.same(head.match(/^accept:.*$/gim), ['Accept: text/plain'])
  t.match(head, 'x-text: Grüße 世界')
})

t.test('Redirects and other statuses are returned as they are, with their Retry-After.', async t => {
  const endpoint = await endpointFor(t, ({ head, socket }) => {
    socket.write(answerText(`${/\/(\d+)/.exec(head)![1]} X`, 'why', 'location: /elsewhere', 'retry-after: 7', 'retry-after: 9'))
  })
  const sender = senderFor(t)
  for (const statusCode of [301, 307, 308, 400, 404, 410, 418, 429, 500, 503, 599]) {
    t.match(await sender.send(post(`${endpoint.url}/${statusCode}`)), { statusCode, body: 'why', retryAfter: '7', failure: undefined })
  }
  t.equal(endpoint.requests.length, 11, 'no redirect was followed')
})

t.test('An answer without a body, and informational answers before it, are understood.', async t => {
  const endpoint = await endpointFor(
    t, replying('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n')
  )
  const sender = senderFor(t)
  for (let i = 0; i < 2; i++) t.match(await sendThenRest(sender, post(endpoint.url)), { statusCode: 204, body: '', failure: undefined })
  t.equal(endpoint.sockets.length, 1)
})

t.test('A body without a length is read until the connection closes.', async t => {
  const endpoint = await endpointFor(t, ({ socket }) => { socket.end('HTTP/1.1 200 OK\r\n\r\nuntil the end') })
  t.match(await senderFor(t).send(post(endpoint.url)), { statusCode: 200, body: 'until the end' })
})

t.test('Connections are kept alive and used again.', async t => {
  const endpoint = await endpointFor(t, replying(answerText('200 OK')))
  const sender = senderFor(t)
  for (let i = 0; i < 5; i++) await sendThenRest(sender, post(endpoint.url))
  t.equal(endpoint.sockets.length, 1)
})

t.test('If the endpoint closed a kept connection, the request is sent once more on a new connection.', async t => {
  const endpoint = await endpointFor(t, (request) => {
    const onItsConnection = endpoint.requests.filter(({ connection }) => connection === request.connection).length
    if (onItsConnection > 1) request.socket.resetAndDestroy()
    else request.socket.write(answerText('200 OK'))
  })
  const sender = senderFor(t)
  for (let i = 0; i < 3; i++) t.match(await sendThenRest(sender, post(endpoint.url)), { statusCode: 200 })
  t.equal(endpoint.sockets.length, 3)
  t.equal(endpoint.requests.length, 5)
})

t.test('A request on a new connection that fails at once is not sent again.', async t => {
  const endpoint = await endpointFor(t, ({ socket }) => { socket.resetAndDestroy() })
  const answer = await answerTo(senderFor(t), post(endpoint.url))
  t.match(answer, { statusCode: 0, failure: 'connection', retryAfter: undefined })
  t.match(answer.body, /The connection failed \(\w+\)\./)
  t.equal(endpoint.requests.length, 1)
})

t.test('A request on a connection that fails after more than a second is not sent again.', async t => {
  const endpoint = await endpointFor(t, ({ socket }) => { setTimeout(() => socket.resetAndDestroy(), 1_050) })
  const answer = await answerTo(senderFor(t), post(endpoint.url))
  t.match(answer, { statusCode: 0, failure: 'connection' })
  t.ok(answer.durationMs > 1_000, `${answer.durationMs}`)
  t.equal(endpoint.requests.length, 1)
})

t.test('A refused connection is a failure. Its message names no address.', async t => {
  const endpoint = await endpointFor(t, () => {})
  await endpoint.close()
  const answer = await answerTo(senderFor(t), post(endpoint.url))
  t.match(answer, { statusCode: 0, body: 'The connection failed (ECONNREFUSED).', failure: 'connection' })
  t.ok(answer.durationMs >= 0 && answer.durationMs < 1_000)
})

t.test('An endpoint that closes the connection without an answer is a failure.', async t => {
  for (const text of ['', 'HTTP/1.1 200', 'HTTP/1.1 200 OK\r\ncontent-']) {
    const endpoint = await endpointFor(t, ({ socket }) => { socket.end(text) })
    t.match(await senderFor(t).send(post(endpoint.url)), { statusCode: 0, failure: 'connection' }, JSON.stringify(text))
  }
})

t.test('An answer that is not HTTP/1.1 is a failure. The request is not sent again.', async t => {
  const wrong = [
    'SSH-2.0-OpenSSH_9.6\r\n', 'HTTP/1.1 abc OK\r\n\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n',
    `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}\r\n\r\n`,
    'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n', '\0\x01\x02\xff\r\n\r\n'
  ]
  for (const text of wrong) {
    const endpoint = await endpointFor(t, replying(Buffer.from(text, 'latin1')))
    t.match(await senderFor(t).send(post(endpoint.url)), { statusCode: 0, failure: 'protocol' }, JSON.stringify(text.slice(0, 40)))
    t.equal(endpoint.requests.length, 1)
  }
})

t.test('If no answer comes in time, the failure is a timeout and the connection is cut.', async t => {
  const endpoint = await endpointFor(t, () => {})
  const answer = await answerTo(senderFor(t, { timeoutMs: 80 }), post(endpoint.url))
  t.match(answer, { statusCode: 0, failure: 'timeout', body: 'The request timed out: no response within 0.08 s.' })
  t.ok(answer.durationMs >= 75 && answer.durationMs < 600, `${answer.durationMs}`)
  await eventually('the end of the connection', () => endpoint.sockets[0]?.destroyed)
})

t.test('If the headers of a slow answer are not complete in time, the failure is a timeout.', async t => {
  const endpoint = await endpointFor(t, ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    const timer = setInterval(() => socket.write('x: y\r\n'), 10)
    socket.on('close', () => clearInterval(timer))
  })
  t.match(await senderFor(t, { timeoutMs: 80 }).send(post(endpoint.url)), { statusCode: 0, failure: 'timeout' })
})

t.test('A request whose time is over before it has a connection is never sent.', async t => {
  const endpoint = await endpointFor(t, replying(answerText('200 OK')))
  let resolved: (addresses: LookupAddress[]) => void = () => {}
  const resolver: Resolver = (name) => new Promise((resolve) => {
    if (name === 'slow.test') resolved = resolve
    else resolve([{ address: '127.0.0.1', family: 4 }])
  })
  const sender = senderFor(t, { guard: createGuard(LOOPBACK, resolver), timeoutMs: 60 })
  t.match(await sender.send(post(`http://slow.test:${endpoint.port}/`)), { statusCode: 0, failure: 'timeout' })
  resolved([{ address: '127.0.0.1', family: 4 }])
  await eventually('the connection', () => endpoint.sockets.length === 1)
  await eventually('the end of the connection', () => endpoint.sockets[0]?.destroyed)
  t.match(await sender.send(post(`http://other.test:${endpoint.port}/later`)), { statusCode: 200 })
  t.same(endpoint.requests.map(({ head }) => head.split(' ')[1]), ['/later'])
})

t.test('The status counts even if the body is slow. The bytes that came in time are kept. The duration ends with the headers.', async t => {
  const endpoint = await endpointFor(t, ({ socket }) => { socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\npart') })
  const answer = await answerTo(senderFor(t, { timeoutMs: 250 }), post(endpoint.url))
  t.match(answer, { statusCode: 200, body: 'part', failure: undefined })
  t.ok(answer.durationMs < 200, `${answer.durationMs}`)
  await eventually('the end of the connection', () => endpoint.sockets[0]?.destroyed)
})

t.test('The status counts even if the connection breaks within the body.', async t => {
  const endpoint = await endpointFor(t, ({ socket }) => { socket.end('HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\npart') })
  t.match(await senderFor(t).send(post(endpoint.url)), { statusCode: 201, body: 'part', failure: undefined })
  t.equal(endpoint.requests.length, 1)
})

t.test('Of a long body the first 20,000 bytes are kept. A little more is read and dropped. A much longer body cuts the connection.', async t => {
  const endpoint = await endpointFor(t, ({ head, socket }) => {
    if (head.includes('/flood')) {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      const pour = (): void => { while (!socket.destroyed && socket.write(`2000\r\n${'f'.repeat(0x2000)}\r\n`)); }
      socket.on('drain', pour)
      pour()
    } else socket.write(answerText('200 OK', 'x'.repeat(Number(/\/(\d+)/.exec(head)![1]))))
  })
  const sender = senderFor(t)
  t.equal((await sendThenRest(sender, post(`${endpoint.url}/20000`))).body.length, 20_000)
  t.equal((await sendThenRest(sender, post(`${endpoint.url}/25000`))).body.length, 20_000)
  t.match(await sender.send(post(`${endpoint.url}/flood`)), { statusCode: 200, body: 'f'.repeat(20_000) })
  t.equal(endpoint.sockets.length, 1)
  await eventually('the end of the connection', () => endpoint.sockets[0]?.destroyed)
})

t.test('A body that is not UTF-8 is kept in base64. A character that the limit splits is dropped.', async t => {
  const bodies: Record<string, Buffer> = {
    '/binary': Buffer.from([0x50, 0xff, 0x00, 0x4b]),
    '/split': Buffer.from('a' + 'é'.repeat(10_500)),
    '/open': Buffer.from([0x61, 0xe4, 0xb8]),
    '/bom': Buffer.from('\ufeffok\0')
  }
  const endpoint = await endpointFor(t, ({ head, socket }) => {
    const bytes = bodies[head.split(' ')[1]!]!
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${bytes.length}\r\n\r\n`)
    socket.write(bytes)
  })
  const sender = senderFor(t)
  const kept = async (path: string): Promise<string> => (await answerTo(sender, post(endpoint.url + path))).body
  t.equal(await kept('/binary'), 'UP8ASw==')
  t.equal(await kept('/split'), 'a' + 'é'.repeat(9_999))
  t.equal(await kept('/open'), 'YeS4', 'an incomplete character at the end of the body is not UTF-8')
  t.equal(await kept('/bom'), '\ufeffok\0')
})

t.test('A body of 2 MiB arrives completely.', async t => {
  const endpoint = await endpointFor(t, replying(answerText('200 OK')))
  const big = noise(2 * 1024 * 1024)
  t.match(await senderFor(t).send(post(endpoint.url, {}, big)), { statusCode: 200 })
  t.equal(createHash('sha256').update(endpoint.requests[0]!.body).digest('hex'), createHash('sha256').update(big).digest('hex'))
})

t.test('An answer that comes before the request was read counts.', async t => {
  const endpoint = await endpointFor(t, () => {}, (socket) => {
    socket.pause().once('readable', () => { socket.write(answerText('413 Content Too Large', 'too large', 'connection: close')) })
  })
  t.match(await senderFor(t).send(post(endpoint.url, {}, Buffer.alloc(2 * 1024 * 1024, 'x'))), { statusCode: 413, body: 'too large' })
})

t.test('TLS: a certificate that is not trusted is a failure, a trusted one works, and plain HTTP is a failure.', async t => {
  const server = createTlsServer({ cert: certificate, key: privateKey }, (request, response) => {
    request.resume().on('end', () => response.end('secure'))
  })
  const port = await listen(server)
  t.teardown(() => { server.closeAllConnections(); server.close() })
  const guard = createGuard(LOOPBACK, resolvingTo('127.0.0.1'))
  const trusting = senderFor(t, { guard, tls: { ca: certificate } })
  t.match(await senderFor(t).send(post(`https://127.0.0.1:${port}/`)), {
    statusCode: 0, failure: 'tls', body: 'The TLS connection failed (DEPTH_ZERO_SELF_SIGNED_CERT).'
  })
  t.match(await trusting.send(post(`https://127.0.0.1:${port}/`)), { statusCode: 200, body: 'secure' })
  t.match(await trusting.send(post(`https://hooks.test:${port}/`)), { statusCode: 200, body: 'secure' })
  t.match(await trusting.send(post(`https://other.test:${port}/`)), { statusCode: 0, failure: 'tls' })
  const plain = await endpointFor(t, () => {}, (socket) => { socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')) })
  t.match(await trusting.send(post(`https://127.0.0.1:${plain.port}/`)), { statusCode: 0, failure: 'tls' })
})

t.test('Internal addresses in any spelling are blocked before a connection is opened.', async t => {
  const endpoint = await endpointFor(t, replying(answerText('200 OK')))
  const sender = senderFor(t, { guard: createGuard([]) })
  for (const host of [
    '127.0.0.1', 'localhost', 'LOCALHOST', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '0', '[::1]', '[::ffff:127.0.0.1]', '[::]',
    '127.0.0.1.'
  ]) {
    const answer = await answerTo(sender, post(`http://${host}:${endpoint.port}/`))
    t.match(answer, { statusCode: 0, failure: 'blocked' }, host)
    t.match(answer.body, 'POSTHORN_WHITELIST_SUBNETS')
    t.notMatch(answer.body, /127|::/)
  }
  t.equal(endpoint.sockets.length, 0)
})

t.test('If a name has an internal and an allowed address, only the allowed one is used.', async t => {
  const endpoint = await endpointFor(t, replying(answerText('200 OK')))
  const sender = senderFor(t, { guard: createGuard(['127.0.0.1'], resolvingTo('127.0.0.2', '10.0.0.1', '127.0.0.1')) })
  t.match(await sender.send(post(`http://mixed.test:${endpoint.port}/`)), { statusCode: 200 })
  t.equal(endpoint.sockets[0]!.localAddress, '127.0.0.1')
  t.match(endpoint.requests[0]!.head, `host: mixed.test:${endpoint.port}`)
})

t.test('A name is resolved once for each connection. The checked address is used, even if a later lookup gives another.', async t => {
  const endpoint = await endpointFor(t, replying(answerText('200 OK', '', 'connection: close')))
  const answers = ['127.0.0.1', '127.0.0.2', '127.0.0.1']
  const sender = senderFor(t, { guard: createGuard(['127.0.0.1'], async () => [{ address: answers.shift()!, family: 4 }]) })
  const url = `http://rebinding.test:${endpoint.port}/`
  t.match(await sender.send(post(url)), { statusCode: 200 })
  t.equal(answers.length, 2)
  t.match(await sender.send(post(url)), { statusCode: 0, failure: 'blocked' })
  t.equal(answers.length, 1)
  t.match(await sender.send(post(url)), { statusCode: 200 })
})

t.test('A name that does not resolve is a failure.', async t => {
  const guard = createGuard(LOOPBACK, async () => {
    throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' })
  })
  t.match(await senderFor(t, { guard }).send(post('http://nowhere.test/')), {
    statusCode: 0, failure: 'dns', body: 'The host name could not be resolved (ENOTFOUND).'
  })
})

t.test('A URL or header that cannot be sent is a failure and throws no error.', async t => {
  const sender = senderFor(t)
  for (const url of ['', 'nonsense', 'ftp://127.0.0.1/', 'http://', 'http://127.0.0.1:99999/', 'file:///etc/passwd', 'data:,x']) {
    t.match(await sender.send(post(url)), { statusCode: 0, failure: 'protocol', body: 'The URL of the endpoint is not valid.' }, url)
  }
  t.match(await sender.send(post('http://127.0.0.1:0/')), { statusCode: 0 }, 'port 0')
  for (const headers of [{ 'a b': 'x' }, { x: 'a\r\nb: c' }, { upgrade: 'x' }, { expect: '100-continue' }, { 'content-length': '7' }]) {
    t.match(
      await sender.send(post('http://127.0.0.1:9/', headers)), { statusCode: 0, failure: /protocol|connection/ }, JSON.stringify(headers)
    )
  }
})

t.test('Any bytes from an endpoint, in any pieces, lead to an answer.', async t => {
  const good =
    'HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nretry-after: 5\r\n\r\n4\r\nabcd\r\n0\r\ntrailer: x\r\n\r\n'
  let pieces: Buffer[] = []
  const endpoint = await endpointFor(t, ({ socket }) => {
    for (const piece of pieces) socket.write(piece)
    socket.end()
  })
  const sender = senderFor(t)
  const mutated = fc.array(fc.record({ at: fc.nat(good.length - 1), cut: fc.nat(8), insert: fc.uint8Array({ maxLength: 6 }) }), {
    maxLength: 4
  })
  await fc.assert(fc.asyncProperty(mutated, fc.nat(good.length), async (changes, split) => {
    let bytes = Buffer.from(good)
    for (const { at, cut, insert } of changes) bytes = Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + cut)])
    pieces = [bytes.subarray(0, split), bytes.subarray(split)]
    const { statusCode, failure } = await answerTo(sender, post(endpoint.url))
    return (statusCode === 0) === (failure !== undefined)
  }), { numRuns: 200 })
  t.ok(endpoint.requests.length >= 200)
})

t.test('Any text as a URL leads to an answer.', async t => {
  const sender = senderFor(t, { guard: createGuard([], resolvingTo('127.0.0.1')) })
  const url = fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string(), fc.string().map((text) =>
    `http://${text}`))
  await fc.assert(fc.asyncProperty(url, async (text) => {
    const { failure } = await answerTo(sender, post(text))
    return failure === 'blocked' || failure === 'protocol'
  }), { numRuns: 200 })
  t.pass('no call rejected')
})

t.test('An error of this process is reported as not sent, and is not an answer.', async t => {
  const guard = createGuard(LOOPBACK, async () => { throw Object.assign(new Error('too many open files'), { code: 'EMFILE' }) })
  const unsent = { stage: 'unsent', by: 'process', error: { message: 'This process could not send a request', cause: { code: 'EMFILE' } } }
  t.match(await senderFor(t, { guard }).send(post('http://any.test/')), unsent)
})

t.test('An origin never has more connections than allowed. Waiting requests are sent later.', async t => {
  let open = 0
  let most = 0
  const endpoint = await endpointFor(t, ({ socket }) => {
    most = Math.max(most, ++open)
    setTimeout(() => { open--; socket.write(answerText('200 OK')) }, 10)
  })
  const sender = senderFor(t, { connections: 3 })
  const answers = await Promise.all(Array.from({ length: 20 }, () => answerTo(sender, post(endpoint.url))))
  t.ok(answers.every(({ statusCode }) => statusCode === 200))
  t.equal(most, 3)
  t.equal(endpoint.sockets.length, 3)
})

t.test('Idle connections are kept for a limited number of origins.', async t => {
  const endpoint = await endpointFor(t, replying(answerText('200 OK')))
  const sender = senderFor(t, { guard: createGuard(LOOPBACK, resolvingTo('127.0.0.1')), origins: 4 })
  for (let i = 0; i < 40; i++) t.match(await sender.send(post(`http://host-${i}.test:${endpoint.port}/`)), { statusCode: 200 })
  t.equal(endpoint.sockets.length, 40)
  await eventually('the end of the other connections', () => endpoint.sockets.filter(({ destroyed }) => !destroyed).length === 4)
})

t.test('A request in flight is completed although its origin is no longer kept.', async t => {
  const held: Received[] = []
  const endpoint = await endpointFor(t, (request) => {
    if (request.head.includes('/held')) held.push(request)
    else request.socket.write(answerText('200 OK'))
  })
  const sender = senderFor(t, { guard: createGuard(LOOPBACK, resolvingTo('127.0.0.1')), origins: 1 })
  const first = sender.send(post(`http://one.test:${endpoint.port}/held`))
  await eventually('the request', () => held.length === 1)
  t.match(await sender.send(post(`http://two.test:${endpoint.port}/`)), { statusCode: 200 })
  held[0]!.socket.write(answerText('202 Accepted'))
  t.match(await first, { statusCode: 202 })
})

t.test('close() waits for requests in flight and accepts no new ones.', async t => {
  const endpoint = await endpointFor(t, () => {})
  const sender = senderFor(t)
  const sent = sender.send(post(endpoint.url))
  await eventually('the request', () => endpoint.requests.length === 1)
  const closing = sender.close()
  t.match(await sender.send(post(endpoint.url)), { stage: 'unsent', by: 'process', error: { message: 'The sender is closed' } })
  endpoint.requests[0]!.socket.write(answerText('200 OK'))
  t.match(await sent, { statusCode: 200 })
  await closing
  await eventually('the end of the connection', () => endpoint.sockets[0]?.destroyed)
})

t.test('destroy() cuts requests in flight. They have no answer.', async t => {
  const endpoint = await endpointFor(t, () => {})
  const sender = senderFor(t)
  const sent = sender.send(post(endpoint.url))
  await eventually('the request', () => endpoint.requests.length === 1)
  await sender.destroy()
  t.match(await sent, { stage: 'cut', error: { message: 'This process could not send a request' } })
  await eventually('the end of the connection', () => endpoint.sockets[0]?.destroyed)
  t.equal(endpoint.requests.length, 1)
})

t.test('destroy() reports requests without a connection as not sent.', async t => {
  let isAsked = false
  const guard = createGuard(LOOPBACK, async () => { isAsked = true; return await new Promise<never>(() => {}) })
  const sender = senderFor(t, { guard })
  const sent = sender.send(post('http://any.test/'))
  await eventually('the lookup', () => isAsked)
  await sender.destroy()
  t.match(await sent, { stage: 'unsent', by: 'process', error: { message: 'This process could not send a request' } })
})
