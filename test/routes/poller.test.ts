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

t.test('messages come in the order in which they were accepted, also those from before, page after page', async t => {
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
  t.match(page.body.data[0], { eventId: 'own-name', eventType: 'order.paid', channels: ['blue'], tags: ['urgent'], payload: { number }, deliverAt: null, headers: null })
  t.same(idsOf(await poll('GET', `${path}?${after(none.body.iterator)}`)), [next], 'and the same iterator gives the same again')
})
