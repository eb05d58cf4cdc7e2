import { Type } from '@sinclair/typebox'
import { checkResendable, resend } from '../delivery/attempt/resend.js'
import type { App } from '../http/app-types.js'
import * as attempted from '../repositories/attempted-messages.js'
import { AttemptedMessageList, DestinationList } from '../schemas/attempt-schema.js'
import { contentQuery, EndpointParams, MessageEndpointParams, messageFilterQuery, MessageParams, pagingQuery, Query, rangeQuery, statusQuery } from '../schemas/common-schema.js'
import { endpointView } from '../http/endpoint-view.js'
import { endpointOf, messageOf } from '../http/found-by-path.js'
import { route } from '../http/route.js'
import { attemptedMessageOut, destinationOut, pageOut } from '../http/views.js'

const tag = 'Message Attempt'
const MessagesQuery = Query({ ...pagingQuery, ...messageFilterQuery, ...statusQuery, ...rangeQuery, ...contentQuery })
const DestinationsQuery = Query(pagingQuery)
const Accepted = Type.Object({}, { title: 'EmptyResponse' })

const RESEND = 'Asks for one attempt at once. Behind an open circuit it is the probe: its success closes the circuit. It does not wait for a Retry-After; a rate gives it the next slot; while our own proxy is away it waits for that. A disabled endpoint gets nothing.'

export async function attemptedRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('/app/:app_id/endpoint/:endpoint_id/msg', route({
    operationId: 'v1.message-attempt.list-attempted-messages', summary: 'List attempted messages', tag, access: 'app',
    params: EndpointParams, querystring: MessagesQuery, answers: { 200: AttemptedMessageList }
  }), async request => {
    const endpoint = await endpointOf(request)
    const { event_types: eventTypes, with_content: withPayload, ...query } = request.query
    const now = engine.clock.now()
    const found = await attempted.messagesOf(engine.db, endpoint, { ...query, eventTypes }, { now, withPayload })
    return pageOut(found, one => attemptedMessageOut(one, { endpoint, asked: query.status, withContent: withPayload, now }))
  })

  app.get('/app/:app_id/msg/:msg_id/endpoint', route({
    operationId: 'v1.message-attempt.list-attempted-destinations', summary: 'List attempted destinations', tag, access: 'app',
    params: MessageParams, querystring: DestinationsQuery, answers: { 200: DestinationList }
  }), async request => {
    const query = request.query
    const now = engine.clock.now()
    return pageOut(await attempted.destinationsOf(engine.db, await messageOf(request), query, now), one => destinationOut(one, endpointView(request), now))
  })

  app.post('/app/:app_id/msg/:msg_id/endpoint/:endpoint_id/resend', route({
    operationId: 'v1.message-attempt.resend', summary: 'Resend webhook', description: RESEND, tag, access: 'app',
    params: MessageEndpointParams, answers: { 202: Accepted }
  }), async (request, reply) => {
    const message = await messageOf(request, true)
    checkResendable(message)
    await resend(engine, message, await endpointOf(request))
    return await reply.code(202).send({})
  })
}
