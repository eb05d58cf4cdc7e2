import { eachOf } from '../../lib/parallel.js'
import * as deliveries from '../../repositories/deliveries.js'
import type { DeliveryKey } from '../../repositories/deliveries.js'
import type { Dated } from '../../repositories/due.js'
import { applicationOf } from '../../repositories/message-lists.js'
import * as messages from '../../repositories/messages.js'
import * as tasks from '../../repositories/tasks.js'
import type { TaskKey } from '../../repositories/tasks.js'
import type { Engine } from '../engine.js'
import { fanOut, type FanOutOptions } from '../attempt/fan-out.js'

/** The key of a mark: a message whose fan-out is still to be done. */
export interface MarkKey { list: string, id: string }

export interface SweepTerms {
  /** Entries that are due between these two instants (Unix ms, inclusive) are read. */
  from: number
  until: number
  /** The end for marks, Unix ms. */
  marksUntil: number
  /** Whether the fan-out of a mark is to be done now. Default: always. */
  isLeft?: (mark: Dated<MarkKey>) => boolean
  /** How many entries of each kind are read from each shard, at most. */
  limit: number
  /** Whether the caller works on the delivery already. */
  isHeld: (key: DeliveryKey) => boolean
  /** Whether to find out when the next entry is due, for a caller that sleeps until then. */
  asksNext: boolean
}

export interface Swept {
  /** Those due longest come first. */
  deliveries: Array<Dated<DeliveryKey>>
  /** Tasks that are due by the end of the span; those due longest come first. */
  tasks: Array<Dated<TaskKey>>
  /** Where the next sweep continues when more of one kind was due than the limit, Unix ms; Infinity when everything was read. */
  seenTo: number
  /**
   * When the next entry that this sweep did not handle is due, Unix ms, if everything was read. Infinity when there is
   * none or `asksNext` is false.
   */
  nextDueAt: number
}

/**
 * Finds due work with the index `due`. Marked fan-outs are done here; deliveries and tasks are for the caller. Any
 * number of sweeps may run at the same time.
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
// After so many failures the database counts as away; the remaining fan-outs would only fail one after the other.
const MOST_UNDONE = 20

/** Returns how many fan-outs failed or were left out. */
async function finishFanOuts (engine: Engine, marks: MarkKey[]): Promise<number> {
  let undone = 0
  await eachOf(marks, FAN_OUTS_AT_ONCE, async mark => { if (undone >= MOST_UNDONE || !await finishFanOut(engine, mark)) undone++ })
  return undone
}

/** Does the fan-out of a marked message. Returns false when it failed: the mark stays, and the error is logged. */
export async function finishFanOut (engine: Engine, { list, id }: MarkKey, options: Pick<FanOutOptions, 'gate'> = {}): Promise<boolean> {
  try {
    const message = await messages.read(engine.db, applicationOf(list), id, { now: engine.clock.now(), withPayload: false })
    if (message) await fanOut(engine, message, options)
    else await messages.clearMark(engine.db, { appId: applicationOf(list), id })
    return true
  } catch (error) {
    engine.log.error({ err: error, msgId: id }, 'message.fan-out-failed')
    return false
  }
}
