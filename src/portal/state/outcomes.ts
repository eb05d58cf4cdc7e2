import type { Attempt, Delivery, Endpoint } from './calls.js'
import { now } from './server-time.js'
import type { Word } from './words.js'

/** In AWS, a first attempt is listed from its first claim on. */
const SOON_MS = 60_000

const BY_STATUS = ['delivered', 'waiting', 'failed', 'sending', 'canceled'] as const

type EndpointState = 'active' | 'circuit' | 'probing' | 'disabled'
type DeliveryState = 'delivered' | 'waiting' | 'retrying' | 'sending' | 'exhausted' | 'canceled' | 'circuit'

/** Whether an endpoint gets requests. */
export function stateOfEndpoint ({ disabled, circuit }: Pick<Endpoint, 'disabled' | 'circuit'>): EndpointState {
  if (disabled) return 'disabled'
  if (circuit) return circuit.state === 'open' ? 'circuit' : 'probing'
  return 'active'
}

/** Whether a person disabled it: nothing is wrong. */
export const isByHand = ({ disabled, stopped }: Pick<Endpoint, 'disabled' | 'stopped'>): boolean =>
  disabled === true && (stopped?.why ?? 'hand') === 'hand'

export function stateOfDelivery ({ state, waitsFor, lastAttempt }: Delivery): DeliveryState {
  if (state === 'succeeded') return 'delivered'
  if (state !== 'pending') return state
  if (waitsFor === 'attempt') return 'sending'
  if (waitsFor === 'circuit') return 'circuit'
  return lastAttempt ? 'retrying' : 'waiting'
}

/** By the status of the API: success, pending, fail, sending, canceled. */
export const stateOfAttempt = ({ status }: Pick<Attempt, 'status'>) => BY_STATUS[status]

/** How an attempt ended, in words: which kind of failure it was. */
export function failureOf ({ responseStatusCode: code, failure }: { responseStatusCode: number, failure?: string | null }): Word {
  if (code === 0) return failure == null ? 'failure.none' : `failure.${failure}` as Word
  if (code < 300) return 'failure.success'
  if (code < 400) return 'failure.redirect'
  if (code === 401 || code === 403) return 'failure.refused'
  if (code === 404) return 'failure.missing'
  if (code === 410) return 'failure.gone'
  if (code === 429) return 'failure.busy'
  return code < 500 ? 'failure.client' : 'failure.server'
}

interface Subject { eventType: string, channels: string[] | null, timestamp: string }

/** Why an endpoint was not sent a message that it has no delivery of; the first reason that holds. `isFiltered`: by its filter. */
export function whyNot (endpoint: Endpoint, message: Subject, isFiltered: boolean): Word {
  const { eventTypes, channels } = endpoint
  if (endpoint.createdAt > message.timestamp) return 'why.newer'
  if (eventTypes && !eventTypes.includes(message.eventType)) return 'why.type'
  if (channels && !channels.some(one => message.channels?.includes(one))) return 'why.channel'
  if (endpoint.disabled) return 'why.disabled'
  if (isFiltered) return 'why.filter'
  if (endpoint.updatedAt > message.timestamp) return 'why.changed'
  return now() - Date.parse(message.timestamp) < SOON_MS ? 'why.soon' : 'why.other'
}
