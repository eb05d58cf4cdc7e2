import t from 'tap'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer({ POSTHORN_RETRY_SCHEDULE: '1h', POSTHORN_CIRCUIT_BREAKER: 'false' })
const receiver = await startReceiver(({ path }, response) => { response.writeHead(path === '/good' ? 200 : 500).end() })
t.teardown(async () => { await Promise.all([server.close(), receiver.close()]) })

interface Item { msgId: string, endpointId: string, state: string, timestamp: string }
const keyOf = ({ msgId, endpointId }: Item) => `${msgId}.${endpointId}`

async function application () {
  const orgId = `org_deliveries_${Math.random().toString(36).slice(2)}`
  const api = await server.api(await server.token(orgId))
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a' })
  const base = `/app/${appId}`
  const endpoint = async (path: string, fields: object = {}) =>
    (await api('POST', `${base}/endpoint`, { url: receiver.url + path, ...fields })).body.id as string
  const send = async (fields: object = {}) => (await api('POST', `${base}/msg`, { eventType: 'a', payload: {}, ...fields })).body
  const list = async (query = '') => (await api('GET', `${base}/delivery?${query}`))
  const settled = async (count: number) => await eventually('all attempts', async () => {
    const { body: { data } } = await list('limit=250')
    return data.length === count && data.every((one: { lastAttempt: unknown }) => one.lastAttempt)
  })
  return { api, orgId, appId, base, endpoint, send, list, settled }
}

t.test('Undelivered messages are one query, and each delivery has its state and number of attempts.', async t => {
  const { api, base, endpoint, send, list, settled } = await application()
  const [good, bad, once] = [await endpoint('/good'), await endpoint('/bad'), await endpoint('/once', { retrySchedule: [] })]
  const message = await send({ channels: ['c'] })
  await settled(3)
  const { body } = await list()
  t.strictSame(
    body.data.map((one: Item) => one.endpointId), [good, bad, once].sort().reverse(),
    'the deliveries of one message are ordered by endpoint'
  )
  const of = async (state: string) => (await list(`state=${state}`)).body.data
  const [succeeded] = await of('succeeded')
  const { body: { data: [attempt] } } = await api('GET', `${base}/attempt/endpoint/${good}`)
  t.strictSame(succeeded, {
    msgId: message.id, endpointId: good, eventType: 'a', channels: ['c'], state: 'succeeded', reason: null, waitsFor: null,
    nextAttempt: null, attempts: 1, manualAttempts: 0, lastAttempt: {
      id: attempt.id, responseStatusCode: 200, status: 0, failure: null, triggerType: 0, timestamp: attempt.timestamp
    }, timestamp: message.timestamp
  })
  const pending = await of('pending')
  t.match(pending, [{ endpointId: bad, attempts: 1, nextAttempt: /Z$/, lastAttempt: { status: 2, responseStatusCode: 500 } }])
  t.equal(pending.length, 1)
  t.match(await of('exhausted'), [{ endpointId: once, attempts: 1, nextAttempt: null }])
  t.strictSame(await of('canceled'), [])
})

t.test('A canceled delivery has a reason; deliveries to deleted endpoints stay listed.', async t => {
  const { api, base, endpoint, send, list, settled } = await application()
  const id = await endpoint('/good', { uid: 'mine' })
  const bad = await endpoint('/bad', { retrySchedule: [4] })
  const { id: msgId } = await send()
  await settled(2)
  await api('DELETE', `${base}/endpoint/${id}`)
  await api('PATCH', `${base}/endpoint/${bad}`, { disabled: true })
  const [canceled] = await eventually('the cancellation', async () => {
    const { data } = (await list('state=canceled')).body
    return data.length > 0 ? data as Item[] : undefined
  })
  t.match(canceled, { endpointId: bad, reason: 'endpoint disabled', lastAttempt: { status: 2 } })
  t.match((await list('state=succeeded')).body.data, [{ msgId, endpointId: id }])
  t.match((await list(`endpoint_id=${id}`)).body.data, [{ msgId, endpointId: id }])
  t.equal((await list('endpoint_id=mine')).status, 404, 'the uid of the endpoint is free again')
})

t.test('A scheduled message is pending without an attempt.', async t => {
  const { endpoint, send, list } = await application()
  await endpoint('/good')
  const deliverAt = new Date(Date.now() + 3_600_000).toISOString()
  await send({ deliverAt })
  t.match((await list('state=pending')).body.data, [{ attempts: 0, lastAttempt: null, nextAttempt: deliverAt }])
})

t.test('Expunging the content of a scheduled message cancels its deliveries at once.', async t => {
  const { api, base, endpoint, send, list } = await application()
  const [one, two] = [await endpoint('/good'), await endpoint('/bad')]
  const deliverAt = new Date(Date.now() + 3_600_000).toISOString()
  const message = await send({ deliverAt })
  const other = await send({ deliverAt })
  t.equal((await api('DELETE', `${base}/msg/${message.id}/content`)).status, 204)
  t.match((await list('state=canceled')).body.data, [one, two].sort().reverse().map(endpointId => ({
    msgId: message.id, endpointId, reason: 'payload gone', attempts: 0, nextAttempt: null
  })))
  t.match((await list('state=pending')).body.data, [{ msgId: other.id }, { msgId: other.id }])
  await api('POST', `${base}/msg/expunge-all-contents`)
  await eventually('the other cancellations', async () => (await list('state=canceled')).body.data.length === 4)
  t.strictSame((await list('state=pending')).body.data, [])
})

