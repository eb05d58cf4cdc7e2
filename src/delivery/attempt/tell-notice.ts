import { idTimeMs } from '../../lib/ids.js'
import * as applications from '../../repositories/applications.js'
import * as deliveries from '../../repositories/deliveries.js'
import type { Delivery, DeliveryNotice } from '../../repositories/deliveries.js'
import * as endpoints from '../../repositories/endpoints.js'
import type { Endpoint } from '../../repositories/endpoints.js'
import * as messages from '../../repositories/messages.js'
import type { Engine, Storage } from '../engine.js'
import { disableGone, noteExhausted } from '../endpoint-health/disable.js'
import * as lifecycle from '../delivery-lifecycle.js'
import { isTold, tellAttempt, tellNotices } from '../operational-webhooks/operational-webhooks.js'

/**
 * Acts on the notice of a delivery: sends the operational webhook, and disables the endpoint when its failures require
 * that. The notice was stored with the settled attempt and keeps the delivery due. Each step may be repeated, so no
 * crash loses a step. Returns the delivery without the notice.
 */
export async function tellOf (engine: Engine, delivery: Delivery, notice: DeliveryNotice): Promise<Delivery | undefined> {
  await tellMeaning(engine, delivery, notice)
  const endpoint = await endpoints.read(engine.db, delivery.appId, delivery.endpointId)
  if (endpoint) await changeEndpoint(engine, endpoint, delivery, notice)
  return await remove(engine, delivery, notice)
}

async function tellMeaning (
  engine: Engine,
  { orgId, appId, endpointId, msgId }: Delivery,
  { type, attempt }: DeliveryNotice
): Promise<void> {
  if (type === 'gone' || !isTold(engine, orgId)) return
  const application = await applications.findCached(engine.db, orgId, appId)
  if (!application) return
  const message = await messages.read(engine.db, appId, msgId, { now: engine.clock.now(), withPayload: false })
  await tellAttempt(engine, `message.attempt.${type}`, { application, endpointId, msgId, message, attempt })
}

async function changeEndpoint (
  engine: Engine,
  endpoint: Endpoint,
  { msgId: messageId }: Delivery,
  { type, attempt }: DeliveryNotice
): Promise<void> {
  if (type !== 'gone' && type !== 'exhausted') return
  const at = idTimeMs(attempt.id)!
  const disabled = type === 'gone' ? await disableGone(engine, endpoint) : await noteExhausted(engine, endpoint, { at, messageId })
  if (disabled) {
    engine.meter.count('endpointsDisabled')
    const { orgId, appId, id: endpointId } = endpoint
    engine.log.info(
      { orgId, appId, endpointId, reason: type === 'gone' ? 'gone' : 'failing', since: disabled.disabledSince },
      'endpoint.disabled'
    )
  }
  if (disabled || endpoint.notices) await tellNotices(engine, endpoint)
}

async function remove ({ db, clock }: Storage, delivery: Delivery, notice: DeliveryNotice): Promise<Delivery | undefined> {
  let current: Delivery | undefined = delivery
  while (current?.notices?.[0]?.attempt.id === notice.attempt.id) {
    const saved = await deliveries.save(db, lifecycle.noticeTold(current, notice, clock.now()))
    if (saved) return saved
    current = await deliveries.read(db, delivery)
  }
  return current
}
