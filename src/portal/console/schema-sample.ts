/** The value of a JSON text, undefined of an empty one; or what is wrong with it, in the browser's words. */
export function jsonIn (text: string): { value: unknown } | { wrong: string } {
  if (text.trim() === '') return { value: undefined }
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    return { wrong: (error as Error).message }
  }
}

interface Schema {
  type?: string | string[]
  properties?: Record<string, unknown>
  items?: unknown
  enum?: unknown[]
  const?: unknown
  default?: unknown
  examples?: unknown[]
  example?: unknown
  format?: string
}

const DEPTH = 8
const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T12:00:00Z', date: '2026-01-31', email: 'ada@example.com', uri: 'https://example.com',
  uuid: '7f0c0de2-6a3f-4b67-9d0e-3a1f5c2b8e11'
}

/** A value that a JSON Schema may mean: what it gives as an example, or one made of its types. */
export function sampleOf (schema: unknown, depth = 0): unknown {
  if (typeof schema !== 'object' || schema === null || depth > DEPTH) return null
  const given = givenBy(schema)
  return given === undefined ? madeOf(schema, depth) : given
}

const givenBy = ({ const: only, default: usual, examples = [], example, enum: choices = [] }: Schema) =>
  [only, usual, example, examples[0], choices[0]].find(one => one !== undefined)

const SIMPLE: Readonly<Record<string, unknown>> = { boolean: true, integer: 1, number: 1 }

function madeOf ({ type, properties = {}, items, format = '' }: Schema, depth: number): unknown {
  const kind = Array.isArray(type) ? type.find(one => one !== 'null') : type ?? 'object'
  if (kind === 'object') return Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, sampleOf(one, depth + 1)]))
  if (kind === 'array') return items === undefined ? [] : [sampleOf(items, depth + 1)]
  return kind === 'string' ? FORMATS[format] ?? 'text' : SIMPLE[kind ?? ''] ?? null
}
