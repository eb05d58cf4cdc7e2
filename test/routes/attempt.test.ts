import t from 'tap'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

// One retry, late enough that the delivery is pending for the whole test.
const server = await startTestServer({ POSTHORN_RETRY_SCHEDULE: '1h' })
// One retry, at once: a delivery that fails is exhausted.
const impatient = await startTestServer({ POSTHORN_RETRY_SCHEDULE: '1ms' })
// Answers with the status in the path, or with the entry of `answers` for the path.
const answers = new Map<string, number>()
const answerHeaders = new Map<string, Record<string, string | string[]>>()
const receiver = await startReceiver(({ path }, response) => {
  response.writeHead(answers.get(path) ?? Number(/\d{3}$/.exec(path)?.[0] ?? 200), answerHeaders.get(path)).end(`said by ${path}`)
})
t.teardown(async () => { await Promise.all([server.close(), impatient.close(), receiver.close()]) })

const lower = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
let organizations = 0

async function application (host = server) {
  const orgId = `org_attempts_${++organizations}`
  const api = await host.api(await host.token(orgId))
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a' })
  const base = `/app/${appId}`
  const portal = await host.api(await host.tokens.mint({ kind: 'app', orgId, appId, featureFlags: [] }, 600))
  const endpoint = async (path: string, fields: object = {}): Promise<string> =>
    (await api('POST', `${base}/endpoint`, { url: `${receiver.url}${path}`, ...fields })).body.id
  const send = async (fields: object = {}): Promise<string> =>
    (await api('POST', `${base}/msg`, { eventType: 'a', payload: { n: 1 }, ...fields })).body.id
  const attempts = async (msgId: string, query = '') => (await api('GET', `${base}/attempt/msg/${msgId}${query}`)).body.data
  const attempted = async (endpointId: string, query = '') => (await api('GET', `${base}/endpoint/${endpointId}/msg${query}`)).body
  const ids = async (endpointId: string, query = '') => (await attempted(endpointId, query)).data.map(({ id }: { id: string }) => id)
  // An attempt's effect on its delivery is stored a moment after the attempt.
  const settled = async (endpointId: string, msgId: string, status: number) => await eventually(`status ${status}`,
    async () => (await attempted(endpointId)).data.find((one: { id: string, status: number }) => one.id === msgId && one.status === status))
  const resend = async (msgId: string, endpointId: string) => await api('POST', `${base}/msg/${msgId}/endpoint/${endpointId}/resend`)
  return { api, base, portal, endpoint, send, attempts, attempted, ids, settled, resend }
}

t.test('An attempt is read by its id, and only through its own message.', async t => {
  const { api, base, endpoint, send, attempts, portal } = await application()
  const endpointId = await endpoint('/get/200')
  const [msgId, otherId] = [await send(), await send()]
  const [attempt] = await eventually('the attempt', async () => { const found = await attempts(msgId); return found.length > 0 && found })
  const got = await api('GET', `${base}/msg/${msgId}/attempt/${attempt.id}`)
  t.equal(got.status, 200)
  t.strictSame(got.body, attempt)
  t.match(got.body, {
    endpointId, msgId, eventType: 'a', status: 0, statusText: 'success', responseStatusCode: 200, response: 'said by /get/200',
    triggerType: 0, url: `${receiver.url}/get/200`
  })
  t.equal((await portal('GET', `${base}/msg/${msgId}/attempt/${attempt.id}`)).status, 200)
  for (const path of [
    `${otherId}/attempt/${attempt.id}`, `${msgId}/attempt/atmpt_1srOrx2ZWZBpBUvZwXKQmoEYga2`, `${msgId}/attempt/nonsense`,
    `unknown/attempt/${attempt.id}`
  ]) {
    t.equal((await api('GET', `${base}/msg/${path}`)).status, 404, path)
    t.equal((await api('DELETE', `${base}/msg/${path}/content`)).status, 404, path)
  }
})

