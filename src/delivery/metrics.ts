import { idTimeMs } from '../lib/ids.js'
import type { Definition, Meter } from '../lib/metering.js'
import * as deliveries from '../repositories/deliveries.js'
import type { Delivery } from '../repositories/deliveries.js'
import * as messages from '../repositories/messages.js'
import type { Engine } from './engine.js'

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

/** Everything that is measured. No labels: what names a customer would make as many series as there are customers. */
export const METRICS = {
  accepted: { kind: 'counter', name: 'posthorn_messages_accepted_total', help: 'Messages accepted.' },
  delivered: { kind: 'counter', name: 'posthorn_attempts_delivered_total', help: 'Attempts that were answered with success.' },
  failed: { kind: 'counter', name: 'posthorn_attempts_failed_total', help: 'Attempts that were not.' },
  retried: { kind: 'counter', name: 'posthorn_attempts_retried_total', help: 'Attempts that were not the first of their delivery.' },
  exhausted: { kind: 'counter', name: 'posthorn_deliveries_exhausted_total', help: 'Deliveries that used up their schedule.' },
  circuitOpened: { kind: 'counter', name: 'posthorn_circuits_opened_total', help: 'Times that a circuit opened.' },
  throttled: { kind: 'counter', name: 'posthorn_deliveries_throttled_total', help: 'Times that a delivery had to wait for a rate.' },
  stuck: { kind: 'counter', name: 'posthorn_deliveries_stuck_total', help: 'Times that a delivery could not be attempted for a reason on our side: payload not found, proxy, main secret.' },
  acceptTime: { kind: 'histogram', name: 'posthorn_accept_duration_seconds', help: 'How long accepting a message took.', buckets: BUCKETS },
  deliveryTime: { kind: 'histogram', name: 'posthorn_delivery_latency_seconds', help: 'From when a delivery could begin to its success on schedule.', buckets: [...BUCKETS, 60, 600, 3600, 36_000] },
  dueBacklog: { kind: 'gauge', name: 'posthorn_due_backlog', help: 'Deliveries and fan-outs whose time has come and that nobody is at; counted up to some thousands.' },
  dueAge: { kind: 'gauge', name: 'posthorn_due_age_seconds', help: 'For how long the oldest of them has been due.' }
} as const satisfies Definition

export type EngineMeter = Meter<keyof typeof METRICS>

/** `claimed` is the delivery before the attempt, `settled` after it, if it was still ours. */
export interface Measured { claimed: Delivery, settled: Delivery | undefined, delivered: boolean, manual: boolean, deliverAt: number | null }

/** Counts an attempt that has been settled. */
export function measureAttempt ({ meter, clock }: Engine, { claimed, settled, delivered, manual, deliverAt }: Measured): void {
  meter.count(delivered ? 'delivered' : 'failed')
  if (claimed.last !== null) meter.count('retried')
  if (!delivered && claimed.state !== 'exhausted' && settled?.state === 'exhausted') meter.count('exhausted')
  // How old a message was when somebody asked for it again says nothing about us.
  if (!delivered || manual) return
  const from = Math.max(idTimeMs(claimed.msgId) ?? 0, deliverAt ?? 0)
  meter.observe('deliveryTime', Math.max(0, clock.now() - from) / 1000)
}

const MOST_COUNTED = 1000

/** Looks at what is due and sets the gauges: for whoever asks for the metrics, or sweeps. */
export async function measureDue ({ db, clock, meter }: Engine): Promise<void> {
  const now = clock.now()
  const span = { from: 0, until: now, limit: MOST_COUNTED }
  const [waiting, marks] = await Promise.all([deliveries.due(db, span), messages.due(db, span)])
  const oldest = Math.min(now, ...[...waiting.keys, ...marks.keys].map(({ dueAt }) => dueAt))
  meter.observe('dueBacklog', waiting.keys.length + marks.keys.length)
  meter.observe('dueAge', (now - oldest) / 1000)
}
