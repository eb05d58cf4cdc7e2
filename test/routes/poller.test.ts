import t from 'tap'
import { startTestServer, type Api } from '../helpers/server.js'

const server = await startTestServer()
t.teardown(async () => await server.close())

/** An application with a polling endpoint and a token that polls it. */
async function polled (destination: object = {}) {
  const api = await server.api()
  const { body: app } = await api('POST', '/app', { name: 'polled' })
  const { status, body: sink } = await api('POST', `/app/${app.id}/destination`, { type: 'pollingEndpoint', ...destination })
  t.equal(status, 201)
  const { body: { token } } = await api('POST', `/auth/app/${app.id}/poller/${sink.id}/token/rotate`, {})
  const path = `/app/${app.id}/poller/${sink.id}`
  return { api, app, sink, token, poll: await server.api(token), path }
}

let number = 0
async function send (api: Api, app: { id: string }, body: object = {}): Promise<string> {
  const answer = await api('POST', `/app/${app.id}/msg`, { eventType: 'order.paid', payload: { number: ++number }, ...body })
  t.equal(answer.status, 202)
  return answer.body.id
}

const idsOf = (page: { body: { data: Array<{ id: string }> } }) => page.body.data.map(({ id }) => id)
const after = (iterator: string) => `iterator=${encodeURIComponent(iterator)}`

t.test('Polled messages come in the order of acceptance, including earlier ones, page after page.', async t => {
  const { api, app, poll, path } = await polled()
  const sent = []
  for (let i = 0; i < 7; i++) sent.push(await send(api, app))

  const seen: string[] = []
  let iterator = ''
  for (let done = false; !done;) {
    const page = await poll('GET', `${path}?limit=3${iterator && `&${after(iterator)}`}`)
    t.equal(page.status, 200)
    seen.push(...idsOf(page));
    ({ iterator, done } = page.body)
  }
  t.same(seen, sent)

  const none = await poll('GET', `${path}?${after(iterator)}`)
  t.same([none.body.data, none.body.done], [[], true])
  const next = await send(api, app, { channels: ['blue'], tags: ['urgent'], eventId: 'own-name' })
  const page = await poll('GET', `${path}?${after(none.body.iterator)}`)
  t.same(idsOf(page), [next])
  t.match(page.body.data[0], {
    eventId: 'own-name', eventType: 'order.paid', channels: ['blue'], tags: ['urgent'], payload: { number }, deliverAt: null, headers: null
  })
  t.same(idsOf(await poll('GET', `${path}?${after(none.body.iterator)}`)), [next], 'the same iterator gives the same page again')
})

t.test("A poll returns messages that its endpoint's filters and the poll's own filters match.", async t => {
  const org = await server.token()
  const api = await server.api(org)
  for (const name of ['order.paid', 'order.sent']) await api('POST', '/event-type', { name, description: '' })
  const { body: app } = await api('POST', '/app', { name: 'filtered' })
  const { body: sink } = await api('POST', `/app/${app.id}/destination`, {
    type: 'pollingEndpoint', eventTypes: ['order.paid'], channels: ['blue', 'red']
  })
  const path = `/app/${app.id}/poller/${sink.id}`
  const blue = await send(api, app, { channels: ['blue'] })
  await send(api, app)
  await send(api, app, { channels: ['blue'], eventType: 'order.sent' })
  const red = await send(api, app, { channels: ['red'] })

  t.same(idsOf(await api('GET', path)), [blue, red])
  t.same(idsOf(await api('GET', `${path}?channel=red`)), [red])
  t.same(idsOf(await api('GET', `${path}?event_type=order.sent`)), [])
  t.same(idsOf(await api('GET', `${path}?after=${encodeURIComponent(new Date(Date.now() + 60_000).toISOString())}`)), [])
  t.equal((await api('GET', `${path}?limit=0`)).status, 422)
  t.equal((await api('GET', `${path}?limit=251`)).status, 422)
})

t.test('A consumer continues at its stored place, and using the next iterator acknowledges a page.', async t => {
  const { api, app, poll, path } = await polled()
  const [one, two, three] = [await send(api, app), await send(api, app), await send(api, app)]
  const consumer = `${path}/consumer/laptop`

  const first = await poll('GET', `${consumer}?limit=2`)
  t.same(idsOf(first), [one, two])
  const again = await poll('GET', `${consumer}?limit=2`)
  t.same(idsOf(again), [one, two], 'without an iterator, unacknowledged messages come again')
  const second = await poll('GET', `${consumer}?limit=2&${after(again.body.iterator)}`)
  t.same(idsOf(second), [three])
  t.same(
    idsOf(await poll('GET', `${consumer}?limit=2&${after(again.body.iterator)}`)), [three],
    'the same poll again: its answer may have been lost'
  )
  t.same(idsOf(await poll('GET', consumer)), [three], 'a restarted client knows no iterator')

  const other = await poll('GET', `${path}/consumer/other`)
  t.same(idsOf(other), [one, two, three], 'another consumer has its own place')
})

