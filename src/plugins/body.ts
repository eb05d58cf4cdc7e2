import type { TSchema } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { invalid } from '../errors.js'
import { parseBody, type ParsedBody } from '../lib/raw-json.js'
import { ApplicationIn } from '../schemas/application.js'
import type { App } from './types.js'

/** The largest request body, bytes (contract 1.1). */
export const BODY_LIMIT = 2 * 1024 * 1024

const PLAIN_TYPE = /^[\w.+-]+\/[\w.+-]+(; ?charset=[\w-]+)?$/

/** Reads every body as JSON whatever its content type says, keeps its source text, and ignores bodies nobody asked for. */
export function addBodyParser (app: App): void {
  const members = new WeakMap<TSchema, Members>()
  app.decorateRequest('parsedBody', null)
  app.removeAllContentTypeParsers()
  // Fastify refuses content types that it cannot read; without one it reads the body.
  app.addHook('onRequest', async ({ headers }) => {
    if (!PLAIN_TYPE.test(headers['content-type'] ?? '')) delete headers['content-type']
  })
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, async (request: FastifyRequest, bytes: Buffer) => {
    const schema = request.routeOptions.schema?.body as TSchema | undefined
    if (!schema) return undefined
    const parsed = parseBody(bytes)
    if (!members.has(schema)) members.set(schema, membersOf(schema))
    refuseDuplicates(parsed, members.get(schema)!)
    request.parsedBody = parsed
    return parsed.value
  })
}

/** The names that a body may have, and for those whose values are objects with names of their own, these. */
interface Members { names: Set<string>, within: Map<string, Set<string>> }

function membersOf ({ properties }: TSchema): Members {
  const within = new Map<string, Set<string>>()
  for (const [name, schema] of Object.entries(properties as Record<string, TSchema>)) {
    const branches: TSchema[] = schema.anyOf ?? [schema]
    // What creates an application is validated where it is used, but it can be given twice all the same.
    const inner = name === 'application' ? ApplicationIn.properties : branches.find(branch => branch.properties)?.properties
    if (inner) within.set(name, new Set(Object.keys(inner)))
  }
  return { names: new Set(Object.keys(properties)), within }
}

// A parser that takes the last of two members would silently drop what the caller meant (contract 1.1).
function refuseDuplicates (parsed: ParsedBody, { names, within }: Members): void {
  const isKnown = ([name, inner]: string[]) => inner === undefined ? names.has(name!) : within.get(name!)!.has(inner)
  const path = parsed.duplicates([...within.keys()]).find(isKnown)
  if (path) throw invalid(['body', ...path], `the field '${path.join('.')}' is given more than once`, 'value_error.jsondecode')
}
