import { invalid, type ValidationError } from '../errors.js'
import { eventTypeCached } from '../repositories/event-types.js'
import type { Application } from '../repositories/applications.js'
import type { Message } from '../repositories/messages.js'
import * as settings from '../repositories/settings.js'
import { accept, replayOf, type NewMessage } from './accept.js'
import type { Engine } from './engine.js'

/** The same as `accept`, for what comes from outside: 422 where the event type, or else the organization, asks for payloads to be checked. */
export async function acceptChecked (engine: Engine, application: Application, input: NewMessage): Promise<Message> {
  const problem = await payloadProblem(engine, application.orgId, input)
  if (!problem) return (await accept(engine, application, input)).message
  // What a key was answered once it is answered again, whatever the event type asks for by now.
  const { idempotencyKey: key } = input
  const replay = key === undefined ? undefined : await replayOf(engine, application.id, key)
  if (!replay) throw problem
  return replay
}

/** What keeps a payload from being what its event type says; undefined when nothing does, or nobody asks. */
export async function payloadProblem ({ db, log }: Engine, orgId: string, { eventType: name, payload }: NewMessage): Promise<ValidationError | undefined> {
  const eventType = await eventTypeCached(db, orgId, name)
  if (!eventType || eventType.archived || eventType.schemas === null) return undefined
  if (!(eventType.validatePayload ?? (await settings.readCached(db, orgId)).validatePayload)) return undefined
  const value = parsed(payload)
  if (value === undefined) return invalid(['body', 'payload'], `is not JSON, which the event type '${name}' asks for`)
  // Few event types ask for it, and ajv is large: loaded for the first that does.
  const { checkerOf } = await import('./payload-schema.js')
  try {
    const found = checkerOf(eventType)?.(value)
    return found && invalid(['body', 'payload', ...found.path], found.reason)
  } catch (err) {
    // Whoever asks for checked payloads gets no other: what cannot be checked in time is refused.
    log.warn({ err, orgId, eventType: name }, 'message.not-checked')
    return invalid(['body', 'payload'], `cannot be checked with the schema of the event type '${name}'`)
  }
}

function parsed (payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString())
  } catch {
    return undefined
  }
}
