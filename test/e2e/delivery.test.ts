import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { rawEndpoint } from '../helpers/endpoints.js'
import { eventually, startReceiver as start, type Received } from '../helpers/receiver.js'
import { startTestServer, type Api } from '../helpers/server.js'

const JITTER = 0.2
const SCHEDULE = ['200ms', '400ms', '300ms']

const server = await startTestServer({
  POSTHORN_RETRY_SCHEDULE: SCHEDULE.join(','), POSTHORN_REQUEST_TIMEOUT: '1s', POSTHORN_CIRCUIT_BREAKER: 'false'
})
t.teardown(server.close)

interface Scene {
  api: Api
  app: string
  endpoint: (url: string, change?: object) => Promise<string>
  send: (change?: object) => Promise<string>
  attempts: (msg: string) => Promise<any[]> // eslint-disable-line @typescript-eslint/no-explicit-any
}

const startReceiver: typeof start = async answer => {
  const started = await start(answer)
  t.teardown(started.close)
  return started
}

/** An application in a new organization. */
async function scene (host = server): Promise<Scene> {
  const api = await host.api()
  const { body: { id: app } } = await api('POST', '/app', { name: 'scene' })
  return {
    api,
    app,
    endpoint: async (url, change = {}) => (await api('POST', `/app/${app}/endpoint`, { url, ...change })).body.id,
    async send (change = {}) {
      const { status, body } = await api('POST', `/app/${app}/msg`, { eventType: 'order.paid', payload: { n: 1 }, ...change })
      if (status !== 202) throw new Error(`${status} ${JSON.stringify(body)}`)
      return body.id
    },
    attempts: async msg => (await api('GET', `/app/${app}/attempt/msg/${msg}?limit=250`)).body.data.reverse()
  }
}

/** The end of a message's delivery at the only endpoint of its application. */
async function ended ({ api, app }: Scene, msg: string): Promise<any> { // eslint-disable-line @typescript-eslint/no-explicit-any
  return await eventually('the delivery has ended', async () => {
    const { body } = await api('GET', `/app/${app}/delivery`)
    return body.data.find(({ msgId, state }: { msgId: string, state: string }) => msgId === msg && state !== 'pending')
  })
}

async function receiver (status: number | ((request: Received, count: number) => number) = 204) {
  const started = await startReceiver((request, response) => {
    response.writeHead(typeof status === 'number' ? status : status(request, started.received.length), { 'content-type': 'text/plain' })
      .end(`answer ${started.received.length}`)
  })
  return started
}

t.test('Retries follow the schedule with at most a fifth of jitter. After the last one the delivery is exhausted.', async t => {
  const { received, url } = await receiver(500)
  const its = await scene()
  const { endpoint, send, attempts } = its
  await endpoint(url)
  const msg = await send()
  await eventually('four attempts', () => received.length === 4)
  const gaps = received.slice(1).map(({ at }, n) => at - received[n]!.at)
  for (const [n, gap] of gaps.entries()) {
    const planned = Number.parseInt(SCHEDULE[n]!)
    t.ok(gap >= planned * (1 - JITTER) - 5, `${gap} ms is not much less than ${planned}`)
  }
  t.match(await ended(its, msg), { state: 'exhausted', attempts: 4, nextAttempt: null }, 'no further attempt is planned')
  t.equal(received.length, 4)
  t.match(await attempts(msg), [1, 2, 3, 4].map(n => ({ status: 2, responseStatusCode: 500, response: `answer ${n}`, triggerType: 0 })))
})

t.test('A message is retried until it is delivered, and not afterwards.', async t => {
  const { received, url } = await receiver((_request, count) => count < 3 ? 503 : 200)
  const its = await scene()
  const { endpoint, send, attempts } = its
  await endpoint(url)
  const msg = await send()
  await eventually('three attempts', () => received.length === 3)
  t.match(await ended(its, msg), { state: 'succeeded', attempts: 3, nextAttempt: null }, 'no further attempt is planned')
  t.equal(received.length, 3)
  t.match((await attempts(msg)).map(({ status }) => status), [2, 2, 0])
  t.equal(new Set(received.map(({ headers }) => headers['webhook-id'])).size, 1)
})

t.test('With an empty schedule there is one attempt.', async t => {
  const host = await startTestServer({ POSTHORN_RETRY_SCHEDULE: '' })
  t.teardown(host.close)
  const { received, url } = await receiver(500)
  const its = await scene(host)
  await its.endpoint(url)
  t.match(await ended(its, await its.send()), { state: 'exhausted', attempts: 1, nextAttempt: null })
  t.equal(received.length, 1)
})

