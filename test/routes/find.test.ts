import t from 'tap'
import { newApplication, newEndpoint } from '../helpers/engine.js'
import { memoryHost } from '../helpers/memory-app.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer, type Api } from '../helpers/server.js'

const server = await startTestServer()
const receiver = await startReceiver()
t.teardown(async () => { await Promise.all([server.close(), receiver.close()]) })

const find = async (api: Api, q: string) =>
  (await api('GET', `/find?q=${encodeURIComponent(q)}`)).body.data as Array<Record<string, string>>

/** An application with an endpoint and an attempted message. */
async function world () {
  const api = await server.api()
  const { body: app } = await api('POST', '/app', { name: 'Acme Corp', uid: 'acme' })
  const { body: endpoint } = await api('POST', `/app/${app.id}/endpoint`, { url: receiver.url, uid: 'orders', description: 'Orders' })
  const { body: message } = await api('POST', `/app/${app.id}/msg`, { eventType: 'order.paid', payload: {}, eventId: 'order-17' })
  const { id: attemptId } = await eventually('the attempt', async () => (await api(
    'GET', `/app/${app.id}/attempt/msg/${message.id}`
  )).body.data[0])
  return { api, app, endpoint, message, attemptId }
}

t.test('Every object is found by its id alone.', async t => {
  const { api, app, endpoint, message, attemptId } = await world()
  t.same(await find(api, app.id), [{ type: 'application', id: app.id, uid: 'acme', name: 'Acme Corp' }])
  t.same(await find(api, ` ${endpoint.id} `), [{ type: 'endpoint', id: endpoint.id, uid: 'orders', name: 'Orders', appId: app.id }])
  t.same(await find(api, message.id), [{ type: 'message', id: message.id, uid: 'order-17', name: 'order.paid', appId: app.id }])
  const attempt = { type: 'attempt', id: attemptId, appId: app.id, endpointId: endpoint.id, messageId: message.id }
  t.same(await find(api, attemptId), [attempt])
  t.same(await find(api, `${message.id}/${attemptId}`), [attempt])
  const { body: task } = await api(
    'POST', `/app/${app.id}/endpoint/${endpoint.id}/recover`, { since: new Date(Date.now() - 60_000).toISOString() }
  )
  t.same(await find(api, task.id), [{ type: 'task', id: task.id, name: 'endpoint.recover', appId: app.id, endpointId: endpoint.id }])
  const { body: file } = await api('POST', `/app/${app.id}/import`)
  t.same(await find(api, file.id), [{ type: 'import', id: file.id, name: 'message.import', appId: app.id }])
})

t.test('A message without an attempt is found if its application is among the newest, or if the query names the application.', async t => {
  const api = await server.api()
  const { body: app } = await api('POST', '/app', { name: 'Quiet', messageShards: 4 })
  const { body: message } = await api('POST', `/app/${app.id}/msg`, { eventType: 'a', payload: {} })
  t.match(await find(api, message.id), [{ type: 'message', id: message.id, appId: app.id }])
  for (let n = 0; n < 250; n++) await api('POST', '/app', { name: 'newer' })
  t.same(await find(api, message.id), [])
  t.match(await find(api, `${app.id}/${message.id}`), [{ type: 'message', id: message.id, appId: app.id }])
})

t.test('A uid or eventId finds its objects; the beginning of a name finds applications and event types.', async t => {
  const { api, app, endpoint, message } = await world()
  await api('POST', '/event-type', { name: 'order.paid', description: '' })
  await api('POST', '/event-type', { name: 'order.paid.late', description: '' })
  await api('POST', '/event-type', { name: 'order.paid.old', description: '', archived: true })
  const { body: other } = await api('POST', '/app', { name: 'acme two' })
  t.match((await find(api, 'acme')).map(({ id }) => id), [app.id, other.id], 'the application with that uid is first')
  t.match((await find(api, 'ACME')).map(({ id }) => id).sort(), [app.id, other.id].sort(), 'the case is ignored')
  t.match(await find(api, 'orders'), [{ type: 'endpoint', id: endpoint.id }])
  t.match(await find(api, 'order-17'), [{ type: 'message', id: message.id }])
  t.match(await find(api, 'acme/order-17'), [{ type: 'message', id: message.id }])
  t.match(await find(api, 'acme/orders'), [{ type: 'endpoint', id: endpoint.id }])
  t.same(
    await find(api, 'order.paid'),
    [{ type: 'event-type', id: 'order.paid', name: 'order.paid' }, { type: 'event-type', id: 'order.paid.late', name: 'order.paid.late' }]
  )
})

t.test('Deleted objects, objects of other organizations and nonsense are not found.', async t => {
  const { api, app, endpoint, message, attemptId } = await world()
  const stranger = await server.api()
  const texts = [
    app.id, endpoint.id, message.id, attemptId, `${message.id}/${attemptId}`, `${app.id}/${endpoint.id}`, 'acme', 'orders', 'order-17',
    'acme/orders'
  ]
  for (const text of texts) t.same(await find(stranger, text), [], text)
  for (const text of ['ep_1', '/', 'a/', '/b', 'app_zzzzzzzzzzzzzzzzzzzzzzzzzzz', 'é'.repeat(600), '%', '../..', 'nope']) {
    t.same(await find(api, text), [], text)
  }
  await api('DELETE', `/app/${app.id}/endpoint/${endpoint.id}`)
  t.same(await find(api, endpoint.id), [])
  await api('DELETE', `/app/${app.id}`)
  for (const text of texts) t.same(await find(api, text), [], `${text} is deleted`)
})

t.test('A portal may not search; wrong parameters are refused with a reason.', async t => {
  const api = await server.api()
  const { body: app } = await api('POST', '/app', { name: 'Acme' })
  const portal = await server.api((await api('POST', `/auth/app-portal-access/${app.id}`, {})).body.token)
  t.equal((await portal('GET', `/find?q=${app.id}`)).status, 403)
  for (const query of ['', '?q=', '?q=%20', `?q=${'x'.repeat(601)}`]) t.equal((await api('GET', `/find${query}`)).status, 422, query)
})

t.test('A search finds at most twenty results, and its database requests do not grow with the number of objects.', async t => {
  const { engine, organization } = await memoryHost()
  const api = await organization('org_large')
  for (let n = 0; n < 300; n++) {
    const application = await newApplication(engine, { orgId: 'org_large', name: 'many' })
    if (n > 270) for (let made = 0; made < 10; made++) await newEndpoint(engine, application)
  }
  let calls = 0
  const { call } = engine.db
  Object.assign(engine.db, { call: async (...given: Parameters<typeof call>) => { calls++; return await call(...given) } })
  t.equal((await find(api, 'many')).length, 20)
  t.ok(calls < 20, `${calls} requests for a name`)
  calls = 0
  t.same(await find(api, engine.newId('atmpt_').id), [])
  t.ok(calls <= 130, `${calls} requests for an attempt`)
})
