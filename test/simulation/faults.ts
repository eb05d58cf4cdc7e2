import type { Random } from './random.js'

/** The fault of one try of one database call. */
export type Fault =
  | 'none'
  /** The connection is refused. */
  | 'refused'
  | 'throttled'
  /** Answered with a 500, not applied. */
  | 'internal'
  /** No answer, not applied. */
  | 'lost'
  /** Applied, but the answer never arrives. */
  | 'unanswered'
  /** Applied, and the connection breaks instead of an answer. */
  | 'reset'
  /** No answer in time, and applied after the client has given up. */
  | 'late'
  /** Answered, but just in time. */
  | 'slow'
  /** The process dies before the call is applied. */
  | 'crashBefore'
  /** The process dies when the call has been applied. */
  | 'crashAfter'

export const FAULTS = [
  'refused', 'throttled', 'internal', 'lost', 'unanswered', 'reset', 'late', 'slow', 'crashBefore', 'crashAfter'
] as const satisfies Fault[]

/** When and how often faults happen. After `until` there are none. */
export interface FaultPlan {
  /** Unix ms. */
  until: number
  rates: Partial<Record<Fault, number>>
  /** Times in which the database fails for all processes. */
  outages: Array<{ from: number, to: number, fault: Fault }>
}

export interface Faults {
  draw: () => Fault
  /** The number of injected faults of each kind. */
  readonly counts: Partial<Record<Fault, number>>
}

export function createFaults (plan: FaultPlan, random: Random, now: () => number): Faults {
  const counts: Partial<Record<Fault, number>> = {}
  const rates = Object.entries(plan.rates) as Array<[Fault, number]>

  function choose (): Fault {
    const at = now()
    if (at >= plan.until) return 'none'
    const outage = plan.outages.find(({ from, to }) => at >= from && at < to)
    if (outage) return outage.fault
    let left = random.next()
    for (const [fault, rate] of rates) {
      if (left < rate) return fault
      left -= rate
    }
    return 'none'
  }

  return {
    counts,
    draw () {
      const fault = choose()
      if (fault !== 'none') counts[fault] = (counts[fault] ?? 0) + 1
      return fault
    }
  }
}
