import { setTimeout as pause } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { importOver } from '../helpers/import.js'
import { startTestServer } from '../helpers/server.js'

// The server runs in this process: while it is blocked, no ping is sent or answered.
const server = await startTestServer()
t.teardown(async () => await server.close())

interface Watched<T> {
  answer: T
  /** How many pings were answered before the end of the work. */
  pings: number
  /** How long the work took, and the longest time in it without an answered ping, ms. */
  took: number
  silence: number
}

/** Does some work while a neighbour pings. */
async function watched<T> (work: () => Promise<T>): Promise<Watched<T>> {
  const began = performance.now()
  const state = { isOver: false }
  let [pings, silence, last] = [0, 0, began]
  const ended = (): number => {
    const now = performance.now()
    silence = Math.max(silence, now - last)
    return (last = now)
  }
  const running = work().finally(() => { state.isOver = true })
  while (!state.isOver) {
    await fetch(`${server.url}/api/v1/health/ping`)
    pings++
    ended()
    // A neighbour that pings without a pause would use the CPU time of the work.
    await pause(10)
  }
  return { answer: await running, pings, silence, took: ended() - began }
}

/**
 * A neighbour is not disturbed if many of its pings are answered during the work, or, where the work is short, if the longest silence
 * is less than half of it. A server that is blocked by the work is silent for nearly all of it.
 */
function undisturbed (t: Test, { pings, silence, took }: Watched<unknown>): void {
  t.ok(pings >= 10 || silence < took / 2, `${pings} pings, at most ${Math.round(silence)} of ${Math.round(took)} ms without one`)
}

const api = await server.api()
await api('POST', '/app', { name: 'a', uid: 'a' })
const HEAD = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\nwebhooks: { a.b: { post: {} } }\n'
const evil = { properties: { x: { type: 'string', pattern: '^(a+)+$' } } }
const x = `${'a'.repeat(40)}!`
const define = async (name: string, schema: unknown) =>
  await api('PUT', `/event-type/${name}`, { description: '', validatePayload: true, schemas: { 1: schema } })
// The first jobs start the threads, which is not measured.
await define('ready', {})
await api('POST', '/app/a/msg', { eventType: 'ready', payload: {} })

t.test('A document of 30,000 keys delays no other request.', async t => {
  const specRaw = HEAD + Array.from({ length: 30_000 }, (_, n) => `key${n}: 1\n`).join('')
  const found = await watched(async () => await api('POST', '/event-type/import/openapi', { specRaw }))
  t.equal(found.answer.status, 200)
  undisturbed(t, found)
})

t.test('Aliases that expand to tens of megabytes delay no other request, and end no process.', async t => {
  const specRaw = `${HEAD}x-a: &a [${Array.from({ length: 40_000 }, (_, n) => `v${n}`).join(', ')}]\nx-b:\n${'  - *a\n'.repeat(97)}`
  const found = await watched(async () => await api('POST', '/event-type/import/openapi', { specRaw }))
  t.equal(found.answer.status, 422)
  undisturbed(t, found)
})

t.test('A batch that meets a regular expression with endless backtracking delays no other request.', async t => {
  await define('evil', evil)
  const messages = Array.from({ length: 100 }, () => ({ eventType: 'evil', payload: { x } }))
  const found = await watched(async () => await api('POST', '/app/a/msg/batch', { messages }))
  t.ok(found.answer.body.data.every(({ status }: { status: number }) => status === 422))
  undisturbed(t, found)
})

t.test('An import that meets a regular expression with endless backtracking delays no other request, and ends soon.', async t => {
  await define('evil.file', evil)
  const line = `${JSON.stringify({ eventType: 'evil.file', payload: { x } })}\n`
  const found = await watched(async () => await importOver(api, 'a', line.repeat(1000)))
  t.equal(found.answer.report.refused.length, 1000)
  undisturbed(t, found)
})

t.test('A payload whose schema compares each item with each other delays no other request.', async t => {
  await define('unique', { properties: { items: { uniqueItems: true } } })
  const items = Array.from({ length: 20_000 }, (_, n) => ({ n }))
  const found = await watched(async () =>
    await api('POST', '/app/a/msg/batch', { messages: Array.from({ length: 5 }, () => ({ eventType: 'unique', payload: { items } })) }))
  t.ok(found.answer.body.data.every(({ status }: { status: number }) => status === 422))
  undisturbed(t, found)
})

