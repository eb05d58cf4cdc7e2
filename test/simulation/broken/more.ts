import type { Engine } from '../../../src/delivery/engine.js'
import { acceptBatch } from '../../../src/delivery/accept/accept-batch.js'
import { createCaches } from '../../../src/repositories/database.js'
import type { RecentMessages } from '../../../src/repositories/recent-messages.js'
import type { SimulatedClient } from '../database.js'
import type { Item } from '../../../src/dynamodb/embedded/items.js'
import { PREFIX } from '../models.js'
import type { Plan, PlannedMessage, PlannedRequest } from '../plan.js'
import type { Sabotage, World } from '../world.js'
import { batches, calls, partly, repacked, writes, type Input } from './wrap.js'
import type { Broken } from './index.js'

type Wrap = NonNullable<Sabotage['client']>
/** A cache that never forgets a value, also not one that was expunged. */
const hoarding = (recent: RecentMessages): RecentMessages =>
  ({ ...recent, keep: message => recent.keep(message, Infinity), forget: () => {} })

type Task = Extract<PlannedRequest, { kind: 'task' }>['task']

/** A client that treats a message that is already stored as stored by itself. */
const takingForOwn: Wrap = client => ({
  async call (operation, input) {
    const { TransactItems = [] } = input as { TransactItems?: Array<{ Put: { TableName: string } }> }
    const isMessage = TransactItems[0]?.Put.TableName === `${PREFIX}messages`
    return await client.call(operation, input).catch((error: Error) => {
      if (isMessage && error.name === 'TransactionCanceledException') return {}
      throw error
    })
  }
})

