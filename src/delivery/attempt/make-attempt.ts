import * as applications from '../../repositories/applications.js'
import type { Application } from '../../repositories/applications.js'
import * as attempts from '../../repositories/attempts.js'
import type { Attempt } from '../../repositories/attempts.js'
import * as deliveries from '../../repositories/deliveries.js'
import type { Delivery, DeliveryKey, Lease } from '../../repositories/deliveries.js'
import * as endpoints from '../../repositories/endpoints.js'
import type { Endpoint } from '../../repositories/endpoints.js'
import * as messages from '../../repositories/messages.js'
import type { Message } from '../../repositories/messages.js'
import * as eventTypes from '../../repositories/event-types.js'
import { admit, report, restOf, spread } from '../endpoint-health/admission.js'
import type { Answer } from '../sending/answer.js'
import { openHeaders, openUrl } from '../credentials.js'
import { leaseMs, type Engine } from '../engine.js'
import { noteDelivered } from '../endpoint-health/disable.js'
import { PAYLOAD_GONE } from './expunge.js'
import { joinIn } from './join.js'
import * as lifecycle from '../lifecycle.js'
import { measureAttempt } from '../metrics.js'
import type { Trigger } from '../lifecycle.js'
import { wants } from '../match.js'
import { seeTo } from './notices.js'
import { tellNotices } from '../operational-webhooks/operational-webhooks.js'
import { outcomeOf, type Outcome } from './outcome.js'
import { persistently } from './database-patience.js'
import { ProxyError } from '../sending/proxy-error.js'
import { retryDelayMs } from './retry.js'
import { signingKeys } from './signing-keys.js'
import { signatureHeaders } from '../sending/sign.js'
import { isSurelyKept, standsBackUntil, UNSEEN, unseenUntil } from './payload-not-found.js'

/** What came of a hand-off: `waitUntil` when it is too early, or `isTaken`: somebody else is at it until then. */
export type Attempted = { waitUntil?: number, isTaken?: true }

interface Ready { delivery: Delivery, trigger: Trigger, application: Application, endpoint: Endpoint, message: Message }
interface Sent extends Ready { attemptId: string, at: number, answer: Answer, outcome: Outcome, isProbe: boolean }

/**
 * Makes one attempt of a delivery, if one is due: claim, load, send, record, settle. Whatever throws before the send
 * leaves the delivery to be handed over again; after the send, the attempt is recorded before the delivery moves on,
 * so a crash between may repeat the request but never hides one (invariants 4, 5, 7). `begun` is a delivery not stored
 * yet, whose first claim creates it.
 */
export async function attempt (engine: Engine, key: DeliveryKey, begun?: Delivery): Promise<Attempted> {
  return await carryOn(engine, await take(engine, key, begun))
}

/** A delivery that is claimed for an attempt, or what came of the hand-off without one. */
export type Taken = Attempted | { claimed: Delivery, trigger: Trigger }

export const carryOn = async (engine: Engine, taken: Taken): Promise<Attempted> =>
  'claimed' in taken ? await attemptClaimed(engine, taken.claimed, taken.trigger) : taken

/** The first part of an attempt, which nothing but the database takes part in: claims the delivery, or lets it wait. */
export async function take (engine: Engine, key: DeliveryKey, begun?: Delivery): Promise<Taken> {
  const current = begun ?? await deliveries.read(engine.db, key)
  if (!current) return {}
  const claim = lifecycle.claim(current, terms(engine))
  if ('nothing' in claim) return await tidy(engine, current)
  if ('waitUntil' in claim) return claim.waitUntil === current.lease?.until ? { ...claim, isTaken: true } : claim
  if ('untold' in claim) return await goOn(engine, await seeTo(engine, current, claim.untold))
  const waiting = await atRest(engine, current)
  const saved = await deliveries.save(engine.db, waiting ?? claim.claimed)
  // Somebody else changed it at this moment: look again at what it is now.
  if (!saved) return await again(engine, key, begun)
  return waiting ? await goOn(engine, saved) : { claimed: saved, trigger: claim.trigger }
}

async function again (engine: Engine, key: DeliveryKey, begun: Delivery | undefined): Promise<Taken> {
  // A resend may have been asked for before the first attempt came.
  if (begun) await joinIn(engine, begun)
  return await take(engine, key)
}

