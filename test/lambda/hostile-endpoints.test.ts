import { createServer as createTlsServer } from 'node:https'
import { connect, createServer, type Socket } from 'node:net'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { accept } from '../../src/delivery/accept/accept.js'
import { sealHeaders, sealUrl } from '../../src/delivery/credentials.js'
import { firstEntry } from '../../src/delivery/hand-off/sqs/queue-entry.js'
import * as lifecycle from '../../src/delivery/delivery-lifecycle.js'
import type { handler as Handler } from '../../src/lambda/deliver-function.js'
import * as attempts from '../../src/repositories/attempts.js'
import * as deliveries from '../../src/repositories/deliveries.js'
import { certificate, privateKey } from '../helpers/certificate.js'
import { listen, rawEndpoint, type Received } from '../helpers/endpoints.js'
import { newApplication, newEndpoint, newMessage } from '../helpers/engine.js'
import { bundled, contextOf, deployment, failuresOf, prepare } from '../helpers/functions.js'

// Only bundles replace modules. So what endpoints and proxies may do is done here to the bundle of `deliver` and to its sources.

const SOURCE = pathToFileURL(resolve('src/lambda/deliver-function.ts'))

const { skip, start } = await bundled(['deliver'])
const here = await deployment({
  POSTHORN_LOG_LEVEL: 'silent', POSTHORN_RETRY_SCHEDULE: '1h', POSTHORN_DELIVERY_CONCURRENCY: '25', POSTHORN_REQUEST_TIMEOUT: '3s'
})
prepare(here.env)

type Respond = (request: Received) => void
const says = (text: string | Buffer): Respond => ({ socket }) => { socket.write(text) }
const saysLast = (text: string | Buffer): Respond => ({ socket }) => { socket.end(text) }
const thenResets = (text: string): Respond => ({ socket }) => { socket.write(text, () => setImmediate(() => socket.resetAndDestroy())) }
const ok = (...lines: string[]) => ['HTTP/1.1 200 OK', 'content-length: 2', ...lines, '', 'ok'].join('\r\n')
const chunked = (body: string, ...lines: string[]) => ['HTTP/1.1 200 OK', 'transfer-encoding: chunked', ...lines, '', body].join('\r\n')
const random = Buffer.from(Array.from({ length: 256 }, (_, at) => at * 7 & 255))