/** Mistakes with clocks, batches, large payloads, tasks and operational webhooks. */
export const more: Broken[] = [
  {
    name: 'does not ask the filters of endpoints',
    breaks: ['only-what-is-wanted'],
    sabotage: { client: calls('Query', 'endpoints', async (input, send) => eachItem(await send(input), ({ filter: _, ...item }) => item)) },
    adjust: filtering
  },
  {
    name: 'asks filters without the payload',
    breaks: ['accepted-is-delivered'],
    sabotage: {
      client: calls('Query', 'endpoints', async (input, send) =>
        eachItem(await send(input), item => item.filter ? { ...item, filter: { S: '{"payload":{"none":1}}' } } : item))
    },
    adjust: filtering
  },
  {
    name: 'ages its caches by a clock that is set',
    breaks: ['only-what-is-wanted'],
    sabotage: { engine: engine => ({ ...engine, db: { ...engine.db, caches: createCaches({ now: engine.clock.now, max: 10 }) } }) },
    adjust (plan) {
      plan.jumps = plan.hosts.map((_, host) => ({ at: 3000, host, byMs: -600_000 }))
      plan.requests.push({ kind: 'delete', site: 0, number: 2000, at: 4000 }, ...plan.requests.filter(({ kind }) => kind === 'message')
        .map(one => ({ ...one, number: one.number + 1000, at: one.at + 70_000, key: undefined, eventId: null })))
    }
  },
  {
    name: 'takes its own claim for dead when its clock is set',
    breaks: ['leases-are-kept', 'one-at-a-time', 'claimed-before-sent'],
    sabotage: { engine: engine => ({ ...engine, clock: { ...engine.clock, now: () => engine.clock.now() + 100_000 * engine.random() } }) }
  },
  {
    name: 'leaves out of a batch what the database left out',
    breaks: ['accepted-is-stored'],
    sabotage: { client: batches('BatchWriteItem', async (input, send) => ({ ...await send(input), UnprocessedItems: {} })) },
    adjust: batching
  },
  {
    name: 'stores a batch again when it is repeated',
    breaks: ['stored-once'],
    sabotage: {
      acceptBatch: async (engine, application, { entries }) => await acceptBatch(engine, application, { entries, key: undefined })
    },
    adjust: batching
  },
  {
    name: 'does not fan out what came in a batch',
    breaks: ['accepted-is-delivered'],
    sabotage: {
      client: batches('BatchWriteItem', async (input, send) =>
        await send(mapItems(input, ({ dueAt: _at, dueShard: _shard, ...item }) => item))),
      engine: unannounced
    },
    adjust (plan) {
      batching(plan)
      plan.mode = 'shared'
      plan.hosts = ['server', 'server']
    }
  },
  {
    name: 'counts on a queue for a retry that it did not hand over',
    breaks: ['schedule-is-used-up', 'comes-to-rest'],
    sabotage: { engine: engine => ({ ...engine, dispatcher: { ...engine.dispatcher, handAhead: async () => engine.dispatcher.isQueue } }) }
  },
  {
    name: 'does not wait for the store of large payloads',
    breaks: ['payloads-are-kept'],
    sabotage: {
      engine: engine => ({
        ...engine, db: {
          ...engine.db, blobs: { ...engine.db.blobs, put: async (key, bytes) => { void engine.db.blobs.put?.(key, bytes).catch(() => {}) } }
        }
      })
    },
    adjust: plan => Object.assign(plan, { stores: 'shared', inlineLimit: 10, blobFaults: 0.3 })
  },
  {
    name: 'removes the payload of a rival',
    breaks: ['payloads-are-kept'],
    sabotage: {
      engine: engine => ({
        ...engine, db: {
          ...engine.db,
          blobs: { ...engine.db.blobs, get: async key => { await engine.db.blobs.remove(key); return await engine.db.blobs.get(key) } }
        }
      })
    },
    adjust: plan => Object.assign(plan, { stores: 'shared', inlineLimit: 10 })
  },
  {
    name: 'takes a payload that it does not see for gone',
    breaks: ['unseen-is-not-gone'],
    sabotage: { engine: engine => ({ ...engine, db: { ...engine.db, call: shortSighted(engine.db) } }) },
    adjust: plan => Object.assign(plan, { mode: 'shared', hosts: ['server', 'server'], stores: 'own', inlineLimit: 10, blobFaults: 0 })
  },
  {
    name: 'leaves out a part of a payload',
    breaks: ['payloads-are-kept'],
    sabotage: { client: calls('PutItem', 'messages', async (input, send) => /\|1$/.test(input.Item!.list!.S!) ? {} : await send(input)) },
    adjust: plan => Object.assign(plan, { mode: 'shared', hosts: ['server', 'server'], stores: 'table', inlineLimit: 10 })
  },
  {
    name: 'remembers messages for ever',
    breaks: ['expunged-is-gone'],
    sabotage: { client: client => rememberingMessages(client) },
    adjust: expungedBeforeRetries
  },
  {
    name: 'stores a message without the deliveries that begin with it',
    breaks: ['accepted-is-delivered'],
    sabotage: { client: partly(table => table !== 'deliveries') },
    adjust: plan => Object.assign(plan, { mode: 'alone', hosts: ['server'], transacts: true })
  },
  {
    name: 'sends what another request has stored already',
    breaks: ['claimed-before-sent'],
    sabotage: { client: takingForOwn },
    adjust: repeatedAtOnce
  },
  {
    name: 'stores a batch without the deliveries that begin with it',
    breaks: ['accepted-is-delivered'],
    sabotage: { client: partly(table => table !== 'deliveries') },
    adjust (plan) {
      batching(plan)
      Object.assign(plan, { mode: 'alone', hosts: ['server'], transacts: true })
    }
  },
  {
    name: 'settles without the record of the attempt',
    breaks: ['sent-is-recorded'],
    sabotage: { client: partly(table => table !== 'attempts') },
    adjust: plan => Object.assign(plan, { mode: 'alone', hosts: ['server'], transacts: true })
  },
  {
    name: 'keeps what it has just stored although it was expunged',
    breaks: ['expunged-is-gone'],
    sabotage: { engine: engine => ({ ...engine, db: { ...engine.db, recent: hoarding(engine.db.recent!) } }) },
    adjust (plan) {
      expungedBeforeRetries(plan)
      Object.assign(plan, { mode: 'alone', hosts: ['server'] })
    }
  },
  {
    name: 'does not forget failures after a success',
    breaks: ['disabled-for-a-reason'],
    sabotage: {
      client: (client, world) => writes('endpoints', input => repacked(input, data => ({
        ...data, failingSince: data.failingSince ?? failedBefore(world, input)
      })))(client, world)
    },
    adjust: recoveringSite
  },
  {
    name: 'does not look for a success that nobody noted',
    breaks: ['disabled-for-a-reason'],
    sabotage: { client: found('attempts', () => []) },
    adjust: unseenSuccess
  },
  {
    name: 'asks for successes as well',
    breaks: ['tasks-ask-for-no-more'],
    sabotage: {
      client: found('attempts', items => items.map(item => ({ ...item, data: { S: item.data!.S!.replace('"status":0', '"status":2') } })))
    },
    adjust: plan => asking(plan, 'endpoint.recover')
  },
  {
    name: 'replays whatever the filter says',
    breaks: ['tasks-ask-for-no-more'],
    sabotage: { client: writes('tasks', input => repacked(input, data => ({ ...data, filter: {} }))) },
    adjust: plan => asking(plan, 'endpoint.bulk-replay')
  },
  {
    name: 'overlooks some of what is to be replayed',
    breaks: ['tasks-find-all'],
    sabotage: { client: found('deliveries', items => items.slice(1)) },
    adjust (plan) {
      asking(plan, 'endpoint.bulk-replay')
      for (const request of plan.requests) if (request.kind === 'task') request.filter = {}
    }
  },
  {
    name: 'forgets what its task asked for',
    breaks: ['tasks-ask-once'],
    sabotage: {
      client: (client, world) => writes('deliveries', input => repacked(input, data => data.resends === 0 ? { ...data, tasks: [] } : data))(
        writes('tasks', input => repacked(input, data => Number(data.batches) < 4
          ? {
              ...data, isWalked: false, position: null
            }
          : data))(client, world), world),
      engine: engine => ({ ...engine, config: { ...engine.config, requestTimeoutMs: 1 } })
    },
    adjust (plan) {
      asking(plan, 'endpoint.recover')
      plan.crashes = Array.from({ length: 30 }, (_, index) =>
        ({ at: 30_000 + 2000 * index, host: index % plan.hosts.length, downMs: 500, isGraceful: false }))
    }
  },
  {
    name: 'overlooks some of what is to be purged',
    breaks: ['purges-find-all'],
    sabotage: { client: found('messages', items => items.slice(1)) },
    adjust: purging
  },
  {
    name: 'counts what it purges wrongly',
    breaks: ['purges-count'],
    sabotage: {
      client: writes('tasks', input =>
        repacked(input, data => ({ ...data, ...(data.expunged !== undefined && { expunged: Number(data.expunged) + 1 }) })))
    },
    adjust: purging
  },
  {
    name: 'overlooks the rate of the application',
    breaks: ['rates-are-kept'],
    sabotage: {
      client: calls('PutItem', 'throttles', async (input, send) => await send({ ...input, Item: { ...input.Item!, next: { N: '1' } } }))
    },
    adjust (plan) {
      plan.appThrottleRate = 1
      for (const site of plan.sites) site.throttleRate = null
      for (const request of plan.requests) request.at = 1000
    }
  },
  {
    name: 'loses what it has to tell',
    breaks: ['told-what-happened'],
    sabotage: { client: telling(async () => ({})) },
    adjust: tellingOwner
  },
  {
    name: 'tells everything twice',
    breaks: ['told-once'],
    sabotage: {
      client: telling(async (input, send) => {
        await send({ ...input, Item: { ...input.Item!, id: { S: input.Item!.id!.S!.slice(0, -3) + 'zzz' } } })
        return await send(input)
      })
    },
    adjust: tellingOwner
  },
  {
    name: 'tells what did not happen',
    breaks: ['told-is-so'],
    sabotage: {
      client: telling(async (input, send) =>
        await send(retold(input, text => text.replace(/atmpt_\w\w\w/, 'atmpt_000').replace('endpoint.circuit', 'endpoint.square'))))
    },
    adjust: tellingOwner
  },
  {
    name: 'tells of what tells',
    breaks: ['nothing-told-of-telling'],
    sabotage: {
      client: (client, world) =>
        telling(async (input, send) => await send(retold(input, text => text.replace(world.appId, world.managementAppId))))(client, world)
    },
    adjust: tellingOwner
  }
]

