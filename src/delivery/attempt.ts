import * as applications from '../repositories/applications.js'
import * as attempts from '../repositories/attempts.js'
import type { Attempt } from '../repositories/attempts.js'
import * as deliveries from '../repositories/deliveries.js'
import type { Delivery, DeliveryKey } from '../repositories/deliveries.js'
import * as endpoints from '../repositories/endpoints.js'
import type { Endpoint } from '../repositories/endpoints.js'
import * as messages from '../repositories/messages.js'
import type { Message } from '../repositories/messages.js'
import type { Answer } from './answer.js'
import { leaseMs, type Engine } from './engine.js'
import * as lifecycle from './lifecycle.js'
import type { Trigger } from './lifecycle.js'
import { wants } from './match.js'
import { outcomeOf, type Outcome } from './outcome.js'
import { retryDelayMs } from './retry.js'
import { signingKeys } from './keys.js'
import { signatureHeaders } from './sign.js'

/** What came of a hand-off: `waitUntil` when it is too early or somebody else is at it. */
export type Attempted = { waitUntil?: number }

interface Ready { delivery: Delivery, trigger: Trigger, endpoint: Endpoint, message: Message }
interface Sent extends Ready { attemptId: string, at: number, answer: Answer, outcome: Outcome }

/**
 * Makes one attempt of a delivery, if one is due: claim, load, send, record, settle. Whatever throws before the send
 * leaves the delivery to be handed over again; after the send, the attempt is recorded before the delivery moves on,
 * so a crash between may repeat the request but never hides one (invariants 4, 5, 7). `begun` is a delivery not stored
 * yet, whose first claim creates it.
 */
export async function attempt (engine: Engine, key: DeliveryKey, begun?: Delivery): Promise<Attempted> {
  const current = begun ?? await deliveries.read(engine.db, key)
  if (!current) return {}
  const claim = lifecycle.claim(current, terms(engine))
  if ('nothing' in claim) return {}
  if ('waitUntil' in claim) return claim
  const claimed = await deliveries.save(engine.db, claim.claimed)
  // Somebody else changed it at this moment: look again at what it is now.
  if (!claimed) return await attempt(engine, key)
  return await attemptClaimed(engine, claimed, claim.trigger)
}

/** The same for a delivery that this process has claimed already. */
export async function attemptClaimed (engine: Engine, delivery: Delivery, trigger: Trigger = 'scheduled'): Promise<Attempted> {
  const ready = await load(engine, delivery, trigger)
  if (typeof ready === 'string') {
    await conclude(engine, delivery, current => lifecycle.cancel(current, ready))
    engine.log.info({ ...subjectOf(delivery), reason: ready }, 'delivery.canceled')
    return {}
  }
  return await settle(engine, await send(engine, ready))
}

export function terms (engine: Engine): lifecycle.ClaimTerms {
  const { isQueue, isAlone } = engine.dispatcher
  return { now: engine.clock.now(), owner: engine.instance, leaseMs: leaseMs(engine), durable: isQueue, alone: isAlone }
}

/** All that an attempt needs, or why there will be none (contract 3.5): always what is stored now. */
async function load (engine: Engine, delivery: Delivery, trigger: Trigger): Promise<Ready | string> {
  const { orgId, appId, endpointId, msgId } = delivery
  const application = await applications.findCached(engine.db, orgId, appId)
  if (!application) return 'application deleted'
  const endpoint = (await endpoints.ofApplication(engine.db, appId)).get(endpointId)
  if (!endpoint) return 'endpoint deleted'
  if (endpoint.disabled) return 'endpoint disabled'
  const message = await messages.read(engine.db, appId, msgId, { now: engine.clock.now(), withPayload: true })
  if (!message?.payload) return 'payload gone'
  if (trigger === 'scheduled' && !wants(endpoint, message)) return 'no longer wanted'
  return { delivery, trigger, endpoint, message }
}

async function send (engine: Engine, ready: Ready): Promise<Sent> {
  const { endpoint, message } = ready
  const { id: attemptId, timestampMs: at } = engine.newId('atmpt_')
  const body = message.payload!
  const signature = signatureHeaders({
    id: message.id,
    timestamp: Math.floor(at / 1000),
    body,
    keys: signingKeys(engine.vault, endpoint, at),
    families: engine.config.signatureHeaders
  })
  const answer = await engine.sender.send({ url: endpoint.url, headers: { ...endpoint.headers, ...signature }, body })
  return { ...ready, attemptId, at, answer, outcome: outcomeOf(answer) }
}

