import { RETENTION_MS } from '../facts/periods.js'
import type { AttemptItem } from '../models/attempt-model.js'
import { idTimeMs, isId, startId } from '../lib/ids.js'
import { packAnswer, SHORT_BYTES, unpackAnswer } from './attempt-answer.js'
import { packHeaders, unpackHeaders, type ExchangedHeaders, type Room } from './attempt-headers.js'
import { countParts, idAfter } from './count.js'
import { countPage, get, getMany, pages, put, type Database, type Range, type Write } from './database.js'
import * as deliveries from './deliveries.js'
import type { Failure } from './deliveries.js'
import { matches, type MessageFilter } from './messages.js'
import { page, timedWalk, type ListQuery, type Page, type Walk } from './pagination.js'

export interface Attempt {
  appId: string
  msgId: string
  id: string
  endpointId: string
  /** The URL that the request used. */
  url: string
  /** 0 success, 2 failure; 4 where that was asked for: a failure after which the delivery was canceled. */
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
  /** Where they were recorded and are asked for. */
  headers?: ExchangedHeaders
}

// Without the answer, it is in an attribute of its own.
type Data = Omit<Attempt, 'msgId' | 'id' | 'endpointId' | 'headers' | 'response'> & Partial<Pick<Attempt, 'response'>>

export interface AttemptFilter extends MessageFilter {
  status?: number | undefined
  /** 0, 100, … 500; see contract 2.7. */
  statusCodeClass?: number | undefined
  endpointId?: string | undefined
}

/** `withContent`: false where nobody reads the answers; these are then empty or missing. */
export interface EndpointQuery extends ListQuery, AttemptFilter { withContent?: boolean }

/** When an attempt began, Unix ms: its id contains this time. */
export const timestampOf = ({ id }: { id: string }) => idTimeMs(id)!

/** Stores an attempt. Storing it again with the same id changes nothing. */
export async function record (db: Database, attempt: Attempt): Promise<void> {
  await put(db, 'attempts', toItem(db, attempt))
}

/** The write of `record`, for a transaction with another write. */
export const writeOf = (db: Database, attempt: Attempt): Write => ({ table: 'attempts', item: toItem(db, attempt) })

/** One attempt of a message, with its headers; undefined when there is none. */
export async function read (db: Database, msgId: string, id: string): Promise<Attempt | undefined> {
  const item = isId('atmpt_', id) ? await get<AttemptItem>(db, 'attempts', { msgId, id }) : undefined
  return item && { ...fromItem(item), ...(item.headers && { headers: unpackHeaders(item.headers) }) }
}

/** The attempt with this id to an endpoint; undefined when there is none. */
export async function readOfEndpoint (db: Database, endpointId: string, id: string): Promise<Attempt | undefined> {
  return await first(db, { ...byEndpoint(endpointId), range: ['id', id, id] })
}

/** Any attempt of a message; undefined when there is none. */
export const anyOf = async (db: Database, msgId: string): Promise<Attempt | undefined> => await first(db, { hash: ['msgId', msgId] })

async function first (db: Database, range: Range): Promise<Attempt | undefined> {
  for await (const [item] of pages<AttemptItem>(db, 'attempts', { ...range, limit: 1 })) if (item) return fromItem(item)
  return undefined
}

/** The attempts of a message that pass the filter, newest first. */
export async function ofMessage (db: Database, msgId: string, query: ListQuery & AttemptFilter, now: number): Promise<Page<Attempt>> {
  return await list(db, { hash: ['msgId', msgId] }, query, now)
}

/** The attempts to an endpoint that pass the filter, newest first. */
export async function ofEndpoint (
  db: Database,
  endpointId: string,
  { withContent = true, ...query }: EndpointQuery,
  now: number
): Promise<Page<Attempt>> {
  const found = await list(db, byEndpoint(endpointId), query, now)
  return withContent ? { ...found, data: await withAnswers(db, found.data) } : found
}

/** The index has no long answers. An attempt that was removed meanwhile has none. */
async function withAnswers (db: Database, listed: Attempt[]): Promise<Attempt[]> {
  const lacking = listed.filter(({ response }) => response === ELSEWHERE)
  if (lacking.length === 0) return listed
  const items = await getMany<AttemptItem>(db, 'attempts', lacking.map(({ msgId, id }) => ({ msgId, id })), ['id', 'data', 'answer'])
  const answers = new Map(items.map(item => [item.id, fromItem(item).response]))
  return listed.map(attempt => attempt.response === ELSEWHERE ? { ...attempt, response: answers.get(attempt.id) ?? '' } : attempt)
}

