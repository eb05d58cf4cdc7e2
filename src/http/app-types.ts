import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type { Engine } from '../delivery/engine.js'
import type { Capability } from '../schemas/authentication-schema.js'
import type { ParsedBody } from '../lib/raw-json.js'
import type { Application } from '../repositories/applications.js'
import type { Poller } from './poll-tokens.js'
import type { Principal, Tokens } from './tokens.js'

/** The app as routes see it. TypeBox schemas give the types of requests and answers. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/**
 * The tokens that a route accepts: none is needed, an organization's, an organization's or its application's portal's, any of these,
 * or any that may poll: an organization's, its application's portal's, the polling endpoint's.
 */
export type Access = 'none' | 'org' | 'app' | 'any' | 'poll'

declare module 'fastify' {
  interface FastifyInstance {
    engine: Engine
    tokens: Tokens
    /** Whether a route has this URL, whatever its methods. */
    holds: (url: string) => boolean
  }
  interface FastifyContextConfig {
    access?: Access
    /** The capability that a portal's token needs; only on routes that are open to portals. */
    capability?: Capability
    /** The route finds its application itself, because it may have to create it. */
    findsApplication?: boolean
    /** The route itself recognizes repeated requests. */
    ownIdempotency?: boolean
    /** Returns the 202 that an earlier request with the same key got. */
    replay?: (request: FastifyRequest) => Promise<object | undefined>
  }
  interface FastifyRequest {
    principal: Principal | null
    /** In its place where the token is a polling endpoint's. */
    poller: Poller | null
    /** The application in the path; null on routes that find it themselves. */
    application: Application | null
    parsedBody: ParsedBody | null
    /** The alias of the request's idempotency key while this request holds its lock. */
    idempotencyLock: { key: string, holder: string } | null
  }
}
