import { invalid, ValidationError, type Violation } from '../errors.js'
import type { Described, ImportText } from './openapi-document.js'
import { checkerOf, compileProblem, isTimeout, schemaProblem, within, type Mismatch } from './payload-schema.js'

/** What the side thread of `schema-checks.ts` does, by name. Input and result are copied, so they are plain. */

// A payload that takes longer is not worth the wait of others, and a schema that has had so many is not tried further.
const EACH_MS = 200
const TRIES = 3

export interface CheckIn { key: string, schemas: string, payloads: string[], budgetMs: number }

/** For each payload what is wrong with it; `late` when its check took too long, or there was no time left for it. */
export type Found = Mismatch | 'right' | 'late' | 'no-json'

export interface Checked {
  found: Found[]
  tookMs: number
  /** How many checks exceeded their time. */
  timeouts: number
}

/** Checks payloads of one event type; throws when its schema cannot check any. */
function check ({ key, schemas, payloads, budgetMs }: CheckIn): Checked {
  const began = performance.now()
  const leftMs = () => Math.floor(budgetMs - (performance.now() - began))
  let late = 0
  const found = payloads.map((text): Found => {
    if (late >= TRIES || leftMs() < 1) return 'late'
    const value = parsed(text)
    if (value === undefined) return 'no-json'
    try {
      const checker = checkerOf(key, schemas, leftMs())
      return checker?.(value, Math.max(1, Math.min(EACH_MS, leftMs()))) ?? 'right'
    } catch (error) {
      if (!isTimeout(error)) throw error
      late++
      return 'late'
    }
  })
  return { found, tookMs: performance.now() - began, timeouts: late }
}

export interface JudgeIn { schemas: string, compiles: boolean, budgetMs: number }
export interface Judgement { problem?: { version: string, reason: string }, tookMs: number }

/** What keeps the versions of an event type from being JSON Schemas, or from checking payloads where they are to (`compiles`). */
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
  // Large with its YAML parser.
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

/** The works by name, each with what it takes to load it. */
export const works = { check: async () => check, judge: async () => judge, describe: loadDescribe }

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
