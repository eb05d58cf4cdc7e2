import { invalid, type ValidationError } from '../errors.js'
import type { Shape } from '../lib/json-shape.js'

// The limit for all bounded lists and maps together: an import may contain thousands of objects, each with lists.
const TOTAL = 20_000

/** Finds a list or map with too many members without reading each member. The validator would report every one of a million. */
export function crowdIn (data: unknown, shape: Shape): ValidationError | undefined {
  return find(data, shape, { path: [], left: TOTAL })
}

interface Place { path: string[], left: number }

function find (data: unknown, { items, names, each, members = {} }: Shape, place: Place): ValidationError | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  if (Array.isArray(data)) {
    const problem = items === undefined ? undefined : crowded(data.length, items, 'items', place)
    return problem ?? (each && firstOf(data.entries(), () => each, place))
  }
  const problem = names === undefined ? undefined : crowded(Object.keys(data).length, names, 'properties', place)
  const inner = Object.keys(members).map(name => [name, (data as Record<string, unknown>)[name]] as const)
  return problem ?? firstOf(inner, name => members[name]!, place)
}

function firstOf<K extends string | number> (
  inner: Iterable<readonly [K, unknown]>,
  shapeOf: (key: K) => Shape,
  place: Place
): ValidationError | undefined {
  for (const [key, value] of inner) {
    place.path.push(String(key))
    const problem = find(value, shapeOf(key), place)
    if (problem) return problem
    place.path.pop()
  }
  return undefined
}

function crowded (count: number, most: number, what: string, place: Place): ValidationError | undefined {
  if (count > most) return invalid(['body', ...place.path], `must NOT have more than ${most} ${what}`)
  place.left -= count
  return place.left < 0
    ? invalid(['body', ...place.path], `must NOT have more than ${TOTAL} items and properties in all lists and maps together`)
    : undefined
}
