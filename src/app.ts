import Fastify, { LogController } from 'fastify'
import type { Engine } from './delivery/engine.js'
import { addAuth } from './plugins/auth.js'
import { addBodyParser, BODY_LIMIT } from './plugins/body.js'
import { NO_SNIFF, refuseConnection, refuseExpectation, withoutTrailingSlashes } from './plugins/connection.js'
import { addErrorHandler, frameworkErrors } from './plugins/error-handler.js'
import { addIdempotency } from './plugins/idempotency.js'
import { addNotFound } from './plugins/not-found.js'
import { addSdkAnswers } from './plugins/sdk.js'
import { serializerCompiler } from './plugins/serializer.js'
import type { Tokens } from './http/tokens.js'
import type { App } from './http/app-types.js'
import { validatorCompiler } from './plugins/validation.js'
import { LOOK_ORDINARY, ORDINARY, type Resources } from './routes/ordinary.js'

const API = '/api/v1'

/** How long a request may take to arrive, ms. A body over the limit is read and dropped for at most this time. */
const REQUEST_TIMEOUT_MS = 120_000

export interface AppOptions {
  engine: Engine
  tokens: Tokens
  /** Registered before the routes: a host's additional routes, or the hooks of the OpenAPI generator. */
  before?: (app: App) => Promise<void>
}

interface Parts {
  resources: Resources
  /** URLs that only the whole app holds although they look like those of the resources. */
  elsewhere?: readonly string[]
  addPreflights?: (app: App) => Promise<void>
  addPages?: (app: App) => void
}

/** Builds the app: plugins, then all routes. The app does not listen and does not know Lambda; both hosts get the same. */
export async function buildApp (options: AppOptions): Promise<App> {
  const [{ RESOURCES: resources }, browsers] = await Promise.all([import('./routes/index.js'), import('./plugins/for-browsers.js')])
  return await build(options, { resources, ...browsers })
}

/**
 * Builds the same app with only the routes of ordinary work: a third of the code and of the start. It serves the paths that it
 * `holds`. A host that builds it sends all other requests to the whole app.
 */
export async function buildOrdinaryApp (options: AppOptions): Promise<App> {
  return await build(options, { resources: ORDINARY, elsewhere: LOOK_ORDINARY.map(url => API + url) })
}

async function build ({ engine, tokens, before }: AppOptions, { resources, elsewhere, addPreflights, addPages }: Parts): Promise<App> {
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
  addNotFound(app, elsewhere)
  addBodyParser(app)
  app.server.on('checkExpectation', refuseExpectation)
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header(...NO_SNIFF).header('access-control-allow-origin', '*')
    done()
  })
  await addPreflights?.(app)
  addAuth(app)
  addIdempotency(app)
  addSdkAnswers(app)
  await before?.(app)
  addPages?.(app)
  for (const [url, resource] of resources) await app.register(resource, { prefix: API + url })
  return app
}
