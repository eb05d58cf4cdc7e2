import type { Static } from '@sinclair/typebox'
import { eventOf, reasonAgainst, unmetCondition, type FilterEvent } from '../delivery/match.js'
import type { App } from '../http/app-types.js'
import { filterText } from '../http/filter-text.js'
import { endpointOf } from '../http/found-by-path.js'
import { applicationOf } from '../http/request.js'
import { route } from '../http/route.js'
import { formatTimestamp } from '../lib/time.js'
import { inSlices } from '../lib/time-slices.js'
import type { Endpoint } from '../repositories/endpoints.js'
import * as messages from '../repositories/messages.js'
import type { Message } from '../repositories/messages.js'
import { notFound } from '../errors.js'
import { filterIn } from '../rules/filter-rules.js'
import { FilterTestIn, FilterTestOut, type FilterVerdict } from '../schemas/endpoint-filter-schema.js'
import { EndpointParams } from '../schemas/common-schema.js'

/** Registers the test of a filter on stored messages. It stores and sends nothing. */
export async function endpointFilterRoutes (app: App): Promise<void> {
  const { engine } = app

  app.post('/test', route({
    operationId: 'v1.endpoint.filter.test', summary: 'Test a filter on messages', tag: 'Endpoint', access: 'app',
    params: EndpointParams, body: FilterTestIn, answers: { 200: FilterTestOut }
  }), async request => {
    const { messageId, limit = 20 } = request.body
    const filter = filterText(request)
    const endpoint = await endpointOf(request)
    const tested = filter === undefined ? endpoint : { ...endpoint, filter: filterIn(filter) }
    const options = { now: engine.clock.now(), withPayload: true }
    const application = applicationOf(request)
    const found = messageId === undefined
      ? (await messages.list(engine.db, application, { limit }, options)).data
      : [await messages.find(engine.db, application.id, messageId, options) ?? missing()]
    const data: Array<Static<typeof FilterVerdict>> = []
    await inSlices(found, message => { data.push(verdictOn(tested, message)) })
    return { checked: data.length, matched: data.filter(({ matches }) => matches).length, data }
  })
}

const missing = () => { throw notFound('Message') }

function verdictOn (endpoint: Endpoint, message: Message): Static<typeof FilterVerdict> {
  const event = eventOf(message)
  // Without its id: what a dry run finds is not remembered.
  const { id: _, ...subject } = message
  const reason = reasonAgainst(endpoint, subject, event)
  const isUnknown = reason === undefined && endpoint.filter != null && !event
  return {
    messageId: message.id,
    eventType: message.eventType,
    timestamp: formatTimestamp(messages.timestampOf(message)),
    matches: reason === undefined && !isUnknown,
    ...(reason !== undefined && { reason }),
    ...(isUnknown && { reason: 'payload-gone' as const }),
    ...(reason === 'filter' && unmet(endpoint.filter!, event!))
  }
}

function unmet (filter: string, event: FilterEvent): Pick<Static<typeof FilterVerdict>, 'unmet'> {
  const { path, condition } = unmetCondition(filter, event)!
  return { unmet: { path, condition } }
}
