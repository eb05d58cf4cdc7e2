import { ApiFailure } from '../client/api-client.js'
import type { Item, Kind, Report } from './migration-report.js'

/** One object: as it should be, as it is, and how it becomes so. */
export interface Step {
  kind: Kind
  name: string
  wanted: Readonly<Record<string, unknown>>
  /** Undefined: it is not there. */
  current: Readonly<Record<string, unknown>> | undefined
  create: () => Promise<unknown>
  update: (fields: readonly string[]) => Promise<unknown>
}

/**
 * Makes an object as it should be, unless it is so, or this is a dry run. What the server refuses is on record, and the next one follows;
 * other failures, such as a server that is away, end the migration: it can be repeated. Returns whether the object is there afterwards.
 */
export async function reconcile ({ isDryRun, items }: Pick<Report, 'isDryRun' | 'items'>, step: Step): Promise<boolean> {
  const { kind, name, current } = step
  const fields = current === undefined ? [] : differing(step.wanted, current)
  const action = current === undefined ? 'created' : fields.length > 0 ? 'updated' : 'same'
  const item: Item = { kind, name, action, ...(fields.length > 0 && { fields }) }
  items.push(item)
  if (isDryRun || action === 'same') return current !== undefined
  try {
    await (action === 'created' ? step.create() : step.update(fields))
    return true
  } catch (error) {
    if (!(error instanceof ApiFailure) || ![400, 409, 413, 422].includes(error.status)) throw error
    Object.assign(item, { action: 'refused', reason: error.message })
    return false
  }
}

/** The names of the wanted fields that are other now; absent, null and empty are the same. */
export const differing = (wanted: Readonly<Record<string, unknown>>, current: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(wanted).filter(name => plain(wanted[name]) !== plain(current[name]))

function plain (value: unknown): string {
  const text = JSON.stringify(sorted(value ?? null))
  return ['""', '[]', '{}', 'false'].includes(text) ? 'null' : text
}

function sorted (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([name, one]) => [name, sorted(one)]))
}
