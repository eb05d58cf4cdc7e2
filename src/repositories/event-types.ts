import type { EventTypeItem } from '../models/event-type-model.js'
import { invalid } from '../errors.js'
import * as configured from './configured.js'
import { get, overRevision, pages, put, type Database, type Range } from './database.js'
import { isUnlisted, seededType, seededTypes } from './operational-types.js'
import { page, plainWalk, type ListQuery, type Page, type Walk } from './pagination.js'

export interface EventType {
  orgId: string
  name: string
  rev: number
  description: string
  archived: boolean
  deprecated: boolean
  /** The JSON text of the map version → JSON Schema, as sent; null when there is none. */
  schemas: string | null
  featureFlag: string | null
  featureFlags: string[] | null
  groupName: string | null
  /** The waits before each retry, ms; null: the default. */
  retryScheduleMs?: number[] | null
  /** Whether the payload must match the schema of the highest version; null: by the organization's setting. */
  validatePayload?: boolean | null
  /** Unix milliseconds. */
  createdAt: number
  updatedAt: number
}

export type EventTypeFields = Omit<EventType, 'orgId' | 'name' | 'rev'>

const NAME = /^[a-zA-Z0-9\-_.]{1,256}$/

/** Whether an event type can have this name (contract 2.2). */
export const isName = (text: string) => NAME.test(text)

/** The event type with this name, archived or not. A stored event type replaces a built-in one of the same name. */
export async function find (db: Database, orgId: string, name: string): Promise<EventType | undefined> {
  return await findStored(db, orgId, name) ?? seededType(orgId, name)
}

/** The same from the cache: at most half a minute behind other processes. */
export async function eventTypeCached (db: Database, orgId: string, name: string): Promise<EventType | undefined> {
  return (await db.caches.eventTypes.get(cacheKey(orgId, name), async () => ({ eventType: await find(db, orgId, name) })))?.eventType
}

const cacheKey = (orgId: string, name: string) => `${orgId}/${name}`

/** The same, without the built-in ones: these have no retry schedule and check no payload. */
export async function findStored (db: Database, orgId: string, name: string): Promise<EventType | undefined> {
  if (!isName(name)) return undefined
  const item = await get<EventTypeItem>(db, 'event-types', { orgId, name })
  return item && fromItem(item)
}

type Key = Pick<EventType, 'orgId' | 'name'>
type Change = (current: EventType | undefined) => EventTypeFields | Promise<EventTypeFields>
/** Writes on condition that the stored revision is `rev` (0: not stored); false when it is not. */
type Save = (next: EventType, rev: number) => Promise<boolean>

/**
 * Applies `change` to the stored event type (undefined when there is none), stores the result and returns it. Its `rev`
 * is 1 when there was none. When another process wrote meanwhile, the change is applied again to the new state.
 */
export async function write (db: Database, orgId: string, name: string, change: Change): Promise<EventType> {
  return await store(db, { orgId, name }, change, async (next, rev) =>
    rev === 0 ? await configured.create(db, 'event-types', next) : await configured.save(db, 'event-types', next, rev))
}

/** The same for one of thousands, without Dynamoose, which would block other requests for seconds. */
export async function writeOfMany (db: Database, orgId: string, name: string, change: Change): Promise<EventType> {
  return await store(db, { orgId, name }, change, async (next, rev) => await put(db, 'event-types', next, overRevision(rev, 'name')))
}

async function store (db: Database, { orgId, name }: Key, change: Change, save: Save): Promise<EventType> {
  for (;;) {
    const stored = await findStored(db, orgId, name)
    const current = stored ?? seededType(orgId, name)
    const next = { ...await change(current), orgId, name, rev: (current?.rev ?? 0) + 1 }
    const isWritten = await save(next, stored?.rev ?? 0)
    db.caches.eventTypes.delete(cacheKey(orgId, name))
    if (isWritten) return next
  }
}

/** Deletes a stored event type permanently. A built-in event type gets its original fields back. */
export async function remove (db: Database, orgId: string, name: string): Promise<void> {
  await configured.remove(db, 'event-types', { orgId, name })
  db.caches.eventTypes.delete(cacheKey(orgId, name))
}

/**
 * The event types of an organization that `accepts` takes, by ascending name by default (contract 1.8). Throws 422 for
 * an iterator that is not a name.
 */
export async function list (
  db: Database,
  orgId: string,
  query: ListQuery,
  accepts: (eventType: EventType) => boolean
): Promise<Page<EventType>> {
  if (query.iterator !== undefined && !isName(query.iterator.replace(/^-?(?:~(?=-))?/, ''))) {
    throw invalid(['query', 'iterator', '__all__'], 'Not an iterator of this list.')
  }
  const hasSeeds = seededTypes(orgId).length > 0
  const source = async function * ({ from, to, ascending }: Walk, size: number) {
    if (hasSeeds) {
      const known = await all(db, orgId)
      yield ascending ? known : known.reverse()
      return
    }
    const range: Range = { hash: ['orgId', orgId], range: ['name', from, to], descending: !ascending, limit: size }
    for await (const items of configured.pages<EventTypeItem>(db, 'event-types', range)) yield items.map(fromItem)
  }
  return await page(plainWalk(query, '', 'ascending'), source, eventType => eventType.name, accepts)
}

/** The first event types, by name, whose names begin with a text and that are not archived: one request. */
export async function startingWith (db: Database, orgId: string, text: string, limit: number): Promise<EventType[]> {
  if (!isName(text)) return []
  const found = seededTypes(orgId).filter(({ name }) => name.startsWith(text))
  const range: Range = { hash: ['orgId', orgId], range: ['name', text, `${text}~`], limit: 2 * limit }
  const { value: items = [] } = await pages<EventTypeItem>(db, 'event-types', range).next()
  found.push(...(items as EventTypeItem[]).map(fromItem))
  const live = new Map(found.map(eventType => [eventType.name, eventType]))
  return [...live.values()].filter(({ archived }) => !archived).sort((a, b) => a.name < b.name ? -1 : 1).slice(0, limit)
}

// For more names than this, reading all event types is cheaper than reading each.
const ASK_EACH = 25

/** Those of the names that exist and are not archived. */
export async function existing (db: Database, orgId: string, names: readonly string[]): Promise<Set<string>> {
  const found = names.length > ASK_EACH ? await all(db, orgId) : await Promise.all(names.map(async name => await find(db, orgId, name)))
  const live = new Set(found.flatMap(eventType => eventType && !eventType.archived ? [eventType.name] : []))
  return new Set(names.filter(name => live.has(name) || isUnlisted(orgId, name)))
}

/** All event types of an organization, by name. */
export async function all (db: Database, orgId: string): Promise<EventType[]> {
  const found = new Map(seededTypes(orgId).map(eventType => [eventType.name, eventType]))
  for await (const items of pages<EventTypeItem>(db, 'event-types', { hash: ['orgId', orgId] })) {
    for (const eventType of items.map(fromItem)) found.set(eventType.name, eventType)
  }
  return [...found.values()].sort((a, b) => a.name < b.name ? -1 : 1)
}

const fromItem = (item: EventTypeItem): EventType => ({ schemas: null, featureFlag: null, featureFlags: null, groupName: null, ...item })
