import type { Static } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { DAY_SECONDS } from '../facts/periods.js'
import { sealSecret } from '../rules/endpoint-rules.js'
import type { Engine } from '../delivery/engine.js'
import { openKey } from '../delivery/attempt/signing-keys.js'
import { tellChange } from '../delivery/operational-webhooks/operational-webhooks.js'
import { rotate } from '../rules/secret-rules.js'
import { needsEmptyAnswer } from '../http/sdk-agent.js'
import { publicForm } from '../lib/secret-encryption.js'
import type { App } from '../http/app-types.js'
import * as endpoints from '../repositories/endpoints.js'
import type { Endpoint } from '../repositories/endpoints.js'
import { EndpointParams, NoContent } from '../schemas/common-schema.js'
import { EndpointSecretOut, EndpointSecretRotateIn } from '../schemas/endpoint-schema.js'
import { endpointOf } from '../http/found-by-path.js'
import { route } from '../http/route.js'

const tag = 'Endpoint'
const DEFAULT_GRACE_SECONDS = DAY_SECONDS
// From this version on, the method of the SDKs returns the secret.
const RETURNED_SINCE = [2, 7] as const

/** What a rotation answers: the new secret, but to SDKs that can only read an empty answer. */
export const ROTATED = { 200: EndpointSecretOut, 204: { ...NoContent, description: 'The same to an SDK (C#, Java, Kotlin) whose method returns nothing' } }

export async function endpointSecretRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.endpoint.get-secret', summary: 'Get endpoint secret', tag, access: 'app', params: EndpointParams,
    answers: { 200: EndpointSecretOut }
  }), async request => shownSecret(engine, await endpointOf(request)))

  app.post('/rotate', route({
    operationId: 'v1.endpoint.rotate-secret', summary: 'Rotate endpoint secret', tag, access: 'app', params: EndpointParams,
    body: EndpointSecretRotateIn, answers: ROTATED
  }), async (request, reply) => {
    const rotated = await rotateSecret(request)
    await tellChange(engine, 'endpoint.updated', rotated)
    return await sendRotated(reply, rotated, RETURNED_SINCE)
  })
}

/** The secret as it may be shown: of a key pair only the public half. */
export const shownSecret = ({ vault }: Pick<Engine, 'vault'>, { secret }: Endpoint) => ({ key: publicForm(openKey(vault, secret)) })

/** Answers a rotation; `since` is the version of the SDKs from which on their method returns the secret. */
export async function sendRotated (reply: FastifyReply, endpoint: Endpoint, since?: readonly [number, number]): Promise<FastifyReply> {
  const { request } = reply
  if (needsEmptyAnswer(request.headers['user-agent'], since)) return await reply.code(204).send()
  return await reply.code(200).send(shownSecret(request.server.engine, endpoint))
}

/** Replaces the secret of the endpoint in the path by the given one or a new one; the old one signs on for the grace period. */
export async function rotateSecret (request: FastifyRequest & { params: { endpoint_id: string }, body: Static<typeof EndpointSecretRotateIn> }): Promise<Endpoint> {
  const { engine } = request.server
  const { key, gracePeriodSeconds } = request.body
  // Before the endpoint is looked up: a wrong key for an unknown endpoint is a 422.
  const secret = sealSecret(engine, key, 'key')
  const graceMs = (gracePeriodSeconds ?? DEFAULT_GRACE_SECONDS) * 1000
  const now = engine.clock.now()
  return await endpoints.update(engine.db, await endpointOf(request), current => rotate(current, secret, graceMs, now), now)
}
