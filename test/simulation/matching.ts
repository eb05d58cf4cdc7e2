import type { Endpoint } from '../../src/repositories/endpoints.js'

interface Addressed { eventType: string, channels: string[] | null, onlyEndpointId: string | null }

/** Contract 3.1, told anew: whether an endpoint wants a message on schedule. */
export function wants (endpoint: Endpoint, { eventType, channels, onlyEndpointId }: Addressed): boolean {
  const isOpen = !endpoint.disabled && endpoint.deletedAt === undefined
  const isType = endpoint.eventTypes === null || endpoint.eventTypes === undefined || endpoint.eventTypes.some(one => one === eventType)
  const isChannel = endpoint.channels === null || endpoint.channels === undefined || (channels ?? []).some(one => endpoint.channels!.includes(one))
  return isOpen && isType && isChannel && (onlyEndpointId ?? endpoint.id) === endpoint.id
}
