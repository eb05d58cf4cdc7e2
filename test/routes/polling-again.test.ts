import t from 'tap'
import { eventually } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer()
t.teardown(async () => await server.close())

/** An application with polling endpoints, and a client that polls one of them as a consumer. */
async function world () {
  const api = await server.api()
  const { body: { id: appId } } = await api('POST', '/app', { name: 'polled' })
  const base = `/app/${appId}`
  const sink = async (fields: object = {}) =>
    (await api('POST', `${base}/destination`, { type: 'pollingEndpoint', ...fields })).body.id as string
  const send = async (fields: object = {}) =>
    (await api('POST', `${base}/msg`, { eventType: 'order.paid', payload: {}, ...fields })).body.id as string
  const resend = async (msgId: string, endpoint: string) => await api('POST', `${base}/msg/${msgId}/endpoint/${endpoint}/resend`)
  const reader = (sinkId: string) => {
    let iterator = ''
    return async (): Promise<string[]> => {
      const seen: string[] = []
      for (;;) {
        const { body } = await api(
          'GET', `${base}/poller/${sinkId}/consumer/c?limit=250${iterator && `&iterator=${encodeURIComponent(iterator)}`}`
        )
        if (body.data.length === 0) return seen
        seen.push(...body.data.map(({ id }: { id: string }) => id));
        ({ iterator } = body)
      }
    }
  }
  const finished = async (id: string) => await eventually('the task to end', async () => {
    const { body } = await api('GET', `/background-task/${id}`)
    return body.status === 'running' ? undefined : body
  })
  return { api, base, sink, send, resend, reader, finished }
}

t.test('A message that is sent again to a polling endpoint appears again there, after all accepted messages, and nowhere else.', async t => {
  const { api, base, sink, send, resend, reader } = await world()
  const [id, other] = [await sink({ uid: 'laptop', eventTypes: null }), await sink()]
  const [read, readOther] = [reader(id), reader(other)]
  const sent = [await send(), await send(), await send()]
  t.same(await read(), sent)
  t.same((await resend(sent[0]!, id)).status, 202)
  t.same(await read(), [sent[0]])
  t.same(await read(), [], 'it appears once')

  await resend(sent[2]!, 'laptop')
  await resend(sent[1]!, id)
  const next = await send()
  t.same(
    (await api('GET', `${base}/destination/${id}/consumer`)).body.data.map(({ lag }: { lag: number }) => lag), [1],
    'not polled yet'
  )
  t.same(await read(), [sent[2], sent[1], next], 'in the order of the resends')
  await resend(sent[0]!, id)
  await resend(sent[0]!, id)
  t.same(await read(), [sent[0], sent[0]], 'once for each resend')
  t.same(await readOther(), [...sent, next])
  const { body: { id: newcomer } } = await api('POST', `${base}/destination`, { type: 'pollingEndpoint' })
  t.same(await reader(newcomer)(), [...sent, next])
})

t.test("A resend ignores filters and the consumer's starting time; expunged messages are refused.", async t => {
  const { api, base, sink, send, resend, reader } = await world()
  const id = await sink({ channels: ['blue'] })
  const [plain, gone] = [await send(), await send({ channels: ['blue'] })]
  await api('POST', `${base}/poller/${id}/consumer/c/seek`, { after: new Date(Date.now() + 1000).toISOString() })
  const read = reader(id)
  await resend(plain, id)
  t.same(await read(), [plain])
  await api('DELETE', `${base}/msg/${gone}/content`)
  t.match(await resend(gone, id), { status: 400, body: { code: 'missing_payload' } })
  t.match(await resend('msg_none', id), { status: 404 })
  t.match(await resend(plain, 'sink_none'), { status: 404 })
  t.match(await resend(plain, 'none'), { status: 404 })
})

t.test('A resend answers a held poll.', async t => {
  const { api, base, sink, send, resend } = await world()
  const id = await sink()
  const sent = await send()
  const { body: { iterator } } = await api('GET', `${base}/poller/${id}`)
  const held = api('GET', `${base}/poller/${id}?wait=25&iterator=${encodeURIComponent(iterator)}`)
  await resend(sent, id)
  t.same((await held).body.data.map((message: { id: string }) => message.id), [sent])
})

t.test('Recovery and replay show the messages of a time range again at a polling endpoint, oldest first.', async t => {
  const { api, base, sink, reader, finished } = await world()
  const id = await sink({ eventTypes: null, uid: 'late' })
  const read = reader(id)
  const since = new Date(Date.now() - 60_000).toISOString()
  const batch = async (count: number, fields: object = {}) => (await api('POST', `${base}/msg/batch`, {
    messages: Array.from({ length: count }, () => ({ eventType: 'order.paid', payload: {}, ...fields }))
  })).status
  for (const fields of [{}, {}, {}, { tags: ['urgent'] }]) t.equal(await batch(90, fields), 202)
  const all = await read()
  t.equal(all.length, 360)

  for (const what of ['recover', 'replay-missing', 'bulk-replay']) {
    const { status, body } = await api('POST', `${base}/endpoint/${id}/${what}`, { since })
    t.equal(status, 202)
    t.match(await finished(body.id), { status: 'finished', data: { resent: 360, endpointId: id } }, what)
    t.same(await read(), all, what)
  }
  const some = await api('POST', `${base}/endpoint/late/bulk-replay`, { since, tag: 'urgent' })
  t.match(await finished(some.body.id), { status: 'finished', data: { resent: 90 } })
  t.same(await read(), all.slice(270))
  t.match(await api('POST', `${base}/endpoint/${id}/bulk-replay`, { since, status: 2 }), {
    status: 422, body: { detail: [{ loc: ['body', 'status'] }] }
  })
  t.equal((await api('POST', `${base}/endpoint/${id}/cancel-msgs`, {})).status, 404, 'no delivery waits for the polling endpoint')
})
