import type { FastifyRequest } from 'fastify'
import { idempotencyAlias } from '../delivery/accept/accept.js'
import type { Principal } from './tokens.js'
import type { Application } from '../repositories/applications.js'

/** What the plugins found out about a request. */

/** The caller of a route that needs one. */
export function principalOf ({ principal }: FastifyRequest): Principal {
  if (!principal) throw new Error('This route does not ask for a token.')
  return principal
}

/** The application that the path of the route names. */
export function applicationOf ({ application }: FastifyRequest): Application {
  if (!application) throw new Error('This route has no application in its path.')
  return application
}

/**
 * A request's idempotency key with its scope: the organization, for a portal its application, and the URL; undefined when
 * it has none. A renewed token asks the same, so the token is no part of it (contract 1.7).
 */
export function idempotencyKeyOf ({ method, headers, url, principal }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key']
  if (method !== 'POST' || typeof key !== 'string' || key === '' || principal === null) return undefined
  return idempotencyAlias('request', principal.orgId, principal.kind === 'app' ? principal.appId : '', key, url)
}

/** Where the caller reaches this server: as the settings say, or else as the request and the proxies on its way do. */
export function publicUrlOf ({ server, headers, protocol, host }: FastifyRequest): string {
  const { publicUrl } = server.engine.config
  if (publicUrl !== undefined) return publicUrl
  const forwarded = (what: string, pattern: RegExp) => pattern.exec(String(headers[`x-forwarded-${what}`] ?? ''))?.[0]
  const origin = `${forwarded('proto', /^https?/) ?? protocol}://${forwarded('host', /^[\w.:[\]-]+/) ?? (host || 'localhost')}`
  return `${origin}${(forwarded('prefix', /^\/[\w./~-]*/) ?? '').replace(/\/+$/, '')}`
}
