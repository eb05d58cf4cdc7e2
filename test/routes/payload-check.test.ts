import t from 'tap'
import { replace } from '../../src/rules/event-type-rules.js'
import { createTableDispatcher } from '../../src/delivery/hand-off/table/dispatcher-table.js'
import { acceptChecked, BUDGET_MS } from '../../src/delivery/accept/payload-check.js'
import { GRACE_MS } from '../../src/delivery/payload-schemas/payload-checks.js'
import { JUDGE_MS } from '../../src/delivery/payload-schemas/schema-checks.js'
import { ownTime } from '../../src/lib/own-time.js'
import * as eventTypes from '../../src/repositories/event-types.js'
import { createTestEngine, newApplication, newMessage, openTestDatabase } from '../helpers/engine.js'
import { startTestServer } from '../helpers/server.js'
import { timeHad } from '../helpers/ticks.js'

// Measures other work of the process during a check: requests, tables, a restarted thread.
const BESIDE_MS = 1500
const LONGEST_MS = BUDGET_MS + GRACE_MS + BESIDE_MS

const server = await startTestServer()
t.teardown(async () => await server.close())

async function application () {
  const api = await server.api()
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a' })
  const send = async (eventType: string, payload: unknown, fields: object = {}, headers: Record<string, string> = {}) =>
    await api('POST', `/app/${appId}/msg`, { eventType, payload, ...fields }, headers)
  const define = async (name: string, schemas: unknown, fields: object = {}) =>
    await api('PUT', `/event-type/${name}`, { description: '', schemas, validatePayload: true, ...fields })
  return { api, appId, send, define }
}

const invoice = {
  type: 'object', required: ['id'],
  properties: { id: { type: 'string' }, lines: { type: 'array', items: { type: 'object', properties: { 'a/b': { type: 'integer' } } } } }
}

t.test('A payload is checked only if its event type asks for it, and the answer has the path of the error.', async t => {
  const { api, send, define } = await application()
  t.equal((await send('paid', { id: 1 })).status, 202, 'an unknown event type')
  t.notOk('validatePayload' in (await define('paid', { 1: invoice }, { validatePayload: undefined })).body)
  t.equal((await send('paid', { id: 1 })).status, 202)
  t.match((await api('PATCH', '/event-type/paid', { validatePayload: true })).body, { validatePayload: true, schemas: { 1: invoice } })
  const refused = await send('paid', { id: 1 })
  t.equal(refused.status, 422)
  t.match(refused.body.detail, [{ loc: ['body', 'payload', 'id'], msg: 'must be string', type: 'value_error' }])
  t.match((await send('paid', {})).body.detail, [{ loc: ['body', 'payload'], msg: /id/ }])
  t.match((await send('paid', { id: 'a', lines: [{}, { 'a/b': 0.5 }] })).body.detail, [{ loc: ['body', 'payload', 'lines', '1', 'a/b'] }])
  t.equal((await send('paid', { id: 'a', lines: [{ 'a/b': 1 }] })).status, 202)
  t.match((await api('PATCH', '/event-type/paid', { description: 'still' })).body, { validatePayload: true })
  await api('DELETE', '/event-type/paid?expunge=true')
  t.equal((await send('paid', { id: 1 })).status, 202)
  await define('paid', { 1: { required: ['other'] } })
  t.equal((await send('paid', { id: 'a' })).status, 422, 'a removed event type leaves no checker in memory')
})

t.test('The schema with the highest version, compared as a number, is used.', async t => {
  const { send, define } = await application()
  const needs = (name: string) => ({ required: [name] })
  await define('v', { 9: needs('nine'), 10: needs('ten'), z: needs('letter') })
  t.equal((await send('v', { nine: 1, letter: 1 })).status, 422)
  t.equal((await send('v', { ten: 1 })).status, 202)
  await define('none', {})
  t.equal((await send('none', { any: 1 })).status, 202)
})

