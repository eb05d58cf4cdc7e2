import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import t from 'tap'
import { startDynamoDbServer } from '../helpers/dynamodb-server.js'
import { documented } from '../helpers/openapi.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { apiOf, startTestServer } from '../helpers/server.js'

// Section 1.7 of the contract.

const server = await startTestServer()
const receiver = await startReceiver()
t.after(async () => {
  await server.close()
  await receiver.close()
})

const client = async () => documented(await server.api())
const keyed = (key: string) => ({ 'idempotency-key': key })

t.test('A repeated request gets the first answer, whatever its body is.', async t => {
  const api = await client()
  const first = await api('POST', '/app', { name: 'a' }, keyed('k'))
  for (const [path, body] of [['/app', { name: 'a' }], ['/app/', { name: 'another' }], ['/app///', {}]] as const) {
    const again = await api('POST', path, body, keyed('k'))
    t.strictSame([again.status, again.text, again.headers.get('content-type')], [201, first.text, first.headers.get('content-type')], path)
  }
  t.strictSame((await api('GET', '/app')).body.data, [first.body])
})

t.test('A body that cannot be read is not a part of the key either.', async t => {
  const api = await client()
  const first = await api('POST', '/app', { name: 'a' }, keyed('k'))
  const message = await api('POST', `/app/${first.body.id}/msg`, { eventType: 'a', payload: { n: 1 } }, keyed('m'))
  const huge = `{"name":"${'x'.repeat(3 * 1024 * 1024)}"}`
  for (const body of ['{', '', huge, '[1,2', '{"name":1}', '{"name":"b","name":"c"}']) {
    const again = await api('POST', '/app', body, keyed('k'))
    t.strictSame([again.status, again.text], [201, first.text], body.slice(0, 20))
    const resent = await api('POST', `/app/${first.body.id}/msg`, body, keyed('m'))
    t.strictSame([resent.status, resent.text], [202, message.text], body.slice(0, 20))
  }
  t.equal((await api('POST', '/app', '{', keyed('other'))).status, 422, 'a key that was not used before')
  t.equal((await api('POST', '/app', huge, keyed('other'))).status, 413)
  t.equal((await api('POST', `/app/${first.body.id}/msg`, huge, keyed('other'))).status, 413)
  t.equal((await apiOf(server.url, 'x')('POST', '/app', '{', keyed('k'))).status, 401)
  t.equal((await api('GET', '/app')).body.data.length, 1)
})

t.test('An answer without a body is replayed without a body.', async t => {
  const api = await client()
  const { body: app } = await api('POST', '/app', { name: 'a' })
  const { body: endpoint } = await api('POST', `/app/${app.id}/endpoint`, { url: receiver.url, disabled: true })
  const path = `/app/${app.id}/endpoint/${endpoint.id}/secret`
  const rotate = async () => await api('POST', `${path}/rotate`, {}, { ...keyed('k'), 'user-agent': 'svix-libs/1.99.1/java' })
  t.equal((await rotate()).status, 204)
  const { body: secret } = await api('GET', path)
  const again = await rotate()
  t.strictSame([again.status, again.text], [204, ''])
  t.strictSame((await api('GET', path)).body, secret, 'the secret was rotated once')
})

t.test('Answers of operations without a token are not kept, because any caller could fill the table.', async t => {
  const post = async () =>
    await fetch(server.inboxUrl!, { method: 'POST', body: 'x', headers: { authorization: 'Bearer nonsense', ...keyed('k') } })
  t.strictSame([(await post()).status, (await post()).status], [204, 204])
  t.equal((await (await fetch(server.inboxUrl!)).json() as unknown[]).length, 2, 'both requests were carried out')
})

t.test('An answer is kept sealed, because it may contain a token.', async t => {
  const { endpoint, close } = await startDynamoDbServer()
  t.teardown(close)
  const own = await startTestServer({ POSTHORN_DYNAMODB_ENDPOINT: endpoint })
  t.teardown(own.close)
  const api = await own.api()
  await api('POST', '/app', { name: 'a', uid: 'a' })
  const { text, body: { token } } = await api('POST', '/auth/app-portal-access/a', {}, keyed('k'))
  t.equal((await api('POST', '/auth/app-portal-access/a', {}, keyed('k'))).text, text)
  const client = new DynamoDBClient({ endpoint, region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } })
  t.teardown(() => client.destroy())
  const { Items = [] } = await client.send(new ScanCommand({ TableName: 'posthorn-aliases' }))
  const answers = Items.flatMap(({ answer }) => answer?.B ? [Buffer.from(answer.B).toString()] : [])
  t.equal(answers.length, 1)
  t.notOk(answers.some(answer => answer.includes(token)))
})

