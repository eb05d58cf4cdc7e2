import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import type { Answer, Ask } from './lambda-answers.js'
import type { Sent } from './lambda-events.js'

export interface Tokens { org: string, portal: string, forged: string }
export interface Step { title: string, expected: number, answer: Answer }

/** Values that later requests take from an answer. */
interface Read { id: string, iterator: string, data: [{ id: string }] }

const JSON_TYPE = { 'content-type': 'application/json' }

/**
 * The requests of one organization, in order, with their answers. The organization has the application `seeded`
 * with the endpoint `hook`, to which the message `evt-1` was delivered.
 */
export async function askAll (ask: Ask, { org, portal, forged }: Tokens): Promise<Step[]> {
  const steps: Step[] = []
  const as = (token: string) => ({ authorization: `Bearer ${token}` })

  async function step (expected: number, method: string, target: string, { body, headers = as(org) }: {
    body?: unknown, headers?: Record<string, string>
  } = {}): Promise<Read> {
    const sent: Sent = { method, target, headers: body === undefined ? headers : { ...JSON_TYPE, ...headers } }
    if (body !== undefined) sent.body = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
    const answer = await ask(sent)
    steps.push({ title: `${method} ${target.slice(0, 100)}`, expected, answer })
    return answer.headers['content-type']?.startsWith('application/json') ? JSON.parse(answer.body.toString() || '{}') as Read : {} as Read
  }

  await health(step)
  await applications(step, as, org)
  await endpoints(step)
  await messages(step, as(org))
  await attempts(step)
  await headersAndTokens(step, { as, org, portal, forged })
  await eventTypes(step)
  await actions(step)
  await operationalWebhooks(step)
  await documentation(step)
  return steps
}

type StepOf = (expected: number, method: string, target: string, options?: {
  body?: unknown, headers?: Record<string, string>
}) => Promise<Read>

async function health (step: StepOf): Promise<void> {
  const nobody = { headers: {} }
  await step(204, 'GET', '/api/v1/health', nobody)
  await step(204, 'GET', '/api/v1/health/', nobody)
  await step(204, 'HEAD', '/api/v1/health', nobody)
  await step(204, 'GET', '/api/v1/health/ping', nobody)
  await step(204, 'HEAD', '/api/v1/health/ping/', nobody)
  await step(405, 'POST', '/api/v1/health', nobody)
  await step(404, 'GET', '/api/v1/nothing', nobody)
  await step(404, 'GET', '/elsewhere', nobody)
  await step(404, 'GET', '/api/v1', nobody)
}

