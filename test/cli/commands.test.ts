import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Webhook } from 'standardwebhooks'
import t, { type Test } from 'tap'
import { exampleOf } from '../../src/cli/client/schema-example.js'
import { momentOf } from '../../src/cli/client/moments.js'
import { isSigned } from '../../src/cli/shared/verify.js'
import { howCalled } from '../../src/cli/shared/how-called.js'
import { formatSecret, generateSecret, publicForm } from '../../src/lib/secret-encryption.js'
import { signatureHeaders } from '../../src/delivery/sending/sign.js'
import { buildCli, killAll, posthorn } from '../helpers/cli.js'
import { eventually, startReceiver, type Received } from '../helpers/receiver.js'
import { apiOf, startTestServer } from '../helpers/server.js'

const dir = t.testdir()
const dist = join(dir, 'dist')
await buildCli(dist)
const server = await startTestServer({ POSTHORN_RETRY_SCHEDULE: '' })
let status = 204
const receiver = await startReceiver((_received, response) => { response.writeHead(status).end() })
t.teardown(async () => {
  killAll()
  await server.close()
  await receiver.close()
})
const token = await server.token('org_cli')
const access = { POSTHORN_URL: server.url, POSTHORN_TOKEN: token }
const api = apiOf(server.url, token)

async function command (args: string[], env: Record<string, string> = access) {
  const program = posthorn(dist, args, env)
  return { code: await program.exited, out: program.stdout(), err: program.stderr() }
}

/** The output of a command with `--json`; the command must succeed. */
async function json (...args: string[]) {
  const { code, out, err } = await command([...args, '--json'])
  t.equal(code, 0, `${args.join(' ')}: ${err}`)
  return JSON.parse(out)
}

const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(dir, name), content)
  return join(dir, name)
}

t.test('Without an application, commands tell how to create one; seed creates everything, and may run twice.', async t => {
  t.match(await command(['undelivered']), { code: 2, out: '', err: /no application yet: `posthorn seed`/ })
  const first = await json('seed', '--endpoint', receiver.url, '--messages', '3')
  t.match(first, { app: 'acme', eventTypes: ['invoice.paid', 'user.created', 'order.shipped'], messages: [/^msg_/, /^msg_/, /^msg_/] })
  await json('seed', '--endpoint', receiver.url, '--messages', '1')
  await eventually('all deliveries', () => receiver.received.length === 4)
  t.equal((await api('GET', '/app/acme/endpoint')).body.data.length, 1)
})

t.test('send keeps the digits of a payload, from the command line, a file and standard input; one event id is one message.', async t => {
  receiver.received.length = 0
  const payload = '{"amount":1.10,"b":12345678901234567890}'
  await json('send', 'invoice.paid', payload)
  await json(
    'send', 'invoice.paid', `@${file('payload.json', payload)}`, '--app', 'acme', '--channel', 'a', '--tag', 'x', 'y', '--event-id', 'once'
  )
  await eventually('both deliveries', () => receiver.received.length === 2)
  t.strictSame(receiver.received.map(({ body }) => body.toString()), [payload, payload])
  t.match(await command(['send', 'invoice.paid', '{}', '--event-id', 'once']), { code: 1, err: /409/ })
  t.match(await command(['send', 'invoice.paid', '{oops']), { code: 2, err: /not JSON/ })
})

t.test('trigger sends the example of the schema, or data of the caller, to all endpoints or to one.', async t => {
  receiver.received.length = 0
  await json('trigger', 'invoice.paid')
  await json('trigger', 'user.created', '--endpoint', 'seed')
  await json('trigger', 'order.shipped', '--data', '{"own":true}')
  await eventually('all deliveries', () => receiver.received.length === 3)
  t.strictSame(
    receiver.received.map(({ body }) => JSON.parse(body.toString())),
    [{ id: 'in_1', amount: 4200, currency: 'EUR' }, { id: 'user_1', email: 'ada@example.com' }, { own: true }]
  )
  t.match(await command(['trigger', 'nothing']), { code: 1, err: /There is no event type 'nothing'/ })
  t.match(await command(['trigger', 'invoice.paid', '--example', '7']), { code: 1, err: /no example number 7/ })
})