t.test('An expunged attempt is marked as expunged in every answer, and keeps its other fields.', async t => {
  const { api, base, endpoint, send, attempts, portal } = await application()
  const endpointId = await endpoint('/expunge/200')
  const msgId = await send()
  const [attempt] = await eventually('the attempt', async () => { const found = await attempts(msgId); return found.length > 0 && found })
  t.equal((await portal('DELETE', `${base}/msg/${msgId}/attempt/${attempt.id}/content`)).status, 403)
  const expunged = await api('DELETE', `${base}/msg/${msgId}/attempt/${attempt.id}/content`)
  t.match(expunged, { status: 204, text: '' })
  const now = { ...attempt, response: 'EXPUNGED' }
  t.strictSame((await api('GET', `${base}/msg/${msgId}/attempt/${attempt.id}`)).body, now)
  t.strictSame(await attempts(msgId), [now])
  t.strictSame((await api('GET', `${base}/attempt/endpoint/${endpointId}`)).body.data, [now])
  t.equal((await attempts(msgId, '?with_content=false'))[0].response, '{}')
})

t.test('An expunged payload is deleted permanently, and its message cannot be sent again.', async t => {
  const { api, base, endpoint, send, attempts, resend, portal } = await application()
  const endpointId = await endpoint('/gone/200')
  const msgId = await send({ eventId: 'mine' })
  await eventually('the attempt', async () => (await attempts(msgId)).length > 0)
  t.equal((await portal('DELETE', `${base}/msg/${msgId}/content`)).status, 403)
  t.match(await api('DELETE', `${base}/msg/mine/content`), { status: 204, text: '' })
  t.strictSame((await api('GET', `${base}/msg/${msgId}`)).body.payload, { expired: true })
  t.strictSame((await api('GET', `${base}/msg`)).body.data[0].payload, { expired: true })
  t.strictSame((await api('GET', `${base}/msg/${msgId}?with_content=false`)).body.payload, {})
  t.match(await resend(msgId, endpointId), { status: 400, body: { code: 'missing_payload' } })
  t.match(await resend(msgId, 'unknown'), { status: 400, body: { code: 'missing_payload' } }, 'the payload is checked before the endpoint')
  t.equal((await api('DELETE', `${base}/msg/${msgId}/content`)).status, 204, 'the payload can be expunged again')
  t.equal((await api('DELETE', `${base}/msg/unknown/content`)).status, 404)
})

t.test('Attempted messages have the status of their delivery, and can be filtered by it.', async t => {
  const { endpoint, send, attempted, ids, settled } = await application()
  const endpointId = await endpoint('/status/500')
  answers.set('/status/500', 200)
  const good = await send({ channels: ['c'], tags: ['t'] })
  await settled(endpointId, good, 0)
  answers.set('/status/500', 500)
  const waiting = await send({ eventType: 'b', payload: { exact: 1 } })
  const { nextAttempt } = await settled(endpointId, waiting, 3)
  t.ok(Math.abs(Date.parse(nextAttempt) - Date.now() - 3_600_000) < 0.2 * 3_600_000 + 10_000)

  const { data } = await attempted(endpointId)
  t.match(data, [
    { id: waiting, status: 3, statusText: 'sending', eventType: 'b', payload: { exact: 1 } },
    { id: good, status: 0, statusText: 'success', channels: ['c'], tags: ['t'] }
  ])
  t.notOk('nextAttempt' in data[1])
  t.strictSame(await ids(endpointId, '?status=0'), [good])
  t.strictSame(await ids(endpointId, '?status=2'), [])
  t.strictSame(await ids(endpointId, '?status=3'), [waiting])
  t.strictSame(await attempted(endpointId, '?status=1'), { data: [], iterator: null, done: true })
  t.strictSame(await ids(endpointId, '?event_types=b,c'), [waiting])
  t.strictSame(await ids(endpointId, '?channel=c'), [good])
  t.strictSame(await ids(endpointId, '?tag=t'), [good])
  t.strictSame((await attempted(endpointId, '?with_content=false')).data[0].payload, {})
})

