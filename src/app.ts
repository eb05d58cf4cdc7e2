import cors from '@fastify/cors'
import Fastify, { LogController } from 'fastify'
import type { Engine } from './delivery/engine.js'
import { addAuth } from './plugins/auth.js'
import { addBodyParser, BODY_LIMIT } from './plugins/body.js'
import { addDocs } from './plugins/docs.js'
import { addErrorHandler, frameworkErrors } from './plugins/error-handler.js'
import { addIdempotency } from './plugins/idempotency.js'
import { addNotFound } from './plugins/not-found.js'
import { serializerCompiler } from './plugins/serializer.js'
import type { Tokens } from './plugins/tokens.js'
import type { App } from './plugins/types.js'
import { validatorCompiler } from './plugins/validation.js'
import { routes } from './routes/index.js'

export interface AppOptions {
  engine: Engine
  tokens: Tokens
  /** Registered before the routes: how the OpenAPI generator listens to them. */
  before?: (app: App) => Promise<void>
}

/** The app: plugins, then routes. It neither listens nor knows a Lambda; both hosts get the same. */
export async function buildApp ({ engine, tokens, before }: AppOptions): Promise<App> {
  const app = Fastify({
    loggerInstance: engine.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    requestIdHeader: 'x-request-id',
    genReqId: ({ headers }) => String(headers['svix-req-id'] ?? engine.newId('req_').id),
    routerOptions: { maxParamLength: 500 },
    // A trailing slash is optional on every route, and not part of an idempotency key's scope (contract 1.1).
    rewriteUrl: ({ url = '/' }) => url.replace(/(?<=[^?])\/+(?=$|\?)/, '') || '/',
    frameworkErrors
  }) as unknown as App
  app.decorate('engine', engine)
  app.decorate('tokens', tokens)
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  addErrorHandler(app)
  addNotFound(app)
  addBodyParser(app)
  await app.register(cors, { origin: '*', methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], maxAge: 600, strictPreflight: false })
  addAuth(app)
  addIdempotency(app)
  await before?.(app)
  addDocs(app)
  await app.register(routes, { prefix: '/api/v1' })
  return app
}
