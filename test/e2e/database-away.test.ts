import t, { type Test } from 'tap'
import { startCuttableProxy } from '../helpers/cuttable-proxy.js'
import { startDynamoDbServer } from '../helpers/dynamodb-server.js'
import { documented } from '../helpers/openapi.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { apiOf, startTestServer } from '../helpers/server.js'
import { timeHad } from '../helpers/ticks.js'

// A server whose database stops answering and comes back.

// Five seconds of the CPU time that this process gets, and a little for the answer.
const WITHIN_MS = 5500
const database = await startDynamoDbServer()
const { hostname, port, pathname } = new URL(database.endpoint)
const proxy = await startCuttableProxy({ hostname, port })
const server = await startTestServer({
  POSTHORN_DYNAMODB_ENDPOINT: `http://127.0.0.1:${proxy.port}${pathname}`, POSTHORN_WHITELIST_SUBNETS: '127.0.0.0/8',
  POSTHORN_RETRY_SCHEDULE: '100ms,100ms'
})
const receiver = await startReceiver()
t.after(async () => {
  await server.close()
  await receiver.close()
  await proxy.close()
  await database.close()
})

const token = await server.token()
const api = documented(apiOf(server.url, token))
await api('POST', '/app', { name: 'app', uid: 'app' })
await api('POST', '/app/app/endpoint', { url: receiver.url, uid: 'ep' })

async function checkAway (t: Test): Promise<void> {
  const calls: Array<[string, string, unknown?]> = [
    ['GET', '/app'], ['GET', '/app/app'], ['POST', '/app', { name: 'lost' }], ['DELETE', '/app/app'], ['GET', '/app/other/msg'],
    ['POST', '/app/app/msg', { eventType: 'a', payload: {}, eventId: 'lost' }], ['POST', '/app/app/endpoint', { url: receiver.url }],
    ['GET', '/app/app/endpoint/ep/secret'], ['GET', '/app/app/msg'], ['GET', '/event-type']
  ]
  const had = timeHad()
  await Promise.all(calls.map(async ([method, path, body], index) => {
    const reply = await api(method, path, body, index % 2 === 0 ? { 'idempotency-key': 'lost' } : {})
    t.strictSame([reply.status, Object.keys(reply.body)], [503, ['code', 'detail']], `${method} ${path}`)
    t.match(reply.headers.get('retry-after'), /^\d+$/)
    t.ok(had() < WITHIN_MS, `${method} ${path} answered after ${had()} ms`)
    t.notMatch(reply.text, /dynamo|ECONN|Error|127\.0\.0\.1/i)
  }))
  t.equal((await documented(apiOf(server.url, 'x'))('GET', '/app')).status, 401, 'requests without database calls are answered')
  t.equal((await api('GET', '/health')).status, 204)
  t.equal((await api('POST', '/app', '{')).status, 422)
  const ready = await api('GET', '/health/ready')
  t.strictSame([ready.status, ready.body.database.status], [503, 'error'])
}

async function checkBack (t: Test, eventId: string): Promise<void> {
  await proxy.mend()
  await eventually('the server answers again', async () => (await api('GET', '/app')).status === 200)
  t.equal((await api('GET', '/health/ready')).status, 200)
  const created = await api('POST', '/app', { name: eventId }, { 'idempotency-key': `app-${eventId}` })
  t.equal(created.status, 201)
  const { status, body } = await api('POST', '/app/app/msg', { eventType: 'a', payload: {}, eventId }, { 'idempotency-key': eventId })
  t.equal(status, 202)
  await eventually('its delivery', () => receiver.received.some(({ headers }) => headers['svix-id'] === body.id))
  const attempts = await eventually('its attempt', async () => {
    const page = await api('GET', `/app/app/attempt/msg/${eventId}`)
    return page.body.data.length > 0 && page.body.data
  })
  t.equal(attempts.length, 1)
  t.strictSame((await api('GET', '/app/app/msg')).body.data.map((message: { eventId: string }) => message.eventId).includes('lost'), false)
}

t.test('A database that refuses connections causes a 503 at once. All requests succeed when it is back.', async t => {
  await proxy.refuse()
  await checkAway(t)
  await checkBack(t, 'after-refusing')
})

t.test('A database that does not answer causes a 503 within five seconds. All requests succeed when it is back.', async t => {
  proxy.hang()
  await checkAway(t)
  await checkBack(t, 'after-hanging')
})

t.test('A message that could not be stored can be sent again with its key and its eventId.', async t => {
  const send = async () =>
    await api('POST', '/app/app/msg', { eventType: 'a', payload: {}, eventId: 'again' }, { 'idempotency-key': 'again' })
  await proxy.refuse()
  t.equal((await send()).status, 503)
  await proxy.mend()
  const { body } = await eventually('the message is accepted', async () => {
    const reply = await send()
    return reply.status === 202 ? reply : undefined
  })
  t.strictSame((await send()).body, body)
  await eventually('its delivery', () => receiver.received.some(({ headers }) => headers['svix-id'] === body.id))
  t.equal(receiver.received.filter(({ headers }) => headers['svix-id'] === body.id).length, 1)
})

t.end()
