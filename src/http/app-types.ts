import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type { Engine } from '../delivery/engine.js'
import type { Capability } from '../schemas/authentication-schema.js'
import type { ParsedBody } from '../lib/raw-json.js'
import type { Application } from '../repositories/applications.js'
import type { Principal, Tokens } from './tokens.js'

/** The app as routes see it: TypeBox schemas give the types of what they take and return. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** Which token a route asks for: none, an organization's, an organization's or its application's portal's, any. */
export type Access = 'none' | 'org' | 'app' | 'any'

declare module 'fastify' {
  interface FastifyInstance {
    engine: Engine
    tokens: Tokens
  }
  interface FastifyContextConfig {
    access?: Access
    /** What a portal's token needs; only of routes that are open to portals. */
    capability?: Capability
    /** The route looks its application up itself: it may have to create it. */
    findsApplication?: boolean
    /** Repetitions are recognized by the route itself. */
    ownIdempotency?: boolean
    /** The 202 that a request with the same key got before. */
    replay?: (request: FastifyRequest) => Promise<object | undefined>
  }
  interface FastifyRequest {
    principal: Principal | null
    /** The application that the path names, for routes that do not find it themselves. */
    application: Application | null
    parsedBody: ParsedBody | null
    /** The alias of the request's idempotency key while this request holds its lock. */
    idempotencyLock: { key: string, holder: string } | null
  }
}
