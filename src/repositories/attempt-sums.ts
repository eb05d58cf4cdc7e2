import type { Attempt } from './attempts.js'

/** What attempts came to in a time: sums that can be added up, of a size that does not grow with their number. */
export interface Sums {
  success: number
  fail: number
  /** How many failed in each way: `3xx`, `4xx`, `5xx`, or why there was no HTTP answer. */
  kinds: Record<string, number>
  /** How many answers took how long: by steps of the duration, each an eighth of an octave. */
  steps: Record<number, number>
}

export const noSums = (): Sums => ({ success: 0, fail: 0, kinds: {}, steps: {} })

const STEPS_AN_OCTAVE = 8

/** Adds an attempt. */
export function addAttempt (sums: Sums, attempt: Pick<Attempt, 'status' | 'responseStatusCode' | 'responseDurationMs' | 'failure'>): void {
  const { status, responseStatusCode: code, responseDurationMs } = attempt
  if (status === 0) sums.success++
  else {
    sums.fail++
    const kind = code === 0 ? attempt.failure ?? 'other' : `${Math.floor(code / 100)}xx`
    sums.kinds[kind] = (sums.kinds[kind] ?? 0) + 1
  }
  if (code === 0) return
  const step = Math.round(Math.log2(Math.max(1, responseDurationMs)) * STEPS_AN_OCTAVE)
  sums.steps[step] = (sums.steps[step] ?? 0) + 1
}

/** Adds sums to others. */
export function addSums (to: Sums, { success, fail, kinds, steps }: Sums): void {
  to.success += success
  to.fail += fail
  for (const kind in kinds) to.kinds[kind] = (to.kinds[kind] ?? 0) + kinds[kind]!
  for (const step in steps) to.steps[step] = (to.steps[step] ?? 0) + steps[step]!
}

/** The duration that a share (0 to 1) of the answers did not exceed, ms, within 5 percent; null without an answer. */
export function quantileOf ({ steps }: Sums, share: number): number | null {
  const sorted = Object.entries(steps).map(([step, count]) => [Number(step), count] as const).sort(([a], [b]) => a - b)
  const total = sorted.reduce((sum, [, count]) => sum + count, 0)
  let seen = 0
  for (const [step, count] of sorted) {
    seen += count
    if (seen >= total * share) return Math.round(2 ** (step / STEPS_AN_OCTAVE))
  }
  return null
}

export type PackedSums = [success: number, fail: number, kinds: Sums['kinds'], steps: Sums['steps']] | 0

/** Sums as a row keeps them. */
export const packSums = ({ success, fail, kinds, steps }: Sums): PackedSums => success + fail === 0 ? 0 : [success, fail, kinds, steps]

export function unpackSums (packed: PackedSums): Sums {
  if (packed === 0) return noSums()
  const [success, fail, kinds, steps] = packed
  return { success, fail, kinds, steps }
}
