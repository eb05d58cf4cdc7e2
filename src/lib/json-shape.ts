import { endOfValue, items as itemsIn, members, namesOf } from './json-scan.js'

/**
 * What of a body is looked at, by its schema. All else is checked to be JSON and not built: what a caller sends as a payload,
 * or as unknown members, may be hundreds of thousands of objects, and building them would delay every caller. Plain,
 * so that a bundle can hold it.
 */
export interface Shape {
  /** Of an object: what is kept, by name. */
  members?: Record<string, Shape>
  /** Of a map: the most names that it may have. One more is kept, to tell that they are too many. */
  names?: number
  /** Of a list: the most items that it may have. One more is kept. */
  items?: number
  /** Of a list's items. */
  each?: Shape
  /** It is in no schema: only whether it asks for something is looked at. */
  isAside?: true
}

const LEAF: Shape = {}

/** The JSON text of a value of checked text, reduced to its shape: an object or list that has none becomes an empty one. */
export function reduced (text: string, start: number, shape: Shape): string {
  const code = text[start]
  if (code === '{') return `{${pairsOf(text, start, shape).join()}}`
  if (code === '[') return `[${itemsOf(text, start, shape).join()}]`
  return text.slice(start, endOfValue(text, start))
}

function pairsOf (text: string, start: number, { members: known, names }: Shape): string[] {
  if (!known && names === undefined) return []
  // The last of several counts.
  const kept = new Map<string, string>()
  for (const { name, start: at } of members(text, start, known && namesOf(known))) {
    kept.set(name, reduced(text, at, known?.[name] ?? LEAF))
    if (kept.size > (names ?? Infinity)) break
  }
  return [...kept].map(([name, json]) => `${JSON.stringify(name)}:${json}`)
}

function itemsOf (text: string, start: number, { items = Infinity, each }: Shape): string[] {
  const kept: string[] = []
  if (!each && items === Infinity) return kept
  for (const { start: at } of itemsIn(text, start)) {
    kept.push(reduced(text, at, each ?? LEAF))
    if (kept.length > items) break
  }
  return kept
}
