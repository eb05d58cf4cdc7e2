import awsLambdaFastify from '@fastify/aws-lambda'
import { buildApp } from '../app.js'
import { loadConfig } from '../config.js'
import { createTableDispatcher } from '../delivery/dispatcher-table.js'
import { createEngine } from '../engine.js'
import { createLog } from '../lib/logger.js'
import { createTokens } from '../plugins/tokens.js'
import { noBlobs } from '../repositories/blobs.js'
import { openDatabase } from '../repositories/database.js'
import { plainEvent, type ProxyEvent } from './proxy-event.js'

// Everything that can be made once is made here, before the first request; nothing calls the network.
const config = loadConfig(undefined, { needsSecrets: true })
const log = createLog(config.logLevel)
const db = openDatabase(config, noBlobs())
const engine = createEngine({ config, mainSecret: config.mainSecret!, whitelist: config.whitelistSubnets ?? [], db, dispatcher: createTableDispatcher(), log })
const app = await buildApp({ engine, tokens: createTokens(config, engine.clock.now) })
const proxy = awsLambdaFastify(app as never, { decorateRequest: false, parseCommaSeparatedQueryParams: false, binaryMimeTypes: ['image/png', 'application/octet-stream'] })
await app.ready()

/** Serves every route behind an API Gateway proxy integration: REST API (v1) or HTTP API (v2) events. */
export const handler = async (event: ProxyEvent, context: unknown) => await proxy(plainEvent(event) as never, context as never)
