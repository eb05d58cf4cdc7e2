import { Type, type Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { notFound } from '../errors.js'
import type { App } from '../http/app-types.js'
import { withMessages } from '../repositories/attempted-messages.js'
import * as attempts from '../repositories/attempts.js'
import * as endpointAttempts from '../repositories/endpoint-attempts.js'
import type { Attempt } from '../repositories/attempts.js'
import * as endpoints from '../repositories/endpoints.js'
import type { Message } from '../repositories/messages.js'
import { AttemptHeadersOut, AttemptList, AttemptOut } from '../schemas/attempt-schema.js'
import {
  attemptFilterQuery, AttemptParams, contentQuery, EndpointParams, Flag, MessageEndpointParams, MessageParams, NoContent, pagingQuery,
  Query, rangeQuery
} from '../schemas/common-schema.js'
import { endpointOf, messageOf } from '../http/found-by-path.js'
import { route } from '../http/route.js'
import { applicationOf } from '../http/request.js'
import { attemptHeadersOut } from '../http/attempt-headers-view.js'
import { attemptOut } from '../http/attempt-view.js'
import { pageOut } from '../http/page-view.js'

const tag = 'Message Attempt'
const ByEndpointQuery = Query({ ...pagingQuery, ...attemptFilterQuery, ...rangeQuery, ...contentQuery })
const WITH_MESSAGE = 'Whether to include the message of each attempt as `msg`, with its payload where the content is asked for'
const ListQuery = Query({ ...ByEndpointQuery.properties, with_msg: Flag(false, WITH_MESSAGE) })
const endpointId = Type.Optional(Type.String({ description: 'Only attempts to this endpoint, by id or uid' }))
const ByMessageQuery = Query({ ...ByEndpointQuery.properties, endpoint_id: endpointId })
const byMessage = { tag, access: 'app', summary: 'List attempts by message', answers: { 200: AttemptList } } as const

/** Registers the operations of the lists of attempts by endpoint and by message (contract 2.7). */
export async function attemptRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('/endpoint/:endpoint_id', route({
    operationId: 'v1.message-attempt.list-by-endpoint', summary: 'List attempts by endpoint', tag, access: 'app', params: EndpointParams,
    querystring: ListQuery, answers: { 200: AttemptList }
  }), async request => {
    const endpoint = await endpointOf(request)
    const { with_msg: withMessage, ...rest } = request.query
    const { withContent, ...query } = read(rest)
    const found = await endpointAttempts.ofEndpoint(engine.db, endpoint.id, { ...query, withContent }, engine.clock.now())
    if (!withMessage) return pageOut(found, attempt => attemptOut(attempt, withContent))
    const loaded = await withMessages(engine.db, found, { now: engine.clock.now(), withPayload: withContent })
    return pageOut(loaded, ({ attempt, message }) => attemptOut(attempt, withContent, message))
  })

  app.get('/msg/:msg_id', route({
    ...byMessage, operationId: 'v1.message-attempt.list-by-msg', params: MessageParams, querystring: ByMessageQuery
  }), async request => await ofMessage(request, request.query))
}

/** Registers the operations of the attempts of one message (contract 2.7). */
export async function messageAttemptRoutes (app: App): Promise<void> {
  const { engine } = app

  // An older form of the list above. No document or SDK names it any more.
  app.get('', route({
    ...byMessage, operationId: 'v1.message-attempt.list', params: MessageParams, querystring: ByMessageQuery, hide: true
  }), async request => await ofMessage(request, request.query))

  app.get('/:attempt_id', route({
    operationId: 'v1.message-attempt.get', summary: 'Get attempt', tag, access: 'app', params: AttemptParams,
    answers: { 200: AttemptOut }
  }), async request => attemptOut(await attemptOf(request), true))

  app.get('/:attempt_id/headers', route({
    operationId: 'v1.message-attempt.get-headers', summary: 'Get the headers of an attempt', tag, access: 'app', params: AttemptParams,
    answers: { 200: AttemptHeadersOut }
  }), async request => {
    const message = await messageOf(request)
    return attemptHeadersOut(await attemptOf(request, message), message)
  })

  app.delete('/:attempt_id/content', route({
    operationId: 'v1.message-attempt.expunge-content', summary: 'Delete attempt response body', tag, access: 'org', errors: [404],
    params: AttemptParams, answers: { 204: NoContent }
  }), async (request, reply) => {
    await attempts.expunge(engine.db, await attemptOf(request))
    return await reply.code(204).send()
  })
}

/** A second older form of that list. */
export async function messageEndpointAttemptRoutes (app: App): Promise<void> {
  app.get('', route({
    ...byMessage, operationId: 'v1.message-attempt.list-by-endpoint-deprecated', params: MessageEndpointParams,
    querystring: ByEndpointQuery, hide: true
  }), async request => await ofMessage(request, { ...request.query, endpoint_id: request.params.endpoint_id }))
}

type OfMessage = FastifyRequest & { params: Static<typeof MessageParams> }

async function ofMessage (request: OfMessage, { endpoint_id: of, ...rest }: Static<typeof ByMessageQuery>) {
  const { engine } = request.server
  const { id } = await messageOf(request)
  const { withContent, ...query } = read(rest)
  const endpointId = of === undefined ? undefined : (await endpoints.find(engine.db, applicationOf(request).id, of)).id
  const found = await attempts.ofMessage(engine.db, id, { ...query, endpointId }, engine.clock.now())
  return pageOut(found, attempt => attemptOut(attempt, withContent))
}

async function attemptOf (request: FastifyRequest & { params: Static<typeof AttemptParams> }, ofMessage?: Message): Promise<Attempt> {
  const { params, server: { engine } } = request
  const message = ofMessage ?? await messageOf(request)
  const attempt = await attempts.read(engine.db, message.id, params.attempt_id)
  if (!attempt) throw notFound('Attempt')
  return attempt
}

function read (
  { event_types: eventTypes, status_code_class: statusCodeClass, with_content: withContent, ...rest }: Static<typeof ByEndpointQuery>
) {
  return { ...rest, eventTypes, statusCodeClass, withContent }
}
