import { Type, type Static } from '@sinclair/typebox'
import { newEndpoint } from '../delivery/endpoint-rules.js'
import { openKey } from '../delivery/keys.js'
import { publicForm } from '../lib/secrets.js'
import { applicationOf } from '../plugins/auth.js'
import type { App } from '../plugins/types.js'
import * as endpoints from '../repositories/endpoints.js'
import { AppParams, EndpointParams, Order, pagingQuery, Query } from '../schemas/common.js'
import { EndpointIn, EndpointList, EndpointOut, EndpointSecretOut } from '../schemas/endpoint.js'
import { schemaOf } from './operation.js'
import { endpointOut, pageOut } from './views.js'

const tag = 'Endpoint'
const NoContent = Type.Null({ description: 'No content' })
const ListQuery = Query({ ...pagingQuery, order: Type.Optional(Order) })

export async function endpointRoutes (app: App): Promise<void> {
  const { engine } = app
  const found = async (request: Parameters<typeof applicationOf>[0]) => {
    const { endpoint_id: idOrUid } = request.params as Static<typeof EndpointParams>
    return await endpoints.find(engine.db, applicationOf(request).id, idOrUid)
  }

  app.get('/app/:app_id/endpoint', {
    config: { access: 'app' },
    schema: schemaOf({ operationId: 'v1.endpoint.list', summary: 'List endpoints', tag, access: 'app', params: AppParams, querystring: ListQuery, answers: { 200: EndpointList } })
  }, async request => {
    const query = request.query as Static<typeof ListQuery> & { limit: number }
    return pageOut(await endpoints.list(engine.db, applicationOf(request).id, query), endpointOut)
  })

  app.post('/app/:app_id/endpoint', {
    config: { access: 'app' },
    schema: schemaOf({ operationId: 'v1.endpoint.create', summary: 'Create endpoint', tag, access: 'app', errors: [409], params: AppParams, body: EndpointIn, answers: { 201: EndpointOut } })
  }, async (request, reply) => {
    const endpoint = await newEndpoint(engine, applicationOf(request), request.body as Static<typeof EndpointIn>)
    return await reply.code(201).send(endpointOut(await endpoints.create(engine.db, endpoint)))
  })

  app.get('/app/:app_id/endpoint/:endpoint_id', {
    config: { access: 'app' },
    schema: schemaOf({ operationId: 'v1.endpoint.get', summary: 'Get endpoint', tag, access: 'app', params: EndpointParams, answers: { 200: EndpointOut } })
  }, async request => endpointOut(await found(request)))

  app.delete('/app/:app_id/endpoint/:endpoint_id', {
    config: { access: 'app' },
    schema: schemaOf({ operationId: 'v1.endpoint.delete', summary: 'Delete endpoint', tag, access: 'app', params: EndpointParams, answers: { 204: NoContent } })
  }, async (request, reply) => {
    await endpoints.remove(engine.db, await found(request), engine.clock.now())
    return await reply.code(204).send()
  })

  app.get('/app/:app_id/endpoint/:endpoint_id/secret', {
    config: { access: 'app' },
    schema: schemaOf({ operationId: 'v1.endpoint.get-secret', summary: 'Get endpoint secret', tag, access: 'app', params: EndpointParams, answers: { 200: EndpointSecretOut } })
  }, async request => ({ key: publicForm(openKey(engine.vault, (await found(request)).secret)) }))
}
