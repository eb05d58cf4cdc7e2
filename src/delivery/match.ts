import type { Endpoint } from '../repositories/endpoints.js'
import type { Message } from '../repositories/messages.js'

type Subject = Pick<Message, 'eventType' | 'channels' | 'onlyEndpointId'>

/** Whether an endpoint wants a message on schedule (contract 3.1). Manual attempts ask only whether it is enabled. */
export function wants (endpoint: Endpoint, { eventType, channels, onlyEndpointId }: Subject): boolean {
  if (endpoint.disabled || endpoint.deletedAt !== undefined) return false
  if (onlyEndpointId !== null && onlyEndpointId !== endpoint.id) return false
  if (endpoint.eventTypes && !endpoint.eventTypes.includes(eventType)) return false
  return !endpoint.channels || endpoint.channels.some(channel => channels?.includes(channel))
}

/** The endpoints that want a message, and all endpoints of its application that they were chosen from. */
export interface Wanted { readonly among: ReadonlyMap<string, Endpoint>, readonly endpoints: readonly Endpoint[] }

/** Finds the endpoints that want a message. Takes the `known` result when it was made from the same, unchanged endpoints. */
export function wantedAmong (among: ReadonlyMap<string, Endpoint>, message: Subject, known?: Wanted): Wanted {
  return known?.among === among ? known : { among, endpoints: [...among.values()].filter(endpoint => wants(endpoint, message)) }
}
