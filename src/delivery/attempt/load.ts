import * as applications from '../../repositories/applications.js'
import type { Application } from '../../repositories/applications.js'
import * as endpoints from '../../repositories/endpoints.js'
import type { Endpoint } from '../../repositories/endpoints.js'
import * as messages from '../../repositories/messages.js'
import type { Message } from '../../repositories/messages.js'
import type { Storage } from '../engine.js'
import { decideFilters, isDecided, wants } from '../match.js'
import type { Claim } from './claim.js'
import { PAYLOAD_GONE } from './expunge-payload.js'
import { isSurelyKept, UNSEEN } from './payload-not-found.js'

/** A claim with all records that its attempt needs. */
export interface Ready extends Claim { application: Application, endpoint: Endpoint, message: Message }

/** The reason of a delivery that is canceled because the endpoint's filters have changed. */
export const UNWANTED = 'no longer wanted'

/**
 * Reads what an attempt needs, or returns why there is none (contract 3.5). A reason found in the caches is checked:
 * the cache entries are dropped, and the database is read.
 */
export async function load (engine: Storage, claim: Claim): Promise<Ready | string | typeof UNSEEN> {
  const remembered = await look(engine, claim)
  if (typeof remembered !== 'string') return remembered
  const { orgId, appId } = claim.delivery
  engine.db.caches.applications.delete(`${orgId}/${appId}`)
  engine.db.caches.endpoints.delete(appId)
  return await look(engine, claim)
}

async function look ({ db, clock }: Storage, claim: Claim): Promise<Ready | string | typeof UNSEEN> {
  const { orgId, appId, endpointId, msgId } = claim.delivery
  const application = await applications.findCached(db, orgId, appId)
  if (!application) return 'application deleted'
  const among = await endpoints.ofApplication(db, appId)
  const endpoint = among.get(endpointId)
  if (!endpoint) return 'endpoint deleted'
  if (endpoint.disabled) return 'endpoint disabled'
  const message = await messages.readForAttempt(db, appId, msgId, clock.now())
  if (message ? message.isUnseen : isSurelyKept(msgId, clock.now())) return UNSEEN
  if (!message?.payload) return PAYLOAD_GONE
  if (claim.trigger === 'scheduled') {
    // With those of all other endpoints, while the payload is parsed: their attempts will ask as well.
    if (!isDecided(endpoint, message)) await decideFilters([endpoint, ...among.values()], message)
    if (!wants(endpoint, message)) return UNWANTED
  }
  return { application, endpoint, message, ...claim }
}
