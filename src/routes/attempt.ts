import { Type, type Static } from '@sinclair/typebox'
import { notFound } from '../errors.js'
import { applicationOf } from '../plugins/auth.js'
import type { App } from '../plugins/types.js'
import * as attempts from '../repositories/attempts.js'
import * as endpoints from '../repositories/endpoints.js'
import * as messages from '../repositories/messages.js'
import { attemptFilterQuery, contentQuery, EndpointParams, MessageParams, pagingQuery, Query, rangeQuery } from '../schemas/common.js'
import { AttemptList } from '../schemas/attempt.js'
import { schemaOf } from './operation.js'
import { attemptOut, pageOut } from './views.js'

const tag = 'Message Attempt'
const ByEndpointQuery = Query({ ...pagingQuery, ...attemptFilterQuery, ...rangeQuery, ...contentQuery })
const ByMessageQuery = Query({ ...ByEndpointQuery.properties, endpoint_id: Type.Optional(Type.String({ description: 'Only attempts to this endpoint, by id or uid' })) })

export async function attemptRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('/app/:app_id/attempt/endpoint/:endpoint_id', {
    config: { access: 'app' },
    schema: schemaOf({ operationId: 'v1.message-attempt.list-by-endpoint', summary: 'List attempts by endpoint', tag, access: 'app', params: EndpointParams, querystring: ByEndpointQuery, answers: { 200: AttemptList } })
  }, async request => {
    const { endpoint_id: idOrUid } = request.params as Static<typeof EndpointParams>
    const endpoint = await endpoints.find(engine.db, applicationOf(request).id, idOrUid)
    const { withContent, ...query } = read(request.query as Static<typeof ByEndpointQuery>)
    return pageOut(await attempts.ofEndpoint(engine.db, endpoint.id, query, engine.clock.now()), attempt => attemptOut(attempt, withContent))
  })

  app.get('/app/:app_id/attempt/msg/:msg_id', {
    config: { access: 'app' },
    schema: schemaOf({ operationId: 'v1.message-attempt.list-by-msg', summary: 'List attempts by message', tag, access: 'app', params: MessageParams, querystring: ByMessageQuery, answers: { 200: AttemptList } })
  }, async request => {
    const { id: appId } = applicationOf(request)
    const { msg_id: idOrEventId } = request.params as Static<typeof MessageParams>
    const now = engine.clock.now()
    const message = await messages.find(engine.db, appId, idOrEventId, { now, withPayload: false })
    if (!message) throw notFound('Message')
    const { endpoint_id: of, ...rest } = request.query as Static<typeof ByMessageQuery>
    const { withContent, ...query } = read(rest)
    const endpointId = of === undefined ? undefined : (await endpoints.find(engine.db, appId, of)).id
    return pageOut(await attempts.ofMessage(engine.db, message.id, { ...query, endpointId }, now), attempt => attemptOut(attempt, withContent))
  })
}

function read ({ limit, event_types: eventTypes, status_code_class: statusCodeClass, with_content: withContent, ...rest }: Static<typeof ByEndpointQuery>) {
  return { ...rest, limit: limit!, eventTypes, statusCodeClass, withContent: withContent! }
}
