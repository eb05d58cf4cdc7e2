import type { Svix } from 'svix-newest'
import { eventually } from './receiver.js'

type Client = Svix

const DAY_MS = 86_400_000
const spec = {
  openapi: '3.1.0', info: { title: 't', version: '1' },
  webhooks: { 'pet.new': { post: { description: 'd', requestBody: { content: { 'application/json': { schema: { type: 'object' } } } } } } }
}

/**
 * Calls every method that Posthorn answers, so that each shows what it has to show: filled and empty lists, null and set
 * fields, failed and planned attempts, raw payloads. `good` and `bad` are endpoints that answer 200 and 500.
 */
export async function walk (svix: Client, { good, bad }: { good: string, bad: string }): Promise<void> {
  await walkEventTypes(svix)
  const app = await svix.application.create({ name: 'plain' })
  await walkApplications(svix)
  await walkEndpoints(svix, app.id, good)
  await walkMessages(svix, app.id, { good, bad })
  await walkPolling(svix, app.id)
  await walkOperational(svix)
  await walkRest(svix, app.id)
}

async function walkApplications ({ application }: Client): Promise<void> {
  const full = { name: 'full', uid: 'full', throttleRate: 5, metadata: { a: 'b' } }
  await application.getOrCreate(full)
  await application.getOrCreate(full)
  await application.get('full')
  await application.upsert('full', full)
  await application.patch('full', { name: 'patched', throttleRate: null, metadata: {} })
  await application.list()
  await application.list({ limit: 1, excludeAppsWithNoEndpoints: true })
  await application.delete('full')
}

async function walkEventTypes ({ eventType }: Client): Promise<void> {
  await eventType.list()
  await eventType.create({ name: 'plain', description: '' })
  const full = {
    description: 'd', schemas: { 1: { type: 'object', examples: [{ a: 1 }] } }, featureFlags: ['beta'], groupName: 'g', archived: false,
    deprecated: true
  }
  await eventType.create({ name: 'full', ...full })
  await eventType.get('full')
  await eventType.upsert('full', full)
  await eventType.patch('full', { featureFlags: null })
  await eventType.list({ withContent: true, includeArchived: true })
  await eventType.importOpenapi({ spec, dryRun: true })
  await eventType.importOpenapi({ spec })
  await eventType.delete('pet.new')
}

async function walkEndpoints ({ endpoint }: Client, appId: string, url: string): Promise<void> {
  await endpoint.list(appId)
  const { id } = await endpoint.create(appId, { url: `${url}/plain` })
  await endpoint.create(appId, {
    url: `${url}/full`, uid: 'full', description: 'd', throttleRate: 5, eventTypes: ['full'], channels: ['c'], metadata: { a: 'b' },
    headers: { 'x-a': 'b' }, disabled: true
  })
  await endpoint.get(appId, 'full')
  await endpoint.upsert(appId, 'full', { url, uid: 'full' })
  await endpoint.patch(appId, 'full', { description: 'patched' })
  await endpoint.list(appId)
  await endpoint.getSecret(appId, id)
  await endpoint.rotateSecret(appId, id, {})
  await endpoint.setHeaders(appId, id, { headers: { authorization: 'a', 'x-b': 'c' } })
  await endpoint.patchHeaders(appId, id, { headers: { 'x-d': 'e' }, deleteHeaders: ['x-b'] })
  await endpoint.getHeaders(appId, id)
  await endpoint.sendExample(appId, id, { eventType: 'full' })
  await endpoint.getStats(appId, id)
  const since = new Date(Date.now() - DAY_MS)
  await endpoint.recover(appId, id, { since })
  await endpoint.replayMissing(appId, id, { since })
  await endpoint.bulkReplay(appId, id, { since, status: 2 })
  await endpoint.delete(appId, 'full')
}

