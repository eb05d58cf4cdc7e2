import { Type } from '@sinclair/typebox'
import { bucketRange, PERIODS, type Buckets, type Period } from '../rules/statistics-rules.js'
import { invalid } from '../errors.js'
import { leaseMs, type ConfiguredStorage } from '../delivery/engine.js'
import { MINUTE_MS } from '../facts/periods.js'
import { eachOf } from '../lib/parallel.js'
import type { App } from '../http/app-types.js'
import { bucketStarts, seriesOut } from '../http/attempt-stats-view.js'
import * as stats from '../repositories/attempt-buckets.js'
import type { Summed } from '../repositories/attempt-buckets.js'
import * as endpoints from '../repositories/endpoints.js'
import type { Endpoint } from '../repositories/endpoints.js'
import { AppParams, Flag, pagingQuery, Query, QueryList, QueryTime } from '../schemas/common-schema.js'
import { AttemptStats } from '../schemas/statistics-schema.js'
import { applicationOf } from '../http/request.js'
import { route } from '../http/route.js'

const optional = Type.Optional
const StatsQuery = Query({
  period: optional(Type.Unsafe<Period>({
    type: 'string', enum: Object.keys(PERIODS), description: 'The length of a bucket; OneHour when absent'
  })),
  startDate: optional(QueryTime('From the bucket that contains this time on; a day before `endDate` when absent, four weeks for OneDay')),
  endDate: optional(QueryTime('Up to the bucket that contains this time; now when absent')),
  endpointId: optional(Type.String({ description: 'Only attempts to this endpoint, by id or uid' })),
  endpointIds: optional(QueryList(Type.String(), 'Only these endpoints, by id, at most 250; each has its own counts, in this order')),
  byEndpoint: Flag(false, 'Whether each endpoint of a page of the list of endpoints has its own counts; the totals are then of this page'),
  ...pagingQuery
})

// One request: as many Queries, each of which reads up to 1 MB, and as long.
const REQUESTS = 600
const PATIENCE_MS = 5000
// Ids count time in such steps: what was made in the present one counts.
const STEP_MS = 4
const MOST_NAMED = 250
// Endpoints that are counted at a time.
const WIDTH = 16

export async function attemptStatsRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.statistics.app-attempts', summary: "Count an application's attempts in buckets of time", tag: 'Statistics',
    access: 'app',
    params: AppParams, querystring: StatsQuery, answers: { 200: AttemptStats }
  }), async request => {
    const { period = 'OneHour', startDate, endDate, endpointId, endpointIds, byEndpoint, ...paging } = request.query
    const buckets = bucketRange(period, { startDate, endDate, now: engine.clock.now() })
    const { id: appId } = applicationOf(request)
    const times = { period, startDates: bucketStarts(buckets) }
    if (!byEndpoint && !endpointIds) {
      const asked = endpointId === undefined ? await endpoints.all(engine.db, appId) : [await endpoints.find(engine.db, appId, endpointId)]
      return { ...times, ...seriesOut(await sums(engine, asked, buckets), buckets) }
    }
    const { data, ...page } = endpointIds
      ? { data: await named(engine, appId, endpointIds) }
      : await endpoints.list(engine.db, appId, paging)
    const found = await sums(engine, data, buckets)
    return {
      ...times,
      ...seriesOut(found, buckets),
      endpoints: data.map(({ id }, at) => ({ endpointId: id, ...seriesOut([found[at]!], buckets) })),
      ...page
    }
  })
}

/** Those of these endpoints that exist, in the given order. */
async function named ({ db }: ConfiguredStorage, appId: string, ids: readonly string[]): Promise<Endpoint[]> {
  if (ids.length > MOST_NAMED) throw invalid(['query', 'endpointIds'], `must have at most ${MOST_NAMED} ids`)
  const found = new Map((await endpoints.readMany(db, appId, [...new Set(ids)])).map(endpoint => [endpoint.id, endpoint]))
  return ids.flatMap(id => found.get(id) ?? [])
}

async function sums (engine: ConfiguredStorage, asked: readonly Endpoint[], { since, until }: Buckets): Promise<Summed[]> {
  const { db, clock } = engine
  const now = clock.now()
  // What began before has been recorded, and the index shows it.
  const settledUntil = now - leaseMs(engine) - MINUTE_MS
  const budget = { requests: REQUESTS, until: now + PATIENCE_MS, now: () => clock.now() }
  const range = { since, until: Math.min(until, now + STEP_MS), settledUntil }
  return await eachOf(asked, WIDTH, async ({ id }) => await stats.sum(db, id, range, budget))
}
