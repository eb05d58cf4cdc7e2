import awsLambdaFastify, { type LambdaResponse } from '@fastify/aws-lambda'
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2, Context } from 'aws-lambda'
import type { LightMyRequestResponse } from 'fastify'
import { buildApp, buildOrdinaryApp, type AppOptions } from '../app.js'
import type { App } from '../http/app-types.js'
import { openBlobs } from '../hosting/open-blobs.js'
import { loadConfig, traceDaemon } from '../config.js'
import type { Dispatcher } from '../delivery/dispatcher.js'
import { createSqsDispatcher } from '../delivery/hand-off/sqs/dispatcher-sqs.js'
import { openQueue } from '../delivery/hand-off/sqs/queue.js'
import { createTableDispatcher } from '../delivery/hand-off/table/dispatcher-table.js'
import { createEngine } from '../hosting/create-engine.js'
import { openImports } from '../hosting/open-imports.js'
import { createLog } from '../lib/logger.js'
import { once } from '../lib/open-once.js'
import { createTracer } from '../lib/trace.js'
import { openDatabase } from '../repositories/database.js'
import { handedOn } from './answer-size.js'
import { lateSecrets } from './late-secrets.js'
import { openMeasures } from './open-meter.js'
import { plainEvent, type ProxyEvent } from './proxy-event.js'

// Everything that is created once is created here, before the first request, without waiting for the network. Secrets
// in SSM are read while the app starts.
const config = loadConfig(undefined, { serverless: true })
const log = createLog(config.logLevel)
const db = openDatabase(config, openBlobs(config, { serverless: true }))
const secrets = lateSecrets({ config, db, log, now: Date.now })
const { meter, usage, flush } = openMeasures('http', config)
const dispatcher: Dispatcher = config.queueUrl === undefined
  ? createTableDispatcher()
  : {
      ...createSqsDispatcher(openQueue(config.queueUrl)),
      redrive: async (engine, endsAt) => await (await import('../delivery/hand-off/sqs/redrive.js')).redriveOwn(engine, endsAt)
    }
const engine = createEngine({
  config, imports: openImports(config, { serverless: true }), db, dispatcher, log, meter, usage, tracer: createTracer(traceDaemon())
})
const parts: AppOptions = {
  engine: { ...engine, vault: secrets.vault }, tokens: secrets.tokens, before: async app => secrets.guard(app)
}

// Every body that is not known to be text is sent as base64. An answer without a content type has no body.
const TEXT = /^$|^text\/|^application\/(json|javascript|x-yaml)|^image\/svg/
const enforceBase64 = ({ headers }: LightMyRequestResponse) =>
  headers['content-encoding'] !== undefined || !TEXT.test(String(headers['content-type'] ?? ''))

async function proxyTo (app: App) {
  const proxy = awsLambdaFastify<ProxyEvent, object, LambdaResponse>(app, {
    decorateRequest: false,
    parseCommaSeparatedQueryParams: false,
    retainStage: true,
    enforceBase64
  })
  await app.ready()
  return proxy
}

// A cold start builds only the app of ordinary work. The first request for another path builds the app that has every route.
const ordinary = await buildOrdinaryApp(parts)
const ordinaryProxy = await proxyTo(ordinary)
const wholeProxy = once(async () => await proxyTo(await buildApp(parts)))

/** Serves all routes behind an API Gateway proxy integration: REST API (v1) or HTTP API (v2). Throws for other events. */
export const handler = async (given: unknown, context: Context): Promise<LambdaResponse> => {
  const { event, base } = plainEvent(given)
  await secrets.arrived()
  const proxy = isOrdinary(event) ? ordinaryProxy : await wholeProxy()
  const answer = handedOn(await proxy(event, context))
  flush(Date.now())
  const { location } = answer.headers
  // The app knows its own paths only; outside, they begin with a stage or a base path.
  return location?.startsWith('/') ? { ...answer, headers: { ...answer.headers, location: base + location } } : answer
}

// Answers to preflight requests are the whole app's: browsers ask it for all else too.
function isOrdinary (event: ProxyEvent): boolean {
  const { path, httpMethod, requestContext } = event as APIGatewayProxyEvent & APIGatewayProxyEventV2
  return (httpMethod ?? requestContext.http.method) !== 'OPTIONS' && ordinary.holds(path)
}
