import { invalid } from '../errors.js'
import { filterProblem, type Json } from '../lib/json-filter.js'
import { minify } from '../lib/raw-json.js'

/** The most that a filter may take as JSON, bytes. */
export const FILTER_LIMIT = 10 * 1024

const PLACES = ['eventType', 'channels', 'tags', 'payload']

/** A filter, of its text, as it is stored, null for none; 422 with the place of what is wrong (contract 2.3). */
export function filterIn (given: string | null): string | null {
  if (given === null) return null
  const text = minify(given)
  if (Buffer.byteLength(text) > FILTER_LIMIT) throw invalid(['body', 'filter'], `must not take more than ${FILTER_LIMIT} bytes as JSON`)
  const filter = JSON.parse(text) as Json
  const found = filterProblem(filter) ?? unknownPlace(filter, [])
  if (found) throw invalid(['body', 'filter', ...found.path], found.problem)
  return text === '{}' ? null : JSON.stringify(filter)
}

// The parts of logical operators look at the event as well.
function unknownPlace (filter: Json, path: string[]): { path: string[], problem: string } | undefined {
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) {
    return { path, problem: `must be an object with some of ${PLACES.join(', ')}` }
  }
  for (const [name, part] of Object.entries(filter)) {
    const parts: Array<[string[], Json]> = name === '$not' ? [[[name], part]] : []
    if (name === '$or' || name === '$and') parts.push(...(part as Json[]).map((each, at): [string[], Json] => [[name, String(at)], each]))
    for (const [below, each] of parts) {
      const found = unknownPlace(each, [...path, ...below])
      if (found) return found
    }
    if (parts.length === 0 && !PLACES.includes(name)) {
      return { path: [...path, name], problem: `is not part of an event: a filter looks at ${PLACES.join(', ')}` }
    }
  }
  return undefined
}
