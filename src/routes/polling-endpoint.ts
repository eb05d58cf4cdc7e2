import { commitOffset, leaseFromConsumer } from '../delivery/polling/consume.js'
import type { App } from '../http/app-types.js'
import { polledOut } from '../http/poller-view.js'
import { askedOf, consumerIn, held, sinkOf } from '../http/polling.js'
import { applicationOf } from '../http/request.js'
import { route } from '../http/route.js'
import { NoContent } from '../schemas/common-schema.js'
import { ConsumerParams, LeaseQuery, PollerV2CommitIn, PollerV2PollOut } from '../schemas/poller-schema.js'

const tag = 'Message Poller'

export async function pollingEndpointRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('/:consumer_id', route({
    operationId: 'v2.message.poller.consumer-poll', summary: 'Poll messages under a lease', tag, access: 'poll',
    errors: [409], params: ConsumerParams, querystring: LeaseQuery, answers: { 200: PollerV2PollOut }
  }), async (request, reply) => {
    const { params: { sink_id: idOrUid }, query } = request
    const consumerId = consumerIn(request.params)
    const { lease_duration_ms: leaseMs, starting_position: start = 'earliest' } = query
    const application = applicationOf(request)
    const { shown, offset, done } = await held(request, reply, query.wait, async () => {
      const sink = await sinkOf(request, idOrUid)
      const named = { application, destination: sink, consumerId }
      return await leaseFromConsumer(engine, named, { leaseMs, start }, askedOf(request, sink, query))
    })
    return { data: shown.map(({ message }, at) => ({ offset: offset + at, ...polledOut(message) })), done }
  })

  app.post('/:consumer_id/commit', route({
    operationId: 'v2.message.poller.consumer-commit', summary: 'Acknowledge messages', tag, access: 'poll', params: ConsumerParams,
    body: PollerV2CommitIn, answers: { 204: NoContent }
  }), async (request, reply) => {
    const consumerId = consumerIn(request.params)
    const sink = await sinkOf(request, request.params.sink_id)
    await commitOffset(engine, { application: applicationOf(request), destination: sink, consumerId }, request.body.offset)
    return await reply.code(204).send()
  })
}
