import t from 'tap'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer()
t.teardown(async () => await server.close())

let organizations = 0

async function application (uid = 'batch') {
  const orgId = `org_batch_${++organizations}`
  const token = await server.token(orgId)
  const api = await server.api(token)
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a', uid })
  const send = async (messages: unknown, headers: Record<string, string> = {}) =>
    await api('POST', `/app/${appId}/msg/batch`, { messages }, headers)
  const list = async () => (await api('GET', `/app/${appId}/msg?limit=250`)).body.data as Array<{ id: string, payload: { n: number } }>
  return { api, orgId, appId, send, list }
}

const message = (n: number, fields: object = {}) => ({ eventType: 'batch.sent', payload: { n }, ...fields })
const many = (count: number) => Array.from({ length: count }, (_, n) => message(n))
const key = (name: string) => ({ 'idempotency-key': name })
interface Results { body: { data: Array<{ status: number, message?: { id: string } }> } }
const ids = ({ body }: Results) => body.data.map(one => one.message?.id)
const statuses = ({ body }: Results) => body.data.map(one => one.status)

t.test('A hundred messages are accepted by position, listed newest first, and delivered byte for byte.', async t => {
  const { api, appId, list } = await application()
  const receiver = await startReceiver()
  t.teardown(receiver.close)
  await api('POST', `/app/${appId}/endpoint`, { url: receiver.url })
  const payloads = Array.from({ length: 100 }, (_, n) => `{ "n" : ${n}.10,\n "é":"\\u00e9" }`)
  const answer = await api(
    'POST', `/app/${appId}/msg/batch`,
    `{"messages": [${payloads.map(payload => `{"eventType":"a", "payload": ${payload}}`).join(' ,\n')}] }`
  )
  t.equal(answer.status, 202)
  t.strictSame(statuses(answer), payloads.map(() => 202))
  t.match(answer.text, '"payload":{"n":7.10,"é":"\\u00e9"}')
  t.strictSame((await list()).map(({ id }) => id), ids(answer).toReversed())
  await eventually('all deliveries', async () => receiver.received.length >= 100 ? true : undefined)
  t.strictSame(receiver.received.map(({ body }) => body.toString()).sort(), payloads.toSorted())
  t.match(
    await api('POST', `/app/${appId}/msg/batch?with_content=false`, { messages: many(1) }),
    { body: { data: [{ message: { payload: {} } }] } }
  )
})

t.test('A wrong message is refused at its position, and the others are accepted.', async t => {
  const { send, list } = await application()
  const answer = await send([
    message(0), { payload: {} }, message(2, { eventType: 'a b' }), 'text', message(4, { channels: [] }), { eventType: 'a' },
    message(6, { eventId: 'one' }), message(7, { eventId: 'one' }), message(8)
  ])
  t.equal(answer.status, 202)
  t.strictSame(statuses(answer), [202, 422, 422, 422, 422, 422, 202, 409, 202])
  t.match(answer.body.data[1].error.detail[0], { loc: ['body', 'messages[1]'], type: 'value_error.jsondecode' })
  t.match(answer.body.data[2].error.detail[0], { loc: ['body', 'messages[2]', 'eventType'] })
  t.match(answer.body.data[7].error, { code: 'conflict' })
  t.strictSame((await list()).map(({ payload }) => payload).sort((a, b) => a.n - b.n), [{ n: 0 }, { n: 6 }, { n: 8 }])
  t.match((await send([message(0, { eventId: 'one' })])).body.data[0], { status: 409 })
})

t.test('An error of the batch itself refuses the whole batch.', async t => {
  const { api, appId, orgId, list } = await application()
  const post = async (body: unknown, path = appId) => (await api('POST', `/app/${path}/msg/batch`, body)).status
  for (const body of [
    {}, { messages: [] }, { messages: {} }, { messages: many(101) }, { messages: many(101).map(() => ({})) }, '[]', '{"messages":[{}',
    '{"messages":[],"messages":[]}'
  ]) t.equal(await post(body), 422, JSON.stringify(body).slice(0, 40))
  t.equal(await post({ messages: many(1) }, 'app_unknown'), 404)
  t.equal(await post({ messages: [message(1, { payload: { x: 'x'.repeat(2 * 1024 * 1024) } })] }), 413)
  const portal = await server.api(await server.tokens.mint({ kind: 'app', orgId, appId, featureFlags: [] }, 60))
  t.equal((await portal('POST', `/app/${appId}/msg/batch`, { messages: many(1) })).status, 403)
  t.equal(
    (await api('POST', `/app/${appId}/msg/batch`, '{"messages":[{"eventType":"a","eventType":"b","payload":{}}]}')).body.data[0].status,
    422
  )
  t.strictSame(await list(), [])
})

