import type { Delivery } from '../../repositories/deliveries.js'
import * as endpoints from '../../repositories/endpoints.js'
import * as messages from '../../repositories/messages.js'
import type { Message } from '../../repositories/messages.js'
import type { Engine } from '../engine.js'
import { begin } from '../delivery-lifecycle.js'
import { traced } from '../telemetry.js'
import { needsPayload, wantedAmong, type Wanted } from '../match.js'

/**
 * Begins one delivery for each endpoint that wants the message, and afterwards removes the mark. A fan-out may run
 * twice: a delivery that exists stays unchanged (invariant 3). After a crash, the mark or the stream's record is still
 * there, and the next run begins the other deliveries. Returns how many endpoints want the message. `known`: the
 * endpoints that wanted it when it was stored, valid as long as no endpoint has changed since.
 */
export async function fanOut (engine: Engine, message: Message, known?: Wanted): Promise<number> {
  return await traced(engine, telemetry => telemetry.fanOut(message), async () => await beginAll(engine, message, known))
}

async function beginAll (engine: Engine, message: Message, known: Wanted | undefined): Promise<number> {
  const { orgId, appId, id: msgId } = message
  const among = await endpoints.ofApplication(engine.db, appId)
  const wanted = known?.among === among ? known : await wantedAmong(among, await filterable(engine, among, message))
  await engine.dispatcher.begin(engine, beginnings(engine, message, wanted), message.trace)
  if (message.isMarked || !engine.dispatcher.isQueue) await messages.clearMark(engine.db, message)
  engine.log.debug({ orgId, appId, msgId, deliveries: wanted.endpoints.length }, 'message.fanned-out')
  return wanted.endpoints.length
}

// A stream shows no payload. One that is not found here is looked for again by the attempt, which then asks the filter.
async function filterable ({ db, clock }: Pick<Engine, 'db' | 'clock'>, among: Wanted['among'], message: Message): Promise<Message> {
  if (!needsPayload(among, message)) return message
  return await messages.read(db, message.appId, message.id, { now: clock.now(), withPayload: true }) ?? message
}

/** The deliveries of a message in their first state. */
export function beginnings ({ clock }: Pick<Engine, 'clock'>, message: Message, { endpoints: wanted }: Wanted): Delivery[] {
  const { orgId, appId, id: msgId, eventType, channels, tags, deliverAt } = message
  const at = Math.max(deliverAt ?? 0, clock.now())
  return wanted.map(({ id: endpointId }) => begin({ orgId, appId, endpointId, msgId, eventType, channels, ...(tags && { tags }) }, at))
}
