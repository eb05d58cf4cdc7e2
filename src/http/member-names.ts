import { invalid } from '../errors.js'
import type { ParsedBody } from '../lib/raw-json.js'

/**
 * Throws 422 when a body has a known member twice, or an unknown one whose name is nearly that of a known one (contract 1.1). A parser
 * would silently drop it, and a message with `deliver_at` would be sent at once.
 */
export function checkNames (parsed: Pick<ParsedBody, 'repeated' | 'misspelt'>): void {
  const path = parsed.repeated()
  if (path) throw invalid(['body', ...path], `the field '${path.join('.')}' is given more than once`, 'value_error.jsondecode')
  const wrong = parsed.misspelt()
  if (wrong) throw invalid(['body', wrong.name], `is not a field: is '${wrong.meant}' meant?`)
}
