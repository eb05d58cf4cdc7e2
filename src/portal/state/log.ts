import { api, asked, inApp, type Delivery, type Message, type Page } from './calls.js'
import { now } from './server-time.js'

export const PAGE = 50
const MOST = 250
const PAGES = 8

const FIELDS = ['period', 'after', 'before', 'type', 'channel', 'tag', 'state', 'endpoint'] as const

export type LogFilter = Record<typeof FIELDS[number], string>

const PERIODS: Readonly<Record<string, number>> = { '1h': 3_600_000, '24h': 86_400_000, '7d': 7 * 86_400_000, '30d': 30 * 86_400_000 }
export const PERIOD_NAMES = Object.keys(PERIODS)

/** The filter that an address holds. */
export function filterOf (query: URLSearchParams): LogFilter {
  return Object.fromEntries(FIELDS.map(name => [name, query.get(name) ?? ''])) as LogFilter
}

/** The time that a filter asks for, as the API takes it. */
export function rangeOf ({ period, after, before }: LogFilter, at: number): { after?: string, before?: string } {
  const ago = PERIODS[period]
  if (ago !== undefined) return { after: new Date(at - ago).toISOString() }
  const iso = (text: string) => Number.isNaN(Date.parse(text)) ? undefined : new Date(text).toISOString()
  const [from, to] = [iso(after), iso(before)]
  return { ...(from !== undefined && { after: from }), ...(to !== undefined && { before: to }) }
}

/** A page of messages, newest first. The server may end a page by event type before it has found a message: then it is asked again. */
export async function messagesOf (filter: LogFilter, iterator: string | undefined): Promise<Page<Message>> {
  let next = iterator
  for (let page = 0; ; page++) {
    const answer = await messagePage(filter, next)
    if (answer.done || answer.data.length > 0 || page >= PAGES) return answer
    next = answer.iterator ?? undefined
  }
}

async function messagePage (filter: LogFilter, iterator: string | undefined): Promise<Page<Message>> {
  const { type, channel, tag } = filter
  return await asked(api.GET('/api/v1/app/{app_id}/msg', {
    params: {
      path: inApp({}),
      query: {
        limit: PAGE,
        with_content: false,
        ...rangeOf(filter, now()),
        ...(iterator !== undefined && { iterator }),
        ...(type !== '' && { event_types: [type] }),
        ...(channel !== '' && { channel }),
        ...(tag !== '' && { tag })
      }
    }
  }))
}

/** How many messages there are that are newer than one that is shown; a page of them at most. */
export async function newerThan (filter: LogFilter, id: string): Promise<number> {
  const { data } = await messagesOf(filter, undefined)
  const at = data.findIndex(one => one.id === id)
  return at < 0 ? data.length : at
}

type DeliveryState = 'pending' | 'succeeded' | 'exhausted' | 'canceled' | 'undelivered'

/** A page of deliveries in a state. Event type and channel are compared here, so a page may take several calls. */
export async function deliveriesOf (filter: LogFilter, iterator: string | undefined): Promise<Page<Delivery>> {
  const { type, channel, state, endpoint } = filter
  const isOfType = ({ eventType }: Delivery) => type === '' || eventType === type
  const isOfChannel = ({ channels }: Delivery) => channel === '' || channels?.includes(channel) === true
  const range = rangeOf(filter, now())
  const asks = { ...range, state: state as DeliveryState, ...(endpoint !== '' && { endpoint_id: endpoint }), limit: PAGE }
  const found: Delivery[] = []
  let next = iterator
  for (let page = 0; ; page++) {
    const answer: Page<Delivery> = await deliveryPage({ ...asks, ...(next !== undefined && { iterator: next }) })
    found.push(...answer.data.filter(one => isOfType(one) && isOfChannel(one)))
    next = answer.iterator ?? undefined
    if (answer.done || found.length >= PAGE || page >= PAGES) return { ...answer, data: found }
  }
}

/**
 * The deliveries of the messages of one page, newest first, by message; of one with more than 250 the first ones. Messages that are not
 * in it have none, or are beyond `PAGES` calls: these have undefined.
 */
export async function outcomesOf (messages: readonly Message[]): Promise<Map<string, Delivery[] | undefined>> {
  const byMessage = new Map<string, Delivery[] | undefined>()
  const asks = { msg_ids: messages.map(({ id }) => id), limit: MOST }
  let iterator: string | undefined
  for (let page = 0; messages.length > 0; page++) {
    const answer: Page<Delivery> = await deliveryPage({ ...asks, ...(iterator !== undefined && { iterator }) })
    for (const one of answer.data) byMessage.set(one.msgId, [...(byMessage.get(one.msgId) ?? []), one])
    const last = answer.data.at(-1)?.msgId
    if (answer.done || last === undefined) break
    // Of a message with very many, the rest is passed over.
    iterator = byMessage.get(last)!.length < MOST ? answer.iterator! : `${last}.${FIRST_ENDPOINT}`
    if (page + 1 < PAGES) continue
    for (const { id } of messages) if (id < last) byMessage.set(id, undefined)
    break
  }
  return byMessage
}

/** So many deliveries of a message are read for a list; there may be more. */
export const MOST_OUTCOMES = MOST
// An id before those of all endpoints.
const FIRST_ENDPOINT = `ep_${'0'.repeat(27)}`

interface DeliveryQuery {
  msg_ids?: string[]
  after?: string
  before?: string
  limit: number
  iterator?: string
  state?: DeliveryState
  endpoint_id?: string
}

const deliveryPage = async (query: DeliveryQuery) =>
  await asked(api.GET('/api/v1/app/{app_id}/delivery', { params: { path: inApp({}), query } }))