t.test('Failures are not kept.', async t => {
  const api = await client()
  t.equal((await api('POST', '/app', { name: 1 }, keyed('k'))).status, 422)
  t.equal((await api('POST', '/app', '{', keyed('k'))).status, 422)
  t.equal((await api('POST', '/app', { name: 'a', uid: 'u' }, keyed('k'))).status, 201)
  t.equal((await api('POST', '/app', { name: 'b', uid: 'u' }, keyed('l'))).status, 409)
  await api('DELETE', '/app/u')
  t.equal((await api('POST', '/app', { name: 'b', uid: 'u' }, keyed('l'))).status, 201)
  t.equal((await api('POST', '/app/later/msg', { eventType: 'a', payload: {} }, keyed('m'))).status, 404)
  await api('POST', '/app', { name: 'later', uid: 'later' })
  t.equal((await api('POST', '/app/later/msg', { eventType: 'a', payload: {} }, keyed('m'))).status, 202)
})

t.test('A key counts for one organization and one URI, whatever the token is.', async t => {
  const [token, renewed, other] = [
    await server.token('org_keys'), await server.tokens.mint({ kind: 'org', orgId: 'org_keys' }, 7200), await server.token('org_others')
  ]
  const create = async (given: string, path: string, key: string) =>
    (await apiOf(server.url, given)('POST', path, { name: 'a' }, keyed(key))).body.id
  const ids = [
    await create(token, '/app', 'k'), await create(other, '/app', 'k'), await create(token, '/app?x=1', 'k'),
    await create(token, '/app', 'K'), await create(token, '/app', 'k ö'.slice(0, 2) + 'o')
  ]
  t.equal(new Set(ids).size, 5)
  for (const given of [token, renewed]) t.equal(await create(given, '/app', 'k'), ids[0])
})

t.test('A message that is repeated with a renewed token is the same message: alone, in a batch, and with an unreadable body.', async t => {
  const [token, renewed] = [
    await server.token('org_renewed'), await server.tokens.mint({ kind: 'org', orgId: 'org_renewed' }, 7200)
  ].map(given => apiOf(server.url, given))
  const { body: app } = await token!('POST', '/app', { name: 'a' })
  const one = { eventType: 'a', payload: { n: 1 } }
  for (const [path, body] of [['msg', one], ['msg', { ...one, eventId: 'e' }], ['msg/batch', { messages: [one, one] }]] as const) {
    const [first, again] = [
      await token!('POST', `/app/${app.id}/${path}`, body, keyed(JSON.stringify(body))),
      await renewed!('POST', `/app/${app.id}/${path}`, body, keyed(JSON.stringify(body)))
    ]
    t.strictSame([first.status, again.status, again.text], [202, 202, first.text])
  }
  t.match(await renewed!('POST', `/app/${app.id}/msg`, '{', keyed(JSON.stringify(one))), { status: 202, body: { payload: { n: 1 } } })
  t.equal((await token!('GET', `/app/${app.id}/msg`)).body.data.length, 4)
})

t.test('A portal has its own keys for its application, whatever its token is.', async t => {
  const api = apiOf(server.url, await server.token('org_portals'))
  const [mine, others] = [
    (await api('POST', '/app', { name: 'a' })).body.id as string, (await api('POST', '/app', { name: 'b' })).body.id as string
  ]
  const portal = async (appId: string, seconds = 600) =>
    apiOf(server.url, await server.tokens.mint({ kind: 'app', orgId: 'org_portals', appId, featureFlags: [] }, seconds))
  const create = async (client: typeof api, appId = mine) =>
    (await client('POST', `/app/${appId}/endpoint`, { url: 'https://example.com' }, keyed('k'))).body.id
  const first = await create(await portal(mine))
  t.match(first, /^ep_/)
  t.equal(await create(await portal(mine, 700)), first)
  const byOrganization = await create(api)
  t.match(byOrganization, /^ep_/)
  t.not(byOrganization, first, 'a portal does not get answers of its organization')
  t.not(await create(await portal(others), others), first)
  t.equal((await (await portal(others))('POST', `/app/${mine}/endpoint`, { url: 'https://example.com' }, keyed('k'))).status, 404)
})

