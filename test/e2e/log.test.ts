import { pino } from 'pino'
import t from 'tap'
import { loadConfig } from '../../src/config.js'
import { startServer } from '../../src/server.js'
import { rawRequest } from '../helpers/raw-http.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { apiOf } from '../helpers/server.js'

// The log of a server never contains the data of its customers.

const JWT_SECRET = 'hush-jwt-secret-long'
const lines: string[] = []
const settings = {
  PORT: '0', POSTHORN_DATA_DIR: ':memory:', POSTHORN_RETRY_SCHEDULE: '10ms', POSTHORN_JWT_SECRET: JWT_SECRET,
  POSTHORN_MAIN_SECRET: 'hush-main-secret'
}
const server = await startServer(loadConfig(settings), pino({ level: 'trace' }, { write: (line: string) => { lines.push(line) } }))
const receiver = await startReceiver((_received, response) => {
  response.writeHead(500, { 'x-answer': 'hush-answerheader' }).end('hush-answerbody')
})
t.after(async () => {
  await server.close()
  await receiver.close()
})

t.test('At its most detailed level, the log has no payloads, secrets, tokens, header values or query strings.', async t => {
  const token = await server.tokens.mint({ kind: 'org', orgId: 'org_log' }, 3600)
  const api = apiOf(server.url, token)
  const { port } = new URL(receiver.url)
  // All values that must not be in the log begin with characters that no id contains.
  const secret = `whsec_${Buffer.from('hush-endpoint-secret-of-32-bytes').toString('base64')}`
  await api('POST', '/app', { name: 'hush-name', uid: 'app', metadata: { 'hush-key': 'hush-value' } }, {
    'idempotency-key': 'hush-idempotency', 'x-custom': 'hush-requestheader'
  })
  const url = `http://hush-user:hush-password@127.0.0.1:${port}/hook?hush-query=hush-query`
  const endpoint = await api('POST', '/app/app/endpoint', {
    url, uid: 'ep', secret, description: 'hush-description', headers: { 'x-custom': 'hush-customheader' }
  })
  t.equal(endpoint.status, 201)
  await api('POST', '/app/app/endpoint', {
    url: 'http://127.0.0.1:1/hush-path?hush-query',
    secret: 'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=='
  })
  await api('POST', '/app/app/endpoint', { url: 'http://10.0.0.1/hush-blocked?hush-query' })
  for (const rawPayload of [null, 'hush-raw']) {
    const sent = await api('POST', '/app/app/msg?x=hush-query', {
      eventType: 'a', payload: { 'hush-payload': 'hush-payload' }, transformationsParams: { rawPayload }
    }, { 'idempotency-key': 'hush-idempotency' + String(rawPayload) })
    t.equal(sent.status, 202)
  }
  const refused: Array<[number, string, string, unknown?]> = [
    [422, 'POST', '/app', '{"name":"hush-broken"'], [422, 'POST', '/app', { name: 5, metadata: { 'hush-key': 5 } }],
    [409, 'POST', '/app', { name: 'hush-name', uid: 'app' }],
    [400, 'GET', '/app?limit=hush-query'], [404, 'GET', '/app/hush-unknown?hush-query=hush-query'], [404, 'GET', '/hush-route?hush-query'],
    [400, 'GET', '/app/%zzhush-path'],
    [413, 'POST', '/app', `{"name":"${'hush-large'.repeat(300_000)}"}`],
    [422, 'POST', '/app/app/endpoint', { url: 'http://x', secret: 'whsec_hush-wrong', headers: { 'x-a': 'hush-value\u0000' } }]
  ]
  for (const [status, method, path, body] of refused) {
    t.equal((await api(method, path, body)).status, status, `${method} ${path.slice(0, 30)}`)
  }
  for (const wrong of ['hush-wrongtoken', `${token}hush-`, JWT_SECRET]) {
    t.equal((await apiOf(server.url, wrong)('GET', '/app?hush-query')).status, 401)
  }
  t.equal((await rawRequest(server.url, 'hush-garbage hush-garbage\r\n\r\n')).status, 400)
  t.equal((await rawRequest(server.url, `GET /?${'hush-url'.repeat(4000)} HTTP/1.1\r\n\r\n`)).status, 431)
  await eventually('all attempts', async () => (await api('GET', '/app/app/attempt/endpoint/ep')).body.data.length === 4)
  await api('GET', '/app/app/endpoint/ep/secret')
  await api('DELETE', '/app/app')

  const output = lines.join('')
  t.ok(lines.length > 5, 'the log has lines')
  t.match(output, /message\.accepted/)
  t.match(output, /delivery\.attempted/)
  t.strictSame([...new Set(output.match(/hush-\w*|whsec_\w+|whsk_\w+/gi))], [])
  for (const hidden of [token, secret, secret.slice(6), Buffer.from('hush-user:hush-password')
    .toString('base64'), 'Bearer', 'authorization']) t.notOk(output.includes(hidden), hidden.slice(0, 12))
  t.strictSame(lines.filter(line => line.includes('request.failed')), [], 'no error is unexpected')
})

t.end()
