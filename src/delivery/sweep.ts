import * as deliveries from '../repositories/deliveries.js'
import type { DeliveryKey } from '../repositories/deliveries.js'
import * as messages from '../repositories/messages.js'
import type { Engine } from './engine.js'
import { fanOut } from './fan-out.js'

export interface SweepTerms {
  /** What is due up to here, Unix ms. */
  until: number
  /** At most so many from each shard. */
  limit: number
  /** Deliveries that the caller looks after already. */
  isHeld: (key: DeliveryKey) => boolean
}

export interface Swept {
  /** Deliveries to attempt now. */
  deliveries: DeliveryKey[]
  /** The earliest due entry after `until`, Unix ms; Infinity when nothing waits. */
  nextDueAt: number
}

/**
 * Finds what the index `due` says is waiting: fan-outs that a crash left undone are done here, deliveries are for the
 * caller. It changes nothing itself, so any number of sweeps may run at once.
 */
export async function sweep (engine: Engine, { until, limit, isHeld }: SweepTerms): Promise<Swept> {
  const { db, clock } = engine
  const started = clock.now()
  const [marks, found] = await Promise.all([messages.due(db, until, limit), deliveries.due(db, until, limit)])
  for (const { list, id } of marks) await finishFanOut(engine, list, id)
  const fresh = found.filter(key => !isHeld(key))
  const nextDueAt = await nextDue(engine, until)
  if (marks.length > 0 || fresh.length > 0) {
    engine.log.info({ fanOuts: marks.length, deliveries: fresh.length, durationMs: clock.now() - started }, 'sweep.completed')
  }
  return { deliveries: fresh, nextDueAt }
}

async function finishFanOut (engine: Engine, list: string, id: string): Promise<void> {
  const message = await messages.read(engine.db, list, id, { now: engine.clock.now(), withPayload: false })
  if (message) await fanOut(engine, message)
}

async function nextDue ({ db }: Engine, after: number): Promise<number> {
  const [marks, waiting] = await Promise.all([messages.nextDue(db, after), deliveries.nextDue(db, after)])
  return Math.min(marks, waiting)
}
