import { Type } from '@sinclair/typebox'
import type { App } from '../http/app-types.js'
import { pageOut } from '../http/page-view.js'
import { destinationOut } from '../http/poller-view.js'
import { feedApplication, unfeedApplication } from '../http/polling.js'
import { applicationOf } from '../http/request.js'
import { route } from '../http/route.js'
import * as destinations from '../repositories/destinations.js'
import type { Destination } from '../repositories/destinations.js'
import type { Application } from '../repositories/applications.js'
import { destinationChanges, destinationFields, newDestination } from '../rules/destination-rules.js'
import { AppParams, NoContent, Order, pagingQuery, Query } from '../schemas/common-schema.js'
import { DestinationIn, DestinationList, DestinationOut, DestinationParams, DestinationPatch } from '../schemas/destination-schema.js'

const tag = 'Destination'
const ListQuery = Query({ ...pagingQuery, order: Type.Optional(Order) })

export async function destinationRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.destination.list', summary: 'List destinations', tag, access: 'app', params: AppParams, querystring: ListQuery,
    answers: { 200: DestinationList }
  }), async request => pageOut(await destinations.list(engine.db, applicationOf(request).id, request.query), destinationOut))

  app.post('', route({
    operationId: 'v1.destination.create', summary: 'Create destination', tag, access: 'app', errors: [409],
    params: AppParams, body: DestinationIn, answers: { 201: DestinationOut }
  }), async (request, reply) => {
    const application = applicationOf(request)
    const fields = await destinationFields(engine, application.orgId, request.body)
    return await reply.code(201).send(destinationOut(await create(application, newDestination(engine, application, fields))))
  })

  app.get('/:destination_id', route({
    operationId: 'v1.destination.get', summary: 'Get destination', tag, access: 'app', params: DestinationParams,
    answers: { 200: DestinationOut }
  }), async request => destinationOut(await destinations.find(engine.db, applicationOf(request).id, request.params.destination_id)))

  app.put('/:destination_id', route({
    operationId: 'v1.destination.upsert', summary: 'Create or update destination', tag, access: 'app',
    errors: [409], params: DestinationParams, body: DestinationIn, answers: { 200: DestinationOut, 201: DestinationOut }
  }), async (request, reply) => {
    const application = applicationOf(request)
    const fields = await destinationFields(engine, application.orgId, request.body)
    const existing = await destinations.seek(engine.db, application.id, request.params.destination_id)
    if (existing) return destinationOut(await destinations.update(engine.db, existing, () => fields, engine.clock.now()))
    return await reply.code(201).send(destinationOut(await create(application, newDestination(engine, application, fields))))
  })

  app.patch('/:destination_id', route({
    operationId: 'v1.destination.patch', summary: 'Patch destination', tag, access: 'app', errors: [409], params: DestinationParams,
    body: DestinationPatch, answers: { 200: DestinationOut }
  }), async request => {
    const application = applicationOf(request)
    const changes = await destinationChanges(engine, application.orgId, request.body)
    const existing = await destinations.find(engine.db, application.id, request.params.destination_id)
    return destinationOut(await destinations.update(engine.db, existing, () => changes, engine.clock.now()))
  })

  app.delete('/:destination_id', route({
    operationId: 'v1.destination.delete', summary: 'Delete destination', tag, access: 'app', params: DestinationParams,
    answers: { 204: NoContent }
  }), async (request, reply) => {
    const application = applicationOf(request)
    const now = engine.clock.now()
    await destinations.remove(engine.db, await destinations.find(engine.db, application.id, request.params.destination_id), now)
    await unfeedApplication(engine.db, application, now)
    engine.pollers.wake(application.id)
    return await reply.code(204).send()
  })

  // The application is marked as polled before the endpoint is stored, and again after: a simultaneous deletion may have removed the mark.
  async function create (application: Application, destination: Destination): Promise<Destination> {
    await feedApplication(engine.db, application, engine.clock.now())
    const created = await destinations.create(engine.db, destination)
    await feedApplication(engine.db, application, engine.clock.now())
    return created
  }
}
