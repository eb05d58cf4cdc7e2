import { invalid, ValidationError } from '../../errors.js'
import { createSideThread, Unfinished, type Job } from '../../lib/side-thread.js'
import { busyAs503, GRACE_MS, PATIENCE_MS } from './payload-checks.js'
import type { Described, ImportText } from './openapi-document.js'
import type { Description, JudgeIn, Judgement } from './schema-work.js'

/**
 * Schemas and documents are checked on a side thread when they are written, so that they delay no other caller.
 * Payloads have another thread (`payload-checks.ts`), so that no document delays a message.
 */

export const SCHEMAS_MB = 256
const reading = createSideThread({
  module: async () => await import('./schema-thread.js'),
  memoryMb: SCHEMAS_MB,
  patienceMs: PATIENCE_MS,
  now: () => performance.now()
})

/** How long the schemas of one request may take in total, ms. */
export const JUDGE_MS = 10_000
export const DESCRIBE_MS = 25_000

/** Returns what is wrong with the schemas of an event type. `compiles`: they must also be able to check payloads. */
export type Judge = (schemas: string, compiles: boolean) => Promise<Judgement['problem']>

/** Creates the check for the schemas of one request, which share one time budget. */
export function createJudge (orgId: string): Judge {
  let leftMs = JUDGE_MS
  return async (schemas, compiles) => {
    const late = { version: '', reason: `takes too long to check: all schemas of a request have ${JUDGE_MS} ms together` }
    if (leftMs <= 0) return late
    try {
      const input: JudgeIn = { schemas, compiles, budgetMs: leftMs }
      const judging = reading.run<Judgement>({ caller: orgId, work: 'judge', input, withinMs: leftMs + GRACE_MS })
      const { problem, tookMs } = await busyAs503(judging)
      leftMs -= tookMs
      return problem
    } catch (error) {
      if (!(error instanceof Unfinished)) throw error
      leftMs = 0
      return late
    }
  }
}

/** The event types that an OpenAPI document describes. Throws 422 when it cannot be read, or takes too much time or memory. */
export async function describe (orgId: string, input: ImportText): Promise<Described[]> {
  const job: Job = { caller: orgId, work: 'describe', input, withinMs: DESCRIBE_MS }
  try {
    const answer = await busyAs503(reading.run<Description>(job))
    if ('described' in answer) return answer.described
    throw new ValidationError(answer.violations)
  } catch (error) {
    if (!(error instanceof Unfinished)) throw error
    const what = error.reason === 'late' ? `longer than ${DESCRIBE_MS / 1000} s` : 'more memory than it may have'
    throw invalid(['body', input.spec === undefined ? 'specRaw' : 'spec'], `takes ${what} to read: import it in parts`)
  }
}
