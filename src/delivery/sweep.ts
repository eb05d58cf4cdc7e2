import * as deliveries from '../repositories/deliveries.js'
import type { DeliveryKey } from '../repositories/deliveries.js'
import type { Dated } from '../repositories/due.js'
import { applicationOf } from '../repositories/message-lists.js'
import * as messages from '../repositories/messages.js'
import * as tasks from '../repositories/tasks.js'
import type { TaskKey } from '../repositories/tasks.js'
import type { Engine } from './engine.js'
import { fanOut } from './fan-out.js'

export interface SweepTerms {
  /** Deliveries that are due between these two instants (Unix ms, inclusive) are looked at. */
  from: number
  until: number
  /** Fan-outs that are due up to here, Unix ms. */
  marksUntil: number
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
  /** Where the next sweep goes on when more was due than the limit; Infinity when all was seen. */
  seenTo: number
  /** When something that this sweep has not dealt with is due, Unix ms, if all was seen; Infinity when nothing waits or nobody asked. */
  nextDueAt: number
}

/**
 * Finds what the index `due` says is waiting: fan-outs that a crash left undone are done here, deliveries and tasks
 * are for the caller. It changes nothing itself, so any number of sweeps may run at once.
 */
export async function sweep (engine: Engine, { from, until, marksUntil, limit, isHeld, asksNext }: SweepTerms): Promise<Swept> {
  const { db, clock } = engine
  const started = clock.now()
  const [marks, due, dueTasks] = await Promise.all([
    messages.due(db, { from: 0, until: marksUntil, limit }),
    deliveries.due(db, { from, until, limit }),
    tasks.due(db, { from: 0, until, limit })
  ])
  let undone = 0
  for (const mark of marks.keys) if (!await finishFanOut(engine, mark)) undone++
  const fresh = due.keys.filter(key => !isHeld(key))
  const next = asksNext ? await Promise.all([messages.nextDue(db, marksUntil), deliveries.nextDue(db, until), tasks.nextDue(db, until)]) : []
  if (marks.keys.length > 0 || fresh.length > 0) {
    engine.log.info({ fanOuts: marks.keys.length, deliveries: fresh.length, tasks: dueTasks.keys.length, durationMs: clock.now() - started }, 'sweep.completed')
  }
  const nextDueAt = undone > 0 || marks.seenTo < Infinity ? started : Math.min(...next)
  return { deliveries: fresh, tasks: dueTasks.keys, seenTo: due.seenTo, nextDueAt }
}

/** Does a marked message's fan-out. False when it failed: the mark stays, and the others do not wait for it. */
export async function finishFanOut (engine: Engine, { list, id }: { list: string, id: string }): Promise<boolean> {
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
