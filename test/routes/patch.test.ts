import t, { type Test } from 'tap'
import { memoryApp } from '../helpers/memory-app.js'
import type { Api } from '../helpers/server.js'
import { fc, runs, type Arbitrary } from '../helpers/chance.js'

// Random histories of PUT and PATCH, compared after every step with a small model: PATCH leaves the fields that it
// does not name, null unsets, PUT replaces all fields, and a refused request changes nothing (contract 2).

const HISTORIES = runs(80, 1500)

type Fields = Record<string, unknown>
interface Step { method: 'PUT' | 'PATCH', body: Fields, isWrong: boolean }

interface Resource {
  fields: Record<string, Arbitrary<unknown>>
  /** The fields that every PUT must have. */
  required: string[]
  /** Values that a field refuses, always or in PATCH. */
  wrong: Array<[field: string, value: unknown, only?: 'PATCH']>
  /** The fields of a body as the model has them; undefined: absent. */
  said: (body: Fields) => Fields
  /** The values that a PUT gives to absent fields. */
  defaults: Fields
  shown: (state: Fields) => Fields
}

const text = fc.string({ maxLength: 10, unit: 'grapheme' })
const metadata = fc.option(fc.dictionary(fc.oneof(text, fc.constantFrom('__proto__', 'constructor', '1')), text, { maxKeys: 3 }))
const rate = fc.option(fc.integer({ min: 1, max: 65535 }))
const waits = fc.option(fc.array(fc.integer({ min: 0, max: 604_800_000 }).map(ms => ms / 1000), { maxLength: 3 }))
const uid = fc.option(fc.constantFrom('one', 'two', 'A.b-c_9'))
const rateOf = ({ throttleRate, rateLimit }: Fields) => throttleRate === undefined ? rateLimit : throttleRate
const setOf = (value: unknown) => Array.isArray(value) ? [...new Set(value)] : value
const mapOf = (value: unknown) => value === undefined ? undefined : value ?? {}
const given = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** A history begins with a PUT, so that it does not depend on others. */
function histories ({ fields, required, wrong }: Resource): Arbitrary<Step[]> {
  const right = (method: Step['method']) => fc.record(fields, { requiredKeys: method === 'PUT' ? required : [] })
    .map((body): Step => ({ method, body, isWrong: false }))
  const refused = (method: Step['method']) => fc.tuple(
    right(method), fc.constantFrom(...wrong.filter(([, , only]) => only === undefined || only === method))
  )
    .map(([{ body }, [field, value]]): Step => ({ method, body: { ...body, [field]: value }, isWrong: true }))
  const step = fc.oneof(
    { weight: 8, arbitrary: right('PATCH') }, { weight: 2, arbitrary: right('PUT') }, { weight: 1, arbitrary: refused('PATCH') },
    { weight: 1, arbitrary: refused('PUT') }
  )
  return fc.tuple(right('PUT'), fc.array(step, { minLength: 1, maxLength: 4 })).map(([first, rest]) => [first, ...rest])
}

interface Subject { api: Api, resource: Resource, path: (uid?: string) => string, constant: Fields }

/** Runs histories, by id and by uid, and compares every answer and a later read with the model. */
function follower ({ api, resource: { said, defaults, shown }, path, constant }: Subject): (history: Step[]) => Promise<void> {
  let state = defaults
  let updatedAt = '1970-01-01T00:00:00Z'
  return async history => {
    for (const { method, body, isWrong } of history) {
      const before = state.uid
      const answer = await api(method, path(typeof before === 'string' ? before : undefined), body)
      if (answer.status !== (isWrong ? 422 : 200)) throw new Error(`${answer.status}: ${answer.text} to ${JSON.stringify(body)}`)
      if (!isWrong) {
        state = { ...(method === 'PUT' ? defaults : state), ...given(said(body)) }
        same(answer.body, { ...constant, ...shown(state) })
        if (Date.parse(answer.body.updatedAt) <= Date.parse(updatedAt)) throw new Error('updatedAt stands still')
        updatedAt = answer.body.updatedAt
      }
      const read = await api('GET', path())
      same(read.body, { ...constant, ...shown(state), updatedAt })
      const isFreed = typeof before === 'string' && before !== state.uid
      if (isFreed && (await api('GET', path(before))).status !== 404) throw new Error('the uid that was given up still names it')
    }
  }
}

function same (actual: Fields, expected: Fields): void {
  const [is, must] = [{ ...actual, updatedAt: expected.updatedAt }, given(expected)].map(one => JSON.stringify(sorted(one)))
  if (is !== must) throw new Error(`is      ${is}\nmust be ${must}`)
}

function sorted (value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([name, one]) => [name, sorted(one)]))
}

async function holds<T> (t: Test, arbitrary: Arbitrary<T[]>, follow: (history: T[]) => Promise<void>): Promise<void> {
  let steps = 0
  const property = fc.asyncProperty(arbitrary, async history => {
    steps += history.length
    await follow(history)
  })
  const result = await fc.check(property, { numRuns: HISTORIES })
  t.notOk(result.failed, result.failed ? `${String(result.errorInstance)} ${await fc.asyncDefaultReportMessage(result)}` : 'no difference')
  t.equal(result.numRuns, HISTORIES, `histories of ${steps} steps in all`)
}

