import type { TSchema } from '@sinclair/typebox'
import { ApplicationIn } from '../schemas/application.js'
import type { Members } from './repeated-members.js'

const known = new WeakMap<TSchema, Members>()

/** The names of an object's schema, found once. */
export function membersOf (schema: TSchema): Members {
  const found = known.get(schema) ?? find(schema)
  known.set(schema, found)
  return found
}

function find ({ properties }: TSchema): Members {
  const within = new Map<string, Set<string>>()
  for (const [name, schema] of Object.entries(properties as Record<string, TSchema>)) {
    const branches: TSchema[] = schema.anyOf ?? [schema]
    // What creates an application is validated where it is used, but it can be given twice all the same.
    const inner = name === 'application' ? ApplicationIn.properties : branches.find(branch => branch.properties)?.properties
    if (inner) within.set(name, new Set(Object.keys(inner)))
  }
  return { names: new Set(Object.keys(properties)), within }
}
