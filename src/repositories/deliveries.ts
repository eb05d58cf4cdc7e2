import { RETENTION_MS } from '../facts/periods.js'
import type { DeliveryItem } from '../models/delivery-model.js'
import { idTimeMs, isId } from '../lib/ids.js'
import { countParts } from './count.js'
import { get, getMany, overRevision, pages, put, putTogether, type Database, type Range, type Write } from './database.js'
import { dueWithin, nextDue as nextDueOf, shardOf, type DueSpan } from './due.js'
import { matches, type MessageFilter } from './messages.js'
import { merge } from './merge.js'
import { page, timedWalk, type Keys, type ListQuery, type Page, type Source } from './pagination.js'

/** Why there was no HTTP answer. */
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
  /** Why it was canceled. */
  reason: string | null
  /** Scheduled attempts made. */
  attempts: number
  /** Manual attempts made. */
  manualAttempts?: number
  /** Manual attempts asked for and not made yet. */
  resends: number
  /** When a person last asked for one of those, Unix ms: it is sent at once, as the probe of an open circuit if need be. */
  askedAt?: number
  /** When the next scheduled attempt is planned, Unix ms. */
  nextAt: number | null
  /** Which worker is making an attempt, and until when (Unix ms) no other may. */
  lease: Lease | null
  /** Until then it waits without an attempt, Unix ms. */
  heldUntil: number | null
  /** What it waits for until then. */
  heldFor?: Obstacle | undefined
  /** When the sweep looks after it, Unix ms; null when nothing is left to do or a durable queue holds it. */
  dueAt: number | null
  /** The latest recorded attempt. */
  last: LastAttempt | null
  /** What its attempts mean beyond it and is still to be told, oldest first: it is due until then. */
  notices?: DeliveryNotice[]
  /** Unix ms. */
  canceledAt?: number
  /** Which task, in which of its batches, asked for a resend of it; latest last. */
  tasks?: TaskMark[]
}

export interface Lease {
  /** The process that holds it. */
  owner: string
  /** Unix ms. */
  until: number
  /** Tells two claims of one process at one moment apart: what was asked twice was written once. */
  nonce?: number
}
/**
 * The reason why a delivery that is due is not attempted:
 * its endpoint's circuit, the rest it asked for, a limit, our own proxy, or that its payload is not found.
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

export async function read (db: Database, { endpointId, msgId }: DeliveryKey): Promise<Delivery | undefined> {
  const item = await get<DeliveryItem>(db, 'deliveries', { endpointId, msgId })
  return item && fromItem(item)
}

/** Those of the deliveries with these keys that are there, in any order; a key may be named twice. */
export async function readMany (db: Database, keys: readonly DeliveryKey[]): Promise<Delivery[]> {
  const distinct = new Map(keys.map(({ endpointId, msgId }) => [`${endpointId}/${msgId}`, { endpointId, msgId }]))
  return (await getMany<DeliveryItem>(db, 'deliveries', [...distinct.values()])).map(fromItem)
}

export interface DeliveryFilter extends MessageFilter {
  /** As attempted messages have it: 0 success, 1 pending, 2 fail, 3 sending, 4 canceled. */
  status?: number | undefined
}

export interface AttemptedOptions {
  now: number
  /** Leaves out those that cannot be shown, in the order given. */
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
  // What the source leaves out is left out: it reads as if it were filtered here.
  return await page(timedWalk(query, 'msg_'), source, delivery => delivery.msgId, () => true)
}

/** Every delivery to an endpoint, newest message first. */
export async function ofEndpoint (db: Database, endpointId: string, query: ListQuery, now: number): Promise<Page<Delivery>> {
  return await page(timedWalk(query, 'msg_'), sourceOf(db, endpointId), delivery => delivery.msgId, delivery => isKept(delivery, now))
}

/** A state, or all but `succeeded`. */
export type StateFilter = DeliveryState | 'undelivered'

/**
 * The deliveries to some endpoints that have a state, or all of them, newest message first. One string orders them
 * exactly: the message's id and the endpoint's.
 */
export async function ofEndpoints (
  db: Database,
  endpointIds: string[],
  query: ListQuery & { state?: StateFilter | undefined },
  now: number
): Promise<Page<Delivery>> {
  const { state } = query
  const source = merge(endpointIds.map(id => sourceOf(db, id)), iteratorOf)
  const isAsked = (delivery: Delivery) =>
    state === undefined || (state === 'undelivered' ? delivery.state !== 'succeeded' : delivery.state === state)
  return await page(timedWalk(query, PAIRED), source, iteratorOf, delivery => isKept(delivery, now) && isAsked(delivery))
}

/**
 * How many deliveries to an endpoint, of messages made between two instants (Unix ms, both included),
 * are in each state short of success.
 */
