import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import t from 'tap'
import { loadConfig } from '../../src/config.js'
import { createTokens } from '../../src/http/tokens.js'
import { authority, signed } from '../helpers/certificate.js'
import { buildCli, killAll, run } from '../helpers/cli.js'
import { listen } from '../helpers/endpoints.js'
import { startHttpProxy } from '../helpers/proxies.js'
import { eventually } from '../helpers/receiver.js'
import { apiOf, type Api } from '../helpers/server.js'

// What docs/operations.md says about a company's certificate authority and about a full disk. One shell starts the server without the
// authority, then on the same data directory with it. The data directory is a small file system, which only this shell sees.

const JWT_SECRET = 'a secret of these tests that is long enough for everybody'
const DISK_BYTES = 4_000_000
const MOST_SENT = 300
const RETRY_SCHEDULE = Array(50).fill('1s').join()
const page = readFileSync('docs/operations.md', 'utf8')
const dir = t.testdir({ data: {}, dist: {}, 'company.pem': authority })
const dataDir = join(dir, 'data')
await buildCli(join(dir, 'dist'))
t.teardown(killAll)

const inNamespace = (script: string) => ['--user', '--map-root-user', '--mount', 'sh', '-c', script]
const mount = `mount -t tmpfs -o size=${DISK_BYTES} posthorn ${dataDir}`
const noDisk = spawnSync('unshare', inNamespace(mount)).status !== 0 && 'needs a system on which a user may mount a file system'

/** What stands in code in a section of the page. */
const codeIn = (title: string) =>
  [...page.split('\n## ').find(section => section.startsWith(`${title}\n`))!.matchAll(/`([^`]+)`/g)].map(([, words]) => words!)
const named = codeIn('A proxy with a certificate authority of its own')
const setting = named.find(words => words.startsWith('NODE_'))!.replace('/etc/ssl/company.pem', join(dir, 'company.pem'))

// A SIGTERM to the group ends the first server; the second one takes the place of the shell.
const starts = `trap : TERM; "$@"; ${setting} exec "$@"`
const [shell, args] = noDisk ? ['sh', ['-c', starts]] as const : ['unshare', inNamespace(`${mount} && ${starts}`)] as const

const answered = { 204: new Set<string>(), 500: new Set<string>() }
let status: keyof typeof answered = 204
const receiver = createServer(signed, (request, response) => {
  answered[status].add(request.headers['webhook-id'] as string)
  response.writeHead(status)
  request.resume().on('end', () => response.end())
})
const port = await listen(receiver)
const proxy = await startHttpProxy({ secure: signed })
const server = run(shell, [...args, 'sh', process.execPath, join(dir, 'dist/cli/posthorn.js'), 'start'], {
  PORT: '0', POSTHORN_DATA_DIR: dataDir, POSTHORN_JWT_SECRET: JWT_SECRET, POSTHORN_RETRY_SCHEDULE: RETRY_SCHEDULE,
  POSTHORN_CIRCUIT_BREAKER: 'false', POSTHORN_PROXY: `https://127.0.0.1:${proxy.port}`, POSTHORN_NO_PROXY: 'localhost'
})
t.teardown(async () => {
  await proxy.close()
  receiver.closeAllConnections()
  receiver.close()
})

/** The start `nth`: where it listens, and a client. */
async function started (nth: number): Promise<Api> {
  const url = await eventually('the server is ready', () => {
    if (server.child.exitCode !== null) throw new Error(server.stdout() + server.stderr())
    return [...server.stdout().matchAll(/URL +(http\S+)/g)][nth - 1]?.[1]
  })
  const tokens = createTokens(loadConfig({ POSTHORN_JWT_SECRET: JWT_SECRET }), Date.now)
  return apiOf(url, await tokens.mint({ kind: 'org', orgId: 'org_operations' }, 3600))
}

const send = async (api: Api, channel: 'proxied' | 'direct', payload: unknown = {}) =>
  await api('POST', '/app/app/msg', { eventType: 'a', payload, channels: [channel] }).catch((cause: unknown) => {
    const { exitCode, signalCode } = server.child
    throw new Error(`No answer; the server ended with ${signalCode ?? exitCode}: ${server.stderr().slice(-2000)}`, { cause })
  })