async function applications (step: StepOf, as: (token: string) => Record<string, string>, org: string): Promise<void> {
  const { id } = await step(201, 'POST', '/api/v1/app', { body: { name: 'Ünï', uid: 'uid-one', metadata: { a: 'b' } } })
  await step(409, 'POST', '/api/v1/app', { body: { name: 'Again', uid: 'uid-one' } })
  await step(200, 'POST', '/api/v1/app?get_if_exists=true', { body: { name: 'Again', uid: 'uid-one' } })
  await step(200, 'POST', '/api/v1/app/?get_if_exists=true&unknown=1', { body: Buffer.from('{"name":"Again","uid":"uid-one"}') })
  await step(200, 'GET', '/api/v1/app/uid-one')
  await step(200, 'GET', '/api/v1/app/uid%2Done/')
  await step(200, 'GET', `/api/v1/app/${id}`)
  await step(200, 'HEAD', `/api/v1/app/${id}`)
  await step(404, 'GET', '/api/v1/app/uid-one%3Fquery')
  await step(404, 'GET', '/api/v1/app/uid-one%23hash')
  await step(404, 'GET', '/api/v1/app/uid%20one%25')
  await step(404, 'GET', '/api/v1/app/%C3%BC%E2%82%AC')
  await step(404, 'GET', '/api/v1/app/%00')
  await step(200, 'PUT', '/api/v1/app/uid-one', { body: { name: 'Replaced', uid: 'uid-one' } })
  await step(200, 'PATCH', '/api/v1/app/uid-one', { body: { metadata: { c: 'd' } } })
  const { id: gone } = await step(201, 'POST', '/api/v1/app', { body: { name: 'To be deleted' } })
  await step(204, 'DELETE', `/api/v1/app/${gone}`)
  await step(404, 'GET', `/api/v1/app/${gone}`)
  const { iterator } = await step(200, 'GET', '/api/v1/app?limit=1')
  await step(200, 'GET', `/api/v1/app?limit=1&iterator=${iterator}`)
  await step(200, 'GET', `/api/v1/app?iterator=-${id}&order=ascending`)
  await step(400, 'GET', '/api/v1/app?limit=many')
  await step(400, 'GET', '/api/v1/app?limit=1&limit=2')
  await step(400, 'GET', '/api/v1/app?limit=1%2C2')
  await step(422, 'GET', '/api/v1/app?limit=251')
  await step(422, 'GET', '/api/v1/app?iterator=other_1')
  await step(422, 'POST', '/api/v1/app', { body: {} })
  await step(422, 'POST', '/api/v1/app', { body: '' })
  await step(422, 'POST', '/api/v1/app')
  await step(422, 'POST', '/api/v1/app', { body: '{"name":' })
  await step(422, 'POST', '/api/v1/app', { body: '{"name":"a","name":"b"}' })
  await step(422, 'POST', '/api/v1/app', { body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]) })
  await step(413, 'POST', '/api/v1/app', { body: Buffer.alloc(2 * 1024 * 1024 + 1, 0x20) })
  await step(405, 'PATCH', '/api/v1/app')
  const coded = (coding: string) => ({ ...as(org), 'content-encoding': coding })
  await step(201, 'POST', '/api/v1/app', { body: gzipSync('{"name":"compressed"}'), headers: coded('gzip') })
  await step(201, 'POST', '/api/v1/app', { body: brotliCompressSync('{"name":"compressed"}'), headers: coded('br') })
  await step(201, 'POST', '/api/v1/app', { body: gzipSync('{"name":"compressed"}'), headers: coded('x-gzip') })
  await step(201, 'POST', '/api/v1/app', { body: deflateSync('{"name":"compressed"}'), headers: coded('deflate') })
  await step(201, 'POST', '/api/v1/app', { body: deflateRawSync('{"name":"compressed"}'), headers: coded('deflate') })
  for (const coding of ['deflate', 'br']) {
    await step(422, 'POST', '/api/v1/app', { body: Buffer.from('not compressed'), headers: coded(coding) })
  }
  await step(422, 'POST', '/api/v1/app', { body: Buffer.from([0x1f, 0x8b, 0xff]), headers: coded('gzip') })
  await step(413, 'POST', '/api/v1/app', { body: gzipSync(Buffer.alloc(2 * 1024 * 1024 + 1, 0x20)), headers: coded('gzip') })
  await step(415, 'POST', '/api/v1/app', { body: '{"name":"a"}', headers: coded('zstd') })
}

async function endpoints (step: StepOf): Promise<void> {
  const path = '/api/v1/app/uid-one/endpoint'
  // Disabled: no delivery is attempted, so the answers are the same at any time.
  const { id } = await step(201, 'POST', path, {
    body: { url: 'https://EXAMPLE.com:443', uid: 'ep-one', disabled: true, channels: ['a', 'b'] }
  })
  await step(409, 'POST', path, { body: { url: 'https://example.com', uid: 'ep-one' } })
  await step(422, 'POST', path, { body: { url: 'ftp://example.com' } })
  await step(422, 'POST', path, { body: { url: 'https://example.com', eventTypes: ['not.there'] } })
  await step(200, 'GET', `${path}/ep%2Done`)
  await step(200, 'GET', `${path}/${id}/`)
  await step(200, 'GET', `${path}?order=descending&limit=10`)
  await step(400, 'GET', `${path}?order=sideways`)
  await step(200, 'GET', `${path}/ep-one/secret`)
  await step(200, 'PATCH', `${path}/ep-one`, { body: { description: 'quotes " and \\ and \u2028' } })
  await step(404, 'GET', `${path}/ep-two`)
  const { id: gone } = await step(201, 'POST', path, { body: { url: 'https://example.com/other', disabled: true } })
  await step(204, 'DELETE', `${path}/${gone}`)
  await step(404, 'GET', `${path}/${gone}/secret`)
}

