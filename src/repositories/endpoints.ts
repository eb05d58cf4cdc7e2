import type { AliasItem } from '../models/alias-model.js'
import type { EndpointItem } from '../models/endpoint-model.js'
import { conflict, notFound } from '../errors.js'
import * as aliases from './aliases.js'
import { around, type Exhausted } from './attention-rows.js'
import { movedOn, TOMBSTONE_MS } from './applications.js'
import * as configured from './configured.js'
import { firstPage, get, getMany, overRevision, pages, put, type Database, type Range } from './database.js'
import { page, plainWalk, type ListQuery, type Page, type Walk } from './pagination.js'

export interface Endpoint {
  orgId: string
  appId: string
  id: string
  rev: number
  uid: string | null
  /** The URL without its login. */
  url: string
  /** `user:password@` of the URL, sealed; null or absent when there is none. */
  login?: string | null
  description: string
  version: number
  disabled: boolean
  /** null: all event types. */
  eventTypes: string[] | null
  /** null: all messages, with any channels. */
  channels: string[] | null
  /** A filter (contract 2.3) as JSON text; null or absent when there is none. */
  filter?: string | null
  /** Messages a second; null when unlimited. */
  throttleRate: number | null
  metadata: Record<string, string>
  /** Values by header name; the values are sealed. */
  headers: Record<string, string>
  /** The current secret, sealed. */
  secret: string
  /** Earlier secrets, sealed, each with the time until which it still signs; in ascending order of these. */
  oldSecrets: OldSecret[]
  /** null when the circuit was never opened. */
  circuit: Circuit | null
  /** Until when the endpoint asked to get no requests, Unix ms. */
  holdUntil: number | null
  /** When a message first exhausted its schedule since the last success, Unix ms. */
  failingSince: number | null
  /** When a message first exhausted its schedule that nothing was sent by hand for since, Unix ms. */
  exhaustedSince?: number | undefined
  /** Why the engine disabled it; absent where a caller did. */
  stopped?: Stop | undefined
  /** The waits before each retry, ms; null: those of the event type, or the default. */
  retryScheduleMs: number[] | null
  /** Notices whose operational webhooks are still to be sent, oldest first. */
  notices?: EndpointNotice[] | undefined
  /** Unix milliseconds. */
  createdAt: number
  updatedAt: number
  deletedAt?: number
}

/**
 * A change that the engine made to an endpoint. It is stored in the same write as the change, until its operational
 * webhook is accepted.
 */
export interface EndpointNotice {
  type: 'endpoint.disabled' | 'endpoint.circuit.opened' | 'endpoint.circuit.closed'
  /** When it happened, Unix ms. */
  at: number
  /** Since when the endpoint has been failing, or the circuit has been in this state. Unix ms. */
  since: number
}

/** Whether an endpoint gets requests after failures; see delivery/endpoint-health/circuit. */
export interface Circuit {
  state: 'open' | 'half-open' | 'closed'
  /** When this state began, Unix ms. */
  since: number
  /** Open: when a probe may be sent. Half-open: when the probe counts as lost. Unix ms. */
  until: number
  /** How often the circuit has opened since it was last closed. */
  opens: number
  /** When the latest probe began, Unix ms. */
  probedAt?: number
  /** Half-open by a probe that a person asked for: when the planned probe is due, if this one fails. Unix ms. */
  plannedAt?: number
}

/** That the engine disabled an endpoint: it answered 410, or failed for too long. */
export interface Stop {
  why: 'gone' | 'failing'
  /** Unix ms. */
  at: number
}

export interface OldSecret { secret: string, expiresAt: number }

/** All live endpoints of an application. */
export interface Endpoints { byId: Map<string, Endpoint> }

/** The key of the alias of an endpoint's uid. */
export const uidKey = (appId: string, uid: string) => `ep|${appId}|${uid}`
// The id alone does not say the application.
const idKey = (id: string) => `ep-app|${id}`

