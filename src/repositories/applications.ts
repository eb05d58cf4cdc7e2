import { RETENTION_MS } from '../facts/periods.js'
import type { ApplicationItem } from '../models/application-model.js'
import { conflict, notFound } from '../errors.js'
import * as aliases from './aliases.js'
import * as configured from './configured.js'
import { get, pages, type Database, type Range } from './database.js'
import { endedAt, page, plainWalk, type ListQuery, type Page, type Source } from './pagination.js'

export interface Application {
  orgId: string
  id: string
  rev: number
  uid: string | null
  name: string
  /** Messages a second; null when unlimited. */
  throttleRate: number | null
  /** Messages a second that are accepted; null when only the setting limits them. */
  acceptRate?: number | null
  metadata: Record<string, string>
  /** The number of partitions for new messages; absent when it is one. */
  messageShards?: number
  /** All such numbers that were ever used; absent when only one was. */
  shardCounts?: number[]
  /** Whether new messages are indexed by event type; absent: they are not. */
  indexEventTypes?: boolean
  /** From when on every message of it is in the index by event type, Unix ms; absent while new messages are not indexed. */
  typesFrom?: number
  /** Unix milliseconds. */
  createdAt: number
  updatedAt: number
  deletedAt?: number
  /** In ascending order of their times. */
  tokenExpiries?: TokenExpiry[]
  /** Until this time, Unix ms, ended sessions or portal tokens may exist and are looked up; absent when none was ever ended. */
  sessionsEndedUntil?: number
  /** Since when it has polling endpoints, Unix ms; absent: it has none. */
  polledSince?: number
}

/** Portal tokens issued up to `issuedUpTo` stop working at `at`; both Unix ms. */
export interface TokenExpiry { issuedUpTo: number, at: number }

/** The new `updatedAt` of a write. It always increases, also for two writes within a millisecond. */
export const movedOn = ({ updatedAt }: { updatedAt: number }, now: number) => Math.max(now, updatedAt + 1)

/** How long a tombstone is kept: as long as a message may still name its object. */
export const TOMBSTONE_MS = RETENTION_MS

const aliasKey = (orgId: string, uid: string) => `app|${orgId}|${uid}`

/** Stores a new application; 409 when its uid is taken. Order: alias, then application (see aliases.claimUid). */
export async function create (db: Database, application: Application): Promise<Application> {
  const { orgId, uid, createdAt: now } = application
  const load = async (id: string) => await read(db, orgId, id)
  const id = uid === null
    ? application.id
    : await aliases.claimUid(db, { key: aliasKey(orgId, uid), uid, id: application.id, now, load, adopt: true })
  const created = withDerived({ ...application, id, rev: 1 })
  if (!await configured.create(db, 'applications', toItem(created))) {
    throw conflict(`The uid '${uid}' is already in use.`)
  }
  forget(db, created)
  return created
}

/** Returns the live application that has the new one's uid, or stores the new one. `isNew` says which. */
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

/** The live application with this id or uid, read from the database; undefined when there is none. */
export async function find (db: Database, orgId: string, idOrUid: string): Promise<Application | undefined> {
  if (idOrUid.startsWith('app_')) return live(await read(db, orgId, idOrUid))
  const alias = await aliases.read(db, aliasKey(orgId, idOrUid), 0)
  const owner = alias && await read(db, orgId, alias.target)
  return owner?.uid === idOrUid ? live(owner) : undefined
}

/** The same from the cache: at most a few seconds behind other processes, never behind this process. */
export async function findCached (db: Database, orgId: string, idOrUid: string): Promise<Application | undefined> {
  return await db.caches.applications.get(`${orgId}/${idOrUid}`, async () => await find(db, orgId, idOrUid))
}

/** Changes a live application. Throws 404 when it is gone, 409 when its new uid is taken. */
export async function update (db: Database, current: Application, change: Partial<Application>, now: number): Promise<Application> {
  return await updateWith(db, current, () => change, now)
}

/** The same with a change that depends on the stored application. */
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
    const after = withDerived({ ...before, ...change(before), rev: before.rev + 1, updatedAt: movedOn(before, now) })
    if (after.uid !== null && after.uid !== before.uid) await claimFor(db, after, now)
    if (!await configured.save(db, 'applications', toItem(after), before.rev)) continue
    if (before.uid !== null && before.uid !== after.uid) await aliases.release(db, aliasKey(orgId, before.uid), id)
    forget(db, before)
    forget(db, after)
    return after
  }
}

/**
 * Deletes an application. Order: tombstone, then the uid's alias. A crash in between leaves a uid that the next claim
 * takes over.
 */
export async function remove (db: Database, application: Application, now: number): Promise<void> {
  const dead = await update(db, application, { deletedAt: now }, now)
  if (dead.uid !== null) await aliases.release(db, aliasKey(dead.orgId, dead.uid), dead.id)
}

/** The live applications of an organization that `keep` accepts, by id. */
export async function list (db: Database, orgId: string, query: ListQuery, keep?: Keep): Promise<Page<Application>> {
  return await listBy(range => configured.pages<ApplicationItem>(db, 'applications', range), { orgId, query, keep })
}

/** The same for background work, without Dynamoose. */
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

/** Returns those of some applications that a list shows, in the same order. */
export type Keep = (applications: Application[]) => Promise<Application[]>

// The limit of applications that one page reads: `keep` may read something for each.
const LOOKED_AT_LIMIT = 1000

/** A source that passes on accepted applications and stops after it has read LOOKED_AT_LIMIT. `end` returns where it stopped. */
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

async function read (db: Database, orgId: string, id: string): Promise<Application | undefined> {
  const item = await get<ApplicationItem>(db, 'applications', { orgId, id })
  return item && fromItem(item)
}

async function claimFor (db: Database, { orgId, id, uid }: Application, now: number): Promise<void> {
  const load = async (other: string) => await read(db, orgId, other)
  await aliases.claimUid(db, { key: aliasKey(orgId, uid!), uid: uid!, id, now, load, adopt: false })
}

const withDerived = (application: Application): Application => withTypesFrom(withCounts(application))

// Longer than another process may use an older version of the application to store messages.
const TYPES_AFTER_MS = 60_000

/** Messages that were stored before the index was asked for are not in it. After a time without it, the index begins anew. */
function withTypesFrom ({ indexEventTypes, typesFrom, ...rest }: Application): Application {
  if (!indexEventTypes) return rest
  return { ...rest, indexEventTypes, typesFrom: typesFrom ?? (rest.rev === 1 ? rest.createdAt : rest.updatedAt + TYPES_AFTER_MS) }
}

// Every count that was ever used stays in the list, because messages were stored in its partitions.
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
