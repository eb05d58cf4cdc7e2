import { invalid } from '../errors.js'
import type { ParsedBody } from '../lib/raw-json.js'

/**
 * 422 for a member that is known and that a body gives twice:
 * a parser that takes the last would silently drop what the caller meant (contract 1.1).
 */
export function refuseRepeated (parsed: Pick<ParsedBody, 'repeated'>): void {
  const path = parsed.repeated()
  if (path) throw invalid(['body', ...path], `the field '${path.join('.')}' is given more than once`, 'value_error.jsondecode')
}
