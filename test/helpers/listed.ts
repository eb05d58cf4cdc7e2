import { createIdFactory, idTimeMs } from '../../src/lib/ids.js'
import * as applications from '../../src/repositories/applications.js'
import * as attempts from '../../src/repositories/attempts.js'
import { put } from '../../src/repositories/database.js'
import * as deliveries from '../../src/repositories/deliveries.js'
import type { Delivery, DeliveryState } from '../../src/repositories/deliveries.js'
import * as endpoints from '../../src/repositories/endpoints.js'
import * as messages from '../../src/repositories/messages.js'
import * as tasks from '../../src/repositories/tasks.js'
import type { TestEngine } from './engine.js'
import { memoryHost } from './memory-app.js'
import type { Api } from './server.js'

/** An item of a list, as the test that stored it knows it. */
export interface Known {
  /** The key that an iterator holds. */
  key: string
  /** Unix ms, in steps of 4. */
  at: number
  /** The values that filters compare. */
  [property: string]: unknown
}

export interface Filter { query: string, keeps: (one: Known) => boolean }

export interface Listed {
  operation: string
  path: string
  /** In the list's own order. */
  all: Known[]
  keyOf: (item: Record<string, string>) => string
  isTimed?: true
  isOrdered?: true
  filters: Filter[]
}

const DAY_MS = 86_400_000
const EVENT_TYPES = ['a.b', 'c.d', 'e']
const STATES: DeliveryState[] = ['pending', 'succeeded', 'exhausted', 'canceled']

const byKey = (a: Known, b: Known) => a.key < b.key ? -1 : 1
const newestFirst = (a: Known, b: Known) => byKey(b, a)
const idOf = (item: Record<string, string>) => item.id!
const includes = (property: string, value: string) => (one: Known) => (one[property] as string[] | null)?.includes(value) === true
const is = (property: string, value: unknown) => (one: Known) => one[property] === value

/** An application with items in every list, and the expected items. */
export async function everyList () {
  const { organization, engine } = await memoryHost()
  const api = await organization('org_listed')
  const now = Date.now()
  const { body: { id: appId } } = await api('POST', '/app', { name: 'listed' })
  const host = { api, engine, appId, now, orgId: 'org_listed' }
  const endpoints = await addEndpoints(host)
  // So long ago that other processes know of it.
  await applications.updateWith(engine.db, { orgId: host.orgId, id: appId }, () => ({ polledSince: now - 60_000 }), now)
  const stored = await addMessages(host)
  const sent = await addDeliveries(host, stored, endpoints.live)
  const lists: Listed[] = [
    await addApplications(host), endpoints.list, endpoints.operational, endpoints.destinations, await addEventTypes(host), stored.list,
    ...sent.lists, await addTasks(host)
  ]
  lists.push(await addAttention(host, lists.at(-1)!, endpoints.live))
  return { ...host, lists, endpointId: endpoints.live[0]!, sinkId: endpoints.destinations.all[0]!.key, msgId: sent.msgId }
}

interface Host { api: Api, engine: TestEngine, appId: string, now: number, orgId: string }

const atOf = (id: string) => idTimeMs(id)!
const idAt = (prefix: string, at: number) => createIdFactory({ now: () => at })(prefix).id

async function addApplications ({ api, appId }: Host): Promise<Listed> {
  const ids = [appId]
  for (let n = 0; n < 12; n++) {
    const { body: { id } } = await api('POST', '/app', { name: 'x' })
    if (n % 4 === 1) await api('DELETE', `/app/${id}`)
    else ids.push(id)
  }
  return {
    operation: 'v1.application.list', path: '/app', all: ids.map(key => ({ key, at: atOf(key) })).sort(byKey), keyOf: idOf, isOrdered: true,
    filters: [{ query: 'exclude_apps_with_no_endpoints=true', keeps: is('key', appId) }]
  }
}

