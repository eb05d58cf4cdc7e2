import { Type, type Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { notFound } from '../errors.js'
import type { App } from '../http/app-types.js'
import * as attempts from '../repositories/attempts.js'
import type { Attempt } from '../repositories/attempts.js'
import * as endpoints from '../repositories/endpoints.js'
import * as messages from '../repositories/messages.js'
import { loaded, type Page } from '../repositories/page.js'
import { AttemptList, AttemptOut } from '../schemas/attempt-schema.js'
import { attemptFilterQuery, AttemptParams, contentQuery, EndpointParams, Flag, MessageEndpointParams, MessageParams, NoContent, pagingQuery, Query, rangeQuery } from '../schemas/common-schema.js'
import { endpointOf, messageOf } from '../http/found-by-path.js'
import { route } from '../http/route.js'
import { applicationOf } from '../http/request.js'
import { attemptOut, pageOut } from '../http/views.js'

const tag = 'Message Attempt'
const ByEndpointQuery = Query({ ...pagingQuery, ...attemptFilterQuery, ...rangeQuery, ...contentQuery })
const ListQuery = Query({ ...ByEndpointQuery.properties, with_msg: Flag(false, 'Whether to include the message of each, as `msg`; its payload where the content is asked for') })
const ByMessageQuery = Query({ ...ByEndpointQuery.properties, endpoint_id: Type.Optional(Type.String({ description: 'Only attempts to this endpoint, by id or uid' })) })

export async function attemptRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('/app/:app_id/attempt/endpoint/:endpoint_id', route({
    operationId: 'v1.message-attempt.list-by-endpoint', summary: 'List attempts by endpoint', tag, access: 'app', params: EndpointParams,
    querystring: ListQuery, answers: { 200: AttemptList }
  }), async request => {
    const endpoint = await endpointOf(request)
    const { with_msg: withMessage, ...rest } = request.query
    const { withContent, ...query } = read(rest)
    const found = await attempts.ofEndpoint(engine.db, endpoint.id, query, engine.clock.now())
    if (!withMessage) return pageOut(found, attempt => attemptOut(attempt, withContent))
    return pageOut(await withMessages(found, withContent), ({ attempt, message }) => attemptOut(attempt, withContent, message))
  })

  const byMessage = { tag, access: 'app', summary: 'List attempts by message', answers: { 200: AttemptList } } as const

  app.get('/app/:app_id/attempt/msg/:msg_id', route({
    ...byMessage, operationId: 'v1.message-attempt.list-by-msg', params: MessageParams, querystring: ByMessageQuery
  }), async request => await ofMessage(request, request.query))

  // The two that follow are older forms of the one above, which no document and no SDK names any more.
  app.get('/app/:app_id/msg/:msg_id/attempt', route({
    ...byMessage, operationId: 'v1.message-attempt.list', params: MessageParams, querystring: ByMessageQuery, hide: true
  }), async request => await ofMessage(request, request.query))

  app.get('/app/:app_id/msg/:msg_id/endpoint/:endpoint_id/attempt', route({
    ...byMessage, operationId: 'v1.message-attempt.list-by-endpoint-deprecated', params: MessageEndpointParams,
    querystring: ByEndpointQuery, hide: true
  }), async request => {
    const { endpoint_id: endpointId } = request.params
    return await ofMessage(request, { ...request.query, endpoint_id: endpointId })
  })

  app.get('/app/:app_id/msg/:msg_id/attempt/:attempt_id', route({
    operationId: 'v1.message-attempt.get', summary: 'Get attempt', tag, access: 'app', params: AttemptParams,
    answers: { 200: AttemptOut }
  }), async request => attemptOut(await attemptOf(request), true))

  app.delete('/app/:app_id/msg/:msg_id/attempt/:attempt_id/content', route({
    operationId: 'v1.message-attempt.expunge-content', summary: 'Delete attempt response body', tag, access: 'org', errors: [404],
    params: AttemptParams, answers: { 204: NoContent }
  }), async (request, reply) => {
    await attempts.expunge(engine.db, await attemptOf(request))
    return await reply.code(204).send()
  })

  async function ofMessage (request: FastifyRequest & { params: Static<typeof MessageParams> }, { endpoint_id: of, ...rest }: Static<typeof ByMessageQuery>) {
    const { id } = await messageOf(request)
    const { withContent, ...query } = read(rest)
    const endpointId = of === undefined ? undefined : (await endpoints.find(engine.db, applicationOf(request).id, of)).id
    return pageOut(await attempts.ofMessage(engine.db, id, { ...query, endpointId }, engine.clock.now()), attempt => attemptOut(attempt, withContent))
  }

  // A message that is no longer there is left out.
  async function withMessages (page: Page<Attempt>, withPayload: boolean) {
    return await loaded(page, ({ id }) => id, async attempt => {
      const message = await messages.read(engine.db, attempt.appId, attempt.msgId, { now: engine.clock.now(), withPayload })
      return { item: { attempt, message }, bytes: message?.payload?.length ?? 0 }
    })
  }

  async function attemptOf (request: FastifyRequest & { params: Static<typeof AttemptParams> }) {
    const { attempt_id: attemptId } = request.params
    const attempt = await attempts.read(engine.db, (await messageOf(request)).id, attemptId)
    if (!attempt) throw notFound('Attempt')
    return attempt
  }
}

function read ({ event_types: eventTypes, status_code_class: statusCodeClass, with_content: withContent, ...rest }: Static<typeof ByEndpointQuery>) {
  return { ...rest, eventTypes, statusCodeClass, withContent }
}
