import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { checkAnswer, documented } from '../helpers/openapi.js'
import { connectRaw, rawRequest } from '../helpers/raw-http.js'
import { apiOf, startTestServer, type Api, type Reply } from '../helpers/server.js'

// Requests that a client should not send. Each gets the status and shape of the contract, nothing is half-written, the process stays.

const server = await startTestServer()
t.after(server.close)

const token = await server.token('org_hostile')
const authorization = `Bearer ${token}`
const api = harmless(documented(apiOf(server.url, token)))
const host = new URL(server.url).host
await api('POST', '/app', { name: 'app', uid: 'app' })
const MIB = 1024 * 1024

/** A client that searches every answer for text that must not leave the server. */
function harmless (given: Api): Api {
  return async (method, path, body, headers) => {
    const reply = await given(method, path, body, headers)
    if (reply.status >= 400) checkError(reply)
    return reply
  }
}

/** Checks that an error has one of the two shapes and contains no internals. */
function checkError ({ status, text }: Pick<Reply, 'status' | 'text'>): void {
  const body = JSON.parse(text) as { code?: unknown, detail?: unknown }
  const isStandard = typeof body.code === 'string' && typeof body.detail === 'string'
  const isValidation = status === 422 && body.code === undefined && Array.isArray(body.detail)
  if (!isStandard && !isValidation) throw new Error(`neither shape: ${status} ${text}`)
  if (/node_modules|\.[jt]s\b|\bat .+:\d+|Exception|FST_|dynamo|fastify|ajv|ECONN/i.test(text)) throw new Error(`says too much: ${text}`)
}

/** The stored objects, to check that none was added. */
async function inventory (): Promise<unknown> {
  const paths = ['/app', '/app/app/endpoint', '/app/app/msg', '/event-type']
  return await Promise.all(paths.map(async path => (await api('GET', `${path}?limit=250`)).text))
}

async function leavesNothing (t: Test, hostile: () => Promise<void>): Promise<void> {
  const before = await inventory()
  await hostile()
  t.strictSame(await inventory(), before, 'nothing was written')
  t.equal((await fetch(`${server.url}/api/v1/health`)).status, 204, 'the server still answers')
}

