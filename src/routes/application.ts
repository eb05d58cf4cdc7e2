import { Type, type Static } from '@sinclair/typebox'
import { applicationOf, principalOf } from '../plugins/auth.js'
import type { App } from '../plugins/types.js'
import * as applications from '../repositories/applications.js'
import { notFound } from '../errors.js'
import { ApplicationIn, ApplicationList, ApplicationOut } from '../schemas/application.js'
import { AppParams, Order, pagingQuery, Query } from '../schemas/common.js'
import { newApplication } from '../delivery/application-rules.js'
import { schemaOf } from './operation.js'
import { applicationOut, pageOut } from './views.js'

const tag = 'Application'
const NoContent = Type.Null({ description: 'No content' })
const CreateQuery = Query({ get_if_exists: Type.Optional(Type.Boolean({ default: false, description: 'Get the application with this uid if there is one' })) })
const ListQuery = Query({ ...pagingQuery, order: Type.Optional(Order) })

export async function applicationRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('/app', {
    config: { access: 'org' },
    schema: schemaOf({ operationId: 'v1.application.list', summary: 'List applications', tag, access: 'org', querystring: ListQuery, answers: { 200: ApplicationList } })
  }, async request => {
    const query = request.query as Static<typeof ListQuery> & { limit: number }
    return pageOut(await applications.list(engine.db, principalOf(request).orgId, query), applicationOut)
  })

  app.post('/app', {
    config: { access: 'org' },
    schema: schemaOf({ operationId: 'v1.application.create', summary: 'Create application', tag, access: 'org', errors: [409], querystring: CreateQuery, body: ApplicationIn, answers: { 200: ApplicationOut, 201: ApplicationOut } })
  }, async (request, reply) => {
    const { orgId } = principalOf(request)
    const input = request.body as Static<typeof ApplicationIn>
    const { get_if_exists: getIfExists } = request.query as Static<typeof CreateQuery>
    const existing = getIfExists && input.uid ? await applications.find(engine.db, orgId, input.uid) : undefined
    if (existing) return applicationOut(existing)
    const created = await applications.create(engine.db, newApplication(engine, orgId, input))
    return await reply.code(201).send(applicationOut(created))
  })

  app.get('/app/:app_id', {
    config: { access: 'app' },
    schema: schemaOf({ operationId: 'v1.application.get', summary: 'Get application', tag, access: 'app', params: AppParams, answers: { 200: ApplicationOut } })
  }, async request => applicationOut(await current(request)))

  app.delete('/app/:app_id', {
    config: { access: 'org' },
    schema: schemaOf({ operationId: 'v1.application.delete', summary: 'Delete application', tag, access: 'org', errors: [404], params: AppParams, answers: { 204: NoContent } })
  }, async (request, reply) => {
    await applications.remove(engine.db, applicationOf(request), engine.clock.now())
    return await reply.code(204).send()
  })

  // The cache may be a moment behind another process; what is shown is read.
  async function current (request: Parameters<typeof applicationOf>[0]) {
    const { orgId, id } = applicationOf(request)
    const application = await applications.find(engine.db, orgId, id)
    if (!application) throw notFound('Application')
    return application
  }
}
