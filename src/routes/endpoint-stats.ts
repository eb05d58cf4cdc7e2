import { Type } from '@sinclair/typebox'
import { statsRange } from '../rules/statistics-rules.js'
import type { App } from '../http/app-types.js'
import * as endpointAttempts from '../repositories/endpoint-attempts.js'
import * as lists from '../repositories/delivery-lists.js'
import { EndpointParams, Flag, Query, QueryTime } from '../schemas/common-schema.js'
import { EndpointStats } from '../schemas/endpoint-schema.js'
import { endpointOf } from '../http/found-by-path.js'
import { route } from '../http/route.js'

const StatsQuery = Query({
  since: Type.Optional(QueryTime('From this time on; 28 days before `until` when absent')),
  until: Type.Optional(QueryTime('Up to this time; now when absent')),
  with_attempts: Flag(true, 'Whether attempts are counted; without them, `success` and `fail` are 0')
})

/** Registers the operations of the statistics of an endpoint (contract 2.8). */
export async function endpointStatsRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.endpoint.get-stats', summary: 'Endpoint stats', tag: 'Endpoint', access: 'app',
    params: EndpointParams, querystring: StatsQuery, answers: { 200: EndpointStats }
  }), async request => {
    const { since, until, with_attempts: withAttempts } = request.query
    const range = statsRange(since, until, engine.clock.now())
    const endpoint = await endpointOf(request)
    const [{ success, fail }, undelivered] = await Promise.all([
      withAttempts ? endpointAttempts.count(engine.db, endpoint.id, range) : { success: 0, fail: 0 },
      lists.countUndelivered(engine.db, endpoint, range)
    ])
    return { success, fail, pending: 0, sending: 0, canceled: 0, undelivered }
  })
}