t.test('Of two clients on one consumer, the earlier one gets 409.', async t => {
  const { api, app, poll, path } = await polled()
  for (let i = 0; i < 3; i++) await send(api, app)
  const consumer = `${path}/consumer/shared`

  const mine = await poll('GET', `${consumer}?limit=1`)
  const theirs = await poll('GET', `${consumer}?limit=1`)
  t.equal((await poll('GET', `${consumer}?limit=1&${after(mine.body.iterator)}`)).status, 409)
  const next = await poll('GET', `${consumer}?limit=1&${after(theirs.body.iterator)}`)
  t.equal(next.status, 200)
  t.match((await poll('GET', `${consumer}?limit=1&${after(mine.body.iterator)}`)).body, { code: 'conflict' })
  const page = await poll('GET', `${path}/consumer/another?${after(theirs.body.iterator)}`)
  t.equal(page.status, 422, 'an iterator of another consumer is refused')
})

t.test('Two clients that poll one consumer at the same time leave nothing out: at most one of them continues.', async t => {
  const { api, app, poll, path } = await polled()
  const sent = []
  for (let i = 0; i < 4; i++) sent.push(await send(api, app))
  const consumer = `${path}/consumer/raced`

  const pages = await Promise.all(Array.from({ length: 6 }, async () => await poll('GET', `${consumer}?limit=2`)))
  for (const page of pages) t.ok([200, 409].includes(page.status))
  const got = pages.filter(({ status }) => status === 200)
  for (const page of got) t.same(idsOf(page), sent.slice(0, 2), 'each got the first page, or was refused')
  const next = await Promise.all(got.map(async page => await poll('GET', `${consumer}?limit=2&${after(page.body.iterator)}`)))
  const gone = next.filter(({ status }) => status === 200)
  t.equal(gone.length, 1, 'the place has moved once')
  t.same(idsOf(gone[0]!), sent.slice(2))

  const worker = `/app/${app.id}/polling-endpoint/${path.split('/').at(-1)}/consumer/worker`
  const leased = await Promise.all(Array.from({ length: 6 }, async () => await poll('GET', `${worker}?limit=2`)))
  t.equal(leased.filter(({ status, body }) => status === 200 && body.data.length === 2).length, 1, 'one client has the lease')
})

t.test('Iterators that a caller makes up are refused.', async t => {
  const { api, app, poll, path } = await polled()
  const other = await polled()
  await send(api, app)
  const { body: { iterator } } = await poll('GET', path)
  const foreign = (await other.poll('GET', other.path)).body.iterator
  const forged = [
    'eyJvZmZzZXQiOi05MjIzMzcyMDM2ODU0Nzc1ODA4LCJhZnRlciI6bnVsbH0', 'x', iterator.slice(0, -2),
    `${iterator.startsWith('A') ? 'B' : 'A'}${iterator.slice(1)}`, foreign, 'a'.repeat(5000), '{"place":{"segment":"msg_"}}'
  ]
  for (const one of forged) {
    t.match(
      await poll('GET', `${path}?${after(one)}`), { status: 422, body: { detail: [{ loc: ['query', 'iterator', '__all__'] }] } },
      one.slice(0, 60)
    )
    t.equal((await poll('GET', `${path}/consumer/c?${after(one)}`)).status, 422)
  }
  t.equal((await poll('GET', `${path}?iterator=earliest`)).status, 200)
})

t.test("A consumer's name is checked.", async t => {
  const { poll, path } = await polled()
  for (const name of ['%00', 'a%2Fb', '%20', 'x'.repeat(257), '%F0%9F%A6%84']) {
    t.match(await poll('GET', `${path}/consumer/${name}`), { status: 422, body: { detail: [{ loc: ['path', 'consumer_id', '__all__'] }] } })
  }
  for (const name of ['__proto__', 'constructor', '...', 'x'.repeat(256)]) {
    t.equal((await poll('GET', `${path}/consumer/${name}`)).status, 200)
  }
})

t.test('A consumer is moved to a time by seek.', async t => {
  const { api, app, poll, path } = await polled()
  const first = await send(api, app)
  const between = new Date(Date.now() + 8)
  while (Date.now() < between.getTime() + 8) await new Promise(resolve => setImmediate(resolve))
  const second = await send(api, app)
  const consumer = `${path}/consumer/c`
  t.same(idsOf(await poll('GET', consumer)), [first, second])

  const sought = await poll('POST', `${consumer}/seek`, { after: between.toISOString() })
  t.equal(sought.status, 200)
  t.same(idsOf(await poll('GET', consumer)), [second])
  t.same(idsOf(await poll('GET', `${consumer}?${after(sought.body.iterator)}`)), [second])
  t.equal((await poll('POST', `${consumer}/seek`, { after: 'yesterday' })).status, 422)
  const back = await poll('POST', `${consumer}/seek`, { after: '2020-01-01T00:00:00Z' })
  t.same(idsOf(await poll('GET', `${consumer}?${after(back.body.iterator)}`)), [first, second])
})

