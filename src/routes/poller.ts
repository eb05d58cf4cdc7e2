import { pollConsumer, seekConsumer, type Marked } from '../delivery/polling/consume.js'
import { EARLIEST, type Place } from '../delivery/polling/place.js'
import { placeAt, readFeed } from '../delivery/polling/read-feed.js'
import { invalid } from '../errors.js'
import { parseTimestamp } from '../lib/time.js'
import type { App } from '../http/app-types.js'
import { formatIterator, type PollIterator } from '../http/poll-iterator.js'
import { askedOf, consumerIn, held, iteratorIn, pageOf, sinkOf } from '../http/polling.js'
import { applicationOf } from '../http/request.js'
import { route } from '../http/route.js'
import type { Application } from '../repositories/applications.js'
import {
  ConsumerParams, ConsumerPollQuery, PollerParams, PollingEndpointConsumerSeekIn, PollingEndpointConsumerSeekOut, PollingEndpointOut,
  PollQuery
} from '../schemas/poller-schema.js'

const tag = 'Message Poller'

export async function pollerRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.message.poller.poll', summary: 'Poll messages', tag, access: 'poll', params: PollerParams,
    querystring: PollQuery, answers: { 200: PollingEndpointOut }
  }), async (request, reply) => {
    const { params: { sink_id: idOrUid }, query } = request
    const application = applicationOf(request)
    let place: Place | undefined
    const page = await held(request, reply, query.wait, async () => {
      const sink = await sinkOf(request, idOrUid)
      place ??= await begin(application, iteratorIn(request, { sinkId: sink.id }, query.iterator), query.after)
      const read = await readFeed(engine, application, place, askedOf(request, sink, query))
      // The next read of a held poll begins after the messages that it skipped.
      place = read.next
      return { sink, ...read }
    })
    return pageOf(request, { sinkId: page.sink.id }, page, { place: page.next })
  })

  app.get('/consumer/:consumer_id', route({
    operationId: 'v1.message.poller.consumer-poll', summary: 'Poll messages as a consumer', tag, access: 'poll',
    errors: [409], params: ConsumerParams, querystring: ConsumerPollQuery, answers: { 200: PollingEndpointOut }
  }), async (request, reply) => {
    const { params: { sink_id: idOrUid }, query } = request
    const consumerId = consumerIn(request.params)
    const application = applicationOf(request)
    let given: Marked | undefined
    const page = await held(request, reply, query.wait, async () => {
      const sink = await sinkOf(request, idOrUid)
      const named = { application, destination: sink, consumerId }
      given ??= marked(iteratorIn(request, { sinkId: sink.id, consumerId }, query.iterator))
      const found = await pollConsumer(engine, named, given, askedOf(request, sink, query))
      given = found.iterator
      return { sink, ...found }
    })
    return pageOf(request, { sinkId: page.sink.id, consumerId }, page, page.iterator)
  })

  app.post('/consumer/:consumer_id/seek', route({
    operationId: 'v1.message.poller.consumer-seek', summary: 'Move a consumer to a time', tag, access: 'poll', params: ConsumerParams,
    body: PollingEndpointConsumerSeekIn, answers: { 200: PollingEndpointConsumerSeekOut }
  }), async request => {
    const { params: { sink_id: idOrUid }, body } = request
    const consumerId = consumerIn(request.params)
    const sink = await sinkOf(request, idOrUid)
    const after = parseTimestamp(body.after)
    if (after === undefined) throw invalid(['body', 'after'], 'must be a time such as 2026-11-22T14:05:00Z')
    const iterator = await seekConsumer(engine, { application: applicationOf(request), destination: sink, consumerId }, after)
    return { iterator: formatIterator(engine.vault, { sinkId: sink.id, consumerId }, iterator) }
  })

  async function begin (application: Application, given: PollIterator | undefined, after: number | undefined): Promise<Place> {
    if (given) return after === undefined ? given.place : { ...given.place, after: Math.max(after, given.place.after ?? 0) }
    return after === undefined ? EARLIEST : await placeAt(engine, application, after)
  }
}

// A place without a page name does not come from a page of the consumer: a new consumer may begin there.
const marked = (given: PollIterator | undefined): Marked | undefined => given && { place: given.place, nonce: given.nonce ?? '' }