t.test('Other methods ignore keys. An empty key is no key.', async t => {
  const api = await client()
  await api('POST', '/app', { name: 'a', uid: 'u' })
  t.equal((await api('GET', '/app/u', undefined, keyed('k'))).status, 200)
  t.equal((await api('DELETE', '/app/u', undefined, keyed('k'))).status, 204)
  t.equal((await api('DELETE', '/app/u', undefined, keyed('k'))).status, 404)
  t.equal((await api('GET', '/app/u', undefined, keyed('k'))).status, 404)
  const ids = [await api('POST', '/app', { name: 'a' }, keyed('')), await api('POST', '/app', { name: 'a' }, keyed(''))].map(({ body }) =>
    body.id)
  t.not(ids[0], ids[1])
})

t.test('Concurrent requests with one key make one object.', async t => {
  const api = await client()
  for (const key of ['k1', 'k2', 'k3']) {
    const replies = await Promise.all(Array.from({ length: 6 }, async (_none, n) =>
      await api('POST', '/app', { name: `${n}` }, keyed(key))))
    t.strictSame(replies.map(({ status }) => status), Array(6).fill(201))
    t.equal(new Set(replies.map(({ text }) => text)).size, 1)
  }
  t.equal((await api('GET', '/app')).body.data.length, 3)
})

t.test('Concurrent get-or-create requests without keys make one object, too.', async t => {
  const api = await client()
  const replies = await Promise.all(Array.from({ length: 6 }, async () =>
    await api('POST', '/app?get_if_exists=true', { name: 'a', uid: 'u' })))
  t.strictSame(replies.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 201])
  t.equal(new Set(replies.map(({ text }) => text)).size, 1)
  const plain = await Promise.all(Array.from({ length: 6 }, async () => await api('POST', '/app', { name: 'a', uid: 'v' })))
  t.strictSame(plain.map(({ status }) => status).sort(), [201, 409, 409, 409, 409, 409])
})

t.test('A message that is sent again with its key is the same message, delivered once.', async t => {
  const api = await client()
  const { body: app } = await api('POST', '/app', { name: 'a' })
  await api('POST', `/app/${app.id}/endpoint`, { url: `${receiver.url}/once` })
  const path = `/app/${app.id}/msg`
  const message = { eventType: 'a', payload: { b: 1 }, eventId: 'e' }
  const replies = await Promise.all(Array.from({ length: 6 }, async () => await api('POST', path, message, keyed('k'))))
  t.strictSame(replies.map(({ status }) => status), Array(6).fill(202))
  t.equal(new Set(replies.map(({ text }) => text)).size, 1)
  for (const body of [message, { ...message, eventId: 'f' }, { eventType: 'b', payload: {} }, {}]) {
    const again = await api('POST', path, body, keyed('k'))
    t.strictSame([again.status, again.text], [202, replies[0]!.text])
  }
  t.equal((await api('POST', path, message, keyed('l'))).status, 409, 'another key does not free the eventId')
  t.equal((await api('POST', path, message)).status, 409)
  const { body: second } = await api('POST', path, { eventType: 'a', payload: {} }, keyed('m'))
  const delivered = () => receiver.received.filter(one => one.path === '/once').map(({ headers }) => headers['svix-id'])
  await eventually('the second message', () => delivered().includes(second.id))
  t.strictSame(delivered().sort(), [replies[0]!.body.id, second.id].sort())
  t.strictSame((await api('GET', path)).body.data.length, 2)
})

t.end()

t.test('Concurrent requests with one key are one message, which is sent once: alone and in a batch.', async t => {
  const server = await startTestServer({ POSTHORN_DATA_DIR: t.testdir() })
  t.after(server.close)
  const api = await server.api()
  const app = (await api('POST', '/app', { name: 'a' })).body.id as string
  await api('POST', `/app/${app}/endpoint`, { url: `${receiver.url}/same-moment` })
  const sent = () => receiver.received.filter(({ path }) => path === '/same-moment').map(({ headers }) => headers['webhook-id'])
  const message = { eventType: 'a', payload: { n: 1 } }
  const answers = await Promise.all(Array.from({ length: 6 }, async () => await api('POST', `/app/${app}/msg`, message, keyed('one'))))
  t.equal(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size, 1)
  const batches = await Promise.all(Array.from({ length: 6 }, async () =>
    await api('POST', `/app/${app}/msg/batch`, { messages: [message, message] }, keyed('many'))))
  t.equal(new Set(batches.map(({ status, text }) => `${status} ${text}`)).size, 1)
  // Deliveries start in the order of their messages, so a second copy would have arrived before the last message.
  const last = (await api('POST', `/app/${app}/msg`, message)).body.id as string
  await eventually('the last message arrives', () => sent().includes(last))
  await server.close()
  t.strictSame([sent().length, new Set(sent()).size], [4, 4])
})
