import { Ajv, type ErrorObject, type Options } from 'ajv'
import fastJson, { type Options as FastJsonOptions } from 'fast-json-stringify'
import { formats } from './formats.js'
import { withNullables } from './nullable-schema.js'
import { withRawStrings } from './raw-strings.js'

// Bundles replace this module (compilers.build.ts) by one with the same two functions, which return code that was
// compiled when the bundle was built. So neither compiler is in a bundle.

/** A schema and the route that it belongs to. The schema of an answer has a status. */
export interface RouteSchema { schema: unknown, method: string, url: string, httpStatus?: string | undefined }

/** Returns true when the data is valid; fills in defaults. */
export interface Check {
  (data: unknown): boolean
  errors?: ErrorObject[] | null
}

export interface Stringify {
  stringify: (data: unknown) => string
  /** Whether the text contains raw JSON between marks. */
  hasRaw: boolean
}

export const AJV_OPTIONS: Options = { allErrors: true, useDefaults: true, strict: false, removeAdditional: false, formats }
// ajv only selects the branch of a union here, so its error messages are not needed.
export const FAST_JSON_OPTIONS = { ajv: { formats: { unsafe: true }, messages: false } } as FastJsonOptions

const ajv = new Ajv(AJV_OPTIONS)

// Compiling all schemas takes a second of CPU. Each is compiled when first used, so that the start is fast.

/** The validator of a route's body. */
export function checkOf ({ schema }: RouteSchema): Check {
  let run: Check | undefined
  const check: Check = data => {
    run ??= ajv.compile(withNullables(schema) as object) as Check
    const isValid = run(data)
    check.errors = run.errors ?? null
    return isValid
  }
  return check
}

/** The serializer of an answer. */
export function stringifyOf ({ schema: given }: RouteSchema): Stringify {
  const { schema, hasRaw } = withRawStrings(given)
  let write: ((data: unknown) => string) | undefined
  return { stringify: data => (write ??= fastJson(schema, FAST_JSON_OPTIONS))(data), hasRaw }
}