t.test('A schema that cannot be compiled is refused when it is written, and no reference is fetched.', async t => {
  const { api, define } = await application()
  for (const bad of [{ $ref: 'http://127.0.0.1:9/schema' }, { $ref: '#/definitions/none' }, { $async: true }]) {
    const refused = await define('bad', { 1: {}, 2: bad })
    t.equal(refused.status, 422, JSON.stringify(bad))
    t.match(refused.body.detail[0].loc, ['body', 'schemas', '2'])
    t.equal((await define('unchecked', { 1: bad }, { validatePayload: false })).status, 201, JSON.stringify(bad))
    t.equal((await api('PATCH', '/event-type/unchecked', { validatePayload: true })).status, 422)
    await api('DELETE', '/event-type/unchecked?expunge=true')
  }
  t.equal((await define('good', {
    1: {
      $schema: 'https://example.com/unknown', $id: 'https://example.com/a', $ref: '#/definitions/a',
      definitions: {
        a: { format: 'date-time' }
      }
    }
  })).status, 201)
  t.equal((await define('twin', { 1: { $id: 'https://example.com/a', type: 'object' } })).status, 201)
  t.equal((await define('bad', null, { validatePayload: 'yes' })).status, 422)
})

t.test('The check of an endless regular expression is stopped, and the message is refused.', async t => {
  const { send, define } = await application()
  await define('slow', { 1: { properties: { x: { type: 'string', pattern: '^(a+)+$' } } } })
  t.equal((await send('slow', { x: 'aaaa' })).status, 202)
  const had = ownTime()
  t.match(await send('slow', { x: `${'a'.repeat(40)}!` }), { status: 422, body: { detail: [{ loc: ['body', 'payload'] }] } })
  t.ok(had() < LONGEST_MS, `${had()} ms`)
  t.equal((await send('slow', { x: 'aaaa' })).status, 202, 'the server goes on working')
})

t.test('A batch has one time budget for its checks, and an event type that exceeded it three times is not checked for a minute.', async t => {
  const { api, appId, send, define } = await application()
  await define('slow', { 1: { properties: { x: { type: 'string', pattern: '^(a+)+$' } } } })
  await define('quick', { 1: { required: ['id'] } })
  // The first check starts the thread, which is not to be measured.
  t.equal((await send('quick', { id: 1 })).status, 202)
  const x = `${'a'.repeat(40)}!`
  const messages = Array.from({ length: 100 }, (_, n) => n % 10 === 9
    ? { eventType: 'quick', payload: { id: 1 } }
    : { eventType: 'slow', payload: { x } })
  const had = ownTime()
  const { body } = await api('POST', `/app/${appId}/msg/batch`, { messages })
  t.ok(had() < LONGEST_MS, `${had()} ms, not 200 for each of 90`)
  t.strictSame(body.data.map(({ status }: { status: number }) => status), messages.map(({ eventType }) => eventType === 'quick'
    ? 202
    : 422))
  t.match(body.data[50].error.detail, [{ loc: ['body', 'messages[50]', 'payload'], msg: /cannot be checked in time/ }])
  t.match((await send('slow', { x: 'aaaa' })).body.detail, [{ msg: /is not checked for a minute/ }], 'also a valid payload')
  await define('slow', { 1: { properties: { x: { type: 'string', pattern: '^a+$' } } } })
  t.equal((await send('slow', { x: 'aaaa' })).status, 202, 'another schema is still checked')
})

t.test('Many slow event types share the budget of a request.', async t => {
  const { api, appId, define } = await application()
  const names = Array.from({ length: 30 }, (_, n) => `slow.${n}`)
  for (const name of names) await define(name, { 1: { properties: { x: { type: 'string', pattern: '^(a+)+$' } } } })
  const had = ownTime()
  const { body } = await api('POST', `/app/${appId}/msg/batch`, {
    messages: names.flatMap(eventType => [1, 2, 3].map(() => ({
      eventType, payload: { x: `${'a'.repeat(40)}!` }
    })))
  })
  t.ok(had() < LONGEST_MS, `${had()} ms, not 200 for each of 90`)
  t.ok(body.data.every(({ status }: { status: number }) => status === 422))
})