async function walkMessages (
  { endpoint, message, messageAttempt }: Client, appId: string, { good, bad }: { good: string, bad: string }
): Promise<void> {
  const withContent = true
  await message.list(appId)
  const [succeeds, fails] = [
    await endpoint.create(appId, { url: good, eventTypes: ['full'] }), await endpoint.create(appId, { url: bad, eventTypes: ['full'] })
  ]
  await message.precheck(appId, { eventType: 'full' })
  const { id } = await message.create(appId, { eventType: 'full', payload: { a: 1 }, eventId: 'e', channels: ['c'], tags: ['t'] }, {
    withContent
  })
  for (const rawPayload of ['<a/>', '[1]', '"text"', '{"b":2}']) {
    await message.create(appId, {
      eventType: 'plain', payload: {}, transformationsParams: { rawPayload, headers: { 'content-type': 'text/plain' } }
    }, { withContent })
  }
  await message.create(appId, { eventType: 'plain', payload: {}, deliverAt: new Date(Date.now() + DAY_MS) })
  await message.get(appId, id)
  await message.get(appId, id, { withContent })
  await message.list(appId, { withContent })
  const listed = async () => (await messageAttempt.listByMsg(appId, id, { withContent })).data
  await eventually('attempts to all endpoints', async () => new Set((await listed()).map(({ endpointId }) => endpointId)).size === 3)
  await eventually('the planned retry', async () =>
    (await messageAttempt.listAttemptedMessages(appId, fails.id, { withContent })).data[0]?.nextAttempt)
  await messageAttempt.listByEndpoint(appId, fails.id, { withContent, withMsg: true })
  await messageAttempt.listByEndpoint(appId, fails.id, { tag: 'none' })
  await messageAttempt.listAttemptedMessages(appId, succeeds.id)
  await messageAttempt.listAttemptedDestinations(appId, id)
  const [attempt] = await listed()
  await messageAttempt.get(appId, id, attempt!.id)
  await messageAttempt.resend(appId, id, succeeds.id)
  await messageAttempt.expungeContent(appId, id, attempt!.id)
  await message.expungeContent(appId, id)
  await message.get(appId, id, { withContent })
  await message.bulkExpungeContent(appId, { ids: [id, 'unknown'] })
  await message.expungeAllContents(appId)
}

async function walkPolling ({ destination, message }: Client, appId: string): Promise<void> {
  await destination.list(appId)
  await destination.create(appId, { type: 'pollingEndpoint' })
  const full = {
    type: 'pollingEndpoint', uid: 'sink', eventTypes: ['full'], channels: ['c'], metadata: { a: 'b' }, batchSize: 5, maxWaitSecs: 1
  } as const
  await destination.upsert(appId, 'sink', { ...full, eventTypes: [...full.eventTypes], channels: [...full.channels] })
  await destination.patch(appId, 'sink', { type: 'pollingEndpoint', eventTypes: [], channels: [] })
  await destination.get(appId, 'sink')
  await destination.list(appId)
  await message.create(appId, { eventType: 'full', payload: { a: 1 }, eventId: 'polled', channels: ['c'], tags: ['t'] })
  const { iterator } = await message.poller.poll(appId, 'sink', { limit: 250 })
  await message.poller.poll(appId, 'sink', { iterator })
  await message.poller.consumerPoll(appId, 'sink', 'c')
  await message.poller.consumerSeek(appId, 'sink', 'c', { after: new Date(0) })
  await destination.delete(appId, 'sink')
}

async function walkOperational ({ operationalWebhook: { endpoint } }: Client): Promise<void> {
  await endpoint.list()
  const { id } = await endpoint.create({
    url: 'https://example.com', eventTypes: ['endpoint.disabled'], headers: { 'x-a': 'b' }, throttleRate: 3, metadata: { a: 'b' }
  })
  const read = await endpoint.get(id)
  await endpoint.upsert(id, { url: read.url, eventTypes: read.eventTypes ?? null })
  await endpoint.list()
  await endpoint.getSecret(id)
  await endpoint.rotateSecret(id, {})
  await endpoint.setHeaders(id, { headers: { a: 'b' } })
  await endpoint.getHeaders(id)
  await endpoint.delete(id)
}

async function walkRest ({ authentication, backgroundTask, environment, health, statistics }: Client, appId: string): Promise<void> {
  await authentication.appPortalAccess(appId, {})
  await authentication.expireAll(appId, {})
  await authentication.logout().catch(() => undefined)
  await environment.export()
  await environment.import({ eventTypes: [] })
  await health.get()
  const { id } = await statistics.aggregateAppStats({ since: new Date(Date.now() - DAY_MS), until: new Date(), appIds: [appId, 'unknown'] })
  await statistics.aggregateEventTypes()
  await eventually('the statistics', async () => (await backgroundTask.get(id)).status === 'finished')
  await backgroundTask.list()
}