async function addEndpoints ({ api, appId }: Host) {
  const add = async (path: string, count: number) => {
    const ids: string[] = []
    for (let n = 0; n < count; n++) {
      const { body: { id } } = await api('POST', path, { url: `https://example.com/${n}`, type: 'pollingEndpoint' })
      if (n % 5 === 1) await api('DELETE', `${path}/${id}`)
      else ids.push(id)
    }
    return ids
  }
  const of = (operation: string, path: string, ids: string[]): Listed =>
    ({ operation, path, all: ids.map(key => ({ key, at: atOf(key) })).sort(newestFirst), keyOf: idOf, isOrdered: true, filters: [] })
  const [path, operationalPath] = [`/app/${appId}/endpoint`, '/operational-webhook/endpoint']
  const live = await add(path, 11)
  const operational = of('v1.operational-webhook.endpoint.list', operationalPath, await add(operationalPath, 10))
  const destinations = of('v1.destination.list', `/app/${appId}/destination`, await add(`/app/${appId}/destination`, 9))
  return { live, list: of('v1.endpoint.list', path, live), operational, destinations }
}

async function addEventTypes ({ api }: Host): Promise<Listed> {
  const names = ['-', '--', '-a', '-z', '.', '_', 'A', 'Z.9', 'a', 'a-b', 'a.b', 'a.b.c', 'z', '0', '9']
  const all: Known[] = []
  for (const [n, key] of names.entries()) {
    await api('POST', '/event-type', { name: key, description: '', archived: n % 4 === 2, schemas: { 1: { type: 'object' } } })
    all.push({ key, at: 0, archived: n % 4 === 2 })
  }
  const filters = [{ query: '', keeps: is('archived', false) }, { query: 'include_archived=true', keeps: () => true }]
  return {
    operation: 'v1.event-type.list', path: '/event-type', all: all.sort(byKey), keyOf: ({ name }) => name!, isOrdered: true, filters
  }
}

// Labels as a message has them, and as what is filtered by its message has them.
const labelled = (n: number) =>
  ({ eventType: EVENT_TYPES[n % 3]!, channels: n % 2 ? ['odd', 'all'] : n % 5 ? ['all'] : null, tags: n % 3 === 1 ? ['third'] : null })
const ofMessage: Filter[] = [
  { query: 'channel=odd', keeps: includes('channels', 'odd') },
  { query: 'channel=none', keeps: () => false },
  { query: 'tag=third', keeps: includes('tags', 'third') },
  { query: 'event_types=a.b,e', keeps: one => one.eventType === 'a.b' || one.eventType === 'e' },
  {
    query: 'event_types=a.b&channel=all&tag=third',
    keeps: one => is('eventType', 'a.b')(one) && includes('channels', 'all')(one) && includes('tags', 'third')(one)
  }
]

async function addMessages ({ engine, appId, orgId, now }: Host) {
  const all: Known[] = []
  for (let n = 0; n < 40; n++) {
    // From now back to a delivery that has waited for its deliverAt for longer than 90 days.
    const id = idAt('msg_', n < 12 ? now - 1000 * n - 7 : now - (n * n) % 170 * DAY_MS)
    await messages.insert(engine.db, {
      id, orgId, appId, ...labelled(n), eventId: null, deliverAt: n < 12 ? null : now + DAY_MS, onlyEndpointId: null,
      payload: Buffer.from(`{"n":${n}}`), isJson: true,
      payloadExpiresAt: now + DAY_MS, idempotencyKey: null
    })
    all.push({ key: id, at: atOf(id), ...labelled(n) })
  }
  const list: Listed = {
    operation: 'v1.message.list', path: `/app/${appId}/msg`, all: [...all].sort(newestFirst), keyOf: idOf, isTimed: true, filters: ofMessage
  }
  return { list, all }
}

