import { readFileSync } from 'node:fs'
import { Svix as Pinned } from 'svix'
import { Svix } from 'svix-newest'
import t from 'tap'
import document from '../../openapi/openapi.json' with { type: 'json' }
import { memoryOrganizations } from '../helpers/memory-app.js'
import { methodsByPython, python } from '../helpers/sdk-python.js'
import { methodsOf, modelsOf } from '../helpers/sdk-source.js'
import type { Api, Reply } from '../helpers/server.js'

// Every field in the requests of the SDKs has an effect, or is refused with a 422 that names it.

type Body = Record<string, unknown>
interface Operation { parameters?: Array<{ name: string }>, requestBody?: { content: { 'application/json': { schema: { properties: Body } } } } }
interface Asked { operation: string, query: string[], body: string[] }

/** The observable effect of a body: with the field, the effect must differ from the effect without it. */
type Show = (api: Api, body: Body) => Promise<unknown>
/** A sufficient body, and for each field a value that differs from its default and from the body. */
interface Trial { show: Show, base: Body, values: Body }

const secret = (byte: number) => `whsec_${Buffer.alloc(24, byte).toString('base64')}`
const [SINCE, UNTIL] = [new Date(Date.now() - 86_400_000).toISOString(), new Date(Date.now() - 3_600_000).toISOString()]
const spec = (name: string) =>
  ({ openapi: '3.1.0', info: { title: 't', version: '1' }, webhooks: { [name]: { post: { requestBody: {} } } } })

/** The answer, or the object as it is read afterwards; a refusal is the answer. */
const answer = (method: string, path: string, ...reads: string[]): Show => async (api, body) => {
  const first = await api(method, path, body)
  if (first.status >= 400) return first
  const read = await Promise.all(reads.map(async one => (await api('GET', one.replace('{id}', first.body?.id))).body))
  return [first.status, first.body, ...read]
}

const ofEndpoint = (base: string) => [`${base}/{id}/secret`, `${base}/{id}/headers`]
const app = { name: 'other', uid: 'other', throttleRate: 5, rateLimit: 6, metadata: { a: 'b' } }
const type = {
  description: 'other', archived: true, deprecated: true, schemas: { 1: {} }, featureFlag: 'a', featureFlags: ['b'], groupName: 'g'
}
const endpoint = {
  url: 'https://example.com/other', description: 'd', version: 2, disabled: true, uid: 'other', eventTypes: [
    'second'
  ], filterTypes: ['second'], channels: ['c'], metadata: { a: 'b' }, throttleRate: 5, rateLimit: 6
}
const destination = {
  type: 'sqs', config: { a: 1 }, uid: 'other', status: 'disabled', batchSize: 5, maxWaitSecs: 5, eventTypes: ['second'], channels: ['c'],
  metadata: { a: 'b' }
}
const { channels: _, version: __, ...operational } = { ...endpoint, eventTypes: ['endpoint.disabled'], filterTypes: ['endpoint.disabled'] }
const [url, ops] = ['https://example.com/', '/operational-webhook/endpoint']
const range = { since: UNTIL, until: UNTIL }

