import type { App } from '../http/app-types.js'
import * as attempted from '../repositories/attempted-messages.js'
import { AttemptedMessageList } from '../schemas/attempt-schema.js'
import { contentQuery, EndpointParams, messageFilterQuery, pagingQuery, Query, rangeQuery, statusQuery } from '../schemas/common-schema.js'
import { endpointOf } from '../http/found-by-path.js'
import { route } from '../http/route.js'
import { attemptedMessageOut } from '../http/attempt-view.js'
import { pageOut } from '../http/page-view.js'

const MessagesQuery = Query({ ...pagingQuery, ...messageFilterQuery, ...statusQuery, ...rangeQuery, ...contentQuery })

/** Registers the operations of the list of attempted messages (contract 2.7). */
export async function endpointMessageRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.message-attempt.list-attempted-messages', summary: 'List attempted messages', tag: 'Message Attempt', access: 'app',
    params: EndpointParams, querystring: MessagesQuery, answers: { 200: AttemptedMessageList }
  }), async request => {
    const endpoint = await endpointOf(request)
    const { event_types: eventTypes, with_content: withPayload, ...query } = request.query
    const now = engine.clock.now()
    const found = await attempted.messagesOf(engine.db, endpoint, { ...query, eventTypes }, { now, withPayload })
    return pageOut(found, one => attemptedMessageOut(one, { endpoint, asked: query.status, withContent: withPayload, now }))
  })
}