const wrongBodies: Record<string, Array<string | Buffer>> = {
  any: ['', ' ', '{', '}', '[', '"', '{"', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{a:1}', "{'a':1}", '{"a":1,}', '[]', 'null', 'true', '0',
    '"text"', 'NaN', 'undefined', '\uFEFF{}', '// {}', '{"a":01}', '{"a":+1}', '{"a":.5}', '{"a":"\t"}', '{"a":"\\x"}', '{"a":"\\u12"}',
    '\u0000', '{}\u0000'.slice(2),
    Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), Buffer.from('{"name":"\xe4","url":"http://x"}', 'latin1'), Buffer.from([0xed, 0xa0, 0x80]),
    Buffer.from('{"name":"a"}', 'utf16le'), Buffer.from([0x1f, 0x8b, 8, 0])],
  '/app': [
    '{}', '{"name":null}', '{"name":""}', '{"name":1}', '{"name":[]}', '{"name":{}}', '{"name":"\\u0000"}', '{"name":"a\\u0008"}',
    '{"name":"a","uid":1}', '{"name":"a","uid":""}', '{"name":"a","uid":"a/b"}', '{"name":"a","metadata":[]}',
    '{"name":"a","metadata":{"a":1}}', '{"name":"a","metadata":{"a\\n":1}}', `{"name":"a","metadata":{"a":"${'x'.repeat(4096)}"}}`,
    '{"name":"a","throttleRate":0}', '{"name":"a","throttleRate":"1"}', '{"name":"a","rateLimit":1.5}', '{"name":"a","rateLimit":65536}',
    '{"name":"a","throttleRate":1e999}', `{"name":"a","uid":"${'u'.repeat(257)}"}`
  ],
  '/app/app/endpoint': [
    '{}', '{"url":null}', '{"url":""}', '{"url":"x"}', '{"url":"//x"}', '{"url":"http://"}', '{"url":"javascript:alert(1)"}',
    '{"url":"file:///etc/passwd"}', '{"url":"http://a b"}', '{"url":"http://[::1"}', '{"url":"http://x:99999"}',
    '{"url":"http://x","description":null}', '{"url":"http://x","description":"\\u0000"}', '{"url":"http://x","disabled":"false"}',
    '{"url":"http://x","disabled":null}', '{"url":"http://x","version":0}', '{"url":"http://x","eventTypes":[]}',
    '{"url":"http://x","eventTypes":["nope"]}', '{"url":"http://x","eventTypes":["a b"]}', '{"url":"http://x","eventTypes":"a"}',
    '{"url":"http://x","channels":[]}', '{"url":"http://x","channels":[""]}',
    `{"url":"http://x","channels":${JSON.stringify([...'abcdefghijk'])}}`, '{"url":"http://x","channels":["\\u0000"]}',
    '{"url":"http://x","secret":""}', '{"url":"http://x","secret":"whsec_"}',
    '{"url":"http://x","secret":"whsec_C2FVsBQIhrscChlQIM+b5sSYspob"}', '{"url":"http://x","secret":"C2FVsBQIhrscChlQIMV+b5sSYspob7oD"}',
    '{"url":"http://x","secret":"whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="}',
    '{"url":"http://x","headers":{"content-length":"1"}}', '{"url":"http://x","headers":{"a:b":"1"}}',
    '{"url":"http://x","headers":{"a":"b\\r\\nc: d"}}', '{"url":"http://x","headers":{"a":1}}', '{"url":"http://x","uid":"ep_x"}'
  ],
  '/app/app/msg': [
    '{}', '{"eventType":"a"}', '{"payload":{}}', '{"eventType":"","payload":{}}', '{"eventType":"a b","payload":{}}',
    '{"eventType":"a\\u0000","payload":{}}', '{"eventType":null,"payload":{}}', `{"eventType":"${'a'.repeat(257)}","payload":{}}`,
    '{"eventType":"a","payload":null}', '{"eventType":"a","payload":[]}', '{"eventType":"a","payload":"{}"}',
    '{"eventType":"a","payload":1}', '{"eventType":"a","payload":{},"data":{}}', '{"eventType":"a","payload":{},"eventId":"msg_x"}',
    '{"eventType":"a","payload":{},"eventId":5}', '{"eventType":"a","payload":{},"channels":[]}',
    '{"eventType":"a","payload":{},"channels":["a","b","c","d","e","f"]}', '{"eventType":"a","payload":{},"channels":"a"}',
    '{"eventType":"a","payload":{},"payloadRetentionPeriod":null}', '{"eventType":"a","payload":{},"payloadRetentionPeriod":4}',
    '{"eventType":"a","payload":{},"payloadRetentionPeriod":91}', '{"eventType":"a","payload":{},"payloadRetentionPeriod":5.5}',
    '{"eventType":"a","payload":{},"transformationsParams":{"rawPayload":5}}', '{"eventType":"a","payload":{},"transformationsParams":[]}',
    '{"eventType":"a","transformationsParams":{"rawPayload":"x"}}', '{"eventType":"a","payload":{},"deliverAt":"tomorrow"}'
  ]
}

t.test('Bodies that are not JSON, have a wrong type or break a rule are 422.', async t => {
  await leavesNothing(t, async () => {
    for (const path of ['/app', '/app/app/endpoint', '/app/app/msg']) {
      for (const body of [...wrongBodies.any!, ...wrongBodies[path]!]) {
        const reply = await api('POST', path, body)
        t.equal(reply.status, 422, `${path} ${JSON.stringify(body.toString()).slice(0, 80)}`)
        t.notOk(reply.text.includes('\u0000'))
      }
    }
  })
})

t.test('JSON is accepted up to 500 levels deep and refused beyond.', async t => {
  const { body: own } = await api('POST', '/app', { name: 'deep' })
  const send = async (open: string, close: string, levels: number) => {
    const reply = await api(
      'POST', `/app/${own.id}/msg`, `{"eventType":"a","payload":{"a":${open.repeat(levels - 2)}1${close.repeat(levels - 2)}}}`
    )
    if (reply.status === 202) t.equal((await api('GET', `/app/${own.id}/msg/${reply.body.id}`)).text, reply.text)
    return reply.status
  }
  for (const [open, close] of [['[', ']'], ['{"a":', '}']] as const) {
    t.equal(await send(open, close, 500), 202)
    for (const levels of [501, 5000, 100_000]) t.equal(await send(open, close, levels), 422, `${levels}`)
  }
  t.equal((await api('POST', `/app/${own.id}/msg`, '['.repeat(2 * MIB))).status, 422)
  t.equal((await api('POST', '/app', { name: 'a', unknown: JSON.parse('['.repeat(600) + ']'.repeat(600)) })).status, 422)
})