export async function countUndelivered (
  db: Database,
  endpointId: string,
  { since, until }: { since: number, until: number }
): Promise<Record<'pending' | 'exhausted' | 'canceled', number>> {
  const span = { hash: ['endpointId', endpointId] as const, key: 'msgId', prefix: 'msg_', since, until }
  // JSON of no text contains it: there its quotes are escaped.
  const countOf = async (state: DeliveryState) => (await countParts(db, 'deliveries', span, `"state":"${state}"`)).count
  const [pending, exhausted, canceled] = await Promise.all([countOf('pending'), countOf('exhausted'), countOf('canceled')])
  return { pending, exhausted, canceled }
}

export const iteratorOf = ({ msgId, endpointId }: DeliveryKey) => `${msgId}.${endpointId}`

const PAIRED: Keys = {
  prefix: 'msg_',
  idOf (text) {
    const [msgId = '', endpointId = '', ...rest] = text.split('.')
    return isId('ep_', endpointId) && rest.length === 0 ? msgId : ''
  }
}

// A bound may be longer than a message's id: then it ends within that message, and the walk passes over what is beyond it.
function sourceOf (db: Database, endpointId: string): Source<Delivery> {
  return async function * ({ from, to, ascending }, size) {
    const range: Range = { hash: ['endpointId', endpointId], range: ['msgId', idIn(from), idIn(to)], descending: !ascending, limit: size }
    for await (const items of pages<DeliveryItem>(db, 'deliveries', range)) yield items.map(fromItem)
  }
}

const idIn = (bound: string) => bound.split('.', 1)[0]!

/**
 * Whether a delivery has this status (contract 2.7). A success is never undone, and a planned retry means that it is not
 * over: so success, fail and sending exclude each other. Canceled are also those that never had an attempt.
 */
export function hasStatus ({ state, last, nextAt }: Delivery, status: number | undefined): boolean {
  if (status === 4) return state === 'canceled'
  if (last === null) return false
  if (status === 0) return state === 'succeeded'
  if (status === 2) return state !== 'succeeded' && nextAt === null
  if (status === 3) return state !== 'succeeded' && nextAt !== null
  return status === undefined
}

const isKept = (delivery: Delivery, now: number) => keptUntil(delivery) > now

// What still waits is kept as long after its time, and what was attempted or canceled as long as that.
function keptUntil ({ msgId, dueAt, nextAt, lease, last, canceledAt }: Delivery): number {
  return Math.max(idTimeMs(msgId) ?? 0, dueAt ?? 0, nextAt ?? 0, lease?.until ?? 0, last ? idTimeMs(last.id) ?? 0 : 0, canceledAt ?? 0) +
    RETENTION_MS
}

/** Stores a delivery over the revision that was read (0: none) and returns it; undefined when another process wrote meanwhile. */
export async function save (db: Database, delivery: Delivery): Promise<Delivery | undefined> {
  const stored = storedAs(delivery)
  return await put(db, 'deliveries', toItem(stored), overRevision(delivery.rev, 'msgId')) ? stored : undefined
}

/** The same after another item, both or none; only where the database `transacts`. */
export async function saveWith (db: Database, delivery: Delivery, other: Write): Promise<Delivery | undefined> {
  const stored = storedAs(delivery)
  const own = writeOf(stored)
  return await putTogether(db, [other, own], own) ? stored : undefined
}

/** A delivery as it is once it is stored. */
export const storedAs = (delivery: Delivery): Delivery => ({ ...delivery, rev: delivery.rev + 1 })

/** The write of a delivery that is `storedAs`. */
export function writeOf (stored: Delivery): Write {
  return { table: 'deliveries', item: toItem(stored), condition: overRevision(stored.rev - 1, 'msgId') }
}

/** Keys of the deliveries that are due within a span. */
export const due = async (db: Database, span: DueSpan) => await dueWithin<DeliveryKey>(db, 'deliveries', span)

/** When the next delivery after an instant is due, Unix ms; Infinity when none is. */
export const nextDue = async (db: Database, after: number) => await nextDueOf(db, 'deliveries', after)

function toItem (delivery: Delivery): DeliveryItem {
  const { endpointId, msgId, rev, dueAt, ...data } = delivery
  const expiresAt = Math.ceil(keptUntil(delivery) / 1000)
  const mark = dueAt === null ? {} : { dueShard: shardOf(msgId), dueAt: Math.ceil(dueAt) }
  return { endpointId, msgId, rev, data: JSON.stringify(data satisfies Data), expiresAt, ...mark }
}

function fromItem ({ endpointId, msgId, rev, data, dueAt }: DeliveryItem): Delivery {
  return { endpointId, msgId, rev, dueAt: dueAt ?? null, ...JSON.parse(data) as Data }
}
