import type { Static } from '@sinclair/typebox'
import { ApiError, invalid, notFound } from '../errors.js'
import { minify, type ParsedBody } from '../lib/raw-json.js'
import { movedOn } from '../repositories/applications.js'
import type { EventType, EventTypeFields } from '../repositories/event-types.js'
import { isName } from '../repositories/event-types.js'
import type { EventTypePatch, EventTypeUpdate } from '../schemas/event-type-schema.js'
import { checkSize, given, scheduleIn } from './application-rules.js'
import type { Judge } from '../delivery/payload-schemas/schema-checks.js'

/** Gives the source text of an event type's fields, and their location in the request's body. */
export interface Source extends Pick<ParsedBody, 'rawMember'> { loc?: string[] }

type Change = (current: EventType | undefined) => EventTypeFields
export type AsyncChange = (current: EventType | undefined) => EventTypeFields | Promise<EventTypeFields>

/** The time, and the function that checks the schemas of a request. */
export interface Terms { now: number, judge: Judge }

/** A creation. An archived event type is revived with all fields replaced; 409 when it is not archived (contract 2.2). */
export async function create (input: Static<typeof EventTypeUpdate>, body: Source, terms: Terms): Promise<Change> {
  const replaced = await replace(input, body, terms)
  return current => {
    if (current && !current.archived) throw new ApiError(409, 'event_type_exists', `The event type '${current.name}' already exists.`)
    return replaced(current)
  }
}

/** PUT: replaces all fields except the creation time. An absent field gets its default. */
export async function replace (input: Static<typeof EventTypeUpdate>, body: Source, { now, judge }: Terms): Promise<Change> {
  const {
    description, archived = false, deprecated = false, featureFlag = null, featureFlags = null, groupName = null, validatePayload = null
  } = input
  const retryScheduleMs = scheduleIn(input.retrySchedule)
  const optional = { ...(validatePayload !== null && { validatePayload }) }
  const fields = checkSize({
    description, archived, deprecated, schemas: schemasOf(input, body), featureFlag, featureFlags, groupName, retryScheduleMs, ...optional
  })
  await checkSchemas(fields, body, judge)
  return current => ({ ...fields, createdAt: current?.createdAt ?? now, updatedAt: current ? movedOn(current, now) : now })
}

/** PATCH: changes the fields that are given; 404 when the event type does not exist. */
export async function patch (input: Static<typeof EventTypePatch>, body: Source, { now, judge }: Terms): Promise<AsyncChange> {
  const { schemas, description, archived, deprecated, featureFlag, featureFlags, groupName, retrySchedule, validatePayload } = input
  const text = schemas === undefined ? undefined : schemasOf({ schemas }, body)
  const changed = given({
    description, archived, deprecated, schemas: text, featureFlag, featureFlags, groupName, validatePayload,
    retryScheduleMs: retrySchedule === undefined ? undefined : scheduleIn(retrySchedule)
  })
  if (text != null) await checkSchemas(checkSize({ schemas: text, validatePayload: false }), body, judge)
  return async current => {
    if (!current) throw notFound('Event type')
    const next = checkSize({ ...current, ...changed, updatedAt: movedOn(current, now) })
    return text != null || validatePayload ? await checkSchemas(next, body, judge) : next
  }
}

/** Sets the retry schedule of an event type, in seconds, or with null the default; 404 when it does not exist. */
export const reschedule = (retrySchedule: number[] | null, now: number): Change => current => {
  if (!current) throw notFound('Event type')
  return { ...current, retryScheduleMs: scheduleIn(retrySchedule), updatedAt: movedOn(current, now) }
}

/** Archives an event type: endpoints keep it in their filters, but new filters cannot name it. 404 when it does not exist. */
export const archive = (now: number): Change => current => {
  if (!current) throw notFound('Event type')
  return { ...current, archived: true, updatedAt: movedOn(current, now) }
}

/** The name of a new event type in the path of a PUT; 422 when it is not a valid name. */
export function checkName (name: string): string {
  if (!isName(name)) throw invalid(['path', 'event_type_name'], 'is not a name that an event type can have')
  return name
}

/** Whether a portal with these flags may see the event type: it requires no flag, or one of these. */
export function isVisible ({ featureFlag, featureFlags }: EventType, flags: readonly string[]): boolean {
  const wanted = [...(featureFlag === null ? [] : [featureFlag]), ...(featureFlags ?? [])]
  return wanted.length === 0 || wanted.some(flag => flags.includes(flag))
}

// The text of the map in its original form, so that no digit of a number is lost.
const schemasOf = ({ schemas }: Pick<Static<typeof EventTypePatch>, 'schemas'>, body: Source) =>
  schemas == null ? null : minify(body.rawMember('schemas')!)

/** Returns the fields. Throws 422 when a schema is not valid, or cannot check payloads although they are to be checked. */
export async function checkSchemas<T extends Pick<EventType, 'schemas' | 'validatePayload'>> (
  fields: T,
  { loc = [] }: Pick<Source, 'loc'>,
  judge: Judge
): Promise<T> {
  const problem = fields.schemas === null ? undefined : await judge(fields.schemas, fields.validatePayload === true)
  if (problem) throw invalid(['body', ...loc, 'schemas', problem.version], problem.reason)
  return fields
}
