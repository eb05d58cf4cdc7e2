import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { IDEMPOTENCY_MS } from '../facts/periods.js'
import { ApiError } from '../errors.js'
import * as aliases from '../repositories/aliases.js'
import type { AliasItem } from '../models/alias-model.js'
import type { Engine, Storage } from '../delivery/engine.js'
import { idempotencyKeyOf } from '../http/request.js'
import type { App } from '../http/app-types.js'

const LOCK_MS = 5000
const POLL_MS = 200

interface Answer { status: number, type: string | undefined, body: string }

/**
 * Replays the stored answer of an earlier POST with the same key, except for messages: delivery/accept/accept.ts
 * recognizes those. Order: lock, run, store the answer over the lock. After a crash the lock expires in five seconds;
 * then the request runs again.
 */
export function addIdempotency (app: App): void {
  app.decorateRequest('idempotencyLock', null)
  // Most requests have no key. Callbacks save them a promise.
  app.addHook('preValidation', (request, reply, done) => {
    const key = request.routeOptions.config.ownIdempotency ? undefined : idempotencyKeyOf(request)
    // Without a token, keys are ignored and nothing is stored: otherwise any client could fill the table.
    if (key === undefined || request.is404) return done()
    lockOrReplay(request, reply, key).then(isReplayed => { if (!isReplayed) done() }, done)
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    const lock = request.idempotencyLock
    if (!lock) return done(null, payload)
    request.idempotencyLock = null
    keep(request, reply, { lock, payload }).then(() => done(null, payload), done)
  })
}

async function lockOrReplay (request: FastifyRequest, reply: FastifyReply, key: string): Promise<boolean> {
  const holder = randomUUID()
  const answer = await lockOrAnswer(request.server.engine, key, holder)
  if (answer) await replay(reply, answer)
  else request.idempotencyLock = { key, holder }
  return answer !== undefined
}

interface Kept { lock: NonNullable<FastifyRequest['idempotencyLock']>, payload: unknown }

async function keep (request: FastifyRequest, reply: FastifyReply, { lock, payload }: Kept): Promise<void> {
  const { engine } = request.server
  const isSuccess = reply.statusCode >= 200 && reply.statusCode < 300
  const answer = {
    status: reply.statusCode,
    type: reply.getHeader('content-type') as string | undefined,
    body: typeof payload === 'string' ? payload : ''
  }
  // The request has taken effect. Its answer is sent even if it cannot be stored; then the lock expires.
  const kept = (isSuccess ? store(engine, lock, answer) : aliases.release(engine.db, lock.key, lock.holder))
    .catch((err: unknown) => { request.log.warn({ err }, 'idempotency.not-kept') })
  // When the database is away, waiting for it again would double the time until the 503.
  if (reply.statusCode < 500) await kept
}

/**
 * Replays the stored answer of a request whose body cannot be read, because the body is not part of the key's scope
 * (contract 1.7). Returns undefined when there is no answer, or when it cannot be read.
 */
export async function replayStored (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const key = idempotencyKeyOf(request)
  if (key === undefined || request.idempotencyLock) return undefined
  const { replay: own, ownIdempotency } = request.routeOptions.config
  try {
    if (own) {
      const message = await own(request)
      return message && await reply.code(202).send(message)
    }
    const { engine } = request.server
    const held = ownIdempotency ? undefined : await aliases.read(engine.db, key, engine.clock.now())
    return held?.answer && await replay(reply, read(engine, held))
  } catch (err) {
    request.log.warn({ err }, 'idempotency.not-read')
    return undefined
  }
}

async function lockOrAnswer (engine: Storage & Pick<Engine, 'vault'>, key: string, holder: string): Promise<Answer | undefined> {
  const deadline = engine.clock.now() + LOCK_MS + POLL_MS
  for (;;) {
    const now = engine.clock.now()
    const held = await aliases.claim(engine.db, { key, target: holder, at: now, expiresAt: Math.floor((now + LOCK_MS) / 1000) }, now)
    if (held.target === holder) return undefined
    if (held.answer) return read(engine, held)
    if (now > deadline) throw new ApiError(500, 'idempotency_lock', 'A request with the same idempotency key is still running.')
    await new Promise<void>(resolve => engine.clock.wakeAt(now + POLL_MS, resolve))
  }
}

// The stored answer is sealed, because it may contain a portal's token.
async function store (
  { db, clock, vault }: Storage & Pick<Engine, 'vault'>,
  { key, holder }: { key: string, holder: string },
  answer: Answer
): Promise<void> {
  const now = clock.now()
  const alias = {
    key,
    target: holder,
    at: now,
    expiresAt: Math.ceil((now + IDEMPOTENCY_MS) / 1000),
    answer: Buffer.from(vault.seal(JSON.stringify(answer)))
  }
  await aliases.replace(db, alias, holder)
}

const read = ({ vault }: Pick<Engine, 'vault'>, { answer }: AliasItem): Answer => JSON.parse(vault.open(Buffer.from(answer!).toString()))

async function replay (reply: FastifyReply, { status, type, body }: Answer): Promise<FastifyReply> {
  if (type !== undefined) reply.type(type)
  return await reply.code(status).serializer((text: string) => text).send(body)
}
