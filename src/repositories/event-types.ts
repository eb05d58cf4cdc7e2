import type { EventTypeItem } from '../models/event-type.js'
import { get, pages, put, remove as removeItem, type Database, type Range } from './database.js'
import { page, plainWalk, type ListQuery, type Page, type Walk } from './page.js'

export interface EventType {
  orgId: string
  name: string
  rev: number
  description: string
  archived: boolean
  deprecated: boolean
  /** The JSON text of the version → JSON Schema map, as sent; null when there is none. */
  schemas: string | null
  featureFlag: string | null
  featureFlags: string[] | null
  groupName: string | null
  /** Unix milliseconds. */
  createdAt: number
  updatedAt: number
}

/** The event type with this name, archived or not. */
export async function find (db: Database, orgId: string, name: string): Promise<EventType | undefined> {
  const item = await get<EventTypeItem>(db, 'event-types', { orgId, name })
  return item && fromItem(item)
}

/** Stores an event type over the revision that was read (0: none); false when somebody else wrote meanwhile. */
export async function save (db: Database, eventType: EventType, readRev: number): Promise<boolean> {
  const condition = readRev === 0
    ? { expression: 'attribute_not_exists(#name)' }
    : { expression: '#rev = :rev', values: { ':rev': readRev } }
  return await put(db, 'event-types', toItem({ ...eventType, rev: readRev + 1 }), condition)
}

/** Removes an event type for good. */
export async function remove (db: Database, orgId: string, name: string): Promise<void> {
  await removeItem(db, 'event-types', { orgId, name })
}

/** The event types of an organization that pass, by name. */
export async function list (db: Database, orgId: string, query: ListQuery, accepts: (eventType: EventType) => boolean): Promise<Page<EventType>> {
  const source = async function * ({ from, to, ascending }: Walk, size: number) {
    const range: Range = { hash: ['orgId', orgId], range: ['name', from, to], descending: !ascending, limit: size }
    for await (const items of pages<EventTypeItem>(db, 'event-types', range)) yield items.map(fromItem)
  }
  return await page(plainWalk({ ...query, order: 'ascending' }, '', 'ascending'), source, eventType => eventType.name, accepts)
}

/** Which of the names exist and are not archived. */
export async function existing (db: Database, orgId: string, names: readonly string[]): Promise<Set<string>> {
  const found = await Promise.all(names.map(async name => await find(db, orgId, name)))
  return new Set(found.flatMap(eventType => eventType && !eventType.archived ? [eventType.name] : []))
}

function toItem ({ orgId, name, rev, ...data }: EventType): EventTypeItem {
  return { orgId, name, rev, data: JSON.stringify(data) }
}

function fromItem ({ orgId, name, rev, data }: EventTypeItem): EventType {
  return { orgId, name, rev, ...JSON.parse(data) }
}
