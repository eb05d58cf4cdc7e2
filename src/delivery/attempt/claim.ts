import * as deliveries from '../../repositories/deliveries.js'
import type { Delivery, DeliveryKey } from '../../repositories/deliveries.js'
import * as endpoints from '../../repositories/endpoints.js'
import { restOf, type Health } from '../endpoint-health/admission.js'
import { leaseMs, type Engine, type ConfiguredStorage } from '../engine.js'
import * as lifecycle from '../delivery-lifecycle.js'
import type { Trigger } from '../delivery-lifecycle.js'
import { handOn, type Attempted } from './end-claim.js'
import { joinIn } from './join.js'
import { tellOf } from './tell-notice.js'

/** A delivery that this process has claimed for an attempt. */
export interface Claim {
  delivery: Delivery
  trigger: Trigger
  /** The X-Ray trace that the attempt belongs to, if it is sampled. */
  trace?: string | undefined
}

/** A claim, or what came of the hand-off without one. */
export type Taken = Attempted | { claim: Claim }

/** The first part of an attempt, which nothing but the database takes part in: claims the delivery, or lets it wait. */
export async function take (engine: Engine, key: DeliveryKey, begun?: Delivery, trace?: string): Promise<Taken> {
  const current = begun ?? await deliveries.read(engine.db, key)
  if (!current) return {}
  const claim = lifecycle.claim(current, terms(engine))
  if ('nothing' in claim) return await tidy(engine, current)
  if ('waitUntil' in claim) return claim.waitUntil === current.lease?.until ? { ...claim, isTaken: true } : claim
  if ('notice' in claim) return await handOn(engine, await tellOf(engine, current, claim.notice), trace)
  const waiting = await atRest(engine, current)
  const saved = await deliveries.save(engine.db, waiting ?? claim.claimed)
  // Another process changed it at this moment: look again at what it is now.
  if (!saved) return await again(engine, { key, begun, trace })
  return waiting ? await handOn(engine, saved, trace) : { claim: { delivery: saved, trigger: claim.trigger, trace } }
}

async function again (
  engine: Engine,
  { key, begun, trace }: { key: DeliveryKey, begun: Delivery | undefined, trace: string | undefined }
): Promise<Taken> {
  // A resend may have been asked for before the first attempt came.
  if (begun) await joinIn(engine, begun)
  return await take(engine, key, undefined, trace)
}

// Nothing is left to do, so nothing may be due: else the sweep would find it for ever.
async function tidy ({ db }: Pick<Engine, 'db'>, delivery: Delivery): Promise<Attempted> {
  if (delivery.dueAt !== null) await deliveries.save(db, { ...delivery, lease: null, dueAt: null })
  return {}
}

/** The delivery as it waits while its endpoint is left alone: one write instead of a claim; undefined when it may try. */
export async function atRest (engine: Health, delivery: Delivery): Promise<Delivery | undefined> {
  const endpoint = (await endpoints.ofApplication(engine.db, delivery.appId)).get(delivery.endpointId)
  const rest = endpoint && !endpoint.disabled ? restOf(engine, endpoint, lifecycle.urgentSince(delivery)) : undefined
  return rest && lifecycle.postpone(delivery, rest)
}

/**
 * A claim of this process with enough time left for an attempt: an old one is renewed;
 * undefined when the delivery was changed meanwhile.
 */
export async function renewed (
  engine: ConfiguredStorage & Pick<Engine, 'random' | 'dispatcher' | 'instance'>,
  claimed: Delivery
): Promise<Delivery | undefined> {
  const { now, owner, nonce, leaseMs } = terms(engine)
  const left = claimed.lease!.until - now
  // With more left than a claim lasts, the clock was set back since: nothing here tells how old it is.
  if (left > leaseMs / 2 && left <= leaseMs) return claimed
  const until = now + leaseMs
  return await deliveries.save(engine.db, { ...claimed, lease: { owner, until, nonce }, dueAt: until })
}

/** What a claim of this process is made with at this moment. */
export function terms (engine: Pick<Engine, 'config' | 'clock' | 'random' | 'dispatcher' | 'instance'>): lifecycle.ClaimTerms {
  const { isQueue, isAlone } = engine.dispatcher
  return {
    now: engine.clock.now(), owner: engine.instance, nonce: Math.floor(2 ** 32 * engine.random()), leaseMs: leaseMs(engine),
    durable: isQueue, alone: isAlone
  }
}
