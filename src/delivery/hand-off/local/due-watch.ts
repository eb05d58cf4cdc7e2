import { idTimeMs } from '../../../lib/ids.js'
import type { DeliveryKey } from '../../../repositories/deliveries.js'
import type { TaskKey } from '../../../repositories/tasks.js'
import type { Engine } from '../../engine.js'
import { sweep, type Swept } from '../sweep.js'

/** Decides when to read the due entries. While this process is alone on the database, it uses a timer and does not poll. */
export interface LookOut {
  /**
   * Looks now, and from then on whenever something is due. `deadFor` (ms): deliveries and tasks whose entries are due
   * within this time count as due now, because the process that held them is dead. 0 where other processes may work on
   * them.
   */
  start: (engine: Engine, deadFor: number) => Promise<void>
  /** Makes sure that a look happens at this time (Unix ms) or before. */
  lookAt: (engine: Engine, at: number) => void
  close: () => Promise<void>
}

export interface LookOutOptions {
  isAlone: boolean
  /** Whether this process works on the delivery already. */
  isHeld: (key: DeliveryKey) => boolean
  /** Takes a delivery that was found, and when it is due, Unix ms. */
  take: (engine: Engine, key: DeliveryKey, at: number) => void
  takeTask: (engine: Engine, key: TaskKey, at: number) => void
  /** How many entries of each shard one look reads. Default: 1000. */
  limit?: number
}

/** How far ahead a process that is alone looks, ms. It keeps timers for what is due within this time. */
export const AHEAD_MS = 15 * 60_000
/** The first pause after a failed look, ms. */
export const RETRY_MS = 1000
const LONGEST_RETRY_MS = 10_000
// How often a process that is not alone looks for entries of other processes.
const OTHERS_MS = 15_000
// A look that is asked for this soon may be for a write that failed and may yet be applied; earlier looks need not see it. ms.
const IN_DOUBT_MS = 5 * 60_000
// When more is due than there is room for, looks take at most a tenth of the time.
const PACE = 10
const LONGEST_LOOK_MS = 60_000

/** A look-out that reads nothing before `start`. A look that fails is repeated after RETRY_MS, later after longer pauses. */
export function createLookOut ({ isAlone, isHeld, take, takeTask, limit = 1000 }: LookOutOptions): LookOut {
  let [closed, nextAt] = [false, Infinity]
  let lastAt = 0 // The latest time of the looks asked for within IN_DOUBT_MS, Unix ms.
  let [cancel, looking]: [() => void, Promise<void> | undefined] = [() => {}, undefined]
  const [walk, legacy] = [createWalk(), createLegacy()]
  let [notBefore, failures] = [0, 0] // No look before, Unix ms: looks take at most half of the time. How many looks in a row failed.

  function lookAt (engine: Engine, at: number): void {
    if (at <= engine.clock.now() + IN_DOUBT_MS) lastAt = Math.max(lastAt, at)
    // After the clock was set back, `notBefore` may lie far ahead; then it is ignored.
    const next = notBefore < engine.clock.now() + LONGEST_LOOK_MS ? Math.max(at, notBefore) : at
    if (closed || next >= nextAt) return
    cancel()
    nextAt = next
    cancel = engine.clock.wakeAt(next, () => { void look(engine) })
  }

  async function look (engine: Engine): Promise<void> {
    nextAt = Infinity
    if (looking) return lookAt(engine, engine.clock.now() + 10)
    await (looking = lookNow(engine))
    looking = undefined
  }

  async function lookNow (engine: Engine): Promise<void> {
    const started = engine.clock.now()
    try {
      const [until, marksUntil] = [Math.max(started + (isAlone ? AHEAD_MS : 0), legacy.until), Math.max(started, legacy.until)]
      const terms = { from: walk.from, until, marksUntil, limit, isHeld, asksNext: isAlone }
      const found = await sweep(engine, { ...terms, isLeft: mark => legacy.isLeft(mark, started) })
      for (const { dueAt, ...key } of found.deliveries) take(engine, key, legacy.dueAt(dueAt, started))
      for (const { dueAt, ...key } of found.tasks) takeTask(engine, key, legacy.dueAt(dueAt, started))
      failures = 0
      lookAgain(engine, found, started)
    } catch (error) {
      engine.log.error({ err: error }, 'sweep.failed')
      lookAt(engine, engine.clock.now() + Math.min(RETRY_MS * 2 ** failures++, LONGEST_RETRY_MS))
    }
  }

  function lookAgain (engine: Engine, { seenTo, nextDueAt }: Swept, started: number): void {
    const now = engine.clock.now()
    const soon = now + Math.max(RETRY_MS, PACE * (now - started))
    notBefore = now + (now - started)
    const step = walk.step(seenTo)
    if (step === 'on') lookAt(engine, soon)
    else if (isAlone || nextDueAt <= started) lookAt(engine, step === 'again' ? soon : Math.max(nextDueAt, soon))
    else lookAt(engine, now + OTHERS_MS)
    if (lastAt > started) lookAt(engine, lastAt)
  }

  return {
    lookAt: (engine, at) => lookAt(engine, walk.asked(engine.clock.now(), at)),
    async start (engine, deadFor) {
      legacy.set(engine.clock.now(), deadFor)
      await look(engine)
    },
    async close () {
      closed = true
      cancel()
      await looking
    }
  }
}

/** The start of the next look, while more is due than one look reads. */
function createWalk () {
  let from = 0
  let hasSkipped = false
  return {
    get from () { return from },
    /**
     * Notes that a look was asked for. One that is asked for soon is for entries that were found and left, behind the
     * walk's position.
     */
    asked (now: number, at: number): number {
      hasSkipped ||= at <= now + RETRY_MS
      return at
    },
    /** What follows a look that has read all before an instant: go on, begin again, or wait for the next due entry. */
    step (seenTo: number): 'on' | 'again' | 'wait' {
      if (seenTo < Infinity) {
        // More is due at one instant than a look reads: later entries come first, and the rest of this instant in the next walk.
        hasSkipped ||= seenTo <= from
        from = Math.max(seenTo, from + 1)
        return 'on'
      }
      const step = hasSkipped ? 'again' : 'wait'
      from = 0
      hasSkipped = false
      return step
    }
  }
}

/** What a dead process left. Its leases end within a known time, and entries that are due until then count as due now. */
function createLegacy () {
  let startedAt = 0
  let until = 0
  return {
    get until () { return until },
    set (now: number, deadFor: number): void {
      startedAt = now
      until = now + deadFor
    },
    dueAt: (dueAt: number, now: number) => dueAt <= until ? now : dueAt,
    // A mark that was made after the start belongs to an acceptance that is under way in this process.
    isLeft: ({ id, dueAt }: { id: string, dueAt: number }, now: number) =>
      dueAt <= now || (dueAt <= until && (idTimeMs(id) ?? 0) <= startedAt)
  }
}
