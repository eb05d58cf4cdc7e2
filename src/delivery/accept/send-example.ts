import { ApiError, notFound } from '../../errors.js'
import { rawAt } from '../../lib/json-path.js'
import type { Application } from '../../repositories/applications.js'
import type { Endpoint } from '../../repositories/endpoints.js'
import * as eventTypes from '../../repositories/event-types.js'
import type { Message } from '../../repositories/messages.js'
import { accept } from './accept.js'
import { takeAcceptRate } from './accept-rate.js'
import type { Engine } from '../engine.js'

/** The event type that every organization can send as an example. */
const PING = { name: 'svix.ping', payload: '{"success":true}' }

/** Which example to send to which endpoint: the one at `index` of the first version's schema, or the JSON text `payload`. */
export interface Example { endpoint: Endpoint, eventType: string, index: number, payload?: string | undefined }

/**
 * Sends an event type's example to one endpoint, as a message like any other (contract 2.8); 404 when there is no such
 * event type, 400 `invalid_scheme` when its schema has no such example.
 */
export async function sendExample (
  engine: Engine,
  application: Application,
  { endpoint, eventType, index, payload }: Example
): Promise<Message> {
  const text = eventType === PING.name ? payload ?? PING.payload : await exampleOf(engine, application.orgId, { eventType, index, payload })
  await takeAcceptRate(engine, application)
  const { message } = await accept(engine, application, {
    eventType,
    eventId: null,
    channels: null,
    tags: null,
    deliverAt: null,
    onlyEndpointId: endpoint.id,
    payload: Buffer.from(text),
    isJson: true,
    retentionDays: undefined,
    idempotencyKey: undefined
  })
  return message
}

async function exampleOf (
  { db }: Pick<Engine, 'db'>,
  orgId: string,
  { eventType: name, index, payload }: Omit<Example, 'endpoint'>
): Promise<string> {
  const eventType = await eventTypes.find(db, orgId, name)
  if (!eventType) throw notFound('Event type')
  if (payload !== undefined) return payload
  const example = rawAt(eventType.schemas ?? '{}', ['1', 'examples', index])
  if (!example?.startsWith('{')) throw new ApiError(400, 'invalid_scheme', `The schema of '${name}' has no such example that is an object.`)
  return example
}
