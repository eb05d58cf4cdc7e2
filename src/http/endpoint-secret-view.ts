import type { Static } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { openKey } from '../delivery/attempt/signing-keys.js'
import type { Engine } from '../delivery/engine.js'
import { DAY_SECONDS } from '../facts/periods.js'
import { publicForm } from '../lib/secret-encryption.js'
import * as endpoints from '../repositories/endpoints.js'
import type { Endpoint } from '../repositories/endpoints.js'
import { sealSecret } from '../rules/endpoint-rules.js'
import { rotate } from '../rules/secret-rules.js'
import { NoContent } from '../schemas/common-schema.js'
import { EndpointSecretOut, type EndpointSecretRotateIn } from '../schemas/endpoint-schema.js'
import { endpointOf } from './found-by-path.js'
import { needsEmptyAnswer } from './sdk-agent.js'

const DEFAULT_GRACE_SECONDS = DAY_SECONDS

/** The answers of a rotation: the new secret, or nothing for SDKs that can only read an empty answer. */
export const ROTATED = {
  200: EndpointSecretOut,
  204: { ...NoContent, description: 'The same to an SDK (C#, Java, Kotlin) whose method returns nothing' }
}

/** The secret as it may be shown: of a key pair only the public key. */
export const shownSecret = ({ vault }: Pick<Engine, 'vault'>, { secret }: Endpoint) => ({ key: publicForm(openKey(vault, secret)) })

/** Answers a rotation. `since`: the SDK version from which on the method returns the secret. */
export async function sendRotated (reply: FastifyReply, endpoint: Endpoint, since?: readonly [number, number]): Promise<FastifyReply> {
  const { request } = reply
  if (needsEmptyAnswer(request.headers['user-agent'], since)) return await reply.code(204).send()
  return await reply.code(200).send(shownSecret(request.server.engine, endpoint))
}

/**
 * Replaces the secret of the endpoint in the path by the given one or a new one. The old one keeps signing during the
 * grace period.
 */
export async function rotateSecret (
  request: FastifyRequest & { params: { endpoint_id: string }, body: Static<typeof EndpointSecretRotateIn> }
): Promise<Endpoint> {
  const { engine } = request.server
  const { key, gracePeriodSeconds } = request.body
  // Checked before the endpoint is read: an invalid key for an unknown endpoint is answered with 422.
  const secret = sealSecret(engine, key, 'key')
  const graceMs = (gracePeriodSeconds ?? DEFAULT_GRACE_SECONDS) * 1000
  const now = engine.clock.now()
  return await endpoints.update(engine.db, await endpointOf(request), current => rotate(current, secret, graceMs, now), now)
}