const trials: Record<string, Trial> = {
  'POST /app': { show: answer('POST', '/app'), base: { name: 'a' }, values: app },
  'PUT /app/{app_id}': { show: answer('PUT', '/app/app'), base: { name: 'a' }, values: app },
  'PATCH /app/{app_id}': { show: answer('PATCH', '/app/app'), base: {}, values: app },
  'POST /event-type': { show: answer('POST', '/event-type'), base: { name: 'a', description: '' }, values: { name: 'b', ...type } },
  'PUT /event-type/{event_type_name}': { show: answer('PUT', '/event-type/known'), base: { description: '' }, values: type },
  'PATCH /event-type/{event_type_name}': { show: answer('PATCH', '/event-type/known'), base: {}, values: type },
  'POST /event-type/import/openapi': {
    show: answer('POST', '/event-type/import/openapi', '/event-type'), base: { spec: spec('a') },
    values: { spec: spec('b'), specRaw: 'no spec beside another', dryRun: true, replaceAll: true }
  },
  'POST /app/{app_id}/endpoint': {
    show: answer('POST', '/app/app/endpoint', ...ofEndpoint('/app/app/endpoint')), base: { url, secret: secret(1) },
    values: { ...endpoint, secret: secret(2), headers: { a: 'b' } }
  },
  'PUT /app/{app_id}/endpoint/{endpoint_id}': { show: answer('PUT', '/app/app/endpoint/ep'), base: { url }, values: endpoint },
  'PATCH /app/{app_id}/endpoint/{endpoint_id}': {
    show: answer('PATCH', '/app/app/endpoint/ep'), base: {}, values: { ...endpoint, secret: secret(2) }
  },
  'PUT /app/{app_id}/endpoint/{endpoint_id}/headers': {
    show: answer('PUT', '/app/app/endpoint/ep/headers', '/app/app/endpoint/ep/headers'), base: { headers: {} },
    values: { headers: { a: 'b' } }
  },
  'PATCH /app/{app_id}/endpoint/{endpoint_id}/headers': {
    show: answer('PATCH', '/app/app/endpoint/ep/headers', '/app/app/endpoint/ep/headers'), base: { headers: {} },
    values: { headers: { a: 'b' }, deleteHeaders: ['x-there'] }
  },
  'POST /app/{app_id}/endpoint/{endpoint_id}/secret/rotate': {
    show: rotations('/app/app/endpoint/ep'), base: { key: secret(1) }, values: { key: secret(2), gracePeriodSeconds: 0 }
  },
  'POST /app/{app_id}/endpoint/{endpoint_id}/send-example': {
    show: async (api, body) => {
      const reply = await api('POST', '/app/app/endpoint/ep/send-example', body)
      return reply.status === 200 ? (await api('GET', `/app/app/msg/${reply.body.id}`)).body : reply
    },
    base: { eventType: 'known' },
    values: { eventType: 'svix.ping', exampleIndex: 1, payload: { b: 1 } }
  },
  'POST /app/{app_id}/endpoint/{endpoint_id}/recover': { show: task('recover'), base: { since: SINCE }, values: range },
  'POST /app/{app_id}/endpoint/{endpoint_id}/replay-missing': { show: task('replay-missing'), base: { since: SINCE }, values: range },
  'POST /app/{app_id}/endpoint/{endpoint_id}/bulk-replay': { show: task('bulk-replay'), base: { since: SINCE }, values: range },
  'POST /app/{app_id}/destination': {
    show: answer('POST', '/app/app/destination'), base: { type: 'pollingEndpoint' }, values: destination
  },
  'PUT /app/{app_id}/destination/{destination_id}': {
    show: answer('PUT', '/app/app/destination/new'), base: { type: 'pollingEndpoint' }, values: destination
  },
  'PATCH /app/{app_id}/destination/{destination_id}': {
    show: async (api, body) => {
      const { body: { id } } = await api('POST', '/app/app/destination', { type: 'pollingEndpoint' })
      return await answer('PATCH', `/app/app/destination/${id}`)(api, body)
    },
    base: {},
    values: destination
  },
  'POST /app/{app_id}/poller/{sink_id}/consumer/{consumer_id}/seek': {
    show: async (api, body) => {
      const { body: { id } } = await api('POST', '/app/app/destination', { type: 'pollingEndpoint' })
      return (await api('POST', `/app/app/poller/${id}/consumer/c/seek`, body)).status
    },
    base: { after: SINCE },
    values: {}
  },
  'POST /app/{app_id}/msg': {
    show: async (api, body) => body.application === undefined
      ? await answer('POST', '/app/app/msg')(api, body)
      : [(await api('POST', '/app/made/msg', body)).body.eventType, (await api('GET', '/app/made')).body.name],
    base: { eventType: 'known', payload: { a: 1 } },
    values: {
      eventType: 'b', payload: { a: 2 }, eventId: 'e', channels: ['c'], tags: ['t'], deliverAt: new Date(Date.now() + 60_000).toISOString(),
      application: { name: 'made', uid: 'made' }, transformationsParams: { rawPayload: 'raw' }
    }
  },
  'POST /app/{app_id}/msg/bulk-expunge': { show: answer('POST', '/app/app/msg/bulk-expunge'), base: {}, values: { ids: ['unknown'] } },
  'POST /app/{app_id}/msg/precheck/active': {
    show: answer('POST', '/app/app/msg/precheck/active'), base: { eventType: 'known', channels: ['only'] },
    values: { eventType: 'b', channels: ['other'] }
  },
  'POST /stats/usage/app': {
    show: answer('POST', '/stats/usage/app', '/background-task/{id}'), base: { since: SINCE, until: new Date().toISOString() },
    values: { appIds: ['app', 'unknown'] }
  },
  'POST /environment/import': {
    show: answer('POST', '/environment/import', '/event-type', '/environment/settings'), base: {}, values: {
      eventTypes: [{ name: 'c', description: '' }], settings: { validatePayload: true }, connectors: [{ name: 'a', transformation: '' }]
    }
  },
  'POST /auth/app-portal-access/{app_id}': {
    show: async (api, body) => {
      const reply = await api('POST', `/auth/app-portal-access/${body.application === undefined ? 'app' : 'made'}`, body)
      if (reply.status !== 200) return reply
      const { feature_flags: flags, capabilities, sid, exp, iat } = JSON.parse(Buffer.from(
        reply.body.token.split('.')[1], 'base64url'
      ).toString())
      return [flags, capabilities, sid, exp - iat, (await api('GET', '/app/made')).status]
    },
    base: {},
    values: {
      featureFlags: ['a'], application: { name: 'made', uid: 'made' }, readOnly: true, capabilities: ['ViewBase'], expiry: 3600,
      sessionId: 's'
    }
  },
  'POST /auth/app/{app_id}/expire-all': { show: expiry, base: {}, values: { expiry: 600, sessionIds: ['s'] } },
  'POST /operational-webhook/endpoint': {
    show: answer('POST', ops, ...ofEndpoint(ops)), base: { url, secret: secret(1) },
    values: { ...operational, secret: secret(2), headers: { a: 'b' } }
  },
  'PUT /operational-webhook/endpoint/{endpoint_id}': { show: answer('PUT', `${ops}/ep`), base: { url }, values: operational },
  'PUT /operational-webhook/endpoint/{endpoint_id}/headers': {
    show: answer('PUT', `${ops}/ep/headers`, `${ops}/ep/headers`), base: { headers: {} }, values: { headers: { a: 'b' } }
  },
  'POST /operational-webhook/endpoint/{endpoint_id}/secret/rotate': {
    show: rotations(`${ops}/ep`), base: { key: secret(1) }, values: { key: secret(2), gracePeriodSeconds: 0 }
  }
}

