import { idTimeMs } from '../lib/ids.js'
import type { DeliveryKey } from '../repositories/deliveries.js'
import type { TaskKey } from '../repositories/tasks.js'
import type { Engine } from './engine.js'
import { sweep, type Swept } from './sweep.js'

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

export function createLookOut ({ isAlone, isHeld, take, takeTask, limit = 1000 }: LookOutOptions): LookOut {
  let closed = false
  let nextAt = Infinity
  // The last of the looks that were asked for because of writes in doubt.
  let lastAt = 0
  let cancel = () => {}
  let looking: Promise<void> | undefined
  // Where the next look goes on, and whether more was due at one instant than a look reads.
  let from = 0
  let isCrowded = false
  // No look begins before, so that looking takes at most half of the time.
  let notBefore = 0
  // What was there at the start and is due up to here waits for the claim of a dead process, if for anything.
  let startedAt = 0
  let deadUntil = 0
  // Looks in a row that failed.
  let failures = 0

  function lookAt (engine: Engine, at: number): void {
    if (at <= engine.clock.now() + IN_DOUBT_MS) lastAt = Math.max(lastAt, at)
    const next = Math.max(at, notBefore)
    if (closed || next >= nextAt) return
    cancel()
    nextAt = next
    cancel = engine.clock.wakeAt(next, () => { void look(engine) })
  }

  async function look (engine: Engine): Promise<void> {
    nextAt = Infinity
    if (looking) return lookAt(engine, engine.clock.now() + 10)
    looking = lookNow(engine)
    await looking
    looking = undefined
  }

  async function lookNow (engine: Engine): Promise<void> {
    const started = engine.clock.now()
    try {
      const until = Math.max(started + (isAlone ? AHEAD_MS : 0), deadUntil)
      // A mark that was made since belongs to an acceptance that is under way here.
      const isLeft = ({ id, dueAt }: { id: string, dueAt: number }) => dueAt <= started || (dueAt <= deadUntil && (idTimeMs(id) ?? 0) <= startedAt)
      const found = await sweep(engine, { from, until, marksUntil: Math.max(started, deadUntil), isLeft, limit, isHeld, asksNext: isAlone })
      for (const { dueAt, ...key } of found.deliveries) take(engine, key, dueAt <= deadUntil ? started : dueAt)
      for (const { dueAt, ...key } of found.tasks) takeTask(engine, key, dueAt <= deadUntil ? started : dueAt)
      failures = 0
      lookAgain(engine, found, started)
    } catch (error) {
      engine.log.error({ err: error }, 'sweep.failed')
      lookAt(engine, engine.clock.now() + Math.min(RETRY_MS * 2 ** failures++, LONGEST_RETRY_MS) * (0.5 + engine.random()))
    }
  }

  function lookAgain (engine: Engine, { seenTo, nextDueAt }: Swept, started: number): void {
    const now = engine.clock.now()
    const soon = now + Math.max(RETRY_MS, PACE * (now - started))
    notBefore = now + (now - started)
    if (seenTo < Infinity) {
      isCrowded ||= seenTo <= from
      from = Math.max(seenTo, from + 1)
      return lookAt(engine, soon)
    }
    from = 0
    if (isCrowded) lookAt(engine, soon)
    isCrowded = false
    if (isAlone || nextDueAt <= started) lookAt(engine, Math.max(nextDueAt, soon))
    else lookAt(engine, now + OTHERS_MS)
    if (lastAt > started) lookAt(engine, lastAt)
  }

  return {
    lookAt,
    async start (engine, deadFor) {
      startedAt = engine.clock.now()
      deadUntil = startedAt + deadFor
      await look(engine)
    },
    async close () {
      closed = true
      cancel()
      await looking
    }
  }
}