/** A client that reads messages without the content that this process does not see. */
function shortSighted ({ call, blobs }: Engine['db']): Engine['db']['call'] {
  const around = calls('GetItem', 'messages', async (input, send) => {
    const output = await send(input) as { Item?: Item }
    const data = JSON.parse(output.Item?.data?.S ?? '{}') as { blob?: string }
    if (data.blob === undefined || await blobs.get(data.blob)) return output
    return { ...output, Item: { ...output.Item, data: { S: JSON.stringify({ ...data, payloadExpiresAt: 0 }) } } }
  })
  return around({ call }, undefined as never).call
}

/** Every message is expunged between its first attempt, which fails, and its first retry. */
function expungedBeforeRetries (plan: Plan): void {
  Object.assign(plan.settings, { retryScheduleMs: [60_000, 60_000, 60_000] })
  for (const site of plan.sites) Object.assign(site, { retryScheduleMs: null, phases: [{ at: 0, behaviour: 'failing' }] })
  const sent = plan.requests.filter(({ kind }) => kind === 'message')
  plan.requests.push(...sent.map(({ number, at }) => ({ kind: 'expunge' as const, of: number, number: number + 3000, at: at + 8000 })))
}

/** One process sees the first failures. The other process sees a success and does not know of these failures. */
function unseenSuccess (plan: Plan): void {
  recoveringSite(plan)
  Object.assign(plan.settings, { endpointFailureDisableAfterMs: 60_000 })
  Object.assign(plan, { mode: 'shared', hosts: ['server', 'server'], skewMs: 0 })
  for (const site of plan.sites) {
    site.phases = [{ at: 1500, behaviour: 'failing' }, { at: 3000, behaviour: 'healthy' }, { at: 6000, behaviour: 'failing' }]
  }
  plan.requests = [1000, 1100, 1200, 2000, 3200, 4000, 90_000, 91_000].map((at, number) => message(number, at))
}

