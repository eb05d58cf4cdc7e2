import t from 'tap'
import { Svix } from 'svix-newest'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer({ POSTHORN_RETRY_SCHEDULE: '1h', POSTHORN_CIRCUIT_BREAKER: 'false' })
const receiver = await startReceiver(({ path }, response) => { response.writeHead(path === '/fails' ? 500 : 200).end() })
t.teardown(async () => { await Promise.all([server.close(), receiver.close()]) })

async function setUp (path: string) {
  const token = await server.token()
  const [api, svix] = [await server.api(token), new Svix(token, { serverUrl: server.url })]
  const { id: appId } = await svix.application.create({ name: 'a' })
  const { body: { id: endpointId } } = await api('POST', `/app/${appId}/endpoint`, { url: receiver.url + path })
  const send = async (fields: object = {}) =>
    (await api('POST', `/app/${appId}/msg`, { eventType: 'a', payload: { n: 1 }, ...fields })).body.id as string
  const attempted = async (count: number) => await eventually('the attempts', async () =>
    (await api('GET', `/app/${appId}/attempt/endpoint/${endpointId}`)).body.data.length === count)
  return { api, svix, appId, one: `/app/${appId}/endpoint/${endpointId}`, send, attempted }
}

t.test('The payloads of given messages are deleted, by id or eventId, with a result for each.', async t => {
  const { svix, appId, send } = await setUp('/ok')
  const [first, second, third] = [await send(), await send({ eventId: 'invoice-1' }), await send()]
  const { results } = await svix.message.bulkExpungeContent(appId, { ids: [first, 'invoice-1', 'msg_none', 'none'] })
  t.same(results, { [first]: 'expunged', 'invoice-1': 'expunged', msg_none: 'not-found', none: 'not-found' })
  const payloads = await Promise.all([first, second, third].map(async id =>
    (await svix.message.get(appId, id, { withContent: true })).payload))
  t.same(payloads, [{ expired: true }, { expired: true }, { n: 1 }])
  t.same((await svix.message.bulkExpungeContent(appId, {})).results, {})
})

t.test('More than 250 ids are refused, and portals are refused.', async t => {
  const { api, svix, appId } = await setUp('/ok')
  t.equal((await api('POST', `/app/${appId}/msg/bulk-expunge`, { ids: Array.from({ length: 251 }, String) })).status, 422)
  const portal = await server.api((await svix.authentication.appPortalAccess(appId, {})).token)
  t.equal((await portal('POST', `/app/${appId}/msg/bulk-expunge`, { ids: [] })).status, 403)
})

t.test('Attempts are counted by whole hours.', async t => {
  const { api, one, send, attempted } = await setUp('/fails')
  await send()
  await send()
  await attempted(2)
  t.same((await api('GET', `${one}/attempt-stats`)).body, { success: 0, fail: 2, canceled: 0 })
  const thisHour = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 + 1000).toISOString()
  t.same((await api('GET', `${one}/attempt-stats?until=${thisHour}`)).body.fail, 0, 'including the hour of that time')
  t.equal((await api('GET', `${one}/attempt-stats?since=2020-01-01T00:00:00Z`)).status, 400)
})

t.test('An event type has its own retry schedule, or the default.', async t => {
  const { api } = await setUp('/ok')
  await api('POST', '/event-type', { name: 'order.paid', description: '' })
  const path = '/event-type/order.paid/retry-schedule'
  t.same((await api('GET', path)).body, { retrySchedule: [3600], isDefault: true })
  t.same((await api('PUT', path, { retrySchedule: [1, 2.5] })).body, { retrySchedule: [1, 2.5], isDefault: false })
  t.same((await api('GET', '/event-type/order.paid')).body.retrySchedule, [1, 2.5])
  t.same((await api('PUT', path, { retrySchedule: null })).body, { retrySchedule: [3600], isDefault: true })
  t.equal((await api('GET', '/event-type/none/retry-schedule')).status, 404)
  t.equal((await api('PUT', '/event-type/none/retry-schedule', { retrySchedule: [] })).status, 404)
  t.equal((await api('PUT', path, {})).status, 422)
})

t.test('Waiting deliveries of an endpoint are canceled, of one event type or all. Resend and bulk replay send them again, recover does not.', async t => {
  const { api, appId, one, send, attempted } = await setUp('/fails')
  const [a, b] = [await send(), await send({ eventType: 'b' })]
  await attempted(2)
  const state = async (id: string) => (await api('GET', `/app/${appId}/msg/${id}/endpoint`)).body.data[0]
  const begun = async (what: string, body: object) => {
    const { status, body: { id } } = await api('POST', `${one}/${what}`, body)
    t.equal(status, 202)
    return await eventually('the end of the task', async () => {
      const { body } = await api('GET', `/background-task/${id}`)
      return body.status === 'running' ? undefined : body
    })
  }
  const cancel = async (body: object) => await begun('cancel-msgs', body)
  t.match(await cancel({ eventTypes: ['b'] }), { status: 'finished', task: 'endpoint.cancel-messages', data: { canceled: 1 } })
  t.equal((await state(b)).nextAttempt, null)
  t.not((await state(a)).nextAttempt, null)
  t.match((await api('GET', `/app/${appId}/delivery?state=canceled`)).body.data, [{ msgId: b, reason: 'canceled by hand' }])
  t.match(await cancel({}), { status: 'finished', data: { canceled: 1 } })
  t.match(await cancel({}), { status: 'finished', data: { canceled: 0 } })
  const since = new Date(Date.now() - 60_000).toISOString()
  t.match(await begun('recover', { since }), { status: 'finished', data: { resent: 0 } })
  t.match(await begun('replay-missing', { since }), { status: 'finished', data: { resent: 0 } })
  t.equal((await api('POST', `/app/${appId}/msg/${b}/endpoint/${one.split('/').at(-1)!}/resend`)).status, 202)
  await attempted(3)
  await begun('bulk-replay', { since })
  await attempted(5)
})

t.test('An endpoint lists its limits, their use and the number of waiting deliveries, also for a portal.', async t => {
  const { api, appId, one, send, attempted } = await setUp('/ok')
  t.same((await api('GET', `${one}/rate-limit-status`)).body, { status: 'unlimited', throttledSince: null, limits: [], sent: null })
  await api('PATCH', one, { throttleRate: 1 })
  t.same((await api('GET', `${one}/rate-limit-status`)).body, {
    status: 'within', throttledSince: null, limits: [{ of: 'endpoint', rate: 1, waiting: 0, clearAt: null }],
    sent: { count: 0, seconds: 60, more: false }
  })
  const began = Date.now()
  for (let sent = 0; sent < 6; sent++) await send()
  const portal = await server.api((await api('POST', `/auth/app-portal-access/${appId}`, { capabilities: ['ViewBase'] })).body.token)
  const { body } = await portal('GET', `${one}/rate-limit-status`)
  t.match(body, { status: 'throttled', limits: [{ of: 'endpoint', rate: 1 }] })
  t.ok(body.limits[0].waiting >= 2 && body.limits[0].waiting <= 6, `${body.limits[0].waiting} wait`)
  t.ok(Date.parse(body.throttledSince) >= began - 1 && Date.parse(body.limits[0].clearAt) > Date.now())
  await attempted(6)
})
