import type { Answer } from '../sending/send-result.js'
import { askedMs } from '../sending/retry-after.js'

/** A failed attempt, and what decides when the next one is due. */
export interface FailedAttempt {
  /** The waits before each retry. */
  scheduleMs: readonly number[]
  /** The number of the attempt that just failed; the first is 1. */
  attempt: number
  answer: Pick<Answer, 'statusCode' | 'failure' | 'retryAfter'>
  /** Unix milliseconds. */
  now: number
  /** Uniform in [0, 1). */
  random: () => number
  /** The longest wait that `Retry-After` is honoured for. */
  retryAfterMaxMs: number
}

const SLOW_DOWN_MS = 60_000
const JITTER = 0.2

/**
 * The wait before the next attempt, in whole milliseconds; undefined when the schedule is used up (contract 3.5). The
 * wait is the schedule's entry ±20 %, at least 60 s (±20 %) after a timeout or 429. `Retry-After` is a lower bound: it
 * is lengthened by up to 20 %, so that retries spread, and it never shortens the schedule.
 */
export function retryDelayMs ({ scheduleMs, attempt, answer, now, random, retryAfterMaxMs }: FailedAttempt): number | undefined {
  const scheduled = scheduleMs[attempt - 1]
  if (scheduled === undefined) return undefined
  const slowDown = answer.failure === 'timeout' || answer.statusCode === 429
  const base = slowDown ? Math.max(scheduled, SLOW_DOWN_MS) : scheduled
  const part = random()
  const asked = askedMs(answer.retryAfter, now, retryAfterMaxMs)
  return Math.max(Math.round(base * (1 - JITTER + 2 * JITTER * part)), Math.ceil(asked * (1 + JITTER * part)))
}
