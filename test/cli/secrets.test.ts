import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import t, { type Test } from 'tap'
import { loadConfig } from '../../src/config.js'
import { createLog } from '../../src/lib/logger.js'
import { startServer } from '../../src/server.js'
import { buildCli, killAll, posthorn } from '../helpers/cli.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { apiOf } from '../helpers/server.js'

const dist = join(t.testdir(), 'dist')
await buildCli(dist)
t.teardown(killAll)
const receiver = await startReceiver()
t.teardown(receiver.close)

async function command (dataDir: string, ...args: string[]) {
  const program = posthorn(dist, ['secrets', ...args], { POSTHORN_DATA_DIR: dataDir })
  return { code: await program.exited, out: program.stdout(), err: program.stderr() }
}

async function start (t: Test, dataDir: string, settings: Record<string, string> = {}) {
  const log: string[] = []
  const config = loadConfig({ PORT: '0', POSTHORN_DATA_DIR: dataDir, ...settings })
  const server = await startServer(config, createLog('info', { write: line => { log.push(line) } }))
  let closing: Promise<void> | undefined
  const close = async () => await (closing ??= server.close())
  t.teardown(close)
  const token = await server.tokens.mint({ kind: 'org', orgId: 'org_default' }, 3600)
  return {
    url: server.url, log, close, token, api: apiOf(server.url, token),
    resealed: async () => await eventually('the end of the encryption', () => log.find(line => line.includes('secrets.resealed')))
  }
}

type Started = Awaited<ReturnType<typeof start>>

/** Everything that is stored encrypted: a secret, its predecessor, a header, a login, a poller's token, an idempotent answer. */
async function fill (t: Test, { api, url }: Started) {
  await api('POST', '/app', { name: 'Acme', uid: 'acme' })
  const login = receiver.url.replace('://', '://user:password@')
  await api('POST', '/app/acme/endpoint', { uid: 'one', url: login, headers: { 'x-team': 'blue' } })
  await api('POST', '/app/acme/endpoint/one/secret/rotate', {})
  const { body: { id } } = await api('POST', '/app/acme/destination', { uid: 'polled', type: 'pollingEndpoint', config: {} })
  t.equal((await api('POST', `/auth/app/acme/poller/${id}/token/rotate`, {})).status, 201)
  const poller = await api('GET', `/auth/app/acme/poller/${id}/token`)
  t.equal(poller.status, 200, poller.text)
  const keyed = await api('POST', '/app', { name: 'Once' }, { 'idempotency-key': 'once' })
  return {
    url, secret: (await api('GET', '/app/acme/endpoint/one/secret')).body.key as string, poller: poller.text, id, once: keyed.body.id
  }
}

/** Checks that all of it is used or shown. */
async function check (t: Test, { api }: Started, { secret, poller, id, once }: Awaited<ReturnType<typeof fill>>) {
  t.equal((await api('GET', '/app/acme/endpoint/one/secret')).body.key, secret)
  t.equal((await api('GET', `/auth/app/acme/poller/${id}/token`)).text, poller)
  t.equal((await api('POST', '/app', { name: 'Once' }, { 'idempotency-key': 'once' })).body.id, once, 'the answer is repeated')
  receiver.received.length = 0
  await api('POST', '/app/acme/msg', { eventType: 'a.b', payload: { n: 1 } })
  const one = await eventually('the delivery', () => receiver.received[0])
  t.match(one.headers, { 'x-team': 'blue', authorization: `Basic ${Buffer.from('user:password').toString('base64')}` })
  t.equal(String(one.headers['webhook-signature']).split(' ').length, 2, 'signatures of the old and the new secret of the endpoint')
  t.same(new Webhook(secret).verify(one.body, one.headers as Record<string, string>), { n: 1 })
}