t.test('Failed messages are listed, sent again, recovered and replayed.', async t => {
  status = 500
  const { id } = await json('send', 'invoice.paid', '{"lost":1}')
  await eventually(
    'the delivery to be exhausted', async () => (await api('GET', '/app/acme/delivery?state=exhausted')).body.data.length === 1
  )
  t.match(await json('undelivered', '--since', '1h'), {
    data: [
      { msgId: id, state: 'exhausted', lastAttempt: { responseStatusCode: 500 } }
    ]
  })
  t.match(await command(['undelivered']), { code: 0, out: new RegExp(`exhausted +${id}.*invoice.paid  500`) })
  status = 204
  t.match(await json('resend', id), { message: id, endpoints: [/^ep_/] })
  await eventually('the delivery', async () => (await api('GET', '/app/acme/delivery?state=exhausted')).body.data.length === 0)
  t.strictSame((await json('resend', id)).endpoints, [], 'the message is no longer listed as undelivered')
  t.equal((await command(['undelivered'])).out, 'Nothing.\n')
  t.match(await json('recover', 'seed', '--since', '1h'), { task: 'endpoint.recover', status: 'finished' })
  const from = new Date(Date.now() - 3_600_000).toISOString()
  t.match(await command(['recover', 'seed', '--since', from, '--until', '1m']), {
    code: 0, err: new RegExp(`^Sends again what failed, or waits behind the circuit, from ${from} and before 20\\S+Z \\(UTC\\)\n`)
  })
  t.match(await command(['replay', 'seed', '--since', from, '--missing']), { code: 0, err: `Sends what it never got, from ${from} (UTC)\n` })
  const replayed = await command(['replay', 'seed', '--since', '1h', '--type', 'user.created'])
  t.match(replayed, { err: /^Sends again what was sent to it, from 20\S+Z \(UTC\)\n/ })
  t.match(replayed, { code: 0, out: /endpoint\.bulk-replay qtask_\w+: finished, [1-9]\d* resent/ })
  const [, task] = /(qtask_\w+)/.exec(replayed.out)!
  t.match(await json('task', task!), { id: task, status: 'finished' })
  t.match(await command(['recover', 'seed', '--since', 'yesterday']), { code: 2, err: /--since is a time such as/ })
  t.match(await command(['recover', 'seed']), { code: 2, err: /required option '--since/ })
})

t.test('A list that is cut says so, and how to see more.', async t => {
  status = 500
  await json('send', 'invoice.paid', '{"lost":2}')
  await json('send', 'invoice.paid', '{"lost":3}')
  await eventually('both to be exhausted', async () => (await api('GET', '/app/acme/delivery?state=exhausted')).body.data.length === 2)
  status = 204
  const cut = await command(['undelivered', '--limit', '1'])
  t.match(cut, { code: 0, err: 'There are more than these 1: --limit 1000 lists more.\n' })
  t.equal(cut.out.trimEnd().split('\n').length, 1)
  t.match(await json('undelivered', '--limit', '1'), { done: false })
  t.match(await command(['undelivered', '--limit', '2']), { code: 0, err: '' })
  t.match(await json('undelivered', '--limit', '2'), { done: true })
  t.equal((await json('undelivered', '--since', '1h', '--until', '2099-01-01')).data.length, 2)
  t.strictSame(await json('undelivered', '--until', '1h'), { data: [], done: true })
  await json('recover', 'seed', '--since', '1h')
  await eventually('all delivered', async () => (await json('undelivered')).data.length === 0)
})

t.test('send, trigger and resend say when nothing goes out.', async t => {
  t.match(await command(['send', 'invoice.paid', '{}']), { code: 0, err: '' })
  t.match(await command(['send', 'invoice.payed', '{}']), { code: 0, err: 'There is no event type invoice.payed: is invoice.paid meant?\n' })
  const { body: { id } } = await api('POST', '/app', { name: 'empty', uid: 'empty' })
  t.match(await command(['send', 'invoice.paid', '{}', '--app', 'empty']), {
    code: 0, out: /was accepted\n$/, err: 'No endpoint of empty wants it, so it is delivered nowhere.\n'
  })
  t.match(await json('send', 'invoice.paid', '{}', '--app', 'empty'), { wanted: false })
  await api('POST', '/app/empty/endpoint', { uid: 'off', url: receiver.url, disabled: true })
  const message = await json('send', 'invoice.paid', '{}', '--app', 'empty')
  t.match(await command(['resend', message.id, 'off', '--app', 'empty']), { code: 1, out: 'off is disabled: nothing is sent to it. Enable it first.\n' })
  await api('POST', '/app/empty/endpoint', { uid: 'later', url: receiver.url })
  const scheduled = await api('POST', '/app/empty/msg', { eventType: 'invoice.paid', payload: {}, deliverAt: new Date(Date.now() + 3_600_000).toISOString() })
  t.match(await json('resend', scheduled.body.id, '--app', 'empty'), { endpoints: [/^ep_/] }, 'one that had no attempt yet')
  t.match(await command(['trigger', 'invoice.paid', '--endpoint', 'off', '--app', 'empty']), { code: 1, err: /^off is disabled/ })
  t.equal((await api('DELETE', `/app/${id}`)).status, 204)
})

t.test('cancel ends what waits: of an application, or everywhere; what was sent later stays.', async t => {
  for (const uid of ['left', 'right']) {
    await api('POST', '/app', { name: uid, uid })
    await api('POST', `/app/${uid}/endpoint`, { uid: 'one', url: receiver.url })
    await api('POST', `/app/${uid}/msg`, { eventType: 'invoice.paid', payload: {}, deliverAt: new Date(Date.now() + 3_600_000).toISOString() })
  }
  // The time in an id has steps of 4 ms.
  const [until, later] = [10, 20].map(ms => new Date(Date.now() + ms).toISOString()) as [string, string]
  await eventually('a later message', async () => Date.now() > Date.parse(later) && (await api('POST', '/app/right/msg', {
    eventType: 'invoice.paid', payload: {}, deliverAt: new Date(Date.now() + 3_600_000).toISOString()
  })).status === 202)
  t.match(await command(['cancel', '--app', 'left']), { code: 2, err: /required option '--until/ })
  t.match(await command(['cancel', '--app', 'left', '--everywhere', '--until', until]), { code: 2, err: /--everywhere is without --app/ })
  t.match(await json('cancel', 'one', '--app', 'left', '--until', until), { canceled: 1, endpoints: 1, failed: [] })
  t.match(await command(['cancel', '--everywhere', '--until', until, '--since', '1h']), {
    code: 0, out: /^1 deliveries to 3 endpoints are canceled\.\n$/, err: new RegExp(`^Cancels what was sent from \\S+Z and before ${until} \\(UTC\\)\n`)
  })
  t.equal((await api('GET', '/app/right/delivery?state=pending')).body.data.length, 1)
  for (const uid of ['left', 'right']) await api('DELETE', `/app/${uid}`)
})

t.test('undelivered lists all applications, each line with its own.', async t => {
  const sent = await Promise.all(['left', 'right'].map(async uid => {
    const { body: { id: app } } = await api('POST', '/app', { name: uid, uid })
    await api('POST', `/app/${uid}/endpoint`, { uid: 'one', url: receiver.url })
    const { id } = await json('send', 'invoice.paid', '{}', '--app', uid, '--at', new Date(Date.now() + 3_600_000).toISOString())
    return { app, id }
  }))
  const { data, done } = await json('undelivered', '--everywhere', '--state', 'pending')
  t.strictSame(new Set(data.map(({ app, msgId }: { app: string, msgId: string }) => `${app} ${msgId}`)), new Set(sent.map(({ app, id }) => `${app} ${id}`)))
  t.equal(done, true)
  const { out } = await command(['undelivered', '--everywhere', '--state', 'pending'])
  for (const { app, id } of sent) t.match(out, new RegExp(`^${app}  20\\S+  pending +${id} `, 'm'))
  t.match(await command(['undelivered', '--everywhere', '--limit', '1']), { code: 0, err: /^There are more than these 1/ })
  t.match(await command(['undelivered', '--everywhere', '--app', 'left']), { code: 2, err: /--everywhere is without --app and --endpoint/ })
  for (const uid of ['left', 'right']) await api('DELETE', `/app/${uid}`)
})

t.test('recover without an endpoint sends again what failed at all endpoints of the application, but for disabled ones.', async t => {
  await api('POST', '/app', { name: 'all', uid: 'all' })
  for (const uid of ['one', 'two', 'three']) await api('POST', '/app/all/endpoint', { uid, url: receiver.url, retrySchedule: [] })
  status = 500
  await json('send', 'invoice.paid', '{}', '--app', 'all')
  const count = async (state: string) => (await api('GET', `/app/all/delivery?state=${state}`)).body.data.length as number
  await eventually('all to be exhausted', async () => await count('exhausted') === 3)
  status = 204
  await api('PATCH', '/app/all/endpoint/three', { disabled: true })
  const recovered = await command(['recover', '--since', '1h', '--app', 'all'])
  t.match(recovered, { code: 0, out: /^(endpoint\.recover qtask_\w+: finished, 1 resent\n){2}$/ })
  await eventually('both to be delivered', async () => await count('succeeded') === 2)
  t.match(await json('recover', '--since', '1h', '--app', 'all', '--no-wait'), { tasks: [{ status: 'running' }, { status: 'running' }] })
  await api('DELETE', '/app/all')
})

t.test('replay chooses by status, so what was canceled by hand is sent again.', async t => {
  await api('POST', '/app', { name: 'back', uid: 'back' })
  await api('POST', '/app/back/endpoint', { uid: 'one', url: receiver.url })
  const later = new Date(Date.now() + 3_600_000).toISOString()
  await json('send', 'invoice.paid', '{}', '--app', 'back', '--at', later)
  await json('cancel', '--until', later, '--app', 'back')
  const replay = async (status: string) => (await json('replay', 'one', '--since', '1h', '--status', status, '--app', 'back')).data.resent
  t.equal(await replay('success'), 0)
  t.equal(await replay('canceled'), 1)
  for (const wrong of [['--status', 'lost'], ['--status', 'fail', '--missing']]) {
    t.match(await command(['replay', 'one', '--since', '1h', '--app', 'back', ...wrong]), { code: 2, err: /^--status is / })
  }
  await api('DELETE', '/app/back')
})

/** A server between a command and the one at `url`, which tells each call before it passes the call on; `true` is 404 instead. */
async function startBetween (t: Test, url: string, tell: (path: string) => Promise<boolean>) {
  const pass = async ({ path, headers: { authorization }, body }: Received, response: ServerResponse, method: string) => {
    if (await tell(path)) return response.writeHead(404).end('{"code":"not_found","detail":"Message not found"}')
    const headers = { authorization: authorization!, 'content-type': 'application/json' }
    const answer = await fetch(url + path, { method, headers, ...body.length > 0 && { body } })
    return response.writeHead(answer.status).end(await answer.text())
  }
  const between = await startReceiver((received, response, { method }) => { void pass(received, response, method!) })
  t.teardown(between.close)
  return between.url
}

t.test('undelivered and cancel of all applications go on where one is deleted meanwhile.', async t => {
  const deliverAt = new Date(Date.now() + 3_600_000).toISOString()
  const create = async (name: string) => {
    const { body: { id } } = await api('POST', '/app', { name })
    await api('POST', `/app/${id}/endpoint`, { url: receiver.url })
    await api('POST', `/app/${id}/msg`, { eventType: 'invoice.paid', payload: {}, deliverAt })
    return id as string
  }
  const stays = await create('stays')
  for (const [resource, args] of [['delivery', ['undelivered', '--state', 'pending']], ['endpoint', ['cancel', '--until', deliverAt]]] as const) {
    const goes = await create('goes')
    const url = await startBetween(t, server.url, async path => {
      if (path.startsWith(`/api/v1/app/${goes}/${resource}`)) await api('DELETE', `/app/${goes}`)
      return false
    })
    const { code, out, err } = await command([...args, '--everywhere', '--json'], { ...access, POSTHORN_URL: url })
    t.equal(code, 0, err)
    if (resource === 'delivery') t.strictSame(JSON.parse(out).data.map(({ app }: { app: string }) => app), [stays])
    else t.match(JSON.parse(out), { canceled: 1, failed: [] })
    t.equal((await api('GET', `/app/${goes}`)).status, 404, 'it is gone')
  }
  await api('DELETE', `/app/${stays}`)
})

t.test('undelivered lists a held delivery whose message is gone.', async t => {
  const held = await startTestServer({ POSTHORN_HOLD_DELIVERIES: 'true' })
  t.teardown(held.close)
  const token = await held.token('org_cli')
  const call = apiOf(held.url, token)
  await call('POST', '/app', { name: 'held', uid: 'held' })
  await call('POST', '/app/held/endpoint', { url: receiver.url })
  const { body: { id } } = await call('POST', '/app/held/msg', { eventType: 'a.b', payload: {} })
  let asked = 0
  const url = await startBetween(t, held.url, async path => path.includes('/msg/') && ++asked > 0)
  const { code, out, err } = await command(['undelivered', '--app', 'held'], { POSTHORN_URL: url, POSTHORN_TOKEN: token })
  t.match({ code, out, err }, { code: 0, out: new RegExp(`pending +${id} .*no attempt, held\n$`), err: '' })
  t.equal(asked, 1)
})

t.test('A time without a zone is in the zone of the machine; a wrong one is refused with an example.', async t => {
  await api('POST', '/app', { name: 'timed', uid: 'timed' })
  const { code, out, err } = await command(
    ['send', 'invoice.paid', '{}', '--app', 'timed', '--at', '2027-03-01 14:35', '--json'], { ...access, TZ: 'Europe/Berlin' }
  )
  t.equal(code, 0, err)
  t.equal(Date.parse((await api('GET', `/app/timed/msg/${JSON.parse(out).id}`)).body.deliverAt), Date.parse('2027-03-01T13:35:00Z'))
  t.match(await command(['send', 'invoice.paid', '{}', '--app', 'timed', '--at', 'tomorrow']), { code: 2, err: '--at is a time such as 2026-11-30T12:00:00Z.\n' })
  for (const name of ['restore', 'rollback', 'recover', 'replay', 'cancel', 'tail', 'undelivered', 'send']) {
    t.match(await command([name, '--help']), { out: /A time without a zone is in the\s+zone of this machine/ }, name)
  }
  t.notMatch((await command(['link', '--help'])).out, /without a zone/)
  await api('DELETE', '/app/timed')
})

t.test('tail shows each delivery when it happens.', async t => {
  const tail = posthorn(dist, ['tail', '--app', 'acme', '--since', '1h', '--json'], access)
  await eventually('the earlier delivery in the output', () => tail.stdout().includes('"state":"succeeded"'))
  const { id } = await json('send', 'invoice.paid', '{"tailed":1}')
  await eventually('the new delivery in the output', () => tail.stdout().split('\n').some(line => line.includes(id) &&
    line.includes('"state":"succeeded"')))
  t.ok(tail.stdout().trimEnd().split('\n').every(line => JSON.parse(line).msgId.startsWith('msg_')))
  tail.child.kill('SIGINT')
  t.equal(await tail.exited, 'SIGINT')
})

t.test('import follows a file to its end and lists refused entries; an import can be followed again by its id.', async t => {
  const lines = Array.from({ length: 500 }, (_, at) => JSON.stringify({ eventType: 'invoice.paid', payload: { at } })).join('\n')
  const good = await json('import', file('good.ndjson.gz', gzipSync(lines)))
  t.match(good, { status: 'finished', accepted: 500, refused: 0, refusals: [] })
  t.match(await json('import', '--resume', good.id), { id: good.id, accepted: 500 })
  t.match(await command(['import', file('bad.ndjson', `${lines.split('\n')[0]}\n{"payload":{}}\n`)]), {
    code: 1, out: /1 accepted, 1 refused\n {2}line 2: /
  })
  t.match(await command(['import', join(dir, 'nowhere')]), { code: 2, err: /cannot be read \(ENOENT\)/ })
  t.match(await command(['import']), { code: 2 })
})

t.test('link and open give pages that work.', async t => {
  const { url } = await json('link', '--app', 'acme', '--read-only', '--expiry', '2h')
  t.match(url, `${server.url}/portal/login`)
  t.match(await command(['link', '--app', 'acme', '--expiry', '604800']), { code: 0 })
  for (const expiry of ['10', '8d', 'week']) {
    t.match(await command(['link', '--app', 'acme', '--expiry', expiry]), { code: 2, err: /--expiry is from 1h to 7d/ }, expiry)
  }
  t.equal((await command(['open', 'docs'])).out, `${server.url}/docs\n`)
  t.match((await command(['open'])).out, '/portal/login')
  t.match(await command(['open', 'sesame']), { code: 2, err: /Allowed choices are portal, docs/ })
})

t.test('sign and verify agree with the library of Standard Webhooks.', async t => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const body = file('body.json', '{"a":1}')
  const headers = await json('sign', '--secret', secret, body)
  new Webhook(secret).verify('{"a":1}', headers)
  const given = ['--id', headers['webhook-id'], '--timestamp', headers['webhook-timestamp'], '--signature', headers['webhook-signature']]
  t.match(await json('verify', '--secret', secret, ...given, body), { verified: true })
  t.match(await command(['verify', '--secret', secret, ...given, file('other.json', '{"a":2}')]), { code: 1, out: /does not fit/ })
  const old = await json('sign', '--secret', secret, '--id', 'msg_1', '--timestamp', '1700000000', body)
  const aged = ['--id', 'msg_1', '--timestamp', '1700000000', '--signature', old['webhook-signature'], body]
  t.match(await command(['verify', '--secret', secret, ...aged]), { code: 1, out: /its timestamp is \d+ s from now/ })
  t.match(await command(['verify', '--secret', secret, '--tolerance', '0', ...aged]), { code: 0 })
  t.match(await command(['sign', '--secret', 'whsec_', body]), { code: 2, err: /--secret is not a secret/ })

  const key = generateSecret('ed25519')
  const signed = signatureHeaders({ id: 'msg_1', timestamp: 1, body: Buffer.from('x'), keys: [key], families: 'standard' })
  const three = { id: 'msg_1', timestamp: '1', signature: signed['webhook-signature'] ?? '' }
  for (const text of [formatSecret(key), publicForm(key)]) {
    t.ok(isSigned(text, three, Buffer.from('x')))
    t.notOk(isSigned(text, three, Buffer.from('y')))
  }
})

t.test('Errors tell what to do, each with its exit code, also as JSON.', async t => {
  const gone = await startReceiver()
  await gone.close()
  t.match(await command(['undelivered', '--url', gone.url]), { code: 3, out: '', err: /does not answer \(ECONNREFUSED\)\. Start one with/ })
  const json = await command(['undelivered', '--url', gone.url, '--json'])
  t.match(JSON.parse(json.err), { error: { code: 'server_away', message: /does not answer/ } })
  t.match(await command(['undelivered', '--url', receiver.url]), { code: 1, err: /is not Posthorn's API/ })
  t.match(await command(['undelivered', '--url', 'nonsense']), { code: 2, err: /--url is not/ })
  const expired = await server.tokens.mint({ kind: 'org', orgId: 'org_cli' }, -3600)
  t.match(await command(['undelivered', '--app', 'acme'], { ...access, POSTHORN_TOKEN: expired }), {
    code: 4, err: /refuses the token: it expired at 20.*posthorn token/
  })
  t.match(await command(['undelivered', '--app', 'acme'], { SVIX_SERVER_URL: server.url, SVIX_TOKEN: 'x' }), {
    code: 4, err: /not one of this server/
  })
  t.match(await command(['undelivered', '--app', 'acme'], { SVIX_SERVER_URL: server.url, SVIX_AUTH_TOKEN: token }), { code: 0 })
  t.match(await command(['undelivered', '--url', 'https://posthorn.invalid'], {}), {
    code: 4, err: /There is no token for https:\/\/posthorn\.invalid/
  })
  t.match(await command(['undelivered'], { POSTHORN_DATA_DIR: join(dir, 'nothing'), POSTHORN_URL: server.url }), {
    code: 4, err: /There are no secrets of a server in .*A token of it can be given too: POSTHORN_TOKEN or --token-file\./
  })
  t.match(await command(['undelivered', '--token-file', join(dir, 'nothing')]), { code: 2, err: /nothing cannot be read \(ENOENT\)/ })
  t.match(await command(['send', 'a.b', '@nothing.json', '--app', 'acme']), { code: 2, err: /nothing\.json cannot be read/ })
  t.match(await command(['undelivered', '--app', 'no body']), { code: 1, err: /^Application not found: no body \(404 not_found\)/ })
  t.match(await command(['undelivered', '--app', 'acme', '--endpoint', 'ep_x']), { code: 1, err: /^Endpoint not found: ep_x \(404/ })
  t.match(await command(['cancel', 'ep_y', '--until', '1h', '--app', 'acme']), { code: 1, err: /Endpoint not found: ep_y \(404/ })
  t.match(await command(['resend', 'msg_z', '--app', 'acme']), { code: 1, err: /^Message not found: msg_z \(404/ })
  t.match(await command(['undelivered'], { ...access, POSTHORN_URL: 'ftp://x' }), { code: 2, err: /POSTHORN_URL must be/ })
  await api('POST', '/app', { name: 'second', uid: 'second' })
  t.match(await command(['undelivered']), {
    code: 2, err: /several applications: name one with --app or POSTHORN_APP, such as acme, second|second, acme/
  })
  t.match(await command(['undelivered'], { ...access, POSTHORN_APP: 'second' }), { code: 0, out: 'Nothing.\n' })
})

t.test('completion prints a script that its shell can read, with every command.', async t => {
  const names: string[] = (await json('completion', 'bash')).map(({ name }: { name: string }) => name)
  for (const name of ['start', 'send', 'undelivered', 'completion']) t.ok(names.includes(name), name)
  const script = (await command(['completion', 'bash'])).out
  const completed = execFileSync('bash', [
    '-c',
    `${script}\nCOMP_WORDS=(posthorn un); COMP_CWORD=1; _posthorn; echo "\${COMPREPLY[@]}"; COMP_WORDS=(posthorn undelivered --si); COMP_CWORD=2; _posthorn; echo "\${COMPREPLY[@]}"`
  ], { encoding: 'utf8' })
  t.equal(completed, 'undelivered\n--since\n')
  t.match((await command(['completion', 'fish'])).out, /-a send -d /)
  t.match((await command(['completion', 'zsh'])).out, /^#compdef posthorn/)
})

t.test('An example is taken from the latest schema, or generated from it.', async t => {
  const of = (schema: object, index = 0) => exampleOf({ name: 'a', schemas: { 1: {}, 2: schema } }, index)
  t.strictSame(of({ examples: [{ a: 1 }, { a: 2 }] }, 1), { a: 2 })
  t.equal(of({ examples: [{ a: 1 }] }, 1), undefined)
  t.strictSame(exampleOf({ name: 'a' }, 0), {})
  t.strictSame(of({
    type: 'object', properties: {
      a: { type: 'integer', minimum: 3 }, b: { enum: ['x'] }, c: { type: 'array', items: { type: 'string', format: 'date' } },
      d: { anyOf: [{ type: 'boolean' }] }, e: { type: ['null', 'string'] }
    }
  }), { a: 3, b: 'x', c: ['2026-01-31'], d: true, e: null })
})

t.test('A time is a date or an age; a command is named as the user started it.', async t => {
  const now = Date.parse('2026-11-30T12:00:00Z')
  for (const [text, wanted] of [
    ['2h', '2026-11-30T10:00:00.000Z'], ['3d', '2026-11-27T12:00:00.000Z'], ['2026-11-01T00:00:00Z', '2026-11-01T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'], ['2026-11-30T14:00:00+02:00', '2026-11-30T12:00:00.000Z']
  ]) t.equal(momentOf(text!, '--since', now), wanted)
  const wrong = [
    '7', 'x', '', '2026-99-01', '2027-02-30', '2027-02-29', '2026-11-31T10:00:00Z', '2026-11-31 10:00', '2026-5-1', '2026-05-1',
    '2026-05-01 ', '2026-05-01T10:00:00Zoo'
  ]
  for (const text of wrong) t.throws(() => momentOf(text, '--since', now), /--since is a time/, text)
  t.equal(howCalled('/usr/local/bin/posthorn'), 'posthorn')
  for (const path of ['/home/a/.npm/_npx/1/node_modules/.bin/posthorn', '/app/dist/cli/posthorn.js', '']) {
    t.equal(howCalled(path), 'npx posthorn', path)
  }
})
