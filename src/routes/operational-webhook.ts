import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { checkSize, newApplication } from '../rules/application-rules.js'
import { changeByHand, endpointFields, endpointWith, newEndpoint } from '../rules/endpoint-rules.js'
import { sealHeaders, shownHeaders } from '../delivery/credentials.js'
import { checkHeaders } from '../rules/header-rules.js'
import type { App } from '../http/app-types.js'
import * as applications from '../repositories/applications.js'
import type { Application } from '../repositories/applications.js'
import * as endpoints from '../repositories/endpoints.js'
import { MANAGEMENT_ORG } from '../repositories/operational-types.js'
import { EndpointParams, NoContent, Order, pagingQuery, Query } from '../schemas/common-schema.js'
import { EndpointHeadersIn, EndpointHeadersOut, EndpointSecretOut, EndpointSecretRotateIn } from '../schemas/endpoint-schema.js'
import {
  OperationalWebhookEndpointIn, OperationalWebhookEndpointList, OperationalWebhookEndpointOut, OperationalWebhookEndpointUpdate
} from '../schemas/operational-webhook-schema.js'
import { ROTATED, rotateSecret, sendRotated, shownSecret } from '../http/endpoint-secret-view.js'
import { endpointView } from '../http/endpoint-view.js'
import { endpointOf } from '../http/found-by-path.js'
import { route } from '../http/route.js'
import { applicationOf, principalOf } from '../http/request.js'
import { pageOut } from '../http/page-view.js'

const ListQuery = Query({ ...pagingQuery, order: Type.Optional(Order) })
const params = Type.Pick(EndpointParams, ['endpoint_id'])
const common = { tag: 'Operational Webhook Endpoint', access: 'org' } as const

/** The endpoints of the caller's application in the management organization, shown like endpoints of the caller. */
export async function operationalWebhookRoutes (app: App): Promise<void> {
  const { engine } = app

  app.addHook('preHandler', async request => { request.application = await recipientOf(request) })

  app.get('', route({
    ...common, operationId: 'v1.operational-webhook.endpoint.list', summary: 'List operational webhook endpoints', querystring: ListQuery,
    answers: { 200: OperationalWebhookEndpointList }
  }), async request => {
    const { query } = request
    return pageOut(await endpoints.list(engine.db, applicationOf(request).id, query), endpointView(request))
  })

  app.post('', route({
    ...common, operationId: 'v1.operational-webhook.endpoint.create', summary: 'Create operational webhook endpoint', errors: [409],
    body: OperationalWebhookEndpointIn, answers: { 201: OperationalWebhookEndpointOut }
  }), async (request, reply) => {
    const endpoint = await newEndpoint(engine, await created(request), request.body)
    return await reply.code(201).send(endpointView(request)(await endpoints.create(engine.db, endpoint)))
  })

  app.get('/:endpoint_id', route({
    ...common, operationId: 'v1.operational-webhook.endpoint.get', summary: 'Get operational webhook endpoint', errors: [404], params,
    answers: { 200: OperationalWebhookEndpointOut }
  }), async request => endpointView(request)(await endpointOf(request)))

  app.put('/:endpoint_id', route({
    ...common, operationId: 'v1.operational-webhook.endpoint.update', summary: 'Update operational webhook endpoint', errors: [409],
    params, body: OperationalWebhookEndpointUpdate, answers: { 200: OperationalWebhookEndpointOut, 201: OperationalWebhookEndpointOut }
  }), async (request, reply) => {
    const { endpoint_id: idOrUid } = request.params
    const application = await created(request)
    const fields = await endpointFields(engine, application.orgId, request.body)
    const existing = await endpoints.seek(engine.db, application.id, idOrUid)
    if (existing) {
      const changed = await endpoints.update(engine.db, existing, current => changeByHand(current, fields), engine.clock.now())
      return endpointView(request)(changed)
    }
    return await reply.code(201).send(endpointView(request)(await endpoints.create(engine.db, endpointWith(engine, application, fields))))
  })

  app.delete('/:endpoint_id', route({
    ...common, operationId: 'v1.operational-webhook.endpoint.delete', summary: 'Delete operational webhook endpoint', errors: [404],
    params, answers: { 204: NoContent }
  }), async (request, reply) => {
    await endpoints.remove(engine.db, await endpointOf(request), engine.clock.now())
    return await reply.code(204).send()
  })

  secretAndHeaders(app)
}

function secretAndHeaders (app: App): void {
  const { engine } = app

  app.get('/:endpoint_id/secret', route({
    ...common, operationId: 'v1.operational-webhook.endpoint.get-secret', summary: 'Get operational webhook endpoint secret',
    errors: [404], params, answers: { 200: EndpointSecretOut }
  }), async request => shownSecret(engine, await endpointOf(request)))

  app.post('/:endpoint_id/secret/rotate', route({
    ...common, operationId: 'v1.operational-webhook.endpoint.rotate-secret', summary: 'Rotate operational webhook endpoint secret',
    errors: [404], params, body: EndpointSecretRotateIn, answers: ROTATED
  }), async (request, reply) => await sendRotated(reply, await rotateSecret(request)))

  app.get('/:endpoint_id/headers', route({
    ...common, operationId: 'v1.operational-webhook.endpoint.get-headers', summary: 'Get operational webhook endpoint headers',
    errors: [404], params, answers: { 200: EndpointHeadersOut }
  }), async request => shownHeaders(engine.vault, (await endpointOf(request)).headers, false))

  app.put('/:endpoint_id/headers', route({
    ...common, operationId: 'v1.operational-webhook.endpoint.update-headers', summary: 'Update operational webhook endpoint headers',
    errors: [404], params, body: EndpointHeadersIn, answers: { 204: NoContent }
  }), async (request, reply) => {
    const headers = sealHeaders(engine.vault, checkHeaders(request.body.headers))
    await endpoints.update(engine.db, await endpointOf(request), current => checkSize({ ...current, headers }), engine.clock.now())
    return await reply.code(204).send()
  })
}

/** The caller's application. Before its first use, it is an empty one that is not stored. */
async function recipientOf (request: FastifyRequest): Promise<Application> {
  const { engine } = request.server
  const { orgId } = principalOf(request)
  return await applications.findCached(engine.db, MANAGEMENT_ORG, orgId) ??
    newApplication(engine, MANAGEMENT_ORG, { name: `Operational webhooks of ${orgId}`, uid: orgId })
}

/** The caller's application, stored if it was not. */
async function created (request: FastifyRequest): Promise<Application> {
  return (await applications.getOrCreate(request.server.engine.db, applicationOf(request))).application
}
