import { invalid } from '../errors.js'
import type { ParsedBody } from '../lib/raw-json.js'

/** Throws 422 when a body has a known member twice. A parser would keep the last one and silently drop the other (contract 1.1). */
export function refuseRepeated (parsed: Pick<ParsedBody, 'repeated'>): void {
  const path = parsed.repeated()
  if (path) throw invalid(['body', ...path], `the field '${path.join('.')}' is given more than once`, 'value_error.jsondecode')
}
