import { Type, type Static } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { given } from '../rules/application-rules.js'
import { recoveryRange } from '../rules/recovery-rules.js'
import * as tasks from '../delivery/tasks/run-task.js'
import { notFound } from '../errors.js'
import { parseTimestamp } from '../lib/time.js'
import type { App } from '../http/app-types.js'
import * as results from '../repositories/task-results.js'
import * as stored from '../repositories/tasks.js'
import type { ReplayFilter, Task, TaskKind } from '../repositories/tasks.js'
import { EndpointParams, Order, pagingQuery, Query } from '../schemas/common-schema.js'
import { BulkReplayIn, RecoverIn, ReplayIn, TASK_KINDS, TASK_STATUSES, TaskBegun, TaskList, TaskOut } from '../schemas/recovery-schema.js'
import { endpointOf } from '../http/found-by-path.js'
import { route } from '../http/route.js'
import { principalOf } from '../http/request.js'
import { pageOut, taskOut } from '../http/views.js'

const endpointTag = 'Endpoint'
const tag = 'Background Task'
const TaskParams = Type.Object({ task_id: Type.String({ description: "The task's id", examples: ['qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2'] }) })
const ListQuery = Query({
  ...pagingQuery,
  order: Type.Optional(Order),
  status: Type.Optional(Type.Unsafe<typeof TASK_STATUSES[number]>({ type: 'string', enum: [...TASK_STATUSES], description: 'Only tasks in this state' })),
  task: Type.Optional(Type.Unsafe<typeof TASK_KINDS[number]>({ type: 'string', enum: [...TASK_KINDS], description: 'Only tasks of this kind; imports, which SDKs do not know, are listed only so' }))
})

export async function recoveryRoutes (app: App): Promise<void> {
  const { engine } = app
  const description = 'Asks for one attempt of each message in the background. Behind an open circuit one of them is sent at once as the probe; the others follow when it is over. A rate holds for all.'
  const operation = { description, tag: endpointTag, access: 'app', params: EndpointParams, answers: { 202: TaskBegun } } as const

  app.post('/app/:app_id/endpoint/:endpoint_id/recover', route({
    ...operation, operationId: 'v1.endpoint.recover', summary: 'Recover failed webhooks', body: RecoverIn
  }), async (request, reply) => await begin(request, reply, 'endpoint.recover'))

  app.post('/app/:app_id/endpoint/:endpoint_id/replay-missing', route({
    ...operation, operationId: 'v1.endpoint.replay-missing', summary: 'Replay missing webhooks', body: ReplayIn
  }), async (request, reply) => await begin(request, reply, 'endpoint.replay'))

  app.post('/app/:app_id/endpoint/:endpoint_id/bulk-replay', route({
    ...operation, operationId: 'v1.endpoint.bulk-replay', summary: 'Replay webhooks that were sent before', body: BulkReplayIn
  }), async (request, reply) => {
    const { channel, eventTypes, tag, status, statusCodeClass } = request.body
    const set = Object.entries({ channel, eventTypes, tag, status, statusCodeClass }).filter(([, value]) => value !== null)
    return await begin(request, reply, 'endpoint.bulk-replay', given(Object.fromEntries(set)))
  })

  app.get('/background-task', route({
    operationId: 'v1.background-task.list', summary: 'List background tasks', tag, access: 'any', querystring: ListQuery,
    answers: { 200: TaskList }
  }), async request => {
    const { status, task: kind, ...query } = request.query
    const now = engine.clock.now()
    const isAsked = (task: Task) => (status === undefined || task.status === status) && (kind === undefined ? task.kind !== 'message.import' : task.kind === kind)
    const accepts = (task: Task) => isVisible(request, task) && stored.isKept(task, now) && isAsked(task)
    return pageOut(await stored.list(engine.db, principalOf(request).orgId, query, accepts), taskOut)
  })

  app.get('/background-task/:task_id', route({
    operationId: 'v1.background-task.get', summary: 'Get background task', tag, access: 'any', errors: [404], params: TaskParams,
    answers: { 200: TaskOut }
  }), async request => {
    const { task_id: id } = request.params
    const task = await stored.read(engine.db, { orgId: principalOf(request).orgId, id }, engine.clock.now())
    if (!task || !isVisible(request, task)) throw notFound('Background task')
    const isFound = task.status === 'finished' && task.resultBytes !== undefined
    return taskOut(task, isFound ? await results.read(engine.db, task) : undefined)
  })

  async function begin (request: FastifyRequest & { params: Static<typeof EndpointParams>, body: Static<typeof RecoverIn> }, reply: FastifyReply, kind: TaskKind, filter: ReplayFilter = {}) {
    const { since, until } = request.body
    const range = recoveryRange(parseTimestamp(since)!, until == null ? undefined : parseTimestamp(until)!, engine.clock.now())
    const task = await tasks.begin(engine, await endpointOf(request), { kind, ...range, filter })
    return await reply.code(202).send(taskOut(task))
  }
}

function isVisible (request: FastifyRequest, { appId }: Task): boolean {
  const principal = principalOf(request)
  return principal.kind === 'org' || principal.appId === appId
}
