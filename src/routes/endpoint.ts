import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { changesByPortal, type Dropped } from '../delivery/credentials.js'
import { changeByHand, endpointChanges, endpointFields, endpointWith, newEndpoint } from '../rules/endpoint-rules.js'
import { tellChange } from '../delivery/operational-webhooks/operational-webhooks.js'
import type { App } from '../http/app-types.js'
import * as endpoints from '../repositories/endpoints.js'
import type { Endpoint } from '../repositories/endpoints.js'
import { AppParams, EndpointParams, NoContent, Order, pagingQuery, Query } from '../schemas/common-schema.js'
import { EndpointIn, EndpointList, EndpointOut, EndpointPatch, EndpointUpdate } from '../schemas/endpoint-schema.js'
import { endpointView, isPortal } from '../http/endpoint-view.js'
import { filterText } from '../http/filter-text.js'
import { endpointOf } from '../http/found-by-path.js'
import { refuseNotThere } from '../http/refused-fields.js'
import { route } from '../http/route.js'
import { applicationOf } from '../http/request.js'
import { pageOut } from '../http/page-view.js'

const tag = 'Endpoint'
const ListQuery = Query({ ...pagingQuery, order: Type.Optional(Order) })

/** Registers the operations of endpoints (contract 2.3). */
export async function endpointRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.endpoint.list', summary: 'List endpoints', tag, access: 'app', params: AppParams, querystring: ListQuery,
    answers: { 200: EndpointList }
  }), async request => {
    const { query } = request
    return pageOut(await endpoints.list(engine.db, applicationOf(request).id, query), endpointView(request))
  })

  app.post('', route({
    operationId: 'v1.endpoint.create', summary: 'Create endpoint', tag, access: 'app', errors: [409], params: AppParams, body: EndpointIn,
    answers: { 201: EndpointOut }
  }), async (request, reply) => {
    const endpoint = await newEndpoint(engine, applicationOf(request), written(request))
    const created = await endpoints.create(engine.db, endpoint)
    await tellChange(engine, 'endpoint.created', created)
    return await reply.code(201).send(endpointView(request)(created))
  })

  app.get('/:endpoint_id', route({
    operationId: 'v1.endpoint.get', summary: 'Get endpoint', tag, access: 'app', params: EndpointParams, answers: { 200: EndpointOut }
  }), async request => endpointView(request)(await endpointOf(request)))

  app.put('/:endpoint_id', route({
    operationId: 'v1.endpoint.update', summary: 'Update endpoint', tag, access: 'app', errors: [409], params: EndpointParams,
    body: EndpointUpdate, answers: { 200: EndpointOut, 201: EndpointOut }
  }), async (request, reply) => {
    const application = applicationOf(request)
    const { endpoint_id: idOrUid } = request.params
    const fields = await endpointFields(engine, application.orgId, written(request))
    const existing = await endpoints.seek(engine.db, application.id, idOrUid)
    if (existing) return await change(request, existing, fields)
    const created = await endpoints.create(engine.db, endpointWith(engine, application, fields))
    await tellChange(engine, 'endpoint.created', created)
    return await reply.code(201).send(endpointView(request)(created))
  })

  app.patch('/:endpoint_id', route({
    operationId: 'patch_endpoint', summary: 'Patch endpoint', tag, access: 'app', errors: [409], params: EndpointParams,
    body: EndpointPatch, answers: { 200: EndpointOut }
  }), async request => {
    refuseNotThere(request.body, { secret: 'is changed by POST …/secret/rotate, after which the old secret keeps signing for a while' })
    // Checked before the endpoint is read: unknown event types for an unknown endpoint are answered with 422 (contract 2.3).
    const changes = await endpointChanges(engine, applicationOf(request).orgId, written(request))
    return await change(request, await endpointOf(request), changes)
  })

  app.delete('/:endpoint_id', route({
    operationId: 'v1.endpoint.delete', summary: 'Delete endpoint', tag, access: 'app', params: EndpointParams,
    answers: { 204: NoContent }
  }), async (request, reply) => {
    const endpoint = await endpointOf(request)
    await endpoints.remove(engine.db, endpoint, engine.clock.now())
    await tellChange(engine, 'endpoint.deleted', endpoint)
    return await reply.code(204).send()
  })
}

// A body's filter is in its text alone.
const written = <T extends { filter?: string | null }>(request: FastifyRequest & { body: T }): T => {
  const filter = filterText(request)
  return filter === undefined ? request.body : { ...request.body, filter }
}

async function change (request: FastifyRequest, endpoint: Endpoint, fields: Partial<Endpoint>) {
  const { engine } = request.server
  let dropped: Dropped | undefined
  const changed = await endpoints.update(engine.db, endpoint, current => {
    const made = isPortal(request) ? changesByPortal(current, fields) : { changes: fields }
    dropped = made.dropped
    return changeByHand(current, made.changes)
  }, engine.clock.now())
  // The log shows why a receiver refuses requests that it accepted before.
  if (dropped) request.log.info({ orgId: changed.orgId, appId: changed.appId, endpointId: changed.id }, 'endpoint.credentials-dropped')
  await tellChange(engine, 'endpoint.updated', changed)
  return endpointView(request)(changed, dropped)
}
