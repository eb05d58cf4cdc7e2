import { createHash } from 'node:crypto'
import { conflict } from '../errors.js'
import { idTimeMs } from '../lib/ids.js'
import * as aliases from '../repositories/aliases.js'
import type { Application } from '../repositories/applications.js'
import * as endpoints from '../repositories/endpoints.js'
import * as messages from '../repositories/messages.js'
import type { Message } from '../repositories/messages.js'
import { shardOf } from '../repositories/due.js'
import { leaseMs, type Engine } from './engine.js'
import { wants } from './match.js'

const DAY_MS = 86_400_000
const IDEMPOTENCY_MS = 12 * 60 * 60 * 1000

export interface NewMessage {
  eventType: string
  eventId: string | null
  channels: string[] | null
  tags: string[] | null
  /** Unix ms; the first attempt waits until then. */
  deliverAt: number | null
  onlyEndpointId: string | null
  /** The bytes to deliver. */
  payload: Buffer
  /** Whether an answer can show it; a rawPayload may be any text. */
  isJson: boolean
  retentionDays: number
  /** Names the request in its caller's scope; a repetition gets the first answer. */
  idempotencyKey: string | undefined
}

export interface Accepted { message: Message, replayed: boolean }

/** The alias of an idempotency key: a hash, since the parts of a key's scope (contract 1.7) may be secret. */
export function idempotencyAlias (...scope: string[]): string {
  return `idem|${createHash('sha256').update(JSON.stringify(scope)).digest('base64url')}`
}

/**
 * Stores a message so that it will be delivered, whatever crashes afterwards (invariant 1); 409 when its eventId is used.
 *
 * Order: eventId alias, idempotency alias, message. Both aliases name the message's id, and writing the message is
 * conditional on that id being free. A crash before the message leaves aliases that name nothing: the repetition adopts
 * the id and stores the message (invariant 2). The message is the commit: a stream announces it, or its own due mark does.
 */
export async function accept (engine: Engine, application: Application, input: NewMessage): Promise<Accepted> {
  const claimed = await claimId(engine, application, input)
  if (claimed.replay) return { message: claimed.replay, replayed: true }
  const message = compose(application, claimed.id, input)
  const mark = await markOf(engine, message)
  if (!await messages.insert(engine.db, message, mark)) return await twin(engine, message, input)
  if (mark) await engine.dispatcher.announce(message)
  logAccepted(engine, message, mark !== undefined)
  return { message, replayed: false }
}

/** The message that an idempotency key already stands for. */
export async function replayOf (engine: Engine, appId: string, idempotencyKey: string): Promise<Message | undefined> {
  const now = engine.clock.now()
  const alias = await aliases.read(engine.db, idempotencyKey, now)
  return alias && await messages.read(engine.db, appId, alias.target, { now, withPayload: true })
}

async function claimId (engine: Engine, application: Application, input: NewMessage): Promise<{ id: string, replay?: Message }> {
  const fresh = engine.newId('msg_').id
  const { eventId, idempotencyKey } = input
  const id = eventId === null ? fresh : await claimEventId(engine, application, { eventId, fresh, idempotencyKey })
  if (idempotencyKey === undefined) return { id }
  const now = engine.clock.now()
  const alias = { key: idempotencyKey, target: id, at: now, expiresAt: Math.ceil((now + IDEMPOTENCY_MS) / 1000) }
  const { target } = await aliases.claim(engine.db, alias, now)
  if (target === fresh) return { id }
  const replay = await messages.read(engine.db, application.id, target, { now, withPayload: true })
  if (replay) return { id: target, replay }
  // The first request died before it stored the message. With an eventId, that name decides which id it gets.
  if (eventId !== null && target !== id) await aliases.replace(engine.db, alias, target)
  return { id: eventId === null ? target : id }
}

async function claimEventId (engine: Engine, { id: appId }: Application, { eventId, fresh, idempotencyKey }: { eventId: string, fresh: string, idempotencyKey: string | undefined }): Promise<string> {
  const now = engine.clock.now()
  const { target } = await aliases.claim(engine.db, { key: messages.eventIdKey(appId, eventId), target: fresh, at: now }, now)
  if (target === fresh) return fresh
  const existing = await messages.read(engine.db, appId, target, { now, withPayload: false })
  if (!existing) return target
  const repeated = idempotencyKey === undefined ? undefined : await aliases.read(engine.db, idempotencyKey, now)
  if (repeated?.target === target) return target
  throw conflict(`A message with the eventId '${eventId}' already exists.`)
}

// Somebody stored the same id at the same moment: a repetition of this very request, or a rival for the eventId.
async function twin (engine: Engine, { appId, id }: Message, { idempotencyKey, eventId }: NewMessage): Promise<Accepted> {
  const replay = idempotencyKey === undefined ? undefined : await replayOf(engine, appId, idempotencyKey)
  if (replay?.id === id) return { message: replay, replayed: true }
  throw conflict(`A message with the eventId '${eventId}' already exists.`)
}

function compose ({ orgId, id: appId }: Application, id: string, input: NewMessage): Message {
  const { retentionDays, idempotencyKey, ...rest } = input
  return { ...rest, orgId, appId, id, payloadExpiresAt: idTimeMs(id)! + retentionDays * DAY_MS }
}

/** Where no stream announces messages, the message carries a due entry until its fan-out is done; none if nobody wants it. */
async function markOf (engine: Engine, message: Message): Promise<{ dueShard: string, dueAt: number } | undefined> {
  if (engine.dispatcher.isQueue) return undefined
  const candidates = await endpoints.ofApplication(engine.db, message.appId)
  const isWanted = [...candidates.values()].some(endpoint => wants(endpoint, message))
  return isWanted ? { dueShard: shardOf(message.id), dueAt: engine.clock.now() + leaseMs(engine) } : undefined
}

function logAccepted ({ log }: Engine, { orgId, appId, id, eventType, payload }: Message, wanted: boolean): void {
  log.info({ orgId, appId, msgId: id, eventType, bytes: payload!.length, wanted }, 'message.accepted')
}
