import * as attempts from '../../repositories/attempts.js'
import type { Attempt } from '../../repositories/attempts.js'
import type { Delivery } from '../../repositories/deliveries.js'
import type { Endpoint } from '../../repositories/endpoints.js'
import * as eventTypes from '../../repositories/event-types.js'
import { report, type Report } from '../endpoint-health/admission.js'
import { noteDelivered } from '../endpoint-health/disable.js'
import type { Engine, LoggedStorage } from '../engine.js'
import * as lifecycle from '../delivery-lifecycle.js'
import { measureAttempt } from '../metrics.js'
import { isTold, tellNotices } from '../operational-webhooks/operational-webhooks.js'
import { persistently } from './database-retries.js'
import { endClaim, handOn, type Attempted } from './end-claim.js'
import { exchangedHeaders } from './exchanged-headers.js'
import { outcomeOf } from './outcome.js'
import { retryDelayMs, type FailedAttempt } from './retry-schedule.js'
import type { Sent } from './send.js'
import { tellOf } from './tell-notice.js'

/** Everything that follows from an attempt, as data, in the order in which `carryOut` does it. */
export interface Settlement {
  /** Stored first, so that no crash hides a request. */
  record: Attempt
  /** The failed attempt, from which the schedule takes the time of the retry; undefined when none can follow. */
  retry: Pick<FailedAttempt, 'attempt' | 'answer'> | undefined
  /** The arguments of `lifecycle.settle`. It runs on the delivery as stored at that time, since a resend may have changed it. */
  end: Pick<lifecycle.Settlement, 'attempt' | 'outcome' | 'first'>
  /** The report to the endpoint's circuit and failure window, when the delivery is settled. */
  health: Omit<Report, 'nextAt'>
}

/** Computes what follows from an attempt; writes nothing. */
export function settlementOf ({ delivery, trigger, endpoint, message, attemptId, at, sent, answer, isProbe }: Sent): Settlement {
  const outcome = outcomeOf(answer)
  const failed = outcome !== 'delivered'
  const status = failed ? 2 : 0
  const manual = trigger === 'manual'
  const durationMs = Math.round(answer.durationMs)
  const isUnlisted = !failed && lifecycle.nameOf(delivery) === attemptId
  return {
    record: {
      appId: message.appId,
      msgId: message.id,
      id: attemptId,
      endpointId: endpoint.id,
      url: endpoint.url,
      status,
      responseStatusCode: answer.statusCode,
      response: answer.body,
      responseDurationMs: durationMs,
      triggerType: manual ? 1 : 0,
      eventType: message.eventType,
      channels: message.channels,
      ...(message.tags && { tags: message.tags }),
      ...(answer.failure && { failure: answer.failure }),
      headers: exchangedHeaders(sent, answer),
      ...(isUnlisted && { isUnlisted })
    },
    retry: !manual && outcome === 'retry' ? { attempt: delivery.attempts + 1, answer } : undefined,
    end: {
      attempt: { id: attemptId, status, code: answer.statusCode, manual, failure: answer.failure }, outcome,
      ...(isUnlisted && { first: { id: attemptId, code: answer.statusCode, durationMs } })
    },
    health: { endpoint, msgId: message.id, began: at, answer, failed, isProbe }
  }
}

/**
 * Carries a settlement out, one effect after the other. Where the database `transacts`, an attempt without a retry is
 * recorded and settled in one write. A crash after the record leaves the claim: when it has run out, the delivery is
 * attempted again. A queue takes a retry before the delivery is settled. A crash after that leaves its notices: they keep it due, or its
 * queue entry comes again.
 */
