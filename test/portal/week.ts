import type { Answer } from '../../src/delivery/sending/send-result.js'
import type { SendRequest } from '../../src/delivery/sending/sender.js'
import { createRandom, type Random } from '../simulation/random.js'
import { startDrivenHost, type Call2xx, type DrivenHost } from './driven-host.js'
import { schemaOf, WEEK_TYPES, type WeekType } from './week-types.js'

/** The moment of the pictures: a Monday morning, 10:42 in Berlin. */
export const NOW = Date.UTC(2026, 10, 30, 9, 42)
export const TIME_ZONE = 'Europe/Berlin'

/** Seven days of an organization, with what its pictures show. */
export interface Week extends DrivenHost {
  appId: string
  endpoints: Record<EndpointName, string>
  polling: string
  messages: Record<'plain' | 'retried' | 'failing', string>
  /** An import with refusals. */
  importId: string
  hookId: string
}

const SEED = 20_261_130
const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000]
const BEGIN = NOW - 60 * DAY_MS
const FAILS_FROM = Date.UTC(2026, 10, 29, 17, 20)
const RETRIED_AT = NOW - 9 * MINUTE_MS
const GONE_FROM = Date.UTC(2026, 10, 27, 8, 20)

const ENDPOINTS = {
  warehouse: {
    url: 'https://hooks.warehouse.example/posthorn',
    description: 'Warehouse: picks, packs and ships',
    eventTypes: ['order.paid', 'order.refunded']
  },
  billing: {
    url: 'https://billing.acme.example/webhooks/invoices',
    description: 'Billing: books what is paid',
    eventTypes: ['invoice.overdue', 'invoice.paid', 'invoice.voided'],
    headers: { 'x-tenant': 'acme-eu', authorization: 'Bearer 5f0c2d' }
  },
  erp: {
    url: 'https://erp.acme.example/api/hooks/orders',
    description: 'ERP on our own servers',
    eventTypes: ['order.created', 'order.paid', 'order.refunded', 'order.shipped']
  },
  analytics: { url: 'https://ingest.analytics.example/v1/events?source=acme', description: 'Data lake: every event' },
  crm: {
    url: 'https://api.crm.example/v2/hooks/9f31c4',
    description: 'CRM: contacts, one a second',
    eventTypes: ['user.signup', 'user.updated'],
    throttleRate: 1
  },
  mail: {
    url: 'https://hooks.newsletter.example/lists/7',
    description: 'Newsletter',
    eventTypes: ['user.signup'],
    retrySchedule: [60, 600]
  },
  chat: {
    url: 'https://chat.support.example/services/T02/B7',
    description: 'Support chat: large refunds and low stock',
    eventTypes: ['order.refunded', 'stock.low'],
    channels: ['support']
  },
  oldCrm: {
    url: 'https://old-crm.acme.example/callback.php',
    description: 'The CRM before this one',
    eventTypes: ['user.signup', 'user.updated']
  },
  staging: { url: 'https://staging.acme.example/hooks', description: 'Staging', disabled: true }
} as const
export type EndpointName = keyof typeof ENDPOINTS

interface Other {
  name: string
  uid: string | null
  share: number
  throttleRate?: number
  urls: string[]
}

const OTHERS: readonly Other[] = [
  {
    name: 'Birch & Vale',
    uid: 'birch-and-vale',
    share: 0.5,
    throttleRate: 50,
    urls: ['https://api.birch.example/hooks', 'https://hooks.vale-fulfilment.example/in']
  },
  { name: 'Cobalt Fitness', uid: 'cobalt-fitness', share: 0.35, urls: ['https://cobalt.example/webhooks'] },
  {
    name: 'Everline Books',
    uid: 'everline-books',
    share: 0.3,
    urls: ['https://slow.everline.example/hooks', 'https://print.everline.example/jobs']
  },
  { name: 'Fjord Furniture', uid: 'fjord-furniture', share: 0.12, urls: ['https://fjord.example/api/events'] },
  { name: 'Harbor Coffee', uid: null, share: 0.08, urls: ['https://hooks.harbor-coffee.example/orders'] }
]

const TOO_SLOW: Answer = {
  stage: 'unanswered',
  statusCode: 0,
  body: 'The request timed out: no response within 15 s.',
  durationMs: 15_003,
  retryAfter: undefined,
  failure: 'timeout'
}