/** Fields whose effect other tests show, and parameters without effect, with the reason. */
const ELSEWHERE: Record<string, string> = {
  'POST /app/{app_id}/poller/{sink_id}/consumer/{consumer_id}/seek after': 'test/routes/poller.test.ts',
  'POST /app/{app_id}/msg payloadRetentionPeriod': 'test/rules/message-rules.test.ts',
  'POST /app/{app_id}/msg payloadRetentionHours': 'test/rules/message-rules.test.ts',
  'POST /stats/usage/app since': 'test/routes/statistics.test.ts',
  'POST /stats/usage/app until': 'test/routes/statistics.test.ts',
  ...Object.fromEntries(['status', 'statusCodeClass', 'eventTypes', 'channel', 'tag'].map(name => [
    `POST /app/{app_id}/endpoint/{endpoint_id}/bulk-replay ${name}`, 'test/routes/recovery.test.ts'
  ]))
}
// In Svix it changes how canceled attempts are shown. Here deliveries are canceled, not attempts, so it changes nothing.
const WITHOUT_EFFECT = new Set(['expanded_statuses'])

// Ten old keys may sign: an eleventh rotation is refused, unless they have no grace period.
function rotations (path: string): Show {
  return async (api, body) => {
    const replies: Reply[] = []
    for (let n = 0; n < 11; n++) replies.push(await api('POST', `${path}/secret/rotate`, body))
    return replies.map(({ status, body: shown }) => [status, shown])
  }
}

function task (path: string): Show {
  return async (api, body) => {
    const { body: begun, status } = await api('POST', `/app/app/endpoint/ep/${path}`, body)
    const { until, ...data } = (await api('GET', `/background-task/${begun.id}`)).body.data
    return [status, data, body.until && until]
  }
}

async function expiry (api: Api, body: Body): Promise<unknown> {
  const { token } = (await api('POST', '/auth/app-portal-access/app', {})).body
  const reply = await api('POST', '/auth/app/app/expire-all', body)
  return reply.status === 204 ? (await api('GET', '/app/app', undefined, { authorization: `Bearer ${token}` })).status : reply
}

