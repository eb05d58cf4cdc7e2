import type { Gate } from '../../lib/parallel.js'
import type { Delivery } from '../../repositories/deliveries.js'
import * as endpoints from '../../repositories/endpoints.js'
import * as messages from '../../repositories/messages.js'
import type { Message } from '../../repositories/messages.js'
import type { Engine } from '../engine.js'
import { begin } from '../delivery-lifecycle.js'
import { traced } from '../telemetry.js'
import { needsPayload, wantedAmong, type Wanted } from '../match.js'

/**
 * How many payloads a function may load at once for filters: one of 2 MiB takes several times as much while filters look at it, and a
 * batch has a hundred messages (docs/measurements.md).
 */
export const PAYLOADS_AT_ONCE = 8

export interface FanOutOptions {
  /** The endpoints that wanted the message when it was stored, valid as long as no endpoint has changed since. */
  known?: Wanted | undefined
  /** Where a payload that is not known here waits for its turn. */
  gate?: Gate
}

/**
 * Begins one delivery for each endpoint that wants the message, and afterwards removes the mark. A fan-out may run
 * twice: a delivery that exists stays unchanged (invariant 3). After a crash, the mark or the stream's record is still
 * there, and the next run begins the other deliveries. Returns how many endpoints want the message.
 */
export async function fanOut (engine: Engine, message: Message, { known, gate }: FanOutOptions = {}): Promise<number> {
  return await traced(engine, telemetry => telemetry.fanOut(message), async () => await beginAll(engine, message, known, gate))
}

async function beginAll (engine: Engine, message: Message, known?: Wanted, gate: Gate = async work => await work()): Promise<number> {
  const { orgId, appId, id: msgId } = message
  const among = await endpoints.ofApplication(engine.db, appId)
  const wanted = known?.among === among ? known : await find(engine, among, message, gate)
  await engine.dispatcher.begin(engine, beginnings(engine, message, wanted), message.trace)
  if (message.isMarked || !engine.dispatcher.isQueue) await messages.clearMark(engine.db, message)
  engine.log.debug({ orgId, appId, msgId, deliveries: wanted.endpoints.length }, 'message.fanned-out')
  return wanted.endpoints.length
}

// A stream shows no payload. One that is not found here is looked for again by the attempt, which then asks the filter.
async function find ({ db, clock }: Pick<Engine, 'db' | 'clock'>, among: Wanted['among'], message: Message, gate: Gate): Promise<Wanted> {
  if (!needsPayload(among, message)) return await wantedAmong(among, message)
  const { appId, id } = message
  return await gate(async () =>
    await wantedAmong(among, await messages.read(db, appId, id, { now: clock.now(), withPayload: true }) ?? message))
}

/** The deliveries of a message in their first state. */
export function beginnings ({ clock }: Pick<Engine, 'clock'>, message: Message, { endpoints: wanted }: Wanted): Delivery[] {
  const { orgId, appId, id: msgId, eventType, channels, tags, deliverAt } = message
  const at = Math.max(deliverAt ?? 0, clock.now())
  return wanted.map(({ id: endpointId }) => begin({ orgId, appId, endpointId, msgId, eventType, channels, ...(tags && { tags }) }, at))
}
