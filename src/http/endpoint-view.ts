import type { FastifyRequest } from 'fastify'
import type { Static } from '@sinclair/typebox'
import { openUrl, type Dropped } from '../delivery/credentials.js'
import type { Endpoint } from '../repositories/endpoints.js'
import type { EndpointOut } from '../schemas/endpoint-schema.js'
import { principalOf } from './request.js'
import { endpointOut } from './views.js'

export type EndpointView = (endpoint: Endpoint, dropped?: Dropped) => Static<typeof EndpointOut>

/** Whether the caller is a portal, which sees no credentials of endpoints. */
export const isPortal = (request: FastifyRequest): boolean => principalOf(request).kind === 'app'

/** How the caller sees endpoints: an organization with the login in the URL, a portal without. */
export function endpointView (request: FastifyRequest): EndpointView {
  const { vault } = request.server.engine
  const urlOf = isPortal(request) ? ({ url }: Endpoint) => url : (endpoint: Endpoint) => openUrl(vault, endpoint)
  return (endpoint, dropped) => ({ ...endpointOut({ ...endpoint, url: urlOf(endpoint) }), ...(dropped && { dropped }) })
}