function said (statusCode: number, body: string, durationMs: number): Answer {
  const list: Array<[string, string]> = [
    ['date', 'Mon, 30 Nov 2026 09:41:12 GMT'],
    ['content-type', 'application/json; charset=utf-8'],
    ['content-length', String(body.length)],
    ['connection', 'keep-alive'],
    ['server', 'nginx']
  ]
  return { stage: 'answered', statusCode, body, headers: { list }, durationMs, retryAfter: undefined, failure: undefined }
}

interface Moment {
  now: number
  random: Random
  body: Buffer
  fast: number
}

/** What is special about an endpoint, by its host; undefined where it answers as others do. */
const TROUBLE: Readonly<Record<string, (moment: Moment) => Answer | undefined>> = {
  'erp.acme.example': ({ now, random }) =>
    now < FAILS_FROM
      ? undefined
      : random.chance(0.2)
        ? TOO_SLOW
        : said(503, '{"error":"database is in recovery mode"}', random.integer(90, 4200)),
  'old-crm.acme.example': ({ now, fast }) => (now < GONE_FROM ? undefined : said(410, '{"error":"this hook was removed"}', fast)),
  'hooks.newsletter.example': ({ body, random, fast }) =>
    body.toString().includes('"plan":"free"') && random.chance(0.7) ? said(422, '{"error":"contact has no consent"}', fast) : undefined,
  'slow.everline.example': ({ now }) => (now > NOW - 40 * HOUR_MS ? TOO_SLOW : undefined),
  'ingest.analytics.example': ({ random }) => (random.chance(0.012) ? TOO_SLOW : said(202, '', random.integer(210, 900))),
  'hooks.warehouse.example': ({ now, fast }) => (now >= RETRIED_AT && now < RETRIED_AT + 4000 ? said(502, BAD_GATEWAY, fast) : undefined)
}
const BAD_GATEWAY = '<html><title>502 Bad Gateway</title></html>'

/** How each endpoint of the week answers. */
function answer ({ url, body }: SendRequest, { now, random }: { now: number; random: Random }): Answer {
  const fast = random.integer(38, 190)
  const special = TROUBLE[new URL(url).hostname]?.({ now, random, body: Buffer.from(body), fast })
  return special ?? (random.chance(0.015) ? said(502, BAD_GATEWAY, fast) : said(200, '{"received":true}', fast))
}

/** Messages an hour, by the hour and the day in Berlin: nights and Sundays are quiet, but for the sale of a Sunday evening. */
function paceAt (at: number): number {
  const local = new Date(at + HOUR_MS)
  const hour = local.getUTCHours()
  if (local.getUTCDay() === 0 && hour === 18) return MOST_AN_HOUR
  const byDay = 0.25 + 5 * Math.max(0, Math.sin(((hour - 6) / 16) * Math.PI))
  return byDay * (local.getUTCDay() === 0 ? 0.4 : local.getUTCDay() === 6 ? 0.7 : 1)
}

const MOST_AN_HOUR = 50

interface Deed {
  at: number
  run: () => Promise<void>
}

