import { createContext, Script } from 'node:vm'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { RecentMap } from '../../lib/recent-map.js'

/**
 * Payloads are checked with the schema of an event type's highest version; references are never fetched. A schema is
 * the organization's text and may take unlimited time, so this code runs on side threads only (`payload-work.ts`,
 * `schema-work.ts`).
 */

export interface Mismatch { path: string[], reason: string }

/** Returns the first mismatch of a value; throws when the check takes longer than `ms`. */
type Checker = (value: unknown, ms: number) => Mismatch | undefined

export const COMPILE_LIMIT_MS = 2000

const checkers = new RecentMap<string, Checker>({ most: 500 })

/**
 * The checker for these versions, cached under a key; undefined when there are no versions. Throws when compiling takes
 * longer than `ms`.
 */
export function checkerOf (key: string, schemas: string, ms: number): Checker | undefined {
  const known = checkers.get(key)
  if (known) return known
  const all = JSON.parse(schemas) as Record<string, unknown>
  const version = highestVersion(Object.keys(all))
  if (version === undefined) return undefined
  const checker = checkerFrom(all[version], Math.max(1, Math.min(COMPILE_LIMIT_MS, ms)))
  checkers.set(key, checker)
  return checker
}

// A schema that does not compile is cached as such. A timeout is not cached: on a less busy machine it may compile.
function checkerFrom (schema: unknown, ms: number): Checker {
  try {
    return compile(schema, ms)
  } catch (error) {
    if (isTimeout(error)) throw error
    return () => { throw error }
  }
}

/** Why payloads cannot be checked with these schemas, and which version is the reason; undefined when they can. */
export function compileProblem (all: Record<string, unknown>): { version: string, reason: string } | undefined {
  const version = highestVersion(Object.keys(all))
  if (version === undefined) return undefined
  const problem = compiledProblem(all[version])
  return problem === undefined ? undefined : { version, reason: `cannot be used to check payloads: ${problem}` }
}

function compiledProblem (schema: unknown): string | undefined {
  try {
    const checker = compile(schema, COMPILE_LIMIT_MS)
    return endlessProblem(checker)
  } catch (error) {
    if (isTimeout(error)) return `it takes longer than ${COMPILE_LIMIT_MS} ms to compile`
    return error instanceof RangeError ? 'it is nested too deep, or refers to itself without end' : (error as Error).message
  }
}

// A schema that refers to itself without end compiles, but no check with it ends.
function endlessProblem (checker: Checker): string | undefined {
  try {
    checker({}, COMPILE_LIMIT_MS)
    return undefined
  } catch {
    return 'it refers to itself without end, or takes too long to check an empty object'
  }
}

/** The highest version, compared as numbers; versions that are not numbers are lower than all numbers. */
export function highestVersion (versions: readonly string[]): string | undefined {
  const rank = (version: string) => /^\d+(\.\d+)?$/.test(version) ? Number(version) : -1
  return versions.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).at(-1)
}

let draft7: ValidateFunction | undefined

/** Why a value is not a JSON Schema of draft 7, whatever its `$schema` says; undefined when it is one. */
export function schemaProblem (schema: unknown): string | undefined {
  draft7 ??= compileDraft7()
  if (draft7(schema)) return undefined
  const { instancePath = '', message = '' } = draft7.errors?.[0] ?? {}
  return `is not a JSON Schema of draft 7: ${instancePath} ${message}`
}

// Ajv compiles its own copy of the meta-schema without formats, and would accept an invalid regular expression.
function compileDraft7 (): ValidateFunction {
  const metaSchema = new Ajv().getSchema('http://json-schema.org/draft-07/schema#')!.schema
  return new Ajv({ strict: false, logger: false, meta: false, validateSchema: false, formats: { regex: isRegex } }).compile(metaSchema)
}

function isRegex (text: string): boolean {
  try {
    return Boolean(new RegExp(text))
  } catch {
    return false
  }
}

function compile (schema: unknown, ms: number): Checker {
  // A new Ajv instance for each schema, so that ids in one schema are not visible to another.
  const ajv = addFormats.default(new Ajv({ strict: false, logger: false, validateSchema: false }), { mode: 'fast' })
  const validate = within<ValidateFunction>(ms, () => ajv.compile(bare(schema) as object))
  if ('$async' in validate) throw new Error('it is asynchronous')
  return (value, ms) => within(ms, () => validate(value)) ? undefined : mismatchOf(validate.errors?.[0])
}

// The schema is always read as draft 7. With an unknown `$schema`, Ajv would look for that dialect and fail.
function bare (schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema
  const { $schema, ...rest } = schema as Record<string, unknown>
  return rest
}

function mismatchOf (error: ErrorObject | undefined): Mismatch {
  const { instancePath = '', message = 'does not match the schema' } = error ?? {}
  const path = instancePath.split('/').slice(1).map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  return { path, reason: message }
}

const room = createContext({ run: () => {} })
const script = new Script('run()')

/** Runs a function and returns its result. Throws (`isTimeout`) after `ms`, even inside a loop or a regular expression. */
export function within<T> (ms: number, run: () => T): T {
  room.run = run
  return script.runInContext(room, { timeout: ms }) as T
}

/** Whether `within` threw because its time was up. */
export const isTimeout = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
