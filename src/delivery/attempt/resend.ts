import { missingPayload } from '../../errors.js'
import * as deliveries from '../../repositories/deliveries.js'
import type { Endpoint } from '../../repositories/endpoints.js'
import type { Message } from '../../repositories/messages.js'
import { leaseMs, type Engine } from '../engine.js'
import * as lifecycle from '../delivery-lifecycle.js'

/** Throws 400 `missing_payload` when the payload has expired or was expunged. */
export function checkResendable ({ payload, isUnseen }: Message): void {
  if (!payload && !isUnseen) throw missingPayload()
}

/**
 * Asks for one manual attempt now, whatever the endpoint's filters and circuit say. A disabled endpoint gets none.
 * Order: the delivery with its due entry, then the hand-off. After a crash in between, the sweep finds the due entry.
 */
export async function resend (engine: Engine, message: Message, endpoint: Endpoint): Promise<void> {
  if (endpoint.disabled) return
  const { orgId, appId, id: msgId, eventType, channels, tags } = message
  const subject = { orgId, appId, endpointId: endpoint.id, msgId, eventType, channels, ...(tags && { tags }) }
  const at = engine.clock.now()
  // A write that returns an error may have been applied. Then only a look at what is due finds the delivery.
  engine.dispatcher.lookAt?.(engine, at + leaseMs(engine))
  let asked: deliveries.Delivery | undefined
  while (!asked) {
    const current = await deliveries.read(engine.db, subject)
    asked = await deliveries.save(engine.db, lifecycle.askResend(current, subject, at, true))
  }
  await engine.dispatcher.handOff(engine, { orgId, appId, endpointId: endpoint.id, msgId, at: asked.dueAt ?? at })
}
