import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { buildCli, killAll, posthorn, type Program } from '../helpers/cli.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { apiOf, startTestServer } from '../helpers/server.js'

const dir = t.testdir()
const dist = join(dir, 'dist')
await buildCli(dist)
const home = join(dir, 'home')
mkdirSync(home)

const settings = { POSTHORN_DATA_DIR: join(dir, 'data'), POSTHORN_JWT_SECRET: 'x'.repeat(40), POSTHORN_MAIN_SECRET: 'y'.repeat(40) }
let server = await startTestServer(settings)
const PORT = new URL(server.url).port
const token = await server.token('org_listen')
const api = apiOf(server.url, token)
await api('POST', '/app', { name: 'a', uid: 'acme' })
await api('POST', '/event-type', { name: 'user.created', description: '' })
const local = await startReceiver()
t.teardown(async () => {
  killAll()
  await server.close()
  await local.close()
})

const listen = (url: string, ...args: string[]): Program =>
  posthorn(dist, ['listen', url, '--app', 'acme', '--name', 'laptop', '--json', ...args], {
    POSTHORN_URL: server.url, POSTHORN_TOKEN: token, HOME: home
  })
const ready = async (program: Program) => await eventually('listen to be ready', () => {
  if (program.child.exitCode !== null) throw new Error(program.stderr())
  return /Secret: (whsec_\S+)/.exec(program.stderr())?.[1]
})
const send = async (payload: string, eventType = 'invoice.paid') =>
  await api('POST', '/app/acme/msg', `{"eventType":"${eventType}","payload":${payload}}`)
const bodies = () => local.received.map(({ body }) => body.toString())

async function end (program: Program) {
  program.child.kill('SIGINT')
  await program.exited
}

t.test('The first run begins at the present, signs, and keeps the bytes; the next run continues there with the same secret.', async t => {
  await send('{"before":1}')
  const first = listen(local.url)
  const secret = await ready(first)
  await send('{"n":1.10,"big":12345678901234567890}')
  await eventually('the request', () => local.received.length === 1)
  t.strictSame(bodies(), ['{"n":1.10,"big":12345678901234567890}'])
  const { headers, body } = local.received[0]!
  new Webhook(secret).verify(body.toString(), headers as Record<string, string>)
  await eventually('the request on the screen', () => first.stdout().includes('"status":200') || first.stdout().includes('"status":204'))
  await end(first)

  // The machine sleeps.
  for (let n = 2; n <= 30; n++) await send(`{"n":${n}}`)
  const second = listen(local.url)
  t.equal(await ready(second), secret)
  await eventually('all requests', () => bodies().includes('{"n":30}'))
  // The unacknowledged page comes again; every other message comes once, in order.
  t.strictSame([...new Set(bodies())].slice(1), Array.from({ length: 29 }, (_, at) => `{"n":${at + 2}}`))
  await end(second)
})

t.test('While the local server is down, messages wait in order.', async t => {
  const down = await startReceiver()
  await down.close()
  const program = listen(down.url)
  await ready(program)
  for (let n = 100; n < 105; n++) await send(`{"n":${n}}`)
  await eventually('listen to report that it waits', () => program.stderr().includes('does not answer (ECONNREFUSED)'))
  const got: string[] = []
  const up = createServer((request, response) => {
    let text = ''
    request.on('data', part => { text += part })
    request.on('end', () => {
      got.push(text)
      response.writeHead(500).end('no')
    })
  })
  await new Promise<void>(resolve => up.listen(Number(new URL(down.url).port), '127.0.0.1', resolve))
  t.ok((up.address() as AddressInfo).port)
  await eventually('all requests', () => got.includes('{"n":104}'))
  const waited = got.filter(one => /"n":10\d/.test(one))
  t.strictSame(waited, [100, 101, 102, 103, 104].map(n => `{"n":${n}}`), 'a message that was answered with an error is not repeated')
  t.match(program.stdout(), '"status":500')
  await end(program)
  up.close()
})

t.test('listen waits for a server that goes away, and filters by event type.', async t => {
  const program = listen(local.url, '--type', 'user.created')
  await ready(program)
  await send('{"n":200}', 'user.created')
  await eventually('the request', () => bodies().includes('{"n":200}'))
  await server.close()
  await eventually('listen to report it', () => program.stderr().includes('does not answer'))
  server = await startTestServer({ ...settings, PORT })
  await send('{"n":201}')
  await send('{"n":202}', 'user.created')
  await eventually('listen to continue', () => bodies().includes('{"n":202}'))
  t.notOk(bodies().includes('{"n":201}'))
  t.match(program.stderr(), 'The server answers again.')
  await end(program)
})

t.test('A payload that is not JSON is forwarded unchanged.', async t => {
  const program = listen(local.url)
  await ready(program)
  await api('POST', '/app/acme/msg', {
    eventType: 'invoice.paid', payload: {}, transformationsParams: { rawPayload: '<paid/>', headers: { 'content-type': 'text/xml' } }
  })
  await eventually('the request', () => bodies().includes('<paid/>'))
  t.match(local.received.at(-1)!.headers, { 'content-type': 'text/xml' })
  await end(program)
})

t.test('A message whose payload was deleted is left out and named; the next one is forwarded.', async t => {
  const { body: { id } } = await send('{"n":301}')
  await api('DELETE', `/app/acme/msg/${id}/content`)
  const program = listen(local.url)
  await send('{"n":302}')
  await eventually('the next message', () => bodies().includes('{"n":302}'))
  t.match(program.stderr(), `${id} (invoice.paid) is left out: its payload is gone.`)
  t.notOk(bodies().some(body => body.includes('expired')))
  await end(program)
})

t.test('Wrong arguments are refused before anything is created.', async t => {
  for (const [url, words] of [['nonsense', /not an http or https URL/], ['ftp://x', /not an http/]] as const) {
    const program = listen(url)
    t.equal(await program.exited, 2)
    t.match(program.stderr(), words)
  }
  t.equal((await api('GET', '/app/acme/destination')).body.data.length, 1, 'all runs had the same place')
})