t.test('A batch that is repeated with its key gives the same ids, stores nothing twice, and does not restore expunged payloads.', async t => {
  const { api, appId, send, list } = await application()
  const receiver = await startReceiver()
  t.teardown(receiver.close)
  await api('POST', `/app/${appId}/endpoint`, { url: receiver.url })
  const messages = [...many(10), message(10, { eventId: 'named' }), message(11, { payload: { large: 'x'.repeat(70_000) } })]
  const first = await send(messages, key('k'))
  t.strictSame(statuses(first), messages.map(() => 202))
  await eventually('all deliveries', async () => receiver.received.length >= 12 ? true : undefined)
  await api('DELETE', `/app/${appId}/msg/${ids(first)[3]}/content`)
  const again = await send(messages, key('k'))
  t.strictSame(ids(again), ids(first))
  t.strictSame(again.body.data[3].message.payload, { expired: true })
  t.strictSame(again.body.data[4], first.body.data[4])
  t.equal((await list()).length, 12)
  const other = await send(messages.slice(0, 10), key('other'))
  t.notSame(ids(other), ids(first).slice(0, 10))
  t.equal((await send(many(3), key('k'))).status, 409)
  await eventually('the other deliveries', async () => receiver.received.length >= 22 ? true : undefined)
  t.equal(receiver.received.length, 22)
})

t.test('Many simultaneous requests with one key store each message once.', async t => {
  const { send, list } = await application()
  const answers = await Promise.all(Array.from({ length: 5 }, async () => await send(many(20), key('raced'))))
  for (const answer of answers) t.strictSame(ids(answer), ids(answers[0]!))
  t.equal((await list()).length, 20)
})

t.test('A repetition accepts messages that were refused before.', async t => {
  const { send, list } = await application()
  const first = await send([message(0), { payload: {} }], key('k'))
  t.strictSame(statuses(first), [202, 422])
  const again = await send([message(0), message(1)], key('k'))
  t.strictSame(statuses(again), [202, 202])
  t.equal(ids(again)[0], ids(first)[0])
  t.strictSame(ids(await send([message(0), message(1)], key('k'))), ids(again))
  t.equal((await list()).length, 2)
})

t.test('A message with its own key is the same message in every batch of its application.', async t => {
  const { send, list } = await application()
  const first = await send([
    message(0, { idempotencyKey: 'a' }), message(1, { idempotencyKey: 'b', eventId: 'e' }), message(2, { idempotencyKey: 'a' })
  ])
  t.strictSame(statuses(first), [202, 202, 202])
  t.equal(ids(first)[2], ids(first)[0])
  const again = await send([message(1, { idempotencyKey: 'b', eventId: 'e' }), message(5), message(0, { idempotencyKey: 'a' })])
  t.equal(ids(again)[0], ids(first)[1])
  t.equal(ids(again)[2], ids(first)[0])
  t.equal((await list()).length, 3)
  const elsewhere = await application()
  t.not(ids(await elsewhere.send([message(0, { idempotencyKey: 'a' })]))[0], ids(first)[0])
})

t.test('The messages of a batch are found by tags, channels and event types.', async t => {
  const { api, appId, send } = await application()
  const answer = await send([
    message(0, { tags: ['t'], channels: ['c', 'c'] }), message(1, { tags: ['u', 'u'] }), message(2, { eventType: 'other' })
  ])
  const found = async (query: string) => (await api('GET', `/app/${appId}/msg?${query}`)).body.data.map(({ id }: { id: string }) => id)
  t.strictSame(await found('tag=t'), [ids(answer)[0]])
  t.strictSame(await found('tag=u'), [ids(answer)[1]])
  t.strictSame(await found('channel=c'), [ids(answer)[0]])
  t.strictSame(await found('event_types=other'), [ids(answer)[2]])
})
