/** As far as an example needs it. */
export interface EventTypeOut { name: string, schemas?: Record<string, Schema> | null }

interface Schema {
  type?: string | string[]
  format?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  enum?: unknown[]
  const?: unknown
  default?: unknown
  example?: unknown
  examples?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  minimum?: number
  minLength?: number
}

const DEEPEST = 20
const TEXTS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T12:00:00Z', date: '2026-01-31', time: '12:00:00Z', email: 'someone@example.com', uri: 'https://example.com',
  uuid: '0b0a6c3e-5f0e-4c1e-9a3b-2f1d5c7e8a90', ipv4: '192.0.2.1', ipv6: '2001:db8::1', hostname: 'example.com'
}

/**
 * The example number `index` of the latest schema of an event type. Where the schema has none, number 0 is made of it; `{}` without a
 * schema. Undefined when there is no such example. What is made follows types, enums and required members, not every rule.
 */
export function exampleOf ({ schemas }: EventTypeOut, index: number): unknown {
  const [latest] = Object.keys(schemas ?? {}).map(Number).sort((a, b) => b - a)
  const schema = latest === undefined ? undefined : schemas?.[String(latest)]
  const examples = schema?.examples ?? (schema?.example === undefined ? [] : [schema.example])
  if (examples.length > 0 || index > 0) return examples[index]
  return schema === undefined ? {} : madeOf(schema, 0)
}

function madeOf (schema: Schema, depth: number): unknown {
  const { const: constant, default: standard, example, examples, enum: values } = schema
  const given = [constant, standard, example, examples?.[0], values?.[0]].find(value => value !== undefined)
  if (given !== undefined) return given
  if (depth > DEEPEST) return null
  const [one] = schema.oneOf ?? schema.anyOf ?? []
  if (one) return madeOf(one, depth + 1)
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(part => madeOf(part, depth + 1))) as unknown
  return plainOf(schema, depth)
}

function plainOf (schema: Schema, depth: number): unknown {
  const type = (Array.isArray(schema.type) ? schema.type[0] : schema.type) ?? (schema.properties ? 'object' : '')
  return MADE[type]?.(schema, depth) ?? null
}

const MADE: Readonly<Record<string, (schema: Schema, depth: number) => unknown>> = {
  '': () => ({}),
  object: ({ properties = {} }, depth) =>
    Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, madeOf(one, depth + 1)])),
  array: ({ items }, depth) => items === undefined ? [] : [madeOf(items, depth + 1)],
  string: ({ format = '', minLength = 0 }) => TEXTS[format] ?? 'text'.padEnd(minLength, 'x'),
  integer: ({ minimum = 1 }) => Math.ceil(minimum),
  number: ({ minimum = 1.5 }) => minimum,
  boolean: () => true
}
