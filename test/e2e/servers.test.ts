import { randomBytes } from 'node:crypto'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startDynamoDbServer } from '../helpers/dynamodb-server.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { apiOf, startTestServer, type TestServer } from '../helpers/server.js'

// A process of its own: several servers at once, for a minute.

// Several servers on one DynamoDB, each with its own data directory, as docs/running.md describes.

const JWT = randomBytes(32).toString('hex')
const MAIN = randomBytes(32).toString('hex')
const KB = 1024

async function tables (t: Test): Promise<Record<string, string>> {
  const embedded = await startDynamoDbServer()
  t.teardown(embedded.close)
  return {
    POSTHORN_DYNAMODB_ENDPOINT: embedded.endpoint, POSTHORN_JWT_SECRET: JWT, POSTHORN_MAIN_SECRET: MAIN,
    POSTHORN_WHITELIST_SUBNETS: '127.0.0.0/8', POSTHORN_RETRY_SCHEDULE: '1s,1s,1s'
  }
}

async function server (t: Test, settings: Record<string, string>): Promise<{ server: TestServer, stop: () => Promise<void> }> {
  const started = await startTestServer({ POSTHORN_DATA_DIR: t.testdir(), ...settings })
  let stopped: Promise<void> | undefined
  const stop = async () => await (stopped ??= started.close())
  t.teardown(stop)
  return { server: started, stop }
}

const text = (bytes: number) => randomBytes(bytes / 2).toString('hex')

for (const bytes of [200 * KB, 1900 * KB]) {
  t.test(`A message of ${bytes / KB} KB whose server stopped is delivered by another server, byte for byte.`, async t => {
    const settings = await tables(t)
    let isUp = false
    const receiver = await startReceiver((_received, response) => { response.writeHead(isUp ? 200 : 500).end() })
    t.teardown(receiver.close)
    const first = await server(t, settings)
    const token = await first.server.token()
    const api = apiOf(first.server.url, token)
    await api('POST', '/app', { name: 'app', uid: 'app' })
    await api('POST', '/app/app/endpoint', { url: receiver.url, uid: 'ep' })
    const payload = { noise: text(bytes) }
    const { status, body } = await api('POST', '/app/app/msg', { eventType: 'large', payload })
    t.equal(status, 202)
    await eventually('an attempt of the first server', () => receiver.received.length > 0)
    await first.stop()
    isUp = true

    const second = await server(t, settings)
    const other = apiOf(second.server.url, token)
    await eventually(
      'the delivery by the second server', async () => (await other('GET', '/app/app/delivery?state=succeeded')).body.data.length === 1,
      60_000
    )
    t.same(JSON.parse(receiver.received.at(-1)!.body.toString()), payload)
    t.same((await other('GET', `/app/app/msg/${body.id}`)).body.payload, payload, 'the second server shows it')
    t.equal((await other('DELETE', `/app/app/msg/${body.id}/content`)).status, 204)
    t.strictSame((await other('GET', `/app/app/msg/${body.id}`)).body.payload, { expired: true }, 'the second server can expunge it')
  })
}

t.test('A payload that is stored but not on this server is shown as missing here, and never as expired.', async t => {
  const dataDir = t.testdir()
  const { server: one } = await server(t, { POSTHORN_DATA_DIR: dataDir, POSTHORN_RETRY_SCHEDULE: '1h' })
  const receiver = await startReceiver((_received, response) => { response.writeHead(500).end() })
  t.teardown(receiver.close)
  const api = await one.api()
  await api('POST', '/app', { name: 'app', uid: 'app' })
  await api('POST', '/app/app/endpoint', { url: receiver.url, uid: 'ep' })
  const payload = { noise: text(200 * KB) }
  const message = { eventType: 'large', payload, eventId: 'event-1' }
  const { body: { id } } = await api('POST', '/app/app/msg', message, { 'idempotency-key': 'one' })
  await api('POST', '/app/app/msg', { eventType: 'small', payload: { unavailable: true } })
  await eventually('the attempts', async () => (await api('GET', '/app/app/attempt/endpoint/ep')).body.data.length === 2)
  // An attempt is recorded before its delivery is settled.
  await eventually('the messages', async () => (await api('GET', '/app/app/endpoint/ep/msg')).body.data.length === 2)

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const places: Array<[string, () => Promise<{ body: any }>, (body: any) => any]> = [
    ['the message', async () => await api('GET', `/app/app/msg/${id}`), body => body],
    ['by its event id', async () => await api('GET', '/app/app/msg/event-1'), body => body],
    ['the list', async () => await api('GET', '/app/app/msg?event_types=large'), body => body.data[0]],
    ['attempted messages', async () => await api('GET', '/app/app/endpoint/ep/msg'), body =>
      body.data.find((shown: { id: string }) => shown.id === id)],
    ['attempts with their message', async () => await api('GET', '/app/app/attempt/endpoint/ep?with_msg=true&event_types=large'), body =>
      body.data[0].msg],
    ['the same request again', async () => await api('POST', '/app/app/msg', message, { 'idempotency-key': 'one' }), body => body]
  ]
  const shows = async (expected: object) => {
    for (const [name, ask, pick] of places) {
      const { payload, isUnavailable } = pick((await ask()).body)
      t.strictSame({ payload, isUnavailable }, { isUnavailable: undefined, ...expected }, name)
    }
  }
  await shows({ payload })
  renameSync(join(dataDir, 'blobs'), join(dataDir, 'elsewhere'))
  await shows({ payload: { unavailable: true }, isUnavailable: true })
  t.strictSame((await api('GET', `/app/app/msg/${id}?with_content=false`)).body.payload, {})
  const own = (await api('GET', '/app/app/msg?event_types=small')).body.data[0]
  t.strictSame([own.payload, own.isUnavailable], [
    { unavailable: true }, undefined
  ], 'a payload that looks like the placeholder is not mistaken for it')
  renameSync(join(dataDir, 'elsewhere'), join(dataDir, 'blobs'))
  await shows({ payload })
  await api('DELETE', `/app/app/msg/${id}/content`)
  t.strictSame((await api('GET', `/app/app/msg/${id}`)).body.payload, { expired: true })
})

