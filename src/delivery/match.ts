import { compileFilter, firstMismatch, type Json, type Test } from '../lib/json-filter.js'
import { RecentMap } from '../lib/recent-map.js'
import type { Destination } from '../repositories/destinations.js'
import type { Endpoint } from '../repositories/endpoints.js'
import type { Message } from '../repositories/messages.js'

type Subject = Pick<Message, 'eventType' | 'channels' | 'onlyEndpointId'> & Partial<Pick<Message, 'id' | 'tags' | 'payload' | 'isJson'>>

/** Why an endpoint does not want a message. */
export type Reason = 'disabled' | 'other-endpoint' | 'event-type' | 'channels' | 'filter'

/**
 * Whether an endpoint wants a message on schedule (contract 3.1). Manual attempts ask only whether it is enabled. A filter is
 * asked where the payload is known; without it the endpoint may want the message, and the attempt, which has the payload, decides.
 * `among`: the endpoints of the application, this one included, which other attempts of the message will ask about.
 */
export const wants = (endpoint: Endpoint, message: Subject, among?: Wanted['among']): boolean =>
  reasonAgainst(endpoint, message, eventOf(message), among) === undefined

/** The first reason why an endpoint does not want a message; undefined when it does. `event` is what `eventOf` makes of the message. */
export function reasonAgainst (
  endpoint: Endpoint,
  { id, eventType, channels, onlyEndpointId }: Subject,
  event: FilterEvent | undefined,
  among?: Wanted['among']
): Reason | undefined {
  if (endpoint.disabled || endpoint.deletedAt !== undefined) return 'disabled'
  if (onlyEndpointId !== null && onlyEndpointId !== endpoint.id) return 'other-endpoint'
  if (endpoint.eventTypes && !endpoint.eventTypes.includes(eventType)) return 'event-type'
  if (endpoint.channels && !endpoint.channels.some(channel => channels?.includes(channel))) return 'channels'
  return event && !isMatch(endpoint, id, event, among?.values()) ? 'filter' : undefined
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
const REMEMBERED = 10_000
const decisions = new RecentMap<string, Map<string, boolean>>({ most: REMEMBERED })

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

/** Whether a message matches an endpoint's filter. The filters of all `among` are decided with it, while the payload is parsed. */
function isMatch (endpoint: Endpoint, id: string | undefined, event: FilterEvent, among: Iterable<Endpoint> = [endpoint]): boolean {
  if (endpoint.filter == null) return true
  const decided = decisions.get(id!) ?? new Map<string, boolean>()
  if (!decided.has(endpoint.filter)) {
    for (const one of among) if (one.filter != null) decided.set(one.filter, testOf(one)(event))
    if (id) decisions.set(id, decided)
  }
  return decided.get(endpoint.filter)!
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

/** Finds the endpoints that want a message. Takes the `known` result when it was made from the same, unchanged endpoints. */
export function wantedAmong (among: ReadonlyMap<string, Endpoint>, message: Subject, known?: Wanted): Wanted {
  if (known?.among === among) return known
  const event = eventOf(message)
  return { among, endpoints: [...among.values()].filter(endpoint => reasonAgainst(endpoint, message, event) === undefined) }
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
