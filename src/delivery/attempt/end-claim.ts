import * as deliveries from '../../repositories/deliveries.js'
import type { Delivery, Lease } from '../../repositories/deliveries.js'
import { put, type Write } from '../../repositories/database.js'
import { leaseMs, type Engine, type Storage } from '../engine.js'
import * as lifecycle from '../delivery-lifecycle.js'

/**
 * The result of a hand-off. `waitUntil` (Unix ms): nothing to do before. `isTaken`: another process holds the delivery
 * until then.
 */
export type Attempted = { waitUntil?: number, isTaken?: true }

/**
 * Writes the end of our claim. If the row has changed meanwhile (by a resend, for example), `change` is applied to what
 * is stored now. If our lease ran out and another process claimed the delivery, only a success is still noted. If
 * `change` changes nothing, an earlier call wrote it and its answer was lost. `along` is written in any case: in one
 * transaction with the change, or alone.
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
  const { last, first } = after
  if (last === null || last === current.last || last.status !== 0) return undefined
  return lifecycle.noteFirst(lifecycle.noteSuccess(current, last, now), last.id, first)
}

const isSameClaim = (one: Lease | null, other: Lease | null) =>
  one?.owner === other?.owner && one?.until === other?.until && one?.nonce === other?.nonce

/**
 * Hands over the work that remains of a delivery whose claim has ended. If another process has claimed the delivery by
 * now, both claims may come from one queue entry that was received twice. Then the entry must stay in the queue until
 * that claim ends.
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

/** The fields that name a delivery in a log line. */
export const subjectOf = ({ orgId, appId, endpointId, msgId }: Delivery) => ({ orgId, appId, msgId, endpointId })
