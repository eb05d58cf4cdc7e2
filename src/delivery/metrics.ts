import type { MetricName } from '../facts/metric-definitions.js'
import { idTimeMs } from '../lib/ids.js'
import type { Meter } from '../lib/metering.js'
import * as deliveries from '../repositories/deliveries.js'
import type { Delivery } from '../repositories/deliveries.js'
import * as messages from '../repositories/messages.js'
import type { Engine, Storage } from './engine.js'

export type EngineMeter = Meter<MetricName>

/** `claimed`: the delivery before the attempt. `settled`: after it, if the claim was still ours. */
export interface Measured {
  claimed: Delivery
  settled: Delivery | undefined
  delivered: boolean
  manual: boolean
  deliverAt: number | null
}

/** Counts messages that cannot be stored because of this server; an answer that the caller caused does not count. */
export async function countingFailure<T> (meter: EngineMeter, work: () => Promise<T>, messages = 1): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { statusCode = 500 } = error as { statusCode?: number }
    if (statusCode >= 500) meter.count('acceptFailed', messages)
    throw error
  }
}

/** Counts a settled attempt. */
export function measureAttempt (
  { meter, clock }: Pick<Engine, 'clock' | 'meter'>,
  { claimed, settled, delivered, manual, deliverAt }: Measured
): void {
  meter.count(delivered ? 'delivered' : 'failed')
  if (claimed.last !== null) meter.count('retried')
  const ended = settled?.state
  if (!delivered && ended !== claimed.state && (ended === 'exhausted' || ended === 'canceled')) meter.count(ended)
  // The age of a resent message says nothing about the speed of deliveries.
  if (!delivered || manual) return
  const from = Math.max(idTimeMs(claimed.msgId) ?? 0, deliverAt ?? 0)
  meter.observe('deliveryTime', Math.max(0, clock.now() - from) / 1000)
}

const MOST_COUNTED = 1000

/** Sets the gauges when nothing is due. */
export function measureNoneDue (meter: EngineMeter): void {
  meter.observe('dueBacklog', 0)
  meter.observe('dueAge', 0)
}

/** Reads the due entries and sets the gauges: before metrics are read, and in the sweep. */
export async function measureDue ({ db, clock, meter }: Storage & Pick<Engine, 'meter'>): Promise<void> {
  const now = clock.now()
  const span = { from: 0, until: now, limit: MOST_COUNTED }
  const [waiting, marks] = await Promise.all([deliveries.due(db, span), messages.due(db, span)])
  const oldest = Math.min(now, ...[...waiting.keys, ...marks.keys].map(({ dueAt }) => dueAt))
  meter.observe('dueBacklog', waiting.keys.length + marks.keys.length)
  meter.observe('dueAge', (now - oldest) / 1000)
}
