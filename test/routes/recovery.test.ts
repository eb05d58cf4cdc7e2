import t from 'tap'
import { Webhook } from 'standardwebhooks'
import { Svix } from 'svix'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer({ POSTHORN_RETRY_SCHEDULE: '', POSTHORN_CIRCUIT_BREAKER: 'false' })
t.teardown(server.close)
const DAY_MS = 86_400_000
const ago = (ms: number) => new Date(Date.now() - ms).toISOString()

interface Task { id: string, status: string, task: string, data: { resent: number, outstanding: number, reason?: string } }

async function application () {
  const orgId = `org_recovery_${Math.random().toString(36).slice(2)}`
  const token = await server.token(orgId)
  const api = await server.api(token)
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a' })
  const base = `/app/${appId}`
  let status = 500
  const receiver = await startReceiver((_received, response) => { response.writeHead(status).end() })
  t.teardown(receiver.close)
  const endpoint = async (fields: object = {}) =>
    (await api('POST', `${base}/endpoint`, { url: receiver.url, ...fields })).body.id as string
  const send = async (fields: object = {}) =>
    (await api('POST', `${base}/msg`, { eventType: 'a', payload: {}, ...fields })).body.id as string
  const attempts = async (endpointId: string) => (await api(
    'GET', `${base}/attempt/endpoint/${endpointId}?limit=250`
  )).body.data as Array<{ msgId: string, triggerType: number, status: number }>
  const attempted = async (endpointId: string, count: number) => await eventually(`${count} attempts`, async () => {
    const made = await attempts(endpointId)
    return made.length === count ? made : undefined
  })
  const finished = async (id: string) => await eventually('the end of the task', async () => {
    const { body } = await api('GET', `/background-task/${id}`)
    return body.status === 'running' ? undefined : body as Task
  })
  const start = async (endpointId: string, what: string, body: object) => await api('POST', `${base}/endpoint/${endpointId}/${what}`, body)
  const replay = async (endpointId: string, what: string, body: object = {}) =>
    await finished((await start(endpointId, what, { since: ago(60_000), ...body })).body.id)
  return {
    api, token, orgId, appId, base, receiver, endpoint, send, attempts, attempted, finished, start, replay,
    answer: (code: number) => { status = code }
  }
}

t.test('Recover makes one manual attempt of every message that failed and never succeeded.', async t => {
  const { api, base, appId, receiver, endpoint, send, attempted, start, finished, answer } = await application()
  const id = await endpoint()
  const failed = [await send({ payload: { n: 1 } }), await send({ payload: { n: 2 } })]
  await attempted(id, 2)
  answer(200)
  const fine = await send()
  await attempted(id, 3)
  const since = ago(60_000)
  const { status, body } = await start(id, 'recover', { since })
  t.equal(status, 202)
  t.match(body, { id: /^qtask_.{27}$/, status: 'running', task: 'endpoint.recover', updatedAt: /Z$/ })
  t.match(await finished(body.id), {
    id: body.id, status: 'finished', data: { appId, endpointId: id, since, until: /Z$/, resent: 2, outstanding: 0 }
  })
  const made = await attempted(id, 5)
  t.strictSame(made.slice(0, 2).map(({ msgId, triggerType, status }) => ({ msgId, triggerType, status })).sort((a, b) => a.msgId < b.msgId
    ? -1
    : 1), failed.map(msgId => ({ msgId, triggerType: 1, status: 0 })))
  t.equal(made.filter(({ msgId }) => msgId === fine).length, 1)
  const { body: { key } } = await api('GET', `${base}/endpoint/${id}/secret`)
  for (const { body, headers } of receiver.received.slice(3)) {
    t.ok(new Webhook(key).verify(body.toString(), headers as Record<string, string>))
  }
  const again = await start(id, 'recover', { since })
  t.match(await finished(again.body.id), { status: 'finished', data: { resent: 0 } })
})

t.test('Recover includes messages that are still retried, and keeps their retry when it fails again.', async t => {
  const { api, base, endpoint, send, attempted, replay, answer } = await application()
  const id = await endpoint({ retrySchedule: [3600] })
  await send()
  await attempted(id, 1)
  t.match(await replay(id, 'recover'), { data: { resent: 1 } })
  t.match(await attempted(id, 2), [{ triggerType: 1, status: 2 }, { triggerType: 0 }])
  t.match((await api('GET', `${base}/delivery?state=pending`)).body.data, [{ nextAttempt: /Z$/ }])
  answer(200)
  t.match(await replay(id, 'recover'), { data: { resent: 1 } })
  t.match((await api('GET', `${base}/delivery`)).body.data, [{ state: 'succeeded', nextAttempt: null }])
})

