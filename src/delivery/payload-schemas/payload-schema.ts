import { createContext, Script } from 'node:vm'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { LRUCache } from 'lru-cache'

/**
 * Payloads are checked with the schema of an event type's highest version; a reference is never fetched. A schema is its
 * organization's own text and can take for ever, so this runs on side threads alone (`payload-work.ts`, `schema-work.ts`).
 */

export interface Mismatch { path: string[], reason: string }

/** What is wrong with a value; throws when that takes longer than `ms`. */
type Checker = (value: unknown, ms: number) => Mismatch | undefined

export const COMPILE_LIMIT_MS = 2000

const checkers = new LRUCache<string, Checker>({ max: 500 })

/** What checks payloads with some versions, known by a key; undefined when there are none. Throws when it does not compile within `ms`. */
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

// What does not compile is not tried again and again; what was late may not be on another day.
function checkerFrom (schema: unknown, ms: number): Checker {
  try {
    return compile(schema, ms)
  } catch (error) {
    if (isTimeout(error)) throw error
    return () => { throw error }
  }
}

/** Why payloads cannot be checked with these schemas, and by which version; undefined when they can. */
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

// One that refers to itself without end compiles, and has no answer to anything.
function endlessProblem (checker: Checker): string | undefined {
  try {
    checker({}, COMPILE_LIMIT_MS)
    return undefined
  } catch {
    return 'it refers to itself without end, or takes too long to check an empty object'
  }
}

/** The highest of some versions, as numbers; one that is no number is lower than all that are. */
export function highestVersion (versions: readonly string[]): string | undefined {
  const rank = (version: string) => /^\d+(\.\d+)?$/.test(version) ? Number(version) : -1
  return versions.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).at(-1)
}

let draft7: ValidateFunction | undefined

/** What keeps a value from being a JSON Schema under draft 7, whatever its `$schema` says; undefined when nothing does. */
export function schemaProblem (schema: unknown): string | undefined {
  draft7 ??= compileDraft7()
  if (draft7(schema)) return undefined
  const { instancePath = '', message = '' } = draft7.errors?.[0] ?? {}
  return `is not a JSON Schema of draft 7: ${instancePath} ${message}`
}

// Ajv's own copy of the meta-schema is compiled without its formats, and would take a broken regular expression.
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
  // An instance of its own: ids inside one schema must not be seen by another.
  const ajv = addFormats.default(new Ajv({ strict: false, logger: false, validateSchema: false }), { mode: 'fast' })
  const validate = within<ValidateFunction>(ms, () => ajv.compile(bare(schema) as object))
  if ('$async' in validate) throw new Error('it is asynchronous')
  return (value, ms) => within(ms, () => validate(value)) ? undefined : mismatchOf(validate.errors?.[0])
}

// The schema is taken as draft 7 whatever it says; a dialect that ajv does not know would be looked for.
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

/** What `run` returns; throws (`isTimeout`) when that takes longer than `ms`, whatever loop or regular expression it is in. */
export function within<T> (ms: number, run: () => T): T {
  room.run = run
  return script.runInContext(room, { timeout: ms }) as T
}

export const isTimeout = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
