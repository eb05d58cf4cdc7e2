import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import type { Answer } from '../../src/delivery/sending/send-result.js'
import { answerText, type Received } from '../helpers/endpoints.js'
import { answerTo, endpointFor, post, senderFor, turns } from '../helpers/sender.js'
import { eventually } from '../helpers/receiver.js'

// Answers of real servers, correct and incorrect, byte for byte. The endpoint writes them to a TCP socket.

interface Case {
  name: string
  /** The parts of the answer. The endpoint writes each part in a separate turn of the event loop. */
  answer: string | Buffer | Array<string | Buffer>
  /** What the endpoint does after the answer. The default: it keeps the connection open. */
  then?: 'end' | 'reset'
  is: Partial<Answer>
  /** Whether the connection is used for the next request. */
  isKept?: boolean
}

const INTERNAL = /HPE_|UND_ERR|\bERR_|undici|llhttp|socket hang up|Parse Error|\bat .+:\d+/

async function write ({ socket }: Received, { answer, then }: Pick<Case, 'answer' | 'then'>): Promise<void> {
  for (const piece of [answer].flat()) {
    await new Promise((resolve) => socket.write(piece, resolve))
    await turns(2)
  }
  if (then === 'end') socket.end()
  if (then === 'reset') socket.resetAndDestroy()
}

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfine'
const fine = { statusCode: 200, body: 'fine', failure: undefined }
const kept = { is: fine, isKept: true }
const dropped = { is: fine, isKept: false }

