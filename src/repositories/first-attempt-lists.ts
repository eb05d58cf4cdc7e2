import { endId, idAfter, idTimeMs, startId } from '../lib/ids.js'
import type { AttemptItem } from '../models/attempt-model.js'
import type { DeliveryItem } from '../models/delivery-model.js'
import { ELSEWHERE, fromItem } from './attempt-items.js'
import type { Attempt } from './attempts.js'
import { countParts } from './count.js'
import { getMany, oneRead, type Database } from './database.js'
import { deliveryOf, type Delivery, type FirstAttempt } from './deliveries.js'
import { FIRST, PROMPT_MS, settledOf } from './first-attempts.js'
import type { Part } from './merge.js'
import type { Walk } from './pagination.js'

/** Lists and counts of the first attempts to an endpoint that its deliveries tell. */

// The time in an id is in steps of this, ms.
const TICK_MS = 4
// A read that found few attempts is followed by a larger one: many deliveries may wait without an attempt.
const GROWTH = 4
const MOST = 10_000

/**
 * Such attempts to an endpoint, in the parts of a walk over ids of attempts. Those told by their delivery lack URL and answer: their
 * `response` is `ELSEWHERE`.
 */
export async function * partsOf (
  db: Database,
  endpointId: string,
  walk: Walk,
  size: number
): AsyncGenerator<Part<Attempt>> {
  if (db.recent) return
  const { ascending } = walk
  let [from, to] = around(walk)
  let last: string | undefined
  for (let limit = size; ; limit = Math.min(limit * GROWTH, MOST)) {
    const range = { hash: ['endpointId', endpointId], range: ['msgId', from, to], descending: !ascending, limit } as const
    const { items, isCut } = await oneRead<DeliveryItem>(db, 'deliveries', range)
    const told = (await toldBy(db, items.filter(({ msgId }) => msgId !== last))).filter(({ id }) => id >= walk.from && id <= walk.to)
    last = items.at(-1)?.msgId
    yield { items: told, end: last === undefined || !isCut ? ascending ? walk.to : walk.from : readUpTo(last, ascending) }
    if (last === undefined || !isCut) return
    if (ascending) from = last
    else to = last
  }
}

/** The messages whose first attempt may lie between two bounds. */
function around ({ from, to }: Pick<Walk, 'from' | 'to'>): [from: string, to: string] {
  const [since, until] = [idTimeMs(from), idTimeMs(to)]
  return [since === undefined ? 'msg_' : startId('msg_', since - PROMPT_MS), until === undefined ? 'msg_~' : endId('msg_', until)]
}

/** Up to which attempt all is known once the deliveries were read up to this message. */
const readUpTo = (msgId: string, ascending: boolean) => ascending
  ? endId('atmpt_', idTimeMs(msgId)! - TICK_MS)
  : startId('atmpt_', idTimeMs(msgId)! + PROMPT_MS + TICK_MS)

// JSON strings escape quotes, so this text can only be the member itself.
const OPENED = '"opened":"'

async function toldBy (db: Database, items: readonly DeliveryItem[]): Promise<Attempt[]> {
  const some = items.filter(({ data }) => data.includes(FIRST) || data.includes(OPENED)).map(deliveryOf)
  const opened = some.flatMap(({ msgId, opened }) => opened === undefined ? [] : [{ msgId, id: opened }])
  const found = opened.length === 0 ? [] : await getMany<AttemptItem>(db, 'attempts', opened, RECORD)
  return [
    ...some.flatMap(delivery => delivery.first ? [attemptOf(delivery, delivery.first)] : []),
    ...found.filter(({ endpointId }) => endpointId === undefined).map(fromItem)
  ]
}

/** The attributes of an attempt without its headers. */
export const RECORD = ['msgId', 'id', 'endpointId', 'data', 'answer']

function attemptOf ({ appId, msgId, endpointId, eventType, channels, tags }: Delivery, { id, code, durationMs }: FirstAttempt): Attempt {
  return {
    appId, msgId, id, endpointId, url: '', status: 0, responseStatusCode: code, response: ELSEWHERE, responseDurationMs: durationMs,
    triggerType: 0, eventType, channels, ...(tags && { tags }), isUnlisted: true
  }
}

/** How many there are between two instants, Unix ms, as soon as they are settled. The database counts all but those at the ends. */
export async function count (db: Database, endpointId: string, { since, until }: { since: number, until: number }): Promise<number> {
  if (db.recent) return 0
  const exactly = async (from?: number, to?: number): Promise<number> => {
    let count = 0
    const span = { since, until, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
    for await (const some of settledOf(db, endpointId, span)) count += some.length
    return count
  }
  if (until - PROMPT_MS <= since) return await exactly()
  const span = { hash: ['endpointId', endpointId] as const, key: 'msgId', prefix: 'msg_', since, until: until - PROMPT_MS }
  const [before, within, after] = await Promise.all([
    exactly(undefined, since - TICK_MS), countParts(db, 'deliveries', span, FIRST), exactly(until - PROMPT_MS)
  ])
  return before + within.count + after
}

/**
 * Counts some of those between two ids with one request, after a message, or from the first on; `last` is the message up to which it
 * counted; null at the end.
 */
export async function countSome (
  db: Database,
  endpointId: string,
  { from, to, after }: { from: string, to: string, after: string | null }
): Promise<{ count: number, last: string | null }> {
  const [first, end] = around({ from, to })
  const range = ['msgId', after === null ? first : idAfter(after), end] as const
  const { items, isCut } = await oneRead<DeliveryItem>(db, 'deliveries', { hash: ['endpointId', endpointId], range })
  const told = await toldBy(db, items)
  return { count: told.filter(({ id }) => id >= from && id <= to).length, last: isCut ? items.at(-1)!.msgId : null }
}
