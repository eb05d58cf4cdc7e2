import { usageRange } from '../rules/statistics-rules.js'
import * as tasks from '../delivery/tasks/run-task.js'
import { invalid } from '../errors.js'
import { eachOf } from '../lib/parallel.js'
import { parseTimestamp } from '../lib/time.js'
import type { App } from '../http/app-types.js'
import * as applications from '../repositories/applications.js'
import { AggregateEventTypesOut, AppUsageStatsIn, AppUsageStatsOut } from '../schemas/statistics-schema.js'
import { route } from '../http/route.js'
import { principalOf } from '../http/request.js'
import { taskOut } from '../http/task-view.js'

const tag = 'Statistics'
// How many ids or uids are looked up in parallel.
const WIDTH = 16

/** Both routes answer with a background task. Its `data` has the result when it has finished. */
export async function statisticsRoutes (app: App): Promise<void> {
  const { engine } = app

  app.post('/app', route({
    operationId: 'v1.statistics.aggregate-app-stats', summary: 'Count the attempts that were made for each application', tag,
    access: 'org', body: AppUsageStatsIn, answers: { 202: AppUsageStatsOut }
  }), async (request, reply) => {
    const { appIds: named, since, until } = request.body
    const { orgId } = principalOf(request)
    const range = usageRange(parseTimestamp(since)!, parseTimestamp(until)!, engine.clock.now())
    const names = named && [...new Set(named)]
    const found = names && await eachOf(names, WIDTH, async name => await applications.find(engine.db, orgId, name))
    const appIds = found && [...new Set(found.flatMap(application => application?.id ?? []))].sort()
    if (appIds?.length === 0) throw invalid(['body', 'appIds'], 'none of these is an application')
    const task = await tasks.begin(engine, { orgId, appId: '', id: '' }, {
      kind: 'application.stats',
      ...range,
      filter: {},
      ...(appIds && { appIds })
    })
    return await reply.code(202).send({ ...taskOut(task), unresolvedAppIds: names?.filter((_, at) => !found![at]) ?? [] })
  })

  app.put('/event-types', route({
    operationId: 'v1.statistics.aggregate-event-types', summary: "List the event types that each application's endpoints name", tag,
    access: 'org', answers: { 202: AggregateEventTypesOut }
  }), async (request, reply) => {
    const { orgId } = principalOf(request)
    const task = await tasks.begin(engine, { orgId, appId: '', id: '' }, {
      kind: 'event-type.aggregate',
      since: 0,
      until: engine.clock.now(),
      filter: {}
    })
    return await reply.code(202).send(taskOut(task))
  })
}