t.test('PUT and PATCH of an application agree with a simple model.', async t => {
  const api = await memoryApp()
  const { body: { id, createdAt } } = await api('POST', '/app', { name: 'a' })
  const resource: Resource = {
    fields: {
      name: text.filter(name => name !== ''), uid, throttleRate: rate, rateLimit: rate, metadata, messageShards: fc.constantFrom(1, 2, 4),
      indexEventTypes: fc.boolean(), unknown: fc.jsonValue({ maxDepth: 1 })
    },
    required: ['name'],
    wrong: [
      ['name', null], ['name', ''], ['name', 'a\u0001'], ['name', 7], ['uid', ''], ['uid', 'a b'], ['uid', 'app_a'], ['throttleRate', 0],
      ['rateLimit', 65536], ['throttleRate', 1.5], ['metadata', { a: 1 }], ['metadata', []], ['metadata', { a: 'x'.repeat(4090) }],
      ['messageShards', 3], ['messageShards', null], ['indexEventTypes', null], ['indexEventTypes', 1]
    ],
    said: ({ name, uid, metadata, messageShards, indexEventTypes, ...rates }) => ({
      name, uid, messageShards, indexEventTypes, metadata: mapOf(metadata), throttleRate: rateOf(rates)
    }),
    defaults: { uid: null, throttleRate: null, metadata: {}, messageShards: 1, indexEventTypes: false },
    shown: ({ uid, throttleRate, messageShards, indexEventTypes, ...rest }) => ({
      ...rest, throttleRate, uid: uid ?? undefined, rateLimit: throttleRate ?? undefined,
      messageShards: messageShards === 1 ? undefined : messageShards, indexEventTypes: indexEventTypes || undefined
    })
  }
  await holds(t, histories(resource), follower({ api, resource, path: uid => `/app/${uid ?? id}`, constant: { id, createdAt } }))
})

t.test('PUT and PATCH of an endpoint agree with a simple model.', async t => {
  const api = await memoryApp()
  for (const name of ['a', 'b', 'c']) await api('POST', '/event-type', { name, description: '' })
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a' })
  const { body: { id, createdAt } } = await api('POST', `/app/${appId}/endpoint`, { url: 'https://example.com' })
  const types = fc.option(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 }))
  const resource: Resource = {
    fields: {
      url: fc.constantFrom('https://EXAMPLE.com', 'http://example.com:80/a b', 'https://üser:pw@example.com/?q=ü', 'http://127.0.0.1:1/x/../y'),
      // Two names of one field: a body may have both only with the same value.
      types: fc.oneof(
        types.map(eventTypes => ({ eventTypes })), types.map(filterTypes => ({ filterTypes })),
        types.map(both => ({ eventTypes: both, filterTypes: both }))
      ),
      uid, description: text, version: fc.integer({ min: 1, max: 65535 }), disabled: fc.boolean(),
      channels: fc.option(fc.array(fc.constantFrom('x', 'y.z'), { minLength: 1, maxLength: 4 })), throttleRate: rate, rateLimit: rate,
      metadata, retrySchedule: waits
    },
    required: ['url'],
    wrong: [
      ['url', null], ['url', 'ftp://example.com'], ['url', 'no url'], ['description', null], ['description', '\u0000'], ['version', 0],
      ['version', null, 'PATCH'], ['disabled', null], ['disabled', 'true'], ['types', { eventTypes: [] }],
      ['types', { eventTypes: ['unknown'] }], ['types', { filterTypes: ['a', ''] }], ['types', { eventTypes: ['a'], filterTypes: ['b'] }],
      ['channels', []], ['channels', ['a b']], ['throttleRate', -1], ['metadata', 'a'], ['retrySchedule', [-1]],
      ['retrySchedule', Array(21).fill(1)], ['uid', 'ep_x']
    ],
    said: ({ types, url, metadata, throttleRate, rateLimit, channels, ...rest }) => ({
      ...rest, url: url === undefined ? undefined : new URL(url as string).href, metadata: mapOf(metadata),
      throttleRate: rateOf({ throttleRate, rateLimit }), channels: setOf(channels), eventTypes: setOf(Object.values(types ?? {})[0])
    }),
    defaults: {
      uid: null, description: '', version: 1, disabled: false, eventTypes: null, channels: null, throttleRate: null, metadata: {},
      retrySchedule: null
    },
    shown: ({ retrySchedule, ...rest }) => ({
      ...rest, filterTypes: rest.eventTypes, rateLimit: rest.throttleRate, retrySchedule: retrySchedule ?? undefined
    })
  }
  const flat: Api = async (method, path, body) => {
    const { types, ...rest } = (body ?? {}) as Fields
    return await api(method, path, method === 'GET' ? undefined : { ...rest, ...types as Fields })
  }
  await holds(
    t, histories(resource),
    follower({ api: flat, resource, path: uid => `/app/${appId}/endpoint/${uid ?? id}`, constant: { id, createdAt } })
  )
})

