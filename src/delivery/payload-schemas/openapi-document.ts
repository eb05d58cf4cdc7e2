import { invalid } from '../../errors.js'
import { followed, isObject, SchemaError, toDraft7, type Source } from './json-schema.js'
import { endOfJson } from '../../lib/json-check.js'
import { JsonError } from '../../lib/json-error.js'
import { yamlToJson } from './yaml-text.js'

/** An OpenAPI document as the caller sent it: the JSON text of `spec`, or the text of `specRaw`. */
export interface ImportText { spec: string | undefined, specRaw: string | null | undefined }

/** An event type as an OpenAPI document describes it. */
export interface Described {
  name: string
  description: string
  deprecated: boolean
  /** The JSON text of the version → schema map. */
  schemas: string | null
  featureFlag: string | null
  featureFlags: string[] | null
  groupName: string | null
  /** The path of the event type in the request's body. */
  loc: string[]
}

const METHODS = ['post', 'put', 'patch', 'get', 'delete', 'head', 'options', 'trace']
// Limits the converted nodes: schemas may refer to the same large schema many times.
export const MAX_NODES = 250_000

/** The event types that a document describes in `webhooks` and `x-webhooks`. Throws 422 when the document cannot be read. */
export function describedIn ({ spec, specRaw }: ImportText): Described[] {
  const loc = ['body', spec === undefined ? 'specRaw' : 'spec']
  const document = spec === undefined ? readText(specRaw, loc) : JSON.parse(spec) as unknown
  const version = isObject(document) ? String(document.openapi) : ''
  if (!isObject(document) || !/^3\.[01](\.|$)/.test(version)) {
    throw invalid([...loc, 'openapi'], 'must be the version of an OpenAPI document, 3.0 or 3.1')
  }
  const source = { document, is30: version.startsWith('3.0'), budget: { nodes: MAX_NODES } }
  const found = new Map<string, Described>()
  for (const where of ['x-webhooks', 'webhooks']) {
    const webhooks = document[where] ?? {}
    if (!isObject(webhooks)) throw invalid([...loc, where], 'must be an object')
    for (const [name, item] of Object.entries(webhooks)) found.set(name, described(name, item, { ...source, loc: [...loc, where, name] }))
  }
  return [...found.values()]
}

function readText (text: string | null | undefined, loc: string[]): unknown {
  if (text == null) throw invalid(['body', 'spec'], 'either spec or specRaw is needed')
  try {
    // JSON has no aliases, cycles or other features of YAML, so later code need not handle them.
    const json = text.trimStart().startsWith('{') ? text : yamlToJson(text)
    return JSON.parse(json.slice(0, endOfJson(json))) as unknown
  } catch (error) {
    const reason = error instanceof JsonError ? error.message : (error as Error).message.split('\n', 1)[0]!
    throw invalid(loc, `is neither JSON nor YAML: ${reason}`)
  }
}

function described (name: string, item: unknown, source: Source & { loc: string[] }): Described {
  const { loc } = source
  try {
    const pathItem = followed(item, { ...source, is30: true })
    const operation = isObject(pathItem) ? METHODS.map(method => pathItem[method]).find(isObject) : undefined
    if (!operation || !isObject(pathItem)) throw new SchemaError('has no operation')
    const body = followed(operation.requestBody, { ...source, is30: true })
    const schema = isObject(body) ? schemaIn(body.content, source) : undefined
    const texts = [operation, body, pathItem].filter(isObject).flatMap(({ description, summary }) => [description, summary])
    return {
      name,
      description: texts.find((text): text is string => typeof text === 'string') ?? '',
      deprecated: operation.deprecated === true,
      schemas: schema === undefined ? null : JSON.stringify({ 1: schema }),
      ...extensions(operation),
      loc
    }
  } catch (error) {
    if (error instanceof SchemaError) throw invalid(loc, error.message)
    throw error
  }
}

// Their values are validated with the event type's other fields.
function extensions (operation: Record<string, unknown>): Pick<Described, 'featureFlag' | 'featureFlags' | 'groupName'> {
  const {
    'x-svix-feature-flag': featureFlag = null, 'x-svix-feature-flags': featureFlags = null, 'x-svix-group-name': groupName = null
  } = operation
  return { featureFlag, featureFlags, groupName } as Pick<Described, 'featureFlag' | 'featureFlags' | 'groupName'>
}

/** The schema of a body's JSON content. When it has no examples, it gets those of the content. */
function schemaIn (content: unknown, source: Source): unknown {
  if (!isObject(content)) return undefined
  const media = content['application/json'] ?? Object.entries(content).find(([type]) => /[/+]json\b/.test(type))?.[1]
  if (!isObject(media) || media.schema === undefined) return undefined
  const schema = toDraft7(media.schema, source)
  if (!isObject(schema) || schema.examples !== undefined) return schema
  const examples = isObject(media.examples) ? Object.values(media.examples).map(one => followed(one, { ...source, is30: true })) : []
  const values = [
    ...(media.example === undefined ? [] : [media.example]),
    ...examples.flatMap(one => isObject(one) && one.value !== undefined ? [one.value] : [])
  ]
  return values.length > 0 ? { ...schema, examples: values } : schema
}