const newest = modelsOf('svix-newest')
const pinned = modelsOf('svix')

function fieldsOf (models: typeof newest, name: string | undefined): string[] {
  const model = name === undefined ? undefined : models.get(name)
  return model && 'fields' in model ? [...model.fields.values()].map(({ wire }) => wire) : []
}

const paths = document.paths as unknown as Record<string, Record<string, Operation>>
const known = (operation: string) => {
  const [method, path] = operation.split(' ') as [string, string]
  return paths[`/api/v1${path}`]?.[method.toLowerCase()]
}
const named = ({ method, path }: { method: string, path: string }) => `${method} ${path.replace('/api/v1', '')}`
const asked: Asked[] = [
  ...methodsOf(new Svix('t')).map(one => ({ operation: named(one), query: one.query, body: fieldsOf(newest, one.body) })),
  ...methodsOf(new Pinned('t')).map(one => ({ operation: named(one), query: one.query, body: fieldsOf(pinned, one.body) })),
  ...(python.missing ? [] : (await methodsByPython()).map(one => ({ operation: named(one), query: one.query, body: one.body })))
].filter(({ operation }) => known(operation) !== undefined)

const organization = await memoryOrganizations()
let organizations = 0
/** An organization with an application `app`, its endpoint `ep`, an operational endpoint of that uid, and an event type. */
async function furnished (): Promise<Api> {
  const api = await organization(`org_fields${++organizations}`)
  await api('POST', '/event-type', { name: 'known', description: 'k', schemas: { 1: { examples: [{ a: 1 }] } } })
  await api('POST', '/event-type', { name: 'second', description: '' })
  await api('POST', '/app', { name: 'app', uid: 'app' })
  await api('POST', '/app/app/endpoint', { url, uid: 'ep', channels: ['only'], eventTypes: ['known'], headers: { 'x-there': 'a' } })
  await api('POST', ops, { url, uid: 'ep' })
  return api
}

const plain = (shown: unknown) => JSON.stringify(shown).replaceAll(/\b(app|ep|msg|qtask)_\w{27}/g, '$1_').replaceAll(
  /("(?:createdAt|updatedAt|timestamp)":)"[^"]+"/g, '$1""'
)
const isRefusal = (shown: unknown, field: string) => typeof shown === 'object' && shown !== null && 'status' in shown &&
  shown.status === 422 &&
  (shown as Reply).body.detail.some(({ loc }: { loc: string[] }) => loc.includes(field))

t.test('Every query parameter of an SDK is in the OpenAPI document.', async t => {
  for (const { operation, query } of asked) {
    const names = new Set(known(operation)!.parameters?.map(({ name }) => name))
    for (const name of query) t.ok(names.has(name) || WITHOUT_EFFECT.has(name), `${operation} ${name}`)
  }
})

const fields = new Map<string, Set<string>>()
for (const { operation, body } of asked) fields.set(operation, new Set([...fields.get(operation) ?? [], ...body]))

for (const [operation, names] of fields) {
  if (names.size === 0) continue
  t.test(operation, async t => {
    const { show, base, values } = trials[operation]!
    const without = await show(await furnished(), base)
    t.notOk(isRefusal(without, ''), 'the smallest body is accepted')
    for (const name of names) {
      const file = ELSEWHERE[`${operation} ${name}`]
      if (file !== undefined) {
        t.ok(readFileSync(file, 'utf8').includes(name), `${name} is in ${file}`)
        continue
      }
      if (!(name in values)) {
        t.fail(`${name} is not tried`)
        continue
      }
      const shown = await show(await furnished(), { ...base, [name]: values[name] })
      t.ok(isRefusal(shown, name) || plain(shown) !== plain(without), `${name} has an effect, or is refused by its name`)
    }
  })
}

t.test('Values that ask for no effect are accepted.', async t => {
  const api = await furnished()
  for (const body of [{ readOnly: false, capabilities: null, expiry: null, sessionId: null }, { readOnly: null }]) {
    t.equal((await api('POST', '/auth/app-portal-access/app', body)).status, 200)
  }
  t.equal((await api('POST', '/auth/app/app/expire-all', { sessionIds: [] })).status, 204)
  t.equal((await api('POST', '/environment/import', { connectors: [] })).status, 204)
  t.equal((await api('PATCH', '/app/app/endpoint/ep', { secret: null })).status, 200)
})
