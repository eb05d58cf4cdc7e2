import { compileFilter, firstMismatch, type Json, type Test } from '../lib/json-filter.js'
import { RecentMap } from '../lib/recent-map.js'
import { inSlices } from '../lib/time-slices.js'
import type { Destination } from '../repositories/destinations.js'
import type { Endpoint } from '../repositories/endpoints.js'
import type { Message } from '../repositories/messages.js'

type Subject = Pick<Message, 'eventType' | 'channels' | 'onlyEndpointId'> & Partial<Pick<Message, 'id' | 'tags' | 'payload' | 'isJson'>>

/** Why an endpoint does not want a message. */
export type Reason = 'disabled' | 'other-endpoint' | 'event-type' | 'channels' | 'filter'

/**
 * Whether an endpoint wants a message on schedule (contract 3.1). Manual attempts ask only whether it is enabled. A filter is
 * asked where the payload is known; without it the endpoint may want the message, and the attempt, which has the payload, decides.
 */
export const wants = (endpoint: Endpoint, message: Subject): boolean => reasonAgainst(endpoint, message, eventOf(message)) === undefined

/** The first reason why an endpoint does not want a message; undefined when it does. `event` is what `eventOf` makes of the message. */
export function reasonAgainst (
  endpoint: Endpoint,
  { id, eventType, channels, onlyEndpointId }: Subject,
  event: FilterEvent | undefined,
  decided = decisionsOn(id)
): Reason | undefined {
  if (endpoint.disabled || endpoint.deletedAt !== undefined) return 'disabled'
  if (onlyEndpointId !== null && onlyEndpointId !== endpoint.id) return 'other-endpoint'
  if (endpoint.eventTypes && !endpoint.eventTypes.includes(eventType)) return 'event-type'
  if (endpoint.channels && !endpoint.channels.some(channel => channels?.includes(channel))) return 'channels'
  return event && !isMatch(endpoint, event, decided) ? 'filter' : undefined
}

/** What filters look at. */
export interface FilterEvent {
  readonly eventType: string
  readonly channels?: string[] | undefined
  readonly tags?: string[] | undefined
  /** Undefined of a payload that is not JSON. It is parsed when it is first asked for. */
  readonly payload: unknown
}

// The deliveries of a message, and its attempts, ask the same filters: each is decided once, and so the payload is parsed once.
type Decided = Map<string, boolean>
const REMEMBERED = 500_000
const decisions = new RecentMap<string, Decided>({ most: REMEMBERED, sizeOf: ({ size }) => size + 1 })
const decisionsOn = (id: string | undefined) => id === undefined ? undefined : decisions.get(id)

/** A message as filters see it; undefined when its payload is not known here. */
export function eventOf ({ eventType, channels, tags, payload, isJson }: Subject): FilterEvent | undefined {
  if (!payload) return undefined
  const parsed: unknown[] = []
  return {
    eventType,
    // Null would be a value.
    channels: channels ?? undefined,
    tags: tags ?? undefined,
    get payload () {
      if (isJson !== false) parsed[0] ??= JSON.parse(String(payload))
      return parsed[0]
    }
  }
}

const isMatch = (endpoint: Endpoint, event: FilterEvent, decided: ReadonlyMap<string, boolean> | undefined): boolean =>
  endpoint.filter == null || (decided?.get(endpoint.filter) ?? testOf(endpoint)(event))

/** Whether the filter of an endpoint was decided about a message in this process, and is remembered. */
export const isDecided = ({ filter }: Endpoint, { id }: Pick<Message, 'id'>): boolean =>
  filter == null || decisions.get(id)?.has(filter) === true

// All filters about one message together take a second of CPU at most: a thousand steps for each of ten thousand endpoints.
const MOST_STEPS = 10_000_000

/**
 * Decides the filters of endpoints about a message, the first endpoint's first, and remembers the decisions. Other work goes on in
 * between: an application may have many filters that take long. Those that are undecided after ten million steps match. A message whose
 * payload is not known here is left as it is. Returns the decisions, by filter.
 */
export async function decideFilters (among: Iterable<Endpoint>, message: Subject & Pick<Message, 'id'>): Promise<Decided | undefined> {
  const known = decisions.get(message.id)
  const asked = [...among].filter(endpoint =>
    endpoint.filter != null && !known?.has(endpoint.filter) && reasonAgainst(endpoint, message, undefined) === undefined)
  const event = asked.length === 0 ? undefined : eventOf(message)
  if (!event) return known
  const decided = known ?? new Map<string, boolean>()
  if (!known) decisions.set(message.id, decided)
  const budget = { left: MOST_STEPS }
  await inSlices(asked, endpoint => {
    if (!decided.has(endpoint.filter!)) decided.set(endpoint.filter!, testOf(endpoint)(event, budget))
  })
  // The map has grown: it is set again, so that its present size counts.
  decisions.set(message.id, decided)
  return decided
}

const tests = new WeakMap<Endpoint, Test>()

function testOf (endpoint: Endpoint): Test {
  const known = tests.get(endpoint)
  if (known) return known
  const test = compileFilter(JSON.parse(endpoint.filter!) as Json)
  tests.set(endpoint, test)
  return test
}

/** The condition of an endpoint's filter that an event does not fulfil, with the names that lead to it. */
export const unmetCondition = (filter: string, event: FilterEvent) => firstMismatch(JSON.parse(filter) as Json, event)

/** The endpoints that want a message, and all endpoints of its application that they were chosen from. */
export interface Wanted { readonly among: ReadonlyMap<string, Endpoint>, readonly endpoints: readonly Endpoint[] }

/** Finds the endpoints that want a message. */
export async function wantedAmong (among: ReadonlyMap<string, Endpoint>, message: Subject & Pick<Message, 'id'>): Promise<Wanted> {
  const asked = [...among.values()].filter(endpoint => reasonAgainst(endpoint, message, undefined) === undefined)
  const decided = await decideFilters(asked, message)
  const event = eventOf(message)
  return { among, endpoints: event ? asked.filter(endpoint => isMatch(endpoint, event, decided)) : asked }
}

/** Whether a filter decides about a message whose payload is not known here. */
export const needsPayload = (among: ReadonlyMap<string, Endpoint>, message: Subject): boolean => message.payload === undefined &&
  [...among.values()].some(endpoint => endpoint.filter != null && reasonAgainst(endpoint, message, undefined) === undefined)

/** Whether a polling endpoint shows a message (contract 3.1). */
export function showsMessage (
  { eventTypes, channels }: Pick<Destination, 'eventTypes' | 'channels'>,
  message: Pick<Message, 'eventType' | 'channels'>
): boolean {
  if (eventTypes && !eventTypes.includes(message.eventType)) return false
  return !channels || channels.some(channel => message.channels?.includes(channel))
}
