import { RETENTION_MS } from '../facts/periods.js'
import type { ApplicationItem } from '../models/application-model.js'
import { conflict, notFound } from '../errors.js'
import * as aliases from './aliases.js'
import * as configured from './configured.js'
import { get, pages, type Database, type Range } from './database.js'
import { page, plainWalk, type ListQuery, type Page, type Source } from './pagination.js'

export interface Application {
  orgId: string
  id: string
  rev: number
  uid: string | null
  name: string
  /** Messages a second; null: unlimited. */
  throttleRate: number | null
  metadata: Record<string, string>
  /** How many partitions new messages are spread over; absent: one. */
  messageShards?: number
  /** Every such count that was ever used; absent: one. */
  shardCounts?: number[]
  /** Unix milliseconds. */
  createdAt: number
  updatedAt: number
  deletedAt?: number
  /** By ascending times. */
  tokenExpiries?: TokenExpiry[]
  /** Until then, Unix ms, the end of a single session or portal token may count; absent: none was ever ended. */
  sessionsEndedUntil?: number
}

/** Portal tokens issued up to an instant stop working at another, both Unix ms. */
export interface TokenExpiry { issuedUpTo: number, at: number }

/** Every write moves `updatedAt`, also two within a millisecond. */
export const movedOn = ({ updatedAt }: { updatedAt: number }, now: number) => Math.max(now, updatedAt + 1)

/** How long a tombstone stays: as long as the longest-lived message may still name its object. */
export const TOMBSTONE_MS = RETENTION_MS

const aliasKey = (orgId: string, uid: string) => `app|${orgId}|${uid}`

/** Stores a new application; 409 when its uid is taken. Order: alias, then application (see aliases.claimUid). */
export async function create (db: Database, application: Application): Promise<Application> {
  const { orgId, uid, createdAt: now } = application
  const load = async (id: string) => await read(db, orgId, id)
  const id = uid === null
    ? application.id
    : await aliases.claimUid(db, { key: aliasKey(orgId, uid), uid, id: application.id, now, load, adopt: true })
  const created = withCounts({ ...application, id, rev: 1 })
  if (!await configured.create(db, 'applications', toItem(created))) {
    throw conflict(`The uid '${uid}' is already in use.`)
  }
  forget(db, created)
  return created
}

/** The live application that has a new one's uid, or else the new one once it is stored; `isNew` says which. */
export async function getOrCreate (db: Database, application: Application): Promise<{ application: Application, isNew: boolean }> {
  const { orgId, uid } = application
  const existing = uid === null ? undefined : await find(db, orgId, uid)
  if (existing) return { application: existing, isNew: false }
  try {
    return { application: await create(db, application), isNew: true }
  } catch (error) {
    // Another request may have created it at the same moment.
    const rival = uid === null ? undefined : await find(db, orgId, uid)
    if (!rival) throw error
    return { application: rival, isNew: false }
  }
}

/** The live application with this id or uid, as it is now. */
export async function find (db: Database, orgId: string, idOrUid: string): Promise<Application | undefined> {
  if (idOrUid.startsWith('app_')) return live(await read(db, orgId, idOrUid))
  const alias = await aliases.read(db, aliasKey(orgId, idOrUid), 0)
  const owner = alias && await read(db, orgId, alias.target)
  return owner?.uid === idOrUid ? live(owner) : undefined
}

/** The same from the cache: at most a few seconds behind other processes, never behind this one. */
export async function findCached (db: Database, orgId: string, idOrUid: string): Promise<Application | undefined> {
  return await db.caches.applications.get(`${orgId}/${idOrUid}`, async () => await find(db, orgId, idOrUid))
}

/** Applies a change to a live application; 404 when it is gone, 409 when its new uid is taken. */
export async function update (db: Database, current: Application, change: Partial<Application>, now: number): Promise<Application> {
  return await updateWith(db, current, () => change, now)
}

/** The same with a change that depends on what is stored. */
export async function updateWith (
  db: Database,
  current: Pick<Application, 'orgId' | 'id'>,
  change: (before: Application) => Partial<Application>,
  now: number
): Promise<Application> {
  const { orgId, id } = current
  for (;;) {
    const before = live(await read(db, orgId, id))
    if (!before) throw notFound('Application')
    const after = withCounts({ ...before, ...change(before), rev: before.rev + 1, updatedAt: movedOn(before, now) })
    if (after.uid !== null && after.uid !== before.uid) await claimFor(db, after, now)
    if (!await configured.save(db, 'applications', toItem(after), before.rev)) continue
    if (before.uid !== null && before.uid !== after.uid) await aliases.release(db, aliasKey(orgId, before.uid), id)
    forget(db, before)
    forget(db, after)
    return after
  }
}

