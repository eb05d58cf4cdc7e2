import type { TSchema } from '@sinclair/typebox'
import { invalid } from '../errors.js'
import type { ParsedBody } from '../lib/raw-json.js'
import { ApplicationIn } from '../schemas/application.js'

/** The names that a body may have, and for those whose values are objects with names of their own, these. */
interface Members { names: Set<string>, within: Map<string, Set<string>> }

const known = new WeakMap<TSchema, Members>()

/** 422 for a member that a schema names and a body gives twice: a parser that takes the last would silently drop what the caller meant (contract 1.1). */
export function refuseRepeated (parsed: Pick<ParsedBody, 'duplicates'>, schema: TSchema): void {
  if (!known.has(schema)) known.set(schema, membersOf(schema))
  const { names, within } = known.get(schema)!
  const isKnown = ([name, inner]: string[]) => inner === undefined ? names.has(name!) : within.get(name!)!.has(inner)
  const path = parsed.duplicates([...within.keys()]).find(isKnown)
  if (path) throw invalid(['body', ...path], `the field '${path.join('.')}' is given more than once`, 'value_error.jsondecode')
}

function membersOf ({ properties }: TSchema): Members {
  const within = new Map<string, Set<string>>()
  for (const [name, schema] of Object.entries(properties as Record<string, TSchema>)) {
    const branches: TSchema[] = schema.anyOf ?? [schema]
    // What creates an application is validated where it is used, but it can be given twice all the same.
    const inner = name === 'application' ? ApplicationIn.properties : branches.find(branch => branch.properties)?.properties
    if (inner) within.set(name, new Set(Object.keys(inner)))
  }
  return { names: new Set(Object.keys(properties)), within }
}
