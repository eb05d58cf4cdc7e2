import type { TSchema } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { parseBody } from '../lib/raw-json.js'
import { bodyShapeOf } from '../http/body-shape.js'
import { decoded } from '../http/content-encoding.js'
import { checkNames } from '../http/member-names.js'
import type { App } from '../http/app-types.js'

/** The largest request body, bytes (contract 1.1). */
export const BODY_LIMIT = 2 * 1024 * 1024

const PLAIN_TYPE = /^[\w.+-]+\/[\w.+-]+(; ?charset=[\w-]+)?$/

/**
 * Reads every body as JSON, whatever its content type is, and inflates it by its encoding. Keeps the body's source
 * text. Ignores bodies of routes without a body.
 */
export function addBodyParser (app: App): void {
  app.decorateRequest('parsedBody', null)
  app.removeAllContentTypeParsers()
  // Fastify refuses content types that it cannot parse; without a content type it reads the body.
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    if (!PLAIN_TYPE.test(headers['content-type'] ?? '')) delete headers['content-type']
    done()
  })
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, async (request: FastifyRequest, bytes: Buffer) => {
    const schema = request.routeOptions.schema?.body as TSchema | undefined
    if (!schema) return undefined
    const parsed = parseBody(await decoded(bytes, request.headers['content-encoding'], BODY_LIMIT), bodyShapeOf(schema))
    checkNames(parsed)
    request.parsedBody = parsed
    return parsed.value
  })
}
