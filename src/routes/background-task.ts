import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { notFound } from '../errors.js'
import type { App } from '../http/app-types.js'
import { principalOf } from '../http/request.js'
import { route } from '../http/route.js'
import { pageOut } from '../http/page-view.js'
import { taskOut } from '../http/task-view.js'
import * as results from '../repositories/task-results.js'
import * as stored from '../repositories/tasks.js'
import type { Task } from '../repositories/tasks.js'
import { Order, pagingQuery, Query } from '../schemas/common-schema.js'
import { TASK_KINDS, TASK_STATUSES, TaskList, TaskOut } from '../schemas/recovery-schema.js'

const tag = 'Background Task'
const TaskParams = Type.Object({ task_id: Type.String({ description: "The task's id", examples: ['qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2'] }) })
const ListQuery = Query({
  ...pagingQuery,
  order: Type.Optional(Order),
  status: Type.Optional(Type.Unsafe<typeof TASK_STATUSES[number]>({
    type: 'string',
    enum: [...TASK_STATUSES],
    description: 'Only tasks in this state'
  })),
  task: Type.Optional(Type.Unsafe<typeof TASK_KINDS[number]>({
    type: 'string',
    enum: [...TASK_KINDS],
    description: 'Only tasks of this kind. Imports are listed only when asked for here, because SDKs do not know them'
  }))
})

/** Registers the operations of background tasks (contract 2.8). */
export async function backgroundTaskRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.background-task.list', summary: 'List background tasks', tag, access: 'any', querystring: ListQuery,
    answers: { 200: TaskList }
  }), async request => {
    const { status, task: kind, ...query } = request.query
    const now = engine.clock.now()
    const isAsked = (task: Task) =>
      (status === undefined || task.status === status) && (kind === undefined ? task.kind !== 'message.import' : task.kind === kind)
    const accepts = (task: Task) => isVisible(request, task) && stored.isKept(task, now) && isAsked(task)
    return pageOut(await stored.list(engine.db, principalOf(request).orgId, query, accepts), taskOut)
  })

  app.get('/:task_id', route({
    operationId: 'v1.background-task.get', summary: 'Get background task', tag, access: 'any', errors: [404], params: TaskParams,
    answers: { 200: TaskOut }
  }), async request => {
    const { task_id: id } = request.params
    const task = await stored.read(engine.db, { orgId: principalOf(request).orgId, id }, engine.clock.now())
    if (!task || !isVisible(request, task)) throw notFound('Background task')
    const isFound = task.status === 'finished' && task.resultBytes !== undefined
    return taskOut(task, isFound ? await results.read(engine.db, task) : undefined)
  })
}

function isVisible (request: FastifyRequest, { appId }: Task): boolean {
  const principal = principalOf(request)
  return principal.kind === 'org' || principal.appId === appId
}
