import t from 'tap'
import { startTestServer, type Api } from '../helpers/server.js'

const server = await startTestServer()
t.teardown(async () => await server.close())

async function polled (destination: object = {}) {
  const api = await server.api()
  const { body: app } = await api('POST', '/app', { name: 'polled' })
  const { body: sink } = await api('POST', `/app/${app.id}/destination`, { type: 'pollingEndpoint', ...destination })
  return {
    api, app, path: `/app/${app.id}/poller/${sink.id}`, consumers: `/app/${app.id}/destination/${sink.id}/consumer`,
    leased: `/app/${app.id}/polling-endpoint/${sink.id}/consumer`
  }
}

const send = async (api: Api, app: { id: string }, body: object = {}): Promise<{ id: string, timestamp: string }> =>
  (await api('POST', `/app/${app.id}/msg`, { eventType: 'order.paid', payload: {}, ...body })).body

const after = (iterator: string) => `iterator=${encodeURIComponent(iterator)}`
const lags = (answer: { body: { data: Array<{ id: string, lag: number }> } }) => answer.body.data.map(({ id, lag }) => [id, lag])

t.test('Each consumer is listed with its latest poll and its lag.', async t => {
  const { api, app, path, consumers, leased } = await polled({ channels: ['blue'] })
  t.same((await api('GET', consumers)).body, { data: [], iterator: null, done: true })
  const sent = []
  for (let n = 0; n < 4; n++) sent.push(await send(api, app, { channels: ['blue'] }))
  await send(api, app)

  const before = Date.now()
  const first = await api('GET', `${path}/consumer/a?limit=2`)
  await api('GET', `${path}/consumer/a?limit=1&${after(first.body.iterator)}`)
  const [one] = (await api('GET', consumers)).body.data
  t.match(one, { id: 'a', lag: 2, lagSince: sent[2]!.timestamp })
  t.ok(Date.parse(one.lastPollAt) >= before)

  await api('GET', `${leased}/b?limit=3`)
  await api('POST', `${leased}/b/commit`, { offset: 0 })
  t.same(lags(await api('GET', consumers)), [['a', 2], ['b', 3]], 'leased messages are not acknowledged')
  const page = await api('GET', `${path}/consumer/a`)
  await api('GET', `${path}/consumer/a?${after(page.body.iterator)}`)
  t.match(
    (await api('GET', consumers)).body.data[0], { id: 'a', lag: 0, lagSince: null },
    "messages that the endpoint's filters exclude are no lag"
  )
  await send(api, app, { channels: ['blue'] })
  t.same(lags(await api('GET', consumers)), [['a', 1], ['b', 4]], 'messages that no poll has read yet count')
})

t.test('A consumer that was moved to a time and never polled has no latest poll.', async t => {
  const { api, app, path, consumers } = await polled()
  await send(api, app)
  t.equal((await api('POST', `${path}/consumer/c/seek`, { after: new Date(Date.now() + 60_000).toISOString() })).status, 200)
  t.match((await api('GET', consumers)).body.data, [{ id: 'c', lastPollAt: null, lag: 0 }])
  await api('POST', `${path}/consumer/c/seek`, { after: '2020-01-01T00:00:00Z' })
  t.match((await api('GET', consumers)).body.data, [{ id: 'c', lastPollAt: null, lag: 1 }])
})

t.test('Consumers are listed in pages, and a lag is counted up to 250.', async t => {
  const { api, app, path, consumers } = await polled()
  const batch = { messages: Array.from({ length: 100 }, () => ({ eventType: 'order.paid', payload: {} })) }
  for (let n = 0; n < 3; n++) t.equal((await api('POST', `/app/${app.id}/msg/batch`, batch)).status, 202)
  for (const name of ['a', '-b', 'c']) await api('GET', `${path}/consumer/${name}?limit=1`)
  const seen = []
  let iterator = ''
  for (let done = false; !done;) {
    const page = await api('GET', `${consumers}?limit=1${iterator && `&${after(iterator)}`}`)
    seen.push(...lags(page));
    ({ iterator, done } = page.body)
  }
  t.same(seen, [['-b', 250], ['a', 250], ['c', 250]])
  t.equal((await api('GET', `${consumers}?limit=51`)).status, 422)
  t.equal((await api('GET', `/app/${app.id}/destination/none/consumer`)).status, 404)
})