t.test('A message that failed finally and a message that succeeded, earlier or later, have different statuses.', async t => {
  const { endpoint, send, attempted, ids, settled, resend, attempts } = await application(impatient)
  const endpointId = await endpoint('/later/500')
  answers.set('/later/500', 500)
  const failed = await send()
  const mended = await send()
  await settled(endpointId, failed, 2)
  await settled(endpointId, mended, 2)
  t.strictSame(await ids(endpointId, '?status=2'), [mended, failed])
  answers.set('/later/500', 200)
  t.equal((await resend(mended, endpointId)).status, 202)
  await settled(endpointId, mended, 0)
  t.strictSame(await ids(endpointId, '?status=2'), [failed], 'a success ends the failure')
  t.strictSame(await ids(endpointId, '?status=0'), [mended])
  answers.set('/later/500', 500)
  await resend(mended, endpointId)
  await settled(endpointId, mended, 2)
  t.strictSame(await ids(endpointId, '?status=0'), [mended], 'the status stays success after a later failure')
  t.strictSame((await attempted(endpointId, '?status=0')).data[0].status, 0, 'the latest attempt of the requested status is shown')
  t.strictSame(await ids(endpointId, '?status=2'), [failed])
  t.equal((await attempts(mended)).length, 4)
})

t.test('Attempted messages are paged by message in both directions.', async t => {
  const { endpoint, send, attempted, ids } = await application()
  const endpointId = await endpoint('/pages/200')
  const sent: string[] = []
  for (let i = 0; i < 5; i++) sent.unshift(await send({ eventType: i % 2 === 0 ? 'even' : 'odd' }))
  await eventually('all five attempts', async () => (await ids(endpointId)).length === 5)
  t.match(await attempted(endpointId, '?limit=2'), { iterator: sent[1], prevIterator: `-${sent[0]}`, done: false })
  t.strictSame(await ids(endpointId, `?limit=2&iterator=${sent[1]}`), [sent[2], sent[3]])
  t.strictSame(await ids(endpointId, `?limit=2&iterator=-${sent[4]}`), [sent[2], sent[3]])
  t.match(await attempted(endpointId, '?limit=3&event_types=even'), { data: { length: 3 }, done: true })
  t.strictSame(await ids(endpointId, `?before=${encodeURIComponent(new Date(0).toISOString())}`), [])
})

t.test('The list of attempted messages checks its parameters in order.', async t => {
  const { api, base, endpoint, portal } = await application()
  const endpointId = await endpoint('/errors/200')
  const get = async (query: string, id = endpointId, caller = api) => (await caller('GET', `${base}/endpoint/${id}/msg${query}`)).status
  t.equal(await get('?status=5', 'unknown'), 400)
  t.equal(await get('?event_types=', 'unknown'), 422)
  t.equal(await get('?event_types=a%20b', 'unknown'), 422)
  t.equal(await get('?iterator=ep_1srOrx2ZWZBpBUvZwXKQmoEYga2'), 422)
  t.equal(await get('', 'unknown'), 404)
  t.equal(await get('?expanded_statuses=true&with_msg=true', endpointId, portal), 200)
})

t.test('The list of destinations has each endpoint once, with its latest attempt; deleted endpoints have no uid.', async t => {
  const { api, base, endpoint, send, settled, resend, portal } = await application()
  const good = await endpoint('/destination/200', { uid: 'good', channels: ['c'], metadata: { hidden: 'x' } })
  const bad = await endpoint('/destination/500', { uid: 'bad' })
  await endpoint('/destination/201', { eventTypes: null, channels: ['other'] })
  const msgId = await send({ channels: ['c'] })
  await settled(good, msgId, 0)
  await settled(bad, msgId, 3)
  const list = async (query = '') => (await api('GET', `${base}/msg/${msgId}/endpoint${query}`)).body
  const { data, ...rest } = await list()
  t.strictSame(rest, { iterator: bad, prevIterator: `-${good}`, done: true })
  t.match(data, [
    { id: good, uid: 'good', status: 0, statusText: 'success', nextAttempt: null, channels: ['c'], disabled: false, version: 1 },
    { id: bad, uid: 'bad', status: 2, statusText: 'fail', nextAttempt: /Z$/ }
  ])
  t.notOk('metadata' in data[0])

  await resend(msgId, good)
  await api('DELETE', `${base}/endpoint/${bad}`)
  const after = (await list()).data
  t.match(after, [{ id: good }, { id: bad, uid: null, status: 2, url: `${receiver.url}/destination/500` }])
  t.equal(after.length, 2)
  t.match(await list('?limit=1'), { data: [{ id: good }], iterator: good, done: false })
  t.match(await list(`?limit=1&iterator=${good}`), { data: [{ id: bad }], done: true })
  t.match(await list(`?limit=1&iterator=-${bad}`), { data: [{ id: good }], done: true })
  t.equal((await api('GET', `${base}/msg/unknown/endpoint`)).status, 404)
  t.equal((await api('GET', `${base}/msg/${msgId}/endpoint?limit=x`)).status, 400)
  t.equal((await portal('GET', `${base}/msg/${msgId}/endpoint`)).status, 200)
})

