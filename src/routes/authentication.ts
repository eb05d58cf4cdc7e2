import type { FastifyRequest } from 'fastify'
import { DAY_SECONDS } from '../facts/periods.js'
import { expireTokens } from '../rules/application-rules.js'
import { ApiError } from '../errors.js'
import type { App } from '../http/app-types.js'
import * as applications from '../repositories/applications.js'
import type { Application } from '../repositories/applications.js'
import { ApplicationTokenExpireIn, AppPortalAccessIn, AppPortalAccessOut } from '../schemas/authentication-schema.js'
import { AppParams, NoContent } from '../schemas/common-schema.js'
import { findOrCreate } from '../http/implicit-application.js'
import { refuseNotThere } from '../http/refused-fields.js'
import { route } from '../http/route.js'
import { applicationOf, publicUrlOf } from '../http/request.js'

const tag = 'Authentication'
// Four weeks (contract 1.2).
const PORTAL_TOKEN_SECONDS = 28 * DAY_SECONDS
// A token that may do more, or lives longer, than was asked for is worse than none.
const NOT_THERE = {
  expiry: 'is not there yet: a token lives for 28 days, and expire-all ends those of an application earlier',
  capabilities: 'are not there yet: a token may do all that a portal may',
  readOnly: 'is not there yet: a token may also write',
  sessionId: 'is not there yet: the tokens of an application are not told apart'
}

export async function authenticationRoutes (app: App): Promise<void> {
  app.post('/app-portal-access/:app_id', route({
    operationId: 'v1.authentication.app-portal-access', summary: 'Get consumer app portal access', tag, access: 'org', errors: [404, 409],
    params: AppParams, body: AppPortalAccessIn, answers: { 200: AppPortalAccessOut }, findsApplication: true
  }), async request => {
    const { app_id: idOrUid } = request.params
    refuseNotThere(request.body, NOT_THERE)
    const { application: description, featureFlags = [] } = request.body
    return await access(request, await findOrCreate(request, idOrUid, description), featureFlags)
  })

  app.post('/dashboard-access/:app_id', route({
    operationId: 'v1.authentication.dashboard-access', summary: 'The older form of app portal access', tag, access: 'org', errors: [404],
    params: AppParams, answers: { 200: AppPortalAccessOut }
  }), async request => await access(request, applicationOf(request), []))

  app.post('/app/:app_id/expire-all', route({
    operationId: 'v1.authentication.expire-all', summary: 'Expire all portal tokens of an application', tag, access: 'org', errors: [404],
    params: AppParams, body: ApplicationTokenExpireIn, answers: { 204: NoContent }
  }), async (request, reply) => {
    refuseNotThere(request.body, { sessionIds: 'sessions are not there yet: without this field, all tokens of the application expire' })
    const { expiry } = request.body
    const now = app.engine.clock.now()
    await applications.updateWith(app.engine.db, applicationOf(request), current => expireTokens(current, now, now + (expiry ?? 0) * 1000), now)
    return await reply.code(204).send()
  })

  // A token cannot be ended alone yet, and a 204 would say that it was. SDKs try again after a 501.
  app.post('/logout', route({
    operationId: 'logout_api_v1_auth_logout__post', summary: 'Logout', tag, access: 'none', errors: [400], answers: {}
  }), async () => { throw new ApiError(400, 'not_implemented', 'One token cannot be ended yet: expire-all ends those of an application.') })

  async function access (request: FastifyRequest, { orgId, id: appId }: Application, featureFlags: string[]) {
    const token = await app.tokens.mint({ kind: 'app', orgId, appId, featureFlags }, PORTAL_TOKEN_SECONDS)
    return { url: `${publicUrlOf(request)}/docs`, token }
  }
}
