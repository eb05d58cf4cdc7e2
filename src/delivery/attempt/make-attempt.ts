import type { Delivery, DeliveryKey } from '../../repositories/deliveries.js'
import { admit } from '../endpoint-health/admission.js'
import type { Engine } from '../engine.js'
import { traced, type AttemptSpan } from '../telemetry.js'
import { renewed, take, type Claim, type Taken } from './claim.js'
import { persistently } from './database-retries.js'
import type { Attempted } from './end-claim.js'
import { load, type Ready } from './load.js'
import { cancel, endUnsent, waitForEndpoint, waitForPayload } from './no-attempt.js'
import { UNSEEN } from './payload-not-found.js'
import { send } from './send.js'
import { carryOut, settlementOf } from './settle.js'

/**
 * Makes one attempt of a delivery, if one is due. `begun` is a delivery that is not stored yet; its first claim creates
 * it. `trace` is the X-Ray trace that the attempt belongs to.
 *
 * Order: claim, load, admit, send, then the settlement: record, delivery, endpoint, notices. An error before the
 * request leaves is thrown: the delivery waits until it is handed over again or its lease runs out. The stage of the
 * request (`SendResult`) decides what follows. Without an `Answer` there is no attempt. With one, the attempt is
 * recorded before the delivery moves on. So a crash may repeat a request, but never hides one (invariants 4, 5, 7).
 */
export async function attempt (engine: Engine, key: DeliveryKey, begun?: Delivery, trace?: string): Promise<Attempted> {
  return await carryOn(engine, await take(engine, key, begun, trace))
}

/** The steps of an attempt after its claim. */
export const carryOn = async (engine: Engine, taken: Taken): Promise<Attempted> =>
  'claim' in taken ? await attemptClaimed(engine, taken.claim) : taken

/** Makes the attempt of a delivery that was claimed a while ago. A claim that may run out during the attempt is renewed first. */
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
  // Repeated database calls have used up the lease: another process could send before this request has ended.
  if (lease!.until - engine.clock.now() < engine.config.requestTimeoutMs) return { waitUntil: lease!.until, isTaken: true }
  return await traced(engine, telemetry => telemetry.attempt(ready),
    async span => await attemptReady(engine, { ready, isProbe: verdict.isProbe, span }))
}

interface Admitted { ready: Ready, isProbe: boolean, span: AttemptSpan | undefined }

async function attemptReady (engine: Engine, { ready, isProbe, span }: Admitted): Promise<Attempted> {
  const { result, ...begun } = await send(engine, ready)
  switch (result.stage) {
    case 'unsent': return await endUnsent(engine, ready, result)
    // As after a crash: the lease runs out, and the request is made again.
    case 'cut': throw result.error
    case 'answered':
    case 'unanswered': {
      const sent = { answer: result, isProbe, ...begun, ...ready }
      const settlement = settlementOf(sent)
      span?.attempted(begun.attemptId, settlement.end.outcome)
      return await carryOut(engine, sent, settlement)
    }
  }
}