async function messages (step: StepOf, { authorization }: Record<string, string>): Promise<void> {
  const path = '/api/v1/app/uid-one/msg'
  const payload = '{ "b": 1.10, "a": "ü\\u0000 \\" \\\\ €", "big": 123456789012345678901234567890 }'
  const { id } = await step(202, 'POST', path, { body: `{"eventType":"a.b","eventId":"evt-a","channels":["a"],"payload":${payload}}` })
  await step(202, 'POST', `${path}?with_content=false`, { body: Buffer.from(`{"eventType":"c","payload":${payload}}`) })
  await step(202, 'POST', `${path}/`, { body: { eventType: 'd', payload: { large: 'all work and no play '.repeat(50_000) } } })
  await step(409, 'POST', path, { body: { eventType: 'a', eventId: 'evt-a', payload: {} } })
  await step(422, 'POST', path, { body: { eventType: 'a', payload: 1 } })
  await step(404, 'POST', '/api/v1/app/nobody/msg', { body: { eventType: 'a', payload: {} } })
  await step(202, 'POST', `${path}/batch`, {
    body: { messages: [{ eventType: 'e', payload: {} }, { eventType: 'a b', payload: 1 }, 'text'] }
  })
  await step(422, 'POST', `${path}/batch`, { body: { messages: {} } })
  await step(422, 'POST', '/api/v1/app/new/msg', { body: { eventType: 'a', payload: {}, application: { uid: 'new' } } })
  await step(422, 'POST', '/api/v1/event-type/import/openapi', { body: { spec: { openapi: '3.1.0', webhooks: { 'a/b': { post: {} } } } } })
  await step(200, 'GET', `${path}/${id}`)
  await step(200, 'GET', `${path}/evt%2Da?with_content=false`)
  await step(404, 'GET', `${path}/evt-b`)
  for (const query of [
    '', '?limit=1', '?event_types=a.b,c', '?event_types=a.b&event_types=c', '?event_types[]=a.b%2Cc', '?event_types%5B0%5D=c', '?channel=a',
    '?before=2099-01-02%2003%3A04%3A05.123456789%20UTC', '?before=2099-01-02+03:04:05Z', '?after=2020-01-02T03:04:05%2B00:00'
  ]) await step(200, 'GET', `${path}${query}`)
  await step(422, 'GET', `${path}?event_types=`)
  await step(422, 'GET', `${path}?channel=a%26b`)
  await step(400, 'GET', `${path}?with_content=yes`)
  await step(400, 'GET', `${path}?before=then`)
  for (const target of ['/api/v1/app', path]) {
    const body = target === path ? { eventType: 'once', payload: {} } : { name: 'Once' }
    await step(target === path ? 202 : 201, 'POST', target, { body, headers: { authorization: authorization!, 'Idempotency-Key': 'once' } })
    await step(target === path ? 202 : 201, 'POST', `${target}/`, {
      body, headers: { authorization: authorization!, 'idempotency-key': 'once' }
    })
  }
}

async function attempts (step: StepOf): Promise<void> {
  const path = '/api/v1/app/seeded'
  const { data: [{ id }] } = await step(200, 'GET', `${path}/attempt/msg/evt-1`)
  await step(200, 'GET', `${path}/attempt/msg/evt-1?status=0&status_code_class=200&endpoint_id=hook&with_content=false`)
  await step(404, 'GET', `${path}/attempt/msg/evt-1?endpoint_id=other`)
  await step(400, 'GET', `${path}/attempt/msg/evt-1?status=9`)
  await step(200, 'GET', `${path}/attempt/endpoint/hook/`)
  await step(200, 'GET', `${path}/attempt/endpoint/hook?event_types=other,seed&limit=5`)
  await step(200, 'GET', `${path}/msg/evt-1/attempt/${id}`)
  await step(404, 'GET', `${path}/msg/evt-1/attempt/atmpt_1`)
  await step(200, 'GET', `${path}/msg/evt-1/endpoint`)
  await step(200, 'GET', `${path}/endpoint/hook/msg`)
  await step(200, 'GET', `${path}/endpoint/hook/secret`)
}