t.test('A schema may refer to itself by #, and is refused if it contains nothing else.', async t => {
  const { send, define } = await application()
  await define('tree', { 1: { type: 'object', properties: { child: { $ref: '#' }, n: { type: 'integer' } } } })
  t.equal((await send('tree', { child: { child: { n: 1 } } })).status, 202)
  t.match((await send('tree', { child: { child: { n: 'x' } } })).body.detail, [{ loc: ['body', 'payload', 'child', 'child', 'n'] }])
  t.equal((await define('id', {
    1: {
      $id: 'https://example.com/tree', properties: {
        child: { $ref: '#' }, n: { type: 'integer' }
      }
    }
  })).status, 201)
  t.equal((await send('id', { child: { n: 'x' } })).status, 422)
  for (const endless of [
    { $ref: '#' }, { allOf: [{ $ref: '#' }] },
    { $ref: '#/definitions/a', definitions: { a: { $ref: '#/definitions/b' }, b: { $ref: '#/definitions/a' } } }
  ]) {
    t.match(await define('endless', { 1: endless }), {
      status: 422, body: { detail: [{ loc: ['body', 'schemas', '1'], msg: /refers to itself without end/ }] }
    })
  }
})

t.test('The schemas of one request share a budget.', async t => {
  const { api } = await application()
  // Slow to compile and not deep: nested alternatives would reach the limit of the stack first.
  const heavy = {
    properties: Object.fromEntries(Array.from({ length: 1500 }, (_, n) => [
    `p${n}`, { type: 'string', minLength: 1, maxLength: 9 }
    ]))
  }
  const eventTypes = Array.from({ length: 20 }, (_, n) => ({
    name: `heavy.${n}`, description: '', validatePayload: true, schemas: { 1: heavy }
  }))
  const had = timeHad()
  const { status, body } = await api('POST', '/environment/import', { eventTypes })
  t.ok(had() < JUDGE_MS + GRACE_MS + BESIDE_MS, `${had()} ms`)
  t.ok(status < 300 || status === 422, 'the payload is checked')
  t.comment(`${status} after ${had()} ms`)
  if (status === 422) t.match(body.detail, [{ msg: /takes too long to check|it takes longer than/ }])
})

t.test('A repetition of an idempotency key gets its first answer, even if the event type is stricter now.', async t => {
  const { send, define } = await application()
  const key = { 'idempotency-key': 'k' }
  const first = await send('strict', { id: 1 }, {}, key)
  await define('strict', { 1: invoice })
  t.match(await send('strict', { id: 1 }, {}, key), { status: 202, body: { id: first.body.id } })
  t.equal((await send('strict', { id: 1 }, {}, { 'idempotency-key': 'new' })).status, 422)
})

t.test('A raw payload and each message of a batch are checked too.', async t => {
  const { api, appId, send, define } = await application()
  await define('strict', { 1: invoice })
  t.equal((await send('strict', {}, { transformationsParams: { rawPayload: '{"id":"a"}' } })).status, 202)
  t.equal((await send('strict', { id: 'a' }, { transformationsParams: { rawPayload: '<xml/>' } })).status, 422)
  const messages = [{ id: 'a' }, { id: 1 }].flatMap(payload => [
    { eventType: 'strict', payload }, { eventType: 'strict', payload, idempotencyKey: JSON.stringify(payload) }
  ])
  const { body } = await api('POST', `/app/${appId}/msg/batch`, { messages })
  t.strictSame(body.data.map(({ status }: { status: number }) => status), [202, 202, 422, 422])
  t.strictSame(body.data[2].error.detail[0].loc, ['body', 'messages[2]', 'payload', 'id'])
})

