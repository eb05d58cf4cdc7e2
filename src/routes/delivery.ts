import { Type } from '@sinclair/typebox'
import { invalid, notFound } from '../errors.js'
import { isId } from '../lib/ids.js'
import type { App } from '../http/app-types.js'
import * as lists from '../repositories/delivery-lists.js'
import type { StateFilter } from '../repositories/delivery-lists.js'
import * as endpoints from '../repositories/endpoints.js'
import type { Endpoint } from '../repositories/endpoints.js'
import { AppParams, pagingQuery, Query, QueryList, rangeQuery } from '../schemas/common-schema.js'
import { DELIVERY_STATES, DeliveryList } from '../schemas/delivery-schema.js'
import { deliveryOut } from '../http/delivery-view.js'
import { route } from '../http/route.js'
import { applicationOf } from '../http/request.js'

const ListQuery = Query({
  ...pagingQuery,
  ...rangeQuery,
  state: Type.Optional(Type.Unsafe<StateFilter>({
    type: 'string',
    enum: [...DELIVERY_STATES, 'undelivered'],
    description: 'Only deliveries in this state; `undelivered` means every state except succeeded'
  })),
  msg_ids: Type.Optional(QueryList(Type.String(), 'Only deliveries of these messages, by id, at most 50')),
  endpoint_id: Type.Optional(Type.String({ description: 'Only deliveries to this endpoint, by id or uid; a deleted endpoint by its id' }))
})

const MOST_MESSAGES = 50

/** Registers the operations of the list of deliveries (contract 2.7). */
export async function deliveryRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.delivery.list', summary: 'List deliveries', tag: 'Delivery', access: 'app',
    params: AppParams, querystring: ListQuery, answers: { 200: DeliveryList }
  }), async request => {
    const { endpoint_id: idOrUid, msg_ids: ids, ...query } = request.query
    if (ids && ids.length > MOST_MESSAGES) throw invalid(['query', 'msg_ids'], `must have at most ${MOST_MESSAGES} ids`)
    const listed = applicationOf(request)
    const now = engine.clock.now()
    const isHeld = engine.dispatcher.isHeld?.()
    const one = idOrUid === undefined ? undefined : await named(listed.id, idOrUid)
    const few = one ? [one] : await endpoints.few(engine.db, listed.id)
    const found = ids
      ? await lists.ofMessages(engine.db, { listed, few }, { ...query, ids: ids.filter(id => isId('msg_', id)) }, now)
      : one ? await lists.ofEndpoint(engine.db, one, query, now) : await lists.ofApplication(engine.db, { listed, few }, query, now)
    const shown = [...new Set(found.data.map(({ endpointId }) => endpointId))]
    const byId = new Map((few ?? await endpoints.readMany(engine.db, listed.id, shown)).map(endpoint => [endpoint.id, endpoint]))
    return { ...found, data: found.data.map(delivery => deliveryOut(delivery, { endpoint: byId.get(delivery.endpointId), now, isHeld })) }
  })

  async function named (appId: string, idOrUid: string): Promise<Endpoint> {
    const endpoint = idOrUid.startsWith('ep_')
      ? await endpoints.read(engine.db, appId, idOrUid)
      : await endpoints.seek(engine.db, appId, idOrUid)
    if (!endpoint) throw notFound('Endpoint')
    return endpoint
  }
}
