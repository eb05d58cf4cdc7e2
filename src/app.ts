import cors from '@fastify/cors'
import Fastify, { LogController, type FastifyInstance } from 'fastify'
import type { Engine } from './delivery/engine.js'
import { addAuth } from './plugins/auth.js'
import { addBodyParser, BODY_LIMIT } from './plugins/body.js'
import { NO_SNIFF, refuseConnection, refuseExpectation, withoutTrailingSlashes } from './plugins/connection.js'
import { addDocs } from './plugins/docs.js'
import { addErrorHandler, frameworkErrors } from './plugins/error-handler.js'
import { addIdempotency } from './plugins/idempotency.js'
import { addNotFound } from './plugins/not-found.js'
import { addPortal } from './plugins/portal.js'
import { addSdkAnswers } from './plugins/sdk.js'
import { serializerCompiler } from './plugins/serializer.js'
import type { Tokens } from './http/tokens.js'
import type { App } from './http/app-types.js'
import { validatorCompiler } from './plugins/validation.js'
import { routes } from './routes/index.js'

/** How long a request may take to arrive, ms. A body over the limit is read and dropped for at most this time. */
const REQUEST_TIMEOUT_MS = 120_000

export interface AppOptions {
  engine: Engine
  tokens: Tokens
  /** Registered before the routes: a host's additional routes, or the hooks of the OpenAPI generator. */
  before?: (app: App) => Promise<void>
}

/** Builds the app: plugins, then routes. The app does not listen and does not know Lambda; both hosts get the same. */
export async function buildApp ({ engine, tokens, before }: AppOptions): Promise<App> {
  const app = Fastify({
    loggerInstance: engine.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    requestIdHeader: 'x-request-id',
    genReqId: ({ headers }) => String(headers['svix-req-id'] ?? engine.newId('req_').id),
    // An id of any length is only an id that does not exist (contract 1.3). Node limits URL and headers together.
    routerOptions: { maxParamLength: 100_000 },
    requestTimeout: REQUEST_TIMEOUT_MS,
    // A request without Host is refused in plugins/auth, with a body that clients can read.
    http: { requireHostHeader: false },
    return503OnClosing: false,
    // A trailing slash is optional on every route, and not part of an idempotency key's scope (contract 1.1).
    rewriteUrl: ({ url = '/' }) => withoutTrailingSlashes(url),
    clientErrorHandler: refuseConnection,
    frameworkErrors
  }) as unknown as App
  app.decorate('engine', engine)
  app.decorate('tokens', tokens)
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  addErrorHandler(app)
  addNotFound(app)
  addBodyParser(app)
  app.server.on('checkExpectation', refuseExpectation)
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header(...NO_SNIFF).header('access-control-allow-origin', '*')
    done()
  })
  await app.register(preflights)
  addAuth(app)
  addIdempotency(app)
  addSdkAnswers(app)
  await before?.(app)
  addDocs(app)
  addPortal(app)
  await app.register(routes, { prefix: '/api/v1' })
  return app
}

/** Answers CORS preflight requests, without a token. Registered separately, so that its hooks do not run for other routes. */
async function preflights (app: FastifyInstance): Promise<void> {
  await app.register(cors, {
    origin: '*',
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    maxAge: 600,
    strictPreflight: false
  })
}