t.test('Names that mean something in JavaScript are normal names.', async t => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'then', 'toJSON']
  for (const name of names) {
    const polluting = `{"name":"a","${name}":{"uid":"evil","polluted":"yes","prototype":{"polluted":"yes"}},"metadata":{"${name}":"kept"}}`
    const reply = await api('POST', '/app', polluting)
    t.equal(reply.status, 201, name)
    t.notOk('uid' in reply.body)
    t.equal(reply.text.includes(`"metadata":{"${name}":"kept"}`), true)
    t.equal((await api('GET', `/app/${reply.body.id}`)).text, reply.text)
    t.equal((await api('GET', `/app/${name}`)).status, 404)
    t.equal((await api('GET', `/app?${name}=x&${name}[polluted]=x&${name}[prototype][polluted]=1`)).status, 200)
    t.equal((await api('POST', '/app', { name: 'a', uid: `${name}` })).status, 201, 'as a uid, too')
    const message = await api('POST', '/app/app/msg', `{"eventType":"${name}","payload":{"${name}":{"polluted":1}},"${name}":null}`)
    t.ok(message.text.includes(`"payload":{"${name}":{"polluted":1}}`))
  }
  t.equal(({} as Record<string, unknown>).polluted, undefined)
})

t.test('A client cannot send the marks of raw JSON.', async t => {
  const mark = '\u0001'
  const hostile = `${mark}","injected":true,"x":"${mark}`
  const reply = await api('POST', '/app', { name: 'a', metadata: { [hostile]: hostile, [mark]: `"${mark}` } })
  t.equal(reply.status, 201)
  t.strictSame(reply.body.metadata, { [hostile]: hostile, [mark]: `"${mark}` })
  const message = await api('POST', '/app/app/msg', { eventType: 'a', payload: { [hostile]: hostile }, tags: [hostile] })
  t.strictSame([message.body.payload, message.body.tags, message.body.injected], [{ [hostile]: hostile }, [hostile], undefined])
  const raw = await api('POST', '/app/app/msg', {
    eventType: 'a', payload: {}, transformationsParams: { rawPayload: `{"a":"${mark}"},"injected":true` }
  })
  t.strictSame([raw.body.payload, raw.body.injected], [{ rawPayload: `{"a":"${mark}"},"injected":true` }, undefined])
})

t.test('Any text is allowed in paths and queries.', async t => {
  await leavesNothing(t, async () => {
    const ids = [
      '%00', '%2F', '..%2f..%2fetc', '%F0%9F%98%80', 'a%20b', "'%20OR%20'1'='1", '%7B%22$ne%22:1%7D', 'app_', 'app_%00',
      `app_${'a'.repeat(27)}`, 'a'.repeat(257), 'a'.repeat(10_000), `app_${'a'.repeat(3000)}`
    ]
    for (const id of ids) {
      for (const path of [
        `/app/${id}`, `/app/${id}/msg`, `/app/app/endpoint/${id}`, `/app/app/msg/${id}`, `/app/app/attempt/msg/${id}`,
        `/app/app/attempt/endpoint/${id}`, `/event-type/${id}`
      ]) {
        t.equal((await api('GET', path)).status, 404, path.slice(0, 60))
      }
      t.equal((await api('DELETE', `/app/${id}`)).status, 404)
      t.match((await api('POST', `/app/${id}/msg`, { eventType: 'a', payload: {} })).status, /^4(04|22)$/)
      t.match((await api('GET', `/app?iterator=${id}`)).status, /^(200|422)$/)
    }
    for (const path of ['/app/%', '/app/%zz', '/app/%ff', '/app/%c0%af', '/app/%E0%A4%A']) {
      const reply = await api('GET', path)
      t.strictSame([reply.status, reply.body.code], [400, 'generic_error'], path)
    }
    for (const query of ['%', '%zz=%zz', '%00', '=', '&&&', 'a=%ff', 'limit=%31', `${'a=1&'.repeat(3000)}`, `x=${'x'.repeat(12_000)}`]) {
      t.equal((await api('GET', `/app?${query}`)).status, 200, query.slice(0, 40))
    }
    for (const query of [
      `limit=${'9'.repeat(400)}`, 'limit=0x10', 'limit=1e2', 'limit=%D9%A3', 'limit[]=1&limit=x', 'order=', 'limit=1%00'
    ]) t.equal((await api('GET', `/app?${query}`)).status, 400, query.slice(0, 40))
  })
})

