import * as deliveries from '../../repositories/deliveries.js'
import type { Delivery, Lease } from '../../repositories/deliveries.js'
import { put, type Write } from '../../repositories/database.js'
import { leaseMs, type Engine, type Storage } from '../engine.js'
import * as lifecycle from '../delivery-lifecycle.js'

/** What came of a hand-off: `waitUntil` when it is too early, or `isTaken`: another process is at it until then. */
export type Attempted = { waitUntil?: number, isTaken?: true }

/**
 * Writes the end of our claim. A resend may have been asked for meanwhile: then the change is applied to what is stored now.
 * If our lease ran out and another process claimed, the delivery is theirs; only a success is still noted. A change that
 * changes nothing was written before, by a call whose answer was lost. `along` is written in any case: with the change, both or none,
 * or alone.
 */
export async function endClaim (
  engine: Storage,
  ours: Delivery,
  change: (current: Delivery) => Delivery,
  along?: Write
): Promise<Delivery | undefined> {
  const { db, clock } = engine
  let current: Delivery | undefined = ours
  let next: Delivery | undefined
  while (current) {
    next = nextOf({ ours, current, after: change(current), now: clock.now() })
    if (next === undefined || next === current) break
    const saved = await (along ? deliveries.saveWith(db, next, along) : deliveries.save(db, next))
    if (saved) return saved
    current = await deliveries.read(db, ours)
  }
  if (along) await put(db, along.table, along.item)
  return current && next
}

function nextOf ({ ours, current, after, now }: { ours: Delivery, current: Delivery, after: Delivery, now: number }): Delivery | undefined {
  const isOurs = isSameClaim(current.lease, ours.lease)
  if (isOurs || after === current) return after
  const isSuccess = after.last !== current.last && after.last?.status === 0
  return isSuccess ? lifecycle.noteSuccess(current, after.last!, now) : undefined
}

const isSameClaim = (one: Lease | null, other: Lease | null) =>
  one?.owner === other?.owner && one?.until === other?.until && one?.nonce === other?.nonce

/**
 * Hands over what is left to do of a delivery whose claim has ended. If another process has claimed it by now, that claim
 * may rest on the same entry of a queue, which has been received twice: then the entry is not over before that claim is.
 */
export async function handOn (engine: Engine, delivery: Delivery | undefined, trace: string | undefined): Promise<Attempted> {
  if (!delivery || delivery.lease) {
    return engine.dispatcher.isQueue ? { waitUntil: delivery?.lease?.until ?? engine.clock.now() + leaseMs(engine), isTaken: true } : {}
  }
  if (delivery.dueAt === null) return {}
  const { orgId, appId, endpointId, msgId, dueAt: at } = delivery
  await engine.dispatcher.handOff(engine, { orgId, appId, endpointId, msgId, at }, trace)
  return {}
}

/** What a log line about a delivery names. */
export const subjectOf = ({ orgId, appId, endpointId, msgId }: Delivery) => ({ orgId, appId, msgId, endpointId })