t.test('A file that was uploaded to a server that stopped is imported by another server, which also has the report.', async t => {
  const settings = await tables(t)
  const receiver = await startReceiver()
  t.teardown(receiver.close)
  const [first, second] = [await server(t, settings), await server(t, settings)]
  const token = await first.server.token()
  const api = apiOf(first.server.url, token)
  await api('POST', '/app', { name: 'app', uid: 'app' })
  await api('POST', '/app/app/endpoint', { url: receiver.url, uid: 'ep' })
  const begun = await api('POST', '/app/app/import')
  t.equal(begun.status, 202)
  const count = 400
  const lines = Array.from({ length: count }, (_, n) =>
    JSON.stringify(n === 7 ? { payload: 'no event type' } : { eventType: 'a.b', payload: { n, noise: text(2 * KB) } }))
  const uploaded = await fetch(begun.body.uploadUrl, { method: 'PUT', body: lines.join('\n') })
  t.equal(uploaded.status, 200)
  await first.stop()

  const other = apiOf(second.server.url, token)
  const path = `/app/app/import/${begun.body.id}`
  const ended = await eventually('the import by the second server', async () => {
    const { body } = await other('GET', path)
    return body.status !== 'running' && body
  }, 90_000)
  t.match(ended, { status: 'finished' })
  const report = await other('GET', `${path}/report`)
  t.equal(report.status, 200)
  const [summary, ...refused] = report.text.trim().split('\n').map(line => JSON.parse(line))
  t.match(summary, { entries: count, accepted: count - 1, refused: 1 })
  t.match(refused, [{ entry: 8 }])
  await eventually('all deliveries', () => receiver.received.length >= count - 1, 60_000)
})

t.test('Of servers that start at once on an empty database with different secrets, the later ones are refused with instructions.', async t => {
  const { POSTHORN_MAIN_SECRET: _, ...settings } = await tables(t)
  const directory = t.testdir({ one: {}, other: {} })
  const starts = await Promise.allSettled(['one', 'other'].map(async name => {
    const started = await startTestServer({ ...settings, POSTHORN_DATA_DIR: join(directory, name) })
    t.teardown(started.close)
  }))
  const refused = starts.filter(one => one.status === 'rejected')
  t.equal(refused.length, 1)
  t.match((refused[0]!.reason as Error).message, /another main secret.*POSTHORN_MAIN_SECRET/s)
})

t.test('The embedded database opens with its first secrets only.', async t => {
  const dataDir = t.testdir()
  const settings = { POSTHORN_DATA_DIR: dataDir }
  const first = await startTestServer({ ...settings, POSTHORN_MAIN_SECRET: MAIN })
  await first.close()
  const path = join(dataDir, 'secrets.json')
  rmSync(path)
  await t.rejects(startTestServer(settings), {
    message: /secrets\.json is missing.*cannot be decrypted.*Set POSTHORN_MAIN_SECRET to the first one, or restore/
  })
  t.notOk(existsSync(path), 'the secrets that the refused start made are removed')
  await t.rejects(startTestServer({ ...settings, POSTHORN_MAIN_SECRET: JWT }), { message: /than POSTHORN_MAIN_SECRET has/ })
  const again = await startTestServer({ ...settings, POSTHORN_MAIN_SECRET: MAIN, POSTHORN_JWT_SECRET: JWT })
  await again.close()
})
