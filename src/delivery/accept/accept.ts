import { createHash } from 'node:crypto'
import { DAY_MS, IDEMPOTENCY_MS, RETENTION_MS } from '../../facts/periods.js'
import { invocationTrace } from '../../config.js'
import { conflict, unavailable } from '../../errors.js'
import { sampledTrace } from '../../lib/trace.js'
import * as aliases from '../../repositories/aliases.js'
import type { Application } from '../../repositories/applications.js'
import * as endpoints from '../../repositories/endpoints.js'
import * as messages from '../../repositories/messages.js'
import { placed } from '../../repositories/message-lists.js'
import type { Message } from '../../repositories/messages.js'
import type { AliasItem } from '../../models/alias-model.js'
import { shardOf } from '../../repositories/due.js'
import { joinFeed } from '../polling/join-feed.js'
import type { Prepared } from '../dispatcher.js'
import { leaseMs, type Engine, type Storage, type ConfiguredStorage } from '../engine.js'
import { wantedAmong, type Wanted } from '../match.js'
import { countingFailure, measureAccepted } from '../metrics.js'
import { traced, type AcceptSpan, type Span } from '../telemetry.js'

type Content = Pick<Message, 'eventType' | 'eventId' | 'channels' | 'tags' | 'deliverAt' | 'onlyEndpointId' | 'isJson' | 'contentType'>

/** A message as the caller sends it, before it has an id. */
export interface NewMessage extends Content {
  /** The bytes to deliver. */
  payload: Buffer
  /** Days that the payload is kept; undefined: as many as the settings say. */
  retentionDays: number | undefined
  /** The request's idempotency key in its caller's scope. A repeated request gets the first answer. */
  idempotencyKey: string | undefined
}

export interface Accepted { message: Message, replayed: boolean }

/** The alias of an idempotency key: a hash, since the parts of a key's scope (contract 1.7) may be secret. */
export function idempotencyAlias (...scope: string[]): string {
  return `idem|${createHash('sha256').update(JSON.stringify(scope)).digest('base64url')}`
}

/**
 * Stores a message. After this returns, no crash loses a delivery of it (invariant 1). Throws 409 when its eventId is
 * used.
 *
 * Order: eventId alias, idempotency alias, message. Both aliases name the message's id. The message is written on
 * condition that this id is free. A crash before that write leaves aliases that name no message. A repeated request
 * then adopts the id, or gives the aliases a new one, and stores the message (invariant 2). The write of the message is
 * the commit: the stream announces the message, or its due mark does.
 */
export async function accept (engine: Engine, application: Application, input: NewMessage): Promise<Accepted> {
  return await countingFailure(engine.meter, async () => await traced(engine, telemetry => telemetry.accept(application, 1), async span => {
    const accepted = await take(engine, application, input, span)
    span?.accepted(accepted.message, accepted.replayed)
    return accepted
  }))
}

async function take (engine: Engine, application: Application, input: NewMessage, span: AcceptSpan | undefined): Promise<Accepted> {
  const began = engine.clock.now()
  const { id, stored, since } = await claimId(engine, application, input)
  if (stored) return await replay(engine, application, stored)
  const message = compose(engine, application, { id, input, span })
  const { mark, wanted } = await markOf(engine, message)
  const prepared = await prepare(engine, message, wanted)
  refuseLate(engine, since)
  // A write that returns an error may have been applied. Then only a look at the due mark or deliveries finds the message.
  if (mark) engine.dispatcher.lookAt?.(engine, mark.dueAt)
  const inserted = await messages.insert(engine.db, message, prepared ? {} : mark, prepared?.writes)
  if (!inserted) return await twin(engine, application, message, input)
  if (prepared) begin(prepared, inserted)
  else if (mark) await engine.dispatcher.announce(engine, message, wanted)
  await joinFeed(engine, application, [message])
  logAccepted(engine, message, mark !== undefined)
  engine.tracer?.note(message.trace, { name: 'accept', from: began, to: engine.clock.now(), annotations: { msgId: message.id } })
  measureAccepted(engine, message, engine.clock.now() - began)
  return { message, replayed: false }
}

/** The deliveries that are stored together with the message; undefined where there are none, or its mark leads to them. */
export async function prepare (engine: Engine, message: Message, wanted: Wanted | undefined): Promise<Prepared | undefined> {
  if (!wanted || !engine.dispatcher.prepare) return undefined
  return await traced(engine, telemetry => telemetry.fanOut(message), async () => await engine.dispatcher.prepare!(engine, message, wanted))
}

/** Starts deliveries that were stored with their message; not those of another request that stored the same message. */
export function begin ({ start }: Pick<Prepared, 'start'>, inserted: boolean | 'found'): void {
  if (inserted === true) start()
}

/**
 * Throws 503 when the names were claimed at `since` (Unix ms) and the message is not stored after `LATE_MS`. A repeated
 * request may soon consider this one dead and store the message under another id.
 */
export function refuseLate ({ clock }: Pick<Engine, 'clock'>, since: number): void {
  if (clock.now() - since > aliases.LATE_MS) throw unavailable()
}

// The first request may have died after it stored the message. Then the fan-out is still to be done.
async function replay (engine: Engine, application: Application, message: Message): Promise<Accepted> {
  await joinFeed(engine, application, [message], true)
  if (message.isMarked) await engine.dispatcher.announce(engine, message)
  return { message, replayed: true }
}

/** The message that a request with this idempotency key stored; undefined when there is none. */
export async function replayOf (engine: Storage, appId: string, idempotencyKey: string): Promise<Message | undefined> {
  const now = engine.clock.now()
  const alias = await aliases.read(engine.db, idempotencyKey, now)
  const message = alias && await messages.read(engine.db, appId, alias.target, { now, withPayload: true })
  return message && isOf(message, idempotencyKey) ? message : undefined
}

