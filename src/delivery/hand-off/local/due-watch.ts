import { idTimeMs } from '../../../lib/ids.js'
import type { DeliveryKey } from '../../../repositories/deliveries.js'
import type { TaskKey } from '../../../repositories/tasks.js'
import type { Engine } from '../../engine.js'
import { sweep, type Swept } from '../sweep.js'

/** Knows when to look for what is due: a timer, no polling, as long as one process alone works on the database. */
export interface LookOut {
  /**
   * Looks now, and from then on when something is due. `deadFor`, ms: whatever a claim from before the start holds for no
   * longer than that is due now, until all of it has been taken up; 0 where others may be at it.
   */
  start: (engine: Engine, deadFor: number) => Promise<void>
  /** Makes sure of a look at this time (Unix ms) or before. */
  lookAt: (engine: Engine, at: number) => void
  close: () => Promise<void>
}

export interface LookOutOptions {
  isAlone: boolean
  /** What is looked after already. */
  isHeld: (key: DeliveryKey) => boolean
  /** Takes what was found and when it is due, Unix ms. */
  take: (engine: Engine, key: DeliveryKey, at: number) => void
  takeTask: (engine: Engine, key: TaskKey, at: number) => void
  /** How much one look reads of each shard; 1000 unless told. */
  limit?: number
}

/** How far ahead a process that is alone looks, ms: what is due so soon it can remember. */
export const AHEAD_MS = 15 * 60_000
/** How soon to look again after trouble, ms. */
export const RETRY_MS = 1000
const LONGEST_RETRY_MS = 10_000
// How often a process that is not alone looks for what others left behind.
const OTHERS_MS = 15_000
// What asks for a look so soon may ask because of a write in doubt, which an earlier look need not have seen yet, ms.
const IN_DOUBT_MS = 5 * 60_000
// Looking for more than there is room for takes at most a tenth of the time.
const PACE = 10
const LONGEST_LOOK_MS = 60_000

export function createLookOut ({ isAlone, isHeld, take, takeTask, limit = 1000 }: LookOutOptions): LookOut {
  let [closed, nextAt] = [false, Infinity]
  let lastAt = 0 // The last of the looks that were asked for because of writes in doubt.
  let [cancel, looking]: [() => void, Promise<void> | undefined] = [() => {}, undefined]
  const [walk, legacy] = [createWalk(), createLegacy()]
  let [notBefore, failures] = [0, 0] // Looking takes at most half of the time; and how many looks in a row have failed.

  function lookAt (engine: Engine, at: number): void {
    if (at <= engine.clock.now() + IN_DOUBT_MS) lastAt = Math.max(lastAt, at)
    // A clock that was set back since makes it nothing to wait for.
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

/** Where the next look begins, while there is more than one look reads. */
function createWalk () {
  let from = 0
  let hasSkipped = false
  return {
    get from () { return from },
    /** Notes that a look was asked for: one so soon is for what was found and left, which the rest of the walk does not come by. */
    asked (now: number, at: number): number {
      hasSkipped ||= at <= now + RETRY_MS
      return at
    },
    /** What follows a look that has seen all before an instant: go on, look at all again, or wait for what is due next. */
    step (seenTo: number): 'on' | 'again' | 'wait' {
      if (seenTo < Infinity) {
        // More is due at one instant than a look reads: the others come before those that are left of it.
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

/** What a dead process left behind: its claims end in a while, and all that is due by then waits for one of them, if for anything. */
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
    // A mark that was made since the start belongs to an acceptance that is under way here.
    isLeft: ({ id, dueAt }: { id: string, dueAt: number }, now: number) =>
      dueAt <= now || (dueAt <= until && (idTimeMs(id) ?? 0) <= startedAt)
  }
}
