import { Type } from '@sinclair/typebox'
import { checkResendable, resend } from '../delivery/attempt/resend.js'
import { showAgain } from '../delivery/polling/show-again.js'
import type { App } from '../http/app-types.js'
import { endpointView } from '../http/endpoint-view.js'
import { isDestination, messageOf, targetOf } from '../http/found-by-path.js'
import { route } from '../http/route.js'
import { destinationOut } from '../http/attempt-view.js'
import { pageOut } from '../http/page-view.js'
import * as attempted from '../repositories/attempted-messages.js'
import { DestinationList } from '../schemas/attempt-schema.js'
import { MessageEndpointParams, MessageParams, pagingQuery, Query } from '../schemas/common-schema.js'

const tag = 'Message Attempt'
const DestinationsQuery = Query(pagingQuery)
const Accepted = Type.Object({}, { title: 'EmptyResponse' })

/** Registers the operations of attempted destinations and the resend (contract 2.7). */
export async function messageEndpointRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.message-attempt.list-attempted-destinations', summary: 'List attempted destinations', tag, access: 'app',
    params: MessageParams, querystring: DestinationsQuery, answers: { 200: DestinationList }
  }), async request => {
    const { query } = request
    const now = engine.clock.now()
    return pageOut(await attempted.destinationsOf(engine.db, await messageOf(request), query, now), one =>
      destinationOut(one, endpointView(request), now))
  })

  app.post('/:endpoint_id/resend', route({
    operationId: 'v1.message-attempt.resend', summary: 'Resend webhook', tag, access: 'app',
    params: MessageEndpointParams, answers: { 202: Accepted }
  }), async (request, reply) => {
    const message = await messageOf(request, true)
    checkResendable(message)
    const target = await targetOf(request)
    if (isDestination(target)) await showAgain(engine, message, target)
    else await resend(engine, message, target)
    return await reply.code(202).send({})
  })
}
