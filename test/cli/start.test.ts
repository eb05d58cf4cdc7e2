import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { buildCli, run, urlOf, type Program } from '../helpers/cli.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { apiOf } from '../helpers/server.js'

const dist = join(t.testdir(), 'dist')
await buildCli(dist)

const STACK = /^ +at .*[:(]\d+/m
const MEMORY = { PORT: '0', POSTHORN_DATA_DIR: ':memory:' }
const children = new Set<Program>()
t.teardown(() => { for (const { child } of children) if (child.exitCode === null) process.kill(-child.pid!, 'SIGKILL') })

function start (settings: Record<string, string>): Program {
  const program = run('node', ['--enable-source-maps', join(dist, 'cli/start.js')], settings)
  children.add(program)
  return program
}

async function stop (program: Program): Promise<number | string> {
  program.child.kill('SIGTERM')
  return await program.exited
}

async function token (settings: Record<string, string>, ...args: string[]): Promise<string> {
  const program = run('node', [join(dist, 'cli/token.js'), ...args], settings)
  if (await program.exited !== 0) throw new Error(program.stderr())
  return program.stdout().trim()
}

async function refusal (settings: Record<string, string>): Promise<string> {
  const program = start(settings)
  t.equal(await program.exited, 1)
  t.equal(program.stdout(), '', 'nothing is claimed')
  t.notMatch(program.stderr(), STACK)
  t.match(program.stderr(), /^Posthorn cannot start\. /)
  return program.stderr()
}

/** The command that the block offers, as a newcomer would paste it. */
const commandIn = (block: string) => /^ *API=[^]*?\/inbox$/m.exec(block)![0]

t.test('a first start says where everything is, what it made, and sends a first webhook by one command', async (t) => {
  const dataDir = join(t.testdir(), 'new', 'data dir')
  const program = start({ PORT: '0', POSTHORN_DATA_DIR: dataDir })
  const url = await urlOf(program)
  await eventually('the log goes on', () => program.stdout().includes('"level"'))

  const [block = ''] = program.stdout().split('{"level"')
  t.match(block, `Docs   ${url}/docs`)
  t.match(block, `Token  POSTHORN_DATA_DIR='${dataDir}' npm run --silent token\n`)
  t.match(block, /this start created secrets \(in .*, for this user alone\) and \d+ tables\n/)
  t.match(block, 'deliveries to this machine (loopback) are allowed until POSTHORN_WHITELIST_SUBNETS is set')
  t.notMatch(block, '\u001b', 'no colours in a pipe')
  t.equal(statSync(dataDir).mode & 0o777, 0o700)
  t.equal(statSync(join(dataDir, 'secrets.json')).mode & 0o777, 0o600)

  const pasted = run('bash', ['-c', commandIn(block)])
  t.equal(await pasted.exited, 0)
  const [accepted = '', arrived = ''] = pasted.stdout().split(/\n(?=\[)/)
  const [{ headers, body }, ...more] = JSON.parse(arrived)
  t.strictSame(more, [])
  t.equal(headers['webhook-id'], JSON.parse(accepted).id)
  const api = apiOf(url, await token({ POSTHORN_DATA_DIR: dataDir }))
  const { key } = (await api('GET', `/app/acme/endpoint/inbox-${new URL(url).port}/secret`)).body
  t.strictSame(new Webhook(key).verify(body, headers), { amount: 4200 })

  t.equal(await stop(program), 0)
  const again = start({ PORT: '0', POSTHORN_DATA_DIR: dataDir })
  await urlOf(again)
  t.match(again.stdout(), `Data   ${dataDir}\n`, 'a restart made nothing')
  t.notMatch(again.stdout(), 'created')
  t.equal(await stop(again), 0)
})

t.test('in memory, where no other process can make a token, the command carries one', async (t) => {
  const program = start(MEMORY)
  await urlOf(program)
  t.match(program.stdout(), 'Data   in memory: gone when this process ends')
  t.match(program.stdout(), 'Token  in the command below')
  const command = commandIn(program.stdout())
  t.notMatch(command, 'npm')
  for (const count of [1, 2]) {
    const pasted = run('bash', ['-c', command])
    t.equal(await pasted.exited, 0)
    t.equal(JSON.parse(pasted.stdout().split(/\n(?=\[)/)[1]!).length, count, 'pasting it again sends one more, to the one endpoint')
  }
  t.equal(await stop(program), 0)
})

t.test('without an inbox the command names a place for an endpoint of your own', async (t) => {
  for (const settings of [{ POSTHORN_WHITELIST_SUBNETS: '' }, { POSTHORN_ENDPOINT_HTTPS_ONLY: 'true' }, { HOST: '0.0.0.0' }]) {
    const program = start({ ...MEMORY, ...settings })
    const url = await urlOf(program)
    t.match(program.stdout(), '"url":"https://example.com/webhook"')
    t.equal((await fetch(`${url}/inbox`)).status, 404)
    const isOpen = !('POSTHORN_WHITELIST_SUBNETS' in settings)
    t.equal(program.stdout().includes('(loopback) are allowed'), isOpen)
    t.equal(await stop(program), 0)
  }
})

t.test('a token is for the organization it names, from the secrets of the data directory', async (t) => {
  const settings = { PORT: '0', POSTHORN_DATA_DIR: t.testdir() }
  const program = start(settings)
  const url = await urlOf(program)
  const [ours, others] = [apiOf(url, await token(settings)), apiOf(url, await token(settings, 'org_other'))]
  t.equal((await ours('POST', '/app', { name: 'ours', uid: 'ours' })).status, 201)
  t.equal((await others('GET', '/app/ours')).status, 404)
  await t.rejects(token(settings, 'other'), { message: /^An organization's id is `org_`/ })
  await t.rejects(token(MEMORY), { message: /set POSTHORN_JWT_SECRET for both/ })
  t.equal(await stop(program), 0)
})

t.test('a secret of your own is named, never shown', async (t) => {
  const program = start({ ...MEMORY, POSTHORN_JWT_SECRET: 'a-secret-of-ours', POSTHORN_MAIN_SECRET: 'another-one' })
  const url = await urlOf(program)
  t.match(program.stdout(), 'npm run --silent token (in an environment with the same POSTHORN_JWT_ settings)')
  t.notMatch(program.stdout() + program.stderr(), /a-secret-of-ours|another-one/)
  const made = await token({ ...MEMORY, POSTHORN_JWT_SECRET: 'a-secret-of-ours' })
  t.equal((await apiOf(url, made)('GET', '/app')).status, 200)
  t.equal(await stop(program), 0)
})

t.test('wrong settings are refused by name and reason, never with the value', async (t) => {
  const text = await refusal({ PORT: 'xyzzy', POSTHORN_RETRY_SCHEDULE: '5s,plugh', POSTHORN_JWT_SECRET_FILE: '/nowhere/plover' })
  for (const name of ['PORT', 'POSTHORN_RETRY_SCHEDULE', 'POSTHORN_JWT_SECRET']) t.match(text, name)
  t.notMatch(text, /xyzzy|plugh|plover/)
})

t.test('a taken port and a host that is not ours are refused with what to do', async (t) => {
  const taken = createServer()
  await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as AddressInfo
  t.equal(await refusal({ ...MEMORY, PORT: String(port) }), `Posthorn cannot start. Port ${port} on 127.0.0.1 is taken by another process: stop that one, or set another PORT (0 picks a free one).\n`)
  taken.close()
  t.match(await refusal({ ...MEMORY, HOST: '192.0.2.1' }), 'HOST=192.0.2.1 is not an address of this machine')
})

t.test('a data directory in use or not usable is refused with what to do', async (t) => {
  const dataDir = t.testdir({ file: 'not a directory' })
  const program = start({ PORT: '0', POSTHORN_DATA_DIR: dataDir })
  const url = await urlOf(program)
  t.equal(await refusal({ PORT: '0', POSTHORN_DATA_DIR: dataDir }), `Posthorn cannot start. The data directory ${dataDir} is in use by another process; stop that one or set another POSTHORN_DATA_DIR.\n`)
  t.equal((await fetch(`${url}/api/v1/health/ping`)).status, 204, 'the first one goes on')
  t.equal(await stop(program), 0)
  t.match(await refusal({ PORT: '0', POSTHORN_DATA_DIR: join(dataDir, 'file') }), /The data directory .*file cannot be used \(EEXIST\): make it a directory/)
})

t.test('a database that does not answer is refused within a bounded time', { timeout: 60_000 }, async (t) => {
  t.match(await refusal({ ...MEMORY, POSTHORN_DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' }), 'check POSTHORN_DYNAMODB_ENDPOINT')
})

t.test('SIGINT lets the delivery under way end, and it is on record after the next start', async (t) => {
  const settings = { PORT: '0', POSTHORN_DATA_DIR: t.testdir() }
  const receiver = await startReceiver((_received, response) => { setTimeout(() => response.writeHead(204).end(), 700) })
  t.teardown(receiver.close)
  const program = start(settings)
  const api = apiOf(await urlOf(program), await token(settings))
  await api('POST', '/app', { name: 'slow', uid: 'slow' })
  await api('POST', '/app/slow/endpoint', { url: receiver.url })
  const { id } = (await api('POST', '/app/slow/msg', { eventType: 'a', payload: {} })).body
  await eventually('the request is under way', () => receiver.received.length === 1)
  program.child.kill('SIGINT')
  t.equal(await program.exited, 0)
  t.match(program.stderr(), 'Stopping: deliveries under way may end')

  const next = start(settings)
  const { data } = (await apiOf(await urlOf(next), await token(settings))('GET', `/app/slow/attempt/msg/${id}`)).body
  t.match(data, [{ status: 0, responseStatusCode: 204 }])
  t.equal(await stop(next), 0)
  t.equal(receiver.received.length, 1)
})

t.test('a second SIGINT ends it at once', async (t) => {
  const receiver = await startReceiver(() => {})
  t.teardown(receiver.close)
  const secrets = { POSTHORN_JWT_SECRET: 'x'.repeat(40), POSTHORN_MAIN_SECRET: 'y'.repeat(40) }
  const program = start({ ...MEMORY, ...secrets })
  const api = apiOf(await urlOf(program), await token({ ...MEMORY, ...secrets }))
  await api('POST', '/app', { name: 'stuck', uid: 'stuck' })
  await api('POST', '/app/stuck/endpoint', { url: receiver.url })
  await api('POST', '/app/stuck/msg', { eventType: 'a', payload: {} })
  await eventually('the request is under way', () => receiver.received.length === 1)
  program.child.kill('SIGINT')
  await eventually('it says that it stops', () => program.stderr().includes('Stopping'))
  await eventually('another SIGINT ends it', () => program.child.exitCode !== null || (program.child.kill('SIGINT'), false), 5000)
  t.equal(await program.exited, 130)
})

t.test('through npm a Ctrl-C, which reaches npm and the server at once, stops it gracefully', { timeout: 60_000 }, async (t) => {
  const program = run('npm', ['start'], MEMORY)
  children.add(program)
  await urlOf(program)
  process.kill(-program.child.pid!, 'SIGINT')
  t.equal(await program.exited, 0)
  t.match(program.stderr(), 'Stopping: deliveries under way may end')
})

t.test('the page of the documentation comes whole: HTML, every asset of it, the document', async (t) => {
  const program = start(MEMORY)
  const url = await urlOf(program)
  const page = await fetch(`${url}/docs`)
  t.equal(page.status, 200)
  t.match(page.headers.get('content-type'), 'text/html')
  const html = await page.text()
  t.match(html, '<title>Posthorn API</title>')
  const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => new URL(path!, page.url).href)
  t.ok(assets.length >= 5)
  for (const asset of assets) {
    const answer = await fetch(asset)
    t.equal(answer.status, 200, asset)
    t.ok((await answer.arrayBuffer()).byteLength > 0, asset)
  }
  const document = await (await fetch(`${url}/api/v1/openapi.json`)).json() as { openapi: string, paths: object }
  t.equal(document.openapi, '3.1.0')
  t.notOk(Object.keys(document.paths).some(path => path.includes('inbox')))
  const home = await fetch(url, { redirect: 'manual' })
  t.equal(home.headers.get('location'), '/docs')
  t.equal(await stop(program), 0)
})

t.test('the entries are the ones that npm runs', async (t) => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  for (const entry of ['start', 'token', 'demo']) t.match(scripts[entry], `dist/cli/${entry}.js`)
})
