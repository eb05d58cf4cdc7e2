import { Type } from '@sinclair/typebox'
import { sendExample } from '../delivery/accept/send-example.js'
import { statsRange } from '../rules/statistics-rules.js'
import type { App } from '../http/app-types.js'
import * as attempts from '../repositories/attempts.js'
import * as deliveries from '../repositories/deliveries.js'
import { EndpointParams, Query, QueryTime } from '../schemas/common-schema.js'
import { EndpointStats, EventExampleIn } from '../schemas/endpoint-schema.js'
import { MessageOut } from '../schemas/message-schema.js'
import { endpointOf } from '../http/found-by-path.js'
import { route } from '../http/route.js'
import { applicationOf } from '../http/request.js'
import { messageOut } from '../http/views.js'

const tag = 'Endpoint'
const StatsQuery = Query({
  since: Type.Optional(QueryTime('From this time on; 28 days before `until` when absent')),
  until: Type.Optional(QueryTime('Up to this time; now when absent'))
})

export async function endpointActionRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('/app/:app_id/endpoint/:endpoint_id/stats', route({
    operationId: 'v1.endpoint.get-stats', summary: 'Endpoint stats', tag, access: 'app', params: EndpointParams, querystring: StatsQuery,
    answers: { 200: EndpointStats }
  }), async request => {
    const { since, until } = request.query
    const range = statsRange(since, until, engine.clock.now())
    const { id } = await endpointOf(request)
    const [{ success, fail }, undelivered] = await Promise.all([attempts.count(engine.db, id, range), deliveries.countUndelivered(engine.db, id, range)])
    return { success, fail, pending: 0, sending: 0, canceled: 0, undelivered }
  })

  app.post('/app/:app_id/endpoint/:endpoint_id/send-example', route({
    operationId: 'v1.endpoint.send-example', summary: 'Send event type example', tag, access: 'org', errors: [404],
    params: EndpointParams, body: EventExampleIn, answers: { 200: MessageOut }
  }), async request => {
    const { eventType, exampleIndex = 0, payload: given } = request.body
    const payload = given == null ? undefined : request.parsedBody!.rawMember('payload')
    const endpoint = await endpointOf(request)
    const message = await sendExample(engine, applicationOf(request), { endpoint, eventType, index: exampleIndex, payload })
    return messageOut(message, false)
  })
}
