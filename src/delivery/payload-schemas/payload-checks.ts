import { unavailable } from '../../errors.js'
import { MOST_PASSED } from '../../lib/own-time.js'
import { createSideThread, Unfinished } from '../../lib/side-thread.js'
import type { Checked, CheckIn } from './payload-work.js'

/** Payloads are checked on a side thread, so that the schema or regular expression of one organization delays no other caller. */

export const PAYLOADS_MB = 128

/** How long a request may wait for the thread, ms. */
export const PATIENCE_MS = 30_000

const checking = createSideThread({
  module: async () => await import('./payload-thread.js'),
  memoryMb: PAYLOADS_MB,
  patienceMs: PATIENCE_MS,
  now: () => performance.now()
})

/** How much longer than its budget allows the thread may take before it is terminated, ms. */
export const GRACE_MS = 2000

/** Checks payloads with the schema of one event type; rejects when the schema cannot be used. */
export async function checkPayloads (orgId: string, input: CheckIn): Promise<Checked> {
  try {
    return await busyAs503(checking.run({ caller: orgId, work: 'check', input, withinMs: input.budgetMs * MOST_PASSED + GRACE_MS }))
  } catch (error) {
    if (error instanceof Unfinished) {
      return { found: input.payloads.map(() => 'late'), tookMs: input.budgetMs, timeouts: input.payloads.length }
    }
    throw error
  }
}

/** The result of a thread's work; throws 503 when too much work waits for the thread. */
export async function busyAs503<T> (running: Promise<T>): Promise<T> {
  try {
    return await running
  } catch (error) {
    if (error instanceof Unfinished && error.reason === 'busy') throw unavailable('Too many schemas are being checked; try again shortly.')
    throw error
  }
}
