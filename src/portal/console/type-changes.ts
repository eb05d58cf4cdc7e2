import type { EventType } from '../state/calls.js'

const FIELDS = ['description', 'deprecated', 'schemas', 'featureFlag', 'featureFlags', 'groupName'] as const
type Fields = Partial<Record<typeof FIELDS[number], unknown>> & { name: string }

/** What an import does to an event type: which fields differ, and both as texts. */
export interface Change { name: string, kind: 'new' | 'changed' | 'same', fields: string[], before: string, after: string }

function textOf (value: Fields | undefined): string {
  if (value === undefined) return ''
  const given = FIELDS.map(field => [field, sorted(value[field] ?? null)] as const).filter(([, one]) => one !== null && one !== false)
  return JSON.stringify(Object.fromEntries(given), null, 2)
}

/** Compares an event type with what a document says about it. */
export function changesOf (before: EventType | undefined, after: Fields): Change {
  const fields = FIELDS.filter(field => JSON.stringify(sorted(before?.[field] ?? null)) !== JSON.stringify(sorted(after[field] ?? null)))
  const kind = before === undefined ? 'new' : fields.length === 0 ? 'same' : 'changed'
  return { name: after.name, kind, fields: kind === 'changed' ? fields : [], before: textOf(before), after: textOf(after) }
}

// The order of keys means nothing in a schema.
function sorted (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1).map(([key, one]) => [key, sorted(one)]))
}

export interface Line { sign: 'more' | 'less' | undefined, line: string }

const CONTEXT = 3
const MOST = 1000

/** Two texts line by line: what was taken away and what was added, with a few lines around. Of each, a thousand lines are compared. */
export function lineChanges (before: string, after: string): Line[] {
  const [old, next] = [linesOf(before), linesOf(after)]
  const common = commonLengths(old, next)
  const lines: Line[] = []
  let [i, j] = [0, 0]
  while (i < old.length || j < next.length) {
    if (i < old.length && old[i] === next[j]) {
      lines.push({ sign: undefined, line: old[i++]! })
      j++
    } else if ((common[i + 1]?.[j] ?? -1) >= (common[i]![j + 1] ?? -1)) lines.push({ sign: 'less', line: old[i++]! })
    else lines.push({ sign: 'more', line: next[j++]! })
  }
  const isNear = (at: number) => lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ sign }) => sign !== undefined)
  return lines.filter((_, at) => isNear(at))
}

const linesOf = (text: string) => text === '' ? [] : text.split('\n').slice(0, MOST)

/** How many lines the longest common subsequence has, from each place in both on. */
function commonLengths (old: readonly string[], next: readonly string[]): Uint16Array[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(next.length + 1))
  for (let i = old.length - 1; i >= 0; i--) {
    const [row, below] = [lengths[i]!, lengths[i + 1]!]
    for (let j = next.length - 1; j >= 0; j--) row[j] = old[i] === next[j] ? below[j + 1]! + 1 : Math.max(below[j]!, row[j + 1]!)
  }
  return lengths
}
