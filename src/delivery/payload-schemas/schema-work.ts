import { invalid, ValidationError, type Violation } from '../../errors.js'
import type { Described, ImportText } from './openapi-document.js'
import { compileProblem, isTimeout, schemaProblem, within } from './payload-schema.js'

/**
 * The work of the side thread of `schema-checks.ts`, by name. Inputs and results are copied between threads, so they
 * are plain data.
 */

export interface JudgeIn { schemas: string, compiles: boolean, budgetMs: number }
export interface Judgement { problem?: { version: string, reason: string }, tookMs: number }

/** Why the versions of an event type are not JSON Schemas, or cannot check payloads where they must (`compiles`). */
function judge ({ schemas, compiles, budgetMs }: JudgeIn): Judgement {
  const began = performance.now()
  const all = JSON.parse(schemas) as Record<string, unknown>
  let at = ''
  const tookMs = () => performance.now() - began
  try {
    const problem = within(Math.max(1, Math.floor(budgetMs)), () => {
      for (const [version, schema] of Object.entries(all)) {
        at = version
        const reason = schemaProblem(schema)
        if (reason !== undefined) return { version, reason }
      }
      return undefined
    }) ?? (compiles ? compileProblem(all) : undefined)
    return { ...problem && { problem }, tookMs: tookMs() }
  } catch (error) {
    if (!isTimeout(error)) throw error
    return { problem: { version: at, reason: 'takes too long to check' }, tookMs: tookMs() }
  }
}

export type Description = { described: Described[] } | { violations: readonly Violation[] }

/** The event types that an OpenAPI document describes, or what is wrong with it. */
async function loadDescribe (): Promise<(input: ImportText) => Description> {
  // Loaded on demand: the module is large, because of the YAML parser.
  const { describedIn } = await import('./openapi-document.js')
  return input => {
    try {
      const described = describedIn(input)
      for (const { schemas, loc } of described) {
        const problem = schemas === null ? undefined : schemaProblem((JSON.parse(schemas) as Record<string, unknown>)[1])
        if (problem !== undefined) throw invalid([...loc, 'schemas', '1'], problem)
      }
      return { described }
    } catch (error) {
      if (error instanceof ValidationError) return { violations: error.violations }
      throw error
    }
  }
}

/** The jobs that the side thread for schemas and documents can run, by name. */
export const works = { judge: async () => judge, describe: loadDescribe }