t.test('A message that matches no endpoint has no destinations.', async t => {
  const { api, base, send } = await application()
  t.strictSame((await api('GET', `${base}/msg/${await send()}/endpoint`)).body, { data: [], iterator: null, done: true })
})

t.test('A resend is one manual attempt, ignores the filters of the endpoint, and is not retried.', async t => {
  const { api, endpoint, send, attempts, base, portal } = await application(impatient)
  await api('POST', '/event-type', { name: 'other', description: '' })
  const endpointId = await endpoint('/resend/500', { eventTypes: ['other'], channels: ['other'], uid: 'uid' })
  const msgId = await send({ eventId: 'event', payload: { sent: 'again' } })
  const answer = await api('POST', `${base}/msg/event/endpoint/uid/resend`)
  t.equal(answer.status, 202)
  t.equal(answer.text, '{}')
  const [first] = await eventually('the manual attempt', async () => {
    const found = await attempts(msgId)
    return found.length > 0 && found
  })
  t.match(first, { triggerType: 1, status: 2, responseStatusCode: 500, endpointId })
  t.equal((await portal('POST', `${base}/msg/${msgId}/endpoint/${endpointId}/resend`)).status, 202)
  await eventually('the second attempt', async () => (await attempts(msgId)).length === 2)
  const bodies = receiver.received.filter(({ path }) => path === '/resend/500')
  t.strictSame(bodies.map(({ body }) => body.toString()), ['{"sent":"again"}', '{"sent":"again"}'])
  t.equal(new Set(bodies.map(({ headers }) => headers['webhook-id'])).size, 1)
})

t.test('Each of many simultaneous resends makes an attempt.', async t => {
  const { endpoint, send, attempts, settled, resend } = await application()
  const endpointId = await endpoint('/many/200')
  const msgId = await send()
  await settled(endpointId, msgId, 0)
  const answers = await Promise.all(Array.from({ length: 5 }, async () => (await resend(msgId, endpointId)).status))
  t.strictSame(answers, [202, 202, 202, 202, 202])
  await eventually('six attempts', async () => (await attempts(msgId)).length === 6)
})

t.test('A failed resend keeps the planned retry; a successful resend ends it.', async t => {
  const { endpoint, send, settled, resend, attempts, ids } = await application()
  const endpointId = await endpoint('/planned/500')
  answers.set('/planned/500', 500)
  const msgId = await send()
  await settled(endpointId, msgId, 3)
  await resend(msgId, endpointId)
  await eventually('the manual attempt', async () => (await attempts(msgId)).length === 2)
  t.strictSame(await ids(endpointId, '?status=3'), [msgId])
  answers.set('/planned/500', 200)
  await resend(msgId, endpointId)
  await settled(endpointId, msgId, 0)
  t.strictSame(await ids(endpointId, '?status=3'), [])
})

t.test('Resending to a disabled endpoint does nothing; missing objects are reported in order.', async t => {
  const { api, base, endpoint, send, attempts, resend } = await application()
  const disabled = await endpoint('/disabled/200', { disabled: true })
  const msgId = await send()
  t.equal((await resend(msgId, disabled)).status, 202)
  const raw = await send({ payload: {}, transformationsParams: { rawPayload: 'not json' } })
  t.equal((await resend(raw, disabled)).status, 202, 'a payload that is not JSON was accepted too')
  t.match(await resend('unknown', 'unknown'), { status: 404, body: { detail: 'Message not found' } })
  t.match(await resend(msgId, 'unknown'), { status: 404, body: { detail: 'Endpoint not found' } })
  await api('DELETE', `${base}/endpoint/${disabled}`)
  t.equal((await resend(msgId, disabled)).status, 404)
  t.strictSame(await attempts(msgId), [])
})

