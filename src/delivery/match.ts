import { compileFilter, firstMismatch, type Json, type Test } from '../lib/json-filter.js'
import type { Destination } from '../repositories/destinations.js'
import type { Endpoint } from '../repositories/endpoints.js'
import type { Message } from '../repositories/messages.js'

type Subject = Pick<Message, 'eventType' | 'channels' | 'onlyEndpointId'> & Partial<Pick<Message, 'tags' | 'payload' | 'isJson'>>

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
  { eventType, channels, onlyEndpointId }: Subject,
  event: FilterEvent | undefined
): Reason | undefined {
  if (endpoint.disabled || endpoint.deletedAt !== undefined) return 'disabled'
  if (onlyEndpointId !== null && onlyEndpointId !== endpoint.id) return 'other-endpoint'
  if (endpoint.eventTypes && !endpoint.eventTypes.includes(eventType)) return 'event-type'
  if (endpoint.channels && !endpoint.channels.some(channel => channels?.includes(channel))) return 'channels'
  return event && endpoint.filter != null && !testOf(endpoint)(event) ? 'filter' : undefined
}

/** What filters look at. */
export interface FilterEvent {
  readonly eventType: string
  readonly channels?: string[]
  readonly tags?: string[]
  /** Undefined of a payload that is not JSON. It is parsed when it is first asked for. */
  readonly payload: unknown
}

// The deliveries of a message share its bytes: a small payload is parsed once for all of them.
const parsed = new WeakMap<Buffer, unknown>()
const REMEMBERED_BYTES = 64 * 1024

/** A message as filters see it; undefined when its payload is not known here. */
export function eventOf ({ eventType, channels, tags, payload, isJson }: Subject): FilterEvent | undefined {
  if (!payload) return undefined
  return {
    eventType,
    ...(channels && { channels }),
    ...(tags && { tags }),
    get payload () { return isJson === false ? undefined : parse(payload) }
  }
}

function parse (payload: Buffer): unknown {
  if (parsed.has(payload)) return parsed.get(payload)
  const value: unknown = JSON.parse(payload.toString())
  if (payload.length <= REMEMBERED_BYTES) parsed.set(payload, value)
  return value
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