const arrived = async (...ids: string[]) =>
  await eventually(`the delivery of ${ids.join()}`, () => ids.every(id => answered[204].has(id)))

t.test('Without the authority of a company, deliveries fail with the words of the page. After a start with it, they arrive.', async t => {
  const without = await started(1)
  await without('POST', '/app', { name: 'app', uid: 'app' })
  for (const [uid, host] of [['proxied', '127.0.0.1'], ['direct', 'localhost']]) {
    t.equal((await without('POST', '/app/app/endpoint', { uid, url: `https://${host}:${port}/`, channels: [uid] })).status, 201)
  }
  const [proxied, direct] = [(await send(without, 'proxied')).body.id, (await send(without, 'direct')).body.id]
  const [attempt] = await eventually('an attempt', async () => {
    const { data } = (await without('GET', `/app/app/attempt/msg/${direct}`)).body
    return data.length > 0 && data
  })
  t.ok(named.includes(attempt.response), `the page has ${attempt.response}`)
  const line = await eventually('the line of the log', () => server.stdout().split('\n').find(one => one.includes(proxied) && one.includes('"err"')))
  const { msg, err } = JSON.parse(line)
  t.ok(named.includes(msg) && named.includes(err.message), `the page has ${msg} and ${err.message}`)
  const waiting = await eventually('it waits', async () =>
    (await without('GET', '/app/app/delivery')).body.data.find((one: Record<string, unknown>) => one.msgId === proxied && one.waitsFor === 'proxy'))
  t.equal(waiting.attempts, 0)
  t.strictSame([answered[204].size, proxy.dialled], [0, []])

  process.kill(-server.child.pid!, 'SIGTERM')
  const trusting = await started(2)
  await arrived((await send(trusting, 'proxied')).body.id, direct)
  t.strictSame(new Set(proxy.dialled), new Set([`127.0.0.1:${port}`]))
  await trusting('POST', `/app/app/msg/${proxied}/endpoint/proxied/resend`)
  await arrived(proxied)
})

t.test('On a full disk, requests are answered with 503. What was answered with 202 is kept, and is delivered when there is room.', { skip: noDisk }, async t => {
  const api = await started(2)
  // The disk as the server sees it.
  const disk = join('/proc', String(server.child.pid), 'root', dataDir)
  const accepted: string[] = []
  const { uploadUrl } = (await api('POST', '/app/app/import')).body
  status = 500
  for (let n = 0; n < 3; n++) accepted.push((await send(api, 'direct')).body.id)
  await eventually('their first attempts', () => accepted.every(id => answered[500].has(id)))

  t.throws(() => writeFileSync(join(disk, 'filler'), Buffer.alloc(DISK_BYTES)), { code: 'ENOSPC' })
  const refused: number[] = []
  for (let n = 0; n < MOST_SENT && refused.length < 5; n++) {
    const { status, body } = await send(api, 'proxied', { text: randomBytes(1500).toString('hex') })
    if (status === 202) accepted.push(body.id)
    else refused.push(status)
  }
  const large = { text: randomBytes(100_000).toString('hex') }
  refused.push((await send(api, 'proxied', large)).status, (await fetch(uploadUrl, { method: 'PUT', body: 'x'.repeat(100_000) })).status)
  t.strictSame(refused, Array(7).fill(503), 'messages, one of them kept as a file, and a file to import')
  t.strictSame(spawnSync('find', [disk, '-name', '*.tmp']).stdout.toString(), '', 'no part of a file takes room')
  t.equal((await api('GET', '/health/ready')).status, 200, 'reads are answered')
  const kept = async () => (await api('GET', '/app/app/msg?limit=250')).body.data.map(({ id }: { id: string }) => id)
  t.strictSame((await kept()).slice(0, accepted.length), accepted.toReversed(), 'exactly what was accepted is there')

  status = 204
  rmSync(join(disk, 'filler'))
  await arrived(...accepted)
  await arrived((await send(api, 'proxied', large)).body.id)
})
