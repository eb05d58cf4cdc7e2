import { isCollection, isScalar, parseDocument, visit, type Document } from 'yaml'

// What aliases may make of a document, in characters: four times what a request may bring.
export const EXPANDED_LIMIT = 8 * 1024 * 1024

/** YAML text as JSON text: its aliases written out, within a bound. Throws an error whose first line says what is wrong. */
export function yamlToJson (text: string): string {
  // The parser compares every key with every other.
  const document = parseDocument(text, { uniqueKeys: false, logLevel: 'error' })
  if (document.errors[0]) throw document.errors[0]
  refuseKeys(document)
  // The parser would write out aliases in order to count them.
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
        // As a name of JSON it would be its YAML text.
        if (isCollection(key)) throw new Error('a map has a key that is a map or a list')
        if (!isScalar(key)) continue
        if (seen.has(key.value)) throw new Error(`a map has the key '${String(key.value).slice(0, 100)}' twice`)
        seen.add(key.value)
      }
    }
  })
}

/** About how long a value is as JSON; an object that stands in several places is looked at once. */
function expandedSize (value: unknown, known: Map<object, number>): number {
  if (typeof value === 'string') return value.length + 3
  if (typeof value !== 'object' || value === null) return 8
  const size = known.get(value)
  if (size !== undefined) return size
  // Found again before it is known, it stands inside itself.
  known.set(value, Infinity)
  let sum = 2
  for (const [name, one] of Object.entries(value)) sum += (Array.isArray(value) ? 0 : name.length + 3) + expandedSize(one, known)
  known.set(value, sum)
  return sum
}