t.test('The older routes of the attempt list give the same answers.', async t => {
  const { api, base, endpoint, send, attempts } = await application()
  const [one, two] = [await endpoint('/old/200', { uid: 'one' }), await endpoint('/old/404')]
  const msgId = await send({ tags: ['t'] })
  await eventually('both attempts', async () => (await attempts(msgId)).length === 2)
  const list = async (path: string) => (await api('GET', `${base}/msg/${msgId}${path}`)).body
  const all = (await api('GET', `${base}/attempt/msg/${msgId}`)).body
  t.strictSame(await list('/attempt'), all)
  t.match(await list('/attempt?endpoint_id=one'), { data: [{ endpointId: one }], done: true })
  t.match(await list('/attempt?status=2&tag=t'), { data: [{ endpointId: two }] })
  t.strictSame((await list('/attempt?tag=other')).data, [])
  t.match((await list(`/endpoint/${two}/attempt`)).data, [{ endpointId: two, responseStatusCode: 404 }])
  t.equal((await api('GET', `${base}/msg/${msgId}/endpoint/unknown/attempt`)).status, 404)
  t.equal((await api('GET', `${base}/msg/unknown/attempt`)).status, 404)
})

t.test('Attempts by endpoint include their messages on request.', async t => {
  const { api, base, endpoint, send } = await application()
  const endpointId = await endpoint('/brings/200')
  const msgId = await send({ payload: { n: 7 } })
  const list = async (query: string) => (await api('GET', `${base}/attempt/endpoint/${endpointId}?${query}`)).body.data
  await eventually('the attempt', async () => (await list('')).length === 1)
  t.notOk('msg' in (await list(''))[0] || 'msg' in (await list('with_msg=false'))[0])
  const { body: message } = await api('GET', `${base}/msg/${msgId}`)
  t.strictSame((await list('with_msg=true'))[0].msg, message)
  t.strictSame((await list('with_msg=true&with_content=false'))[0].msg, { ...message, payload: {} })
  await api('DELETE', `${base}/msg/${msgId}/content`)
  t.strictSame((await list('with_msg=true'))[0].msg.payload, { expired: true })
  t.equal((await list(''))[0].eventType, 'a')
})

t.test('A raw payload is delivered with its content type, is shown as text, and can be resent.', async t => {
  const { api, base, endpoint, send, resend, attempts } = await application()
  const endpointId = await endpoint('/raw/200')
  const shown = async (rawPayload: string, more: object = {}) =>
    (await api('GET', `${base}/msg/${await send({ payload: {}, transformationsParams: { rawPayload, ...more } })}`)).body
  const message = await shown('<a>1</a>', { headers: { 'Content-Type': 'application/xml' } })
  t.match(message, { payload: { rawPayload: '<a>1</a>' }, isRaw: true, contentType: 'application/xml' })
  const got = () => receiver.received.filter(({ path }) => path === '/raw/200')
  await eventually('the delivery', () => got().length === 1)
  t.strictSame([got()[0]!.headers['content-type'], got()[0]!.body.toString()], ['application/xml', '<a>1</a>'])
  t.equal((await resend(message.id, endpointId)).status, 202)
  await eventually('the second attempt', async () => (await attempts(message.id)).length === 2)
  t.equal(got()[1]!.headers['content-type'], 'application/xml')
  for (const text of ['[1]', '"a"', '7', '', ' \n']) {
    t.match(await shown(text), { payload: { rawPayload: text }, isRaw: true, contentType: undefined }, text)
  }
  const json = await shown(' {"rawPayload": "mine"}')
  t.strictSame([json.payload, json.isRaw], [{ rawPayload: 'mine' }, undefined], 'a JSON object that looks like a raw payload is told apart')
  t.match(await api('POST', `${base}/msg`, { eventType: 'a', payload: {}, transformationsParams: { headers: { 'x-a': 'b' } } }), {
    status: 422, body: { detail: [{ loc: ['body', 'transformationsParams', 'headers', 'x-a'] }] }
  })
  t.match(await api('POST', `${base}/msg`, { eventType: 'a', payload: {}, payloadRetentionHours: 12, payloadRetentionPeriod: 30 }), {
    status: 422, body: { detail: [{ loc: ['body', 'payloadRetentionHours'] }] }
  })
})

