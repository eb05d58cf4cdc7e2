import { invalid, unavailable, ValidationError } from '../errors.js'
import { createSideThread, Unfinished, type Job } from '../lib/side-thread.js'
import type { Described, ImportText } from './openapi-document.js'
import type { Checked, CheckIn, Description, JudgeIn, Judgement } from './schema-work.js'

/**
 * Everything that a schema, a regular expression or a document of an organization may draw out is done by side threads, so
 * that it stops nobody: payloads by one, and what is written by another, so that no document delays a message. Each is
 * started by its first job.
 */

const module = async () => await import('./schema-thread.js')
const now = () => performance.now()
const checking = createSideThread({ module, memoryMb: 128, patienceMs: 30_000, now })
const reading = createSideThread({ module, memoryMb: 256, patienceMs: 30_000, now })

// Beyond its own bound, what a thread may need on a busy machine to answer before it is ended.
const GRACE_MS = 2000
/** How long the schemas of one request may take, ms. */
const JUDGE_MS = 10_000
const DESCRIBE_MS = 25_000

/** Checks the payloads of one event type; rejects when its schema can check none. */
export async function checkPayloads (orgId: string, input: CheckIn): Promise<Checked> {
  try {
    return await busyAs503(checking.run({ caller: orgId, work: 'check', input, withinMs: input.budgetMs + GRACE_MS }))
  } catch (error) {
    if (error instanceof Unfinished) return { found: input.payloads.map(() => 'late'), tookMs: input.budgetMs, timeouts: input.payloads.length }
    throw error
  }
}

/** What is wrong with the schemas of an event type, which are to check payloads (`compiles`) or only to be schemas. */
export type Judge = (schemas: string, compiles: boolean) => Promise<Judgement['problem']>

/** Judges the schemas of one request, all within one budget. */
export function createJudge (orgId: string): Judge {
  let leftMs = JUDGE_MS
  return async (schemas, compiles) => {
    const late = { version: '', reason: `takes too long to check: all schemas of a request have ${JUDGE_MS} ms together` }
    if (leftMs <= 0) return late
    try {
      const input: JudgeIn = { schemas, compiles, budgetMs: leftMs }
      const { problem, tookMs } = await busyAs503(reading.run<Judgement>({ caller: orgId, work: 'judge', input, withinMs: leftMs + GRACE_MS }))
      leftMs -= tookMs
      return problem
    } catch (error) {
      if (!(error instanceof Unfinished)) throw error
      leftMs = 0
      return late
    }
  }
}

/** The event types that an OpenAPI document describes; 422 where it cannot be read, or takes too much to read. */
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

async function busyAs503<T> (running: Promise<T>): Promise<T> {
  try {
    return await running
  } catch (error) {
    if (error instanceof Unfinished && error.reason === 'busy') throw unavailable('Too many schemas are being checked; try again shortly.')
    throw error
  }
}
