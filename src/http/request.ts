import type { FastifyRequest } from 'fastify'
import { idempotencyAlias } from '../delivery/accept/accept.js'
import type { Principal } from './tokens.js'
import type { Application } from '../repositories/applications.js'

/** What the plugins stored on a request. */

/** The caller of a route that requires a token. */
export function principalOf ({ principal }: FastifyRequest): Principal {
  if (!principal) throw new Error('This route does not ask for a token.')
  return principal
}

/** The application in the route's path. */
export function applicationOf ({ application }: FastifyRequest): Application {
  if (!application) throw new Error('This route has no application in its path.')
  return application
}

/**
 * The alias of a request's idempotency key in its scope; undefined when it has none. The scope is the organization, for
 * a portal its application, and the URL. The token is not part of it, because the caller may have a new token when it
 * repeats the request (contract 1.7).
 */
export function idempotencyKeyOf ({ method, headers, url, principal }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key']
  if (method !== 'POST' || typeof key !== 'string' || key === '' || principal === null) return undefined
  return idempotencyAlias('request', principal.orgId, principal.kind === 'app' ? principal.appId : '', key, url)
}

/** The URL under which the caller reaches this server: from the settings, or else from the request and its proxies' headers. */
export function publicUrlOf ({ server, headers, protocol, host }: FastifyRequest): string {
  const { publicUrl } = server.engine.config
  if (publicUrl !== undefined) return publicUrl
  const forwarded = (what: string, pattern: RegExp) => pattern.exec(String(headers[`x-forwarded-${what}`] ?? ''))?.[0]
  const origin = `${forwarded('proto', /^https?/) ?? protocol}://${forwarded('host', /^[\w.:[\]-]+/) ?? (host || 'localhost')}`
  return `${origin}${(forwarded('prefix', /^\/[\w./~-]*/) ?? '').replace(/\/+$/, '')}`
}