/** What an endpoint does with a request. */
const ANSWERS: Record<string, Respond> = {
  'an answer': says(ok()),
  'no answer': () => {},
  'an end without an answer': ({ socket }) => { socket.end() },
  'a reset without an answer': ({ socket }) => { socket.resetAndDestroy() },
  'a part of a status line': saysLast('HTTP/1.1 20'),
  'a part of the headers, then a reset': thenResets('HTTP/1.1 200 OK\r\ncontent-le'),
  'a part of the body, then an end': saysLast('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n123'),
  'a part of the body, then a reset': thenResets('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n123'),
  'chunks, an extension and a trailer': says(chunked('2;a=b\r\nok\r\n0\r\nx-trailer: 1\r\nconstructor: 2\r\n\r\n', 'trailer: x-trailer')),
  'a chunk of no size': says(chunked('zz\r\nok\r\n0\r\n\r\n')),
  'a chunk that does not end': saysLast(chunked('5\r\nok')),
  'a chunk of the wrong size': says(chunked('1\r\nokay\r\n0\r\n\r\n')),
  'a chunk of the greatest size': saysLast(chunked('ffffffffffffffff\r\nok')),
  'a bad trailer': says(chunked('2\r\nok\r\n0\r\nno colon\r\n\r\n')),
  'two codings': saysLast(chunked('2\r\nok\r\n0\r\n\r\n', 'transfer-encoding: gzip')),
  'chunks and a length': says(chunked('2\r\nok\r\n0\r\n\r\n', 'content-length: 2')),
  'HTTP/1.0': saysLast('HTTP/1.0 200 OK\r\n\r\nok'),
  'HTTP/1.0, kept alive': says('HTTP/1.0 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nok'),
  'HTTP/0.9': saysLast('<html>ok'),
  'an answer of TLS': saysLast(Buffer.from('15030100020228', 'hex')),
  'bytes of all kinds': saysLast(random),
  '100 and an answer': says(`HTTP/1.1 100 Continue\r\n\r\n${ok()}`),
  '103 and an answer': says(`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${ok()}`),
  '102 without an end': says('HTTP/1.1 102 Processing\r\n\r\n'.repeat(3000)),
  '101 to WebSocket': says('HTTP/1.1 101 Switching\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
  'an offer to upgrade': says(ok('upgrade: h2c', 'connection: upgrade')),
  'a redirect': says('HTTP/1.1 301 Moved\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n'),
  '204 with a body': says('HTTP/1.1 204 None\r\ncontent-length: 2\r\n\r\nok'),
  304: says('HTTP/1.1 304 Not Modified\r\ncontent-length: 2\r\n\r\n'),
  407: says('HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n'),
  429: says('HTTP/1.1 429 Slow\r\nretry-after: 7200\r\ncontent-length: 0\r\n\r\n'),
  503: says('HTTP/1.1 503 Busy\r\nretry-after: Wed, 21 Oct 2099 07:28:00 GMT\r\ncontent-length: 0\r\n\r\n'),
  'the status 000': says('HTTP/1.1 000 None\r\ncontent-length: 0\r\n\r\n'),
  'long headers': says(ok(`x: ${'y'.repeat(70_000)}`)),
  'headers of all objects': says(ok('__proto__: 1', 'constructor: 2', 'toString: 3', 'hasOwnProperty: 4', 'constructor: 5')),
  'a header without a colon': says(ok('nothing')),
  'a header of all bytes': says(Buffer.concat([
    Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx: '), random.filter(byte => byte !== 10), Buffer.from('\r\n\r\nok')
  ])),
  'a folded header': says(ok('x: a', ' b')),
  'two lengths': says(ok('content-length: 3')),
  'a length that is no number': says('HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\nok'),
  'a length beyond numbers': saysLast('HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\nok'),
  'keep-alive for no time': says(ok('keep-alive: timeout=0')),
  'keep-alive for ever': says(ok('keep-alive: timeout=999999999')),
  'an end after the answer': saysLast(ok('connection: close')),
  'an unannounced end after the answer': saysLast(ok()),
  'a reset after the answer': thenResets(ok()),
  'a second answer': says(ok() + ok()),
  'bytes after the answer': says(`${ok()}garbage`),
  'a long body': says(`HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n${'z'.repeat(100_000)}`),
  'a body in gzip': saysLast(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n'), gzipSync('ok')])),
  'a body that is not gzip': says(ok('content-encoding: gzip')),
  'a body that is not UTF-8': says(Buffer.concat([Buffer.from('HTTP/1.1 500 OK\r\ncontent-length: 256\r\n\r\n'), random])),
  410: says('HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n')
}

/** What an endpoint does with a connection. */
const CONNECTIONS: Record<string, (socket: Socket) => void> = {
  'a reset of the connection': socket => { socket.resetAndDestroy() },
  'an end of the connection': socket => { socket.end() },
  'an answer before the request': socket => { socket.end(ok()) },
  'text before the request': socket => { socket.write('220 mail.example ESMTP\r\n') }
}

/** Headers that an endpoint wants, which HTTP clients treat specially. */
const HEADERS: Record<string, Record<string, string>> = {
  constructor: { constructor: 'a', toString: 'b' },
  __proto__: Object.fromEntries([['__proto__', 'a']]),
  host: { Host: 'other.example' },
  expect: { expect: '100-continue' },
  'transfer-encoding': { 'transfer-encoding': 'chunked' },
  connection: { connection: 'close' },
  'connection with spaces': { connection: 'a b' },
  'keep-alive': { 'keep-alive': 'timeout=1' },
  upgrade: { upgrade: 'h2c' },
  'content-length': { 'content-length': '1' },
  'content-length of letters': { 'content-length': 'x' },
  'a bad name': { 'a b': 'c' },
  'a bad value': { a: 'b\r\nc: d' },
  'any text': { a: 'ü€' }
}

interface Case { title: string, url: string, headers?: Record<string, string> }

async function casesOf (t: Test): Promise<Case[]> {
  const cases: Case[] = []
  const add = async (title: string, respond: Respond, onConnection?: (socket: Socket) => void) => {
    const endpoint = await rawEndpoint(respond, onConnection)
    t.teardown(endpoint.close)
    cases.push({ title, url: `${endpoint.url}/` })
  }
  for (const [title, respond] of Object.entries(ANSWERS)) await add(title, respond)
  for (const [title, onConnection] of Object.entries(CONNECTIONS)) await add(title, () => {}, onConnection)
  const [plain, secure, any] = await endpoints(t)
  const good = `http://127.0.0.1:${plain}`
  for (const [title, headers] of Object.entries(HEADERS)) cases.push({ title: `the header ${title}`, url: `${good}/`, headers })
  const odd = {
    'no server': `http://127.0.0.1:${await closedPort()}/`,
    'TLS of an unknown authority': `https://127.0.0.1:${secure}/`,
    'TLS where there is none': `https://127.0.0.1:${any}/`,
    'no TLS where there is some': `http://127.0.0.1:${secure}/`,
    'a name that does not exist': 'http://nothing.invalid/',
    'a name that is too long': `http://${'a'.repeat(70)}.example/`,
    'an internal address': 'http://10.0.0.1/',
    'an internal address in IPv6': 'http://[::ffff:10.0.0.1]/',
    IPv6: 'http://[::1]:1/',
    'a user and a password': good.replace('//', '//user:p%40ss%zz@'),
    'a path of all kinds': `${good}/ü?a=[b]#c`
  }
  for (const [title, url] of Object.entries(odd)) cases.push({ title, url })
  return cases
}

type Run = (event: object) => Promise<unknown>

// In a second turn these are sent to again, over connections whose end the process has learned of, or not.
const AGAIN = /after|second|kept|keep-alive|an? (end|answer|reset)|^TLS|^no server/

/** What became of deliveries to each. */
async function outcomes (all: Case[], run: Run) {
  const { engine, db } = here
  const application = await newApplication(engine)
  const { orgId, id: appId } = application
  const endpoints = await Promise.all(all.map(async ({ url, headers = {} }) =>
    await newEndpoint(engine, application, { ...sealUrl(engine.vault, url), headers: sealHeaders(engine.vault, headers) })))
  const found = new Map<string, unknown[]>(all.map(({ title }) => [title, []]))
  for (const turn of [1, 2]) {
    const cases = all.map((one, at) => ({ ...one, endpointId: endpoints[at]!.id })).filter(({ title }) => turn === 1 || AGAIN.test(title))
    const { message: { id: msgId } } = await accept(engine, application, newMessage())
    let Records = cases.map(({ title, endpointId }) => ({
      messageId: title, receiptHandle: title, attributes: {}, eventSource: 'aws:sqs',
      body: firstEntry(lifecycle.begin({ orgId, appId, endpointId, msgId, eventType: 'order.paid', channels: null }, Date.now()))
    }))
    // An entry that goes back comes again. On a busy machine the database may have been too slow.
    for (let tries = 0; tries < 3 && Records.length > 0; tries++) {
      const failed = new Set(failuresOf(await run({ Records })))
      Records = Records.filter(({ messageId }) => failed.has(messageId))
    }
    const { data } = await attempts.ofMessage(db, msgId, { limit: 250 }, Date.now())
    for (const { title, endpointId } of cases) {
      const made = await Promise.all(data.filter(attempt => attempt.endpointId === endpointId).map(async ({ id }) => {
        const { status, responseStatusCode, response, failure, headers } = (await attempts.read(db, msgId, id))!
        // Versions of Node see the end of a connection differently, and of two timers at the same time either may be first.
        const isTold = failure !== 'connection' && failure !== 'timeout'
        return { status, responseStatusCode, failure, headers: headers?.answer, ...isTold && { response } }
      }))
      const state = (await deliveries.read(db, { endpointId, msgId }))?.state
      found.get(title)!.push({ made, state, isBack: Records.some(({ messageId }) => messageId === title) })
    }
  }
  return found
}

/** The function of the sources with these settings more: another copy of its module, which opens its host by itself. */
async function sources (env: Record<string, string>): Promise<Run> {
  const { handler } = await import(`${SOURCE.href}?${Object.values(env).join()}`) as { handler: typeof Handler }
  return async event => {
    Object.assign(process.env, env)
    try {
      return await handler(event, contextOf())
    } finally {
      for (const name of Object.keys(env)) Reflect.deleteProperty(process.env, name)
    }
  }
}

async function compare (t: Test, cases: Case[], env: Record<string, string> = {}): Promise<void> {
  const bundle = await start(t, 'deliver', { ...here.env, ...env })
  const fromSources = await outcomes(cases, await sources(env))
  const fromBundle = await outcomes(cases, bundle.invoke)
  for (const [title, found] of fromBundle) t.strictSame(found, fromSources.get(title), title)
}

t.test('Whatever an endpoint does, the bundle of deliver records of it what the sources record.', { skip }, async t => {
  await compare(t, await casesOf(t))
})

type Connect = (client: Socket, port: number) => void

/** What a proxy does when it is asked for a destination. */
const PROXIED: Record<'http' | 'socks5', Record<string, Connect>> = {
  http: {
    'status 403': client => { client.end('HTTP/1.1 403 No\r\n\r\n') },
    'status 407': client => { client.end('HTTP/1.1 407 No\r\nproxy-authenticate: Basic\r\n\r\n') },
    'status 502': client => { client.end('HTTP/1.1 502 Bad\r\n\r\n') },
    'another protocol': client => { client.end('SSH-2.0-x\r\n') },
    'more than its answer': client => { client.write('HTTP/1.1 200 Ok\r\n\r\nmore') },
    'an end after its answer': client => { client.end('HTTP/1.1 200 Ok\r\n\r\n') },
    'a tunnel': (client, port) => {
      client.write('HTTP/1.1 200 Ok\r\n\r\n')
      tunnel(client, port)
    }
  },
  socks5: {
    'a refusal': client => { client.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])) },
    'an unknown refusal': client => { client.end(Buffer.from([5, 99, 0, 1, 0, 0, 0, 0, 0, 0])) },
    'a part of an answer': client => { client.end(Buffer.from([5, 0, 0, 1, 0])) },
    'another protocol': client => { client.end('HTTP/1.1 400 Bad\r\n\r\n') },
    'a tunnel': (client, port) => {
      client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
      tunnel(client, port)
    }
  }
}
const ANY_PROXY: Record<string, Connect> = {
  'an end': client => { client.end() },
  'a reset': client => { client.resetAndDestroy() },
  nothing: () => {}
}

