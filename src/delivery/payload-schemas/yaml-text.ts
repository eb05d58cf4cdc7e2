import { isCollection, isScalar, parseDocument, visit, type Document } from 'yaml'

// The largest size of a document with its aliases written out, in characters: four times the limit of a request.
export const EXPANDED_LIMIT = 8 * 1024 * 1024

/** YAML text as JSON text, with its aliases written out up to a limit. The first line of a thrown error says what is wrong. */
export function yamlToJson (text: string): string {
  // The parser's own check for repeated keys compares every key with every other, which is quadratic.
  const document = parseDocument(text, { uniqueKeys: false, logLevel: 'error' })
  if (document.errors[0]) throw document.errors[0]
  refuseKeys(document)
  // To count aliases, the parser would write them out.
  const value = document.toJS({ maxAliasCount: -1 }) as unknown
  if (expandedSize(value, new Map()) > EXPANDED_LIMIT) {
    throw new Error(`its aliases refer to themselves, or make it larger than ${EXPANDED_LIMIT} characters`)
  }
  return JSON.stringify(value) ?? 'null'
}

function refuseKeys (document: Document): void {
  visit(document, {
    Map (_at, { items }) {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        // As a JSON name, this key would be its YAML text.
        if (isCollection(key)) throw new Error('a map has a key that is a map or a list')
        if (!isScalar(key)) continue
        if (seen.has(key.value)) throw new Error(`a map has the key '${String(key.value).slice(0, 100)}' twice`)
        seen.add(key.value)
      }
    }
  })
}

/** The approximate length of a value as JSON. An object that appears in several places is measured once. */
function expandedSize (value: unknown, known: Map<object, number>): number {
  if (typeof value === 'string') return value.length + 3
  if (typeof value !== 'object' || value === null) return 8
  const size = known.get(value)
  if (size !== undefined) return size
  // An object that is met again before its size is known contains itself.
  known.set(value, Infinity)
  let sum = 2
  for (const [name, one] of Object.entries(value)) sum += (Array.isArray(value) ? 0 : name.length + 3) + expandedSize(one, known)
  known.set(value, sum)
  return sum
}
