import awsLambdaFastify, { type LambdaResponse } from '@fastify/aws-lambda'
import type { Context } from 'aws-lambda'
import type { LightMyRequestResponse } from 'fastify'
import { buildApp } from '../app.js'
import { openBlobs } from '../hosting/open-blobs.js'
import { loadConfig, traceDaemon } from '../config.js'
import { createSqsDispatcher } from '../delivery/hand-off/sqs/dispatcher-sqs.js'
import { openQueue } from '../delivery/hand-off/sqs/queue.js'
import { createTableDispatcher } from '../delivery/hand-off/table/dispatcher-table.js'
import { createEngine } from '../hosting/create-engine.js'
import { openImports } from '../hosting/open-imports.js'
import { createLog } from '../lib/logger.js'
import { createTracer } from '../lib/trace.js'
import { openDatabase } from '../repositories/database.js'
import { handedOn } from './answer-size.js'
import { lateSecrets } from './late-secrets.js'
import { openMeter } from './open-meter.js'
import { plainEvent, type ProxyEvent } from './proxy-event.js'

// Everything that is created once is created here, before the first request, without waiting for the network. Secrets
// in SSM are read while the app starts.
const config = loadConfig(undefined, { serverless: true })
const log = createLog(config.logLevel)
const db = openDatabase(config, openBlobs(config, { serverless: true }))
const secrets = lateSecrets({ config, db, log, now: Date.now })
const meter = openMeter('http')
const dispatcher = config.queueUrl === undefined ? createTableDispatcher() : createSqsDispatcher(openQueue(config.queueUrl))
const engine = createEngine({
  config, imports: openImports(config, { serverless: true }), db, dispatcher, log, meter, tracer: createTracer(traceDaemon())
})
const app = await buildApp({ engine: { ...engine, vault: secrets.vault }, tokens: secrets.tokens, before: async app => secrets.guard(app) })

// Every body that is not known to be text is sent as base64. An answer without a content type has no body.
const TEXT = /^$|^text\/|^application\/(json|javascript|x-yaml)|^image\/svg/
const enforceBase64 = ({ headers }: LightMyRequestResponse) =>
  headers['content-encoding'] !== undefined || !TEXT.test(String(headers['content-type'] ?? ''))

const proxy = awsLambdaFastify<ProxyEvent, object, LambdaResponse>(app, {
  decorateRequest: false,
  parseCommaSeparatedQueryParams: false,
  retainStage: true,
  enforceBase64
})
await app.ready()

/** Serves all routes behind an API Gateway proxy integration: REST API (v1) or HTTP API (v2). Throws for other events. */
export const handler = async (given: unknown, context: Context): Promise<LambdaResponse> => {
  const { event, base } = plainEvent(given)
  await secrets.arrived()
  const answer = handedOn(await proxy(event, context))
  meter.flush(Date.now())
  const { location } = answer.headers
  // The app knows its own paths only; outside, they begin with a stage or a base path.
  return location?.startsWith('/') ? { ...answer, headers: { ...answer.headers, location: base + location } } : answer
}
