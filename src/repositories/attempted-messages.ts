import { RETENTION_MS } from '../facts/periods.js'
import * as attempts from './attempts.js'
import type { Attempt } from './attempts.js'
import * as deliveries from './deliveries.js'
import type { Delivery, DeliveryFilter } from './deliveries.js'
import * as endpoints from './endpoints.js'
import type { Endpoint } from './endpoints.js'
import type { Database } from './database.js'
import * as messages from './messages.js'
import type { Message, ReadOptions } from './messages.js'
import { loaded, loadedTogether, page, plainWalk, type ListQuery, type Page } from './pagination.js'

/** A message that was attempted to an endpoint, with its delivery. */
export interface AttemptedMessage { message: Message, delivery: Delivery }

/** An endpoint, deleted or not, to which a message was attempted, with its latest attempt. */
export interface Destination { endpoint: Endpoint, latest: Attempt, delivery: Delivery | undefined }

/** An attempt with its message; without one that is no longer there. */
export interface AttemptWithMessage { attempt: Attempt, message: Message | undefined }

// As many as a batch reads.
const BATCH = 100

/** A page of an application's attempts with their messages, each of which is read once. */
export async function withMessages (db: Database, page: Page<Attempt>, options: ReadOptions): Promise<Page<AttemptWithMessage>> {
  const known = new Map<string, Message | undefined>()
  const load = async (some: Attempt[]) => {
    const ids = [...new Set(some.map(({ msgId }) => msgId))].filter(id => !known.has(id))
    for (const id of ids) known.set(id, undefined)
    const found = ids.length === 0 ? [] : await messages.readMany(db, some[0]!.appId, ids, options)
    for (const message of found) known.set(message.id, message)
    return some.map(attempt => {
      const message = known.get(attempt.msgId)
      return { item: { attempt, message }, bytes: message?.payload?.length ?? 0 }
    })
  }
  return await loadedTogether(page, ({ id }) => id, { load, most: BATCH })
}

/** The messages that were attempted to an endpoint and pass the filter, newest first. */
export async function messagesOf (
  db: Database,
  { id, appId }: Pick<Endpoint, 'id' | 'appId'>,
  query: ListQuery & DeliveryFilter,
  options: ReadOptions
): Promise<Page<AttemptedMessage>> {
  const shown = async (some: Delivery[]) => await withMessage(db, appId, some, options)
  const found = await deliveries.attemptedOf(db, id, query, { now: options.now, shown })
  const read = await loaded(found, delivery => delivery.msgId, async delivery => {
    const message = await messages.read(db, appId, delivery.msgId, options)
    return { item: { delivery, message }, bytes: message?.payload?.length ?? 0 }
  })
  return { ...read, data: read.data.filter((one): one is AttemptedMessage => one.message !== undefined) }
}

// A delivery may outlive its message, because it is kept for the same time after its last attempt. Only old ones are checked.
async function withMessage (db: Database, appId: string, some: Delivery[], { now }: ReadOptions): Promise<Delivery[]> {
  const old = some.filter(({ msgId }) => messages.timestampOf({ id: msgId }) + RETENTION_MS <= now)
  if (old.length === 0) return some
  const found = await messages.readMany(db, appId, old.map(({ msgId }) => msgId), { now, withPayload: false })
  const there = new Set(found.map(({ id }) => id))
  return some.filter(delivery => !old.includes(delivery) || there.has(delivery.msgId))
}

/**
 * The endpoints that a message was attempted to, by ascending id. They are found through the message's attempts, which
 * are in one partition. Endpoint and delivery are read only for the page's items.
 */
export async function destinationsOf (
  db: Database,
  { appId, id }: Pick<Message, 'id' | 'appId'>,
  query: ListQuery,
  now: number
): Promise<Page<Destination>> {
  const latest = new Map<string, Attempt>()
  for (const attempt of await attempts.all(db, id, now)) latest.set(attempt.endpointId, attempt)
  const sorted = [...latest.values()].sort((a, b) => a.endpointId < b.endpointId ? -1 : 1)
  const source = async function * ({ ascending }: { ascending: boolean }) { yield ascending ? sorted : sorted.reverse() }
  const found = await page(plainWalk(query, 'ep_', 'ascending'), source, attempt => attempt.endpointId)
  const data = await Promise.all(found.data.map(async attempt => await destination(db, appId, attempt)))
  return { ...found, data: data.filter(one => one !== undefined) }
}

async function destination (db: Database, appId: string, latest: Attempt): Promise<Destination | undefined> {
  const [endpoint, delivery] = await Promise.all([endpoints.read(db, appId, latest.endpointId), deliveries.read(db, latest)])
  return endpoint && { endpoint, latest, delivery }
}
