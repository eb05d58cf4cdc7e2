import t from 'tap'
import { connectRaw, rawRequest } from '../helpers/raw-http.js'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer()
t.teardown(server.close)
const authorization = `authorization: Bearer ${await server.token()}`
const head = (line: string, ...headers: string[]) => `${[`${line} HTTP/1.1`, 'host: localhost', ...headers].join('\r\n')}\r\n\r\n`

/** Requests for every kind of answer, with its status. */
const ANSWERS: Array<[number, string]> = [
  [200, head('GET /api/v1/app', authorization)], [204, head('GET /api/v1/health')], [204, head('HEAD /api/v1/health')],
  [200, head('GET /api/v1/health/ready')],
  [401, head('GET /api/v1/app')], [404, head('GET /nothing')], [404, head('GET /api/v1/app/x', authorization)],
  [405, head('DELETE /api/v1/app', authorization)],
  [400, head('GET /api/v1/app?limit=x', authorization)], [422, head('POST /api/v1/app', authorization, 'content-length: 1') + '{'],
  [400, head('GET /api/v1/%zz')],
  [204, head('OPTIONS /api/v1/app', 'origin: https://example.com', 'access-control-request-method: POST')],
  [401, head('PUT /api/v1/app/a/import/b/upload?token=x', 'content-length: 0')],
  [307, head('GET /')], [200, head('GET /docs')], [200, head('GET /docs/')], [200, head('GET /docs/page.css')],
  [404, head('GET /docs/nothing')],
  [200, head('GET /api/v1/openapi.json')], [200, head('GET /metrics')], [404, head('GET /metrics', 'origin: https://example.com')],
  [204, head('POST /inbox', 'content-length: 0')], [200, head('GET /inbox')],
  [404, head('GET /inbox', 'origin: null')]
]
/** Requests that are refused before they are parsed, or by Node itself. */
const BROKEN: Array<[number, string]> = [
  [400, 'nonsense\r\n\r\n'], [431, head('GET /', `x: ${'x'.repeat(70_000)}`)],
  [417, head('POST /api/v1/app', authorization, 'expect: a-miracle', 'content-length: 0')],
  [400, 'GET /api/v1/app HTTP/1.1\r\n\r\n']
]

t.test('Every answer tells browsers not to guess its type.', async t => {
  for (const [status, request] of [...ANSWERS, ...BROKEN]) {
    const { status: got, headers } = await rawRequest(server.url, request)
    t.match({ got, type: headers['x-content-type-options'] }, { got: status, type: 'nosniff' }, request.slice(0, 60))
  }
})

t.test('Every answer closes the connection on request, and keeps it otherwise.', async t => {
  for (const [status, request] of ANSWERS.filter(([, one]) => !one.startsWith('HEAD'))) {
    const closing = await connectRaw(server.url)
    closing.write(request.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n'))
    const answer = await closing.reply()
    t.match({ status: answer.status, connection: answer.headers.connection }, { status, connection: 'close' }, request.slice(0, 60))
    await closing.closed
    const kept = await connectRaw(server.url)
    for (let i = 0; i < 2; i++) {
      kept.write(request)
      const { status: got, headers } = await kept.reply()
      t.equal(got, status, request.slice(0, 60))
      t.not(headers.connection, 'close')
    }
    kept.socket.destroy()
  }
})