t.test('PUT and PATCH of an event type agree with a simple model.', async t => {
  const api = await memoryApp()
  const { body: { createdAt } } = await api('POST', '/event-type', { name: 'it', description: '' })
  const flag = fc.constantFrom('x', 'Y-z_1.')
  const resource: Resource = {
    fields: {
      description: text, archived: fc.boolean(), deprecated: fc.boolean(), featureFlag: fc.option(flag),
      featureFlags: fc.option(fc.array(flag, { maxLength: 2 })), groupName: fc.option(text), schemas: fc.option(fc.dictionary(
        fc.constantFrom('1', '2', 'v'), fc.record({ type: fc.constantFrom('object', 'string'), title: text }), { maxKeys: 2 }
      )),
      retrySchedule: waits, validatePayload: fc.option(fc.boolean()), name: fc.constant('ignored')
    },
    required: ['description'],
    wrong: [
      ['description', null], ['description', 'a\u0007'], ['archived', null], ['deprecated', 1], ['featureFlag', 'a b'],
      ['featureFlags', ['']], ['schemas', { 1: { type: 'none' } }], ['schemas', []], ['schemas', { 1: 1 }], ['retrySchedule', ['1']],
      ['validatePayload', 'true'], ['groupName', 1]
    ],
    said: ({ name, ...rest }) => rest,
    defaults: {
      archived: false, deprecated: false, featureFlag: null, featureFlags: null, groupName: null, schemas: null, retrySchedule: null,
      validatePayload: null
    },
    shown: ({ featureFlags, groupName, retrySchedule, validatePayload, ...rest }) => ({
      ...rest, featureFlags: featureFlags ?? undefined, groupName: groupName ?? undefined, retrySchedule: retrySchedule ?? undefined,
      validatePayload: validatePayload ?? undefined
    })
  }
  await holds(t, histories(resource), follower({ api, resource, path: () => '/event-type/it', constant: { name: 'it', createdAt } }))
})

type Headers = Record<string, string>
type HeaderStep =
  | { method: 'PUT', headers: Headers }
  | { method: 'PATCH', headers: Record<string, string | null>, deleteHeaders?: string[] }
  | { method: 'PUT' | 'PATCH', headers: Fields, isWrong: true }

t.test('PUT and PATCH of custom headers agree with a simple model.', async t => {
  const api = await memoryApp()
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a' })
  const { body: { id } } = await api('POST', `/app/${appId}/endpoint`, { url: 'https://example.com' })
  const path = `/app/${appId}/endpoint/${id}/headers`
  const name = fc.constantFrom('X-One', 'x-one', 'X-Two', 'Authorization', 'x-API-key', '__proto__', '1')
  const value = fc.string({ maxLength: 8 })
  const wrong = fc.constantFrom(
    { 'User-Agent': 'a' }, { 'x-svix-a': '1' }, { 'a b': '1' }, { a: 'b\n' }, { a: 1 }, { a: 'x'.repeat(4097) }, { '': 'a' }, { Host: 'a' }
  )
  const step: Arbitrary<HeaderStep> = fc.oneof(
    fc.record({ method: fc.constant('PUT' as const), headers: fc.dictionary(name, value, { maxKeys: 4 }) }),
    {
      weight: 3, arbitrary: fc.record({
        method: fc.constant('PATCH' as const), headers: fc.dictionary(name, fc.option(value), { maxKeys: 4 }),
        deleteHeaders: fc.array(name, { maxLength: 2 })
      }, { requiredKeys: ['method', 'headers'] })
    },
    fc.record({ method: fc.constantFrom('PUT' as const, 'PATCH' as const), headers: wrong, isWrong: fc.constant(true as const) })
  )
  const hidden = /^(authorization|x-api-key)$/i
  await holds(t, fc.array(step, { minLength: 1, maxLength: 5 }), async history => {
    let state = new Map<string, string>()
    await api('PUT', path, { headers: {} })
    for (const { method, ...body } of history) {
      const { status, text } = await api(method, path, body)
      if (status !== ('isWrong' in body ? 422 : 204)) throw new Error(`${status} ${text}`)
      if (!('isWrong' in body)) {
        if (method === 'PUT') state = new Map()
        if ('deleteHeaders' in body) for (const gone of body.deleteHeaders ?? []) state.delete(gone)
        for (const [name, value] of Object.entries(body.headers)) {
          if (value === null) state.delete(name)
          else state.set(name, value)
        }
      }
      const read = (await api('GET', path)).body as { headers: Headers, sensitive: string[] }
      const entries = [...state]
      same({ headers: read.headers, sensitive: read.sensitive.sort() }, {
        headers: Object.fromEntries(entries.filter(([name]) => !hidden.test(name))),
        sensitive: entries.map(([name]) => name).filter(name => hidden.test(name)).sort()
      })
    }
  })
})