/** The delivery as it waits while its endpoint is left alone: one write instead of a claim; undefined when it may try. */
export async function atRest (engine: Engine, delivery: Delivery): Promise<Delivery | undefined> {
  const endpoint = (await endpoints.ofApplication(engine.db, delivery.appId)).get(delivery.endpointId)
  const rest = endpoint && !endpoint.disabled ? restOf(engine, endpoint, lifecycle.urgentSince(delivery)) : undefined
  return rest && lifecycle.postpone(delivery, rest)
}

/** The same for a delivery that this process has claimed already. */
export async function attemptClaimed (engine: Engine, delivery: Delivery, trigger: Trigger = 'scheduled'): Promise<Attempted> {
  const ready = await persistently(engine, async () => await load(engine, delivery, trigger))
  if (ready === UNSEEN) return await waitForPayload(engine, delivery)
  if (typeof ready === 'string') return await cancel(engine, delivery, ready)
  const verdict = await persistently(engine, async () => await admit(engine, ready))
  if ('waitUntil' in verdict) return await goOn(engine, await conclude(engine, delivery, current => lifecycle.postpone(current, verdict)))
  // Patience with the database has used the claim up: somebody else may be sending before this request has ended.
  if (delivery.lease!.until - engine.clock.now() < engine.config.requestTimeoutMs) return { waitUntil: delivery.lease!.until, isTaken: true }
  const sent = await send(engine, ready, verdict.isProbe).catch(ofProxy)
  return sent instanceof ProxyError ? await waitForProxy(engine, delivery, sent) : await settle(engine, sent)
}

function ofProxy (error: unknown): ProxyError {
  if (error instanceof ProxyError) return error
  throw error
}

// Shorter than a claim: a proxy that is back is used soon, and one that is down is asked once in so long for each delivery.
const PROXY_PAUSE_MS = 60_000

/** Nothing went to the endpoint, so there was no attempt: the delivery waits in the table, and uses up no receipt of a queue. */
async function waitForProxy (engine: Engine, delivery: Delivery, error: ProxyError): Promise<Attempted> {
  const waitUntil = spread(engine, engine.clock.now() + PROXY_PAUSE_MS * (1 + engine.random()) / 2)
  engine.log.error({ ...subjectOf(delivery), err: error }, 'delivery.proxy-failed')
  engine.meter.count('stuck')
  return await goOn(engine, await conclude(engine, delivery, current => lifecycle.postpone(current, { waitUntil, heldFor: 'proxy' })))
}

/**
 * A payload that is kept and not found here ends nothing: the delivery waits, without an attempt. Another process may see
 * it, so where others look into the table this one looks after them.
 */
async function waitForPayload (engine: Engine, delivery: Delivery): Promise<Attempted> {
  const now = engine.clock.now()
  const until = unseenUntil(delivery, now, engine.random())
  engine.log.error({ ...subjectOf(delivery), until: new Date(until) }, 'delivery.payload-not-found')
  engine.meter.count('stuck')
  const waiting = await conclude(engine, delivery, current => lifecycle.postpone(current, { waitUntil: until, heldFor: 'payload' }))
  const { isAlone, isQueue } = engine.dispatcher
  return isAlone || isQueue || waiting?.dueAt !== until ? await goOn(engine, waiting) : { waitUntil: standsBackUntil(until, now) }
}

// Nothing is left to do, so nothing may be due: else the sweep would find it for ever.
async function tidy ({ db }: Engine, delivery: Delivery): Promise<Attempted> {
  if (delivery.dueAt !== null) await deliveries.save(db, { ...delivery, lease: null, dueAt: null })
  return {}
}

async function cancel (engine: Engine, delivery: Delivery, reason: string): Promise<Attempted> {
  // A manual attempt asks nobody's filters: one that was asked for just now is still to be made.
  const now = engine.clock.now()
  const resendsAt = reason === UNWANTED ? now : null
  const canceled = await conclude(engine, delivery, current => lifecycle.cancel(current, { reason, resendsAt, now }))
  engine.log.info({ ...subjectOf(delivery), reason }, 'delivery.canceled')
  return await goOn(engine, canceled)
}