/** Deletes: a tombstone first, then the uid's alias; a crash between leaves a uid that the next claim takes over. */
export async function remove (db: Database, application: Application, now: number): Promise<void> {
  const dead = await update(db, application, { deletedAt: now }, now)
  if (dead.uid !== null) await aliases.release(db, aliasKey(dead.orgId, dead.uid), dead.id)
}

/** The live applications of an organization that `keep` keeps, by id. */
export async function list (db: Database, orgId: string, query: ListQuery, keep?: Keep): Promise<Page<Application>> {
  return await listBy(range => configured.pages<ApplicationItem>(db, 'applications', range), { orgId, query, keep })
}

/** The same for work in the background, which does without Dynamoose. */
export async function listForWork (db: Database, orgId: string, query: ListQuery): Promise<Page<Application>> {
  return await listBy(range => pages<ApplicationItem>(db, 'applications', range), { orgId, query })
}

interface Asked { orgId: string, query: ListQuery, keep?: Keep | undefined }

type ReadPages = (range: Range) => AsyncIterable<ApplicationItem[]>

async function listBy (read: ReadPages, { orgId, query, keep }: Asked): Promise<Page<Application>> {
  const walk = plainWalk(query, 'app_', 'ascending')
  const source = async function * ({ from, to, ascending }: typeof walk, size: number) {
    const range: Range = { hash: ['orgId', orgId], range: ['id', from, to], descending: !ascending, limit: size }
    for await (const items of read(range)) yield items.map(fromItem)
  }
  const isLive = (application: Application) => application.deletedAt === undefined
  if (!keep) return await page(walk, source, application => application.id, isLive)
  const { filtered, end } = keptOf(source, async some => await keep(some.filter(isLive)))
  const found = await page(walk, filtered, application => application.id)
  return found.done ? endedAt(found, end(), walk.ascending !== walk.resultAscending) : found
}

/** Those of some applications that a list is to show, in their order. */
export type Keep = (applications: Application[]) => Promise<Application[]>

// What keeps them may read something for each.
const LOOKED_AT_LIMIT = 1000

/** A source that passes on what is kept, and stops after it has looked at so many; `end` is where it did. */
function keptOf (source: Source<Application>, keep: Keep): { filtered: Source<Application>, end: () => string | undefined } {
  let end: string | undefined
  const filtered: Source<Application> = async function * (walk, size) {
    let seen = 0
    for await (const some of source(walk, Math.max(size, 100))) {
      yield await keep(some)
      seen += some.length
      if (seen >= LOOKED_AT_LIMIT) {
        end = some.at(-1)!.id
        return
      }
    }
  }
  return { filtered, end: () => end }
}

/** A page that ends early, perhaps with nothing on it, and says that more may follow there. */
function endedAt (page: Page<Application>, end: string | undefined, isBackward: boolean): Page<Application> {
  if (end === undefined) return page
  return isBackward
    ? { ...page, iterator: page.iterator ?? end, prevIterator: `-${end}`, done: false }
    : { ...page, iterator: end, done: false }
}

async function read (db: Database, orgId: string, id: string): Promise<Application | undefined> {
  const item = await get<ApplicationItem>(db, 'applications', { orgId, id })
  return item && fromItem(item)
}

async function claimFor (db: Database, { orgId, id, uid }: Application, now: number): Promise<void> {
  const load = async (other: string) => await read(db, orgId, other)
  await aliases.claimUid(db, { key: aliasKey(orgId, uid!), uid: uid!, id, now, load, adopt: false })
}

// A count that was used once keeps its partitions: messages that were stored under it lie there.
function withCounts (application: Application): Application {
  const { messageShards = 1, shardCounts = [1] } = application
  return shardCounts.includes(messageShards) ? application : { ...application, shardCounts: [...shardCounts, messageShards] }
}

const live = (application?: Application) => application?.deletedAt === undefined ? application : undefined

function forget (db: Database, { orgId, id, uid }: Application): void {
  db.caches.applications.delete(`${orgId}/${id}`)
  if (uid !== null) db.caches.applications.delete(`${orgId}/${uid}`)
}

function toItem (application: Application): object {
  const { deletedAt } = application
  return deletedAt === undefined ? application : { ...application, expiresAt: Math.ceil((deletedAt + TOMBSTONE_MS) / 1000) }
}

function fromItem ({ expiresAt, ...application }: ApplicationItem): Application {
  return { uid: null, throttleRate: null, ...application }
}