t.test('Schemas that compile slowly delay no other request.', async t => {
  const heavy = { anyOf: Array.from({ length: 5000 }, () => ({ type: 'string' })) }
  const eventTypes = Array.from({ length: 10 }, (_, n) =>
    ({ name: `heavy.${n}`, description: '', validatePayload: true, schemas: { 1: heavy } }))
  undisturbed(t, await watched(async () => await api('POST', '/environment/import', { eventTypes })))
})

t.test('A schema whose own validation compares each value with each other delays no other request.', async t => {
  const values = Array.from({ length: 12_000 }, (_, n) => ({ n }))
  const found = await watched(async () => await api('PUT', '/event-type/values', { description: '', schemas: { 1: { enum: values } } }))
  t.ok([201, 422].includes(found.answer.status))
  undisturbed(t, found)
})

t.test('A batch of a million values that are not messages is refused because of their number.', async t => {
  const answer = await api('POST', '/app/a/msg/batch', `{"messages":[${'1,'.repeat(900_000)}1]}`)
  t.match(answer, { status: 422, body: { detail: [{ loc: ['body', 'messages'], msg: 'must NOT have more than 100 items' }] } })
  t.equal(answer.body.detail.length, 1)
})

t.test('An organization with slow schemas leaves time for the checks of another organization.', async t => {
  const other = await server.api()
  await other('POST', '/app', { name: 'b', uid: 'b' })
  await other('PUT', '/event-type/right', { description: '', validatePayload: true, schemas: { 1: { required: ['id'] } } })
  const names = Array.from({ length: 12 }, (_, n) => `slow.${n}`)
  for (const name of names) await define(name, evil)
  let isOver = false
  const slow = Promise.all(names.map(async eventType => await api('POST', '/app/a/msg', { eventType, payload: { x } }))).finally(() => {
    isOver = true
  })
  t.equal((await other('POST', '/app/b/msg', { eventType: 'right', payload: { id: 1 } })).status, 202)
  t.notOk(isOver, 'before all of the slow ones have ended')
  t.ok((await slow).every(({ status }) => status === 422))
})

const ROOM = 2 * 1024 * 1024 - 1000
/** As many parts as fit into a body. */
const parts = (part: (n: number) => string): string => {
  const made: string[] = []
  for (let [n, size] = [0, 0]; size < ROOM - 100; n++) size += made[made.push(part(n)) - 1]!.length + 1
  return made.join()
}
const NAMES = parts(n => `"${n.toString(36)}":1`)

/** The CPU time that this process uses for some work, ms. Other processes do not count. */
async function cpuOf (work: () => Promise<unknown>): Promise<number> {
  const began = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1000
}

t.test('Unused parts of a body are not built, for any number of objects and names.', async t => {
  const hostile = [`{${NAMES}}`, `[${parts(() => `${'['.repeat(400)}${']'.repeat(400)}`)}]`, `[${parts(n => `{"${n.toString(36)}":1}`)}]`]
  for (const value of hostile) {
    const building = await cpuOf(async () => JSON.parse(value))
    const bodies = [
      `{"eventType":"ready","payload":{},"x":${value}}`, `{"eventType":"ready","payload":{},"transformationsParams":{"x":${value}}}`
    ]
    for (const body of bodies) {
      const taken = await cpuOf(async () => t.equal((await api('POST', '/app/a/msg', body)).status, 202))
      t.comment(`${Math.round(taken)} ms, building it ${Math.round(building)} ms`)
      t.ok(taken < 2 * building + 500, value.slice(0, 20))
    }
  }
  const payload = `{"x":${hostile[0]!}}`
  const sent = await api('POST', '/app/a/msg', `{"eventType":"ready","payload":${payload}}`)
  t.equal(sent.status, 202)
  t.ok(sent.text.includes(payload), 'the payload is read back as it was sent')
})

