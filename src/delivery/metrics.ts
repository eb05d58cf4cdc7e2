import { MOST_APPLICATIONS, type MetricName, type UsageName } from '../facts/metric-definitions.js'
import { idTimeMs } from '../lib/ids.js'
import type { Meter } from '../lib/metering.js'
import * as deliveries from '../repositories/deliveries.js'
import type { Delivery } from '../repositories/deliveries.js'
import * as messages from '../repositories/messages.js'
import type { Message } from '../repositories/messages.js'
import type { Engine, Storage } from './engine.js'

export type EngineMeter = Meter<MetricName>

/** Counts what an application uses. */
export type Usage = (appId: string, name: UsageName, by?: number) => void

/** Counts applications apart as POSTHORN_USAGE_METRICS asks, and all others as `other`; undefined where it asks for none. */
export function createUsage (asked: 'all' | ReadonlySet<string> | undefined, ...counts: Usage[]): Usage | undefined {
  if (asked === undefined) return undefined
  const apart = new Set(asked === 'all' ? [] : asked)
  return (appId, name, by = 1) => {
    if (asked === 'all' && apart.size < MOST_APPLICATIONS) apart.add(appId)
    for (const count of counts) count(apart.has(appId) ? appId : 'other', name, by)
  }
}

/** Counts an accepted message. `ms`: how long that took. */
export function measureAccepted ({ meter, usage }: Pick<Engine, 'meter' | 'usage'>, { appId, payload }: Message, ms: number): void {
  meter.count('accepted')
  meter.observe('acceptTime', ms / 1000)
  usage?.(appId, 'accepted')
  usage?.(appId, 'acceptedBytes', payload!.length)
}

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
  { meter, clock, usage }: Pick<Engine, 'clock' | 'meter' | 'usage'>,
  { claimed, settled, delivered, manual, deliverAt }: Measured
): void {
  const result = delivered ? 'delivered' : 'failed'
  meter.count(result)
  usage?.(claimed.appId, result)
  if (claimed.last !== null) meter.count('retried')
  const ended = settled?.state
  if (!delivered && ended !== claimed.state && isEnd(ended)) meter.count(ended)
  // The age of a resent message says nothing about the speed of deliveries.
  if (!delivered || manual) return
  const from = Math.max(idTimeMs(claimed.msgId) ?? 0, deliverAt ?? 0)
  meter.observe('deliveryTime', Math.max(0, clock.now() - from) / 1000)
}

const isEnd = (state?: Delivery['state']): state is 'exhausted' | 'canceled' => state === 'exhausted' || state === 'canceled'

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
