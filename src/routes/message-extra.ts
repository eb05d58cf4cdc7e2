import { wants } from '../delivery/match.js'
import * as tasks from '../delivery/tasks/run-task.js'
import type { App } from '../http/app-types.js'
import * as endpoints from '../repositories/endpoints.js'
import { AppParams } from '../schemas/common-schema.js'
import { MessagePrecheckIn, MessagePrecheckOut } from '../schemas/message-schema.js'
import { TaskBegun } from '../schemas/recovery-schema.js'
import { route } from '../http/route.js'
import { applicationOf } from '../http/request.js'
import { taskOut } from '../http/views.js'

const tag = 'Message'

export async function messageExtraRoutes (app: App): Promise<void> {
  const { engine } = app

  app.post('/app/:app_id/msg/precheck/active', route({
    operationId: 'v1.message.precheck', summary: 'Check whether a message would be delivered to anybody', tag, access: 'org',
    errors: [404], params: AppParams, body: MessagePrecheckIn, answers: { 200: MessagePrecheckOut }
  }), async request => {
    const { eventType, channels = null } = request.body
    const candidates = await endpoints.ofApplication(engine.db, applicationOf(request).id)
    return { active: [...candidates.values()].some(endpoint => wants(endpoint, { eventType, channels, onlyEndpointId: null })) }
  })

  app.post('/app/:app_id/msg/expunge-all-contents', route({
    operationId: 'v1.message.expunge-all-contents', summary: 'Delete all message payloads', tag, access: 'org', errors: [404],
    params: AppParams, answers: { 202: TaskBegun }
  }), async (request, reply) => {
    const { orgId, id: appId } = applicationOf(request)
    // Ids tell the time in steps of 4 ms: what was accepted in this very step belongs to it.
    const until = engine.clock.now() + 4
    const task = await tasks.begin(engine, { orgId, appId, id: '' }, { kind: 'application.purge_content', since: 0, until, filter: {} })
    return await reply.code(202).send(taskOut(task))
  })
}
