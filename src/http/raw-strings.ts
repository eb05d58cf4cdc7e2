import { withNullables } from './nullable-schema.js'

/** A response schema in which raw JSON is a string that is written unchanged, and whether there is any. */
export function withRawStrings (schema: unknown): { schema: object, hasRaw: boolean } {
  let hasRaw = false
  const prepare = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(prepare)
    if (typeof node !== 'object' || node === null) return node
    if ('x-raw' in node) {
      hasRaw = true
      return { type: 'string', format: 'unsafe' }
    }
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, prepare(value)]))
  }
  return { schema: withNullables(prepare(schema)) as object, hasRaw }
}
