import type { Failure } from '../delivery/answer.js'
import type { DeliveryItem } from '../models/delivery.js'
import { idTimeMs, isId } from '../lib/ids.js'
import { get, pages, put, type Database, type Range } from './database.js'
import { dueWithin, nextDue as nextDueOf, shardOf, type DueSpan } from './due.js'
import { matches, type MessageFilter } from './messages.js'
import { merge } from './merge.js'
import { page, timedWalk, type Keys, type ListQuery, type Page, type Source } from './page.js'
import { RETENTION_MS } from './payloads.js'

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
  /** Manual attempts asked for and not made yet. */
  resends: number
  /** When the next scheduled attempt is planned, Unix ms. */
  nextAt: number | null
  /** Who is making an attempt, and until when (Unix ms) nobody else may. */
  lease: Lease | null
  /** Until then it waits without an attempt, Unix ms. */
  heldUntil: number | null
  /** What it waits for until then. */
  heldFor?: Obstacle | undefined
  /** When the sweep looks after it, Unix ms; null when nothing is left to do or a durable queue holds it. */
  dueAt: number | null
  /** The latest recorded attempt. */
  last: LastAttempt | null
  /** What its attempts mean beyond the delivery and was not seen to yet, oldest first: it is due until then. */
  notices?: Notice[]
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
/** What keeps a delivery that is due from being attempted: its endpoint's circuit, the rest it asked for, a limit, or our own proxy. */
export type Obstacle = 'circuit' | 'retry-after' | 'rate' | 'proxy'
export interface LastAttempt {
  id: string
  status: 0 | 2
  code: number
  manual: boolean
  /** Why there was no HTTP answer. */
  failure?: Failure | undefined
}
export interface TaskMark { id: string, batch: number }
export interface Notice { type: 'failing' | 'exhausted' | 'recovered' | 'gone', attempt: LastAttempt }
export type DeliveryKey = Pick<Delivery, 'endpointId' | 'msgId'>

type Data = Omit<Delivery, 'endpointId' | 'msgId' | 'rev' | 'dueAt'>

export async function read (db: Database, { endpointId, msgId }: DeliveryKey): Promise<Delivery | undefined> {
  const item = await get<DeliveryItem>(db, 'deliveries', { endpointId, msgId })
  return item && fromItem(item)
}

export interface DeliveryFilter extends MessageFilter {
  /** As attempted messages have it: 0 success, 1 pending, 2 fail, 3 sending. */
  status?: number | undefined
}

/** The attempted deliveries to an endpoint that pass the filter, newest message first. */
export async function attemptedOf (db: Database, endpointId: string, query: ListQuery & DeliveryFilter, now: number): Promise<Page<Delivery>> {
  const accepts = (delivery: Delivery) => isKept(delivery, now) && isAttempted(delivery, query.status) && matches(delivery, query)
  return await page(timedWalk(query, 'msg_', now), sourceOf(db, endpointId), delivery => delivery.msgId, accepts)
}

/** Every delivery to an endpoint, newest message first. */
export async function ofEndpoint (db: Database, endpointId: string, query: ListQuery, now: number): Promise<Page<Delivery>> {
  return await page(timedWalk(query, SINGLE, now), sourceOf(db, endpointId), delivery => delivery.msgId, delivery => isKept(delivery, now))
}

/**
 * The deliveries to some endpoints that have a state, or all of them, newest message first. One string orders them
 * exactly: the message's id and the endpoint's.
 */
export async function ofEndpoints (db: Database, endpointIds: string[], query: ListQuery & { state?: DeliveryState | undefined }, now: number): Promise<Page<Delivery>> {
  const source = merge(endpointIds.map(id => sourceOf(db, id)), iteratorOf)
  const accepts = (delivery: Delivery) => isKept(delivery, now) && (query.state === undefined || delivery.state === query.state)
  return await page(timedWalk(query, PAIRED, now), source, iteratorOf, accepts)
}

export const iteratorOf = ({ msgId, endpointId }: DeliveryKey) => `${msgId}.${endpointId}`

// What waits for months is kept for longer than others.
const SINGLE: Keys = { prefix: 'msg_', idOf: key => key, isEndless: true }
const PAIRED: Keys = {
  prefix: 'msg_',
  isEndless: true,
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

/** Whether a delivery has this status (contract 2.7). A success is never undone, and a planned retry means that it is not over: so the three exclude each other. */
export function isAttempted ({ state, last, nextAt }: Delivery, status: number | undefined): boolean {
  if (last === null) return false
  if (status === 0) return state === 'succeeded'
  if (status === 2) return state !== 'succeeded' && nextAt === null
  if (status === 3) return state !== 'succeeded' && nextAt !== null
  return status === undefined
}

const isKept = (delivery: Delivery, now: number) => keptUntil(delivery) > now

// What still waits is kept as long after its time, and what was attempted or canceled as long as that.
function keptUntil ({ msgId, dueAt, nextAt, lease, last, canceledAt }: Delivery): number {
  return Math.max(idTimeMs(msgId) ?? 0, dueAt ?? 0, nextAt ?? 0, lease?.until ?? 0, last ? idTimeMs(last.id) ?? 0 : 0, canceledAt ?? 0) + RETENTION_MS
}

/** Stores a delivery over the revision that was read (0: none) and returns it; undefined when somebody else wrote meanwhile. */
export async function save (db: Database, delivery: Delivery): Promise<Delivery | undefined> {
  const stored = { ...delivery, rev: delivery.rev + 1 }
  const condition = delivery.rev === 0
    ? { expression: 'attribute_not_exists(#msgId)' }
    : { expression: '#rev = :rev', values: { ':rev': delivery.rev } }
  return await put(db, 'deliveries', toItem(stored), condition) ? stored : undefined
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