/** Lets the week pass by the product's own calls, in driven time: the same rows in every run. */
export async function startWeek (): Promise<Week> {
  const host = await startDrivenHost({ start: BEGIN, seed: SEED, orgId: 'org_northwind', answer })
  const { call } = host
  const random = createRandom(SEED).fork('week')
  await call('PATCH', '/environment/settings', { displayName: 'Northwind Commerce' })
  for (const { name, description, group, deprecated, payload } of WEEK_TYPES) {
    await call('POST', '/event-type', {
      name,
      description,
      groupName: group,
      deprecated: deprecated ?? false,
      schemas: { 1: schemaOf(payload(random.fork(name), 7), description) }
    })
  }
  const { id: hookId } = await call('POST', '/operational-webhook/endpoint', {
    url: 'https://ops.northwind.example/posthorn',
    description: 'Tells the operators about endpoints that stop',
    eventTypes: ['endpoint.disabled', 'endpoint.circuit.opened', 'message.attempt.exhausted']
  })
  await call('POST', '/operational-webhook/endpoint', {
    url: 'https://audit.northwind.example/hooks',
    description: 'Keeps changes of endpoints',
    eventTypes: ['endpoint.created', 'endpoint.updated', 'endpoint.deleted']
  })
  const others: string[] = []
  for (const { name, uid, throttleRate = null, urls } of OTHERS.toReversed()) {
    await host.runTo(host.now() + 9.3 * DAY_MS)
    const { id } = await call('POST', '/app', { name, uid, throttleRate })
    for (const url of urls) await call('POST', `/app/${id}/endpoint`, { url })
    others.unshift(id)
  }
  await host.runTo(NOW - 8 * DAY_MS)
  const { id: appId } = await call('POST', '/app', { name: 'Acme Outfitters', uid: 'acme', metadata: { plan: 'pro' } })
  const endpoints = {} as Record<EndpointName, string>
  for (const [index, [name, body]] of Object.entries(ENDPOINTS).toReversed().entries()) {
    await host.runTo(host.now() + MINUTE_MS)
    endpoints[name as EndpointName] = (
      await call('POST', `/app/${appId}/endpoint`, { ...body, secret: `whsec_${Buffer.alloc(24, index + 65).toString('base64')}` })
    ).id
  }
  const { id: polling } = await call('POST', `/app/${appId}/destination`, {
    type: 'pollingEndpoint',
    uid: 'nightly-export',
    eventTypes: ['invoice.paid', 'order.paid', 'order.refunded']
  })

  const found = {} as Week['messages'] & { importId: string }
  const deeds: Deed[] = [
    ...messagesOf({ call, appId, random: random.fork('acme'), share: 1 }),
    ...others.flatMap((id, index) => messagesOf({ call, appId: id, random: random.fork(id), share: OTHERS[index]!.share })),
    ...happenings({ host, appId, endpoints, polling, others, random: random.fork('happenings'), found })
  ]
  for (const { at, run } of deeds.toSorted((a, b) => a.at - b.at)) {
    await host.runTo(Math.max(at, host.now()))
    await run()
  }
  await host.runTo(NOW)
  const { importId, ...messages } = found
  return { ...host, appId, endpoints, polling, messages, importId, hookId }
}

interface Sending {
  call: Call2xx
  appId: string
  random: Random
  share: number
}

const ALL_WEIGHTS = WEEK_TYPES.reduce((sum, { weight }) => sum + weight, 0)

function typeBy (random: Random): WeekType {
  let rest = random.next() * ALL_WEIGHTS
  return WEEK_TYPES.find(({ weight }) => (rest -= weight) < 0) ?? WEEK_TYPES[0]!
}

/** The messages of an application over the week. */
function messagesOf ({ call, appId, random, share }: Sending): Deed[] {
  const deeds: Deed[] = []
  let at = NOW - 7 * DAY_MS
  for (let n = 0; at < NOW - 90_000; n++) {
    at += (-Math.log(1 - random.next()) * HOUR_MS) / (MOST_AN_HOUR * share)
    if (at >= NOW - 90_000) break
    if (!random.chance(paceAt(at) / MOST_AN_HOUR)) continue
    deeds.push({
      at,
      run: async () => {
        await send({ call, appId, random, n })
      }
    })
  }
  return deeds
}

async function send (
  { call, appId, random, n }: Omit<Sending, 'share'> & { n: number },
  { name, payload } = typeBy(random),
  more: object = {}
): Promise<string> {
  const isLoud = name === 'stock.low' || (name === 'order.refunded' && n % 2 === 0)
  const { id } = await call('POST', `/app/${appId}/msg`, {
    eventType: name,
    payload: payload(random, n),
    ...(isLoud && { channels: ['support'] }),
    ...(n % 5 === 0 && { tags: ['eu'] }),
    ...more
  })
  return id as string
}

interface Happening {
  host: DrivenHost
  appId: string
  endpoints: Record<EndpointName, string>
  polling: string
  others: readonly string[]
  random: Random
  found: Week['messages'] & { importId: string }
}

const typeOf = (name: string) => WEEK_TYPES.find(one => one.name === name)!

