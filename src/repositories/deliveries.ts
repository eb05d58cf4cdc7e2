import type { DeliveryItem } from '../models/delivery.js'
import { idTimeMs } from '../lib/ids.js'
import { get, put, type Database } from './database.js'
import { dueUpTo, nextDue as nextDueOf, shardOf } from './due.js'
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
  /** When the sweep looks after it, Unix ms; null when nothing is left to do or a durable queue holds it. */
  dueAt: number | null
  /** The latest recorded attempt. */
  last: LastAttempt | null
}

export interface Lease { owner: string, until: number }
export interface LastAttempt { id: string, status: 0 | 2, code: number, manual: boolean }
export type DeliveryKey = Pick<Delivery, 'endpointId' | 'msgId'>

type Data = Omit<Delivery, 'endpointId' | 'msgId' | 'rev' | 'dueAt'>

export async function read (db: Database, { endpointId, msgId }: DeliveryKey): Promise<Delivery | undefined> {
  const item = await get<DeliveryItem>(db, 'deliveries', { endpointId, msgId })
  return item && fromItem(item)
}

/** Stores a delivery over the revision that was read (0: none) and returns it; undefined when somebody else wrote meanwhile. */
export async function save (db: Database, delivery: Delivery): Promise<Delivery | undefined> {
  const stored = { ...delivery, rev: delivery.rev + 1 }
  const condition = delivery.rev === 0
    ? { expression: 'attribute_not_exists(#msgId)' }
    : { expression: '#rev = :rev', values: { ':rev': delivery.rev } }
  return await put(db, 'deliveries', toItem(stored), condition) ? stored : undefined
}

/** Keys of deliveries that are due up to an instant (Unix ms), longest due first, at most `limit` a shard. */
export const due = async (db: Database, until: number, limit: number) => await dueUpTo<DeliveryKey>(db, 'deliveries', until, limit)

/** When the next delivery after an instant is due, Unix ms; Infinity when none is. */
export const nextDue = async (db: Database, after: number) => await nextDueOf(db, 'deliveries', after)

function toItem ({ endpointId, msgId, rev, dueAt, ...data }: Delivery): DeliveryItem {
  const expiresAt = Math.ceil(((idTimeMs(msgId) ?? 0) + RETENTION_MS) / 1000)
  const mark = dueAt === null ? {} : { dueShard: shardOf(msgId), dueAt: Math.ceil(dueAt) }
  return { endpointId, msgId, rev, data: JSON.stringify(data satisfies Data), expiresAt, ...mark }
}

function fromItem ({ endpointId, msgId, rev, data, dueAt }: DeliveryItem): Delivery {
  return { endpointId, msgId, rev, dueAt: dueAt ?? null, ...JSON.parse(data) as Data }
}
