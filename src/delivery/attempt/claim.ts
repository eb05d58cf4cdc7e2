import * as deliveries from '../../repositories/deliveries.js'
import type { Delivery, DeliveryKey } from '../../repositories/deliveries.js'
import * as endpoints from '../../repositories/endpoints.js'
import * as firstAttempts from '../../repositories/first-attempts.js'
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

/** A claim, or the result of the hand-off when no claim was made. */
export type Taken = Attempted | { claim: Claim }

/** The first step of an attempt, which uses only the database: claims the delivery, or lets it wait. */
export async function take (engine: Engine, key: DeliveryKey, begun?: Delivery, trace?: string): Promise<Taken> {
  const current = begun ?? await deliveries.read(engine.db, key)
  if (!current) return {}
  const claim = lifecycle.claim(current, terms(engine))
  if ('nothing' in claim) return await tidy(engine, current)
  if ('waitUntil' in claim) return claim.waitUntil === current.lease?.until ? { ...claim, isTaken: true } : claim
  if ('notice' in claim) return await afterNotice(engine, key, await tellOf(engine, current, claim.notice), trace)
  const waiting = await atRest(engine, current)
  const saved = await deliveries.save(engine.db, waiting ?? await named(engine, claim.claimed, claim.trigger))
  // Another process changed the delivery meanwhile: read it and decide again.
  if (!saved) return await again(engine, { key, begun, trace })
  return waiting ? await handOn(engine, saved, trace) : { claim: { delivery: saved, trigger: claim.trigger, trace } }
}

/**
 * A claim that stores the delivery names its attempt, so that a prompt success needs no entry in the index by endpoint. Where such a claim
 * died, a later one looks whether the attempt was recorded. Where the database is embedded an entry costs nothing.
 */
async function named ({ db, dispatcher, newId }: Engine, claimed: Delivery, trigger: Trigger): Promise<Delivery> {
  const { rev, msgId, opened } = claimed
  const first = await firstAttempts.recorded(db, claimed)
  if (first) return lifecycle.noteFirst(claimed, opened, first)
  if (rev > 0 || !dispatcher.isQueue || db.recent || trigger === 'manual') return claimed
  const { id } = newId('atmpt_')
  return firstAttempts.isPrompt(id, msgId) ? lifecycle.naming(claimed, id) : claimed
}

/**
 * Without a due entry, a queue holds the retry, and the entry that brought us here may be the one that does: it goes on to the attempt, or
 * waits for its time.
 */
async function afterNotice (
  engine: Engine,
  key: DeliveryKey,
  told: Delivery | undefined,
  trace: string | undefined
): Promise<Taken> {
  const isInQueue = engine.dispatcher.isQueue && told?.dueAt === null && !told.lease && !told.notices && told.nextAt !== null
  return isInQueue ? await take(engine, key, undefined, trace) : await handOn(engine, told, trace)
}

async function again (
  engine: Engine,
  { key, begun, trace }: { key: DeliveryKey, begun: Delivery | undefined, trace: string | undefined }
): Promise<Taken> {
  // A resend may have stored the row before this first attempt came.
  if (begun) await joinIn(engine, begun)
  return await take(engine, key, undefined, trace)
}

// No work is left, so no due entry may stay: the sweep would find it in every run.
async function tidy ({ db }: Pick<Engine, 'db'>, delivery: Delivery): Promise<Attempted> {
  if (delivery.dueAt !== null) await deliveries.save(db, { ...delivery, lease: null, dueAt: null })
  return {}
}

/**
 * The delivery put off while its endpoint must get no requests: one write instead of a claim. undefined when it may be
 * attempted.
 */
export async function atRest (engine: Health, delivery: Delivery): Promise<Delivery | undefined> {
  const endpoint = (await endpoints.ofApplication(engine.db, delivery.appId)).get(delivery.endpointId)
  const rest = endpoint && !endpoint.disabled ? restOf(engine, endpoint, lifecycle.urgentSince(delivery)) : undefined
  return rest && lifecycle.postpone(delivery, rest)
}

/**
 * A claim of this process with enough time left for an attempt. A claim past half of its lease is renewed. Returns
 * undefined when the delivery was changed meanwhile.
 */
export async function renewed (
  engine: ConfiguredStorage & Pick<Engine, 'random' | 'dispatcher' | 'instance'>,
  claimed: Delivery
): Promise<Delivery | undefined> {
  const { now, owner, nonce, leaseMs } = terms(engine)
  const left = claimed.lease!.until - now
  // More time left than a lease lasts: the clock was set back, so the age of the claim is unknown, and it is renewed.
  if (left > leaseMs / 2 && left <= leaseMs) return claimed
  const until = now + leaseMs
  return await deliveries.save(engine.db, { ...claimed, lease: { owner, until, nonce }, dueAt: until })
}

/** The terms of a claim that this process makes now. */
export function terms (engine: Pick<Engine, 'config' | 'clock' | 'random' | 'dispatcher' | 'instance'>): lifecycle.ClaimTerms {
  const { isQueue, isAlone } = engine.dispatcher
  return {
    now: engine.clock.now(), owner: engine.instance, nonce: Math.floor(2 ** 32 * engine.random()), leaseMs: leaseMs(engine),
    durable: isQueue, alone: isAlone
  }
}
