import { alarmRules, watchedBy } from '../../facts/alarms.js'
import { RETENTION_DAYS } from '../../facts/periods.js'
import { AUTHORIZER_TTL, MEMORY } from '../../facts/functions.js'
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
  /** Billed time of one message in each function, ms. One delivery an invocation: batches are cheaper. */
  acceptMs: number
  fanOutMs: number
  deliverMs: number
  /** Send, receive and delete, without batches. */
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

export const USAGE: Usage = {
  writeUnits: WRITE_UNITS.delivered, readUnits: 2, acceptMs: 25, fanOutMs: 20, deliverMs: 220, queueRequests: REQUESTS_PER_ENTRY,
  logBytes: 2000, storedBytes: 4000, keptDays: RETENTION_DAYS, sentBytes: 2000
}

function gigabytes (of: typeof MEMORY) {
  const { http, authorizer, 'fan-out': fanOut, deliver, sweep } = of
  return { http: http / 1024, authorizer: authorizer / 1024, fanOut: fanOut / 1024, deliver: deliver / 1024, sweep: sweep / 1024 }
}

/** What a deployment has whether or not anything is sent. */
export const STANDING = {
  /** GB. */
  memory: gigabytes(MEMORY),
  monthDays: 30,
  sweepMs: 50,
  /** Queries of the due indexes: each shard of three tables, half a unit each. */
  sweepReadUnits: Object.values(DUE_SHARDS).reduce((sum, shards) => sum + shards / 2, 0),
  /** A token's answer is remembered by the gateway; one token. */
  authorizerSeconds: AUTHORIZER_TTL,
  authorizerMs: 10,
  /** Lambda's pollers ask each queue that it takes from about this often: AWS bills it. */
  pollsPerMinute: 15,
  polledQueues: 2,
  /** Metrics with an alarm in stage prod: infra/stages.ts has its limits, which do not change the number. */
  alarms: watchedBy(alarmRules({ acceptMs: 1, dueSeconds: 1, fanOutSeconds: 1 })),
  dashboards: 1,
  /** Series of metrics of our own: of the sweep alone, and when there is traffic. */
  idleMetrics: 2,
  busyMetrics: 12,
  /** X-Ray's default rule, and Lambda's for what no gateway calls: one a second and five in a hundred of the others. */
  tracedPerSecond: 1,
  tracedShare: 0.05,
  /** What the rule of stage prod has a REST API trace. */
  restTracedShare: PROD_TRACED_SHARE,
  /** Functions behind the gateway that a message comes through, each traced for itself: fan-out and deliver. */
  tracedFunctions: 2
} as const

const MINUTES = STANDING.monthDays * 24 * 60

/** Units of everything that is paid for, in a month with so many messages, evenly spread; storage as it is in the long run. */
export function unitsOf (messages: number, gateway: Gateway, usage: Usage = USAGE): Record<Priced, number> {
  const { memory, sweepMs, authorizerMs, authorizerSeconds, monthDays } = STANDING
  const authorized = Math.min(messages, MINUTES * 60 / authorizerSeconds)
  const milliseconds = messages * (usage.acceptMs * memory.http + usage.fanOutMs * memory.fanOut + usage.deliverMs * memory.deliver) +
    authorized * authorizerMs * memory.authorizer + MINUTES * sweepMs * memory.sweep
  const storedGb = messages * usage.storedBytes * usage.keptDays / monthDays / 1e9
  const invocations = messages * 3 + authorized + MINUTES
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
    alarms: STANDING.alarms,
    dashboards: STANDING.dashboards,
    // The sweep is traced as well.
    traces: (gateway === 'rest' ? messages * STANDING.restTracedShare : traced(messages)) +
      STANDING.tracedFunctions * traced(messages) +
      MINUTES,
    sentGb: messages * usage.sentBytes / 1e9
  }
}

function traced (requests: number): number {
  const always = Math.min(requests, MINUTES * 60 * STANDING.tracedPerSecond)
  return always + (requests - always) * STANDING.tracedShare
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
  // Beyond the point where X-Ray traces every request, as any traffic worth estimating is.
  return (all(11 * MILLION) - all(10 * MILLION))
}
