import { createContext, Script } from 'node:vm'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { LRUCache } from 'lru-cache'
import type { EventType } from '../repositories/event-types.js'

/** Payloads are checked with the schema of an event type's highest version; a reference is never fetched. Loaded on demand. */

export interface Mismatch { path: string[], reason: string }

type Checker = (value: unknown) => Mismatch | undefined

// A schema is its organization's own text, and its regular expressions can take for ever.
const COMPILE_LIMIT_MS = 1000
const CHECK_LIMIT_MS = 200

// By revision, and its time: an event type that was removed and made again begins at revision 1.
const checkers = new LRUCache<string, Checker>({ max: 500 })

/** What checks the payloads of an event type; undefined when it has no schema. Throws when the schema does not compile. */
export function checkerOf ({ orgId, name, rev, updatedAt, schemas }: Pick<EventType, 'orgId' | 'name' | 'rev' | 'updatedAt' | 'schemas'>): Checker | undefined {
  const key = `${orgId}/${name}/${rev}/${updatedAt}`
  const known = checkers.get(key)
  if (known) return known
  const all = JSON.parse(schemas ?? '{}') as Record<string, unknown>
  const version = highestVersion(Object.keys(all))
  if (version === undefined) return undefined
  const checker = compile(all[version])
  checkers.set(key, checker)
  return checker
}

/** Why payloads cannot be checked with these schemas, and by which version; undefined when they can. */
export function compileProblem (schemas: string): { version: string, reason: string } | undefined {
  const all = JSON.parse(schemas) as Record<string, unknown>
  const version = highestVersion(Object.keys(all))
  if (version === undefined) return undefined
  try {
    compile(all[version])
    return undefined
  } catch (error) {
    return { version, reason: `cannot be used to check payloads: ${(error as Error).message}` }
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

function compile (schema: unknown): Checker {
  // An instance of its own: ids inside one schema must not be seen by another.
  const ajv = addFormats.default(new Ajv({ strict: false, logger: false, validateSchema: false, addUsedSchema: false }), { mode: 'fast' })
  const validate = within<ValidateFunction>(COMPILE_LIMIT_MS, () => ajv.compile(bare(schema) as object))
  if ('$async' in validate) throw new Error('it is asynchronous')
  return value => within(CHECK_LIMIT_MS, () => validate(value)) ? undefined : mismatchOf(validate.errors?.[0])
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

/** What `run` returns; throws when that takes longer than `ms`, whatever loop or regular expression it is in. */
function within<T> (ms: number, run: () => T): T {
  room.run = run
  return script.runInContext(room, { timeout: ms }) as T
}
