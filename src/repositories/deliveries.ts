import { MINUTE_MS, RETENTION_MS } from '../facts/periods.js'
import type { DeliveryItem } from '../models/delivery-model.js'
import { idTimeMs, isId } from '../lib/ids.js'
import { get, getMany, overRevision, pages, put, putTogether, type Database, type Range, type Write } from './database.js'
import { dueWithin, nextDue as nextDueOf, shardOf, type DueSpan } from './due.js'
import { matches, type MessageFilter } from './messages.js'
import { page, timedWalk, type Keys, type ListQuery, type Page, type Source } from './pagination.js'

/** Why a request got no HTTP answer. */
export type Failure = 'timeout' | 'blocked' | 'dns' | 'connection' | 'tls' | 'protocol'

export type DeliveryState = 'pending' | 'succeeded' | 'exhausted' | 'canceled'

/** One message on its way to one endpoint. */
export interface Delivery {
  endpointId: string
  msgId: string
  rev: number
  orgId: string
  appId: string
  eventType: string
  channels: string[] | null
  tags?: string[]
  state: DeliveryState
  /** Why the delivery was canceled. */
  reason: string | null
  /** The number of scheduled attempts made. */
  attempts: number
  /** The number of manual attempts made. */
  manualAttempts?: number
  /** The number of manual attempts that were asked for and not made yet. */
  resends: number
  /**
   * When a person last asked for a manual attempt, Unix ms. Such an attempt is sent at once, if needed as the probe of
   * an open circuit.
   */
  askedAt?: number
  /** When the next scheduled attempt is planned, Unix ms. */
  nextAt: number | null
  /** The worker that is making an attempt, and until when (Unix ms) no other worker may. */
  lease: Lease | null
  /** Until when the delivery waits without an attempt, Unix ms. */
  heldUntil: number | null
  /** The reason for this wait. */
  heldFor?: Obstacle | undefined
  /** When the sweep looks at the delivery, Unix ms; null when no work is left or a durable queue holds it. */
  dueAt: number | null
  /** The latest recorded attempt. */
  last: LastAttempt | null
  /** Notices that are still to be acted on, oldest first. The delivery stays due until then. */
  notices?: DeliveryNotice[]
  /** Unix ms. */
  canceledAt?: number
  /** The tasks, with their batches, that asked for a resend; the latest is last. */
  tasks?: TaskMark[]
  /** The attempt that the claim named which stored the delivery, until it is settled. Its success is not in the index by endpoint. */
  opened?: string
  /** What this attempt came to, where it succeeded. The lists by endpoint have it from here. */
  first?: FirstAttempt
}

export interface FirstAttempt {
  id: string
  code: number
  durationMs: number
}

export interface Lease {
  /** The process that holds it. */
  owner: string
  /** Unix ms. */
  until: number
  /** Distinguishes two claims of one process in the same millisecond, so that a repeated write is recognized. */
  nonce?: number
}
/**
 * The reason why a due delivery is not attempted: its endpoint's circuit or `Retry-After`, a rate, the proxy of this
 * server, or a payload that is not found.
 */
export type Obstacle = 'circuit' | 'retry-after' | 'rate' | 'proxy' | 'payload'
export interface LastAttempt {
  id: string
  status: 0 | 2
  code: number
  manual: boolean
  /** Why there was no HTTP answer. */
  failure?: Failure | undefined
}
export interface TaskMark { id: string, batch: number }
export interface DeliveryNotice { type: 'failing' | 'exhausted' | 'recovered' | 'gone', attempt: LastAttempt }
export type DeliveryKey = Pick<Delivery, 'endpointId' | 'msgId'>

type Data = Omit<Delivery, 'endpointId' | 'msgId' | 'rev' | 'dueAt'>

/** The delivery with this key; undefined when there is none. */
export async function read (db: Database, { endpointId, msgId }: DeliveryKey): Promise<Delivery | undefined> {
  const item = await get<DeliveryItem>(db, 'deliveries', { endpointId, msgId })
  return item && deliveryOf(item)
}