async function headersAndTokens (step: StepOf, { as, org, portal, forged }: Tokens & {
  as: (token: string) => Record<string, string>
}): Promise<void> {
  await step(401, 'GET', '/api/v1/app', { headers: {} })
  await step(401, 'GET', '/api/v1/app', { headers: as(forged) })
  await step(401, 'GET', '/api/v1/app', { headers: { Authorization: 'Basic abc' } })
  await step(403, 'GET', '/api/v1/app', { headers: as(portal) })
  await step(200, 'GET', '/api/v1/app/seeded', { headers: as(portal) })
  await step(404, 'GET', '/api/v1/app/uid-one', { headers: as(portal) })
  await step(200, 'GET', '/api/v1/app/seeded', { headers: { AUTHORIZATION: `bEaReR ${org}`, 'X-REQUEST-ID': 'mine' } })
  await step(200, 'GET', '/api/v1/app/seeded', { headers: { ...as(org), cookie: 'a=1; b=2' } })
  await step(201, 'POST', '/api/v1/app', {
    body: { name: 'Any type' }, headers: { ...as(org), 'Content-Type': 'text/plain; charset=latin1' }
  })
  await step(201, 'POST', '/api/v1/app', {
    body: Buffer.from('{"name":"Form"}'), headers: { ...as(org), 'content-type': 'multipart/form-data; boundary=x' }
  })
  await step(204, 'OPTIONS', '/api/v1/app', {
    headers: {
      origin: 'https://example.com', 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,x-custom'
    }
  })
  await step(204, 'OPTIONS', '/api/v1/app/x/msg/', { headers: { Origin: 'https://example.com', 'Access-Control-Request-Method': 'PUT' } })
  await step(200, 'GET', '/api/v1/app/seeded', { headers: { ...as(org), origin: 'https://example.com' } })
}

async function eventTypes (step: StepOf): Promise<void> {
  const path = '/api/v1/event-type'
  const schemas = { 1: { type: 'object', properties: { n: { type: 'integer' } }, examples: [{ n: 1 }] } }
  await step(201, 'POST', path, { body: { name: 'one.type', description: 'd', schemas, featureFlags: ['beta'] } })
  await step(409, 'POST', path, { body: { name: 'one.type', description: 'd' } })
  await step(422, 'POST', path, { body: { name: 'bad', description: 'd', schemas: { 1: { readOnly: 15 } } } })
  await step(422, 'POST', path, { body: { name: 'bad', description: 'd', schemas: { 1: { $ref: '#/nowhere' } }, validatePayload: true } })
  await step(200, 'PATCH', `${path}/one.type`, { body: { validatePayload: true, retrySchedule: [1, 2.5] } })
  await step(200, 'GET', `${path}?with_content=true&include_archived=true`)
  await step(422, 'POST', '/api/v1/app/uid-one/msg', { body: { eventType: 'one.type', payload: { n: 'x' } } })
  await step(202, 'POST', '/api/v1/app/uid-one/msg', { body: { eventType: 'one.type', payload: { n: 2 } } })
  await step(201, 'PUT', `${path}/two.type`, { body: { description: 'two' } })
  const specRaw = 'openapi: 3.1.0\nwebhooks:\n  pet.new:\n    post:\n      description: A pet\n'
  await step(200, 'POST', `${path}/import/openapi`, { body: { specRaw, dryRun: true } })
  await step(200, 'POST', `${path}/import/openapi`, { body: { specRaw } })
  await step(200, 'POST', '/api/v1/environment/export', { body: {} })
  await step(204, 'POST', '/api/v1/environment/import', {
    body: { eventTypes: [{ name: 'three', description: '' }], settings: { validatePayload: false } }
  })
  await step(200, 'PUT', '/api/v1/environment/settings', { body: { validatePayload: true } })
  await step(200, 'GET', '/api/v1/environment/settings')
  await step(204, 'DELETE', `${path}/two.type?expunge=true`)
  await step(404, 'GET', `${path}/two.type`)
}

