import { Type } from '@sinclair/typebox'
import { applicationOf, principalOf } from '../http/request.js'
import type { App } from '../http/app-types.js'
import * as applications from '../repositories/applications.js'
import { notFound } from '../errors.js'
import { ApplicationIn, ApplicationList, ApplicationOut, ApplicationPatch } from '../schemas/application-schema.js'
import { AppParams, Flag, NoContent, Order, pagingQuery, Query } from '../schemas/common-schema.js'
import { applicationChanges, applicationFields, newApplication } from '../rules/application-rules.js'
import { keptBy } from '../http/application-filter.js'
import { route } from '../http/route.js'
import { applicationOut } from '../http/application-view.js'
import { pageOut } from '../http/page-view.js'

const tag = 'Application'
const CreateQuery = Query({ get_if_exists: Flag(false, 'Return the application with this uid if it exists') })
const exclude = (which: string) => Flag(false, `Leave out applications ${which}`)
const ListQuery = Query({
  ...pagingQuery,
  order: Type.Optional(Order),
  exclude_apps_with_no_endpoints: exclude('without endpoints'),
  exclude_apps_with_disabled_endpoints: exclude('whose endpoints are all disabled'),
  exclude_apps_with_svix_play_endpoints: exclude('whose endpoints are all at Svix Play')
})

/** Registers the operations of applications (contract 2.1). */
export async function applicationRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.application.list', summary: 'List applications', tag, access: 'org', querystring: ListQuery,
    answers: { 200: ApplicationList }
  }), async request => {
    const { query } = request
    return pageOut(await applications.list(engine.db, principalOf(request).orgId, query, keptBy(engine.db, query)), applicationOut)
  })

  app.post('', route({
    operationId: 'v1.application.create', summary: 'Create application', tag, access: 'org', errors: [409], querystring: CreateQuery,
    body: ApplicationIn, answers: { 200: ApplicationOut, 201: ApplicationOut }
  }), async (request, reply) => {
    const { orgId } = principalOf(request)
    const input = request.body
    const { get_if_exists: getIfExists } = request.query
    const wanted = newApplication(engine, orgId, input)
    if (!getIfExists) return await reply.code(201).send(applicationOut(await applications.create(engine.db, wanted)))
    const { application, isNew } = await applications.getOrCreate(engine.db, wanted)
    return await reply.code(isNew ? 201 : 200).send(applicationOut(application))
  })

  app.get('/:app_id', route({
    operationId: 'v1.application.get', summary: 'Get application', tag, access: 'app', params: AppParams,
    answers: { 200: ApplicationOut }
  }), async request => applicationOut(await current(request)))

  app.put('/:app_id', route({
    operationId: 'v1.application.update', summary: 'Update application', tag, access: 'org', errors: [409], params: AppParams,
    body: ApplicationIn, answers: { 200: ApplicationOut, 201: ApplicationOut }, findsApplication: true
  }), async (request, reply) => {
    const { orgId } = principalOf(request)
    const { app_id: idOrUid } = request.params
    const input = request.body
    const existing = await applications.find(engine.db, orgId, idOrUid)
    if (existing) return applicationOut(await applications.update(engine.db, existing, applicationFields(input), engine.clock.now()))
    const created = await applications.create(engine.db, newApplication(engine, orgId, input))
    return await reply.code(201).send(applicationOut(created))
  })

  app.patch('/:app_id', route({
    operationId: 'patch_application', summary: 'Patch application', tag, access: 'org', errors: [404, 409], params: AppParams,
    body: ApplicationPatch, answers: { 200: ApplicationOut }
  }), async request => {
    const changes = applicationChanges(request.body)
    return applicationOut(await applications.update(engine.db, applicationOf(request), changes, engine.clock.now()))
  })

  app.delete('/:app_id', route({
    operationId: 'v1.application.delete', summary: 'Delete application', tag, access: 'org', errors: [404], params: AppParams,
    answers: { 204: NoContent }
  }), async (request, reply) => {
    await applications.remove(engine.db, applicationOf(request), engine.clock.now())
    return await reply.code(204).send()
  })

  // The cache may be slightly behind another process, so the application is read for the answer.
  async function current (request: Parameters<typeof applicationOf>[0]) {
    const { orgId, id } = applicationOf(request)
    const application = await applications.find(engine.db, orgId, id)
    if (!application) throw notFound('Application')
    return application
  }
}