t.test('With leases, messages stay until they are committed.', async t => {
  const { api, app, poll, sink } = await polled()
  const sent = [await send(api, app), await send(api, app), await send(api, app)]
  const consumer = `/app/${app.id}/polling-endpoint/${sink.id}/consumer/worker`

  const page = await poll('GET', `${consumer}?limit=2&lease_duration_ms=60000`)
  t.same(page.body.data.map(({ id, offset }: { id: string, offset: number }) => [offset, id]), [[0, sent[0]], [1, sent[1]]])
  t.same((await poll('GET', consumer)).body, { data: [], done: true }, 'the messages are leased to another client')
  t.equal((await poll('POST', `${consumer}/commit`, { offset: 2 })).status, 422, 'that offset was not handed out')
  t.equal((await poll('POST', `${consumer}/commit`, { offset: 0 })).status, 204)
  t.equal((await poll('POST', `${consumer}/commit`, { offset: 0 })).status, 204, 'the same commit again')

  const rest = await poll('GET', consumer)
  t.same(
    rest.body.data.map(({ id, offset }: { id: string, offset: number }) => [offset, id]), [[1, sent[1]], [2, sent[2]]],
    'from the first message that was not committed'
  )
  t.equal((await poll('POST', `${consumer}/commit`, { offset: 2 })).status, 204)
  t.same((await poll('GET', consumer)).body, { data: [], done: true })

  const latest = `/app/${app.id}/polling-endpoint/${sink.id}/consumer/latest`
  t.same((await poll('GET', `${latest}?starting_position=latest`)).body.data, [])
  const next = await send(api, app)
  t.same((await poll('GET', `${latest}?starting_position=latest`)).body.data.map(({ id }: { id: string }) => id), [next])
})

t.test('A scheduled message appears at its time, after messages that were accepted meanwhile.', async t => {
  const { api, app, poll, path } = await polled()
  const deliverAt = new Date(Date.now() + 1500)
  const later = await send(api, app, { deliverAt: deliverAt.toISOString() })
  const now = await send(api, app)

  const page = await poll('GET', path)
  t.same(idsOf(page), [now])
  const waited = await poll('GET', `${path}?wait=20&${after(page.body.iterator)}`)
  t.same(idsOf(waited), [later])
  t.ok(Date.now() >= deliverAt.getTime())
  t.equal(waited.body.data[0].deliverAt, deliverAt.toISOString().replace('.000Z', 'Z'))
  t.same(idsOf(await poll('GET', path)), [now, later], 'and keeps this place')
})

t.test('A poll is held open, and answered when a message is accepted.', async t => {
  const { api, app, poll, path } = await polled()
  const { body: { iterator } } = await poll('GET', path)
  const held = [poll('GET', `${path}?wait=25&${after(iterator)}`), poll('GET', `${path}/consumer/c?wait=25`)]
  const sent = await send(api, app)
  for (const page of await Promise.all(held)) t.same(idsOf(page), [sent])
  t.equal((await poll('GET', `${path}?wait=26`)).status, 422)
})

t.test('A message whose payload was deleted keeps its place, and is marked.', async t => {
  const { api, app, poll, path } = await polled()
  const sent = await send(api, app)
  await api('DELETE', `/app/${app.id}/msg/${sent}/content`)
  t.match((await poll('GET', path)).body.data, [{ id: sent, payload: { expired: true }, isExpired: true }])
})

t.test('A disabled polling endpoint shows no messages and keeps the places of its consumers.', async t => {
  const { api, app, sink, poll, path } = await polled()
  const sent = await send(api, app)
  await api('PATCH', `/app/${app.id}/destination/${sink.id}`, { status: 'disabled' })
  const none = await poll('GET', `${path}/consumer/c`)
  t.same([none.body.data, none.body.done], [[], true])
  await api('PATCH', `/app/${app.id}/destination/${sink.id}`, { status: 'enabled' })
  t.same(idsOf(await poll('GET', `${path}/consumer/c?${after(none.body.iterator)}`)), [sent])
})

t.test('An example for one endpoint is not polled by others.', async t => {
  const { api, app, poll, path } = await polled()
  const { body: endpoint } = await api('POST', `/app/${app.id}/endpoint`, { url: 'http://127.0.0.1:9/' })
  t.equal((await api('POST', `/app/${app.id}/endpoint/${endpoint.id}/send-example`, { eventType: 'svix.ping' })).status, 200)
  const sent = await send(api, app)
  t.same(idsOf(await poll('GET', path)), [sent])
})
