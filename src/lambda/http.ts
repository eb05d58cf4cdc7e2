import awsLambdaFastify, { type LambdaResponse } from '@fastify/aws-lambda'
import type { Context } from 'aws-lambda'
import type { LightMyRequestResponse } from 'fastify'
import { buildApp } from '../app.js'
import { loadConfig } from '../config.js'
import { createTableDispatcher } from '../delivery/dispatcher-table.js'
import { METRICS } from '../delivery/metrics.js'
import { createEngine } from '../engine.js'
import { createLog } from '../lib/logger.js'
import { createEmbeddedMeter } from '../lib/metrics.js'
import { createTokens } from '../plugins/tokens.js'
import { noBlobs } from '../repositories/blobs.js'
import { openDatabase } from '../repositories/database.js'
import { plainEvent, type ProxyEvent } from './proxy-event.js'

// Everything that can be made once is made here, before the first request; nothing calls the network.
const config = loadConfig(undefined, { serverless: true })
const log = createLog(config.logLevel)
const db = openDatabase(config, noBlobs())
const meter = createEmbeddedMeter(METRICS, { namespace: 'Posthorn', dimensions: { Function: 'http' }, write: line => { process.stdout.write(`${line}\n`) } })
const engine = createEngine({ config, mainSecret: config.mainSecret!, db, dispatcher: createTableDispatcher(), log, meter })
const app = await buildApp({ engine, tokens: createTokens(config, engine.clock.now) })

// Whatever is not known to be text leaves as base64; without a type there is no body.
const TEXT = /^$|^text\/|^application\/(json|javascript|x-yaml)|^image\/svg/
const enforceBase64 = ({ headers }: LightMyRequestResponse) => !TEXT.test(String(headers['content-type'] ?? ''))

const proxy = awsLambdaFastify<ProxyEvent, object, LambdaResponse>(app, { decorateRequest: false, parseCommaSeparatedQueryParams: false, retainStage: true, enforceBase64 })
await app.ready()

/** Serves every route behind an API Gateway proxy integration, REST API (v1) or HTTP API (v2); other events are errors. */
export const handler = async (given: unknown, context: Context): Promise<LambdaResponse> => {
  const { event, base } = plainEvent(given)
  const answer = await proxy(event, context)
  meter.flush(Date.now())
  const { location } = answer.headers
  // The app knows its own paths; outside, they begin with a stage or a base path.
  return location?.startsWith('/') ? { ...answer, headers: { ...answer.headers, location: base + location } } : answer
}
