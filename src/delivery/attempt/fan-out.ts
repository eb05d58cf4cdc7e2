import type { Delivery } from '../../repositories/deliveries.js'
import * as endpoints from '../../repositories/endpoints.js'
import * as messages from '../../repositories/messages.js'
import type { Message } from '../../repositories/messages.js'
import type { Engine } from '../engine.js'
import { begin } from '../delivery-lifecycle.js'
import { wantedAmong, type Wanted } from '../match.js'

/**
 * Begins one delivery for every endpoint that wants the message, and only then says the fan-out is done. It may run
 * twice: a delivery that exists is left as it is (invariant 3). A crash on the way leaves the mark, or the stream's
 * record, and the next run does the rest. Returns how many endpoints want the message. `known`: who wanted it when it was
 * stored, which holds as long as no endpoint has changed since.
 */
export async function fanOut (engine: Engine, message: Message, known?: Wanted): Promise<number> {
  const { orgId, appId, id: msgId } = message
  const wanted = wantedAmong(await endpoints.ofApplication(engine.db, appId), message, known)
  await engine.dispatcher.begin(engine, beginnings(engine, message, wanted), message.trace)
  if (message.isMarked || !engine.dispatcher.isQueue) await messages.clearMark(engine.db, message)
  engine.log.debug({ orgId, appId, msgId, deliveries: wanted.endpoints.length }, 'message.fanned-out')
  return wanted.endpoints.length
}

/** The deliveries of a message, as they begin. */
export function beginnings ({ clock }: Pick<Engine, 'clock'>, message: Message, { endpoints: wanted }: Wanted): Delivery[] {
  const { orgId, appId, id: msgId, eventType, channels, tags, deliverAt } = message
  const at = Math.max(deliverAt ?? 0, clock.now())
  return wanted.map(({ id: endpointId }) => begin({ orgId, appId, endpointId, msgId, eventType, channels, ...(tags && { tags }) }, at))
}