t.test('Every list and map of a request has a maximum size, which is checked first.', async t => {
  await api('POST', '/app/a/endpoint', { uid: 'e', url: 'https://example.com/', disabled: true })
  const since = '"since":"2026-11-29T00:00:00Z"'
  const url = '"url":"https://example.com/"'
  const crowded: Array<[method: string, path: string, rest: string, name: string, most: string]> = [
    ['PUT', '/app/a/endpoint/e/headers', '', 'headers', '250 properties'],
    ['PATCH', '/app/a/endpoint/e/headers', '', 'headers', '250 properties'],
    ['POST', '/app/a/endpoint', url, 'headers', '250 properties'],
    ['POST', '/operational-webhook/endpoint', url, 'headers', '250 properties'],
    ['PATCH', '/app/a/endpoint/e/headers', '"headers":{}', 'deleteHeaders', '250 items'],
    ['POST', '/app/a/endpoint', url, 'metadata', '1000 properties'],
    ['POST', '/app', '"name":"a"', 'metadata', '1000 properties'], ['PATCH', '/app/a', '', 'metadata', '1000 properties'],
    ['POST', '/app/a/endpoint', url, 'eventTypes', '10000 items'], ['PUT', '/app/a/endpoint/e', url, 'filterTypes', '10000 items'],
    ['PATCH', '/app/a/endpoint/e', '', 'channels', '10 items'], ['POST', '/app/a/endpoint', url, 'retrySchedule', '20 items'],
    ['POST', '/operational-webhook/endpoint', url, 'eventTypes', '10000 items'],
    ['POST', '/app/a/endpoint/e/bulk-replay', since, 'eventTypes', '1000 items'],
    ['POST', '/environment/import', '', 'eventTypes', '5000 items'],
    ['PUT', '/event-type/ready', '"description":""', 'featureFlags', '100 items'],
    ['POST', '/app/a/msg', '"eventType":"ready","payload":{}', 'tags', '5 items'],
    ['POST', '/auth/app-portal-access/a', '', 'featureFlags', '100 items']
  ]
  const items = parts(() => '1')
  for (const [method, path, rest, name, most] of crowded) {
    const value = most.endsWith('items') ? `[${items}]` : `{${NAMES}}`
    const { status, body } = await api(method, path, `{${rest}${rest && ','}"${name}":${value}}`)
    t.match({ status, body }, {
      status: 422, body: { detail: [{ loc: ['body', name], msg: `must NOT have more than ${most}` }] }
    }, `${method} ${path} ${name}`)
    t.equal(body.detail.length, 1)
  }
})

t.test('A message of a batch with too many items does not affect the others.', async t => {
  const { status, body } = await api(
    'POST', '/app/a/msg/batch',
    `{"messages":[{"eventType":"ready","payload":{}},{"eventType":"ready","payload":{},"channels":[${parts(() => '1')}]}]}`
  )
  t.equal(status, 202)
  t.match(body.data, [{ status: 202 }, {
    status: 422, error: { detail: [{ loc: ['body', 'messages[1]', 'channels'], msg: 'must NOT have more than 5 items' }] }
  }])
})

t.test('Headers that are added step by step stop at the limit as well.', async t => {
  const some = (from: number, count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`x-${from + n}`, '1']))
  t.equal((await api('PUT', '/app/a/endpoint/e/headers', { headers: some(0, 250) })).status, 204)
  t.match(await api('PATCH', '/app/a/endpoint/e/headers', { headers: some(250, 1) }), {
    status: 422, body: { detail: [{ loc: ['body', 'headers'], msg: /more than 250 headers/ }] }
  })
  t.equal((await api('PATCH', '/app/a/endpoint/e/headers', { headers: { 'x-0': null, 'x-250': '1' } })).status, 204)
})

t.test('An import of thousands of event types delays no other request.', async t => {
  const schemas = { 1: { type: 'object', properties: { amount: { type: 'integer' }, currency: { type: 'string' } } } }
  const eventTypes = Array.from({ length: 5000 }, (_, n) => ({ name: `many.${n}`, description: '', schemas }))
  const found = await watched(async () => await api('POST', '/environment/import', { eventTypes }))
  t.equal(found.answer.status, 204)
  undisturbed(t, found)
})
