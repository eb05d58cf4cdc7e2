import type { Static } from '@sinclair/typebox'
import { ApiError, invalid, notFound } from '../errors.js'
import { minify, type ParsedBody } from '../lib/raw-json.js'
import { movedOn } from '../repositories/applications.js'
import type { EventType, EventTypeFields } from '../repositories/event-types.js'
import { isName } from '../repositories/event-types.js'
import type { EventTypePatch, EventTypeUpdate } from '../schemas/event-type.js'
import { checkSize, given, scheduleIn } from './application-rules.js'

/** Where the text of an event type's fields stands, and where that is in the request's body. */
export interface Source extends Pick<ParsedBody, 'rawMember'> { loc?: string[] }

type Change = (current: EventType | undefined) => EventTypeFields

// Only schemas need ajv, which is most of what a cold start would load.
const loadChecks = async () => await import('./payload-schema.js')
type Checks = Awaited<ReturnType<typeof loadChecks>>

/** A creation: an archived event type is revived with all fields replaced; 409 when it is live (contract 2.2). */
export async function create (input: Static<typeof EventTypeUpdate>, body: Source, now: number): Promise<Change> {
  const replaced = await replace(input, body, now)
  return current => {
    if (current && !current.archived) throw new ApiError(409, 'event_type_exists', `The event type '${current.name}' already exists.`)
    return replaced(current)
  }
}

/** PUT: all fields are replaced, what is absent gets its default; only the creation time stays. */
export async function replace (input: Static<typeof EventTypeUpdate>, body: Source, now: number): Promise<Change> {
  const { description, archived = false, deprecated = false, featureFlag = null, featureFlags = null, groupName = null, validatePayload = null } = input
  const retryScheduleMs = scheduleIn(input.retrySchedule)
  const optional = { ...(validatePayload !== null && { validatePayload }) }
  const checks = input.schemas == null ? undefined : await loadChecks()
  const fields = checkSize({ description, archived, deprecated, schemas: schemasOf(input, body, checks), featureFlag, featureFlags, groupName, retryScheduleMs, ...optional })
  if (checks) checkCompiles(fields, body, checks)
  return current => ({ ...fields, createdAt: current?.createdAt ?? now, updatedAt: current ? movedOn(current, now) : now })
}

/** PATCH: only what is there changes; 404 when there is nothing to change. */
export async function patch ({ schemas, ...rest }: Static<typeof EventTypePatch>, body: Source, now: number): Promise<Change> {
  const { description, archived, deprecated, featureFlag, featureFlags, groupName, retrySchedule, validatePayload } = rest
  const checks = schemas != null || validatePayload ? await loadChecks() : undefined
  const text = schemas === undefined ? undefined : schemasOf({ schemas }, body, checks)
  const changed = given({ description, archived, deprecated, schemas: text, featureFlag, featureFlags, groupName, validatePayload, retryScheduleMs: retrySchedule === undefined ? undefined : scheduleIn(retrySchedule) })
  return current => {
    if (!current) throw notFound('Event type')
    const next = checkSize({ ...current, ...changed, updatedAt: movedOn(current, now) })
    return checks ? checkCompiles(next, body, checks) : next
  }
}

/** An archived event type: endpoints keep their filters on it, new filters cannot name it. */
export const archive = (now: number): Change => current => {
  if (!current) throw notFound('Event type')
  return { ...current, archived: true, updatedAt: movedOn(current, now) }
}

/** The name that a PUT's path gives to a new event type; 422 when none can have it. */
export function checkName (name: string): string {
  if (!isName(name)) throw invalid(['path', 'event_type_name'], 'is not a name that an event type can have')
  return name
}

/** Whether a portal with these flags may see the event type: it asks for no flag, or for one of these. */
export function isVisible ({ featureFlag, featureFlags }: EventType, flags: readonly string[]): boolean {
  const wanted = [...(featureFlag === null ? [] : [featureFlag]), ...(featureFlags ?? [])]
  return wanted.length === 0 || wanted.some(flag => flags.includes(flag))
}

// The text of the map as it was sent, digit for digit; what is parsed of it is only checked.
function schemasOf ({ schemas }: Pick<Static<typeof EventTypePatch>, 'schemas'>, body: Source, checks: Checks | undefined): string | null {
  if (schemas == null) return null
  for (const [version, schema] of Object.entries(schemas)) {
    const problem = checks!.schemaProblem(schema)
    if (problem) throw invalid(['body', ...body.loc ?? [], 'schemas', version], problem)
  }
  return minify(body.rawMember('schemas')!)
}

/** An event type that can do what it says: 422 when it asks for checked payloads and its schema cannot check them. */
export function checkCompiles<T extends Pick<EventType, 'schemas' | 'validatePayload'>> (fields: T, { loc = [] }: Pick<Source, 'loc'>, { compileProblem }: Pick<Checks, 'compileProblem'>): T {
  const problem = fields.validatePayload && fields.schemas !== null ? compileProblem(fields.schemas) : undefined
  if (problem) throw invalid(['body', ...loc, 'schemas', problem.version], problem.reason)
  return fields
}