async function actions (step: StepOf): Promise<void> {
  const app = '/api/v1/app/uid-one'
  const one = `${app}/endpoint/ep-one`
  const since = new Date(Date.now() - 60_000).toISOString()
  await step(204, 'PUT', `${one}/headers`, { body: { headers: { 'X-Region': 'eu', authorization: 'secret' } } })
  await step(200, 'GET', `${one}/headers`)
  await step(204, 'PATCH', `${one}/headers`, { body: { headers: { 'X-Region': null }, deleteHeaders: ['authorization'] } })
  await step(422, 'PUT', `${one}/headers`, { body: { headers: { Host: 'x' } } })
  await step(200, 'POST', `${one}/secret/rotate`, { body: { gracePeriodSeconds: 0 } })
  await step(422, 'POST', `${one}/secret/rotate`, { body: { key: 'whsec_short' } })
  await step(200, 'GET', `${one}/stats`)
  await step(400, 'GET', `${one}/stats?since=2020-01-01T00:00:00Z`)
  await step(200, 'POST', `${one}/send-example`, { body: { eventType: 'svix.ping' } })
  await step(404, 'POST', `${one}/send-example`, { body: { eventType: 'not.there' } })
  for (const action of ['recover', 'replay-missing', 'bulk-replay']) await step(202, 'POST', `${one}/${action}`, { body: { since } })
  await step(422, 'POST', `${one}/recover`, { body: { since: '2020-01-01T00:00:00Z' } })
  await step(200, 'GET', '/api/v1/background-task?limit=0')
  await step(404, 'GET', '/api/v1/background-task/qtask_1')
  await step(202, 'POST', '/api/v1/stats/usage/app', { body: { since, until: since, appIds: ['uid-one', 'nobody'] } })
  await step(202, 'PUT', '/api/v1/stats/usage/event-types')
  await step(200, 'POST', `${app}/msg/precheck/active`, { body: { eventType: 'a' } })
  await step(200, 'GET', `${app}/delivery?state=pending&endpoint_id=ep-one`)
  await step(204, 'DELETE', `${app}/msg/evt-a/content`)
  await step(202, 'POST', `${app}/msg/expunge-all-contents`)
  for (const access of ['app-portal-access', 'dashboard-access']) await step(200, 'POST', `/api/v1/auth/${access}/uid-one`, { body: {} })
  await step(204, 'POST', '/api/v1/auth/app/uid-one/expire-all', { body: {} })
  await step(400, 'POST', '/api/v1/auth/logout')
  await step(200, 'GET', '/api/v1/auth/whoami')
  await step(204, 'POST', '/api/v1/admin/redrive-dlq')
}

async function operationalWebhooks (step: StepOf): Promise<void> {
  const path = '/api/v1/operational-webhook/endpoint'
  await step(200, 'GET', path)
  const { id } = await step(201, 'POST', path, {
    body: { url: 'https://example.com', uid: 'ops', disabled: true, filterTypes: ['endpoint.disabled'] }
  })
  await step(200, 'GET', `${path}/${id}`)
  await step(200, 'PUT', `${path}/ops`, { body: { url: 'https://example.com/ops', uid: 'ops', disabled: true } })
  await step(200, 'GET', `${path}/ops/secret`)
  await step(200, 'POST', `${path}/ops/secret/rotate`, { body: {} })
  await step(204, 'PUT', `${path}/ops/headers`, { body: { headers: { 'x-a': 'b' } } })
  await step(200, 'GET', `${path}/ops/headers`)
  await step(204, 'DELETE', `${path}/ops`)
}

async function documentation (step: StepOf): Promise<void> {
  const nobody = { headers: {} }
  for (const target of [
    '/docs', '/docs/', '/api/v1/openapi.json', '/api/v1/openapi.json/', '/docs/page.css', '/docs/page.js', '/docs/posthorn.svg'
  ]) await step(200, 'GET', target, nobody)
  await step(200, 'HEAD', '/docs/page.css', nobody)
  await step(404, 'GET', '/docs/nothing', nobody)
  await step(405, 'POST', '/docs', nobody)
  await step(307, 'GET', '/', nobody)
}
