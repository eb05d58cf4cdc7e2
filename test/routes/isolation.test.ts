import { readFileSync } from 'node:fs'
import t from 'tap'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer, type Api } from '../helpers/server.js'

const server = await startTestServer()
const receiver = await startReceiver()
t.teardown(async () => { await Promise.all([server.close(), receiver.close()]) })

const { paths } = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8'))
// The required fields of each body, so that the answer is about the ids.
const bodies: Record<string, object> = {
  'v1.application.update': { name: 'x' },
  'v1.event-type.update': { description: 'x' },
  'v1.event-type.update-retry-schedule': { retrySchedule: null },
  'v1.endpoint.create': { url: receiver.url },
  'v1.endpoint.update': { url: receiver.url },
  'v1.endpoint.update-headers': { headers: {} },
  'v1.endpoint.patch-headers': { headers: {} },
  'v1.endpoint.send-example': { eventType: 'svix.ping' },
  'v1.endpoint.recover': { since: new Date(Date.now() - 60_000).toISOString() },
  'v1.endpoint.replay-missing': { since: new Date(Date.now() - 60_000).toISOString() },
  'v1.endpoint.bulk-replay': { since: new Date(Date.now() - 60_000).toISOString() },
  'v1.operational-webhook.endpoint.update': { url: receiver.url },
  'v1.operational-webhook.endpoint.update-headers': { headers: {} },
  'v1.destination.create': { type: 'pollingEndpoint' },
  'v1.destination.upsert': { type: 'pollingEndpoint' },
  'v1.message.poller.consumer-seek': { after: new Date(Date.now() - 60_000).toISOString() },
  'v2.message.poller.consumer-commit': { offset: 0 },
  'v1.message.create': { eventType: 'a', payload: {} },
  'v1.message.precheck': { eventType: 'a' }
}
// A PUT to an unknown id creates: the caller gets an object of its own.
const creates = new Set(['v1.application.update', 'v1.event-type.update', 'v1.operational-webhook.endpoint.update'])

// The permission to upload is the token in the URL, not the caller's.
const missing = (operationId: string) => operationId === 'v1.import.upload' ? 401 : 404

type Ids = Record<
  'app_id' | 'endpoint_id' | 'msg_id' | 'attempt_id' | 'event_type_name' | 'import_id' | 'destination_id' | 'sink_id' | 'consumer_id', string
>

async function everything (api: Api, uids: boolean): Promise<Ids> {
  const uid = (name: string) => uids ? { uid: name } : {}
  const { body: app } = await api('POST', '/app', { name: 'a', ...uid('my-app') })
  const { body: endpoint } = await api('POST', `/app/${app.id}/endpoint`, { url: receiver.url, ...uid('my-endpoint') })
  const { body: message } = await api('POST', `/app/${app.id}/msg`, { eventType: 'a', payload: {}, ...(uids && { eventId: 'my-message' }) })
  await api('POST', '/event-type', { name: 'owned', description: '' })
  const { id: importId } = (await api('POST', `/app/${app.id}/import`)).body
  const { body: { id: sinkId } } = await api('POST', `/app/${app.id}/destination`, { type: 'pollingEndpoint', ...uid('my-sink') })
  const destination = uids ? 'my-sink' : sinkId
  const attempt = await eventually('the attempt', async () => (await api('GET', `/app/${app.id}/attempt/msg/${message.id}`)).body.data[0])
  const ids = uids
    ? { app_id: 'my-app', endpoint_id: 'my-endpoint', msg_id: 'my-message' }
    : { app_id: app.id, endpoint_id: endpoint.id, msg_id: message.id }
  return {
    ...ids, attempt_id: attempt.id, event_type_name: 'owned', import_id: importId, destination_id: destination, sink_id: destination,
    consumer_id: 'c'
  }
}

const fill = (path: string, ids: Ids) => path.replace('/api/v1', '').replace(/\{(\w+)\}/g, (_, name: keyof Ids) => ids[name])

const operations = Object.entries<Record<string, { operationId: string }>>(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId }]) => ({
    path, method: method.toUpperCase(), operationId
  }))).filter(({ path }) => path.includes('{'))

for (const uids of [false, true]) {
  t.test(`No object of one organization can be reached with another's token, by ${uids ? 'uid' : 'id'}.`, async t => {
    const owner = await server.api()
    const ids = await everything(owner, uids)
    const before = [
      (await owner('GET', `/app/${ids.app_id}`)).body, (await owner('GET', `/app/${ids.app_id}/endpoint`)).body,
      (await owner('GET', `/app/${ids.app_id}/msg`)).body
    ]
    const stranger = await server.api()
    for (const { path, method, operationId } of operations) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : bodies[operationId] ?? {}
      const { status } = await stranger(method, fill(path, ids), body)
      t.equal(status, creates.has(operationId) ? 201 : missing(operationId), `${method} ${path}`)
      if (operationId === 'v1.event-type.update') await stranger('DELETE', '/event-type/owned?expunge=true')
    }
    t.strictSame([
      (await owner('GET', `/app/${ids.app_id}`)).body, (await owner('GET', `/app/${ids.app_id}/endpoint`)).body,
      (await owner('GET', `/app/${ids.app_id}/msg`)).body
    ], before)
  })
}

t.test('No object of one application can be reached under another of the same organization.', async t => {
  const api = await server.api()
  const ids = await everything(api, false)
  const { body: { id: otherId } } = await api('POST', '/app', { name: 'other' })
  for (const { path, method, operationId } of operations.filter(({ path }) =>
    /endpoint_id|msg_id|import_id|destination_id|sink_id/.test(path))) {
    const body = method === 'GET' || method === 'DELETE' ? undefined : bodies[operationId] ?? {}
    const { status } = await api(method, fill(path, { ...ids, app_id: otherId }), body)
    t.equal(status, /\.endpoint\.update$|destination\.upsert$/.test(operationId) ? 201 : missing(operationId), `${method} ${path}`)
  }
})

t.test('Malformed ids are not found, in any form.', async t => {
  const api = await server.api()
  const ids = await everything(api, false)
  const strange = [
    '%00', '%F0%9F%A6%84', 'a%2Fb', '%20', '..%2F..', '__proto__', 'constructor', 'x'.repeat(490), `ep_${'%C3%BC'.repeat(70)}`,
    `msg_${'x'.repeat(480)}`, 'app_', 'ep_', 'atmpt_', "'%20OR%201=1"
  ]
  for (const { path, method, operationId } of operations.filter(({ method, path }) => method === 'GET' && path.includes('{'))) {
    const last = path.match(/\{(\w+)\}/g)!.at(-1)!
    // The caller chooses this name: a consumer exists from its first poll.
    if (last === '{consumer_id}') continue
    for (const id of strange) {
      const { status, body } = await api(method, fill(path.replace(last, id), ids))
      t.match({ status, body }, { status: 404, body: { code: 'not_found' } }, `${operationId} ${id.slice(0, 20)}`)
    }
  }
})
