type Json = Record<string, unknown>

// Keywords that say nothing about null, or notes.
const HARMLESS = new Set([
  'type', 'format', 'enum', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'items', 'minItems', 'maxItems', 'uniqueItems',
  'properties', 'required', 'additionalProperties', 'patternProperties', 'maxProperties', 'minProperties',
  'title', 'description', 'examples', 'default'
])

/**
 * A schema in which "this or null" is one type with `nullable`, in the place of two branches. The compilers write a fifth of the
 * code for it, and a serializer need not try the branches for each value. What is valid stays the same, and so do the violations.
 */
export function withNullables (node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withNullables)
  if (typeof node !== 'object' || node === null) return node
  const plain = nullableOf(node as Json) ?? node as Json
  return Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, key === 'properties' ? eachOf(value) : withNullables(value)]))
}

// A member may have the name of a keyword.
const eachOf = (properties: unknown) =>
  Object.fromEntries(Object.entries(properties as Json).map(([name, schema]) => [name, withNullables(schema)]))

function nullableOf ({ anyOf, type, ...notes }: Json): Json | undefined {
  if (!Array.isArray(anyOf) || anyOf.length !== 2 || type !== undefined) return undefined
  const [one, other] = anyOf as [Json, Json]
  if (other.type !== 'null' || typeof one.type !== 'string' || !isHarmless(one) || !isHarmless(notes)) return undefined
  return { ...one, ...(Array.isArray(one.enum) && { enum: [...one.enum, null] }), ...notes, nullable: true }
}

const isHarmless = (schema: Json) => Object.keys(schema).every(key => HARMLESS.has(key))
