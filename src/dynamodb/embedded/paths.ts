import type { AttributeValue, Item } from './items.js'
import type { Bindings, Tokens } from './expression-tokens.js'
import { refuse } from './refusals.js'

/** A document path: the name of an attribute or its placeholder, then names of members and positions in lists. */
export type Path = readonly [string, ...Array<string | number>]

/** A path with its placeholders replaced. */
export type Place = Path

const NAME = /^(#[\w-]+|[A-Za-z]\w*)$/
const DIGITS = /^\d+$/

/** Parses a path in an expression. */
export function parsePath (tokens: Tokens): Path {
  const path: [string, ...Array<string | number>] = [nameFrom(tokens)]
  for (;;) {
    if (tokens.skip('.')) path.push(nameFrom(tokens))
    else if (tokens.skip('[')) {
      const index = tokens.take()
      if (!DIGITS.test(index)) refuse(`Syntax error: ${index} is no place in a list`)
      path.push(Number(index))
      tokens.expect(']')
    } else return path
  }
}

function nameFrom (tokens: Tokens): string {
  const token = tokens.take()
  return NAME.test(token) ? token : refuse(`Syntax error; token: "${token}", where a name is expected`)
}

/** The attribute name that a token of a path stands for. */
export const nameOf = (word: string, { names }: Bindings): string => word.startsWith('#') ? names[word]! : word

/** A path with its placeholders replaced. */
export const placeOf = (path: Path, bound: Bindings): Place =>
  path.map(part => typeof part === 'string' ? nameOf(part, bound) : part) as unknown as Place

/** The value at a path; undefined when there is none. */
export function valueAt (item: Item | undefined, path: Path, bound: Bindings): AttributeValue | undefined {
  let value = item?.[nameOf(path[0], bound)]
  for (let depth = 1; value !== undefined && depth < path.length; depth++) value = memberOf(value, path[depth]!, bound)
  return value
}

function memberOf (value: AttributeValue, part: string | number, bound: Bindings): AttributeValue | undefined {
  return typeof part === 'number' ? value.L?.[part] : value.M?.[nameOf(part, bound)]
}

/** Refuses paths that overlap. */
export function checkApart (places: readonly Place[], kind: string): void {
  if (places.length < 2) return
  const sorted = places.map(place => place.map(part => typeof part === 'number' ? `[${part}]` : `.${part}`).join('\x00') + '\x00').sort()
  const overlap = sorted.some((text, index) => index > 0 && text.startsWith(sorted[index - 1]!))
  if (overlap) refuse(`Invalid ${kind}: Two document paths overlap with each other; must remove or rewrite one of these paths`)
}

/** The parts of an item at these places, inside the maps and lists that contain them. */
export function project (item: Item, places: readonly Place[]): Item {
  const found: Item = {}
  const deep = new Map<string, Place[]>()
  for (const place of places) {
    const [name] = place
    if (place.length > 1) deep.set(name, [...deep.get(name) ?? [], place])
    else if (item[name] !== undefined) found[name] = item[name]
  }
  for (const [name, inner] of deep) {
    const part = item[name] && partsOf(item[name], inner.map(([, ...rest]) => rest))
    if (part) found[name] = part
  }
  return found
}

type Rest = Array<string | number>

function partsOf (value: AttributeValue, rests: Rest[]): AttributeValue | undefined {
  if (rests.some(rest => rest.length === 0)) return value
  const heads = [...new Set(rests.map(([head]) => head!))]
  const below = (head: string | number) => rests.filter(rest => rest[0] === head).map(rest => rest.slice(1))
  if (value.M) {
    const members = heads.filter(head => typeof head === 'string' && value.M[head] !== undefined) as string[]
    const parts = members.map(head => [head, partsOf(value.M[head]!, below(head))] as const).filter(([, part]) => part !== undefined)
    return parts.length > 0 ? { M: Object.fromEntries(parts) as Record<string, AttributeValue> } : undefined
  }
  const places = (heads.filter(head => typeof head === 'number' && value.L?.[head] !== undefined) as number[]).sort((a, b) => a - b)
  const parts = places.map(head => partsOf(value.L![head]!, below(head))).filter(part => part !== undefined)
  return parts.length > 0 ? { L: parts } : undefined
}
