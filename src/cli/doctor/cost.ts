import { alarmRules, watchedBy } from '../../facts/alarms.js'
import { RETENTION_DAYS } from '../../facts/periods.js'
import { AUTHORIZER_TTL, DELIVER_BATCH, MEMORY, PROCESSOR_MB } from '../../facts/functions.js'
import { DUE_SHARDS } from '../../facts/table-definitions.js'
import { WRITE_UNITS } from '../../facts/write-units.js'
import { PRICES, PROD_TRACED_SHARE, REQUESTS_PER_ENTRY, type Priced } from '../../facts/prices.js'

export type Gateway = 'rest' | 'http'

/**
 * What one message of 1 KB to one endpoint takes, first attempt successful:
 * units as they are measured, the rest as docs/costs.md says that it assumes.
 */
export interface Usage {
  /** DynamoDB's units, indexes included, as it counts them itself: test/repositories/write-budget.test.ts measures them. */
  writeUnits: number
  readUnits: number
  /** A message's share of the billed time of each function, ms. */
  acceptMs: number
  fanOutMs: number
  deliverMs: number
  /** A message's share of the invocations of fan-out and deliver. */
  fanOuts: number
  deliveries: number
  /** Send, receive and delete. */
  queueRequests: number
  /** Log lines and metrics of all functions and the gateway, bytes. */
  logBytes: number
  /** Message, delivery, attempt and their indexes, with DynamoDB's overhead, bytes. */
  storedBytes: number
  /** Days that all of it is kept: the default. */
  keptDays: number
  /** Request with headers, bytes. */
  sentBytes: number
}

/** CPU time, ms, as `npm run bench:message` measured it (docs/measurements.md); `gathered` is that of ten deliveries at once. */
export const CPU = { accept: 2.6, fanOut: 2.1, deliver: 6.8, gathered: 26.3 } as const
/** Bytes of log lines and metrics in the same measurement; `gathered` is a delivery's share of ten, `attempt` one line. */
export const LOGS = { accept: 468, deliver: 692, gathered: 465, attempt: 440, gateway: 237 } as const
/** Bytes stored in the same measurement, of a payload that compresses to a half. */
export const STORED = 1757
/** What an invocation waits for the calls of DynamoDB, SQS and S3, and a delivery for its endpoint, ms. */
export const WAITS = { calls: 20, endpoint: 200 } as const

/** The billed time of an invocation, ms: its waits, and its CPU time by the share of a processor that its memory gives. */
const billedMs = (cpu: number, memoryMb: number, waits: number) => Math.round(waits + cpu * PROCESSOR_MB / memoryMb)

export const USAGE: Usage = {
  writeUnits: WRITE_UNITS.delivered, readUnits: 2, fanOuts: 1, deliveries: 1,
  acceptMs: billedMs(CPU.accept, MEMORY.http, WAITS.calls), fanOutMs: billedMs(CPU.fanOut, MEMORY['fan-out'], WAITS.calls),
  deliverMs: billedMs(CPU.deliver, MEMORY.deliver, WAITS.calls + WAITS.endpoint),
  queueRequests: REQUESTS_PER_ENTRY, logBytes: LOGS.accept + LOGS.deliver + LOGS.gateway, storedBytes: STORED,
  keptDays: RETENTION_DAYS, sentBytes: 2000
}

/**
 * The same at ten messages a second and more, when ten deliveries wait at once: the stage's `deliverWindow` is 5 s at ten a second, 1 s at
 * a hundred. They share receive and delete. Lambda polls a stream four times a second, so a batch of fan-out has two messages or more.
 */
export const GATHERED: Usage = {
  ...USAGE, deliverMs: Math.round(billedMs(CPU.gathered, MEMORY.deliver, WAITS.calls + WAITS.endpoint) / DELIVER_BATCH),
  fanOuts: 0.5, deliveries: 0.1, queueRequests: 1 + (REQUESTS_PER_ENTRY - 1) / 10, logBytes: LOGS.accept + LOGS.gathered + LOGS.gateway
}

function gigabytes (of: typeof MEMORY) {
  const { http, authorizer, 'fan-out': fanOut, deliver, sweep } = of
  return { http: http / 1024, authorizer: authorizer / 1024, fanOut: fanOut / 1024, deliver: deliver / 1024, sweep: sweep / 1024 }
}

// The limits do not change the number of metrics.
const RULES = alarmRules({ acceptMs: 1, dueSeconds: 1, fanOutSeconds: 1 })

/** What a deployment has whether or not anything is sent. */
export const STANDING = {
  /** GB. */
  memory: gigabytes(MEMORY),
  monthDays: 30,
  sweepMs: 50,
  /** Queries of the due indexes: each shard of three tables, half a unit each. */
  sweepReadUnits: Object.values(DUE_SHARDS).reduce((sum, shards) => sum + shards / 2, 0),
  /** A REST API caches the authorizer's answer for a token; one token. */
  authorizerSeconds: AUTHORIZER_TTL,
  authorizerMs: 10,
  /** Lambda's pollers ask each queue that it takes from about this often: AWS bills it. */
  pollsPerMinute: 15,
  polledQueues: 2,
  /** Metrics with an alarm in stage prod, by its gateway. */
  alarms: { http: watchedBy(RULES.filter(({ name }) => name !== 'errors-authorizer')), rest: watchedBy(RULES) },
  dashboards: 1,
  /** Series of metrics of our own: of the sweep alone, and when there is traffic. */
  idleMetrics: 2,
  busyMetrics: 12,
  /** What the rule of stage prod has a REST API trace. */
  restTracedShare: PROD_TRACED_SHARE
} as const

