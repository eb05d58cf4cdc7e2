import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { bundleModule } from '../../infra/bundle.js'
import { loadConfig } from '../../src/config.js'
import type { Sender } from '../../src/delivery/sending/sender.js'
import type { SendResult } from '../../src/delivery/sending/send-result.js'
import { openSender } from '../../src/hosting/open-sender.js'
import { certificate as cert, privateKey as key } from '../helpers/certificate.js'

// A process of its own: it bundles, as bundle.test.ts does.

// Functions have a smaller undici (infra/replacements.ts). What it leaves out must not be missed, whatever an endpoint does.

const folder = t.testdir()
await bundleModule('src/hosting/open-sender.ts', folder)
const bundled = await import(pathToFileURL(`${folder}/index.mjs`).href) as { openSender: typeof openSender }
const config = loadConfig({ POSTHORN_REQUEST_TIMEOUT: '1s' })

async function portOf (server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => { server.close() })
  return (server.address() as AddressInfo).port
}

const http = async (answer: RequestListener) => {
  const server = createServer(answer)
  t.teardown(() => { server.closeAllConnections() })
  return `http://127.0.0.1:${await portOf(server)}/`
}
const tcp = async (onData: (socket: Socket) => void) =>
  `http://127.0.0.1:${await portOf(createTcpServer(socket => { socket.on('error', () => {}).once('data', () => onData(socket)) }))}/`

async function closedPort (): Promise<number> {
  const server = createTcpServer()
  const port = await portOf(server)
  await new Promise(resolve => server.close(resolve))
  return port
}

const plain = await http((_request, response) => { response.end('ok') })
const tls = createTlsServer({ key, cert }, (_request, response) => { response.end('ok') })
const endpoints: Record<string, string> = {
  'answers and keeps the connection': plain,
  'ends the connection after its answer': await http((_request, response) => { response.writeHead(200, { connection: 'close' }).end('ok') }),
  'ends the connection within its answer': await http((_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('a part')
    setImmediate(() => response.destroy())
  }),
  'answers much': await http((_request, response) => { response.end('x'.repeat(300_000)) }),
  redirects: await http((_request, response) => { response.writeHead(302, { location: '/' }).end() }),
  'refuses the connection': `http://127.0.0.1:${await closedPort()}/`,
  'resets the connection': await tcp(socket => socket.resetAndDestroy()),
  'ends the connection without an answer': await tcp(socket => socket.end()),
  'answers no HTTP': await tcp(socket => socket.end('220 mail.example.com ESMTP\r\n')),
  'never answers': await tcp(() => {}),
  'speaks no TLS': plain.replace('http:', 'https:'),
  'has a certificate that nobody knows': `https://localhost:${await portOf(tls)}/`,
  'has an address that is not allowed': 'http://10.0.0.1/',
  'has a name that does not exist': 'http://posthorn.invalid/'
}

const told = (result: SendResult) => {
  const { stage, statusCode, failure, body } = result as SendResult & { statusCode?: number, failure?: string, body?: string }
  return { stage, statusCode, failure, body: body?.slice(0, 10) }
}

const request = (url: string) => ({ url, headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') })

for (const [what, url] of Object.entries(endpoints)) {
  t.test(`The sender in a bundle does the same as the one of the server, and outlives it: an endpoint that ${what}.`, async t => {
    const [whole, small] = await Promise.all([openSender, bundled.openSender].map(async open => await open(config, ['127.0.0.0/8'])))
    const twice = async (sender: Sender) => [told(await sender.send(request(url))), told(await sender.send(request(url)))]
    const [wanted, found] = await Promise.all([twice(whole!), twice(small!)])
    t.comment(JSON.stringify(wanted))
    t.same(found, wanted)
    await Promise.all([whole!.close(), small!.close()])
  })
}

t.test('A sender in a bundle that is destroyed cuts its request.', async t => {
  for (const open of [openSender, bundled.openSender]) {
    const sender = await open(config, ['127.0.0.0/8'])
    const url = await tcp(() => { void sender.destroy() })
    t.match(await sender.send(request(url)), { stage: 'cut' })
  }
})
