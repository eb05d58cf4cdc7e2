import type { Endpoint } from '../../src/repositories/endpoints.js'

interface Addressed { eventType: string, channels: string[] | null, onlyEndpointId: string | null, number: number | undefined }

/** The rule of contract 3.1, written a second time: whether an endpoint wants a message on schedule. */
export function wants (endpoint: Endpoint, { eventType, channels, onlyEndpointId, number }: Addressed): boolean {
  const isOpen = !endpoint.disabled && endpoint.deletedAt === undefined
  const isType = endpoint.eventTypes === null || endpoint.eventTypes === undefined || endpoint.eventTypes.some(one => one === eventType)
  const isChannel = endpoint.channels === null || endpoint.channels === undefined || (channels ?? []).some(one =>
    endpoint.channels!.includes(one))
  return isOpen && isType && isChannel && (onlyEndpointId ?? endpoint.id) === endpoint.id && isFrom(endpoint, number)
}

// Filters of the simulation require a least number in the payload.
function isFrom ({ filter }: Endpoint, number = 0): boolean {
  const { payload } = JSON.parse(filter ?? '{}') as { payload?: { number: { $gte: number } } }
  return number >= (payload?.number.$gte ?? 0)
}