for (const kind of ['http', 'socks5'] as const) {
  t.test(`The same holds for whatever an ${kind} proxy does.`, { skip }, async t => {
    const [plain, secure, any] = await endpoints(t)
    const ways = Object.entries({ ...ANY_PROXY, ...PROXIED[kind] })
    const proxy = createServer(client => {
      client.on('error', () => {})
      const asked = (bytes: Buffer) => {
        const port = kind === 'http' ? Number(/:(\d+) HTTP/.exec(String(bytes))?.[1]) : bytes.readUInt16BE(bytes.length - 2)
        const [, way] = ways[port - 1] ?? ['', PROXIED[kind]['a tunnel']!]
        way(client, port)
      }
      client.once('data', bytes => {
        if (kind === 'http') asked(bytes)
        else client.once('data', asked).write(Buffer.from([5, 0]))
      })
    })
    const port = await listen(proxy)
    t.teardown(() => { proxy.close() })
    const cases = [
      ...ways.map(([title], at) => ({ title, url: `http://127.0.0.1:${at + 1}/` })),
      { title: 'an answer', url: `http://127.0.0.1:${plain}/` },
      { title: 'an answer over TLS', url: `https://127.0.0.1:${secure}/` },
      { title: 'TLS where there is none', url: `https://127.0.0.1:${any}/` }
    ]
    await compare(t, cases, { POSTHORN_PROXY: `${kind}://127.0.0.1:${port}`, POSTHORN_TLS_VERIFY: 'false' })
  })
}

/** The ports of an endpoint without TLS, of one with it, and of one that answers whatever it is sent. */
async function endpoints (t: Test): Promise<[plain: number, secure: number, any: number]> {
  const plain = await rawEndpoint(says(ok()))
  const any = await rawEndpoint(() => {}, socket => { socket.once('data', () => { socket.end('HTTP/1.1 400 Bad\r\n\r\n') }) })
  const secure = createTlsServer({ cert: certificate, key: privateKey }, (_request, response) => {
    response.sendDate = false
    response.end('ok')
  })
  const port = await listen(secure)
  t.teardown(async () => {
    secure.closeAllConnections()
    secure.close()
    await Promise.all([plain.close(), any.close()])
  })
  return [plain.port, port, any.port]
}

function tunnel (socket: Socket, port: number): void {
  const other = connect(port, '127.0.0.1').on('error', () => {}).on('close', () => { socket.destroy() })
  socket.on('close', () => { other.destroy() }).pipe(other).pipe(socket)
}

async function closedPort (): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise(resolve => server.close(resolve))
  return port
}
