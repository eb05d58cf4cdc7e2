import { RETENTION_MS } from '../facts/periods.js'
import type { AttemptItem } from '../models/attempt-model.js'
import { idTimeMs, isId } from '../lib/ids.js'
import { unpackHeaders, type ExchangedHeaders } from './attempt-headers.js'
import { fromItem, toItem } from './attempt-items.js'
import { get, getMany, pages, put, type Database, type Range, type Write } from './database.js'
import * as deliveries from './deliveries.js'
import type { Failure } from './deliveries.js'
import { matches, type MessageFilter } from './messages.js'
import { page, timedWalk, type ListQuery, type Page, type Source } from './pagination.js'

export interface Attempt {
  appId: string
  msgId: string
  id: string
  endpointId: string
  /** The URL that the request used. */
  url: string
  /** 0 success, 2 failure; 4 only if the query asks for it: a failure after which the delivery was canceled. */
  status: 0 | 2 | 4
  /** 0 when there was no HTTP answer. */
  responseStatusCode: number
  response: string
  responseDurationMs: number
  /** 0 scheduled, 1 manual. */
  triggerType: 0 | 1
  /** The event type of its message. */
  eventType: string
  channels: string[] | null
  tags?: string[]
  /** Why there was no HTTP answer. */
  failure?: Failure
  /** Present only if they were recorded and the caller asks for them. */
  headers?: ExchangedHeaders
  /** Only the row of the delivery reports this attempt: the index by endpoint does not contain it. */
  isUnlisted?: true
}

export interface AttemptFilter extends MessageFilter {
  status?: number | undefined
  /** 0, 100, … 500; see contract 2.7. */
  statusCodeClass?: number | undefined
  endpointId?: string | undefined
}

export type Query = ListQuery & AttemptFilter

/** When an attempt began, Unix ms: its id contains this time. */
export const timestampOf = ({ id }: { id: string }) => idTimeMs(id)!

/** Stores an attempt. Storing it again with the same id changes nothing. */
export async function record (db: Database, attempt: Attempt): Promise<void> {
  await put(db, 'attempts', toItem(db, attempt))
}

/** The write that `record` makes, to be combined with another write in one transaction. */
export const writeOf = (db: Database, attempt: Attempt): Write => ({ table: 'attempts', item: toItem(db, attempt) })

/** One attempt of a message, with its headers; undefined when there is none. */
export async function read (db: Database, msgId: string, id: string): Promise<Attempt | undefined> {
  const item = isId('atmpt_', id) ? await get<AttemptItem>(db, 'attempts', { msgId, id }) : undefined
  return item && { ...fromItem(item), ...(item.headers && { headers: unpackHeaders(item.headers) }) }
}

/** The attempt with this id, searched in at most a hundred messages; undefined when there is none. */
export async function readAmong (db: Database, msgIds: string[], id: string): Promise<Attempt | undefined> {
  const [item] = await getMany<AttemptItem>(db, 'attempts', msgIds.map(msgId => ({ msgId, id })))
  return item && fromItem(item)
}

/** Any attempt of a message; undefined when there is none. */
export const anyOf = async (db: Database, msgId: string): Promise<Attempt | undefined> => await first(db, { hash: ['msgId', msgId] })

/** The first attempt of a range; undefined when there is none. */
export async function first (db: Database, range: Range): Promise<Attempt | undefined> {
  for await (const [item] of pages<AttemptItem>(db, 'attempts', { ...range, limit: 1 })) if (item) return fromItem(item)
  return undefined
}

/** The attempts of a message that pass the filter, newest first. */
export async function ofMessage (db: Database, msgId: string, query: Query, now: number): Promise<Page<Attempt>> {
  return await list(db, sourceOf(db, { hash: ['msgId', msgId] }), query, now)
}

/** The attempts of a message, or those in the index of an endpoint, in the order of a walk. */
export function sourceOf (db: Database, by: Pick<Range, 'hash' | 'index'>): Source<Attempt> {
  return async function * ({ from, to, ascending }, size) {
    const range: Range = { ...by, range: ['id', from, to], descending: !ascending, limit: size }
    for await (const items of pages<AttemptItem>(db, 'attempts', range)) yield items.map(fromItem)
  }
}

/** Every attempt of a message, oldest first. */
export async function all (db: Database, msgId: string, now: number): Promise<Attempt[]> {
  const found: Attempt[] = []
  for await (const items of pages<AttemptItem>(db, 'attempts', { hash: ['msgId', msgId] })) found.push(...items.map(fromItem))
  return found.filter(attempt => isKept(attempt, now))
}

/** Removes the endpoint's answer and the headers from an attempt, permanently. */
export async function expunge (db: Database, { headers: _, ...attempt }: Attempt): Promise<void> {
  await put(db, 'attempts', toItem(db, { ...attempt, response: 'EXPUNGED' }), { expression: 'attribute_exists(#id)' })
}

const isKept = (attempt: Attempt, now: number) => timestampOf(attempt) + RETENTION_MS > now

/** One page of the attempts that pass the filter, newest first. */
export async function list (db: Database, all: Source<Attempt>, query: Query, now: number): Promise<Page<Attempt>> {
  const source: Source<Attempt> = async function * (walk, size) {
    for await (const items of all(walk, size)) {
      const passing = items.filter(attempt => passes(attempt, query, now))
      yield query.status === CANCELED ? await lastOfCanceled(db, passing) : passing
    }
  }
  // The source has applied the filter. `() => true` makes `page` read in the sizes of a filtered walk.
  return await page(timedWalk(query, 'atmpt_'), source, attempt => attempt.id, () => true)
}

const CANCELED = 4

/** The failed attempts after which the delivery was canceled. */
async function lastOfCanceled (db: Database, failed: Attempt[]): Promise<Attempt[]> {
  const canceled = await deliveries.readMany(db, failed)
  const last = new Set(canceled.flatMap(({ state, last }) => state === 'canceled' && last ? [last.id] : []))
  return failed.filter(({ id }) => last.has(id)).map(attempt => ({ ...attempt, status: CANCELED }))
}

function passes (attempt: Attempt, filter: AttemptFilter, now: number): boolean {
  const { status, statusCodeClass, endpointId } = filter
  if (!isKept(attempt, now)) return false
  if (status !== undefined && attempt.status !== (status === CANCELED ? 2 : status)) return false
  if (endpointId !== undefined && attempt.endpointId !== endpointId) return false
  if (statusCodeClass !== undefined && Math.floor(attempt.responseStatusCode / 100) * 100 !== statusCodeClass) return false
  return matches(attempt, filter)
}