/** Stores a new endpoint; 409 when its uid is taken. Order: aliases, then endpoint (see aliases.claimUid). */
export async function create (db: Database, endpoint: Endpoint): Promise<Endpoint> {
  const { appId, uid, createdAt: now } = endpoint
  const load = async (id: string) => await read(db, appId, id)
  const id = uid === null
    ? endpoint.id
    : await aliases.claimUid(db, { key: uidKey(appId, uid), uid, id: endpoint.id, now, load, adopt: true })
  const created = { ...endpoint, id, rev: 1 }
  await put(db, 'aliases', { key: idKey(id), target: appId, at: now } satisfies AliasItem)
  if (!await configured.create(db, 'endpoints', toItem(created))) {
    throw conflict(`The uid '${uid}' is already in use.`)
  }
  db.caches.endpoints.delete(appId)
  return created
}

/** The application that the endpoint with this id is, or was, made in; undefined when there is none. */
export const applicationOf = async (db: Database, id: string): Promise<string | undefined> =>
  (await get<AliasItem>(db, 'aliases', { key: idKey(id) }))?.target

/** The live endpoint with this id or uid, read from the database. Throws 404 when there is none. */
export async function find (db: Database, appId: string, idOrUid: string): Promise<Endpoint> {
  const endpoint = await seek(db, appId, idOrUid)
  if (!endpoint) throw notFound('Endpoint')
  return endpoint
}

/** The same, but undefined when there is none. */
export async function seek (db: Database, appId: string, idOrUid: string): Promise<Endpoint | undefined> {
  const endpoint = idOrUid.startsWith('ep_') ? await read(db, appId, idOrUid) : await findByUid(db, appId, idOrUid)
  return endpoint && isLive(endpoint) ? endpoint : undefined
}

async function findByUid (db: Database, appId: string, uid: string): Promise<Endpoint | undefined> {
  const alias = await aliases.read(db, uidKey(appId, uid), 0)
  const owner = alias && await read(db, appId, alias.target)
  return owner?.uid === uid ? owner : undefined
}

/** The endpoint with this id, deleted or not; a deleted one is shown with its past attempts. */
export async function read (db: Database, appId: string, id: string): Promise<Endpoint | undefined> {
  const item = await get<EndpointItem>(db, 'endpoints', { appId, id })
  return item && endpointOf(item)
}

/** The live endpoints of an application, from the cache: at most a few seconds behind other processes. */
export async function ofApplication (db: Database, appId: string): Promise<ReadonlyMap<string, Endpoint>> {
  const loaded = await db.caches.endpoints.get(appId, async () => {
    return { byId: new Map((await live(db, appId)).map(endpoint => [endpoint.id, endpoint])) }
  })
  return loaded!.byId
}

/** The live endpoints of an application, read from the database, by id. */
export const live = async (db: Database, appId: string): Promise<Endpoint[]> => (await all(db, appId)).filter(isLive)

/** Changes a live endpoint and returns the stored one. Throws 404 when it is gone, 409 when its new uid is taken. */
export async function update (
  db: Database,
  { appId, id }: Endpoint,
  change: (current: Endpoint) => Partial<Endpoint>,
  now: number
): Promise<Endpoint> {
  for (;;) {
    const before = await read(db, appId, id)
    if (!before || !isLive(before)) throw notFound('Endpoint')
    const after = { ...before, ...change(before), rev: before.rev + 1, updatedAt: movedOn(before, now) }
    if (after.uid !== null && after.uid !== before.uid) await claimFor(db, after, now)
    if (!await around(db, [before, after], async () => await configured.save(db, 'endpoints', toItem(after), before.rev))) continue
    if (before.uid !== null && before.uid !== after.uid) await aliases.release(db, uidKey(appId, before.uid), id)
    db.caches.endpoints.delete(appId)
    return after
  }
}

/**
 * Changes the state of an endpoint for the engine, so `updatedAt` stays. When `change` returns undefined, nothing is
 * written. Returns the endpoint as stored afterwards; undefined when it is gone. `exhausted`: the message that `change` may open the row
 * of exhausted messages for.
 */