const TAKEN: Case[] = [
  // Interim answers
  {
    name: '100 before the answer although the request did not expect it, as IIS does', answer: `HTTP/1.1 100 Continue\r\n\r\n${OK}`, ...kept
  },
  { name: '100 in a piece of its own', answer: ['HTTP/1.1 100 Continue\r\n\r\n', OK], ...kept },
  { name: '100 with headers', answer: `HTTP/1.1 100 Continue\r\nserver: IIS\r\ncontent-length: 0\r\n\r\n${OK}`, ...kept },
  { name: '100 twice', answer: `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n${OK}`, ...kept },
  { name: '100 without a reason, cut anywhere', answer: [...'HTTP/1.1 100\r\n\r\nHTTP/1.1 200\r\ncontent-length: 4\r\n\r\nfine'], ...kept },
  {
    name: '102 and 103 with links',
    answer: `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\nlink: </b>\r\n\r\n${OK}`, ...kept
  },
  {
    name: '103, 100, 102 and 199, which has no standard meaning',
    answer: `HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 100 C\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 199 X\r\n\r\n${OK}`, ...kept
  },
  { name: '100 of HTTP/1.0', answer: `HTTP/1.0 100 Continue\r\n\r\n${OK}`, ...kept },
  // Status lines
  { name: 'no reason phrase', answer: 'HTTP/1.1 200\r\ncontent-length: 4\r\n\r\nfine', ...kept },
  { name: 'an empty reason phrase', answer: 'HTTP/1.1 200 \r\ncontent-length: 4\r\n\r\nfine', ...kept },
  {
    name: 'a reason phrase that is not ASCII',
    answer: Buffer.from('HTTP/1.1 200 D\xe9j\xe0 \x01vu\r\ncontent-length: 4\r\n\r\nfine', 'latin1'), ...kept
  },
  { name: 'a status line in lower case', answer: 'http/1.1 200 ok\r\ncontent-length: 4\r\n\r\nfine', ...kept },
  { name: 'several blanks in the status line', answer: 'HTTP/1.1  200\tOK\r\ncontent-length: 4\r\n\r\nfine', ...kept },
  { name: 'another version', answer: 'HTTP/1.2 200 OK\r\ncontent-length: 4\r\n\r\nfine', ...kept },
  { name: 'a status line that names HTTP/2', answer: 'HTTP/2 200\r\ncontent-length: 4\r\n\r\nfine', ...kept },
  { name: 'empty lines before the status line', answer: `\r\n\n${OK}`, ...kept },
  {
    name: 'a status beyond 599', answer: 'HTTP/1.1 999 Request denied\r\ncontent-length: 4\r\n\r\nfine', is: { ...fine, statusCode: 999 },
    isKept: true
  },
  // Line ends and folds
  { name: 'bare LF as line ends', answer: 'HTTP/1.1 200 OK\ncontent-length: 4\n\nfine', ...kept },
  { name: 'both kinds of line ends', answer: 'HTTP/1.1 200 OK\r\nserver: x\ncontent-length: 4\r\n\nfine', ...kept },
  { name: 'a folded header', answer: 'HTTP/1.1 200 OK\r\nx-long: one\r\n two\r\n\tthree\r\ncontent-length: 4\r\n\r\nfine', ...kept },
  {
    name: 'folded headers that have an effect', answer: 'HTTP/1.1 503 Busy\r\nretry-after:\r\n 7\r\ncontent-length:\r\n 4\r\n\r\nfine',
    is: { statusCode: 503, body: 'fine', retryAfter: '7' }, isKept: true
  },
  // Headers
  {
    name: 'header bytes beyond ASCII, and controls',
    answer: Buffer.from('HTTP/1.1 200 OK\r\nx-name: M\xfcller \xe2\x82\xac \x01\x7f\0\r\ncontent-length: 4\r\n\r\nfine', 'latin1'), ...kept
  },
  {
    name: 'odd header names', answer: Buffer.from(
      'HTTP/1.1 200 OK\r\nx/y: 1\r\nx[0]: 2\r\nx@y: 3\r\nbad header: 4\r\n"q": 5\r\n\xe9: 6\r\n: 7\r\ncontent-length: 4\r\n\r\nfine',
      'latin1'
    ), ...kept
  },
  { name: 'a header without a colon', answer: 'HTTP/1.1 200 OK\r\nno colon\r\ncontent-length: 4\r\n\r\nfine', ...kept },
  { name: 'a blank before the colon, and none after it', answer: 'HTTP/1.1 200 OK\r\nContent-Length :4\r\n\r\nfine', ...kept },
  {
    name: 'header names in capitals', answer: 'HTTP/1.1 429 Slow\r\nRETRY-AFTER: 9\r\nCONTENT-LENGTH: 4\r\n\r\nfine',
    is: { statusCode: 429, body: 'fine', retryAfter: '9' }, isKept: true
  },
  {
    name: '40 KB of headers',
    answer: `HTTP/1.1 200 OK\r\n${`set-cookie: a=${'x'.repeat(1000)}\r\n`.repeat(40)}content-length: 4\r\n\r\nfine`, ...kept
  },
  { name: '3,000 headers', answer: `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(3000)}content-length: 4\r\n\r\nfine`, ...kept },
  { name: 'an offer to upgrade to h2, as Apache makes it', answer: 'HTTP/1.1 200 OK\r\nupgrade: h2,h2c\r\nconnection: Upgrade, Keep-Alive\r\nkeep-alive: timeout=5, max=100\r\ncontent-length: 4\r\n\r\nfine', ...kept },
  {
    name: '426 with the protocol that it requires',
    answer: 'HTTP/1.1 426 Upgrade Required\r\nupgrade: h2c\r\nconnection: Upgrade\r\ncontent-length: 4\r\n\r\nfine',
    is: { ...fine, statusCode: 426 }, isKept: true
  },
  // Framing
  { name: 'the same content-length twice', answer: 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\ncontent-length: 4\r\n\r\nfine', ...kept },
  { name: 'the same content-length twice in one header', answer: 'HTTP/1.1 200 OK\r\ncontent-length: 4, 4\r\n\r\nfine', ...kept },
  { name: 'an empty content-length', answer: 'HTTP/1.1 200 OK\r\ncontent-length:\r\n\r\nfine', then: 'end', ...dropped },
  {
    name: 'a content-length and chunks',
    answer: 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\ntransfer-encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n', ...dropped
  },
  { name: 'chunks with extensions and trailers', answer: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: x-sum\r\n\r\n2;a=1;b="c"\r\nfi\r\n2 ; d\r\nne\r\n0;last\r\nx-sum: 1\r\n\r\n'.replace('2 ; d', '2;d'), ...kept },
  {
    name: 'chunks that are named twice, and in capitals',
    answer: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n', ...kept
  },
  {
    name: 'transfer-encoding: identity', answer: 'HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\ncontent-length: 4\r\n\r\nfine', ...kept
  },
  {
    name: 'a transfer coding without chunks, which ends with the connection',
    answer: 'HTTP/1.1 200 OK\r\ntransfer-encoding: x-own\r\ncontent-length: 1\r\n\r\nfine', then: 'end', ...dropped
  },
  { name: 'no length, until the end', answer: 'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nfine', then: 'end', ...dropped },
  {
    name: 'no length, until a reset', answer: ['HTTP/1.1 200 OK\r\n\r\n', 'fine'], then: 'reset',
    is: { statusCode: 200, failure: undefined }, isKept: false
  },
  {
    name: 'a length beyond all numbers', answer: `HTTP/1.1 200 OK\r\ncontent-length: ${'9'.repeat(30)}\r\n\r\nfine`, then: 'end', ...dropped
  },
  { name: 'less than the length', answer: 'HTTP/1.1 200 OK\r\ncontent-length: 40\r\n\r\nfine', then: 'end', ...dropped },
  {
    name: 'a length and nothing, as to HEAD', answer: 'HTTP/1.1 200 OK\r\ncontent-length: 40\r\n\r\n', then: 'end',
    is: { statusCode: 200, body: '', failure: undefined }
  },
  {
    name: 'chunks that are broken', answer: ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nfine\r\n', 'zz\r\n'],
    is: { statusCode: 200, failure: undefined }, isKept: false
  },
  {
    name: 'padded chunk sizes', answer: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4   \r\nfine\r\n0\r\n\r\n',
    is: { statusCode: 200, failure: undefined }
  },
  { name: '204 alone', answer: 'HTTP/1.1 204 No Content\r\n\r\n', is: { statusCode: 204, body: '', failure: undefined }, isKept: true },
  {
    name: '204 with the length 0', answer: 'HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n',
    is: { statusCode: 204, body: '', failure: undefined }, isKept: true
  },
  {
    name: '204 with a body', answer: ['HTTP/1.1 204 No Content\r\ncontent-length: 4\r\n\r\n', 'fine'],
    is: { statusCode: 204, body: '', failure: undefined }, isKept: false
  },
  {
    name: '204 with chunks', answer: 'HTTP/1.1 204 No Content\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    is: { statusCode: 204, body: '', failure: undefined }, isKept: false
  },
  {
    name: '304 with a length and no body', answer: 'HTTP/1.1 304 Not Modified\r\ncontent-length: 1234\r\n\r\n',
    is: { statusCode: 304, body: '', failure: undefined }, isKept: true
  },
  {
    name: '304 with a body', answer: 'HTTP/1.1 304 Not Modified\r\ncontent-length: 4\r\n\r\nfine',
    is: { statusCode: 304, body: '', failure: undefined }, isKept: false
  },
  {
    name: '205 without a length', answer: 'HTTP/1.1 205 Reset Content\r\nconnection: close\r\n\r\n', then: 'end',
    is: { statusCode: 205, body: '', failure: undefined }
  },
  {
    name: 'gzip that the request did not accept', answer: Buffer.concat([
      Buffer.from(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${gzipSync('fine').length}\r\n\r\n`), gzipSync('fine')
    ]), is: { statusCode: 200, body: gzipSync('fine').toString('base64'), failure: undefined }, isKept: true
  },
  // HTTP/1.0
  { name: 'HTTP/1.0, until the end', answer: 'HTTP/1.0 200 OK\r\nserver: SimpleHTTP\r\n\r\nfine', then: 'end', ...dropped },
  { name: 'HTTP/1.0 with a length ends the connection', answer: 'HTTP/1.0 200 OK\r\ncontent-length: 4\r\n\r\nfine', ...dropped },
  {
    name: 'HTTP/1.0 that keeps the connection', answer: 'HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 4\r\n\r\nfine',
    ...kept
  },
  {
    name: 'HTTP/1.0 with chunks',
    answer: 'HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ntransfer-encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n', ...dropped
  },
  // Ends
  { name: 'the answer, then a reset', answer: OK, then: 'reset', ...dropped },
  { name: 'the answer, then the end, without a connection header', answer: OK, then: 'end', ...dropped },
  {
    name: 'connection: close, and a connection that stays', answer: 'HTTP/1.1 200 OK\r\nConnection: Close\r\ncontent-length: 4\r\n\r\nfine',
    ...dropped
  },
  { name: 'garbage after the answer', answer: `${OK}garbage`, ...dropped },
  { name: 'garbage after the answer, later', answer: [OK, 'garbage'], ...dropped },
  { name: 'a second answer without a request', answer: OK + OK.replaceAll('fine', 'evil').replace('200', '500'), ...dropped },
  { name: 'an empty line after the answer', answer: `${OK}\r\n`, is: fine }
]

t.test('Answers of real servers are accepted.', async t => {
  let now: Case
  const endpoint = await endpointFor(t, (request) => {
    if (request.head.includes('/next')) request.socket.write(answerText('202 Accepted', 'next'))
    else void write(request, now)
  })
  for (const one of TAKEN) {
    const sender = senderFor(t)
    now = one
    const asked = endpoint.requests.length
    t.match(await sender.send(post(endpoint.url)), one.is, one.name)
    await turns(6)
    t.match(await sender.send(post(`${endpoint.url}/next`)), {
      statusCode: 202, body: 'next'
    }, `${one.name}: the next request gets its own answer`)
    const [first, next] = endpoint.requests.slice(asked)
    t.equal(endpoint.requests.length, asked + 2, `${one.name}: one request for each attempt`)
    if (one.isKept !== undefined) {
      t.equal(first!.connection === next!.connection, one.isKept, `${one.name}: the connection is ${one.isKept ? 'kept' : 'dropped'}`)
    }
  }
})

const REFUSED: Array<[name: string, answer: string | Buffer, words: RegExp]> = [
  ['101', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n', /switch to another protocol \(101\)/],
  ['101 after 100', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Switching Protocols\r\n\r\n', /switch to another protocol \(101\)/],
  ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\ncontent-length: 5\r\n\r\nfine', /content-length/],
  ['two lengths in one header', 'HTTP/1.1 200 OK\r\ncontent-length: 4, 5\r\n\r\nfine', /content-length/],
  ['a length that is no number', 'HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n', /content-length/],
  ['a negative length', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n', /content-length/],
  ['headers without an end', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(20_000)}`, /64 KB/],
  ['one header of 70 KB', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}\r\n\r\n`, /64 KB/],
  ['interim answers without an end', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(5000), /64 KB/],
  ['a status without digits', 'HTTP/1.1 abc OK\r\n\r\n', /not HTTP/],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n', /not HTTP/],
  ['a status below 100', 'HTTP/1.1 099 OK\r\n\r\n', /not HTTP/],
  ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n', /not HTTP/],
  ['SSH without a line end', 'SSH-2.0', /not HTTP/],
  ['SMTP', '220 mail.example.com ESMTP\r\n', /not HTTP/],
  ['HTTP/0.9', '<html>fine</html>', /not HTTP/],
  ['Shoutcast', 'ICY 200 OK\r\n\r\n', /not HTTP/],
  ['an alert of TLS', Buffer.from('15030300020246', 'hex'), /not HTTP/],
  ['frames of HTTP/2', Buffer.from('000012040000000000000300000064', 'hex'), /not HTTP/],
  ['a request', 'POST / HTTP/1.1\r\nhost: x\r\n\r\n', /not HTTP/],
  ['no bytes of text', '\0\x01\x02\xff\r\n\r\n', /not HTTP/]
]

t.test('An answer that is not HTTP/1.1 is a failure in plain words, at once. The request is not repeated.', async t => {
  for (const [name, text, words] of REFUSED) {
    const endpoint = await endpointFor(t, ({ socket }) => { socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text) })
    const answer = await answerTo(senderFor(t), post(endpoint.url))
    t.match(answer, { statusCode: 0, failure: 'protocol', body: words }, name)
    t.notMatch(answer.body, INTERNAL, name)
    t.ok(answer.durationMs < 3_000, `${name}: ${answer.durationMs}`)
    t.equal(endpoint.requests.length, 1, name)
    await eventually('the end of the connection', () => endpoint.sockets.every(({ destroyed }) => destroyed))
  }
})

t.test('A connection that ends within the answer is a failure in plain words.', async t => {
  const cut = ['', 'HTTP/1.1 200', 'HTTP/1.1 200 OK\r\n', 'HTTP/1.1 200 OK\r\ncontent-', 'HTTP/1.1 100 Continue\r\n\r\n', '\r\n']
  for (const then of ['end', 'reset'] as const) {
    for (const answer of cut) {
      const endpoint = await endpointFor(t, (request) => { void write(request, { answer: answer === '' ? [] : answer, then }) })
      const got = await answerTo(senderFor(t), post(endpoint.url))
      t.match(got, {
        statusCode: 0, failure: 'connection', body: /^The (?:endpoint closed the connection|connection failed)/
      }, `${JSON.stringify(answer)} ${then}`)
      t.notMatch(got.body, INTERNAL)
      t.equal(endpoint.requests.length, 1, 'one request')
    }
  }
})

t.test('A service that sends data before the request is reported as not HTTP. It gets one connection.', async t => {
  for (const greeting of ['SSH-2.0-OpenSSH_9.6\r\n', '220 mail.example.com ESMTP\r\n']) {
    const endpoint = await endpointFor(t, () => {}, (socket) => { socket.write(greeting) })
    const answer = await answerTo(senderFor(t), post(endpoint.url))
    t.match(answer, { statusCode: 0, failure: 'protocol', body: /not HTTP/ })
    t.equal(endpoint.sockets.length, 1)
  }
})

t.test('An endpoint that accepts a connection and ends it at once is a failure. It gets one connection.', async t => {
  for (const end of ['end', 'resetAndDestroy'] as const) {
    const endpoint = await endpointFor(t, () => {}, (socket) => { socket[end]() })
    t.match(await senderFor(t).send(post(endpoint.url)), { statusCode: 0, failure: 'connection' })
    t.equal(endpoint.sockets.length, 1, end)
  }
})

t.test('An answer that comes before the request was read counts. Its connection is not used again.', async t => {
  const endpoint = await endpointFor(t, ({ socket }) => { socket.write(answerText('200 OK', 'small')) }, (socket) => {
    if (endpoint.sockets.length > 1) return
    socket.pause().once('readable', () => { socket.write(answerText('413 Content Too Large', 'too large')) })
  })
  const sender = senderFor(t)
  t.match(await sender.send(post(endpoint.url, {}, randomBytes(8 * 1024 * 1024))), { statusCode: 413, body: 'too large' })
  await turns()
  t.match(await sender.send(post(endpoint.url)), { statusCode: 200, body: 'small' })
  t.equal(endpoint.sockets.length, 2)
})

const REPLIES = { 'no answer': 'end', 'a reset': 'reset' } as const

t.test('An endpoint that reads a request on a new connection, then ends the connection, gets the request once.', async t => {
  for (const [name, then] of Object.entries(REPLIES)) {
    for (const afterMs of [0, 100, 700]) {
      const endpoint = await endpointFor(t, (request) => { setTimeout(() => { void write(request, { answer: [], then }) }, afterMs) })
      t.match(await senderFor(t).send(post(endpoint.url)), { statusCode: 0, failure: 'connection' })
      t.equal(endpoint.requests.length, 1, `${name} after ${afterMs} ms`)
    }
  }
})

t.test('A kept connection that ends as soon as the request is written causes no failure: the request is repeated on a new one.', async t => {
  for (const then of ['end', 'reset'] as const) {
    const endpoint = await endpointFor(t, (request) => {
      const earlier = endpoint.requests.filter(({ connection }) => connection === request.connection).length
      void write(request, earlier > 1 ? { answer: [], then } : { answer: OK })
    })
    const sender = senderFor(t)
    for (let i = 0; i < 3; i++) {
      t.match(await sender.send(post(endpoint.url)), fine)
      await turns(6)
    }
    t.equal(endpoint.requests.length, 5)
    t.equal(endpoint.sockets.length, 3)
  }
})

t.test('A kept connection that ends later, or within the answer, is a failure: the endpoint may have read the request.', async t => {
  const ends: Array<[string, (request: Received) => void]> = [
    ['after 0.7 s', (request) => { setTimeout(() => request.socket.end(), 700) }],
    ['after 0.2 s, reset', (request) => { setTimeout(() => request.socket.resetAndDestroy(), 200) }],
    ['after a part of the answer', (request) => { void write(request, { answer: 'HTTP/1.1 2', then: 'end' }) }],
    ['after an interim answer', (request) => { void write(request, { answer: 'HTTP/1.1 100 Continue\r\n\r\n', then: 'reset' }) }]
  ]
  for (const [name, end] of ends) {
    const endpoint = await endpointFor(t, (request) => {
      if (endpoint.requests.length === 1) request.socket.write(OK)
      else end(request)
    })
    const sender = senderFor(t)
    t.match(await sender.send(post(endpoint.url)), fine)
    await turns(6)
    t.match(await sender.send(post(endpoint.url)), { statusCode: 0, failure: 'connection' }, name)
    t.equal(endpoint.requests.length, 2, name)
    t.equal(endpoint.sockets.length, 1, name)
  }
})

t.test('An endpoint that refuses connections or TLS gets one connection.', async t => {
  const endpoint = await endpointFor(t, () => {}, (socket) => { socket.once('data', () => socket.resetAndDestroy()) })
  const answer = await answerTo(senderFor(t), post(endpoint.url.replace('http:', 'https:')))
  t.match(answer, { statusCode: 0, failure: /tls|connection/ })
  t.notMatch(answer.body, INTERNAL)
  t.equal(endpoint.sockets.length, 1)
  const plain = await endpointFor(t, () => {}, (socket) => { socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')) })
  const spoken = await answerTo(senderFor(t), post(plain.url.replace('http:', 'https:')))
  t.match(spoken, { statusCode: 0, failure: 'tls' })
  t.notMatch(spoken.body, INTERNAL)
  t.equal(plain.sockets.length, 1)
})

t.test('No failure message names internals of this process.', async t => {
  const sender = senderFor(t)
  for (const headers of [
    { 'a b': 'x' }, { x: 'a\r\nb: c' }, { upgrade: 'x' }, { expect: '100-continue' }, { 'content-length': '7' },
    { 'transfer-encoding': 'chunked' }, { connection: 'upgrade' }
  ]) {
    const { statusCode, body } = await answerTo(sender, { url: 'http://127.0.0.1:9/', headers, body: Buffer.from('{}') })
    t.equal(statusCode, 0)
    t.notMatch(body, INTERNAL, JSON.stringify(headers))
  }
})