t.test('Both secrets are replaced: old tokens and stored values stay valid, and then the old secrets can be removed.', async t => {
  const dataDir = join(t.testdir(), 'data')
  const first = await start(t, dataDir)
  const stored = await fill(t, first)
  await check(t, first, stored)
  t.match(await command(dataDir, 'rotate', 'main'), { code: 0, out: /^There is a new secret/ }, 'also while a server runs')
  t.match(await command(dataDir, 'rotate', 'jwt'), { code: 0 })
  t.match(await command(dataDir, 'rotate', 'jwt'), { code: 1, err: /earlier change has not ended/ })
  t.match(await command(dataDir, 'drop', 'main'), { code: 1, err: /in use by another process/ })
  await first.close()
  t.match(await command(dataDir, 'drop', 'main'), {
    code: 1, err: /still encrypted with the old main secret/
  }, 'no server has encrypted the values again')
  t.equal(statSync(join(dataDir, 'secrets.json')).mode & 0o077, 0)
  t.match(JSON.parse((await command(dataDir, 'check', '--json')).out), {
    jwt: { place: 'file', hasSecond: true }, main: { place: 'file', hasSecond: true }
  })

  const second = await start(t, dataDir)
  t.match(await second.resealed(), /"items":[3-9]/)
  t.equal((await apiOf(second.url, first.token)('GET', '/app')).status, 200, 'a token of the old secret')
  await check(t, second, stored)
  await second.close()
  t.match(await command(dataDir, 'drop', 'main'), { code: 0 })
  t.match(await command(dataDir, 'drop', 'jwt'), { code: 0 })
  t.match(await command(dataDir, 'drop', 'jwt'), { code: 1, err: /no old secret/ })

  const third = await start(t, dataDir)
  await check(t, third, stored)
  t.equal((await apiOf(third.url, second.token)('GET', '/app')).status, 200)
  t.equal((await apiOf(third.url, first.token)('GET', '/app')).status, 401, 'the old token has ended')
  t.notOk(third.log.some(line => line.includes('secrets.resealed')), 'an ordinary start reads no table through')
})

t.test("Secrets in settings change in two steps, so that all servers of one database can read each other's values at any moment.", async t => {
  const dataDir = join(t.testdir(), 'data')
  const [old, fresh] = ['the old secret of all servers', 'the new secret of all servers']
  const of = (main: string, second?: string) => ({
    POSTHORN_JWT_SECRET: main, POSTHORN_MAIN_SECRET: main,
    ...second !== undefined && { POSTHORN_JWT_SECRET_SECOND: second, POSTHORN_MAIN_SECRET_SECOND: second }
  })
  const begun = await start(t, dataDir, of(old))
  const stored = await fill(t, begun)
  await begun.close()
  t.match(await posthorn(dist, ['secrets', 'rotate', 'main'], { POSTHORN_DATA_DIR: dataDir, ...of(old) }).exited, 1)
  await t.rejects(start(t, dataDir, of(fresh)), /was first used with another main secret/)

  const prepared = await start(t, dataDir, of(old, fresh))
  t.match(await prepared.resealed(), /"items":0/, 'the old secret still encrypts')
  await prepared.close()
  const changed = await start(t, dataDir, of(fresh, old))
  await changed.resealed()
  await check(t, changed, stored)
  t.equal((await apiOf(changed.url, prepared.token)('GET', '/app')).status, 200)
  await changed.close()
  const done = await start(t, dataDir, of(fresh))
  await check(t, done, stored)
  t.equal((await apiOf(done.url, prepared.token)('GET', '/app')).status, 401)
  await done.close()
  await t.rejects(start(t, dataDir, of(old)), /was first used with another main secret/)
})

t.test('A wrong argument, a missing one and a directory without secrets are refused with a reason.', async t => {
  const dataDir = join(t.testdir(), 'nothing')
  t.match(await command(dataDir), { code: 0, out: /^jwt {2}not there yet\nmain not there yet\n$/ })
  t.match(await command(dataDir, 'rotate'), { code: 2, err: /Say which one/ })
  t.match(await command(dataDir, 'rotate', 'all'), { code: 2, err: /jwt, main/ })
  t.match(await command(dataDir, 'rotate', 'main'), { code: 1, err: /no secrets in .*nothing: POSTHORN_DATA_DIR/ })
})

t.test('A secrets file of an earlier version is read, and no secret is ever printed.', async t => {
  const dataDir = join(t.testdir(), 'data')
  await (await start(t, dataDir)).close()
  const { jwtSecret, mainSecret } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as Record<string, string>
  const all = [await command(dataDir), await command(dataDir, 'rotate', 'jwt'), await command(dataDir, '--json')]
  for (const { out, err } of all) for (const secret of [jwtSecret!, mainSecret!]) t.notOk((out + err).includes(secret))
})