const MINUTES = STANDING.monthDays * 24 * 60

/** Units of everything that is paid for, in a month with so many messages, evenly spread; storage as it is in the long run. */
export function unitsOf (messages: number, gateway: Gateway, usage: Usage = USAGE): Record<Priced, number> {
  const { memory, sweepMs, authorizerMs, authorizerSeconds, monthDays } = STANDING
  const authorized = gateway === 'rest' ? Math.min(messages, MINUTES * 60 / authorizerSeconds) : 0
  const milliseconds = messages * (usage.acceptMs * memory.http + usage.fanOutMs * memory.fanOut + usage.deliverMs * memory.deliver) +
    authorized * authorizerMs * memory.authorizer + MINUTES * sweepMs * memory.sweep
  const storedGb = messages * usage.storedBytes * usage.keptDays / monthDays / 1e9
  const invocations = messages * (1 + usage.fanOuts + usage.deliveries) + authorized + MINUTES
  return {
    restRequests: gateway === 'rest' ? messages : 0,
    httpRequests: gateway === 'http' ? messages : 0,
    lambdaRequests: invocations,
    lambdaGbSeconds: milliseconds / 1000,
    writeUnits: messages * usage.writeUnits,
    readUnits: messages * usage.readUnits + MINUTES * STANDING.sweepReadUnits,
    storedGb,
    restorableGb: storedGb,
    queueRequests: messages * usage.queueRequests + MINUTES * STANDING.pollsPerMinute * STANDING.polledQueues,
    logGb: messages * usage.logBytes / 1e9,
    metrics: messages > 0 ? STANDING.busyMetrics : STANDING.idleMetrics,
    alarms: STANDING.alarms[gateway],
    dashboards: STANDING.dashboards,
    traces: gateway === 'rest' ? messages * STANDING.restTracedShare : 0,
    sentGb: messages * usage.sentBytes / 1e9
  }
}

/** What so many units of each cost in a month, US dollars; with what AWS gives away, unless told otherwise. */
export function costsOf (units: Record<Priced, number>, { free = true } = {}): Record<Priced, number> {
  const entries = Object.entries(units) as Array<[Priced, number]>
  return Object.fromEntries(entries.map(([name, quantity]) => {
    const { usd, per, free: given } = PRICES[name]
    return [name, Math.max(0, quantity - (free ? given : 0)) / per * usd]
  })) as Record<Priced, number>
}

/** The sum of all prices, US dollars. */
export const sumOf = (costs: Record<Priced, number>): number => Object.values(costs).reduce((sum, usd) => sum + usd, 0)

const MILLION = 1e6

/** What a million more messages cost, with nothing given away any more, US dollars: the price that growth has. */
export function perMillion (gateway: Gateway, usage: Usage = USAGE): number {
  const all = (messages: number) => sumOf(costsOf(unitsOf(messages, gateway, usage), { free: false }))
  return (all(11 * MILLION) - all(10 * MILLION))
}

/** What a payload in an item of its own has besides its bytes, with DynamoDB's overhead, bytes. */
const OWN_ITEM_BYTES = 190

/**
 * What it costs more, or saves, US dollars, to keep the payloads of a million messages for fewer days: so many bytes each, as stored, in
 * an item of their own, which is written once and read once.
 */
export function retentionPerMillion (bytes: number, days: number, { isRestorable = true } = {}): number {
  const perByteDay = (PRICES.storedGb.usd + (isRestorable ? PRICES.restorableGb.usd : 0)) / 1e9 / STANDING.monthDays
  const stored = (bytes + OWN_ITEM_BYTES) * days - bytes * RETENTION_DAYS
  const reads = Math.ceil(bytes / 4096)
  const { writeUnits: write, readUnits: read } = PRICES
  return MILLION * (WRITE_UNITS.ownItem * write.usd / write.per + reads * read.usd / read.per + stored * perByteDay)
}

/** The attempts of a delivery that is exhausted, by the default schedule. */
const ATTEMPTS = 8

/**
 * What the deliveries of a million messages cost that fail until they are exhausted, US dollars: their writes, and attempts that wait for
 * the endpoint as long as a success does, each alone in an invocation.
 */
export function failingPerMillion (writeUnits: number, usage: Usage = USAGE): number {
  const { writeUnits: write, lambdaRequests, lambdaGbSeconds, queueRequests } = PRICES
  const attempt = lambdaRequests.usd / lambdaRequests.per + usage.deliverMs / 1000 * STANDING.memory.deliver * lambdaGbSeconds.usd +
    usage.queueRequests * queueRequests.usd / queueRequests.per
  return MILLION * (writeUnits * write.usd / write.per + ATTEMPTS * attempt)
}
