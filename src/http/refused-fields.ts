import { invalid } from '../errors.js'

/** The names of these fields: of all that is in no schema, they alone are looked at. */
export const NOT_THERE = ['connectors', 'secret'] as const

/**
 * 422 for a field that SDKs know, that asks for something, and that nothing here does: what is ignored in silence is
 * taken for done. Null, false and what is empty ask for nothing. `reasons` are by the field's name.
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