t.test('URLs and headers beyond 16 KB are 431, in JSON.', async t => {
  const refused = [
    `GET /api/v1/app?${'a=1&'.repeat(10_000)} HTTP/1.1\r\nhost: ${host}\r\n\r\n`,
    `GET /api/v1/app/${'a'.repeat(200_000)} HTTP/1.1\r\nhost: ${host}\r\n\r\n`,
    `GET /api/v1/app HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${'a'.repeat(100_000)}\r\n\r\n`,
    `GET /api/v1/app HTTP/1.1\r\nhost: ${host}\r\n${'x: y\r\n'.repeat(20_000)}\r\n`
  ]
  for (const bytes of refused) {
    const reply = await rawRequest(server.url, bytes)
    t.equal(reply.status, 431)
    t.match(reply.headers, { 'content-type': 'application/json', connection: 'close' })
    checkError(reply)
  }
})

t.test('A request that is not HTTP is 400 in JSON and ends the connection.', async t => {
  const post = (headers: string, body: string) =>
    `POST /api/v1/app HTTP/1.1\r\nhost: ${host}\r\nauthorization: ${authorization}\r\n${headers}\r\n\r\n${body}`
  const wrong = ['\r\n\r\ngarbage\r\n\r\n', 'GET\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', 'NOSUCHMETHOD / HTTP/1.1\r\nhost: x\r\n\r\n',
    'get / HTTP/1.1\r\n\r\n', 'GET / HTTP/1.1\r\nno colon\r\n\r\n', 'GET / HTTP/1.1\r\nhost: a\u0000b\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', Buffer.from([0x16, 3, 1, 2, 0, 1, 0]),
    'GET /api/v1/app HTTP/1.1\r\n\r\n', post('content-length: -1', '{}'), post('content-length: 1\r\ncontent-length: 2', '{}'),
    post('content-length: 2\r\ntransfer-encoding: chunked', '{}'), post('transfer-encoding: chunked', 'zz\r\n{}\r\n0\r\n\r\n'),
    post('transfer-encoding: identity', '{}'), post('content-length: x', '{}')]
  await leavesNothing(t, async () => {
    for (const bytes of wrong) {
      const connection = await connectRaw(server.url)
      connection.write(bytes)
      const reply = await connection.reply()
      t.equal(reply.status, 400, JSON.stringify(bytes.toString()).slice(0, 60))
      checkError(reply)
      connection.socket.destroy()
    }
  })
})

t.test('Requests that never arrive completely leave nothing and delay no other request.', async t => {
  const head = `POST /api/v1/app HTTP/1.1\r\nhost: ${host}\r\nauthorization: ${authorization}\r\n`
  const halves = [
    '', 'GET /api', `${head}`, `${head}content-length: 100\r\n\r\n`, `${head}content-length: 100\r\n\r\n{"name":"half"}`,
    `${head}transfer-encoding: chunked\r\n\r\nf\r\n{"name":"half"}\r\n`
  ]
  await leavesNothing(t, async () => {
    const open = await Promise.all(halves.map(async half => {
      const connection = await connectRaw(server.url)
      connection.write(half)
      return connection
    }))
    t.equal((await api('GET', '/app/app')).status, 200)
    for (const [index, { socket }] of open.entries()) {
      if (index % 2 === 0) socket.resetAndDestroy()
      else socket.end()
    }
    await Promise.all(open.map(async ({ closed }) => await closed))
  })
})

t.test('The server waits for a slow client.', async t => {
  const connection = await connectRaw(server.url)
  const request = `POST /api/v1/app/app/msg HTTP/1.1\r\nhost: ${host}\r\nauthorization: ${authorization}\r\ncontent-length: 33\r\n\r\n{"eventType":"slow","payload":{}}`
  for (const byte of request) {
    connection.write(byte)
    await new Promise(resolve => setImmediate(resolve))
  }
  t.equal((await connection.reply()).status, 202)
  connection.socket.destroy()
})

