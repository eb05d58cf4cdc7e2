import { endOfValue, items as itemsIn, members, namesOf } from './json-scan.js'

/**
 * Which parts of a body are read, derived from its schema. The other parts are checked to be JSON, but not built. A
 * caller's payload or unknown members may be hundreds of thousands of objects, and building them would delay every
 * caller. The shape is plain data, so that a bundle can contain it.
 */
export interface Shape {
  /** For an object: the members to keep, by name. */
  members?: Record<string, Shape>
  /** For an object: other members are kept too, without what is in them, so that the validator can refuse them by name. */
  isClosed?: true
  /** For a map: the largest number of names. One more is kept, to show that there are too many. */
  names?: number
  /** For a list: the largest number of items. One more is kept. */
  items?: number
  /** The shape of a list's items. */
  each?: Shape
  /** The member is in no schema. The code only checks whether its value asks for something. */
  isAside?: true
}

const LEAF: Shape = {}

/** The JSON text of a value in checked text, reduced to its shape. An object or list without a shape becomes empty. */
export function reduced (text: string, start: number, shape: Shape): string {
  const code = text[start]
  if (code === '{') return `{${pairsOf(text, start, shape).join()}}`
  if (code === '[') return `[${itemsOf(text, start, shape).join()}]`
  return text.slice(start, endOfValue(text, start))
}

function pairsOf (text: string, start: number, { members: known, names, isClosed }: Shape): string[] {
  if (!known && names === undefined) return []
  // One more name than the known ones is one that is refused.
  const most = isClosed ? Object.keys(known ?? {}).length : names ?? Infinity
  // Of several members with the same name, the last one is kept.
  const kept = new Map<string, string>()
  for (const { name, start: at } of members(text, start, isClosed ? undefined : known && namesOf(known))) {
    kept.set(name, reduced(text, at, known && Object.hasOwn(known, name) ? known[name]! : LEAF))
    if (kept.size > most) break
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