t.test('Pages across all endpoints go in both directions without gaps or repeats, with and without filters.', async t => {
  const { endpoint, send, list, settled } = await application()
  const endpoints = [await endpoint('/good'), await endpoint('/bad', { retrySchedule: [] }), await endpoint('/good')]
  for (let n = 0; n < 7; n++) await send({ payload: { n } })
  await settled(21)
  const all: Item[] = (await list()).body.data
  t.strictSame(all.map(keyOf), [...all.map(keyOf)].sort().reverse())
  for (const [query, expected] of [
    ['', all], ['state=exhausted&', all.filter(({ state }) => state === 'exhausted')],
    [`endpoint_id=${endpoints[0]}&`, all.filter(({ endpointId }) => endpointId === endpoints[0])]
  ] as const) {
    t.ok(expected.length >= 7)
    const forth: Item[] = []
    let page = (await list(`${query}limit=4`)).body
    for (;; page = (await list(`${query}limit=4&iterator=${page.iterator}`)).body) {
      forth.push(...page.data)
      t.ok(page.data.length === 4 || page.done)
      if (page.done) break
    }
    t.strictSame(forth, expected, query)
    const back: Item[] = []
    let done = false
    for (let iterator = `-${keyOf(expected.at(-1)!)}`; !done;) {
      const { body } = await list(`${query}limit=4&iterator=${iterator}`)
      back.unshift(...body.data)
      done = body.done
      iterator = body.prevIterator
    }
    t.strictSame(back, expected.slice(0, -1), `${query} backwards`)
  }
})

t.test('The parameters before and after limit the time of the message.', async t => {
  const { endpoint, send, list, settled } = await application()
  await endpoint('/good')
  await endpoint('/good')
  const times: string[] = []
  for (let n = 0; n < 3; n++) {
    times.push((await send()).timestamp)
    await new Promise(resolve => setTimeout(resolve, 6))
  }
  await settled(6)
  const seen = async (query: string) => [...new Set((await list(query)).body.data.map((one: Item) => one.timestamp))]
  t.strictSame(await seen(`before=${times[2]}`), [times[1], times[0]])
  t.strictSame(await seen(`after=${times[1]}`), [times[2], times[1]])
  t.strictSame(await seen(`after=${times[1]}&before=${times[2]}`), [times[1]])
})

t.test('An application without endpoints has no deliveries, and invalid queries are refused.', async t => {
  const { list, orgId, appId, base } = await application()
  t.strictSame((await list()).body, { data: [], iterator: null, done: true })
  t.equal((await list('state=unknown')).status, 400)
  t.equal((await list('limit=251')).status, 422)
  for (const iterator of ['msg_x', 'msg_1srOrx2ZWZBpBUvZwXKQmoEYga2', 'msg_1srOrx2ZWZBpBUvZwXKQmoEYga2.app_x', 'ep_1']) {
    t.equal((await list(`iterator=${iterator}`)).status, 422, iterator)
  }
  t.equal((await list('endpoint_id=ep_unknown')).status, 404)
  const portal = await server.api(await server.tokens.mint({ kind: 'app', orgId, appId, featureFlags: [] }, 600))
  t.equal((await portal('GET', `${base}/delivery`)).status, 200)
  t.equal((await (await application()).api('GET', `${base}/delivery`)).status, 404)
})

t.test('A retry schedule is stored, shown and removed, on endpoints and event types.', async t => {
  const { api, base } = await application()
  const { body: endpoint } = await api('POST', `${base}/endpoint`, { url: 'https://example.com', retrySchedule: [0.25, 60, 604_800] })
  t.strictSame(endpoint.retrySchedule, [0.25, 60, 604_800])
  const path = `${base}/endpoint/${endpoint.id}`
  t.strictSame((await api('PATCH', path, { description: 'x' })).body.retrySchedule, [0.25, 60, 604_800])
  t.strictSame((await api('PATCH', path, { retrySchedule: [] })).body.retrySchedule, [])
  t.notOk('retrySchedule' in (await api('PATCH', path, { retrySchedule: null })).body)
  t.strictSame((await api('PUT', path, { url: 'https://example.com', retrySchedule: [1] })).body.retrySchedule, [1])
  t.notOk('retrySchedule' in (await api('PUT', path, { url: 'https://example.com' })).body)
  const bad = [[-1], [604_801], ['1'], Array(21).fill(1), 5]
  for (const retrySchedule of bad) t.equal((await api('PATCH', path, { retrySchedule })).status, 422, JSON.stringify(retrySchedule))
  t.equal((await api('PATCH', path, { retrySchedule: Array(20).fill(0) })).status, 200)

  t.strictSame((await api('POST', '/event-type', { name: 't', description: '', retrySchedule: [2.5] })).body.retrySchedule, [2.5])
  t.strictSame((await api('PATCH', '/event-type/t', { description: 'x' })).body.retrySchedule, [2.5])
  t.notOk('retrySchedule' in (await api('PATCH', '/event-type/t', { retrySchedule: null })).body)
  t.equal((await api('PATCH', '/event-type/t', { retrySchedule: [-1] })).status, 422)
})

t.test('The endpoint’s schedule overrides the event type’s, which overrides the default.', async t => {
  const { api, endpoint, send, list } = await application()
  await api('POST', '/event-type', { name: 'twice', description: '', retrySchedule: [0.01] })
  const [own, other] = [await endpoint('/bad', { retrySchedule: [0.01, 0.01] }), await endpoint('/bad')]
  const { id: msgId } = await send({ eventType: 'twice' })
  const found = await eventually('both deliveries to be exhausted', async () => {
    const { data } = (await list('state=exhausted')).body
    return data.length === 2 ? data as Array<Item & { attempts: number }> : undefined
  })
  const attempts = Object.fromEntries(found.map(one => [one.endpointId, one.attempts]))
  t.strictSame(attempts, { [own]: 3, [other]: 2 })
  t.ok(found.every(one => one.msgId === msgId))
})