t.test('Recover considers only the attempts in its time range.', async t => {
  const { endpoint, send, attempted, replay, answer } = await application()
  const id = await endpoint()
  await send()
  await attempted(id, 1)
  await new Promise(resolve => setTimeout(resolve, 10))
  const between = ago(0)
  t.match(await replay(id, 'recover', { since: between }), { status: 'finished', data: { resent: 0 } })
  answer(200)
  t.match(await replay(id, 'recover', { until: between }), { data: { resent: 1 } })
  await attempted(id, 2)
  t.match(await replay(id, 'recover', { until: between }), { data: { resent: 1 } }, 'the success came after the range')
  t.match(await replay(id, 'recover'), { data: { resent: 0 } }, 'and is inside this range')
})

t.test('The range of every replay is at most 14 days, checked after the body and before the endpoint.', async t => {
  const { endpoint, start } = await application()
  const id = await endpoint()
  for (const what of ['recover', 'replay-missing', 'bulk-replay']) {
    t.match(await start('unknown', what, { since: ago(21 * DAY_MS) }), {
      status: 422, body: { detail: [{ loc: ['body', 'since'], type: 'value_error' }] }
    })
    t.equal((await start(id, what, { since: ago(14 * DAY_MS + 6 * 60_000) })).status, 422)
    t.equal((await start(id, what, { since: ago(14 * DAY_MS + 4 * 60_000) })).status, 202)
    t.equal((await start(id, what, { since: ago(30 * DAY_MS), until: ago(20 * DAY_MS) })).status, 202)
    t.equal((await start('unknown', what, { since: ago(1000) })).status, 404)
    t.equal((await start(id, what, {})).status, 422)
    t.equal((await start(id, what, { since: 'yesterday' })).status, 422)
    t.equal((await start(id, what, { since: ago(1000), until: null })).status, 202)
  }
})

t.test('Replay-missing sends messages that match the endpoint and were never sent to it.', async t => {
  const { api, base, endpoint, send, attempted, replay, answer } = await application()
  await api('POST', '/event-type', { name: 'wanted', description: '' })
  answer(200)
  const before = [await send({ eventType: 'wanted' }), await send({ eventType: 'wanted', payload: { n: 2 } })]
  await send({ eventType: 'other' })
  const gone = await send({ eventType: 'wanted' })
  await api('DELETE', `${base}/msg/${gone}/content`)
  const id = await endpoint({ eventTypes: ['wanted'] })
  await send({ eventType: 'wanted' })
  await attempted(id, 1)
  t.match(await replay(id, 'replay-missing'), { task: 'endpoint.replay', status: 'finished', data: { resent: 2 } })
  const made = await attempted(id, 3)
  t.strictSame(made.filter(({ triggerType }) => triggerType === 1).map(({ msgId }) => msgId).sort(), before)
  t.match(await replay(id, 'replay-missing'), { data: { resent: 0 } }, 'they were sent meanwhile')
})

t.test('Replay-missing includes messages that were canceled before their first attempt, and excludes failed ones.', async t => {
  const { api, base, endpoint, send, attempts, attempted, replay, answer } = await application()
  const id = await endpoint()
  await send()
  await attempted(id, 1)
  const waiting = await send({ deliverAt: new Date(Date.now() + 2000).toISOString() })
  await api('PATCH', `${base}/endpoint/${id}`, { disabled: true })
  await eventually('the cancellation', async () => (await api('GET', `${base}/delivery?state=canceled`)).body.data.length === 1)
  await api('PATCH', `${base}/endpoint/${id}`, { disabled: false })
  answer(200)
  t.match(await replay(id, 'replay-missing'), { data: { resent: 1 } })
  t.equal((await attempts(id))[0]!.msgId, waiting)
})

t.test('Bulk replay sends messages again, with the requested filters.', async t => {
  const { endpoint, send, attempted, replay, answer } = await application()
  const id = await endpoint()
  const failed = await send({ channels: ['c'], tags: ['red'] })
  await attempted(id, 1)
  answer(201)
  await send({ eventType: 'b' })
  await attempted(id, 2)
  await endpoint()
  const resent = async (filter: object) => (await replay(id, 'bulk-replay', filter)).data.resent
  for (const filter of [
    { status: 3 }, { status: 1 }, { status: 4 }, { channel: 'x' }, { tag: 'blue' }, { eventTypes: ['c'] }, { statusCodeClass: 300 },
    { until: ago(59_000) }
  ]) t.equal(await resent(filter), 0, JSON.stringify(filter))
  answer(500)
  for (const filter of [{ status: 2 }, { channel: 'c' }, { tag: 'red' }, { eventTypes: ['a'] }, { statusCodeClass: 500, status: null }]) {
    t.equal(await resent(filter), 1, JSON.stringify(filter))
  }
  t.ok((await attempted(id, 7)).slice(0, 5).every(({ msgId, triggerType }) => msgId === failed && triggerType === 1))
  t.equal(await resent({ status: 0 }), 1)
  t.equal(await resent({}), 2, 'successful and failed messages')
  await attempted(id, 10)
})

