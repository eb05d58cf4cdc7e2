import { Type } from '@sinclair/typebox'
import { HOUR_MS } from '../facts/periods.js'
import type { App } from '../http/app-types.js'
import { endpointOf } from '../http/found-by-path.js'
import { route } from '../http/route.js'
import * as endpointAttempts from '../repositories/endpoint-attempts.js'
import * as lists from '../repositories/delivery-lists.js'
import { statsRange } from '../rules/statistics-rules.js'
import { EndpointParams, Query, QueryTime } from '../schemas/common-schema.js'
import { EndpointAttemptStats } from '../schemas/endpoint-schema.js'

const StatsQuery = Query({
  since: Type.Optional(QueryTime('From the hour of this time on; 28 days before `until` when absent')),
  until: Type.Optional(QueryTime('Up to the hour of this time; now when absent'))
})

const hourOf = (at: number | undefined) => at === undefined ? undefined : Math.floor(at / HOUR_MS) * HOUR_MS

export async function endpointAttemptStatsRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.endpoint.get-attempt-stats', summary: 'Endpoint attempt stats', tag: 'Endpoint', access: 'app',
    params: EndpointParams, querystring: StatsQuery, answers: { 200: EndpointAttemptStats }
  }), async request => {
    const range = statsRange(hourOf(request.query.since), hourOf(request.query.until), engine.clock.now())
    const endpoint = await endpointOf(request)
    const [counted, { canceled }] = await Promise.all([
      endpointAttempts.count(engine.db, endpoint.id, range),
      lists.countUndelivered(engine.db, endpoint, range)
    ])
    return { ...counted, canceled }
  })
}
