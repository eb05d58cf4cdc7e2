import { unavailable } from '../../errors.js'
import { createSideThread, Unfinished } from '../../lib/side-thread.js'
import type { Checked, CheckIn } from './payload-work.js'

/** Payloads are checked by a side thread: a regular expression of one organization, or its schema, delays no other caller. */

export const PAYLOADS_MB = 128

/** How long a request may wait for its turn at a thread, ms. */
export const PATIENCE_MS = 30_000

const checking = createSideThread({
  module: async () => await import('./payload-thread.js'),
  memoryMb: PAYLOADS_MB,
  patienceMs: PATIENCE_MS,
  now: () => performance.now()
})

/** Beyond its own bound, what a thread may need on a busy machine to answer before it is ended, ms. */
export const GRACE_MS = 2000

/** Checks the payloads of one event type; rejects when its schema can check none. */
export async function checkPayloads (orgId: string, input: CheckIn): Promise<Checked> {
  try {
    return await busyAs503(checking.run({ caller: orgId, work: 'check', input, withinMs: input.budgetMs + GRACE_MS }))
  } catch (error) {
    if (error instanceof Unfinished) {
      return { found: input.payloads.map(() => 'late'), tookMs: input.budgetMs, timeouts: input.payloads.length }
    }
    throw error
  }
}

/** What a thread comes to; 503 when there was no turn for it. */
export async function busyAs503<T> (running: Promise<T>): Promise<T> {
  try {
    return await running
  } catch (error) {
    if (error instanceof Unfinished && error.reason === 'busy') throw unavailable('Too many schemas are being checked; try again shortly.')
    throw error
  }
}
