import { invalid } from '../errors.js'
import type { ParsedBody } from '../lib/raw-json.js'

/** The names that a body may have, and for those whose values are objects with names of their own, these. */
export interface Members { names: Set<string>, within: Map<string, Set<string>> }

/** 422 for a member that is known and that a body gives twice: a parser that takes the last would silently drop what the caller meant (contract 1.1). */
export function refuseRepeated (parsed: Pick<ParsedBody, 'duplicates'>, { names, within }: Members): void {
  const isKnown = ([name, inner]: string[]) => inner === undefined ? names.has(name!) : within.get(name!)!.has(inner)
  const path = parsed.duplicates([...within.keys()]).find(isKnown)
  if (path) throw invalid(['body', ...path], `the field '${path.join('.')}' is given more than once`, 'value_error.jsondecode')
}
