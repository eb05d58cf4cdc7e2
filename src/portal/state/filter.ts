/** The operators that conditions are built with, as they are shown. */
export const OPERATORS = ['=', '≠', '>', '≥', '<', '≤', 'in', 'starts', 'ends', 'exists'] as const
export type Operator = typeof OPERATORS[number]

const NAMES: Readonly<Record<Exclude<Operator, '=' | 'exists' | 'in'>, string>> =
  { '≠': '$neq', '>': '$gt', '≥': '$gte', '<': '$lt', '≤': '$lte', starts: '$startsWith', ends: '$endsWith' }

/** A typed value as JSON: a number, true, false, null or a quoted text is itself, all else is text. */
function valueOf (text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? text : value
  } catch {
    return text
  }
}

/** The condition that an operator and a typed operand mean; `in` takes several values with commas between them. */
export function conditionOf (operator: Operator, operand: string): unknown {
  const text = operand.trim()
  if (operator === '=') return valueOf(text)
  if (operator === 'exists') return { $exist: text !== 'false' }
  if (operator === 'in') return { $in: text.split(',').map(one => valueOf(one.trim())) }
  return { [NAMES[operator]]: operator === 'starts' || operator === 'ends' ? text : valueOf(text) }
}

/** A filter's text with one more condition at these names; undefined when the text is no JSON object. */
export function withCondition (text: string, path: readonly string[], condition: unknown): string | undefined {
  const filter = text.trim() === '' ? {} : parse(text)
  if (!isObject(filter)) return undefined
  let at = filter
  for (const name of path.slice(0, -1)) {
    if (!isObject(at[name])) at[name] = {}
    at = at[name] as Record<string, unknown>
  }
  const last = path.at(-1)!
  // Two conditions at one place, such as a least and a greatest value, hold together.
  const before = at[last]
  at[last] = isObject(before) && isObject(condition) ? { ...before, ...condition } : condition
  return JSON.stringify(filter, null, 2)
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function parse (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

interface Schema { properties?: Record<string, Schema>, items?: Schema }
const DEEPEST = 5
const MOST = 300

/** What conditions can be about: the places of an event, and in its payload what these JSON Schemas know. */
export function pathsOf (schemas: readonly object[]): string[] {
  const found = new Set(['eventType', 'channels', 'tags'])
  const look = ({ properties, items }: Schema, path: string, depth: number) => {
    if (items) look(items, path, depth)
    for (const [name, schema] of Object.entries(properties ?? {})) {
      if (found.size >= MOST || depth > DEEPEST) return
      found.add(`${path}.${name}`)
      look(schema, `${path}.${name}`, depth + 1)
    }
  }
  for (const schema of schemas) look(schema, 'payload', 1)
  return [...found]
}
