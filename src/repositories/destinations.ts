import type { DestinationItem } from '../models/destination-model.js'
import { conflict, notFound } from '../errors.js'
import * as aliases from './aliases.js'
import { movedOn, TOMBSTONE_MS } from './applications.js'
import * as configured from './configured.js'
import { get, pages, type Database, type Range } from './database.js'
import { page, plainWalk, type ListQuery, type Page, type Walk } from './pagination.js'

/** A polling endpoint of an application: the only type of destination so far. */
export interface Destination {
  orgId: string
  appId: string
  id: string
  rev: number
  uid: string | null
  /** While disabled, its polls return nothing. */
  disabled: boolean
  /** null: all. */
  eventTypes: string[] | null
  /** null: all. */
  channels: string[] | null
  /** Kept for SDKs; a poll says its own limit. */
  batchSize: number
  maxWaitSecs: number
  metadata: Record<string, string>
  /** Tokens that may still be valid, the latest last. */
  tokens: PollToken[]
  /** Unix milliseconds. */
  createdAt: number
  updatedAt: number
  deletedAt?: number
}

/** A token that polls one destination. */
export interface PollToken {
  id: string
  sealed: string
  /** SHA-256 of the whole token, in base64. */
  digest: string
  createdAt: number
  /** Unix milliseconds; absent when the token does not expire. */
  expiresAt?: number
}

const aliasKey = (appId: string, uid: string) => `sink|${appId}|${uid}`

/** Stores a new destination; 409 when its uid is taken. Order: alias, then destination (see aliases.claimUid). */
export async function create (db: Database, destination: Destination): Promise<Destination> {
  const { appId, uid, createdAt: now } = destination
  const load = async (id: string) => await read(db, appId, id)
  const id = uid === null
    ? destination.id
    : await aliases.claimUid(db, { key: aliasKey(appId, uid), uid, id: destination.id, now, load, adopt: true })
  const created = { ...destination, id, rev: 1 }
  if (!await configured.create(db, 'destinations', toItem(created))) throw conflict(`The uid '${uid}' is already in use.`)
  return created
}

/** The live destination with this id or uid, as it is now; 404 when there is none. */
export async function find (db: Database, appId: string, idOrUid: string): Promise<Destination> {
  const destination = await seek(db, appId, idOrUid)
  if (!destination) throw notFound('Destination')
  return destination
}

/** The same, undefined when there is none. */
export async function seek (db: Database, appId: string, idOrUid: string): Promise<Destination | undefined> {
  const destination = idOrUid.startsWith('sink_') ? await read(db, appId, idOrUid) : await findByUid(db, appId, idOrUid)
  return destination && isLive(destination) ? destination : undefined
}

/** The same from the cache: at most a few seconds behind other processes, never behind this one. */
export async function seekCached (db: Database, appId: string, idOrUid: string): Promise<Destination | undefined> {
  return await db.caches.destinations.get(cacheKey(appId, idOrUid), async () => await seek(db, appId, idOrUid))
}

async function findByUid (db: Database, appId: string, uid: string): Promise<Destination | undefined> {
  const alias = await aliases.read(db, aliasKey(appId, uid), 0)
  const owner = alias && await read(db, appId, alias.target)
  return owner?.uid === uid ? owner : undefined
}

async function read (db: Database, appId: string, id: string): Promise<Destination | undefined> {
  const item = await get<DestinationItem>(db, 'endpoints', { appId, id })
  return item && destinationOf(item)
}

/** Applies a change to a live destination and returns what is stored; 404 when it is gone, 409 when its new uid is taken. */
export async function update (
  db: Database,
  { appId, id }: Destination,
  change: (current: Destination) => Partial<Destination>,
  now: number
): Promise<Destination> {
  for (;;) {
    const before = await read(db, appId, id)
    if (!before || !isLive(before)) throw notFound('Destination')
    const after = { ...before, ...change(before), rev: before.rev + 1, updatedAt: movedOn(before, now) }
    if (after.uid !== null && after.uid !== before.uid) await claimFor(db, after, now)
    if (!await configured.save(db, 'destinations', toItem(after), before.rev)) continue
    if (before.uid !== null && before.uid !== after.uid) await aliases.release(db, aliasKey(appId, before.uid), id)
    forget(db, before)
    forget(db, after)
    return after
  }
}

/** Deletes: a tombstone first, then the uid's alias; a crash between leaves a uid that the next claim takes over. */
export async function remove (db: Database, destination: Destination, now: number): Promise<void> {
  const dead = await update(db, destination, () => ({ deletedAt: now, tokens: [] }), now)
  if (dead.uid !== null) await aliases.release(db, aliasKey(dead.appId, dead.uid), dead.id)
}

/** Whether a live destination of an application is as asked. */
export async function some (db: Database, appId: string, isAsked: (destination: Destination) => boolean): Promise<boolean> {
  for await (const items of pages<DestinationItem>(db, 'endpoints', { hash: ['appId', appId], range: ['id', 'sink_', 'sink_~'] })) {
    if (items.map(destinationOf).some(one => isLive(one) && isAsked(one))) return true
  }
  return false
}

/** The live destinations of an application, newest first unless asked otherwise. */
export async function list (db: Database, appId: string, query: ListQuery): Promise<Page<Destination>> {
  const source = async function * ({ from, to, ascending }: Walk, size: number) {
    const range: Range = { hash: ['appId', appId], range: ['id', from, to], descending: !ascending, limit: size }
    for await (const items of pages<DestinationItem>(db, 'endpoints', range)) yield items.map(destinationOf)
  }
  return await page(plainWalk(query, 'sink_', 'descending'), source, destination => destination.id, isLive)
}

async function claimFor (db: Database, { appId, id, uid }: Destination, now: number): Promise<void> {
  const load = async (other: string) => await read(db, appId, other)
  await aliases.claimUid(db, { key: aliasKey(appId, uid!), uid: uid!, id, now, load, adopt: false })
}

function forget (db: Database, { appId, id, uid }: Destination): void {
  db.caches.destinations.delete(cacheKey(appId, id))
  if (uid !== null) db.caches.destinations.delete(cacheKey(appId, uid))
}

const cacheKey = (appId: string, idOrUid: string) => `${appId}/${idOrUid}`
const isLive = (destination: Destination) => destination.deletedAt === undefined

function toItem (destination: Destination): object {
  const { deletedAt } = destination
  return deletedAt === undefined ? destination : { ...destination, expiresAt: Math.ceil((deletedAt + TOMBSTONE_MS) / 1000) }
}

function destinationOf ({ expiresAt, ...destination }: DestinationItem): Destination {
  return { uid: null, eventTypes: null, channels: null, ...destination }
}