export async function carryOut (engine: Engine, sent: Sent, { record, retry, end, health }: Settlement): Promise<Attempted> {
  // With a retry to come, the record is stored first: reading the schedule may fail.
  const along = engine.db.transacts && !retry ? attempts.writeOf(engine.db, record) : undefined
  if (!along) await persistently(engine, async () => await attempts.record(engine.db, record))
  const now = engine.clock.now()
  const nextAt = retry ? await nextAttemptAt(engine, sent, { ...retry, now }) : null
  const { orgId, appId, endpointId, msgId } = sent.delivery
  const isAhead = nextAt !== null &&
    await engine.dispatcher.handAhead?.(engine, { orgId, appId, endpointId, msgId, at: nextAt }, sent.trace) === true
  const terms = { nextAt, now, isAhead, durable: engine.dispatcher.isQueue, isTold: isTold(engine, orgId), ...end }
  const settled = await persistently(engine, async () => await endClaim(engine, sent.delivery,
    current => current.last?.id === record.id ? current : lifecycle.settle(current, terms), along))
  logAttempted(engine, sent, { end, settled })
  measureAttempt(engine, {
    claimed: sent.delivery, settled, delivered: !health.failed, manual: end.attempt.manual, deliverAt: sent.message.deliverAt
  })
  await tellHealth(engine, { nextAt, ...health }, end.attempt.manual)
  return await handOn(engine, settled?.notices ? await tellOf(engine, settled, settled.notices[0]!) : settled, sent.trace)
}

/** When the schedule plans the retry, Unix ms; null when it is used up. */
async function nextAttemptAt (
  engine: LoggedStorage & Pick<Engine, 'config' | 'random'>,
  { endpoint, message }: Sent,
  failed: Pick<FailedAttempt, 'attempt' | 'answer' | 'now'>
): Promise<number | null> {
  const { random, config: { retryAfterMaxMs } } = engine
  const scheduleMs = await persistently(engine, async () => await scheduleOf(engine, endpoint, message.eventType))
  const delay = retryDelayMs({ ...failed, scheduleMs, random, retryAfterMaxMs })
  return delay === undefined ? null : failed.now + delay
}

/** The endpoint's schedule, or its event type's, or the default. Only a failed attempt reads it. */
async function scheduleOf (
  { db, config }: Pick<Engine, 'config' | 'db'>,
  { orgId, retryScheduleMs }: Endpoint,
  eventType: string
): Promise<readonly number[]> {
  return retryScheduleMs ?? (await eventTypes.findStored(db, orgId, eventType))?.retryScheduleMs ?? config.retryScheduleMs
}

/**
 * Reports an attempt to its endpoint's circuit and failure window. The delivery is settled already, so a failure here
 * is only logged.
 */
async function tellHealth (engine: Engine, told: Report, manual: boolean): Promise<void> {
  const { endpoint, failed } = told
  try {
    const circuit = await report(engine, told)
    if (circuit) engine.log.info({ orgId: endpoint.orgId, appId: endpoint.appId, endpointId: endpoint.id }, `endpoint.circuit-${circuit}`)
    if (circuit) engine.meter.count(circuit === 'opened' ? 'circuitOpened' : 'circuitClosed')
    if (!failed) await noteDelivered(engine, endpoint, manual)
    if (circuit || endpoint.notices) await tellNotices(engine, endpoint)
  } catch (error) {
    engine.log.error({ err: error, endpointId: endpoint.id }, 'endpoint.state-failed')
  }
}

function logAttempted (
  { log }: Pick<Engine, 'log'>,
  { delivery, attemptId, answer, trigger }: Sent,
  { end, settled }: { end: Settlement['end'], settled: Delivery | undefined }
): void {
  const { statusCode, failure, durationMs } = answer
  const { orgId, appId, msgId, endpointId } = delivery
  log.info({
    orgId,
    appId,
    msgId,
    endpointId,
    attemptId,
    attempt: delivery.attempts + 1,
    trigger,
    outcome: end.outcome,
    statusCode,
    failure,
    durationMs: Math.round(durationMs),
    state: settled?.state,
    nextAt: settled?.nextAt
  }, 'delivery.attempted')
}
