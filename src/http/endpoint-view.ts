import type { FastifyRequest } from 'fastify'
import type { Static } from '@sinclair/typebox'
import { openUrl, type Dropped } from '../delivery/credentials.js'
import { isWaiting, type WaitingCircuit } from '../delivery/endpoint-health/circuit.js'
import { formatTimestamp } from '../lib/time.js'
import type { Endpoint } from '../repositories/endpoints.js'
import type { CircuitOut, EndpointOut } from '../schemas/endpoint-schema.js'
import { raw } from './raw-mark.js'
import { principalOf } from './request.js'
import { inSeconds } from './schedule-view.js'

export type EndpointView = (endpoint: Endpoint, dropped?: Dropped) => Static<typeof EndpointOut>

/** Whether the caller is a portal, which sees no credentials of endpoints. */
export const isPortal = (request: FastifyRequest): boolean => principalOf(request).kind === 'app'

/** How the caller sees endpoints: an organization sees the login in the URL, a portal does not. */
export function endpointView (request: FastifyRequest): EndpointView {
  const { vault } = request.server.engine
  const urlOf = isPortal(request) ? ({ url }: Endpoint) => url : (endpoint: Endpoint) => openUrl(vault, endpoint)
  return (endpoint, dropped) => ({ ...endpointOut({ ...endpoint, url: urlOf(endpoint) }), ...(dropped && { dropped }) })
}

function endpointOut ({ circuit, stopped, retryScheduleMs, filter, createdAt, updatedAt, ...rest }: Endpoint): Static<typeof EndpointOut> {
  return {
    ...rest,
    ...(retryScheduleMs && { retrySchedule: inSeconds(retryScheduleMs) }),
    ...(filter != null && { filter: raw(filter) }),
    ...(isWaiting(circuit) && { circuit: circuitOut(circuit) }),
    ...(stopped && rest.disabled && { stopped: { why: stopped.why, at: formatTimestamp(stopped.at) } }),
    filterTypes: rest.eventTypes,
    rateLimit: rest.throttleRate,
    createdAt: formatTimestamp(createdAt),
    updatedAt: formatTimestamp(updatedAt)
  }
}

function circuitOut ({ state, since, until }: WaitingCircuit): Static<typeof CircuitOut> {
  return { state, since: formatTimestamp(since), ...(state === 'open' && { until: formatTimestamp(until) }) }
}