/** The existing deliveries with these keys, in any order. A key may be given twice. */
export async function readMany (db: Database, keys: readonly DeliveryKey[]): Promise<Delivery[]> {
  const distinct = new Map(keys.map(({ endpointId, msgId }) => [`${endpointId}/${msgId}`, { endpointId, msgId }]))
  return (await getMany<DeliveryItem>(db, 'deliveries', [...distinct.values()])).map(deliveryOf)
}

export interface DeliveryFilter extends MessageFilter {
  /** The status of attempted messages: 0 success, 1 pending, 2 fail, 3 sending, 4 canceled. */
  status?: number | undefined
}

export interface AttemptedOptions {
  now: number
  /** Leaves out deliveries that cannot be shown; keeps the order. */
  shown: (some: Delivery[]) => Promise<Delivery[]>
}

/** The attempted deliveries to an endpoint that pass the filter, newest message first. */
export async function attemptedOf (
  db: Database,
  endpointId: string,
  query: ListQuery & DeliveryFilter,
  { now, shown }: AttemptedOptions
): Promise<Page<Delivery>> {
  const passes = (delivery: Delivery) => isKept(delivery, now) && hasStatus(delivery, query.status) && matches(delivery, query)
  const all = sourceOf(db, endpointId)
  const source: Source<Delivery> = async function * (walk, size) {
    for await (const some of all(walk, size)) yield await shown(some.filter(passes))
  }
  // The source has applied the filter. `() => true` makes `page` read in the sizes of a filtered walk.
  return await page(timedWalk(query, 'msg_'), source, delivery => delivery.msgId, () => true)
}

/** All deliveries to an endpoint, newest message first. */
export async function ofEndpoint (db: Database, endpointId: string, query: ListQuery, now: number): Promise<Page<Delivery>> {
  return await page(timedWalk(query, 'msg_'), sourceOf(db, endpointId), delivery => delivery.msgId, delivery => isKept(delivery, now))
}

/** The iterator that names this delivery in a list (contract 1.8). */
export const iteratorOf = ({ msgId, endpointId }: DeliveryKey) => `${msgId}.${endpointId}`

/** The keys of a list of deliveries. */
export const PAIRED: Keys = {
  prefix: 'msg_',
  idOf (text) {
    const [msgId = '', endpointId = '', ...rest] = text.split('.')
    return isId('ep_', endpointId) && rest.length === 0 ? msgId : ''
  }
}

/**
 * The deliveries to an endpoint, in the order of a walk. A bound may be longer than a message's id and then lies inside that message's
 * deliveries; what is beyond such a bound is included.
 */
export function sourceOf (db: Database, endpointId: string): Source<Delivery> {
  return async function * ({ from, to, ascending }, size) {
    const range: Range = { hash: ['endpointId', endpointId], range: ['msgId', idIn(from), idIn(to)], descending: !ascending, limit: size }
    for await (const items of pages<DeliveryItem>(db, 'deliveries', range)) yield items.map(deliveryOf)
  }
}

/** The message's id in a bound of a walk. */
export const idIn = (bound: string) => bound.split('.', 1)[0]!

/**
 * Whether a delivery has this status (contract 2.7). A success is never undone, and a planned retry means that the
 * delivery has not ended. So success, fail and sending exclude each other. Deliveries that were canceled before any
 * attempt count as canceled too.
 */
export function hasStatus ({ state, last, nextAt }: Delivery, status: number | undefined): boolean {
  if (status === 4) return state === 'canceled'
  if (last === null) return false
  if (status === 0) return state === 'succeeded'
  if (status === 2) return state !== 'succeeded' && nextAt === null
  if (status === 3) return state !== 'succeeded' && nextAt !== null
  return status === undefined
}

/** Whether it is shown still. */
export const isKept = (delivery: Delivery, now: number) => keptUntil(delivery) > now

