import type { FastifyContextConfig, FastifyReply, FastifyRequest } from 'fastify'
import { badQuery, forbidden, notFound, unauthenticated } from '../errors.js'
import * as applications from '../repositories/applications.js'
import type { Application } from '../repositories/applications.js'
import { portalRefusal } from '../http/portal-sessions.js'
import type { Portal, Principal } from '../http/tokens.js'
import { allowedBy } from '../rules/capabilities.js'
import { pollTokenIn, verifyPollToken } from '../http/poll-tokens.js'
import type { Access, App } from '../http/app-types.js'
import { parseQuery } from './query.js'

/** Checks in the contract's order: query, token, permission, application. The body is checked after all of them. */
export function addAuth (app: App): void {
  app.decorateRequest('principal', null)
  app.decorateRequest('poller', null)
  app.decorateRequest('application', null)
  app.addHook('onRequest', authorize)
}

async function authorize (request: FastifyRequest, _reply: FastifyReply): Promise<void> {
  if (request.is404) return
  if (request.headers.host === undefined && request.raw.httpVersion === '1.1') throw badQuery('A request needs a Host header.')
  const { config, schema } = request.routeOptions
  if (schema?.querystring) request.query = parseQuery(schema.querystring as never, request.query as Record<string, string | string[]>)
  const access = config.access ?? 'org'
  if (access === 'none') return
  const token = pollTokenIn(request.headers.authorization)
  if (token !== undefined) return await admitPoller(request, token, access)
  const principal = await request.server.tokens.verify(request.headers.authorization)
  request.principal = principal
  if (principal.kind === 'app') await admitPortal(request, principal, config)
  const { app_id: idOrUid } = request.params as { app_id?: string }
  if (idOrUid !== undefined && !config.findsApplication) request.application = await find(request, principal, idOrUid)
}

async function admitPoller (request: FastifyRequest, token: string, access: Access): Promise<void> {
  const { engine } = request.server
  const { application, poller } = await verifyPollToken(engine.db, token, engine.clock.now())
  if (access !== 'poll') throw forbidden()
  const { app_id: idOrUid } = request.params as { app_id: string }
  if (idOrUid !== application.id && idOrUid !== application.uid) throw notFound('Application')
  request.application = application
  request.poller = poller
}

async function admitPortal ({ server: { engine } }: FastifyRequest, portal: Portal, { capability }: FastifyContextConfig): Promise<void> {
  const refusal = await portalRefusal(engine.db, portal, engine.clock.now())
  if (refusal) throw unauthenticated(refusal)
  if (capability === undefined || !allowedBy(portal.capabilities).includes(capability)) throw forbidden()
}

async function find ({ server }: FastifyRequest, principal: Principal, idOrUid: string): Promise<Application> {
  const application = await applications.findCached(server.engine.db, principal.orgId, idOrUid)
  if (!application || (principal.kind === 'app' && principal.appId !== application.id)) throw notFound('Application')
  return application
}
