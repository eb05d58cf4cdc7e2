import { Type } from '@sinclair/typebox'
import { statsRange } from '../rules/statistics-rules.js'
import type { App } from '../http/app-types.js'
import * as attempts from '../repositories/attempts.js'
import * as lists from '../repositories/delivery-lists.js'
import { EndpointParams, Query, QueryTime } from '../schemas/common-schema.js'
import { EndpointStats } from '../schemas/endpoint-schema.js'
import { endpointOf } from '../http/found-by-path.js'
import { route } from '../http/route.js'

const StatsQuery = Query({
  since: Type.Optional(QueryTime('From this time on; 28 days before `until` when absent')),
  until: Type.Optional(QueryTime('Up to this time; now when absent'))
})

/** Registers the operations of the statistics of an endpoint (contract 2.8). */
export async function endpointStatsRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.endpoint.get-stats', summary: 'Endpoint stats', tag: 'Endpoint', access: 'app',
    params: EndpointParams, querystring: StatsQuery, answers: { 200: EndpointStats }
  }), async request => {
    const { since, until } = request.query
    const range = statsRange(since, until, engine.clock.now())
    const endpoint = await endpointOf(request)
    const [{ success, fail }, undelivered] = await Promise.all([
      attempts.count(engine.db, endpoint.id, range),
      lists.countUndelivered(engine.db, endpoint, range)
    ])
    return { success, fail, pending: 0, sending: 0, canceled: 0, undelivered }
  })
}
