import { eachOf } from '../../lib/parallel.js'
import * as deliveries from '../../repositories/deliveries.js'
import * as endpoints from '../../repositories/endpoints.js'
import * as messages from '../../repositories/messages.js'
import type { Message } from '../../repositories/messages.js'
import { BEGUN_AT_ONCE } from '../dispatcher.js'
import type { LoggedStorage } from '../engine.js'
import * as lifecycle from '../delivery-lifecycle.js'
import { wantedAmong } from '../match.js'

export const PAYLOAD_GONE = 'payload gone'

/**
 * Removes a message's payload permanently. Deliveries that wait for `deliverAt` are canceled at once, because they
 * would otherwise show as pending, possibly for months. A delivery that this misses is canceled when its attempt is
 * due.
 */
export async function expunge (engine: LoggedStorage, message: Message): Promise<void> {
  const { appId, id, deliverAt } = message
  await messages.expunge(engine.db, appId, id)
  if ((deliverAt ?? 0) <= engine.clock.now()) return
  try {
    const wanted = await wantedAmong(await endpoints.ofApplication(engine.db, appId), message)
    await eachOf(wanted.endpoints, BEGUN_AT_ONCE, async endpoint => await cancelWaiting(engine, { endpointId: endpoint.id, msgId: id }))
  } catch (error) {
    engine.log.warn({ err: error, msgId: id }, 'delivery.cancel-failed')
  }
}

async function cancelWaiting ({ db, log, clock }: LoggedStorage, key: deliveries.DeliveryKey): Promise<void> {
  const delivery = await deliveries.read(db, key)
  // Another worker is making the attempt or acting on the notice. The next attempt finds that the payload is gone.
  if (delivery?.state !== 'pending' || delivery.lease || delivery.notices) return
  if (!await deliveries.save(db, lifecycle.cancel(delivery, { reason: PAYLOAD_GONE, resendsAt: null, now: clock.now() }))) return
  const { orgId, appId, endpointId, msgId } = delivery
  log.info({ orgId, appId, msgId, endpointId, reason: PAYLOAD_GONE }, 'delivery.canceled')
}