interface Claimed { id: string, stored?: Message, /** When the names were claimed, Unix ms; Infinity when there are none. */ since: number }

async function claimId (
  engine: Storage & Pick<Engine, 'newId'>,
  application: Application,
  { eventId, idempotencyKey: key }: NewMessage
): Promise<Claimed> {
  const { id: appId } = application
  const { id, timestampMs: at } = engine.newId('msg_')
  const fresh = placed(id, application)
  const byEventId = eventId === null
    ? { id: fresh, since: Infinity }
    : await claimName(engine, appId, { key: messages.eventIdKey(appId, eventId), target: fresh, at, expiresAt: seconds(at + RETENTION_MS) })
  if (byEventId.stored) {
    const replay = key === undefined ? undefined : await replayOf(engine, appId, key)
    if (!replay) throw conflict(`A message with the eventId '${eventId}' already exists.`)
    return { id: replay.id, stored: replay, since: at }
  }
  if (key === undefined) return byEventId
  const alias = { key, target: byEventId.id, at, expiresAt: seconds(at + IDEMPOTENCY_MS) }
  const byKey = await claimName(engine, appId, alias)
  if (byKey.stored && !isOf(byKey.stored, key)) throw conflict(`A message with the eventId '${byKey.stored.eventId}' already exists.`)
  if (byKey.stored || eventId === null) return byKey
  // The first request died before it stored the message. The eventId decides which id it gets.
  if (byKey.id !== byEventId.id) await aliases.replace(engine.db, alias, byKey.id)
  return { ...byEventId, since: Math.min(byKey.since, byEventId.since) }
}

/**
 * Claims a name and returns the id that it stands for: the one of this request, or the one of another request, with the
 * message if that is stored. While it is not stored, the other request may be storing it right now. So we take the same
 * id, and one of the two requests stores the message. After `LEASE_MS` the other request is known to be dead. Then the
 * name gets this request's id, from which the retention counts.
 */
async function claimName (engine: Storage, appId: string, alias: AliasItem): Promise<Claimed> {
  for (;;) {
    const now = engine.clock.now()
    const { target: id, at } = await aliases.claim(engine.db, alias, now)
    if (id === alias.target) return { id, since: at }
    const stored = await messages.read(engine.db, appId, id, { now, withPayload: true })
    if (stored) return { id, stored, since: at }
    if (now - at < aliases.LEASE_MS) return { id, since: at }
    if (await aliases.replace(engine.db, alias, id)) return { id: alias.target, since: now }
  }
}

// Another request stored the same id at the same moment: a repetition of this request, or a rival with the same eventId.
async function twin (
  engine: Engine,
  application: Application,
  { appId, id }: Message,
  { idempotencyKey, eventId }: NewMessage
): Promise<Accepted> {
  const replay = idempotencyKey === undefined ? undefined : await replayOf(engine, appId, idempotencyKey)
  if (replay?.id === id) {
    await joinFeed(engine, application, [replay])
    return { message: replay, replayed: true }
  }
  throw conflict(`A message with the eventId '${eventId}' already exists.`)
}

// Without an eventId, only requests with the same key can get the same id.
const isOf = ({ eventId, idempotencyKey }: Message, key: string) => eventId === null || idempotencyKey === key

const seconds = (ms: number) => Math.ceil(ms / 1000)

/** The record of a message with this id, from the caller's input. `span`: in which it is stored. */
export function compose (
  { config: { payloadDays } }: Pick<Engine, 'config'>,
  { orgId, id: appId, typesFrom }: Application,
  { id, input, span }: { id: string, input: NewMessage, span?: Pick<Span, 'traceparent'> | undefined }
): Message {
  const { retentionDays = payloadDays, idempotencyKey, ...rest } = input
  const key = input.eventId === null ? null : idempotencyKey ?? null
  const trace = sampledTrace(invocationTrace())
  return {
    ...(trace !== undefined && { trace }),
    ...(typesFrom !== undefined && { isTyped: true as const }),
    ...(span && { traceparent: span.traceparent }),
    ...((input.deliverAt ?? 0) > messages.timestampOf({ id }) && { comesLater: true as const }),
    idempotencyKey: key,
    orgId,
    appId,
    id,
    payloadExpiresAt: messages.keptFrom({ id, deliverAt: input.deliverAt }) + Math.round(retentionDays * DAY_MS),
    ...rest
  }
}

/** The due mark of a message, and the endpoints that want it. */
export interface Marking { mark?: { dueShard: string, dueAt: number }, wanted?: Wanted }

/**
 * The mark (a due entry) that a message carries until its fan-out is done. No mark is set where a stream announces
 * messages, or when no endpoint wants the message.
 */
export async function markOf (engine: ConfiguredStorage & Pick<Engine, 'dispatcher'>, message: Message): Promise<Marking> {
  if (engine.dispatcher.isQueue) return {}
  const wanted = await wantedAmong(await endpoints.ofApplication(engine.db, message.appId), message)
  if (wanted.endpoints.length === 0) return {}
  return { mark: { dueShard: shardOf('messages', message.id), dueAt: engine.clock.now() + leaseMs(engine) }, wanted }
}

/** Logs that a message is stored, and whether any endpoint wants it. */
export function logAccepted ({ log }: Pick<Engine, 'log'>, { orgId, appId, id, eventType, payload }: Message, wanted: boolean): void {
  log.info({ orgId, appId, msgId: id, eventType, bytes: payload!.length, wanted }, 'message.accepted')
}
