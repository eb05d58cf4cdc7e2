import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { buildCli, killAll, posthorn } from '../helpers/cli.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { apiOf, startTestServer, type Api } from '../helpers/server.js'

const dir = t.testdir()
const dist = join(dir, 'dist')
await buildCli(dist)
t.teardown(killAll)
let status = 500
const receiver = await startReceiver((_received, response) => { response.writeHead(status).end() })
t.teardown(receiver.close)

const SCHEDULE = { POSTHORN_RETRY_SCHEDULE: '1h' }
const LARGE = 'x'.repeat(700_000)

async function command (args: string[], env: Record<string, string>) {
  const program = posthorn(dist, args, env)
  return { code: await program.exited, out: program.stdout(), err: program.stderr() }
}

async function start (t: Test, dataDir: string, settings: Record<string, string> = {}) {
  const server = await startTestServer({ ...SCHEDULE, POSTHORN_DATA_DIR: dataDir, ...settings })
  let isClosed = false
  const close = async () => { if (!isClosed) await server.close(); isClosed = true }
  t.teardown(close)
  const token = await server.token('org_default')
  return { ...server, close, orgToken: token, call: apiOf(server.url, token) }
}

/** A server with an endpoint that failed once: its delivery is due again in an hour. */
async function withWaiting (t: Test, dataDir: string) {
  const server = await start(t, dataDir)
  await server.call('POST', '/app', { name: 'Acme', uid: 'acme' })
  await server.call('POST', '/app/acme/endpoint', { uid: 'one', url: receiver.url })
  receiver.received.length = 0
  status = 500
  await server.call('POST', '/app/acme/msg', { eventType: 'a.b', payload: { n: 1, LARGE }, eventId: 'first' })
  await eventually('the record of the first attempt', async () => (await pendingOf(server.call))[0]?.attempts === 1)
  status = 204
  return server
}

const pendingOf = async (call: Api) => (await call('GET', '/app/acme/delivery?state=pending')).body.data as Array<{ attempts: number, waitsFor: string | null, nextAttempt: string | null }>

t.test('A copy of a running server holds its deliveries until `go-on`, then delivers waiting and new messages.', async t => {
  const [dataDir, copy] = [join(t.testdir(), 'data'), join(t.testdir({}), 'copies', 'monday')]
  const server = await withWaiting(t, dataDir)
  const made = await command(['backup', copy, '--json'], { POSTHORN_DATA_DIR: dataDir })
  t.equal(made.code, 0, made.err)
  t.match(JSON.parse(made.out), { folder: copy, hasSecrets: true, items: { messages: 1, deliveries: 1, applications: 1 } })
  t.equal(statSync(copy).mode & 0o077, 0, 'only its owner can read it')
  t.notOk(existsSync(`${copy}.partial`))
  t.strictSame((await server.call('GET', '/admin/deliveries')).body, { held: false, since: null }, 'the copied server keeps delivering')
  await server.close()

  receiver.received.length = 0
  const restored = await start(t, copy)
  t.match(restored.isHeld(), true)
  const access = { POSTHORN_URL: restored.url, POSTHORN_TOKEN: restored.orgToken }
  t.match(await command(['go-on', '--status'], access), { code: 0, out: /^Deliveries are held since 20/ })
  t.equal((await restored.call('POST', '/app/acme/msg', { eventType: 'a.b', payload: { n: 2 }, eventId: 'second' })).status, 202)
  t.match(await command(['resend', 'first', 'one', '--app', 'acme'], access), { code: 0, err: /Deliveries are held: it waits until/ })
  const pending = await pendingOf(restored.call)
  t.strictSame(pending.map(({ waitsFor, nextAttempt }) => [waitsFor, nextAttempt]), [['held', null], ['held', null]])
  t.match(await command(['send', 'a.b', '{}', '--app', 'acme'], access), { code: 0, err: /Deliveries are held: it waits until/ })
  t.match(await command(['undelivered', '--app', 'acme'], access), { code: 0, out: /500, held\n/ })

  const deliverAt = new Date(Date.now() + 3_600_000).toISOString()
  await restored.call('POST', '/app/acme/msg', { eventType: 'a.b', payload: {}, deliverAt })
  const listed = await command(['undelivered', '--everywhere'], access)
  t.match(listed, { code: 0, out: new RegExp(`no attempt, held, scheduled for ${deliverAt.slice(0, 19)}Z\n`) })
  t.equal(listed.out.match(/scheduled for/g)?.length, 1, 'only the message that has one')

  t.equal(receiver.received.length, 0, 'nothing is sent, not even a manual resend')
  t.match(await command(['go-on'], access), { code: 0, out: /^Deliveries go on/ })
  await eventually('all deliveries', () => receiver.received.length === 3)
  t.ok(receiver.received.some(({ body }) => body.toString().includes(LARGE)), 'the copy includes the payload that is a file')
  t.equal(restored.isHeld(), false)
  t.match(await command(['go-on'], access), { code: 0, out: /not held/ })
  await restored.close()
  t.equal((await start(t, copy)).isHeld(), false, 'the next start delivers')
})

