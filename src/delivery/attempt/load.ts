import * as applications from '../../repositories/applications.js'
import type { Application } from '../../repositories/applications.js'
import type { Delivery } from '../../repositories/deliveries.js'
import * as endpoints from '../../repositories/endpoints.js'
import type { Endpoint } from '../../repositories/endpoints.js'
import * as messages from '../../repositories/messages.js'
import type { Message } from '../../repositories/messages.js'
import type { Engine } from '../engine.js'
import type { Trigger } from '../lifecycle.js'
import { wants } from '../match.js'
import type { Claimed } from './claim.js'
import { PAYLOAD_GONE } from './expunge.js'
import { isSurelyKept, UNSEEN } from './payload-not-found.js'

/** All that an attempt needs. */
export interface Ready { delivery: Delivery, trigger: Trigger, application: Application, endpoint: Endpoint, message: Message }

/** Why a delivery is canceled whose endpoint's filters have changed. */
export const UNWANTED = 'no longer wanted'

/** All that an attempt needs, or why there will be none (contract 3.5). No delivery ends by what was only remembered. */
export async function load (engine: Engine, claim: Claimed): Promise<Ready | string | typeof UNSEEN> {
  const remembered = await look(engine, claim)
  if (typeof remembered !== 'string') return remembered
  const { orgId, appId } = claim.claimed
  engine.db.caches.applications.delete(`${orgId}/${appId}`)
  engine.db.caches.endpoints.delete(appId)
  return await look(engine, claim)
}

async function look ({ db, clock }: Engine, { claimed: delivery, trigger }: Claimed): Promise<Ready | string | typeof UNSEEN> {
  const { orgId, appId, endpointId, msgId } = delivery
  const application = await applications.findCached(db, orgId, appId)
  if (!application) return 'application deleted'
  const endpoint = (await endpoints.ofApplication(db, appId)).get(endpointId)
  if (!endpoint) return 'endpoint deleted'
  if (endpoint.disabled) return 'endpoint disabled'
  const message = await messages.read(db, appId, msgId, { now: clock.now(), withPayload: true })
  if (message ? message.isUnseen : isSurelyKept(msgId, clock.now())) return UNSEEN
  if (!message?.payload) return PAYLOAD_GONE
  if (trigger === 'scheduled' && !wants(endpoint, message)) return UNWANTED
  return { delivery, trigger, application, endpoint, message }
}