t.test('An organization can require checks for all payloads, and an event type can exclude itself.', async t => {
  const { api, send, define } = await application()
  await define('paid', { 1: invoice }, { validatePayload: undefined })
  await define('loose', { 1: invoice }, { validatePayload: false })
  await define('bare', null, { validatePayload: undefined })
  t.match((await api('GET', '/environment/settings')).body, { validatePayload: false })
  t.equal((await send('paid', { id: 1 })).status, 202)
  t.match(await api('PUT', '/environment/settings', { validatePayload: true }), { status: 200, body: { validatePayload: true } })
  t.match((await api('GET', '/environment/settings')).body, { validatePayload: true })
  t.match(await send('paid', { id: 1 }), { status: 422, body: { detail: [{ loc: ['body', 'payload', 'id'] }] } })
  t.equal((await send('paid', { id: 'a' })).status, 202)
  for (const free of ['loose', 'bare', 'unknown']) t.equal((await send(free, { id: 1 })).status, 202, free)
  t.match((await api('PATCH', '/event-type/loose', { validatePayload: null })).body, { name: 'loose', validatePayload: undefined })
  t.equal((await send('loose', { id: 1 })).status, 422, 'null means the setting of the organization')
  await api('PATCH', '/event-type/paid', { validatePayload: false })
  t.equal((await send('paid', { id: 1 })).status, 202)
  await api('PATCH', '/event-type/paid', { validatePayload: true })
  await api('PUT', '/environment/settings', { validatePayload: false })
  t.equal((await send('paid', { id: 1 })).status, 422, "the event type's own setting decides")
  t.equal((await send('loose', { id: 1 })).status, 202)
})

t.test('The settings of an organization belong to it alone, are not an application, and are closed to portals.', async t => {
  const orgId = 'org_settings'
  const api = await server.api(await server.token(orgId))
  await api('PUT', '/environment/settings', { validatePayload: true })
  t.strictSame((await api('GET', '/app')).body.data, [])
  t.equal((await api('GET', '/app/settings')).status, 404)
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a', uid: 'settings' })
  t.equal((await api('GET', '/app/settings')).body.id, appId)
  t.match((await (await server.api())('GET', '/environment/settings')).body, { validatePayload: false })
  const portal = await server.api(await server.tokens.mint({ kind: 'app', orgId, appId, featureFlags: [] }, 60))
  t.equal((await portal('GET', '/environment/settings')).status, 403)
  t.equal((await portal('PUT', '/environment/settings', { validatePayload: false })).status, 403)
  for (const body of [{ validatePayload: null }, { validatePayload: 'true' }, [], '']) {
    t.equal((await api('PUT', '/environment/settings', body)).status, 422, JSON.stringify(body))
  }
  const exported = (await api('POST', '/environment/export')).body
  t.match(exported.settings, { validatePayload: true })
  const other = await server.api()
  await other('POST', '/environment/import', exported)
  t.match((await other('GET', '/environment/settings')).body, { validatePayload: true })
  await other('POST', '/environment/import', { settings: null })
  t.match((await other('GET', '/environment/settings')).body, { validatePayload: true }, 'settings that an import does not name stay')
})

t.test('The settings cost no read for a message once they are cached, or if the event type has no schema.', async t => {
  const { db, calls } = await openTestDatabase()
  const dispatcher = { ...createTableDispatcher(), isQueue: true }
  const engine = createTestEngine({ db, dispatcher })
  const app = await newApplication(engine)
  const reads = async (eventType: string) => {
    calls.length = 0
    await acceptChecked(engine, app, newMessage({ eventType }))
    return calls.filter(({ name }) => name === 'GetItem').map(({ table }) => table)
  }
  await eventTypes.write(
    db, app.orgId, 'checked',
    await replace({ description: '', schemas: { 1: {} } }, { rawMember: () => '{"1":{}}' }, { now: 0, judge: async () => undefined })
  )
  t.strictSame(await reads('unknown'), ['event-types'])
  t.strictSame(await reads('unknown'), [])
  t.strictSame(await reads('checked'), ['event-types', 'applications'])
  t.strictSame(await reads('checked'), [])
})
