import t from 'tap'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer()
const receiver = await startReceiver()
t.teardown(async () => { await Promise.all([server.close(), receiver.close()]) })

let organizations = 0
const FILTER = { payload: { amount: { $gte: 100 } } }

async function setUp (fields: object = {}) {
  const orgId = `org_filter_${++organizations}`
  const api = await server.api(await server.token(orgId))
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a' })
  const base = `/app/${appId}/endpoint`
  const created = await api('POST', base, { url: `${receiver.url}/${orgId}`, uid: 'one', ...fields })
  const send = async (payload: object, change = {}) =>
    (await api('POST', `/app/${appId}/msg`, { eventType: 'order.paid', payload, ...change })).body.id as string
  const arrived = () => receiver.received.filter(({ path }) => path === `/${orgId}`).map(({ headers }) => headers['webhook-id'])
  return { orgId, api, appId, base, created, one: `${base}/one`, send, arrived }
}

t.test('Only matching messages are delivered, from single requests and from batches.', async t => {
  const { api, appId, created, send, arrived } = await setUp({ filter: FILTER })
  t.equal(created.status, 201)
  t.same(created.body.filter, FILTER)
  await send({ amount: 99 })
  const single = await send({ amount: 100 })
  const { body: { data } } = await api('POST', `/app/${appId}/msg/batch`, {
    messages: [
      { eventType: 'a', payload: { amount: 1 } }, { eventType: 'a', payload: { amount: 500 } }
    ]
  })
  const second = data[1].message.id
  await eventually('both deliveries', () => arrived().length >= 2)
  t.same(arrived().sort(), [single, second].sort())
})

t.test('A filter is replaced by a value, kept by a PUT without the field, and removed by null.', async t => {
  const { api, one } = await setUp({ filter: FILTER })
  const other = { eventType: 'order.paid' }
  t.same((await api('PATCH', one, { filter: other })).body.filter, other)
  t.same((await api('PATCH', one, { description: 'x' })).body.filter, other)
  t.same((await api(
    'PUT', one, { url: receiver.url, uid: 'one' }
  )).body.filter, other, 'a PUT by an SDK without the field keeps the filter')
  t.notOk('filter' in (await api('PUT', one, { url: receiver.url, uid: 'one', filter: null })).body)
  t.same((await api('PUT', one, { url: receiver.url, uid: 'one', filter: FILTER })).body.filter, FILTER)
  t.notOk('filter' in (await api('PATCH', one, { filter: {} })).body)
})

const refused: Array<[name: string, filter: unknown, place: string[], words: RegExp]> = [
  ['an operator that there is not', { payload: { a: { $regex: 'x' } } }, ['payload', 'a', '$regex'], /is no operator/],
  ['a part that an event does not have', { data: { a: 1 } }, ['data'], /a filter looks at eventType, channels, tags, payload/],
  ['the same below $or', { $or: [{ payload: { a: 1 } }, { $not: { body: 1 } }] }, ['$or', '1', '$not', 'body'], /is not part of an event/],
  ['a value below $and', { $and: ['a'] }, ['$and', '0'], /must be an object/],
  ['more than 10 KB', { payload: { a: 'x'.repeat(10_300) } }, [], /10240 bytes/],
  ['a list', [], [], /object/],
  ['a text', 'payload.a > 1', [], /object/]
]

for (const [name, filter, place, words] of refused) {
  t.test(`An invalid filter is refused with its path: ${name}.`, async t => {
    const { created, api, one } = await setUp({ filter })
    t.equal(created.status, 422)
    t.same(created.body.detail[0].loc, ['body', 'filter', ...place])
    t.match(created.body.detail[0].msg, words)
    t.equal((await api('GET', one)).status, 404)
  })
}

t.test('A dry run lists which of the latest messages would be sent, and which condition each other message does not meet.', async t => {
  const { api, one, send } = await setUp({ eventTypes: null, filter: FILTER, channels: ['eu'] })
  const [less, more] = [await send({ amount: 99 }, { channels: ['eu'] }), await send({ amount: 100 }, { channels: ['eu'] })]
  const elsewhere = await send({ amount: 100 })
  const { body, status } = await api('POST', `${one}/filter/test`, {})
  t.equal(status, 200)
  t.match(body, { checked: 3, matched: 1 })
  const verdict = (id: string) => body.data.find(({ messageId }: { messageId: string }) => messageId === id)
  t.match(verdict(less), { matches: false, reason: 'filter', unmet: { path: ['payload', 'amount'], condition: { $gte: 100 } } })
  t.match(verdict(more), { matches: true, eventType: 'order.paid' })
  t.match(verdict(elsewhere), { matches: false, reason: 'channels' })
  t.match((await api('POST', `${one}/filter/test`, {
    filter: { payload: { amount: { $lt: 100 } } }, limit: 2
  })).body, { checked: 2, matched: 0 })
  t.match((await api('POST', `${one}/filter/test`, { filter: null })).body, { checked: 3, matched: 2 })
  t.match((await api('POST', `${one}/filter/test`, { messageId: less })).body, {
    checked: 1, matched: 0, data: [{ messageId: less, reason: 'filter' }]
  })
  t.equal((await api('POST', `${one}/filter/test`, { messageId: 'msg_none' })).status, 404)
  t.equal((await api('POST', `${one}/filter/test`, { filter: { nothing: 1 } })).status, 422)
  t.same((await api('GET', one)).body.filter, FILTER, 'nothing is stored')
})

t.test('An expunged payload cannot be tested against a filter.', async t => {
  const { api, appId, one, send } = await setUp()
  const id = await send({ amount: 1 })
  await api('DELETE', `/app/${appId}/msg/${id}/content`)
  t.match((await api('POST', `${one}/filter/test`, { filter: FILTER, messageId: id })).body.data[0], {
    matches: false, reason: 'payload-gone'
  })
})

t.test('A dry run of a slow filter on many messages lets other work of the process go on between them.', async t => {
  const { api, one, send } = await setUp()
  // Each condition looks at all elements: some hundred thousand steps for a message.
  const slow = { payload: { list: { $or: Array.from({ length: 20 }, (_, n) => ({ $eq: -1 - n })) } } }
  const list = Array.from({ length: 15_000 }, (_, n) => n % 7)
  for (let n = 0; n < 30; n++) await send({ list })
  let [longest, last, isRunning] = [0, performance.now(), true]
  const look = () => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
    if (isRunning) setImmediate(look)
  }
  const began = last
  look()
  const { status, body } = await api('POST', `${one}/filter/test`, { filter: slow, limit: 30 })
  isRunning = false
  const took = performance.now() - began
  t.equal(status, 200)
  t.match(body, { checked: 30, matched: 0 })
  t.ok(longest * 4 < took, `the longest silence was ${longest.toFixed(0)} ms of ${took.toFixed(0)} ms`)
})