async function addDeliveries (host: Host, { all: stored }: { all: Known[] }, endpointIds: string[]) {
  const { engine, appId, now } = host
  const [one, two] = endpointIds as [string, string]
  const made: Array<Known & { msgId: string, endpointId: string }> = []
  const sent: Known[] = []
  for (const [n, message] of stored.entries()) {
    for (const [place, endpointId] of (n === 3 ? endpointIds : [one, two].slice(0, 1 + n % 2)).entries()) {
      const tried = n % 4 === 3 && n % 8 !== 3 ? 0 : 1 + (n + place) % 3
      const state = STATES[(n + place) % 4]!
      const ids = Array.from({ length: tried }, (_, nth) => idAt('atmpt_', now - 977 * n - 113 * place - 31 * nth))
      const last = ids.sort().at(-1)
      const codes = ids.map(id => state === 'succeeded' && id === last ? 200 : (n + place) % 3 ? 500 : 0)
      for (const [nth, id] of ids.entries()) {
        const attempt = {
          id, msgId: message.key, endpointId, eventType: message.eventType as string, channels: message.channels as string[] | null,
          ...(message.tags ? { tags: message.tags as string[] } : {})
        }
        await attempts.record(engine.db, {
          ...attempt, appId, url: 'https://example.com/', status: codes[nth] === 200 ? 0 : 2, responseStatusCode: codes[nth]!,
          response: 'said', responseDurationMs: 1, triggerType: 0
        })
        sent.push({ ...message, ...attempt, key: id, at: atOf(id), code: codes[nth], isCanceled: state === 'canceled' && id === last })
      }
      await deliveries.save(engine.db, deliveryOf(host, { message, endpointId, state, last, code: codes.at(-1) }))
      made.push({ ...message, msgId: message.key, endpointId, state, isTried: tried > 0, key: `${message.key}.${endpointId}` })
    }
  }
  const msgId = stored[3]!.key
  return { msgId, lists: listsOf(host, { made, sent, one, msgId }) }
}

function deliveryOf ({ orgId, appId, now }: Host, { message, endpointId, state, last, code }: {
  message: Known, endpointId: string, state: DeliveryState, last: string | undefined, code: number | undefined
}): Delivery {
  const nextAt = state === 'pending' ? now + DAY_MS : null
  return {
    endpointId, msgId: message.key, rev: 0, orgId, appId, eventType: message.eventType as string,
    channels: message.channels as string[] | null, ...(message.tags ? { tags: message.tags as string[] } : {}),
    state, reason: state === 'canceled' ? 'endpoint disabled' : null, attempts: last ? 1 : 0, resends: 0, nextAt, lease: null,
    heldUntil: null, dueAt: nextAt ?? null,
    last: last ? { id: last, status: code === 200 ? 0 : 2, code: code!, manual: false } : null, canceledAt: now
  }
}

const ofAttempt: Filter[] = [
  ...ofMessage,
  { query: 'status=0', keeps: is('code', 200) },
  { query: 'status=2', keeps: one => one.code !== 200 },
  { query: 'status=3', keeps: () => false },
  { query: 'status=4', keeps: is('isCanceled', true) },
  { query: 'status_code_class=500', keeps: is('code', 500) },
  { query: 'status_code_class=0&channel=odd', keeps: one => one.code === 0 && includes('channels', 'odd')(one) }
]

const tried = (keeps: Filter['keeps']) => (one: Known) => one.isTried === true && keeps(one)
const ofAttempted: Filter[] = [
  { query: '', keeps: is('isTried', true) },
  ...ofMessage.map(({ query, keeps }) => ({ query, keeps: tried(keeps) })),
  { query: 'status=0', keeps: tried(is('state', 'succeeded')) },
  { query: 'status=1', keeps: () => false },
  { query: 'status=2', keeps: tried(one => one.state === 'exhausted' || one.state === 'canceled') },
  { query: 'status=3', keeps: tried(is('state', 'pending')) },
  { query: 'status=4', keeps: is('state', 'canceled') }
]

