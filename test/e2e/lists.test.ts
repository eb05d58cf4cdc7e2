import t, { type Test } from 'tap'
import { documented } from '../helpers/openapi.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer, type Api } from '../helpers/server.js'

// Section 1.8 of the contract, and the windows and filters of lists.

const server = await startTestServer()
const receiver = await startReceiver((_received, response) => { response.writeHead(201).end('thanks') })
t.after(async () => {
  await server.close()
  await receiver.close()
})

const COUNT = 6
const api: Api = documented(await server.api())
const item = async (path: string, body: unknown) => (await api('POST', path, body)).body
const several = async <T>(make: (n: number) => Promise<T>) => {
  const made: T[] = []
  for (let n = 0; n < COUNT; n++) made.push(await make(n))
  return made
}

/** Reads every page of a list, in both directions from every item, and compares it with the ids of the whole list. */
async function checkPages (t: Test, path: string, ids: string[]): Promise<void> {
  const read = async (query: string) => (await api('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`)).body
  const check = async (query: string, expected: string[], done: boolean) => {
    const page = await read(query)
    t.strictSame(page.data.map(({ id }: { id: string }) => id), expected, query)
    t.equal(page.done, done, `done of ${query}`)
    t.equal(page.iterator, expected.at(-1) ?? null)
    t.equal(page.prevIterator, expected.length === 0 ? undefined : `-${expected[0]}`)
  }
  await check('limit=250', ids, true)
  await check(`limit=${ids.length}`, ids, true)
  await check(`limit=${ids.length - 1}`, ids.slice(0, -1), false)
  await check('limit=0', [], true)
  for (const [index, id] of ids.entries()) {
    for (const limit of [1, 2]) {
      const after = ids.slice(index + 1)
      await check(`limit=${limit}&iterator=${id}`, after.slice(0, limit), after.length <= limit)
      const before = ids.slice(0, index)
      await check(`limit=${limit}&iterator=-${id}`, before.slice(-limit), before.length <= limit)
    }
  }
  for (const [query, status] of [
    ['limit=251', 422], ['limit=-1', 400], ['limit=x', 400], ['limit=1.0', 400], ['limit=', 400], ['limit=1&limit=2', 400],
    ['iterator=x_1', 422], ['iterator=', 422], ['iterator=-', 422]
  ] as const) {
    t.equal((await api('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`)).status, status, query)
  }
}
type Ids = Array<{ id: string }>
const idsOf = (items: Ids) => items.map(({ id }) => id)

t.test('Applications are listed oldest first, or in reverse order.', async t => {
  const own = documented(await server.api())
  t.strictSame((await own('GET', '/app')).body, { data: [], iterator: null, done: true })
  await api('POST', '/app', { name: 'deleted', uid: 'deleted' }).then(async () => await api('DELETE', '/app/deleted'))
  const ids = idsOf(await several(async n => await item('/app', { name: `${n}` })))
  await checkPages(t, '/app', ids)
  await checkPages(t, '/app?order=ascending', ids)
  await checkPages(t, '/app?order=descending', [...ids].reverse())
  t.equal((await api('GET', '/app?order=up')).status, 400)
})

t.test('Endpoints are listed newest first, or in reverse order.', async t => {
  const app = await item('/app', { name: 'endpoints' })
  const ids = idsOf(await several(async n => await item(`/app/${app.id}/endpoint`, { url: `${receiver.url}/${n}` })))
  await checkPages(t, `/app/${app.id}/endpoint`, [...ids].reverse())
  await checkPages(t, `/app/${app.id}/endpoint?order=ascending`, ids)
})

t.test('Messages and attempts are listed newest first. Windows cut exactly.', async t => {
  const app = await item('/app', { name: 'messages' })
  const endpoint = await item(`/app/${app.id}/endpoint`, { url: receiver.url })
  // Windows have the resolution of an id: 4 ms.
  const tick = async () => await new Promise(resolve => setTimeout(resolve, 8))
  const sent = await several(async n => await tick().then(async () =>
    await item(`/app/${app.id}/msg`, { eventType: `type.${n % 2}`, payload: { n }, channels: [`c${n % 3}`, 'all'], tags: [`t${n}`] })))
  sent.reverse()
  const path = `/app/${app.id}/msg`
  await checkPages(t, path, idsOf(sent))
  for (const bad of ['msg_x', `${sent[0].id}x`, `-${sent[0].id.slice(0, -1)}`]) {
    t.equal((await api('GET', `${path}?iterator=${bad}`)).status, 422, bad)
  }

  const list = async (query: Record<string, string>) =>
    idsOf((await api('GET', `${path}?${new URLSearchParams(query).toString()}`)).body.data)
  const all = idsOf(sent)
  const time = (index: number) => sent[index].timestamp as string
  t.strictSame(await list({ after: time(2) }), all.slice(0, 3), 'after includes the instant itself')
  t.strictSame(await list({ before: time(2) }), all.slice(3), 'before excludes the instant')
  t.strictSame(await list({ after: time(4), before: time(1) }), all.slice(2, 5))
  t.strictSame(await list({ after: time(4), before: time(1), iterator: all[2]! }), all.slice(3, 5))
  t.strictSame(await list({ after: time(4), before: time(1), iterator: `-${all[4]!}` }), all.slice(2, 4))
  t.strictSame(await list({ after: time(4), limit: '2' }), all.slice(0, 2), 'from the newest on')
  t.strictSame(await list({ after: time(4), before: time(0), limit: '2' }), all.slice(1, 3), 'from the upper bound on')
  for (const after of ['1970-01-01T00:00:00Z', '2020-01-01T00:00:00Z', new Date(Date.now() - 120 * 86_400_000).toISOString()]) {
    t.strictSame(await list({ after }), all, after)
  }
  for (const before of ['9999-12-31T23:59:59Z', new Date(Date.now() + 120 * 86_400_000).toISOString()]) {
    t.strictSame(await list({ before }), all, before)
  }
  t.strictSame(await list({ before: '2014-05-13T16:53:20Z' }), [])
  t.strictSame(await list({ after: '9999-12-31T23:59:59Z' }), [])
  const [day, clock] = new Date(time(2)).toISOString().slice(0, -1).split('T') as [string, string]
  for (const form of [
    `${day} ${clock}456789 UTC`, `${day}T${clock}000Z`, `${day}t${clock}z`, `${day} ${clock} +00:00`, `${day} ${clock}+0000`,
    `${day}T${clock}   Z`
  ]) {
    t.strictSame(await list({ after: form }), all.slice(0, 3), form)
  }
  for (const bad of ['yesterday', '', day, `${day} ${clock}`, `${day}T25:00:00Z`, '2026-02-30T00:00:00Z', '1700000000']) {
    const reply = await api('GET', `${path}?${new URLSearchParams({ after: bad }).toString()}`)
    t.strictSame([reply.status, reply.body.code], [400, 'generic_error'], bad)
  }

  t.strictSame(await list({ channel: 'c1' }), all.filter((_id, index) => (COUNT - 1 - index) % 3 === 1))
  t.strictSame(await list({ channel: 'all', limit: '2' }), all.slice(0, 2))
  t.strictSame(await list({ tag: 't4' }), [all[1]])
  const odd = all.filter((_id, index) => (COUNT - 1 - index) % 2 === 1)
  t.strictSame(await list({ event_types: 'type.1' }), odd)
  for (const form of [
    'event_types=type.1&event_types=type.0', 'event_types[]=type.0&event_types[]=type.1', 'event_types[0]=type.0&event_types[7]=type.1',
    'event_types=type.0,type.1', 'event_types%5B%5D=type.0%2Ctype.1&event_types=x'
  ]) {
    t.strictSame(idsOf((await api('GET', `${path}?${form}`)).body.data), all, form)
  }
  for (const form of ['event_types=', 'event_types[]=', 'event_types=a,', 'event_types=a%20b', 'channel=', 'channel=a%20b']) {
    t.equal((await api('GET', `${path}?${form}`)).status, 422, form)
  }
  t.strictSame((await api('GET', `${path}?with_content=false&limit=1`)).body.data[0].payload, {})
  for (const bad of ['with_content=1', 'with_content=', 'with_content=True', 'with_content=true&with_content=true']) {
    t.equal((await api('GET', `${path}?${bad}`)).status, 400, bad)
  }

  const attempts = `/app/${app.id}/attempt/endpoint/${endpoint.id}`
  const page = await eventually('all attempts', async () => {
    const { body } = await api('GET', attempts)
    return body.data.length === COUNT && body
  })
  await checkPages(t, attempts, idsOf(page.data))
  t.match(page.data, Array(COUNT).fill({
    endpointId: endpoint.id, response: 'thanks', responseStatusCode: 201, status: 0, statusText: 'success', triggerType: 0,
    url: `${receiver.url}/`
  }))
  const attempted = async (query: string) => (await api('GET', `${attempts}?${query}`)).body.data
  for (const query of ['status=0', 'status_code_class=200', 'event_types=type.0,type.1', 'channel=all']) {
    t.equal((await attempted(query)).length, COUNT, query)
  }
  for (const query of [
    'status=1', 'status=2', 'status=3', 'status=4', 'status_code_class=0', 'status_code_class=500', 'channel=x', 'event_types=x'
  ]) t.equal((await attempted(query)).length, 0, query)
  t.equal((await attempted('event_types=type.1&channel=all')).length, COUNT / 2)
  t.equal((await attempted('with_content=false'))[0].response, '{}')
  for (const bad of ['status=5', 'status=-1', 'status=success', 'status_code_class=201', 'status_code_class=600']) {
    t.equal((await api('GET', `${attempts}?${bad}`)).status, 400, bad)
  }
  t.strictSame(idsOf(await attempted(`after=${encodeURIComponent(page.data[2].timestamp)}`)).slice(-1), [page.data[2].id])
})

t.test('The attempts of a message are listed newest first, for all endpoints or for one.', async t => {
  const app = await item('/app', { name: 'attempts' })
  const endpoints = await several(async n => await item(`/app/${app.id}/endpoint`, { url: `${receiver.url}/${n}`, uid: `e${n}` }))
  const message = await item(`/app/${app.id}/msg`, { eventType: 'a', payload: {} })
  const path = `/app/${app.id}/attempt/msg/${message.id}`
  const { data } = await eventually('all attempts', async () => {
    const { body } = await api('GET', path)
    return body.data.length === COUNT && body
  })
  await checkPages(t, path, idsOf(data))
  for (const [n, { id }] of endpoints.entries()) {
    const [byId, byUid] = [await api('GET', `${path}?endpoint_id=${id}`), await api('GET', `${path}?endpoint_id=e${n}`)]
    t.strictSame(byId.body, byUid.body)
    t.strictSame(byId.body.data.map(({ endpointId }: { endpointId: string }) => endpointId), [id])
  }
  await api('DELETE', `/app/${app.id}/endpoint/e0`)
  t.equal((await api('GET', `${path}?endpoint_id=e0`)).status, 404)
  t.equal((await api('GET', path)).body.data.length, COUNT, 'attempts at a deleted endpoint stay with the message')
})

t.end()