export async function updateState (
  db: Database,
  { appId, id }: Endpoint,
  change: (current: Endpoint) => Partial<Endpoint> | undefined,
  exhausted?: Exhausted
): Promise<Endpoint | undefined> {
  for (;;) {
    const before = await read(db, appId, id)
    if (!before || !isLive(before)) return undefined
    const changes = change(before)
    if (!changes) return before
    const after = { ...before, ...changes, rev: before.rev + 1 }
    const write = async () => await put(db, 'endpoints', toItem(after), overRevision(before.rev, ''))
    if (!await around(db, [before, after], write, exhausted)) continue
    db.caches.endpoints.delete(appId)
    return after
  }
}

/** Deletes an endpoint. Order: tombstone, then the uid's alias. A crash in between leaves a uid that the next claim takes over. */
export async function remove (db: Database, endpoint: Endpoint, now: number): Promise<void> {
  const dead = await update(db, endpoint, () => ({ deletedAt: now }), now)
  if (dead.uid !== null) await aliases.release(db, uidKey(dead.appId, dead.uid), dead.id)
  await aliases.release(db, idKey(dead.id), dead.appId)
}

// Polling endpoints lie beside them, under ids of their own.
const OF = (appId: string): Range => ({ hash: ['appId', appId], range: ['id', 'ep_', 'ep_~'] })

/** All endpoints of an application, with deleted ones as long as their deliveries are kept. */
export async function all (db: Database, appId: string): Promise<Endpoint[]> {
  const found: Endpoint[] = []
  for await (const items of pages<EndpointItem>(db, 'endpoints', OF(appId))) found.push(...items.map(endpointOf))
  return found
}

// The lists of so many endpoints are merged; those of more are found in other ways.
const FEW = 100

/** All endpoints of an application, deleted ones included, where they are few; undefined where there are more than a hundred. */
export async function few (db: Database, appId: string): Promise<Endpoint[] | undefined> {
  const found = await firstPage<EndpointItem>(db, 'endpoints', { ...OF(appId), limit: FEW + 1 })
  return found.length > FEW ? undefined : found.map(endpointOf)
}

/** The endpoints with these ids, deleted or not, in any order. */
export const readMany = async (db: Database, appId: string, ids: readonly string[]): Promise<Endpoint[]> =>
  (await getMany<EndpointItem>(db, 'endpoints', ids.map(id => ({ appId, id })))).map(endpointOf)

/** The live endpoints of an application; the newest first by default. */
export async function list (db: Database, appId: string, query: ListQuery): Promise<Page<Endpoint>> {
  const source = async function * ({ from, to, ascending }: Walk, size: number) {
    const range: Range = { hash: ['appId', appId], range: ['id', from, to], descending: !ascending, limit: size }
    for await (const items of configured.pages<EndpointItem>(db, 'endpoints', range)) yield items.map(endpointOf)
  }
  return await page(plainWalk(query, 'ep_', 'descending'), source, endpoint => endpoint.id, isLive)
}

async function claimFor (db: Database, { appId, id, uid }: Endpoint, now: number): Promise<void> {
  const load = async (other: string) => await read(db, appId, other)
  await aliases.claimUid(db, { key: uidKey(appId, uid!), uid: uid!, id, now, load, adopt: false })
}

const isLive = (endpoint: Endpoint) => endpoint.deletedAt === undefined

function toItem (endpoint: Endpoint): object {
  const { deletedAt } = endpoint
  return deletedAt === undefined ? endpoint : { ...endpoint, expiresAt: Math.ceil((deletedAt + TOMBSTONE_MS) / 1000) }
}

/** The endpoint in an item. */
export function endpointOf (item: EndpointItem): Endpoint {
  // Only a deleted one expires. A rest property makes a second copy.
  if (item.expiresAt === undefined) return { ...UNSET, ...item }
  const { expiresAt, ...endpoint } = item
  return { ...UNSET, ...endpoint }
}

/** The state of an endpoint that has never failed. */
export const CALM = { circuit: null, holdUntil: null, failingSince: null }
const UNSET = { ...CALM, uid: null, eventTypes: null, channels: null, throttleRate: null, retryScheduleMs: null }