function listsOf ({ appId }: Host, { made, sent, one, msgId }: { made: Known[], sent: Known[], one: string, msgId: string }): Listed[] {
  const base = `/app/${appId}`
  const toOne = (items: Known[]) => items.filter(is('endpointId', one))
  const ofTheMessage = sent.filter(is('msgId', msgId))
  const states = [...STATES.map(state => ({ query: `state=${state}`, keeps: is('state', state) })), {
    query: 'state=undelivered', keeps: (item: Known) => item.state !== 'succeeded'
  }]
  const byEndpoint = { query: `endpoint_id=${one}`, keeps: is('endpointId', one) }
  const destinations = [...new Set(ofTheMessage.map(({ endpointId }) => endpointId as string))].map(key => ({ key, at: 0 }))
  return [
    {
      operation: 'v1.message-attempt.list-by-endpoint', path: `${base}/attempt/endpoint/${one}`, all: toOne(sent).sort(newestFirst),
      keyOf: idOf, isTimed: true, filters: ofAttempt
    },
    {
      operation: 'v1.message-attempt.list-by-msg', path: `${base}/attempt/msg/${msgId}`, all: ofTheMessage.sort(newestFirst), keyOf: idOf,
      isTimed: true, filters: [...ofAttempt, byEndpoint]
    },
    {
      operation: 'v1.message-attempt.list-attempted-messages', path: `${base}/endpoint/${one}/msg`,
      all: toOne(made).map(item => ({ ...item, key: item.msgId as string })).sort(newestFirst), keyOf: idOf, isTimed: true,
      filters: ofAttempted
    },
    {
      operation: 'v1.message-attempt.list-attempted-destinations', path: `${base}/msg/${msgId}/endpoint`, all: destinations.sort(byKey),
      keyOf: idOf, filters: []
    },
    {
      operation: 'v1.delivery.list', path: `${base}/delivery`, all: [...made].sort(newestFirst),
      keyOf: ({ msgId, endpointId }) => `${msgId}.${endpointId}`, isTimed: true, filters: [...states, byEndpoint]
    }
  ]
}

/** Tasks that failed, and endpoints with exhausted messages. Some of these problems are solved. */
async function addAttention ({ engine, orgId, appId, now }: Host, { all: kept }: Listed, live: string[]): Promise<Listed> {
  const nameOf = (at: number, what: string) => ({ key: `attn_${at}_${what}`, at })
  const all: Known[] = kept.filter(is('status', 'failed')).map(({ key }) => nameOf(now, `task-failed_${key}`))
  for (const [n, id] of live.entries()) {
    const since = now - n * 1000
    const endpoint = await endpoints.find(engine.db, appId, id)
    await endpoints.updateState(engine.db, endpoint, () => ({ exhaustedSince: since }))
    if (n % 4 === 1) await endpoints.updateState(engine.db, endpoint, () => ({ exhaustedSince: undefined }))
    else all.push(nameOf(since, `delivery-exhausted_${id}`))
  }
  // After a crash: an entry whose endpoint does not have the problem.
  await put(engine.db, 'tasks', { orgId, id: `attn_${now}_circuit-open_${live[0]!}`, appId, endpointId: live[0]!, expiresAt: now })
  return { operation: 'v1.attention.list', path: '/attention', all: all.sort(newestFirst), keyOf: idOf, filters: [] }
}

async function addTasks ({ engine, orgId, appId, now }: Host): Promise<Listed> {
  const all: Known[] = []
  for (let n = 0; n < 14; n++) {
    const id = idAt('qtask_', now - n * 11 * DAY_MS)
    const [kind, status] = [
      (['endpoint.recover', 'endpoint.replay'] as const)[n % 2]!, (['running', 'finished', 'failed'] as const)[n % 3]!
    ]
    await tasks.save(engine.db, {
      orgId, id, rev: 0, kind, status, appId, endpointId: 'ep_1', since: now, until: now, filter: {}, reason: null, position: null,
      isWalked: true, outstanding: [], resent: 0,
      batches: 1, waitMs: 1, lease: null, dueAt: null, updatedAt: now
    })
    // A task is kept for 90 days. The entries of older tasks may still exist.
    if (n * 11 < 90) all.push({ key: id, at: atOf(id), kind, status })
  }
  const filters = [
    { query: 'status=finished', keeps: is('status', 'finished') },
    { query: 'task=endpoint.replay', keeps: is('kind', 'endpoint.replay') },
    { query: 'task=endpoint.recover&status=failed', keeps: (one: Known) => one.kind === 'endpoint.recover' && one.status === 'failed' }
  ]
  return {
    operation: 'v1.background-task.list', path: '/background-task', all: all.sort(newestFirst), keyOf: idOf, isOrdered: true, filters
  }
}
