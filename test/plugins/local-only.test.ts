import { request } from 'node:http'
import t from 'tap'
import { startTestServer } from '../helpers/server.js'

// `fetch` does not allow every Host and Origin. These requests send the headers that a page in a browser would send.
async function ask (url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<{
  status: number, headers: Record<string, unknown>, body: string
}> {
  return await new Promise((resolve, reject) => {
    request(url, { method, headers }, response => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => { body += text })
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }))
    }).on('error', reject).end()
  })
}

const local = await startTestServer()
const shared = await startTestServer({
  HOST: '0.0.0.0', POSTHORN_METRICS: 'true', POSTHORN_PUBLIC_URL: 'https://webhooks.example.com/base'
})
t.teardown(async () => { await Promise.all([local.close(), shared.close()]) })
const { port } = new URL(local.url)

const STRANGE = [
  'rebound.example.com', `rebound.example.com:${port}`, 'localhost.example.com', '127.0.0.1.example.com', 'posthorn', 'x.internal',
  'webhooks.example.com'
]
const pages = [['GET', '/metrics', 200], ['HEAD', '/metrics', 200], ['POST', '/inbox', 204], ['GET', '/inbox', 200], ['DELETE', '/inbox', 204]] as const

for (const [method, path, good] of pages) {
  t.test(`${method} ${path} of a local server is refused under other host names that resolve to it, and for pages of other sites.`, async t => {
    const url = local.url + path
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, 'localhost', `[::1]:${port}`]) {
      t.equal((await ask(url, { host }, method)).status, good, host)
    }
    for (const host of STRANGE) t.equal((await ask(url, { host }, method)).status, 404, host)
    for (const origin of [
      'https://example.com', 'http://localhost:1', 'null', 'chrome-extension://abc', `https://127.0.0.1.example.com:${port}`
    ]) {
      const answer = await ask(url, { origin }, method)
      t.equal(answer.status, 404, origin)
      t.equal(answer.headers['access-control-allow-origin'], undefined)
    }
    const own = await ask(url, { origin: local.url }, method)
    t.equal(own.status, good, 'pages of the server itself may request it')
    t.equal(own.headers['access-control-allow-origin'], undefined)
  })
}

t.test('A request from a page of another site is not stored in the inbox.', async t => {
  await ask(`${local.url}/inbox`, { origin: 'https://example.com', 'x-from': 'stranger' }, 'POST')
  await ask(`${local.url}/inbox`, { host: 'rebound.example.com', 'x-from': 'stranger' }, 'POST')
  t.notMatch((await ask(`${local.url}/inbox`)).body, 'stranger')
})

t.test('Metrics for other machines are served under private names and the public name only.', async t => {
  const url = `${shared.url}/metrics`
  for (const host of [
    '10.1.2.3:8071', 'posthorn', 'posthorn:8071', 'posthorn.monitoring.svc', 'posthorn.default.svc.cluster.local', 'a.internal',
    'webhooks.example.com', 'localhost'
  ]) {
    t.equal((await ask(url, { host })).status, 200, host)
  }
  for (const host of ['rebound.example.com', 'example.com', 'internal.example.com']) {
    t.match(await ask(url, { host }), { status: 404, body: /POSTHORN_PUBLIC_URL/ }, host)
  }
  t.equal((await ask(url, { origin: 'https://example.com' })).status, 404)
})