/** What people and other programs did in this week. */
function happenings ({ host, appId, endpoints, polling, others, random, found }: Happening): Deed[] {
  const { call } = host
  const app = `/app/${appId}`
  const iso = (at: number) => new Date(at).toISOString()
  const poll = {
    at: 0,
    run: async () => {
      await call('GET', `${app}/poller/${polling}/consumer/export-worker?limit=50`)
    }
  }
  const one = async (name: string, n: number, more: object = {}) => await send({ call, appId, random, n }, typeOf(name), more)
  return [
    ...Array.from({ length: 7 }, (_, day) => ({ ...poll, at: NOW - day * DAY_MS - 8 * HOUR_MS })),
    {
      at: NOW - 5 * DAY_MS,
      run: async () => {
        await call('PATCH', `${app}/endpoint/${endpoints.warehouse}`, {
          eventTypes: ['order.paid', 'order.refunded', 'stock.changed', 'stock.low']
        })
        await call('POST', `${app}/endpoint/${endpoints.warehouse}/replay-missing`, { since: iso(NOW - 7 * DAY_MS) })
      }
    },
    {
      at: NOW - 4 * DAY_MS,
      run: async () => {
        await call('POST', `${app}/endpoint/${endpoints.mail}/recover`, { since: iso(NOW - 7 * DAY_MS) })
      }
    },
    {
      at: NOW - 2 * DAY_MS,
      run: async () => {
        await call('POST', `${app}/endpoint/${endpoints.billing}/bulk-replay`, {
          since: iso(NOW - 3 * DAY_MS),
          eventTypes: ['invoice.paid']
        })
      }
    },
    {
      at: NOW - 26 * HOUR_MS,
      run: async () => {
        await call('POST', '/stats/usage/app', { since: iso(NOW - 7 * DAY_MS), until: iso(NOW - 26 * HOUR_MS) })
      }
    },
    {
      at: NOW - 20 * HOUR_MS,
      run: async () => {
        await host.importFile(others[0]!, ndjson(random, 40))
      }
    },
    {
      at: NOW - 3 * HOUR_MS,
      run: async () => {
        found.importId = await host.importFile(appId, ndjson(random, 26) + REFUSED)
      }
    },
    {
      at: NOW - 150 * MINUTE_MS,
      run: async () => {
        await call('POST', `${app}/endpoint/${endpoints.erp}/cancel-msgs`, { eventTypes: ['order.shipped'] })
      }
    },
    {
      at: NOW - 100 * MINUTE_MS,
      run: async () => {
        await call('POST', `/auth/app-portal-access/${appId}`, { sessionId: 'support-4711', capabilities: ['ViewBase'] })
      }
    },
    // For the days to come.
    {
      at: NOW - 70 * MINUTE_MS,
      run: async () => {
        await one('invoice.overdue', 900, { deliverAt: iso(NOW + 22 * HOUR_MS), eventId: 'reminder-31900' })
      }
    },
    {
      at: NOW - 69 * MINUTE_MS,
      run: async () => {
        await one('invoice.overdue', 901, { deliverAt: iso(NOW + 46 * HOUR_MS), eventId: 'reminder-31901' })
      }
    },
    {
      at: RETRIED_AT,
      run: async () => {
        found.retried = await one('order.paid', 612, { eventId: 'order-84612' })
      }
    },
    {
      at: FAILS_FROM + 4 * MINUTE_MS,
      run: async () => {
        found.failing = await one('order.created', 617, { eventId: 'order-84617', tags: ['eu', 'first-order'] })
      }
    },
    {
      at: NOW - 6 * MINUTE_MS,
      run: async () => {
        found.plain = await one('invoice.paid', 618, { eventId: 'invoice-31618', tags: ['eu'] })
      }
    },
    // The last minute: what the live tail shows, and more contacts than the CRM takes in a second.
    ...[
      'order.created',
      'stock.changed',
      'order.paid',
      'invoice.paid',
      'order.shipped',
      'order.created',
      'order.paid',
      'stock.low',
      'order.created',
      'invoice.paid'
    ].map((name, n) => ({
      at: NOW - 55_000 + n * 5100,
      run: async () => {
        await one(name, 619 + n)
      }
    })),
    ...Array.from({ length: 6 }, (_, n) => ({
      at: NOW - 2600 + n * 120,
      run: async () => {
        await one('user.updated', 630 + n)
      }
    }))
  ]
}

const ndjson = (random: Random, count: number) =>
  Array.from({ length: count }, (_, n) => {
    const { name, payload } = typeBy(random)
    return `${JSON.stringify({ eventType: name, payload: payload(random, 300 + n) })}\n`
  }).join('')

const REFUSED = [
  { eventType: 'order paid', payload: { id: 'ord_1' } },
  { eventType: 'order.paid', payload: { id: 'ord_2' }, channels: [] },
  { payload: { id: 'ord_3' } },
  { eventType: 'order.paid', payload: { id: 'ord_4' }, deliverAt: 'tomorrow' }
]
  .map(one => `${JSON.stringify(one)}\n`)
  .join('')
