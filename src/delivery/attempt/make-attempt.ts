import type { Delivery, DeliveryKey } from '../../repositories/deliveries.js'
import { admit } from '../endpoint-health/admission.js'
import type { Engine } from '../engine.js'
import { renewed, take, type Claim, type Taken } from './claim.js'
import { persistently } from './database-retries.js'
import type { Attempted } from './end-claim.js'
import { load } from './load.js'
import { cancel, endUnsent, waitForEndpoint, waitForPayload } from './no-attempt.js'
import { UNSEEN } from './payload-not-found.js'
import { send } from './send.js'
import { carryOut, settlementOf } from './settle.js'

/**
 * Makes one attempt of a delivery, if one is due. `begun` is a delivery not stored yet, whose first claim creates it; `trace` the X-Ray
 * trace that the attempt belongs to.
 *
 * Order: claim, load, admit, send, then the settlement: record, delivery, endpoint, notices. What throws before the request
 * leaves puts the delivery off until it is handed over again, or its lease runs out. The stage of the request decides what
 * follows: without an answer there is no attempt; with one, the attempt is recorded before the delivery moves on. So a crash
 * may repeat a request, and never hides one (invariants 4, 5, 7).
 */
export async function attempt (engine: Engine, key: DeliveryKey, begun?: Delivery, trace?: string): Promise<Attempted> {
  return await carryOn(engine, await take(engine, key, begun, trace))
}

/** The rest of an attempt, after its claim. */
export const carryOn = async (engine: Engine, taken: Taken): Promise<Attempted> =>
  'claim' in taken ? await attemptClaimed(engine, taken.claim) : taken

/** The same for a delivery that was claimed for its first attempt a while ago: a claim that may run out on the way is renewed first. */
export async function attemptBegun (engine: Engine, begun: Delivery): Promise<Attempted> {
  const delivery = await renewed(engine, begun)
  return delivery ? await attemptClaimed(engine, { delivery, trigger: 'scheduled' }) : await attempt(engine, begun)
}

async function attemptClaimed (engine: Engine, claim: Claim): Promise<Attempted> {
  const { lease } = claim.delivery
  const ready = await persistently(engine, async () => await load(engine, claim))
  if (ready === UNSEEN) return await waitForPayload(engine, claim)
  if (typeof ready === 'string') return await cancel(engine, claim, ready)
  const verdict = await persistently(engine, async () => await admit(engine, ready))
  if ('waitUntil' in verdict) return await waitForEndpoint(engine, claim, verdict)
  // Patience with the database has used the claim up: another process may be sending before this request has ended.
  if (lease!.until - engine.clock.now() < engine.config.requestTimeoutMs) return { waitUntil: lease!.until, isTaken: true }
  const { result, ...begun } = await send(engine, ready)
  switch (result.stage) {
    case 'unsent': return await endUnsent(engine, claim, result)
    // As after a crash: the lease runs out, and the request is made again.
    case 'cut': throw result.error
    case 'answered':
    case 'unanswered': {
      const sent = { ...ready, ...begun, answer: result, isProbe: verdict.isProbe }
      return await carryOut(engine, sent, settlementOf(sent))
    }
  }
}
