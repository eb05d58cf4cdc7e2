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

/** What became of it: nothing is left to do, it goes back to the queue until then (Unix ms), or it failed. */
export type End = 'done' | { backAt: number } | { failed: unknown }

export interface Hours {
  /** Nothing is begun after this, Unix ms; what has room at once is begun in any case. */
  startUntil: number
  /** All ends are known by then, Unix ms. */
  endAt: number
}

/** The attempts that one invocation makes: at once, in lanes, so that an endpoint which answers slowly holds up no other's. */
export interface Shift {
  /**
   * What becomes of the entry:
   * one that cannot be begun in time goes back, one that does not end in time counts as failed. Never rejects.
   */
  add: (taken: Taken) => Promise<End>
  /** Entries that have not ended. */
  readonly size: number
  /** Resolves when all have ended. */
  idle: () => Promise<void>
  /** Stops its clocks. */
  close: () => void
}

/** Still under way when the time was up: its claim runs out, and its entry shows itself again. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime'
}

interface Job { taken: Taken, end: (end: End) => void, isBegun: boolean }

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
    // Nothing was sent, or its claim holds it: the entry shows itself again.
    tell(true)
    return { failed: error }
  }
}

/**
 * The worker that plans an attempt stores it with its due entry and hands it over. So an entry that finds a later plan than its
 * own is not the one that will bring it; but one that finds a worker at the delivery is what brings it back if that worker dies.
 */
export function endOf ({ waitUntil, isTaken }: Attempted, at: number): { backAt: number } | 'done' {
  return waitUntil !== undefined && (isTaken || waitUntil <= at) ? { backAt: waitUntil } : 'done'
}
