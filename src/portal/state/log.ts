import { api, asked, inApp, type Delivery, type Message, type Page } from './calls.js'

const PAGE = 50
const MOST = 250
const PAGES = 4
/** Ids hold times as exact as 4 ms. */
const EXACT_MS = 5

export interface LogFilter { period: string, after: string, before: string, type: string, channel: string, tag: string, state: string, endpoint: string }

const PERIODS: Readonly<Record<string, number>> = { '1h': 3_600_000, '24h': 86_400_000, '7d': 7 * 86_400_000, '30d': 30 * 86_400_000 }
export const PERIOD_NAMES = Object.keys(PERIODS)

/** The filter that an address holds. */
export function filterOf (query: URLSearchParams): LogFilter {
  const get = (name: string) => query.get(name) ?? ''
  return { period: get('period'), after: get('after'), before: get('before'), type: get('type'), channel: get('channel'), tag: get('tag'), state: get('state'), endpoint: get('endpoint') }
}

/** The time that a filter asks for, as the API takes it. */
export function rangeOf ({ period, after, before }: Pick<LogFilter, 'period' | 'after' | 'before'>, now: number): { after?: string, before?: string } {
  const ago = PERIODS[period]
  if (ago !== undefined) return { after: new Date(now - ago).toISOString() }
  const iso = (text: string) => Number.isNaN(Date.parse(text)) ? undefined : new Date(text).toISOString()
  const [from, to] = [iso(after), iso(before)]
  return { ...(from !== undefined && { after: from }), ...(to !== undefined && { before: to }) }
}

/** A page of messages, newest first. */
export async function messagesOf (filter: LogFilter, iterator: string | undefined): Promise<Page<Message>> {
  const { type, channel, tag } = filter
  return await asked(api.GET('/api/v1/app/{app_id}/msg', {
    params: {
      path: inApp({}),
      query: {
        limit: PAGE,
        with_content: false,
        ...rangeOf(filter, Date.now()),
        ...(iterator !== undefined && { iterator }),
        ...(type !== '' && { event_types: [type] }),
        ...(channel !== '' && { channel }),
        ...(tag !== '' && { tag })
      }
    }
  }))
}

type DeliveryState = 'pending' | 'succeeded' | 'exhausted' | 'canceled' | 'undelivered'

/** A page of deliveries in a state. Event type and channel are compared here, so a page may take several calls. */
export async function deliveriesOf (filter: LogFilter, iterator: string | undefined): Promise<Page<Delivery>> {
  const found: Delivery[] = []
  let next = iterator
  for (let page = 0; ; page++) {
    const answer: Page<Delivery> = await deliveryPage({ ...rangeOf(filter, Date.now()), state: filter.state as DeliveryState, ...(filter.endpoint !== '' && { endpoint_id: filter.endpoint }), ...(next !== undefined && { iterator: next }), limit: PAGE })
    found.push(...answer.data.filter(({ eventType, channels }) => (filter.type === '' || eventType === filter.type) && (filter.channel === '' || channels?.includes(filter.channel))))
    next = answer.iterator ?? undefined
    if (answer.done || found.length >= PAGE || page >= PAGES) return { ...answer, data: found }
  }
}

/** The deliveries of messages of a page, by message; what is beyond a thousand is not there. */
export async function outcomesOf (messages: readonly Message[]): Promise<Map<string, Delivery[]>> {
  const byMessage = new Map<string, Delivery[]>()
  const times = messages.map(({ timestamp }) => Date.parse(timestamp))
  const asks = { after: new Date(Math.min(...times) - EXACT_MS).toISOString(), before: new Date(Math.max(...times) + EXACT_MS).toISOString(), limit: MOST }
  let iterator: string | undefined
  for (let page = 0; messages.length > 0 && page < PAGES; page++) {
    const answer: Page<Delivery> = await deliveryPage({ ...asks, ...(iterator !== undefined && { iterator }) })
    for (const one of answer.data) byMessage.set(one.msgId, [...(byMessage.get(one.msgId) ?? []), one])
    if (answer.done) break
    iterator = answer.iterator ?? undefined
  }
  return byMessage
}

interface DeliveryQuery { after?: string, before?: string, limit: number, iterator?: string, state?: DeliveryState, endpoint_id?: string }

const deliveryPage = async (query: DeliveryQuery) => await asked(api.GET('/api/v1/app/{app_id}/delivery', { params: { path: inApp({}), query } }))
