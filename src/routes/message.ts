import type { Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { replayOf } from '../delivery/accept/accept.js'
import { expunge } from '../delivery/attempt/expunge-payload.js'
import { joinFeed } from '../delivery/polling/join-feed.js'
import { newMessage } from '../rules/message-rules.js'
import { takeAcceptRate } from '../delivery/accept/accept-rate.js'
import { acceptChecked } from '../delivery/accept/payload-check.js'
import { applicationOf, idempotencyKeyOf, principalOf } from '../http/request.js'
import type { App } from '../http/app-types.js'
import * as applications from '../repositories/applications.js'
import * as messages from '../repositories/messages.js'
import {
  AppParams, contentQuery, MessageParams, messageFilterQuery, NoContent, pagingQuery, Query, rangeQuery
} from '../schemas/common-schema.js'
import { MessageIn, MessageList, MessageOut } from '../schemas/message-schema.js'
import { checkAppId, findOrCreate } from '../http/implicit-application.js'
import { messageOf } from '../http/found-by-path.js'
import { route } from '../http/route.js'
import { messageOut } from '../http/message-view.js'
import { pageOut } from '../http/page-view.js'

const tag = 'Message'
const ContentQuery = Query(contentQuery)
const ListQuery = Query({ ...pagingQuery, ...messageFilterQuery, ...rangeQuery, ...contentQuery })

/** Registers the operations of messages (contract 2.6). */
export async function messageRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.message.list', summary: 'List messages', tag, access: 'app', params: AppParams, querystring: ListQuery,
    answers: { 200: MessageList }
  }), async request => {
    const { event_types: eventTypes, with_content: withPayload, ...query } = request.query
    const found = await messages.list(engine.db, applicationOf(request), { ...query, eventTypes }, { now: engine.clock.now(), withPayload })
    return pageOut(found, message => messageOut(message, withPayload))
  })

  app.post('', route({
    operationId: 'v1.message.create', summary: 'Create message', tag, access: 'org', errors: [404, 409], params: AppParams,
    querystring: ContentQuery, body: MessageIn, answers: { 202: MessageOut }, findsApplication: true, ownIdempotency: true, replay
  }), async (request, reply) => {
    const { with_content: withContent } = request.query
    const message = messageOut(await create(request), withContent)
    // How long this process took, without the network: the doctor computes the price of a message from it.
    return await reply.code(202).header('server-timing', `app;dur=${reply.elapsedTime.toFixed(1)}`).send(message)
  })

  app.get('/:msg_id', route({
    operationId: 'v1.message.get', summary: 'Get message', tag, access: 'app', params: MessageParams, querystring: ContentQuery,
    answers: { 200: MessageOut }
  }), async request => {
    const { with_content: withPayload } = request.query
    return messageOut(await messageOf(request, withPayload), withPayload)
  })

  app.delete('/:msg_id/content', route({
    operationId: 'v1.message.expunge-content', summary: 'Delete message payload', tag, access: 'org', errors: [404],
    params: MessageParams, answers: { 204: NoContent }
  }), async (request, reply) => {
    await expunge(engine, await messageOf(request))
    return await reply.code(204).send()
  })

  async function create (request: FastifyRequest & { params: Static<typeof AppParams>, body: Static<typeof MessageIn> }) {
    const { params: { app_id: idOrUid }, body: input } = request
    checkAppId(idOrUid)
    const application = await findOrCreate(request, idOrUid, input.application)
    const message = newMessage(input, request.parsedBody!, idempotencyKeyOf(request))
    await takeAcceptRate(engine, application)
    return await acceptChecked(engine, application, message)
  }

  async function replay (
    request: FastifyRequest & { params: Static<typeof AppParams>, query: Static<typeof ContentQuery> }
  ): Promise<object | undefined> {
    const { app_id: idOrUid } = request.params
    const key = idempotencyKeyOf(request)
    if (key === undefined) return undefined
    const application = await applications.findCached(engine.db, principalOf(request).orgId, idOrUid)
    const message = application && await replayOf(engine, application.id, key)
    if (!message) return undefined
    await joinFeed(engine, application, [message], true)
    return messageOut(message, request.query.with_content)
  }
}