/** Writes of operational webhooks are changed. */
function telling (change: (input: Input, send: (input: Input) => Promise<object>) => Promise<object>): Wrap {
  return (client, world) => calls(
    'PutItem', 'messages',
    async (input, send) => input.Item!.list!.S === world.managementAppId ? await change(input, send) : await send(input)
  )(client, world)
}

function retold (input: Input, change: (text: string) => string): Input {
  return { ...input, Item: { ...input.Item!, payload: { B: Buffer.from(change(Buffer.from(input.Item!.payload!.B!).toString())) } } }
}

/** The results of queries of a table, or of an index by endpoint, are changed. */
export function found (table: string, change: (items: Item[]) => Item[]): Wrap {
  return calls('Query', table, async (input, send) => {
    const output = await send(input) as { Items: Item[] }
    return input.IndexName === 'due' ? output : { ...output, Items: change(output.Items) }
  })
}

function mapItems (input: Input, change: (item: Item) => Item): Input {
  const requests = Object.entries(input.RequestItems as Record<string, Array<{ PutRequest: { Item: Item } }>>)
  return {
    ...input, RequestItems: Object.fromEntries(requests.map(([name, writes]) =>
      [name, writes.map(({ PutRequest: { Item } }) => ({ PutRequest: { Item: change(Item) } }))]))
  }
}

function unannounced (engine: Engine): Engine {
  return { ...engine, dispatcher: { ...engine.dispatcher, announce: async () => {} } }
}

function rememberingMessages (client: SimulatedClient): SimulatedClient {
  const known = new Map<string, object>()
  return calls('GetItem', 'messages', async (input, send) => {
    const id = input.Key!.id!.S!
    const output = known.get(id) ?? await send(input)
    if ('Item' in output) known.set(id, output)
    return output
  })(client, undefined as unknown as World)
}

const failedBefore = ({ history }: World, { Item }: Input) => history.endpoints.get(Item!.id!.S!)?.at(-1)?.value.failingSince ?? null

export function calm (plan: Plan): void {
  Object.assign(plan, { faults: { until: 0, rates: {}, outages: [] }, crashes: [], jumps: [], crashInFlight: 0, unable: 0, proxyDown: 0 })
}

