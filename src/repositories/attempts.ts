import type { AttemptItem } from '../models/attempt.js'
import { idTimeMs, isId, startId } from '../lib/ids.js'
import { countPage, get, pages, put, type Database, type Range } from './database.js'
import { matches, type MessageFilter } from './messages.js'
import { page, timedWalk, type ListQuery, type Page, type Walk } from './page.js'
import { RETENTION_MS } from './payloads.js'

export interface Attempt {
  appId: string
  msgId: string
  id: string
  endpointId: string
  /** As used. */
  url: string
  /** 0 success, 2 fail. */
  status: 0 | 2
  /** 0 when there was no HTTP answer. */
  responseStatusCode: number
  response: string
  responseDurationMs: number
  /** 0 scheduled, 1 manual. */
  triggerType: 0 | 1
  /** Of its message. */
  eventType: string
  channels: string[] | null
  tags?: string[]
}

type Data = Omit<Attempt, 'msgId' | 'id' | 'endpointId'>

export interface AttemptFilter extends MessageFilter {
  status?: number | undefined
  /** 0, 100, … 500. */
  statusCodeClass?: number | undefined
  endpointId?: string | undefined
}

/** The instant of an attempt, Unix milliseconds: the one its id encodes. */
export const timestampOf = ({ id }: { id: string }) => idTimeMs(id)!

/** Records an attempt; doing so again with the same id changes nothing. */
export async function record (db: Database, attempt: Attempt): Promise<void> {
  await put(db, 'attempts', toItem(attempt))
}

/** One attempt of a message; undefined when there is none. */
export async function read (db: Database, msgId: string, id: string): Promise<Attempt | undefined> {
  const item = isId('atmpt_', id) ? await get<AttemptItem>(db, 'attempts', { msgId, id }) : undefined
  return item && fromItem(item)
}

/** The attempts of a message that pass the filter, newest first. */
export async function ofMessage (db: Database, msgId: string, query: ListQuery & AttemptFilter, now: number): Promise<Page<Attempt>> {
  return await list(db, { hash: ['msgId', msgId] }, query, now)
}

/** The attempts to an endpoint that pass the filter, newest first. */
export async function ofEndpoint (db: Database, endpointId: string, query: ListQuery & AttemptFilter, now: number): Promise<Page<Attempt>> {
  return await list(db, { hash: ['endpointId', endpointId], index: 'byEndpoint' }, query, now)
}

// JSON of no text contains it: there its quotes are escaped.
const SUCCEEDED: [string, string] = ['data', '"status":0,']
const PARTS = 16

/**
 * How many attempts to an endpoint succeeded and failed between two instants (Unix ms, both included). The database
 * counts; what one request cannot, about a megabyte, is counted in parts at once.
 */
export async function count (db: Database, endpointId: string, { since, until }: { since: number, until: number }): Promise<{ success: number, fail: number }> {
  const counted = { success: 0, fail: 0 }
  const to = startId('atmpt_', until)
  const step = async (from: string, end: string) => {
    const { count, seen, last } = await countPage(db, 'attempts', rangeOf(endpointId, from, end), SUCCEEDED)
    counted.success += count
    counted.fail += seen - count
    return last && idAfter(last.id as string)
  }
  const second = await step(startId('atmpt_', since), to)
  if (second === undefined) return counted
  const at = idTimeMs(second.slice(0, -1))!
  const bounds = Array.from({ length: PARTS - 1 }, (_, n) => startId('atmpt_', at + (until - at) * (n + 1) / PARTS)).filter(id => id > second)
  await Promise.all([second, ...bounds].map(async (from, n) => {
    for (let next: string | undefined = from; next !== undefined;) next = await step(next, bounds[n] ?? to)
  }))
  return counted
}

const rangeOf = (endpointId: string, from: string, to: string): Range => ({ hash: ['endpointId', endpointId], index: 'byEndpoint', range: ['id', from, to] })

// Ids are of one length, so nothing lies between an id and the same with a character more.
const idAfter = (id: string) => `${id}0`

/**
 * How many attempts to an endpoint one request finds in [since, until), Unix ms, after the id `after` if there is one;
 * `last` is the id up to which it counted, null at the end of the range.
 */
export async function countSome (db: Database, endpointId: string, { since, until, after }: { since: number, until: number, after: string | null }): Promise<{ count: number, last: string | null }> {
  const from = after === null ? startId('atmpt_', since) : idAfter(after)
  const { count, last } = await countPage(db, 'attempts', rangeOf(endpointId, from, startId('atmpt_', until)))
  return { count, last: (last?.id as string | undefined) ?? null }
}

/** Every attempt of a message, oldest first. */
export async function all (db: Database, msgId: string, now: number): Promise<Attempt[]> {
  const found: Attempt[] = []
  for await (const items of pages<AttemptItem>(db, 'attempts', { hash: ['msgId', msgId] })) found.push(...items.map(fromItem))
  return found.filter(attempt => isKept(attempt, now))
}

/** Forgets for good what an endpoint answered. */
export async function expunge (db: Database, attempt: Attempt): Promise<void> {
  await put(db, 'attempts', toItem({ ...attempt, response: 'EXPUNGED' }), { expression: 'attribute_exists(#id)' })
}

const isKept = (attempt: Attempt, now: number) => timestampOf(attempt) + RETENTION_MS > now

async function list (db: Database, by: Pick<Range, 'hash' | 'index'>, query: ListQuery & AttemptFilter, now: number): Promise<Page<Attempt>> {
  const source = async function * ({ from, to, ascending }: Walk, size: number) {
    const range: Range = { ...by, range: ['id', from, to], descending: !ascending, limit: size }
    for await (const items of pages<AttemptItem>(db, 'attempts', range)) yield items.map(fromItem)
  }
  return await page(timedWalk(query, 'atmpt_', now), source, attempt => attempt.id, attempt => passes(attempt, query, now))
}

function passes (attempt: Attempt, filter: AttemptFilter, now: number): boolean {
  const { status, statusCodeClass, endpointId } = filter
  if (!isKept(attempt, now)) return false
  if (status !== undefined && attempt.status !== status) return false
  if (endpointId !== undefined && attempt.endpointId !== endpointId) return false
  if (statusCodeClass !== undefined && Math.floor(attempt.responseStatusCode / 100) * 100 !== statusCodeClass) return false
  return matches(attempt, filter)
}

function toItem ({ msgId, id, endpointId, ...data }: Attempt): AttemptItem {
  const expiresAt = Math.ceil((timestampOf({ id }) + RETENTION_MS) / 1000)
  return { msgId, id, endpointId, data: JSON.stringify(data satisfies Data), expiresAt }
}

function fromItem ({ msgId, id, endpointId, data }: AttemptItem): Attempt {
  return { msgId, id, endpointId, ...JSON.parse(data) as Data }
}