t.test('Pipelined requests on one connection are answered in order. Garbage ends the connection.', async t => {
  const connection = await connectRaw(server.url)
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: ${authorization}\r\n\r\n`
  connection.write(get('/api/v1/app/app') + get('/api/v1/nothing') + get('/api/v1/health'))
  t.strictSame([await connection.reply(), await connection.reply(), await connection.reply()].map(({ status }) => status), [200, 404, 204])
  connection.write(`${get('/api/v1/health/ping')}\u0001\u0002 garbage\r\n\r\n`)
  const replies = [await connection.reply(), await connection.reply().catch(() => undefined)]
  t.ok(replies.every(reply => reply === undefined || [204, 400].includes(reply.status)))
  await connection.closed
  t.equal((await fetch(`${server.url}/api/v1/health`)).status, 204)
})

t.test('A body of 2 MiB is accepted, one byte more is 413.', async t => {
  const { body: own } = await api('POST', '/app', { name: 'large' })
  const bodyOf = (size: number) => {
    const [start, end] = ['{"eventType":"a","payload":{"a":"', '"}}']
    return start + 'x'.repeat(size - start.length - end.length) + end
  }
  const taken = await api('POST', `/app/${own.id}/msg`, bodyOf(2 * MIB))
  t.equal(taken.status, 202)
  t.equal((await api('GET', `/app/${own.id}/msg/${taken.body.id}`)).text, taken.text)
  const refused = await api('POST', `/app/${own.id}/msg`, bodyOf(2 * MIB + 1))
  t.strictSame([refused.status, refused.body.code], [413, 'payload_too_large'])
  t.equal((await api('GET', `/app/${own.id}/msg`)).body.data.length, 1)
})

t.test('A body of 8 MB is answered with 413 in JSON, also to a client that continues to write.', async t => {
  const chunk = Buffer.alloc(64 * 1024, 'x')
  const upload = async (path: string, headers: Record<string, string>) => {
    const request = httpRequest(`${server.url}${path}`, { method: 'POST', headers: { authorization, ...headers } })
    const response = once(request, 'response')
    for (let sent = 0; sent < 8 * MIB; sent += chunk.length) {
      if (!request.write(chunk)) await once(request, 'drain')
    }
    request.end()
    const [answer] = await response
    let text = ''
    for await (const part of answer) text += part
    checkAnswer('POST', path, { status: answer.statusCode, text })
    checkError({ status: answer.statusCode, text })
    return answer.statusCode
  }
  const length = { 'content-length': String(8 * MIB) }
  await leavesNothing(t, async () => {
    for (const path of ['/api/v1/app', '/api/v1/app/app/msg', '/api/v1/app/app/endpoint']) {
      t.equal(await upload(path, length), 413)
      t.equal(await upload(path, { 'transfer-encoding': 'chunked' }), 413)
      t.equal(await upload(path, { ...length, 'content-type': 'text/html' }), 413)
    }
    t.equal(await upload('/api/v1/app', { ...length, authorization: 'Bearer x' }), 401, 'after the token check')
    t.equal(await upload('/api/v1/app/nothing/endpoint', length), 404, 'after the application was read')
    for (let n = 0; n < 5; n++) {
      const reply = await api('POST', '/app', `{"name":"${'x'.repeat(8 * MIB)}"}`)
      t.equal(reply.status, 413, 'with fetch')
    }
  })
})

t.test('Python clients read the 413, too.', async t => {
  const python = async (code: string) =>
    (await promisify(execFile)('python3', ['-c', code, `${server.url}/api/v1/app`, authorization], { timeout: 20_000 })).stdout
  const urllib = `
import sys, urllib.request, urllib.error
for i in range(5):
    request = urllib.request.Request(sys.argv[1], data=b'{"name":"' + b'x' * 8000000 + b'"}', headers={'authorization': sys.argv[2]})
    try: urllib.request.urlopen(request)
    except urllib.error.HTTPError as error: print(error.code, error.read().decode())`
  const requests = `
import sys, requests
session = requests.Session()
for i in range(5):
    answer = session.post(sys.argv[1], data=b'{"name":"' + b'x' * 8000000 + b'"}', headers={'authorization': sys.argv[2]})
    print(answer.status_code, answer.text)`
  for (const [module, code] of [['urllib.request', urllib], ['requests', requests]] as const) {
    const isThere = await python(`import ${module}`).then(() => true, () => false)
    if (!isThere) {
      t.comment(`Python has no module ${module} here`)
      continue
    }
    const lines = (await python(code)).trim().split('\n')
    t.strictSame(lines.map(line => line.slice(0, 3)), Array(5).fill('413'), module)
    for (const line of lines) checkError({ status: 413, text: line.slice(4) })
  }
})

t.end()
