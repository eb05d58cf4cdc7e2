import { createLanes, shareOf } from '../../../lib/lanes.js'
import type { Attempted } from '../../attempt/end-claim.js'
import { attempt } from '../../attempt/make-attempt.js'
import type { Entry } from './queue-entry.js'
import type { Engine } from '../../engine.js'

/** An entry that was taken out of the queue. */
export interface Taken extends Entry {
  /** The X-Ray trace that it belongs to, if it is sampled. */
  trace?: string | undefined
}

/** The end of an entry: no work is left, it goes back to the queue until then (Unix ms), or it failed. */
export type End = 'done' | { backAt: number } | { failed: unknown }

export interface Hours {
  /** No attempt begins after this time, Unix ms; an entry that finds a free lane begins in any case. */
  startUntil: number
  /** Every entry has an end by this time, Unix ms. */
  endAt: number
}

/** The attempts of one invocation, in parallel lanes, so that a slow endpoint does not delay deliveries to others. */
export interface Shift {
  /**
   * Resolves with the end of the entry. An entry that cannot begin in time goes back; one that does not end in time
   * counts as failed. Never rejects.
   */
  add: (taken: Taken) => Promise<End>
  /** The number of entries without an end. */
  readonly size: number
  /** The number of those whose attempt has begun. */
  readonly begun: number
  /** Resolves when all entries have an end. */
  idle: () => Promise<void>
  /** Cancels its timers. */
  close: () => void
}

/** The attempt was still under way when time was up: its lease runs out, and its entry becomes visible again. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime'
}

interface Job { taken: Taken, end: (end: End) => void, isBegun: boolean }

/** Opens the shift of one invocation, with the lanes that the configuration allows. */
export function openShift (engine: Engine, { startUntil, endAt }: Hours): Shift {
  const { clock, config: { deliveryConcurrency: total } } = engine
  const jobs = new Set<Job>()
  let wakes: Array<() => void> = []
  const lanes = createLanes<Job>({
    total,
    perLane: shareOf(total),
    run: async job => { if (jobs.has(job)) finish(job, await carryOut(engine, job)) }
  })

  function finish (job: Job, end: End): void {
    if (jobs.delete(job)) job.end(end)
    if (jobs.size > 0) return
    for (const wake of wakes) wake()
    wakes = []
  }

  const cancels = [
    clock.wakeAt(startUntil, () => {
      for (const job of jobs) if (!job.isBegun) finish(job, { backAt: clock.now() })
    }),
    clock.wakeAt(endAt, () => {
      for (const job of jobs) finish(job, { failed: new OutOfTime('The attempt had not ended when the function had to.') })
    })
  ]

  return {
    get size () { return jobs.size },
    get begun () { return [...jobs].filter(({ isBegun }) => isBegun).length },
    idle: async () => await new Promise<void>(resolve => {
      if (jobs.size === 0) resolve()
      else wakes.push(resolve)
    }),
    add: async taken => await new Promise<End>(resolve => {
      const job = { taken, end: resolve, isBegun: false }
      jobs.add(job)
      lanes.push(taken.handOff.endpointId, job)
    }),
    close () { for (const cancel of cancels) cancel() }
  }
}

async function carryOut (engine: Engine, job: Job): Promise<End> {
  job.isBegun = true
  const { handOff, begun, trace } = job.taken
  const { msgId, endpointId, at } = handOff
  const from = engine.clock.now()
  const tell = (failed: boolean) =>
    engine.tracer?.note(trace, { name: 'deliver', from, to: engine.clock.now(), annotations: { msgId, endpointId }, failed })
  try {
    const end = endOf(await attempt(engine, handOff, begun, trace), at)
    tell(false)
    return end
  } catch (error) {
    // Nothing was sent, or the lease holds the delivery: the entry becomes visible again.
    tell(true)
    return { failed: error }
  }
}

/**
 * A worker that plans an attempt stores it with its due entry and hands it over as a new entry. So an entry that finds
 * a plan later than its own time is not needed any more. An entry that finds another worker at the delivery goes back:
 * it brings the delivery back if that worker dies.
 */
export function endOf ({ waitUntil, isTaken }: Attempted, at: number): { backAt: number } | 'done' {
  return waitUntil !== undefined && (isTaken || waitUntil <= at) ? { backAt: waitUntil } : 'done'
}
