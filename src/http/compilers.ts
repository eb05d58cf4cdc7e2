import { Ajv, type ErrorObject, type Options } from 'ajv'
import fastJson, { type Options as FastJsonOptions } from 'fast-json-stringify'
import { formats } from './formats.js'
import { withRawStrings } from './raw-strings.js'

// A bundle has another module in the place of this one: the same two functions, which find what was compiled when the
// bundle was built (compilers.build.ts), so that neither compiler is in it.

/** A schema and the route that it stands in; answers have a status. */
export interface RouteSchema { schema: unknown, method: string, url: string, httpStatus?: string | undefined }

/** True when the data is as it should be; fills in defaults. */
export interface Check {
  (data: unknown): boolean
  errors?: ErrorObject[] | null
}

export interface Stringify {
  stringify: (data: unknown) => string
  /** The text has raw JSON in it, between marks. */
  hasRaw: boolean
}

export const AJV_OPTIONS: Options = { allErrors: true, useDefaults: true, strict: false, removeAdditional: false, formats }
// What distinguishes the branches of a union is a yes or no: the reason is not shown.
export const FAST_JSON_OPTIONS = { ajv: { formats: { unsafe: true }, messages: false } } as FastJsonOptions

const ajv = new Ajv(AJV_OPTIONS)

// All of them together take a second of CPU, which a start need not wait for: each is compiled when it is first needed.

/** What checks a body. */
export function checkOf ({ schema }: RouteSchema): Check {
  let run: Check | undefined
  const check: Check = data => {
    run ??= ajv.compile(schema as object) as Check
    const isValid = run(data)
    check.errors = run.errors ?? null
    return isValid
  }
  return check
}

/** What writes an answer as JSON. */
export function stringifyOf ({ schema: given }: RouteSchema): Stringify {
  const { schema, hasRaw } = withRawStrings(given)
  let write: ((data: unknown) => string) | undefined
  return { stringify: data => (write ??= fastJson(schema, FAST_JSON_OPTIONS))(data), hasRaw }
}
