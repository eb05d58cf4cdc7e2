import type { FastifyRequest } from 'fastify'
import { invalid } from '../errors.js'
import { parseBody } from '../lib/raw-json.js'
import type { App } from './types.js'

/** The largest request body, bytes (contract 1.1). */
export const BODY_LIMIT = 2 * 1024 * 1024

/** Reads every body as JSON whatever its content type says, keeps its source text, and ignores bodies nobody asked for. */
export function addBodyParser (app: App): void {
  app.decorateRequest('parsedBody', null)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, async (request: FastifyRequest, bytes: Buffer) => {
    const schema = request.routeOptions.schema?.body as { properties?: object } | undefined
    if (!schema) return undefined
    const parsed = parseBody(bytes)
    refuseDuplicates(parsed.duplicates(['application']), schema.properties ?? {})
    request.parsedBody = parsed
    return parsed.value
  })
}

// A parser that takes the last of two members would silently drop what the caller meant (contract 1.1).
function refuseDuplicates (duplicates: string[][], known: object): void {
  const path = duplicates.find(([name]) => Object.hasOwn(known, name!))
  if (path) throw invalid(['body', ...path], `the field '${path.join('.')}' is given more than once`, 'value_error.jsondecode')
}
