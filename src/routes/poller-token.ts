import { DAY_SECONDS } from '../facts/periods.js'
import { notFound } from '../errors.js'
import type { App } from '../http/app-types.js'
import { newPollToken, pollDigest } from '../http/poll-tokens.js'
import { pollTokenOut } from '../http/poller-view.js'
import { applicationOf } from '../http/request.js'
import { route } from '../http/route.js'
import * as destinations from '../repositories/destinations.js'
import { rotateTokens } from '../rules/destination-rules.js'
import { ApiTokenOut, PollerTokenParams, RotatePollerTokenIn } from '../schemas/poller-schema.js'

const tag = 'Authentication'
const YEAR_SECONDS = 365 * DAY_SECONDS
const OLD_SECONDS = 300

export async function pollerTokenRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('/:endpoint_id/token', route({
    operationId: 'v1.authentication.get-poller-token', summary: 'Get the token of a polling endpoint', tag, access: 'app',
    params: PollerTokenParams, answers: { 200: ApiTokenOut }
  }), async request => {
    const { tokens } = await destinations.find(engine.db, applicationOf(request).id, request.params.endpoint_id)
    const token = tokens.at(-1)
    if (!token || (token.expiresAt ?? Infinity) <= engine.clock.now()) throw notFound('Token')
    return pollTokenOut(token, engine.vault.open(token.sealed))
  })

  app.post('/:endpoint_id/token/rotate', route({
    operationId: 'v1.authentication.rotate-poller-token', summary: 'Make a new token of a polling endpoint', tag,
    access: 'app', params: PollerTokenParams, body: RotatePollerTokenIn, answers: { 201: ApiTokenOut }
  }), async (request, reply) => {
    const { expiry, oldTokenExpiry = OLD_SECONDS } = request.body
    const destination = await destinations.find(engine.db, applicationOf(request).id, request.params.endpoint_id)
    const now = engine.clock.now()
    const token = newPollToken(destination)
    const fresh = {
      id: engine.newId('tok_').id,
      sealed: engine.vault.seal(token),
      digest: pollDigest(token),
      createdAt: now,
      expiresAt: now + (expiry ?? YEAR_SECONDS) * 1000
    }
    const terms = { now, oldUntil: now + oldTokenExpiry * 1000 }
    await destinations.update(engine.db, destination, current => ({ tokens: rotateTokens(current, fresh, terms) }), now)
    return await reply.code(201).send(pollTokenOut(fresh, token))
  })
}