async function settle (engine: Engine, sent: Sent): Promise<Attempted> {
  const { delivery, answer, attemptId, outcome, trigger } = sent
  await persistently(engine, async () => await attempts.record(engine.db, record(sent)))
  const now = engine.clock.now()
  const nextAt = trigger === 'manual' || outcome !== 'retry' ? null : nextAttemptAt(engine, sent, now)
  const manual = trigger === 'manual'
  const last = { id: attemptId, status: outcome === 'delivered' ? 0 as const : 2 as const, code: answer.statusCode, manual }
  const settled = await persistently(engine, async () => await conclude(engine, delivery,
    current => lifecycle.settle(current, { attempt: last, outcome, nextAt, now })))
  logAttempted(engine, sent, settled)
  if (outcome === 'gone') await disable(engine, sent.endpoint)
  if (settled?.dueAt == null) return {}
  const { orgId, appId, endpointId, msgId } = settled
  await engine.dispatcher.handOff({ orgId, appId, endpointId, msgId, at: settled.dueAt })
  return {}
}

function nextAttemptAt ({ config, random }: Engine, { delivery, answer }: Sent, now: number): number | null {
  const delay = retryDelayMs({ scheduleMs: config.retryScheduleMs, attempt: delivery.attempts + 1, answer, now, random })
  return delay === undefined ? null : now + delay
}

/**
 * Writes the end of our claim. Others may have asked for a resend meanwhile: then it is applied to what is stored now.
 * If our lease ran out and somebody else claimed, the delivery is theirs; only a success is still noted.
 */
async function conclude (engine: Engine, ours: Delivery, change: (current: Delivery) => Delivery): Promise<Delivery | undefined> {
  let current: Delivery | undefined = ours
  while (current) {
    const isOurs: boolean = current.lease?.owner === ours.lease?.owner && current.lease?.until === ours.lease?.until
    const after = change(current)
    if (!isOurs && after.state !== 'succeeded') return undefined
    const next: Delivery = isOurs ? after : { ...current, state: 'succeeded', nextAt: null }
    const saved = await deliveries.save(engine.db, next)
    if (saved) return saved
    current = await deliveries.read(engine.db, ours)
  }
  return undefined
}

const RETRY_WRITES_MS = [50, 200, 1000, 3000]

/** After the request left, what happened is worth some patience with the database; then the lease brings it back. */
async function persistently<T> ({ clock, log }: Engine, write: () => Promise<T>): Promise<T> {
  for (const pause of RETRY_WRITES_MS) {
    try {
      return await write()
    } catch (error) {
      log.warn({ err: error }, 'delivery.write-failed')
      await new Promise<void>(resolve => clock.wakeAt(clock.now() + pause, resolve))
    }
  }
  return await write()
}

/** 410 Gone: the endpoint wants nothing any more (contract 8). */
async function disable (engine: Engine, endpoint: Endpoint): Promise<void> {
  await endpoints.update(engine.db, endpoint, () => ({ disabled: true }), engine.clock.now())
  engine.log.info({ orgId: endpoint.orgId, appId: endpoint.appId, endpointId: endpoint.id, reason: 'gone' }, 'endpoint.disabled')
}

function record ({ message, endpoint, attemptId, answer, outcome, trigger }: Sent): Attempt {
  return {
    appId: message.appId,
    msgId: message.id,
    id: attemptId,
    endpointId: endpoint.id,
    url: endpoint.url,
    status: outcome === 'delivered' ? 0 : 2,
    responseStatusCode: answer.statusCode,
    response: answer.body,
    responseDurationMs: Math.round(answer.durationMs),
    triggerType: trigger === 'manual' ? 1 : 0,
    eventType: message.eventType,
    channels: message.channels
  }
}

const subjectOf = ({ orgId, appId, endpointId, msgId }: Delivery) => ({ orgId, appId, msgId, endpointId })

function logAttempted ({ log }: Engine, { delivery, attemptId, answer, outcome, trigger }: Sent, settled: Delivery | undefined): void {
  const { statusCode, failure, durationMs } = answer
  log.info({
    ...subjectOf(delivery),
    attemptId,
    attempt: delivery.attempts + 1,
    trigger,
    outcome,
    statusCode,
    failure,
    durationMs: Math.round(durationMs),
    state: settled?.state,
    nextAt: settled?.nextAt
  }, 'delivery.attempted')
}