t.test('410 disables the endpoint.', async t => {
  const { received, url } = await receiver(410)
  const { api, app, endpoint, send } = await scene()
  const id = await endpoint(url)
  await send()
  await eventually('the endpoint is disabled', async () => (await api('GET', `/app/${app}/endpoint/${id}`)).body.disabled === true)
  await send()
  t.match((await api('GET', `/app/${app}/delivery`)).body.data, [
    { state: 'canceled', reason: 'gone' }
  ], 'the second message has no delivery')
  t.equal(received.length, 1)
})

t.test('A redirect is a failure and is not followed.', async t => {
  const target = await receiver()
  const { received, url } = await startReceiver((_request, response) => { response.writeHead(308, { location: target.url }).end() })
  const { endpoint, send, attempts } = await scene()
  await endpoint(url)
  const msg = await send()
  await eventually('two attempts', () => received.length === 2)
  t.equal(target.received.length, 0)
  t.match((await attempts(msg))[0], { status: 2, responseStatusCode: 308 })
})

t.test('An attempt at an endpoint that does not answer in time is recorded with code 0 and a reason.', async t => {
  const hanging = await rawEndpoint(() => {})
  t.teardown(hanging.close)
  const { endpoint, send, attempts } = await scene()
  await endpoint(hanging.url)
  const msg = await send()
  await eventually('the attempt is recorded', async () => (await attempts(msg)).length > 0)
  const [attempt] = await attempts(msg)
  t.match(attempt, { status: 2, responseStatusCode: 0, response: /timed out/ })
  t.ok(attempt.responseDurationMs >= 900 && attempt.responseDurationMs < 3000)
})

t.test('Of a long answer the first 2,000 bytes are kept.', async t => {
  const { url } = await startReceiver((_request, response) => { response.writeHead(200).end('x'.repeat(500_000)) })
  const { endpoint, send, attempts } = await scene()
  await endpoint(url)
  const msg = await send()
  await eventually('the attempt is recorded', async () => (await attempts(msg)).length > 0)
  const [attempt] = await attempts(msg)
  t.equal(attempt.response.length, 2000)
})

const drops: Array<[string, (scene: Scene, ids: { endpoint: string, msg: string }) => Promise<unknown>]> = [
  ['the endpoint is deleted', async ({ api, app }, { endpoint }) => await api('DELETE', `/app/${app}/endpoint/${endpoint}`)],
  ['the endpoint is disabled', async ({ api, app }, { endpoint }) =>
    await api('PATCH', `/app/${app}/endpoint/${endpoint}`, { disabled: true })],
  ['the endpoint wants other channels', async ({ api, app }, { endpoint }) =>
    await api('PATCH', `/app/${app}/endpoint/${endpoint}`, { channels: ['other'] })],
  ['the application is deleted', async ({ api, app }) => await api('DELETE', `/app/${app}`)],
  ['the payload is expunged', async ({ api, app }, { msg }) => await api('DELETE', `/app/${app}/msg/${msg}/content`)]
]
for (const [what, change] of drops) {
  t.test(`Retries stop at once when ${what}.`, async t => {
    const { received, url } = await receiver(500)
    const its = await scene()
    const endpoint = await its.endpoint(url)
    const msg = await its.send()
    await eventually('the first attempt', () => received.length === 1)
    const { status } = await change(its, { endpoint, msg }) as { status: number }
    t.ok(status >= 200 && status < 300, `${status}`)
    const before = received.length
    await wait(900)
    t.equal(received.length, before)
  })
}

t.test('Every attempt uses the current URL, headers and secret of the endpoint.', async t => {
  const first = await receiver(500)
  const second = await receiver()
  const { api, app, endpoint, send } = await scene()
  const id = await endpoint(first.url)
  await send()
  await eventually('the first attempt', () => first.received.length === 1)
  t.equal((await api('PATCH', `/app/${app}/endpoint/${id}`, { url: `${second.url}/new` })).status, 200)
  await eventually('the second attempt', () => second.received.length === 1)
  t.equal(second.received[0]!.path, '/new')
})

t.test('An endpoint that was created after a message never gets this message.', async t => {
  const failing = await receiver(500)
  const late = await receiver()
  const { endpoint, send } = await scene()
  await endpoint(failing.url)
  await send()
  await endpoint(late.url)
  await eventually('the schedule is used up', () => failing.received.length === 4)
  t.equal(late.received.length, 0)
})

