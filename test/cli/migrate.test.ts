import { createServer, request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { differing } from '../../src/cli/migrate/reconcile.js'
import { buildCli, killAll, posthorn } from '../helpers/cli.js'
import { apiOf, startTestServer, type Api } from '../helpers/server.js'

// Two servers with the same API: one stands for Svix.
const dir = t.testdir()
const dist = join(dir, 'dist')
await buildCli(dist)
const [svix, ours] = [await startTestServer(), await startTestServer()]
t.teardown(async () => {
  killAll()
  await svix.close()
  await ours.close()
})
const [theirToken, ourToken] = [await svix.token('org_a'), await ours.token('org_b')]
const [there, here] = [apiOf(svix.url, theirToken), apiOf(ours.url, ourToken)]
writeFileSync(join(dir, 'token'), `${theirToken}\n`)

async function migrate (args: string[], url = ours.url) {
  const program = posthorn(dist, ['migrate', 'svix', '--json', ...args], { POSTHORN_URL: url, POSTHORN_TOKEN: ourToken })
  const code = await program.exited
  return { code, err: program.stderr(), out: program.stdout() === '' ? undefined : JSON.parse(program.stdout()) }
}
const source = ['--from-url', svix.url, '--from-token-file', join(dir, 'token')]

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
await there('POST', '/event-type', {
  name: 'invoice.paid', description: 'Paid.', schemas: { 1: { type: 'object', properties: { b: { type: 'integer' }, a: {} } } },
  groupName: 'invoice', featureFlags: ['beta']
})
await there('POST', '/event-type', { name: 'old.one', description: '', archived: true })
await there('PUT', '/environment/settings', { validatePayload: true, enableChannels: false })
await here('PATCH', '/environment/settings', { displayName: 'Ours' })
await there('POST', '/app', { name: 'Acme', uid: 'acme', metadata: { plan: 'large' }, throttleRate: 50 })
const { body: unnamed } = await there('POST', '/app', { name: 'Without a uid' })
await there('POST', '/app/acme/endpoint', {
  url: 'https://example.com/hook', uid: 'main', description: 'x', eventTypes: [
    'invoice.paid'
  ], channels: ['a'], throttleRate: 5, disabled: true, metadata: { a: 'b' }, secret,
  headers: { 'x-own': '1', authorization: 'Bearer hidden' }
})
const { body: second } = await there('POST', `/app/${unnamed.id}/endpoint`, { url: 'https://example.com' })

async function stateOf (api: Api): Promise<unknown> {
  const { eventTypes, settings } = (await api('POST', '/environment/export')).body
  const apps = (await api('GET', '/app')).body.data
  const endpoints = await Promise.all(apps.map(async ({ id }: { id: string }) => (await api('GET', `/app/${id}/endpoint`)).body.data))
  return JSON.parse(JSON.stringify({ eventTypes, settings, apps, endpoints }))
}

/** Passes requests on unless `asked` destroys their socket. Calls `answered` when the target has answered and its answer was not read. */
async function forwardingTo (url: string, { asked, answered }: Partial<Record<'asked' | 'answered', (method: string, socket: Socket) => void>>) {
  const server = createServer((incoming, outgoing) => {
    asked?.(incoming.method!, incoming.socket)
    if (incoming.socket.destroyed) return
    const onward = request(url + incoming.url!, { method: incoming.method!, headers: incoming.headers }, answer => {
      answered?.(incoming.method!, incoming.socket)
      answer.pipe(outgoing.writeHead(answer.statusCode!, answer.headers))
    })
    incoming.pipe(onward)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}

t.test('A dry run reports what would be done, and writes nothing.', async t => {
  const before = await stateOf(here)
  const { code, out } = await migrate([...source, '--dry-run'])
  t.equal(code, 0)
  t.match(out, {
    dryRun: true, counts: { 'event type': { created: 2 }, settings: { updated: 1 }, application: { created: 2 }, endpoint: { created: 2 } }
  })
  t.strictSame(await stateOf(here), before)
})

t.test('A migration that is interrupted continues where it was, and the next run changes nothing.', async t => {
  // The connection to the target breaks after some writes.
  let writes = 0
  const cutter = await forwardingTo(ours.url, { asked: (method, socket) => { if (method !== 'GET' && ++writes > 4) socket.destroy() } })
  const cut = await migrate(source, cutter.url)
  cutter.close()
  t.match(cut, { code: 3, err: /does not answer/ })

  const { code, out } = await migrate(source)
  t.equal(code, 0)
  t.match(out.counts, {
    'event type': { created: 0, same: 2 }, settings: { same: 1 }, application: { created: 1, same: 1 }, endpoint: { created: 2 }
  })
  const state = await stateOf(here)
  const again = await migrate(source)
  t.match(again, { code: 0, out: { changes: [] } })
  t.strictSame(await stateOf(here), state)
})

t.test('A migration whose process is killed after every second write is finished by further runs; the last one changes nothing.', async t => {
  const token = await ours.token('org_killed')
  const run = (url: string) => posthorn(dist, ['migrate', 'svix', '--json', ...source], { POSTHORN_URL: url, POSTHORN_TOKEN: token })
  let kills = 0
  for (let isKilled = true; isKilled;) {
    let writes = 0
    // The target stores the write, and the program is gone before it reads the answer.
    const between = await forwardingTo(ours.url, {
      answered: method => { if (method !== 'GET' && ++writes === 2) program.child.kill('SIGKILL') }
    })
    const program = run(between.url)
    await program.exited
    between.close()
    isKilled = program.child.signalCode === 'SIGKILL'
    if (isKilled) kills++
    else t.equal(program.child.exitCode, 0, program.stderr())
  }
  t.ok(kills >= 3, `${kills} runs were killed`)
  const last = run(ours.url)
  t.equal(await last.exited, 0, last.stderr())
  t.match(JSON.parse(last.stdout()), { changes: [] })
  const api = apiOf(ours.url, token)
  const { apps, endpoints } = await stateOf(api) as { apps: object[], endpoints: object[][] }
  t.match([apps.length, endpoints.map(({ length }) => length)], [2, [1, 1]], 'nothing came twice')
  t.equal((await api('GET', '/app/acme/endpoint/main/secret')).body.key, secret)
})

t.test('All objects arrive unchanged: schemas, settings, applications, endpoints, secrets, headers.', async t => {
  const types = (await here('GET', '/event-type?with_content=true&include_archived=true')).body.data
  t.match(types, [{
    name: 'invoice.paid', description: 'Paid.', schemas: { 1: { type: 'object', properties: { b: { type: 'integer' }, a: {} } } },
    groupName: 'invoice', featureFlags: ['beta']
  }, { name: 'old.one', archived: true }])
  t.match((await here('GET', '/environment/settings')).body, {
    validatePayload: true, enableChannels: false, displayName: 'Ours'
  })
  t.match((await here('GET', '/app/acme')).body, { name: 'Acme', metadata: { plan: 'large' }, throttleRate: 50 })
  t.match((await here('GET', '/app/acme/endpoint/main')).body, {
    url: 'https://example.com/hook', description: 'x', eventTypes: [
      'invoice.paid'
    ], channels: ['a'], throttleRate: 5, disabled: true, metadata: { a: 'b' }
  })
  t.equal((await here('GET', '/app/acme/endpoint/main/secret')).body.key, secret)
  t.strictSame((await here('GET', '/app/acme/endpoint/main/headers')).body.headers, { 'x-own': '1' })
  const path = `/app/svix-${unnamed.id}/endpoint/svix-${second.id}/secret`
  t.equal((await here('GET', path)).body.key, (await there('GET', `/app/${unnamed.id}/endpoint/${second.id}/secret`)).body.key)
})

t.test('Changes in the source are repeated in the target; objects that cannot be migrated are named, and refused ones fail.', async t => {
  await there('PATCH', '/app/acme/endpoint/main', { url: 'https://example.com/other', disabled: false })
  await there('POST', '/app/acme/endpoint/main/secret/rotate', { key: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' })
  const { code, out } = await migrate(source)
  t.equal(code, 0)
  t.match(out.changes, [{ kind: 'endpoint', name: 'main of acme', action: 'updated', fields: ['url', 'disabled', 'secret'] }])
  t.equal((await here('GET', '/app/acme/endpoint/main/secret')).body.key, 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')
  t.match(out.left.join('\n'), /main of acme: the values of authorization are not shown there/)
  t.match(out.left.join('\n'), `Application ${unnamed.id} has no uid: here its uid is svix-${unnamed.id}.`)

  writeFileSync(join(dir, 'export.json'), JSON.stringify({
    eventTypes: [{ name: 'bad name', description: '' }, { name: 'fresh.one', description: '' }],
    settings: { validatePayload: true, customColor: '#fff' }, connectors: [{}]
  }))
  const file = await migrate(['--file', join(dir, 'export.json')])
  t.match(file, {
    code: 1, out: { changes: [{ name: 'bad name', action: 'refused', reason: /422/ }, { name: 'fresh.one', action: 'created' }] }
  })
  t.match(file.out.left, ['Settings that are not brought: customColor.', /^1 connectors/])
})

t.test('With --app, only the named applications come again; what was changed in others stays.', async t => {
  await here('PATCH', '/app/acme/endpoint/main', { description: 'changed here' })
  await there('PATCH', `/app/${unnamed.id}/endpoint/${second.id}`, { description: 'changed there' })
  await here('PATCH', '/environment/settings', { enableChannels: true })
  const { code, out } = await migrate([...source, '--app', unnamed.id])
  t.equal(code, 0)
  t.match(out.changes, [{ kind: 'endpoint', name: `svix-${second.id} of svix-${unnamed.id}`, fields: ['description'] }])
  t.equal(out.changes.length, 1)
  t.match((await migrate([...source, '--app', 'acme'])).out.changes, [{ name: 'main of acme', fields: ['description'] }])
  t.match(await migrate([...source, '--app', 'nobody']), { code: 1, err: /not found/ })
  t.match(await migrate(['--file', join(dir, 'export.json'), '--app', 'acme']), { code: 2, err: /--app is without --file/ })
})

t.test('A wrong command line is refused before any request.', async t => {
  t.match(await migrate([]), { code: 2, err: /--from-url/ })
  t.match(await migrate(source, svix.url), { code: 2, err: /Both are/ })
  t.match(await migrate(['--file', join(dir, 'token')]), { code: 2, err: /not an exported environment/ })
  t.match(await migrate(['--from-url', svix.url, '--from-token', 'x']), {
    code: 4, err: /refuses the token: it is not one of this server\. Give one of the environment to read, with --from-token-file\./
  })
  const gone = await forwardingTo(svix.url, {})
  gone.close()
  t.match(await migrate(['--from-url', gone.url, '--from-token', 'x']), {
    code: 3, err: /http:\/\/127\.0\.0\.1:\d+ does not answer \(\w+\)\. It is where to read from: --from-url\."/
  })
})

t.test('A comparison ignores the difference between absent, null, false and empty, and the order of members.', async t => {
  t.strictSame(differing({ a: null, b: [], c: { x: 1, y: 2 }, d: false, e: 1 }, { b: null, c: { y: 2, x: 1 }, e: 2 }), ['e'])
})