t.test('The headers of an attempt are those that were sent, without credentials.', async t => {
  const { api, base, send, attempts, portal } = await application()
  const login = receiver.url.replace('://', '://user:pass@')
  const { body: { id: endpointId } } = await api('POST', `${base}/endpoint`, {
    url: `${login}/headers`, headers: { 'X-Region': 'eu', 'x-api-key': 'mine' }
  })
  answerHeaders.set('/headers', {
    'Content-Type': 'text/plain', 'X-Request-Id': 'r-1', 'Set-Cookie': ['a=1', 'b=2'],
    'X-Text': Buffer.from('für \u{1F984} à').toString('latin1'), Server: 'nginx'
  })
  const msgId = await send({ payload: { n: 8 } })
  const [attempt] = await eventually('the attempt', async () => { const found = await attempts(msgId); return found.length > 0 && found })
  const path = `${base}/msg/${msgId}/attempt/${attempt.id}/headers`
  const { body: shown } = await api('GET', path)
  const masked = { 'X-Region': '***', 'x-api-key': '***', authorization: '***' }
  const { headers: really } = receiver.received.find(one => one.path === '/headers')!
  t.strictSame(lower(shown.sentHeaders), { ...really, ...lower(masked) }, 'no header is missing, and no other was sent')
  t.match(shown.sentHeaders, masked)
  t.equal(shown.sentHeaders['webhook-signature'], really['webhook-signature'])
  t.strictSame(shown.responseHeaders.filter(([name]: string[]) => !/^(date|connection|keep-alive|transfer-encoding)$/.test(name!)), [
    ['content-type', 'text/plain'], ['x-request-id', 'r-1'], ['set-cookie', '***'], ['set-cookie', '***'], ['x-text', 'für \u{1F984} à'],
    ['server', 'nginx']
  ])
  t.strictSame(shown.sensitive.toSorted(), ['X-Region', 'authorization', 'set-cookie', 'x-api-key'])
  t.equal(shown.isCut, false)
  t.strictSame((await portal('GET', path)).body, shown)

  await api('POST', `${base}/endpoint/${endpointId}/secret/rotate`, {})
  await api('PUT', `${base}/endpoint/${endpointId}/headers`, { headers: {} })
  t.strictSame((await api('GET', path)).body, shown, 'the attempt shows the headers that were sent, not those of the endpoint now')
  for (const list of [await attempts(msgId), [(await api('GET', `${base}/msg/${msgId}/attempt/${attempt.id}`)).body]]) {
    t.strictSame(list, [attempt], 'no other answer has the headers')
  }

  await api('DELETE', `${base}/msg/${msgId}/attempt/${attempt.id}/content`)
  t.match(
    (await api('GET', path)).body, { sentHeaders: { 'content-type': 'application/json' }, responseHeaders: [], isCut: true },
    'the headers are expunged with the response'
  )
})

t.test('Long headers are cut and marked; an attempt without a response has no response headers.', async t => {
  const { api, base, endpoint, send, attempts } = await application()
  const headersOf = async (path: string, fields: object = {}) => {
    await endpoint(path, fields)
    const msgId = await send({ channels: [path.slice(1, 5)] })
    const [attempt] = await eventually('the attempt', async () => { const found = await attempts(msgId); return found.length > 0 && found })
    return (await api('GET', `${base}/msg/${msgId}/attempt/${attempt.id}/headers`)).body
  }
  answerHeaders.set('/long', { 'x-first': 'a', 'x-long': 'y'.repeat(6000), 'x-last': 'b' })
  const long = await headersOf('/long', { channels: ['long'] })
  t.equal(long.isCut, true)
  t.strictSame(long.responseHeaders.map(([name]: string[]) => name), ['x-first', 'x-long'])
  t.match(long.responseHeaders[1][1], /^y{4000,4096}\.\.\.$/)
  const { body: { id } } = await api('POST', `${base}/endpoint`, { url: 'http://127.0.0.1:1/refused', channels: ['away'] })
  const msgId = await send({ channels: ['away'] })
  const [attempt] = await eventually('the attempt', async () => { const found = await attempts(msgId); return found.length > 0 && found })
  t.match(attempt, { endpointId: id, responseStatusCode: 0 })
  t.match((await api('GET', `${base}/msg/${msgId}/attempt/${attempt.id}/headers`)).body, {
    sentHeaders: { host: '127.0.0.1:1', 'webhook-id': msgId }, responseHeaders: [], sensitive: [], isCut: false
  })
})
