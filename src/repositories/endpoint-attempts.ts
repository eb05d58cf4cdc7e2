import { startId } from '../lib/ids.js'
import type { AttemptItem } from '../models/attempt-model.js'
import { ELSEWHERE, fromItem } from './attempt-items.js'
import { first, list, sourceOf, type Attempt, type AttemptFilter, type Query } from './attempts.js'
import { countParts, idAfter } from './count.js'
import { countPage, getMany, type Database } from './database.js'
import * as told from './first-attempt-lists.js'
import { mergeParts, type Part } from './merge.js'
import type { ListQuery, Page, Walk } from './pagination.js'

/** The attempts to an endpoint: those in the index `byEndpoint`, and first ones that their deliveries tell. */

/** `withContent`: false where nobody reads the answers; these are then empty or missing. */
export interface EndpointQuery extends ListQuery, AttemptFilter { withContent?: boolean }

const byEndpoint = (endpointId: string) => ({ hash: ['endpointId', endpointId] as const, index: 'byEndpoint' as const })

/** The attempt with this id in the index of an endpoint; undefined when there is none. */
export const readListed = async (db: Database, endpointId: string, id: string): Promise<Attempt | undefined> =>
  await first(db, { ...byEndpoint(endpointId), range: ['id', id, id] })

/** The attempts to an endpoint that pass the filter, newest first. */
export async function ofEndpoint (
  db: Database,
  endpointId: string,
  { withContent = true, ...query }: EndpointQuery,
  now: number
): Promise<Page<Attempt>> {
  const found = await resultsOf(db, endpointId, query, now)
  return { ...found, data: await completed(db, found.data, withContent) }
}

/** The same without URLs and answers. */
export async function resultsOf (db: Database, endpointId: string, query: Query, now: number): Promise<Page<Attempt>> {
  return await list(db, async function * (walk, size) {
    for await (const { items } of partsOf(db, endpointId, walk, size)) yield items
  }, query, now)
}

/** The same, but only those that the index has: all that failed, and successes other than prompt first ones. */
export async function listedOf (db: Database, endpointId: string, query: Query, now: number): Promise<Page<Attempt>> {
  return await list(db, sourceOf(db, byEndpoint(endpointId)), query, now)
}

/** The attempts to an endpoint in the parts of a walk, without URLs and answers: those in the index, and those that deliveries tell. */
export const partsOf = (db: Database, endpointId: string, walk: Walk, size: number) => mergeParts(
  [listedParts(db, endpointId, walk, size), told.partsOf(db, endpointId, walk, size)], ({ id }) => id, walk.ascending)

async function * listedParts (
  db: Database,
  endpointId: string,
  walk: Walk,
  size: number
): AsyncGenerator<Part<Attempt>> {
  let end = walk.ascending ? walk.from : walk.to
  for await (const items of sourceOf(db, byEndpoint(endpointId))(walk, size)) {
    end = items.at(-1)?.id ?? end
    yield { items, end }
  }
}

/** The index has no long answers, and a delivery no answer and URL. An attempt that was removed meanwhile has none. */
async function completed (db: Database, listed: Attempt[], withContent: boolean): Promise<Attempt[]> {
  const lacking = listed.filter(({ url, response }) => url === '' || (withContent && response === ELSEWHERE))
  if (lacking.length === 0) return listed
  const items = await getMany<AttemptItem>(db, 'attempts', lacking.map(({ msgId, id }) => ({ msgId, id })), told.RECORD)
  const known = new Map(items.map(item => [item.id, fromItem(item)]))
  return listed.map(attempt => lacking.includes(attempt) ? { ...attempt, response: '', ...known.get(attempt.id) } : attempt)
}

// JSON strings escape quotes, so this text can only be the member itself.
const SUCCEEDED = '"status":0,'

/** How many attempts to an endpoint succeeded and failed between two instants (Unix ms, both included). */
export async function count (
  db: Database,
  endpointId: string,
  { since, until }: { since: number, until: number }
): Promise<{ success: number, fail: number }> {
  const [{ count: success, seen }, first] = await Promise.all([
    countParts(db, 'attempts', { ...byEndpoint(endpointId), key: 'id', prefix: 'atmpt_', since, until }, SUCCEEDED),
    told.count(db, endpointId, { since, until })
  ])
  return { success: success + first, fail: seen - success }
}

// The index was counted to its end; what deliveries tell comes next.
const TOLD = 'told'

/**
 * Counts the attempts to an endpoint in [since, until), Unix ms, with one request, after the place `after` if it is given. `last` is the
 * place up to which it counted; null at the end of the range. The index is counted first, then what deliveries tell.
 */
export async function countSome (
  db: Database,
  endpointId: string,
  { since, until, after }: { since: number, until: number, after: string | null }
): Promise<{ count: number, last: string | null }> {
  const [from, to] = [startId('atmpt_', since), startId('atmpt_', until)]
  if (after?.startsWith(TOLD)) {
    const { count, last } = await told.countSome(db, endpointId, { from, to, after: after.slice(TOLD.length) || null })
    return { count, last: last && TOLD + last }
  }
  const range = ['id', after === null ? from : idAfter(after), to] as const
  const { count, last } = await countPage(db, 'attempts', { ...byEndpoint(endpointId), range })
  return { count, last: (last?.id as string | undefined) ?? (db.recent ? null : TOLD) }
}

/** How many there are in [since, until), with one request for each place; `more`: there are more than that counted. */
export async function countNow (
  db: Database,
  endpointId: string,
  span: { since: number, until: number }
): Promise<{ count: number, more: boolean }> {
  const places = db.recent ? [null] : [null, TOLD]
  const counted = await Promise.all(places.map(async after => await countSome(db, endpointId, { ...span, after })))
  return { count: counted.reduce((sum, { count }) => sum + count, 0), more: counted.some(({ last }) => last !== null && last !== TOLD) }
}
