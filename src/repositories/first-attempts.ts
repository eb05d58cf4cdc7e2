import { endId, idTimeMs, startId } from '../lib/ids.js'
import type { AttemptItem } from '../models/attempt-model.js'
import type { DeliveryItem } from '../models/delivery-model.js'
import { fromItem } from './attempt-items.js'
import { get, pages, type Database } from './database.js'
import { deliveryOf, type Delivery, type FirstAttempt } from './deliveries.js'

/**
 * First attempts that succeeded soon. The index by endpoint leaves them out, which saves a write unit: their deliveries, which lie by
 * endpoint in the order of their messages, tell them. An attempt begins within `PROMPT_MS` of its message, so the order of both is alike.
 */

/** How soon after its message such an attempt begins, ms. Lists read so much more than the time that they show. */
export const PROMPT_MS = 10_000

/** Whether the attempt begins so soon after its message that the delivery may tell it. */
export function isPrompt (attemptId: string, msgId: string): boolean {
  const after = (idTimeMs(attemptId) ?? 0) - (idTimeMs(msgId) ?? Infinity)
  return after >= 0 && after <= PROMPT_MS
}

/** What the attempt that a claim named came to, by its record; undefined when there is none that only the delivery tells. */
export async function recorded (db: Database, { msgId, opened }: Pick<Delivery, 'msgId' | 'opened'>): Promise<FirstAttempt | undefined> {
  const item = opened === undefined ? undefined : await get<AttemptItem>(db, 'attempts', { msgId, id: opened })
  if (!item || item.endpointId !== undefined) return undefined
  const { id, responseStatusCode: code, responseDurationMs: durationMs } = fromItem(item)
  return { id, code, durationMs }
}

// JSON strings escape quotes, so this text can only be the member itself.
export const FIRST = '"first":{'

/** Those that are settled and began between two instants, Unix ms, in parts; of messages sent in [from, to) where that is given. */
export async function * settledOf (
  db: Database,
  endpointId: string,
  { since, until, from = since - PROMPT_MS, to = until }: { since: number, until: number, from?: number, to?: number }
): AsyncGenerator<FirstAttempt[]> {
  if (db.recent) return
  const [first, last] = [startId('atmpt_', since), startId('atmpt_', until)]
  const range = { hash: ['endpointId', endpointId], range: ['msgId', startId('msg_', from), endId('msg_', to)] } as const
  for await (const items of pages<DeliveryItem>(db, 'deliveries', range)) {
    const told = items.flatMap(item => item.data.includes(FIRST) ? deliveryOf(item).first! : [])
    yield told.filter(({ id }) => id >= first && id <= last)
  }
}
