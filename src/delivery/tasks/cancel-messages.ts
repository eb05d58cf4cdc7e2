import { eachOf } from '../../lib/parallel.js'
import * as deliveries from '../../repositories/deliveries.js'
import type { Delivery } from '../../repositories/deliveries.js'
import * as firstAttempts from '../../repositories/first-attempts.js'
import * as messages from '../../repositories/messages.js'
import type { Task } from '../../repositories/tasks.js'
import * as lifecycle from '../delivery-lifecycle.js'
import type { LoggedStorage } from '../engine.js'

/** Why a delivery is canceled that a caller no longer wants to be made. */
export const CANCELED_BY_HAND = 'canceled by hand'

// How many deliveries one step reads, and how many are canceled in parallel.
const BATCH = 250
const WIDTH = 16

/**
 * One step of a task that cancels the deliveries of an endpoint which wait for an attempt. After a crash before the position
 * is stored, the same deliveries are read again and turn out to be canceled. A delivery whose attempt is under way is left.
 */
export async function cancelStep (engine: LoggedStorage, task: Task): Promise<Task> {
  const { db, clock } = engine
  const query = { limit: BATCH, after: task.since, before: task.until, ...(task.position !== null && { iterator: task.position }) }
  const { data, iterator, done } = await deliveries.ofEndpoint(db, task.endpointId, query, clock.now())
  const waiting = data.filter(delivery => isWaiting(delivery, clock.now()) && messages.matches(delivery, task.filter))
  const canceled = await eachOf(waiting, WIDTH, async delivery => await cancel(engine, delivery))
  const count = canceled.filter(Boolean).length
  const progress = { position: iterator ?? task.position, batches: task.batches + 1, canceled: (task.canceled ?? 0) + count }
  return { ...task, ...progress, isWalked: done, status: done ? 'finished' : 'running' }
}

// A resend of a message that was delivered or exhausted waits too. Its delivery keeps its state.
// A lease that has run out is that of a process that is gone, as in a restored copy.
const isWaiting = ({ state, lease, resends }: Delivery, now: number) =>
  (state === 'pending' || resends > 0) && (lease === null || lease.until <= now)

async function cancel ({ db, clock, log }: LoggedStorage, found: Delivery): Promise<boolean> {
  const now = clock.now()
  for (let delivery: Delivery | undefined = found; delivery && isWaiting(delivery, now); delivery = await deliveries.read(db, found)) {
    // The process that is gone may have recorded its attempt, which only the delivery leads to.
    const first = await firstAttempts.recorded(db, delivery)
    const told = first ? lifecycle.noteFirst(delivery, delivery.opened, first) : delivery
    const canceled = lifecycle.cancel(told, { reason: CANCELED_BY_HAND, resendsAt: null, now })
    if (!await deliveries.save(db, canceled)) continue
    const { orgId, appId, endpointId, msgId } = delivery
    log.info({ orgId, appId, msgId, endpointId, reason: CANCELED_BY_HAND }, 'delivery.canceled')
    return true
  }
  return false
}
