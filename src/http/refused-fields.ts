import { invalid } from '../errors.js'

/** The names of these fields. No other member that is missing in the schema is read. */
export const NOT_THERE = ['connectors', 'secret'] as const

/**
 * Throws 422 for a field that SDKs know and that this product does not support, if its value asks for something. If the
 * field was ignored, the caller would think it took effect. Null, false and empty values ask for nothing. `reasons`: by
 * the field's name.
 */
export function refuseNotThere (body: unknown, reasons: Partial<Record<typeof NOT_THERE[number], string>>): void {
  for (const [name, reason] of Object.entries(reasons)) {
    if (asks((body as Record<string, unknown>)[name])) throw invalid(['body', name], reason)
  }
}

function asks (value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}
