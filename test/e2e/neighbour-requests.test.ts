import { setTimeout as pause } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { importOver } from '../helpers/import.js'
import { startTestServer } from '../helpers/server.js'

// The server runs in this process: while something stops it, no ping is answered, and none is sent either.
const server = await startTestServer()
t.teardown(async () => await server.close())

/** Does something while a neighbour pings: the longest ping, and how long all of it took, ms. */
async function watched<T> (work: () => Promise<T>): Promise<{ answer: T, longestMs: number, totalMs: number, pings: number }> {
  const began = performance.now()
  const state = { isOver: false }
  let [longestMs, pings] = [0, 0]
  const running = work().finally(() => { state.isOver = true })
  while (!state.isOver) {
    const sent = performance.now()
    await fetch(`${server.url}/api/v1/health/ping`)
    longestMs = Math.max(longestMs, performance.now() - sent)
    pings++
    // A neighbour that asks without a pause would take the processor from the work.
    await pause(10)
  }
  return { answer: await running, longestMs, totalMs: performance.now() - began, pings }
}

/** A neighbour is undisturbed when many of its pings are answered meanwhile, and none takes most of the time. */
function undisturbed (t: Test, { longestMs, totalMs, pings }: { longestMs: number, totalMs: number, pings: number }, withinMs = 60_000): void {
  const figures = `${pings} pings, the longest ${Math.round(longestMs)} of ${Math.round(totalMs)} ms`
  t.comment(figures)
  t.ok(pings >= 10, figures)
  t.ok(longestMs < totalMs / 2, figures)
  t.ok(totalMs < withinMs, figures)
}

const api = await server.api()
await api('POST', '/app', { name: 'a', uid: 'a' })
const HEAD = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\nwebhooks: { a.b: { post: {} } }\n'
const evil = { properties: { x: { type: 'string', pattern: '^(a+)+$' } } }
const x = `${'a'.repeat(40)}!`
const define = async (name: string, schema: unknown) => await api('PUT', `/event-type/${name}`, { description: '', validatePayload: true, schemas: { 1: schema } })
// The threads are started by their first jobs, which is not what is measured.
await define('ready', {})
await api('POST', '/app/a/msg', { eventType: 'ready', payload: {} })

t.test('A document of 30,000 keys stops nobody', async t => {
  const specRaw = HEAD + Array.from({ length: 30_000 }, (_, n) => `key${n}: 1\n`).join('')
  const found = await watched(async () => await api('POST', '/event-type/import/openapi', { specRaw }))
  t.equal(found.answer.status, 200)
  undisturbed(t, found)
})

t.test('Aliases that make tens of megabytes stop nobody, and end nothing', async t => {
  const specRaw = `${HEAD}x-a: &a [${Array.from({ length: 40_000 }, (_, n) => `v${n}`).join(', ')}]\nx-b:\n${'  - *a\n'.repeat(97)}`
  const found = await watched(async () => await api('POST', '/event-type/import/openapi', { specRaw }))
  t.equal(found.answer.status, 422)
  undisturbed(t, found)
})

t.test('A batch against an expression that never ends stops nobody', async t => {
  await define('evil', evil)
  const messages = Array.from({ length: 100 }, () => ({ eventType: 'evil', payload: { x } }))
  const found = await watched(async () => await api('POST', '/app/a/msg/batch', { messages }))
  t.ok(found.answer.body.data.every(({ status }: { status: number }) => status === 422))
  undisturbed(t, found, 15_000)
})

t.test('An import against an expression that never ends stops nobody, and is over soon', async t => {
  await define('evil.file', evil)
  const line = `${JSON.stringify({ eventType: 'evil.file', payload: { x } })}\n`
  const found = await watched(async () => await importOver(api, 'a', line.repeat(1000)))
  t.equal(found.answer.report.refused.length, 1000)
  undisturbed(t, found)
})

t.test('A payload whose check compares each item with each other stops nobody', async t => {
  await define('unique', { properties: { items: { uniqueItems: true } } })
  const items = Array.from({ length: 20_000 }, (_, n) => ({ n }))
  const found = await watched(async () => await api('POST', '/app/a/msg/batch', { messages: Array.from({ length: 5 }, () => ({ eventType: 'unique', payload: { items } })) }))
  t.ok(found.answer.body.data.every(({ status }: { status: number }) => status === 422))
  undisturbed(t, found, 30_000)
})

t.test('Schemas that take long to compile stop nobody', async t => {
  const heavy = { anyOf: Array.from({ length: 5000 }, () => ({ type: 'string' })) }
  const eventTypes = Array.from({ length: 10 }, (_, n) => ({ name: `heavy.${n}`, description: '', validatePayload: true, schemas: { 1: heavy } }))
  undisturbed(t, await watched(async () => await api('POST', '/environment/import', { eventTypes })))
})

t.test('A schema whose own check compares each value with each other stops nobody', async t => {
  const values = Array.from({ length: 20_000 }, (_, n) => ({ n }))
  const found = await watched(async () => await api('PUT', '/event-type/values', { description: '', schemas: { 1: { enum: values } } }))
  t.ok([201, 422].includes(found.answer.status))
  undisturbed(t, found)
})

t.test('A batch of a million things that are no messages is refused by their number', async t => {
  const { answer, totalMs } = await watched(async () => await api('POST', '/app/a/msg/batch', `{"messages":[${'1,'.repeat(900_000)}1]}`))
  t.match(answer, { status: 422, body: { detail: [{ loc: ['body', 'messages'], msg: 'must NOT have more than 100 items' }] } })
  t.equal(answer.body.detail.length, 1)
  t.ok(totalMs < 20_000)
})

t.test('An organization with slow schemas leaves the checks of another their turn', async t => {
  const other = await server.api()
  await other('POST', '/app', { name: 'b', uid: 'b' })
  await other('PUT', '/event-type/right', { description: '', validatePayload: true, schemas: { 1: { required: ['id'] } } })
  const names = Array.from({ length: 30 }, (_, n) => `slow.${n}`)
  for (const name of names) await define(name, evil)
  let isOver = false
  const slow = Promise.all(names.map(async eventType => await api('POST', '/app/a/msg', { eventType, payload: { x } }))).finally(() => { isOver = true })
  t.equal((await other('POST', '/app/b/msg', { eventType: 'right', payload: { id: 1 } })).status, 202)
  t.notOk(isOver, 'before all of those are over')
  t.ok((await slow).every(({ status }) => status === 422))
})
