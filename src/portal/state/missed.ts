import { api, asked, inApp, type Delivery, type Endpoint } from './calls.js'

const MOST = 250
// More of them would not fit into an address.
const MOST_TYPES = 50

export interface Missed { count: number, isMore: boolean }

/** The reason of deliveries that a person canceled, which a replay of what is missing leaves out (contract 2.8). */
const BY_HAND = 'canceled by hand'

/**
 * How many messages since a time an endpoint wants and was never sent. Its filter is not asked, so there may be fewer; the latest 250 are
 * looked at, so there may be more.
 */
export async function missedBy ({ id, eventTypes, channels }: Endpoint, since: string): Promise<Missed> {
  const types = eventTypes && eventTypes.length <= MOST_TYPES ? { event_types: eventTypes } : {}
  const [path, range] = [inApp({}), { limit: MOST, after: since }]
  const [messages, deliveries] = await Promise.all([
    asked(api.GET('/api/v1/app/{app_id}/msg', { params: { path, query: { ...range, with_content: false, ...types } } })),
    asked(api.GET('/api/v1/app/{app_id}/delivery', { params: { path, query: { ...range, endpoint_id: id } } }))
  ])
  const isSettled = ({ state, lastAttempt, reason }: Delivery) => state !== 'canceled' || lastAttempt !== null || reason === BY_HAND
  const sent = new Set(deliveries.data.filter(isSettled).map(({ msgId }) => msgId))
  const missed = messages.data.filter(one => !sent.has(one.id) && (!eventTypes || eventTypes.includes(one.eventType)) &&
    (!channels || channels.some(channel => one.channels?.includes(channel))))
  return { count: missed.length, isMore: !messages.done }
}
