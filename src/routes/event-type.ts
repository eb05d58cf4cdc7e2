import { Type, type Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import * as rules from '../rules/event-type-rules.js'
import { createJudge } from '../delivery/payload-schemas/schema-checks.js'
import { notFound } from '../errors.js'
import { principalOf } from '../http/request.js'
import type { App } from '../http/app-types.js'
import * as eventTypes from '../repositories/event-types.js'
import type { EventType } from '../repositories/event-types.js'
import { EventTypeParams, Flag, NoContent, Order, pagingQuery, Query } from '../schemas/common-schema.js'
import { EventTypeIn, EventTypeList, EventTypeOut, EventTypePatch, EventTypeUpdate } from '../schemas/event-type-schema.js'
import { route } from '../http/route.js'
import { eventTypeOut } from '../http/event-type-view.js'
import { pageOut } from '../http/page-view.js'

const tag = 'Event Type'
const ListQuery = Query({
  ...pagingQuery,
  order: Type.Optional(Order),
  include_archived: Flag(false, 'Whether to include archived event types'),
  with_content: Flag(false, 'Whether to include the schemas')
})
const DeleteQuery = Query({ expunge: Flag(false, 'Delete it permanently instead of archiving it') })

/** Registers the operations of event types (contract 2.2). */
export async function eventTypeRoutes (app: App): Promise<void> {
  const { engine } = app
  const nameOf = ({ params }: FastifyRequest & { params: Static<typeof EventTypeParams> }) => params.event_type_name

  app.get('', route({
    operationId: 'v1.event-type.list', summary: 'List event types', tag, access: 'any', querystring: ListQuery,
    answers: { 200: EventTypeList }
  }), async request => {
    const { include_archived: all, with_content: withContent, ...query } = request.query
    const accepts = (eventType: EventType) => (all || !eventType.archived) && isVisible(request, eventType)
    const found = await eventTypes.list(engine.db, principalOf(request).orgId, query, accepts)
    return pageOut(found, eventType => eventTypeOut(eventType, withContent))
  })

  app.post('', route({
    operationId: 'v1.event-type.create', summary: 'Create event type', tag, access: 'org', errors: [409], body: EventTypeIn,
    answers: { 201: EventTypeOut }
  }), async (request, reply) => {
    const input = request.body
    const created = await write(request, input.name, await rules.create(input, request.parsedBody!, termsOf(request)))
    return await reply.code(201).send(eventTypeOut(created, true))
  })

  app.get('/:event_type_name', route({
    operationId: 'v1.event-type.get', summary: 'Get event type', tag, access: 'any', errors: [404], params: EventTypeParams,
    answers: { 200: EventTypeOut }
  }), async request => {
    const eventType = await eventTypes.find(engine.db, principalOf(request).orgId, nameOf(request))
    if (!eventType || !isVisible(request, eventType)) throw notFound('Event type')
    return eventTypeOut(eventType, true)
  })

  app.put('/:event_type_name', route({
    operationId: 'v1.event-type.update', summary: 'Update event type', tag, access: 'org', params: EventTypeParams, body: EventTypeUpdate,
    answers: { 200: EventTypeOut, 201: EventTypeOut }
  }), async (request, reply) => {
    const change = await rules.replace(request.body, request.parsedBody!, termsOf(request))
    const written = await write(request, rules.checkName(nameOf(request)), change)
    return await reply.code(written.rev === 1 ? 201 : 200).send(eventTypeOut(written, true))
  })

  app.patch('/:event_type_name', route({
    operationId: 'patch_event_type', summary: 'Patch event type', tag, access: 'org', errors: [404], params: EventTypeParams,
    body: EventTypePatch, answers: { 200: EventTypeOut }
  }), async request => {
    const change = await rules.patch(request.body, request.parsedBody!, termsOf(request))
    return eventTypeOut(await write(request, nameOf(request), change), true)
  })

  app.delete('/:event_type_name', route({
    operationId: 'v1.event-type.delete', summary: 'Delete event type', tag, access: 'org', errors: [404], params: EventTypeParams,
    querystring: DeleteQuery, answers: { 204: NoContent }
  }), async (request, reply) => {
    const { expunge } = request.query
    const archived = await write(request, nameOf(request), rules.archive(engine.clock.now()))
    if (expunge) await eventTypes.remove(engine.db, archived.orgId, archived.name)
    return await reply.code(204).send()
  })

  function termsOf (request: FastifyRequest): rules.Terms {
    return { now: engine.clock.now(), judge: createJudge(principalOf(request).orgId) }
  }

  async function write (request: FastifyRequest, name: string, change: Parameters<typeof eventTypes.write>[3]) {
    return await eventTypes.write(engine.db, principalOf(request).orgId, name, change)
  }
}

function isVisible (request: FastifyRequest, eventType: EventType): boolean {
  const principal = principalOf(request)
  return principal.kind === 'org' || rules.isVisible(eventType, principal.featureFlags)
}