// The retention counts from the latest of these times: creation, planned work, last attempt, cancellation.
function keptUntil ({ msgId, dueAt, nextAt, lease, last, canceledAt }: Delivery): number {
  return Math.max(idTimeMs(msgId) ?? 0, dueAt ?? 0, nextAt ?? 0, lease?.until ?? 0, last ? idTimeMs(last.id) ?? 0 : 0, canceledAt ?? 0) +
    RETENTION_MS
}

/**
 * Stores a delivery on condition that its revision is unchanged (0: does not exist), and returns it; undefined when
 * another process wrote meanwhile.
 */
export async function save (db: Database, delivery: Delivery): Promise<Delivery | undefined> {
  const stored = storedAs(delivery)
  return await put(db, 'deliveries', toItem(db, stored), overRevision(delivery.rev, 'msgId')) ? stored : undefined
}

/** The same in one transaction after another item; only where the database `transacts`. */
export async function saveWith (db: Database, delivery: Delivery, other: Write): Promise<Delivery | undefined> {
  const stored = storedAs(delivery)
  const own = writeOf(db, stored)
  return await putTogether(db, [other, own], own) ? stored : undefined
}

/** The delivery with the revision that it has once it is stored. */
export const storedAs = (delivery: Delivery): Delivery => ({ ...delivery, rev: delivery.rev + 1 })

/** The write of a delivery that came from `storedAs`. */
export function writeOf (db: Database, stored: Delivery): Write {
  return { table: 'deliveries', item: toItem(db, stored), condition: overRevision(stored.rev - 1, 'msgId') }
}

/** The keys of deliveries that are due within a span. */
export const due = async (db: Database, span: DueSpan) => await dueWithin<DeliveryKey>(db, 'deliveries', span)

/** When the next delivery after an instant is due, Unix ms; Infinity when there is none. */
export const nextDue = async (db: Database, after: number) => await nextDueOf(db, 'deliveries', after)

function toItem (db: Database, delivery: Delivery): DeliveryItem {
  const { endpointId, msgId, rev, dueAt, ...data } = delivery
  const expiresAt = Math.ceil(keptUntil(delivery) / 1000)
  const mark = dueAt === null ? {} : { dueShard: shardOf('deliveries', msgId), dueAt: Math.ceil(dueAt) }
  return { endpointId, msgId, rev, data: JSON.stringify(data satisfies Data), expiresAt, ...mark, ...listedIf(db, delivery) }
}

/** The key in the index `undelivered` of an application's deliveries in a state. */
export const stateKey = (appId: string, state: DeliveryState) => `${appId}|${state}`

// What is due later than a queue can delay waits in the table, and in the index.
const SOON_MS = 15 * MINUTE_MS

/**
 * The entry in the index `undelivered`. A first attempt that is to be made soon has none until it has failed: its success would have to
 * remove the entry, which costs write units. Where the database is embedded nothing costs a unit, and all have one.
 */
function listedIf (db: Database, delivery: Delivery): Pick<DeliveryItem, 'stateKey' | 'pairKey'> {
  const { appId, state } = delivery
  if (state === 'succeeded' || (isFirstSoon(delivery) && !db.recent)) return {}
  return { stateKey: stateKey(appId, state), pairKey: iteratorOf(delivery) }
}

function isFirstSoon ({ msgId, state, last, heldUntil, heldFor, nextAt }: Delivery): boolean {
  const isHeld = heldUntil !== null && heldFor !== 'rate'
  return state === 'pending' && last === null && !isHeld && Math.max(nextAt ?? 0, heldUntil ?? 0) <= (idTimeMs(msgId) ?? 0) + SOON_MS
}

/** The delivery in an item. */
export function deliveryOf ({ endpointId, msgId, rev, data, dueAt }: DeliveryItem): Delivery {
  return { endpointId, msgId, rev, dueAt: dueAt ?? null, ...JSON.parse(data) as Data }
}
