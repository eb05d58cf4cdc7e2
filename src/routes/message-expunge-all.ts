import * as tasks from '../delivery/tasks/run-task.js'
import type { App } from '../http/app-types.js'
import { applicationOf } from '../http/request.js'
import { route } from '../http/route.js'
import { taskOut } from '../http/task-view.js'
import { AppParams } from '../schemas/common-schema.js'
import { TaskBegun } from '../schemas/recovery-schema.js'

/** Registers the operations of expunge-all-contents (contract 2.6). */
export async function messageExpungeAllRoutes (app: App): Promise<void> {
  const { engine } = app

  app.post('', route({
    operationId: 'v1.message.expunge-all-contents', summary: 'Delete all message payloads', tag: 'Message', access: 'org', errors: [404],
    params: AppParams, answers: { 202: TaskBegun }
  }), async (request, reply) => {
    const { orgId, id: appId } = applicationOf(request)
    // Ids count time in steps of 4 ms: messages accepted in the present step are included.
    const until = engine.clock.now() + 4
    const task = await tasks.begin(engine, { orgId, appId, id: '' }, { kind: 'application.purge_content', since: 0, until, filter: {} })
    return await reply.code(202).send(taskOut(task))
  })
}