/**
 * Hands over what is left to do of a delivery whose claim has ended. If somebody else has claimed it by now, their claim
 * may rest on the same entry of a queue, which has been received twice: then the entry is not over before they are.
 */
async function goOn (engine: Engine, delivery: Delivery | undefined): Promise<Attempted> {
  if (!delivery || delivery.lease) return engine.dispatcher.isQueue ? { waitUntil: delivery?.lease?.until ?? engine.clock.now() + leaseMs(engine), isTaken: true } : {}
  if (delivery.dueAt === null) return {}
  const { orgId, appId, endpointId, msgId, dueAt: at } = delivery
  await engine.dispatcher.handOff(engine, { orgId, appId, endpointId, msgId, at })
  return {}
}

/** The same for a delivery that was claimed a while ago: a claim that may run out during the attempt is renewed first. */
export async function attemptBegun (engine: Engine, claimed: Delivery): Promise<Attempted> {
  const { now, owner, nonce, leaseMs } = terms(engine)
  const left = claimed.lease!.until - now
  // With more left than a claim lasts, the clock was set back since: nobody here knows how old it is.
  if (left > leaseMs / 2 && left <= leaseMs) return await attemptClaimed(engine, claimed)
  const until = now + leaseMs
  const renewed = await deliveries.save(engine.db, { ...claimed, lease: { owner, until, nonce }, dueAt: until })
  return renewed ? await attemptClaimed(engine, renewed) : await attempt(engine, claimed)
}

export function terms (engine: Engine): lifecycle.ClaimTerms {
  const { isQueue, isAlone } = engine.dispatcher
  return { now: engine.clock.now(), owner: engine.instance, nonce: Math.floor(2 ** 32 * engine.random()), leaseMs: leaseMs(engine), durable: isQueue, alone: isAlone }
}

const UNWANTED = 'no longer wanted'

/** All that an attempt needs, or why there will be none (contract 3.5). No delivery ends by what was only remembered. */
async function load (engine: Engine, delivery: Delivery, trigger: Trigger): Promise<Ready | string | typeof UNSEEN> {
  const remembered = await look(engine, delivery, trigger)
  if (typeof remembered !== 'string') return remembered
  engine.db.caches.applications.delete(`${delivery.orgId}/${delivery.appId}`)
  engine.db.caches.endpoints.delete(delivery.appId)
  return await look(engine, delivery, trigger)
}

async function look (engine: Engine, delivery: Delivery, trigger: Trigger): Promise<Ready | string | typeof UNSEEN> {
  const { orgId, appId, endpointId, msgId } = delivery
  const application = await applications.findCached(engine.db, orgId, appId)
  if (!application) return 'application deleted'
  const endpoint = (await endpoints.ofApplication(engine.db, appId)).get(endpointId)
  if (!endpoint) return 'endpoint deleted'
  if (endpoint.disabled) return 'endpoint disabled'
  const message = await messages.read(engine.db, appId, msgId, { now: engine.clock.now(), withPayload: true })
  if (message ? message.isUnseen : isSurelyKept(msgId, engine.clock.now())) return UNSEEN
  if (!message?.payload) return PAYLOAD_GONE
  if (trigger === 'scheduled' && !wants(endpoint, message)) return UNWANTED
  return { delivery, trigger, application, endpoint, message }
}

async function send (engine: Engine, ready: Ready, isProbe: boolean): Promise<Sent> {
  const { endpoint, message } = ready
  const { id: attemptId, timestampMs: at } = engine.newId('atmpt_')
  const { payload, contentType } = message
  const body = payload!
  const signature = signatureHeaders({
    id: message.id,
    timestamp: Math.floor(at / 1000),
    body,
    keys: signingKeys(engine.vault, endpoint, at),
    families: engine.config.signatureHeaders
  })
  const { vault } = engine
  const answer = await engine.sender.send({ url: openUrl(vault, endpoint), headers: { ...openHeaders(vault, endpoint.headers), ...(contentType !== undefined && { 'content-type': contentType }), ...signature }, body })
  return { ...ready, attemptId, at, answer, outcome: outcomeOf(answer), isProbe }
}