// JSON strings escape quotes, so this text can only be the member itself.
const SUCCEEDED = '"status":0,'

/** How many attempts to an endpoint succeeded and failed between two instants (Unix ms, both included). */
export async function count (
  db: Database,
  endpointId: string,
  { since, until }: { since: number, until: number }
): Promise<{ success: number, fail: number }> {
  const { count: success, seen } = await countParts(
    db,
    'attempts',
    { ...byEndpoint(endpointId), key: 'id', prefix: 'atmpt_', since, until },
    SUCCEEDED
  )
  return { success, fail: seen - success }
}

const byEndpoint = (endpointId: string) => ({ hash: ['endpointId', endpointId] as const, index: 'byEndpoint' as const })

/**
 * Counts the attempts to an endpoint in [since, until), Unix ms, with one request, after the id `after` if it is given.
 * `last` is the id up to which it counted; null at the end of the range.
 */
export async function countSome (
  db: Database,
  endpointId: string,
  { since, until, after }: { since: number, until: number, after: string | null }
): Promise<{ count: number, last: string | null }> {
  const from = after === null ? startId('atmpt_', since) : idAfter(after)
  const { count, last } = await countPage(db, 'attempts', { ...byEndpoint(endpointId), range: ['id', from, startId('atmpt_', until)] })
  return { count, last: (last?.id as string | undefined) ?? null }
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

async function list (
  db: Database,
  by: Pick<Range, 'hash' | 'index'>,
  query: ListQuery & AttemptFilter,
  now: number
): Promise<Page<Attempt>> {
  const source = async function * ({ from, to, ascending }: Walk, size: number) {
    const range: Range = { ...by, range: ['id', from, to], descending: !ascending, limit: size }
    for await (const items of pages<AttemptItem>(db, 'attempts', range)) {
      const passing = items.map(fromItem).filter(attempt => passes(attempt, query, now))
      yield query.status === CANCELED ? await lastOfCanceled(db, passing) : passing
    }
  }
  // The source has applied the filter. `() => true` makes `page` read in the sizes of a filtered walk.
  return await page(timedWalk(query, 'atmpt_'), source, attempt => attempt.id, () => true)
}

const CANCELED = 4

/** Those of these failed attempts after which their delivery was canceled. */
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

function toItem (db: Database, { msgId, id, endpointId, headers, response, ...rest }: Attempt): AttemptItem {
  const isShort = Buffer.byteLength(response) <= SHORT_BYTES
  const data: Data = isShort ? { ...rest, response } : rest
  const expiresAt = Math.ceil((timestampOf({ id }) + RETENTION_MS) / 1000)
  const answer = isShort ? undefined : packAnswer(response, db.recent !== undefined)
  const item: AttemptItem = { msgId, id, endpointId, data: JSON.stringify(data), expiresAt, ...(answer && { answer }) }
  const packed = headers && packHeaders(headers, roomFor(db, item, data.status === 0))
  return packed ? { ...item, headers: packed } : item
}

const WRITE_UNIT = 1024
// What names of attributes and the number take at least without headers, and at most with them.
const LEAST_AROUND = 34
const MOST_AROUND = 60
const ANSWER_NAME = 'answer'.length

/**
 * The room that an attempt has for headers: a success, of which there are many, writes no unit more for them. An embedded database has no
 * write units.
 */
function roomFor (db: Database, { msgId, id, endpointId, data, answer }: AttemptItem, isSuccess: boolean): Room {
  if (db.recent) return { isPlain: true }
  const bytes = msgId.length + id.length + endpointId.length + Buffer.byteLength(data) + (answer ? answer.length + ANSWER_NAME : 0)
  const end = Math.ceil((bytes + LEAST_AROUND) / WRITE_UNIT) * WRITE_UNIT
  return { isPlain: false, ...(isSuccess && { bytes: end - bytes - MOST_AROUND }) }
}

// Not a text that an answer could be: it would be short, and in the data.
const ELSEWHERE = '\u0000'.repeat(SHORT_BYTES + 1)

function fromItem ({ msgId, id, endpointId, data, answer }: AttemptItem): Attempt {
  const { response = answer ? unpackAnswer(answer) : ELSEWHERE, ...rest } = JSON.parse(data) as Data
  return { msgId, id, endpointId, ...rest, response }
}