t.test('deliverAt delays the first attempt.', async t => {
  const { received, url } = await receiver()
  const { endpoint, send } = await scene()
  await endpoint(url)
  const at = Date.now() + 1200
  await send({ deliverAt: new Date(at).toISOString() })
  await eventually('it arrives', () => received.length === 1)
  t.ok(received[0]!.at >= at - 5, `${received[0]!.at - at} ms after its time`)
})

t.test('An endpoint that hangs does not delay deliveries to others. Connections are kept alive.', async t => {
  const hanging = await rawEndpoint(() => {})
  t.teardown(hanging.close)
  const connections = new Set<unknown>()
  const { received, url } = await startReceiver((_request, response, { socket }) => {
    connections.add(socket)
    response.writeHead(204).end()
  })
  // The requests to the hanging endpoint end with this test, so no other request can have waited for their end.
  const patient = await startTestServer({ POSTHORN_REQUEST_TIMEOUT: '30s', POSTHORN_RETRY_SCHEDULE: '', POSTHORN_CIRCUIT_BREAKER: 'false' })
  t.teardown(patient.close)
  const { endpoint, send, attempts } = await scene(patient)
  const hangingId = await endpoint(hanging.url)
  await endpoint(url)
  const sent: string[] = []
  for (let n = 0; n < 20; n++) {
    sent.push(await send())
    await eventually('it arrives', () => received.length === n + 1)
  }
  t.ok(hanging.requests.length >= 1)
  for (const msg of sent) {
    t.same((await attempts(msg)).filter(({ endpointId }) => endpointId === hangingId), [], 'the other one still hangs')
  }
  await hanging.close()
  t.ok(connections.size <= 3, `${connections.size} connections for 20 requests`)
})

t.test('With an empty whitelist the guard blocks loopback. The attempt is recorded with code 0.', async t => {
  const host = await startTestServer({ POSTHORN_WHITELIST_SUBNETS: '', POSTHORN_RETRY_SCHEDULE: '' })
  t.teardown(host.close)
  const { received, url } = await receiver()
  const { endpoint, send, attempts } = await scene(host)
  await endpoint(url)
  await endpoint(url.replace('127.0.0.1', 'localhost'))
  const msg = await send()
  await eventually('both are recorded', async () => (await attempts(msg)).length === 2)
  t.match(await attempts(msg), [1, 2].map(() => ({ status: 2, responseStatusCode: 0, response: /./ })))
  t.equal(received.length, 0)
})

t.test('Concurrent requests with one idempotency key are one message and one delivery.', async t => {
  const { received, url } = await receiver()
  const { api, app, endpoint } = await scene()
  await endpoint(url)
  const twins = await Promise.all([1, 2, 3, 4].map(async () =>
    await api('POST', `/app/${app}/msg`, { eventType: 'a.b', payload: {} }, { 'idempotency-key': 'twin' })))
  t.same(twins.map(({ status }) => status), [202, 202, 202, 202])
  t.equal(new Set(twins.map(({ body }) => body.id)).size, 1)
  await eventually('it arrives', () => received.length === 1)
  await wait(300)
  t.equal(received.length, 1)
})

t.test('A server that stops in order settles the attempts in flight. The next start continues retries and waiting deliveries.', async t => {
  const settings = { POSTHORN_DATA_DIR: t.testdir({}), POSTHORN_RETRY_SCHEDULE: '1s,1s', POSTHORN_CIRCUIT_BREAKER: 'false' }
  let slow = 0
  const { received, url } = await startReceiver((request, response) => {
    if (request.path === '/slow') setTimeout(() => { slow++; response.writeHead(204).end() }, 400)
    else response.writeHead(received.filter(({ path }) => path === '/flaky').length === 1 ? 500 : 204).end()
  })
  const first = await startTestServer(settings)
  const { app, endpoint, send } = await scene(first)
  const token = await first.token('org_restart')
  t.ok(token)
  await endpoint(`${url}/slow`)
  await endpoint(`${url}/flaky`)
  const msg = await send()
  await send({ deliverAt: new Date(Date.now() + 2500).toISOString() })
  await eventually('both requests are in flight', () => received.length === 2)
  await first.close()
  t.equal(slow, 1, 'the server waited for the slow request')
  const second = await startTestServer(settings)
  t.teardown(second.close)
  t.ok(app)
  await eventually('the retry', () => received.filter(({ headers }) => headers['webhook-id'] === msg).length === 3)
  await eventually('the waiting delivery', () => received.length === 5)
})
