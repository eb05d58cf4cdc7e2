/** Converts JSON Schemas of an OpenAPI document to self-contained schemas of draft 7. */

type Json = Record<string, unknown>

/** A schema that cannot be converted. */
export class SchemaError extends Error {}

export interface Source {
  /** The whole document, which references point into. */
  document: unknown
  /** The dialect of OpenAPI 3.0; otherwise 3.1, which is JSON Schema 2020-12. */
  is30: boolean
  /** How many more nodes may be converted. It is counted down, so that a small document cannot cause much work. */
  budget: { nodes: number }
}

const MAPS = new Set(['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas'])
const LISTS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
const SINGLES = new Set(['items', 'additionalItems', 'additionalProperties', 'not', 'contains', 'propertyNames', 'if', 'then', 'else'])
// Keywords that draft 7 does not know, or that would change the target of references.
const DROPPED = new Set([
  '$schema', '$id', '$anchor', '$dynamicAnchor', '$dynamicRef', '$vocabulary', '$comment', 'discriminator', 'xml', 'externalDocs',
  'nullable', 'example', 'unevaluatedItems', 'unevaluatedProperties', 'minContains', 'maxContains'
])

/**
 * The schema in draft 7. Schemas that it refers to inside the document are put into its `definitions`, cycles included.
 * Throws `SchemaError` for any other reference; nothing is fetched.
 */
export function toDraft7 (schema: unknown, source: Source): unknown {
  const names = new Map<string, string>()
  const free = createNames()
  const waiting: string[] = []
  const refer = (ref: string) => {
    const known = names.get(ref)
    if (known !== undefined) return known
    const name = free(stepsOf(ref).at(-1)!)
    names.set(ref, name)
    waiting.push(ref)
    return name
  }
  // A reference `#` means the schema itself here, because the document is not a schema.
  const top = convert(followed(schema, source), source, ref => ref === '#' ? undefined : refer(ref))
  const definitions: Json = {}
  for (let ref = waiting.pop(); ref !== undefined; ref = waiting.pop()) {
    const self = ref
    set(definitions, names.get(ref)!, convert(resolve(ref, source), source, other => refer(other === '#' ? self : other)))
  }
  return names.size === 0 || !isObject(top) ? top : { ...top, definitions: { ...top.definitions as Json, ...definitions } }
}

/** Follows the `$ref` of a value to its target, repeatedly; a value without `$ref` is returned unchanged. */
export function followed (value: unknown, source: Source): unknown {
  const seen = new Set<string>()
  let at = value
  // In 3.1, keywords beside a schema's reference count too, so such a reference is not followed.
  while (isObject(at) && typeof at.$ref === 'string' && at.$ref !== '#' && (source.is30 || Object.keys(at).length === 1)) {
    if (seen.has(at.$ref)) throw new SchemaError(`'${at.$ref}' refers to itself`)
    seen.add(at.$ref)
    spend(source)
    at = resolve(at.$ref, source)
  }
  return at
}

/** Whether a JSON value is an object, not an array or null. */
export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

function spend ({ budget }: Pick<Source, 'budget'>): void {
  if (--budget.nodes < 0) throw new SchemaError('the schemas are too large in all')
}

function resolve (ref: string, { document }: Pick<Source, 'document'>): unknown {
  if (!ref.startsWith('#/')) throw new SchemaError(`'${ref}' does not lead into the document, and is not fetched`)
  let at = document
  for (const step of stepsOf(ref)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) throw new SchemaError(`'${ref}' leads nowhere`)
    at = (at as Json)[step]
  }
  return at
}

function stepsOf (ref: string): string[] {
  try {
    return decodeURIComponent(ref.slice(2)).split('/').map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  } catch {
    throw new SchemaError(`'${ref}' is not a reference`)
  }
}

/** Gives out unique names: a number is added to a name that was given before. */
function createNames (): (name: string) => string {
  const counts = new Map<string, number>()
  return name => {
    let free = name
    for (let n = counts.get(name) ?? 0; n > 0 && counts.has(free); n++) {
      free = `${name}-${n + 1}`
      counts.set(name, n + 1)
    }
    counts.set(free, Math.max(counts.get(free) ?? 0, 1))
    return free
  }
}

/** The name of the definition for a reference; undefined for the whole schema. */
type Refer = (ref: string) => string | undefined

function convert (schema: unknown, source: Source, refer: Refer): unknown {
  spend(source)
  if (!isObject(schema)) return schema
  const { $ref, ...rest } = schema
  if (typeof $ref === 'string') {
    const name = refer($ref)
    const target = {
      $ref: name === undefined
        ? '#'
        : `#/definitions/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`
    }
    return source.is30 || Object.keys(rest).length === 0 ? target : { allOf: [target, convert(rest, source, refer)] }
  }
  const converted: Json = {}
  for (const [keyword, value] of Object.entries(schema)) {
    if (!DROPPED.has(keyword)) set(converted, keyword, part(keyword, value, inner => convert(inner, source, refer)))
  }
  return renamed(schema, converted, source)
}

function part (keyword: string, value: unknown, inner: (schema: unknown) => unknown): unknown {
  if (MAPS.has(keyword) && isObject(value)) return mapped(value, inner)
  if (Array.isArray(value) && (LISTS.has(keyword) || keyword === 'items')) return value.map(inner)
  return SINGLES.has(keyword) ? inner(value) : value
}

function mapped (map: Json, inner: (schema: unknown) => unknown): Json {
  const result: Json = {}
  for (const [name, schema] of Object.entries(map)) set(result, name, inner(schema))
  return result
}

/** Keywords that have another name or another form in draft 7. */
function renamed (schema: Json, converted: Json, { is30 }: Source): Json {
  const { prefixItems, $defs, dependentSchemas, dependentRequired, ...draft7 } = converted
  if (prefixItems !== undefined) {
    Object.assign(draft7, { items: prefixItems }, draft7.items !== undefined && { additionalItems: draft7.items })
  }
  if ($defs !== undefined) draft7.definitions = { ...draft7.definitions as Json, ...$defs as Json }
  if (dependentSchemas !== undefined || dependentRequired !== undefined) {
    draft7.dependencies = { ...dependentRequired as Json, ...dependentSchemas as Json }
  }
  if (schema.example !== undefined && draft7.examples === undefined) draft7.examples = [schema.example]
  return is30 ? without30(schema, draft7) : draft7
}

function without30 (schema: Json, draft7: Json): Json {
  for (const [exclusive, bound] of [['exclusiveMinimum', 'minimum'], ['exclusiveMaximum', 'maximum']] as const) {
    if (typeof schema[exclusive] !== 'boolean') continue
    delete draft7[exclusive]
    if (!schema[exclusive] || schema[bound] === undefined) continue
    draft7[exclusive] = schema[bound]
    delete draft7[bound]
  }
  if (schema.nullable !== true || typeof schema.type !== 'string') return draft7
  const choice = Array.isArray(schema.enum) && !schema.enum.includes(null) ? { enum: [...schema.enum, null] } : {}
  return { ...draft7, type: [schema.type, 'null'], ...choice }
}

// A member may be called `__proto__`; an assignment would set the prototype.
function set (target: Json, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true })
}
