import { spread } from '../endpoint-health/admission.js'
import type { Engine } from '../engine.js'
import * as lifecycle from '../delivery-lifecycle.js'
import type { Unsent } from '../sending/send-result.js'
import type { Claim } from './claim.js'
import { endClaim, handOn, subjectOf, type Attempted } from './end-claim.js'
import { UNWANTED } from './load.js'
import { standsBackUntil, unseenUntil } from './payload-not-found.js'

// Shorter than a claim: a proxy that is back is used soon, and one that is down is asked once in so long for each delivery.
const PROXY_PAUSE_MS = 60_000

/** Ends a claim without an attempt: the delivery waits for its endpoint's circuit, rest or rate. */
export async function waitForEndpoint (engine: Engine, { delivery, trace }: Claim, wait: lifecycle.Wait): Promise<Attempted> {
  return await handOn(engine, await endClaim(engine, delivery, current => lifecycle.postpone(current, wait)), trace)
}

/**
 * Nothing went to the endpoint, so there was no attempt. While the proxy is in trouble the delivery waits in the table, and
 * uses up no receipt of a queue; trouble of this process is thrown, and the delivery waits for its lease to run out.
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
  const waiting = await endClaim(engine, delivery, current => lifecycle.postpone(current, { waitUntil, heldFor: 'proxy' }))
  return await handOn(engine, waiting, trace)
}

/**
 * A payload that is kept and not found here ends nothing: the delivery waits, without an attempt. Another process may see
 * it, so where others look into the table this one looks after them.
 */
export async function waitForPayload (engine: Engine, { delivery, trace }: Claim): Promise<Attempted> {
  const now = engine.clock.now()
  const until = unseenUntil(delivery, now, engine.random())
  engine.log.error({ ...subjectOf(delivery), until: new Date(until) }, 'delivery.payload-not-found')
  engine.meter.count('stuck')
  const waiting = await endClaim(engine, delivery, current => lifecycle.postpone(current, { waitUntil: until, heldFor: 'payload' }))
  const { isAlone, isQueue } = engine.dispatcher
  return isAlone || isQueue || waiting?.dueAt !== until ? await handOn(engine, waiting, trace) : { waitUntil: standsBackUntil(until, now) }
}

/** Ends the delivery without an attempt, for a reason that its list shows. */
export async function cancel (engine: Engine, { delivery, trace }: Claim, reason: string): Promise<Attempted> {
  // A manual attempt asks for no filters: one that was asked for just now is still to be made.
  const now = engine.clock.now()
  const resendsAt = reason === UNWANTED ? now : null
  const canceled = await endClaim(engine, delivery, current => lifecycle.cancel(current, { reason, resendsAt, now }))
  engine.log.info({ ...subjectOf(delivery), reason }, 'delivery.canceled')
  return await handOn(engine, canceled, trace)
}
