import type { Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { expireTokens } from '../rules/application-rules.js'
import { allowedBy } from '../rules/capabilities.js'
import { ApiError, invalid } from '../errors.js'
import { formatTimestamp } from '../lib/time.js'
import type { App } from '../http/app-types.js'
import * as applications from '../repositories/applications.js'
import type { Application } from '../repositories/applications.js'
import {
  ApplicationTokenExpireIn, AppPortalAccessIn, AppPortalAccessOut, JwksOut, WhoamiOut, type Capability
} from '../schemas/authentication-schema.js'
import { AppParams, NoContent } from '../schemas/common-schema.js'
import { findOrCreate } from '../http/implicit-application.js'
import { endSessions, endToken } from '../http/portal-sessions.js'
import { route } from '../http/route.js'
import { applicationOf, principalOf, publicUrlOf } from '../http/request.js'
import { PORTAL_TOKEN_SECONDS_MAX, type Portal, type Principal } from '../http/tokens.js'

const tag = 'Authentication'
const NOT_A_PORTAL = 'An organization\'s token cannot be ended alone: it ends by its own expiry, or with the secret that signs tokens.'

/** Registers the operations of portal access, expire-all, logout and whoami (contract 2.8). */
export async function authenticationRoutes (app: App): Promise<void> {
  const { engine } = app

  app.post('/app-portal-access/:app_id', route({
    operationId: 'v1.authentication.app-portal-access', summary: 'Get consumer app portal access', tag, access: 'org', errors: [404, 409],
    params: AppParams, body: AppPortalAccessIn, answers: { 200: AppPortalAccessOut }, findsApplication: true
  }), async request => {
    const { params: { app_id: idOrUid }, body } = request
    const granted = grantOf(body)
    return await access(request, await findOrCreate(request, idOrUid, body.application), {
      ...granted,
      seconds: body.expiry ?? PORTAL_TOKEN_SECONDS_MAX
    })
  })

  app.post('/dashboard-access/:app_id', route({
    operationId: 'v1.authentication.dashboard-access', summary: 'Get app portal access (older form)', tag, access: 'org', errors: [404],
    params: AppParams, answers: { 200: AppPortalAccessOut }
  }), async request => await access(request, applicationOf(request), { featureFlags: [], seconds: PORTAL_TOKEN_SECONDS_MAX }))

  app.post('/app/:app_id/expire-all', route({
    operationId: 'v1.authentication.expire-all', summary: 'Expire all portal tokens of an application, or those of some sessions', tag,
    access: 'org', errors: [404], params: AppParams, body: ApplicationTokenExpireIn, answers: { 204: NoContent }
  }), async (request, reply) => {
    const { expiry, sessionIds } = request.body
    const now = engine.clock.now()
    const at = now + (expiry ?? 0) * 1000
    if (sessionIds?.length) await endSessions(engine.db, applicationOf(request), sessionIds, { now, at })
    else await applications.updateWith(engine.db, applicationOf(request), current => expireTokens(current, now, at), now)
    return await reply.code(204).send()
  })

  app.get('/jwks', route({
    operationId: 'v1.authentication.jwks', summary: 'Get the public keys of tokens', tag, access: 'none', answers: { 200: JwksOut }
  }), async (_request, reply) => await reply.header('cache-control', 'public, max-age=300').send({ keys: app.tokens.publicKeys() }))

  app.post('/logout', route({
    operationId: 'logout_api_v1_auth_logout__post',
    summary: "End this request's portal token", tag, access: 'any', errors: [400],
    answers: { 204: NoContent }
  }), async (request, reply) => {
    const principal = principalOf(request)
    // An organization's token is created outside of this server and may live for ten years. A 204 would look like success to SDKs.
    if (principal.kind === 'org') throw new ApiError(400, 'not_a_portal', NOT_A_PORTAL)
    const application = await applications.findCached(engine.db, principal.orgId, principal.appId)
    await endToken(engine.db, application!, principal, engine.clock.now())
    return await reply.code(204).send()
  })

  app.get('/whoami', route({
    operationId: 'v1.authentication.whoami', summary: "Show what this request's token may do", tag, access: 'any',
    answers: { 200: WhoamiOut }
  }), async request => whoAmI(principalOf(request)))

  async function access (request: FastifyRequest, { orgId, id: appId }: Application, { seconds, ...grant }: Grant & { seconds: number }) {
    const token = await app.tokens.mint({ kind: 'app', orgId, appId, ...grant }, seconds)
    // Browsers do not send the fragment of a URL to servers, so the token is in no server's log.
    const key = Buffer.from(JSON.stringify({ appId, token })).toString('base64')
    return { url: `${publicUrlOf(request)}/portal/login#key=${key}`, token }
  }
}

type Grant = Pick<Portal, 'featureFlags' | 'sessionId'> & { capabilities?: Capability[] }

/** The grant of a portal's token; 422 when both `readOnly` and `capabilities` are given. */
function grantOf ({ featureFlags = [], capabilities, readOnly, sessionId }: Static<typeof AppPortalAccessIn>): Grant {
  if (readOnly && capabilities) throw invalid(['body', 'readOnly'], 'and capabilities exclude each other')
  const granted = readOnly ? ['ViewBase' as const] : capabilities
  return { featureFlags, ...(granted && { capabilities: allowedBy(granted) }), ...(sessionId != null && { sessionId }) }
}

function whoAmI (principal: Principal): Static<typeof WhoamiOut> {
  const { orgId: envId } = principal
  if (principal.kind === 'org') {
    return {
      envId, appId: null, permissionSource: 'organization', sessionId: null, capabilities: allowedBy(undefined), featureFlags: [],
      expiresAt: null
    }
  }
  const { appId, sessionId = null, capabilities, featureFlags, expiresAt } = principal
  return {
    envId,
    appId,
    permissionSource: 'portal',
    sessionId,
    capabilities: allowedBy(capabilities),
    featureFlags: [...featureFlags],
    expiresAt: expiresAt === undefined ? null : formatTimestamp(expiresAt)
  }
}
