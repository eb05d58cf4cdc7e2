import type { Static } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as tasks from '../delivery/tasks/run-task.js'
import { invalid } from '../errors.js'
import type { App } from '../http/app-types.js'
import { endpointOf, isDestination, targetOf } from '../http/found-by-path.js'
import { route } from '../http/route.js'
import { taskOut } from '../http/task-view.js'
import { parseTimestamp } from '../lib/time.js'
import type { ReplayFilter, TaskKind } from '../repositories/tasks.js'
import { given } from '../rules/application-rules.js'
import { recoveryRange } from '../rules/recovery-rules.js'
import { EndpointParams } from '../schemas/common-schema.js'
import { BulkReplayIn, CancelMessagesIn, RecoverIn, ReplayIn, TaskBegun } from '../schemas/recovery-schema.js'

const common = { tag: 'Endpoint', access: 'app', params: EndpointParams, answers: { 202: TaskBegun } } as const

/** Registers recover (contract 2.8). */
export async function recoverRoutes (app: App): Promise<void> {
  app.post('', route({
    ...common, operationId: 'v1.endpoint.recover', summary: 'Recover failed webhooks', body: RecoverIn
  }), async (request, reply) => await begin(request, reply, 'endpoint.recover'))
}

/** Registers replay-missing (contract 2.8). */
export async function replayMissingRoutes (app: App): Promise<void> {
  app.post('', route({
    ...common, operationId: 'v1.endpoint.replay-missing', summary: 'Replay missing webhooks', body: ReplayIn
  }), async (request, reply) => await begin(request, reply, 'endpoint.replay'))
}

/** Registers bulk-replay (contract 2.8). */
export async function bulkReplayRoutes (app: App): Promise<void> {
  app.post('', route({
    ...common, operationId: 'v1.endpoint.bulk-replay', summary: 'Replay webhooks that were sent before', body: BulkReplayIn
  }), async (request, reply) => {
    const { channel, eventTypes, tag, status, statusCodeClass } = request.body
    const set = Object.entries({ channel, eventTypes, tag, status, statusCodeClass }).filter(([, value]) => value !== null)
    return await begin(request, reply, 'endpoint.bulk-replay', given(Object.fromEntries(set)))
  })
}

export async function cancelMessagesRoutes (app: App): Promise<void> {
  app.post('', route({
    ...common, operationId: 'v1.endpoint.cancel-messages', summary: 'Cancel what waits for an endpoint', body: CancelMessagesIn,
  }), async (request, reply) => {
    const { engine } = app
    const { since, until, eventTypes, channel, tag } = request.body
    const range = {
      since: since == null ? 0 : parseTimestamp(since)!,
      until: until == null ? engine.clock.now() + 4 : parseTimestamp(until)!
    }
    const set = Object.entries({ channel, eventTypes, tag }).filter(([, value]) => value !== null)
    const filter = given(Object.fromEntries(set))
    const task = await tasks.begin(engine, await endpointOf(request), { kind: 'endpoint.cancel-messages', ...range, filter })
    return await reply.code(202).send(taskOut(task))
  })
}

type Recovering = FastifyRequest & { params: Static<typeof EndpointParams>, body: Static<typeof RecoverIn> }

async function begin (request: Recovering, reply: FastifyReply, kind: TaskKind, filter: ReplayFilter = {}) {
  const { engine } = request.server
  const { since, until } = request.body
  const range = recoveryRange(parseTimestamp(since)!, until == null ? undefined : parseTimestamp(until)!, engine.clock.now())
  const target = await targetOf(request)
  if (isDestination(target)) refuseStatus(filter)
  const task = await tasks.begin(engine, target, { kind, ...range, filter })
  return await reply.code(202).send(taskOut(task))
}

function refuseStatus (filter: ReplayFilter): void {
  const name = (['status', 'statusCodeClass'] as const).find(one => filter[one] !== undefined)
  if (name) throw invalid(['body', name], 'has no meaning for a polling endpoint: messages have no attempts to it')
}
