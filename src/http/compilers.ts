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

// Compiling all schemas takes a second of CPU. Each is compiled when first used, so that the start is fast, and once for all
// routes and apps that have it.

const checks = new WeakMap<object, Check>()
const writers = new WeakMap<object, Stringify>()

/** What a schema was made into. Routes share the schemas of errors, and apps of one process have the same schemas. */
function once<T> (known: WeakMap<object, T>, schema: unknown, make: () => T): T {
  if (typeof schema !== 'object' || schema === null) return make()
  const made = known.get(schema) ?? make()
  known.set(schema, made)
  return made
}

/** The validator of a route's body. */
export const checkOf = ({ schema }: RouteSchema): Check => once(checks, schema, () => lazyCheck(schema))

/** The serializer of an answer. */
export const stringifyOf = ({ schema }: RouteSchema): Stringify => once(writers, schema, () => lazyStringify(schema))

function lazyCheck (schema: unknown): Check {
  let run: Check | undefined
  const check: Check = data => {
    run ??= ajv.compile(withNullables(schema) as object) as Check
    const isValid = run(data)
    check.errors = run.errors ?? null
    return isValid
  }
  return check
}

function lazyStringify (given: unknown): Stringify {
  const { schema, hasRaw } = withRawStrings(given)
  let write: ((data: unknown) => string) | undefined
  return { stringify: data => (write ??= fastJson(schema, FAST_JSON_OPTIONS))(data), hasRaw }
}