async function settle (engine: Engine, sent: Sent): Promise<Attempted> {
  const { delivery, answer, attemptId, outcome, trigger } = sent
  await persistently(engine, async () => await attempts.record(engine.db, record(sent)))
  const now = engine.clock.now()
  const hasRetry = trigger === 'scheduled' && outcome === 'retry'
  const nextAt = hasRetry ? nextAttemptAt(engine, sent, { now, scheduleMs: await persistently(engine, async () => await scheduleOf(engine, sent)) }) : null
  const manual = trigger === 'manual'
  const last = { id: attemptId, status: outcome === 'delivered' ? 0 as const : 2 as const, code: answer.statusCode, manual, failure: answer.failure }
  const settled = await persistently(engine, async () => await conclude(engine, delivery,
    current => current.last?.id === attemptId ? current : lifecycle.settle(current, { attempt: last, outcome, nextAt, now })))
  logAttempted(engine, sent, settled)
  measureAttempt(engine, { claimed: delivery, settled, delivered: outcome === 'delivered', manual, deliverAt: sent.message.deliverAt })
  await follow(engine, sent, nextAt)
  return await goOn(engine, settled?.notices ? await seeTo(engine, settled, settled.notices[0]!) : settled)
}

/** What an attempt says about its endpoint. The delivery is settled already: a failure here is logged, and costs only this. */
async function follow (engine: Engine, { endpoint, message, at, answer, outcome, isProbe }: Sent, nextAt: number | null): Promise<void> {
  try {
    const failed = outcome !== 'delivered'
    const circuit = await report(engine, { endpoint, msgId: message.id, began: at, answer, failed, isProbe, nextAt })
    if (circuit) engine.log.info({ orgId: endpoint.orgId, appId: endpoint.appId, endpointId: endpoint.id }, `endpoint.circuit-${circuit}`)
    if (circuit === 'opened') engine.meter.count('circuitOpened')
    if (!failed) await noteDelivered(engine, endpoint)
    if (circuit || endpoint.untold) await tellNotices(engine, endpoint)
  } catch (error) {
    engine.log.error({ err: error, endpointId: endpoint.id }, 'endpoint.state-failed')
  }
}

function nextAttemptAt ({ random, config: { retryAfterMaxMs } }: Engine, { delivery, answer }: Sent, { now, scheduleMs }: { now: number, scheduleMs: readonly number[] }): number | null {
  const delay = retryDelayMs({ scheduleMs, attempt: delivery.attempts + 1, answer, now, random, retryAfterMaxMs })
  return delay === undefined ? null : now + delay
}

/** The endpoint's own schedule, or its event type's, or the default: only a failure asks. */
async function scheduleOf ({ db, config }: Engine, { endpoint, message }: Sent): Promise<readonly number[]> {
  if (endpoint.retryScheduleMs) return endpoint.retryScheduleMs
  const eventType = await eventTypes.find(db, endpoint.orgId, message.eventType)
  return eventType?.retryScheduleMs ?? config.retryScheduleMs
}

/**
 * Writes the end of our claim. Others may have asked for a resend meanwhile: then it is applied to what is stored now.
 * If our lease ran out and somebody else claimed, the delivery is theirs; only a success is still noted. A change that
 * changes nothing was written before, by a call whose answer was lost.
 */
async function conclude (engine: Engine, ours: Delivery, change: (current: Delivery) => Delivery): Promise<Delivery | undefined> {
  let current: Delivery | undefined = ours
  while (current) {
    const next = nextOf({ ours, current, after: change(current), now: engine.clock.now() })
    if (next === undefined || next === current) return next
    const saved = await deliveries.save(engine.db, next)
    if (saved) return saved
    current = await deliveries.read(engine.db, ours)
  }
  return undefined
}

function nextOf ({ ours, current, after, now }: { ours: Delivery, current: Delivery, after: Delivery, now: number }): Delivery | undefined {
  const isOurs = isSameClaim(current.lease, ours.lease)
  if (isOurs || after === current) return after
  const isSuccess = after.last !== current.last && after.last?.status === 0
  return isSuccess ? lifecycle.noteSuccess(current, after.last!, now) : undefined
}

const isSameClaim = (one: Lease | null, other: Lease | null) => one?.owner === other?.owner && one?.until === other?.until && one?.nonce === other?.nonce

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
    channels: message.channels,
    ...(message.tags && { tags: message.tags })
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
