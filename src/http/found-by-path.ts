import type { FastifyRequest } from 'fastify'
import { notFound } from '../errors.js'
import * as destinations from '../repositories/destinations.js'
import type { Destination } from '../repositories/destinations.js'
import * as endpoints from '../repositories/endpoints.js'
import type { Endpoint } from '../repositories/endpoints.js'
import * as messages from '../repositories/messages.js'
import type { Message } from '../repositories/messages.js'
import { applicationOf } from './request.js'

/** The live endpoint that the path names by id or uid; 404 when there is none. */
export async function endpointOf (request: FastifyRequest & { params: { endpoint_id: string } }): Promise<Endpoint> {
  const { endpoint_id: idOrUid } = request.params
  return await endpoints.find(request.server.engine.db, applicationOf(request).id, idOrUid)
}

/** The same, or the live polling endpoint that it names, where no endpoint has this uid; 404 when there is neither. */
export async function targetOf (request: FastifyRequest & { params: { endpoint_id: string } }): Promise<Endpoint | Destination> {
  const { endpoint_id: idOrUid } = request.params
  const { engine: { db } } = request.server
  const { id: appId, polledSince } = applicationOf(request)
  const target = idOrUid.startsWith(DESTINATION) ? undefined : await endpoints.seek(db, appId, idOrUid)
  const found = target ?? (polledSince === undefined ? undefined : await destinations.seek(db, appId, idOrUid))
  if (!found) throw notFound('Endpoint')
  return found
}

const DESTINATION = 'sink_'
export const isDestination = (target: Endpoint | Destination): target is Destination => target.id.startsWith(DESTINATION)

/** The message that the path names by id or eventId; 404 when there is none. */
export async function messageOf (request: FastifyRequest & { params: { msg_id: string } }, withPayload = false): Promise<Message> {
  const { msg_id: idOrEventId } = request.params
  const { engine } = request.server
  const message = await messages.find(engine.db, applicationOf(request).id, idOrEventId, { now: engine.clock.now(), withPayload })
  if (!message) throw notFound('Message')
  return message
}