t.test('A start with POSTHORN_HOLD_DELIVERIES holds deliveries of an earlier process, at each start.', async t => {
  const dataDir = join(t.testdir(), 'data')
  await (await withWaiting(t, dataDir)).close()
  const settings = { POSTHORN_HOLD_DELIVERIES: 'true' }
  const first = await start(t, dataDir, settings)
  await first.call('POST', '/app/acme/msg', { eventType: 'a.b', payload: { n: 3 } })
  receiver.received.length = 0
  await first.call('POST', '/admin/deliveries/go-on')
  await eventually('the delivery', () => receiver.received.length === 1)
  await first.close()
  const second = await start(t, dataDir, settings)
  t.equal(second.isHeld(), true)
  await second.close()
  t.equal((await start(t, dataDir)).isHeld(), true, 'without the setting, the hold lasts until it is ended')
})

t.test('While deliveries are held, a recovery and the doctor say so. Cancel also ends a resend of a message that was delivered.', async t => {
  const dataDir = join(t.testdir(), 'data')
  const server = await withWaiting(t, dataDir)
  await server.call('POST', '/app/acme/msg/first/endpoint/one/resend')
  await eventually('the delivery', async () => (await pendingOf(server.call)).length === 0)
  await server.close()
  const held = await start(t, dataDir, { POSTHORN_HOLD_DELIVERIES: 'true' })
  const access = { POSTHORN_URL: held.url, POSTHORN_TOKEN: held.orgToken }
  await command(['resend', 'first', 'one', '--app', 'acme'], access)
  const recovery = posthorn(dist, ['recover', 'one', '--since', '1h', '--app', 'acme'], access)
  await eventually('the remark', () => /Deliveries are held: it waits until/.test(recovery.stderr()))
  recovery.child.kill()
  const doctor = await command(['doctor', '--url', held.url, '--token', held.orgToken], access)
  t.match(doctor.out, /deliveries +they are held since 20.*\n.*go-on/)
  t.match(doctor.out, /none while deliveries are held/)
  t.match(await command(['cancel', '--everywhere', '--until', new Date().toISOString()], access), { code: 0, out: /^1 deliveries/ })

  receiver.received.length = 0
  await held.call('POST', '/admin/deliveries/go-on')
  await held.call('POST', '/app/acme/msg', { eventType: 'a.b', payload: { n: 4 } })
  await eventually('the new message', () => receiver.received.length > 0)
  t.same(receiver.received.map(({ body }) => body.toString()), ['{"n":4}'])
})

t.test('A copy that cannot be made is refused with a reason, and a portal cannot end a hold.', async t => {
  const dataDir = join(t.testdir(), 'data')
  const server = await withWaiting(t, dataDir)
  const folder = join(dir, 'there')
  mkdirSync(folder)
  t.match(await command(['backup', folder], { POSTHORN_DATA_DIR: dataDir }), { code: 1, err: /is there already/ })
  t.match(await command(['backup', join(dir, 'new')], { POSTHORN_DATA_DIR: join(dir, 'nothing') }), {
    code: 1, err: /no database in .*nothing: POSTHORN_DATA_DIR/
  })
  t.match(await command(['backup', join(dir, 'new')], { POSTHORN_DYNAMODB_ENDPOINT: 'aws' }), { code: 2, err: /use its backups/ })
  const foreign = join(t.testdir({ database: {} }), 'database')
  writeFileSync(join(foreign, 'data.mdb'), 'no database at all'.repeat(1000))
  t.match(await command(['backup', join(dir, 'new')], { POSTHORN_DATA_DIR: join(foreign, '..') }), { code: 1, err: /no LMDB file/ })
  t.notOk(existsSync(join(dir, 'new')), 'a copy is complete or absent')
  const { body: { token } } = await server.call('POST', '/auth/app-portal-access/acme', {})
  t.equal((await apiOf(server.url, token)('POST', '/admin/deliveries/go-on')).status, 403)
  t.equal((await apiOf(server.url, 'no token')('GET', '/admin/deliveries')).status, 401)
})
