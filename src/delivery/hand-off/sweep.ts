import { eachOf } from '../../lib/parallel.js'
import * as deliveries from '../../repositories/deliveries.js'
import type { DeliveryKey } from '../../repositories/deliveries.js'
import type { Dated } from '../../repositories/due.js'
import { applicationOf } from '../../repositories/message-lists.js'
import * as messages from '../../repositories/messages.js'
import * as tasks from '../../repositories/tasks.js'
import type { TaskKey } from '../../repositories/tasks.js'
import type { Engine } from '../engine.js'
import { fanOut } from '../attempt/fan-out.js'

/** A message whose fan-out is to be done. */
export interface MarkKey { list: string, id: string }

export interface SweepTerms {
  /** What is due between these two instants (Unix ms, inclusive) is looked at. */
  from: number
  until: number
  /** The same end for fan-outs, Unix ms. */
  marksUntil: number
  /** Whether the fan-out of a mark is to be done now. All are, unless told. */
  isLeft?: (mark: Dated<MarkKey>) => boolean
  /** At most so many of each from each shard. */
  limit: number
  /** Deliveries that the caller looks after already. */
  isHeld: (key: DeliveryKey) => boolean
  /** Whether to find out what is due next: for a caller who sleeps until then. */
  asksNext: boolean
}

export interface Swept {
  /** Longest due first. */
  deliveries: Array<Dated<DeliveryKey>>
  /** Tasks that are due until the end of the span, longest due first. */
  tasks: Array<Dated<TaskKey>>
  /** Where the next sweep goes on when more of one kind was due than the limit; Infinity when all was seen. */
  seenTo: number
  /**
   * When something that this sweep has not dealt with is due, Unix ms, if all was seen;
   * Infinity when nothing waits or it was not asked for.
   */
  nextDueAt: number
}

/**
 * Finds what the index `due` says is waiting: fan-outs that a crash left undone are done here, deliveries and tasks
 * are for the caller. It changes nothing itself, so any number of sweeps may run at once.
 */
export async function sweep (
  engine: Engine,
  { from, until, marksUntil, isLeft = () => true, limit, isHeld, asksNext }: SweepTerms
): Promise<Swept> {
  const { db, clock } = engine
  const started = clock.now()
  const [marks, due, dueTasks] = await Promise.all([
    messages.due(db, { from, until: marksUntil, limit }),
    deliveries.due(db, { from, until, limit }),
    tasks.due(db, { from, until, limit })
  ])
  const left = marks.keys.filter(isLeft)
  const undone = await finishFanOuts(engine, left)
  const fresh = due.keys.filter(key => !isHeld(key))
  const next = asksNext
    ? await Promise.all([messages.nextDue(db, marksUntil), deliveries.nextDue(db, until), tasks.nextDue(db, until)])
    : []
  if (left.length > 0 || fresh.length > 0) {
    engine.log.info(
      { fanOuts: left.length, deliveries: fresh.length, tasks: dueTasks.keys.length, durationMs: clock.now() - started },
      'sweep.completed'
    )
  }
  const later = marks.keys.filter(mark => !isLeft(mark)).map(({ dueAt }) => dueAt)
  const nextDueAt = undone > 0 ? started : Math.min(...next, ...later)
  return { deliveries: fresh, tasks: dueTasks.keys, seenTo: Math.min(marks.seenTo, due.seenTo, dueTasks.seenTo), nextDueAt }
}

const FAN_OUTS_AT_ONCE = 10
// After so many failures the database is away, and the rest would only wait for it one after the other.
const MOST_UNDONE = 20

/** Returns how many are not done. */
async function finishFanOuts (engine: Engine, marks: MarkKey[]): Promise<number> {
  let undone = 0
  await eachOf(marks, FAN_OUTS_AT_ONCE, async mark => { if (undone >= MOST_UNDONE || !await finishFanOut(engine, mark)) undone++ })
  return undone
}

/** Does a marked message's fan-out. False when it failed: the mark stays, and the others do not wait for it. */
export async function finishFanOut (engine: Engine, { list, id }: MarkKey): Promise<boolean> {
  try {
    const message = await messages.read(engine.db, applicationOf(list), id, { now: engine.clock.now(), withPayload: false })
    if (message) await fanOut(engine, message)
    else await messages.clearMark(engine.db, { appId: applicationOf(list), id })
    return true
  } catch (error) {
    engine.log.error({ err: error, msgId: id }, 'message.fan-out-failed')
    return false
  }
}
