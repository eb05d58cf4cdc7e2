import { showsMessage } from '../delivery/match.js'
import type { Place } from '../delivery/polling/place.js'
import { lagOf } from '../delivery/polling/lag.js'
import type { App } from '../http/app-types.js'
import { pageOut } from '../http/page-view.js'
import { consumerOut } from '../http/poller-view.js'
import { applicationOf } from '../http/request.js'
import { route } from '../http/route.js'
import { eachOf } from '../lib/parallel.js'
import * as consumers from '../repositories/consumers.js'
import * as destinations from '../repositories/destinations.js'
import type { Message } from '../repositories/messages.js'
import { DestinationParams } from '../schemas/destination-schema.js'
import { ConsumerList, ConsumersQuery } from '../schemas/poller-schema.js'

// How many consumers are counted at once.
const AT_ONCE = 4
const LAG = 'Each consumer that polled, with its latest poll and how many messages it has not acknowledged. ' +
  'A client that keeps its place itself is not listed.'

export async function destinationConsumerRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.destination.list-consumers', summary: 'List the consumers of a polling endpoint', description: LAG, tag: 'Destination',
    access: 'app', params: DestinationParams, querystring: ConsumersQuery, answers: { 200: ConsumerList }
  }), async request => {
    const application = applicationOf(request)
    const destination = await destinations.find(engine.db, application.id, request.params.destination_id)
    const found = await consumers.list<Place>(engine.db, destination, request.query, engine.clock.now())
    const asked = { sinkId: destination.id, wants: (message: Message, isAgain: boolean) => isAgain || showsMessage(destination, message) }
    const data = await eachOf(found.data, AT_ONCE, async one =>
      consumerOut(one, await lagOf(engine, application, one.place, asked)))
    return pageOut({ ...found, data }, one => one)
  })
}