t.test('More than one batch is replayed, each message once.', async t => {
  const { endpoint, send, replay, receiver, answer } = await application()
  answer(200)
  await Promise.all(Array.from({ length: 260 }, async (_, n) => await send({ payload: { n } })))
  const id = await endpoint()
  t.match(await replay(id, 'replay-missing'), { status: 'finished', data: { resent: 260, outstanding: 0 } })
  t.equal(receiver.received.length, 260)
  t.equal(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size, 260)
})

t.test('A replay to an endpoint that is disabled or deleted fails with a reason.', async t => {
  const { api, base, endpoint, send, attempted, start, finished, answer } = await application()
  const id = await endpoint()
  await send()
  await attempted(id, 1)
  await api('PATCH', `${base}/endpoint/${id}`, { disabled: true })
  const { status, body } = await start(id, 'recover', { since: ago(60_000) })
  t.equal(status, 202)
  t.match(await finished(body.id), { status: 'failed', data: { reason: 'endpoint disabled', resent: 0 } })
  const other = await endpoint({ url: 'http://127.0.0.1:9', throttleRate: 1 })
  answer(200)
  for (let n = 0; n < 3; n++) await send()
  const { body: task } = await start(other, 'bulk-replay', { since: ago(60_000) })
  await api('DELETE', `${base}/endpoint/${other}`)
  t.match(await finished(task.id), { status: /finished|failed/ })
})

t.test('Tasks are listed newest first, filtered and in pages; a portal sees only its own.', async t => {
  const { api, orgId, appId, endpoint, start, finished } = await application()
  const id = await endpoint()
  const ids: string[] = []
  for (const what of ['recover', 'replay-missing', 'bulk-replay']) ids.unshift((await start(id, what, { since: ago(1000) })).body.id)
  for (const id of ids) await finished(id)
  const list = async (query = '', caller = api) => (await caller('GET', `/background-task?${query}`)).body
  const idsOf = ({ data }: { data: Task[] }) => data.map(({ id }) => id)
  t.strictSame(idsOf(await list()), ids)
  t.strictSame(idsOf(await list('order=ascending')), ids.toReversed())
  t.match(await list('limit=2'), { done: false, iterator: ids[1], prevIterator: `-${ids[0]}` })
  t.strictSame(idsOf(await list(`limit=2&iterator=${ids[1]}`)), ids.slice(2))
  t.strictSame(idsOf(await list(`iterator=-${ids[2]}`)), ids.slice(0, 2))
  t.strictSame(idsOf(await list('task=endpoint.recover')), ids.slice(2))
  t.strictSame(idsOf(await list('task=message.broadcast')), [])
  t.strictSame(idsOf(await list('status=finished')), ids)
  t.strictSame(idsOf(await list('status=running')), [])
  t.equal((await api('GET', '/background-task?status=odd')).status, 400)
  t.equal((await api('GET', '/background-task?iterator=app_1')).status, 422)
  t.equal((await api('GET', '/background-task/qtask_unknown')).status, 404)
  const portal = async (app: string) =>
    await server.api(await server.tokens.mint({ kind: 'app', orgId, appId: app, featureFlags: [] }, 600))
  t.strictSame(idsOf(await list('', await portal(appId))), ids)
  const other = (await api('POST', '/app', { name: 'other' })).body.id
  t.strictSame(idsOf(await list('', await portal(other))), [])
  t.equal((await (await portal(other))('GET', `/background-task/${ids[0]}`)).status, 404)
  t.equal((await (await server.api())('GET', `/background-task/${ids[0]}`)).status, 404, 'another organization does not see it')
})

t.test('The SDK starts, reads and lists all of them.', async t => {
  const { token, appId, endpoint, send, attempted, finished, answer } = await application()
  const svix = new Svix(token, { serverUrl: server.url })
  const id = await endpoint()
  await send()
  await attempted(id, 1)
  answer(200)
  const since = new Date(Date.now() - 60_000)
  const recovered = await svix.endpoint.recover(appId, id, { since })
  t.equal(recovered.status, 'running')
  await finished(recovered.id)
  const missing = await svix.endpoint.replayMissing(appId, id, { since })
  const bulk = await svix.endpoint.bulkReplay(appId, id, { since, status: 0 })
  await finished(bulk.id)
  await finished(missing.id)
  t.match(await svix.backgroundTask.get(bulk.id), { status: 'finished', task: 'endpoint.bulk-replay', data: { resent: 1 } })
  t.match((await svix.backgroundTask.list({ limit: 10 })).data.map(task => task.id), [bulk.id, missing.id, recovered.id])
  await attempted(id, 3)
})