export const message = (number: number, at: number): PlannedRequest =>
  ({ kind: 'message', at, number, eventType: 'order.paid', channels: null, key: `key-${number}`, eventId: null, deliverInMs: null })

/** An endpoint that fails, recovers for a while and fails again, for longer than the limit for disabling. */
export function recoveringSite (plan: Plan): void {
  calm(plan)
  Object.assign(plan.settings, { retryScheduleMs: [], endpointFailureDisableAfterMs: 150_000, circuitBreaker: false })
  for (const site of plan.sites) {
    Object.assign(site, { eventTypes: null, channels: null, fromNumber: null, retryScheduleMs: null, throttleRate: null })
    site.phases = [{ at: 0, behaviour: 'failing' }, { at: 70_000, behaviour: 'healthy' }, { at: 110_000, behaviour: 'failing' }]
  }
  plan.requests = Array.from({ length: 20 }, (_, number) => message(number, 12_000 * number))
}

/** A slow or failing database, so that clients repeat requests while the first one is still being stored. */
function repeatedAtOnce (plan: Plan): void {
  calm(plan)
  Object.assign(plan, { mode: 'alone', hosts: ['server'], transacts: true })
  Object.assign(plan.settings, { deliveryConcurrency: 1, requestTimeoutMs: 1000 })
  plan.faults = { until: 30_000, rates: { slow: 0.4, lost: 0.2, unanswered: 0.1 }, outages: [] }
  for (const site of plan.sites) Object.assign(site, { eventTypes: null, channels: null, fromNumber: null })
  plan.requests = Array.from({ length: 20 }, (_, number) => message(number, 1000 * number))
}

function batching (plan: Plan): void {
  const entries = (from: number) => Array.from({ length: 6 }, (_, index): PlannedMessage =>
    ({ number: from + index, eventType: 'order.paid', channels: null, key: undefined, eventId: null, deliverInMs: null }))
  plan.leftOut = 0.4
  plan.faults = { until: 40_000, rates: { unanswered: 0.1, reset: 0.1, lost: 0.1 }, outages: [] }
  for (const site of plan.sites) Object.assign(site, { eventTypes: null, channels: null, fromNumber: null })
  plan.requests = Array.from({ length: 8 }, (_, index) =>
    ({ kind: 'batch', number: 100 * index, at: 3000 * index, key: `batch-${index}`, entries: entries(100 * index + 1) }))
}

function asking (plan: Plan, task: Task): void {
  plan.requests = [
    ...Array.from({ length: 6 }, (_, number) => message(number, 500 * number)),
    {
      kind: 'task', site: 0, task, number: 2000, at: 30_000,
      filter: task === 'endpoint.bulk-replay' ? { eventTypes: ['order.created'] } : {}
    }
  ]
  for (const site of plan.sites) {
    Object.assign(site, {
      eventTypes: null, channels: null, fromNumber: null, phases: task === 'endpoint.recover' ? [{ at: 0, behaviour: 'flapping' }] : []
    })
  }
}

function purging (plan: Plan): void {
  calm(plan)
  plan.requests.push(message(3000, 1000), { kind: 'purge', number: 3001, at: 90_000 })
  plan.requests = plan.requests.filter(({ kind }, index) => kind !== 'purge' || index === plan.requests.length - 1)
}

/** An organization with an endpoint in the management organization, and endpoints that fail. */
function tellingOwner (plan: Plan): void {
  calm(plan)
  const [first] = plan.sites
  plan.sites = [{ ...first!, eventTypes: null, channels: null, fromNumber: null, phases: [{ at: 0, behaviour: 'failing' }] }, {
    ...first!, eventTypes: null, channels: null, fromNumber: null, throttleRate: null, phases: [], isManagement: true
  }]
  plan.requests = plan.requests.filter(({ kind }) => kind === 'message')
  Object.assign(plan.settings, { operationalWebhooks: true })
}

function eachItem (answer: object, change: (item: Item) => Item): object {
  const { Items = [] } = answer as { Items?: Item[] }
  return { ...answer, Items: Items.map(change) }
}

function filtering (plan: Plan): void {
  for (const site of plan.sites) Object.assign(site, { eventTypes: null, channels: null, fromNumber: 3, phases: [] })
}
