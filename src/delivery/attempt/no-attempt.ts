import type { Delivery } from '../../repositories/deliveries.js'
import { spread } from '../endpoint-health/admission.js'
import type { Engine } from '../engine.js'
import * as lifecycle from '../delivery-lifecycle.js'
import type { Unsent } from '../sending/send-result.js'
import type { Claim } from './claim.js'
import { endClaim, handOn, subjectOf, type Attempted } from './end-claim.js'
import { UNWANTED } from './load.js'
import { noteProxyTrouble } from './proxy-trouble.js'
import { standsBackUntil, unseenUntil } from './payload-not-found.js'

// The delivery waits between half of this and all of it. It is shorter than a lease, so that a proxy which works again
// is used soon.
const PROXY_PAUSE_MS = 60_000

/** Ends a claim without an attempt: the delivery waits for its endpoint's circuit, `Retry-After` or rate. */
export async function waitForEndpoint (engine: Engine, { delivery, trace }: Claim, wait: lifecycle.Wait): Promise<Attempted> {
  return await handOn(engine, await end(engine, delivery, current => lifecycle.postpone(current, wait)), trace)
}

/** Ends a claim whose attempt was not made. */
const end = async (engine: Engine, ours: Delivery, change: (current: Delivery) => Delivery) =>
  await endClaim(engine, ours, current => change(lifecycle.noteFirst(current, lifecycle.nameOf(ours))))

/**
 * Ends a claim whose request did not leave this process: there was no attempt. While the proxy fails, the delivery
 * waits in the table, so it uses up no receive count of a queue. An error of this process is thrown, and the delivery
 * waits until its lease runs out.
 */
export async function endUnsent (engine: Engine, claim: Claim, { by, error }: Unsent): Promise<Attempted> {
  switch (by) {
    case 'proxy': return await waitForProxy(engine, claim, error)
    case 'process': throw error
  }
}

async function waitForProxy (engine: Engine, { delivery, trace }: Claim, error: Error): Promise<Attempted> {
  const waitUntil = spread(engine, engine.clock.now() + PROXY_PAUSE_MS * (1 + engine.random()) / 2)
  engine.log.error({ ...subjectOf(delivery), err: error }, 'delivery.proxy-failed')
  engine.meter.count('stuck')
  const waiting = await end(engine, delivery, current => lifecycle.postpone(current, { waitUntil, heldFor: 'proxy' }))
  await noteProxyTrouble(engine, delivery.orgId)
  return await handOn(engine, waiting, trace)
}

/**
 * Lets a delivery wait, without an attempt, when its payload is kept but not found by this process. Another process may
 * find it. Where other processes read the due entries too, this one looks only after they had their turn.
 */
export async function waitForPayload (engine: Engine, { delivery, trace }: Claim): Promise<Attempted> {
  const now = engine.clock.now()
  const until = unseenUntil(delivery, now, engine.random())
  engine.log.error({ ...subjectOf(delivery), until: new Date(until) }, 'delivery.payload-not-found')
  engine.meter.count('stuck')
  const waiting = await end(engine, delivery, current => lifecycle.postpone(current, { waitUntil: until, heldFor: 'payload' }))
  const { isAlone, isQueue } = engine.dispatcher
  return isAlone || isQueue || waiting?.dueAt !== until ? await handOn(engine, waiting, trace) : { waitUntil: standsBackUntil(until, now) }
}

/** Cancels the delivery without an attempt. Lists of deliveries show the reason. */
export async function cancel (engine: Engine, { delivery, trace }: Claim, reason: string): Promise<Attempted> {
  // A manual attempt ignores filters: a resend that was asked for meanwhile is still made.
  const now = engine.clock.now()
  const resendsAt = reason === UNWANTED ? now : null
  const canceled = await end(engine, delivery, current => lifecycle.cancel(current, { reason, resendsAt, now }))
  engine.log.info({ ...subjectOf(delivery), reason }, 'delivery.canceled')
  if (canceled?.state === 'canceled') engine.meter.count('canceled')
  return await handOn(engine, canceled, trace)
}
