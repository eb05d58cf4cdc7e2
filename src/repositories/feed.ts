import { RETENTION_MS } from '../facts/periods.js'
import { atInstant, endId, idTimeMs, startId } from '../lib/ids.js'
import type { FeedItem } from '../models/feed-model.js'
import { firstPage, get, overRevision, put, remove, type Database } from './database.js'
import type { Message } from './messages.js'

/**
 * The feed of an application is the order in which its polling endpoints show messages. It is a chain of segments: each begins
 * where the one before it ends, and once it is sealed its messages and their order never change.
 */
export interface Segment {
  /** The id after which the segment begins; the key. */
  from: string
  /** The last id of the segment; the next segment begins after it. */
  to: string
  /** Late and scheduled messages that were added, by the key that gives their place: time and id. */
  added: Added[]
  /**
   * Its messages, in order, by id; `<id>><polling endpoint>` when it is sent again to one. Absent when it is not sealed yet, or contains
   * all messages of the list.
   */
  ids?: string[]
  /** It was first read when it was too old for late messages: it contains all messages of the list. */
  isOld?: true
  /** Messages with an id of this segment that a later segment contains. */
  moved: string[]
  rev: number
}

export interface Added {
  key: string
  msgId: string
  /** The polling endpoint that it was sent to again; absent: it is shown to all, for the first time. */
  again?: string
}

/** A message that waits to be added to the feed: it is scheduled, it was stored after its place was read, or it is sent again. */
export interface Coming extends Added {
  /** The segment that claimed it; absent when none has. */
  segment?: string
  rev: number
}

/** The id before every feed. */
export const BEGINNING = 'msg_'

const segments = (appId: string) => `${appId}|feed`
const coming = (appId: string) => `${appId}|coming`
const shown = (appId: string) => `${appId}|shown`

/** The segment that begins after this id, as it is now. */
export async function readSegment (db: Database, appId: string, from: string): Promise<Segment | undefined> {
  const item = await get<FeedItem>(db, 'labels', { label: segments(appId), id: from })
  return item && segmentOf(item)
}

/** The segment with the last beginning before an id, as it is now; it may end before that id. */
export async function segmentBefore (db: Database, appId: string, id: string): Promise<Segment | undefined> {
  const range = { hash: ['label', segments(appId)], range: ['id', BEGINNING, id], descending: true, limit: 2 } as const
  const found = (await firstPage<FeedItem>(db, 'labels', range)).find(item => item.id !== id)
  return found && segmentOf(found)
}

/** Where the first segment after an id begins; undefined when there is none. */
export async function nextBeginning (db: Database, appId: string, id: string): Promise<string | undefined> {
  const range = { hash: ['label', segments(appId)], range: ['id', id, `${BEGINNING}~`], limit: 2 } as const
  return (await firstPage<FeedItem>(db, 'labels', range)).find(item => item.id !== id)?.id
}

/** Writes a segment over the revision that was read (0: a new one); false when another process wrote first. */
export async function writeSegment (db: Database, appId: string, segment: Segment, now: number): Promise<boolean> {
  const { from, rev, ...data } = segment
  const item: FeedItem = { label: segments(appId), id: from, data: JSON.stringify(data), rev: rev + 1, expiresAt: expiryOf(now) }
  return await put(db, 'labels', item, overRevision(rev, 'id'))
}

/** The late and scheduled messages that are due between two instants, Unix ms, in order, up to a limit. */
export async function comingBy (
  db: Database,
  appId: string,
  { since, until, limit }: { since: number, until: number, limit: number }
): Promise<Coming[]> {
  const range = { hash: ['label', coming(appId)], range: ['id', startId('msg_', since), endId('msg_', until)], limit } as const
  return (await firstPage<FeedItem>(db, 'labels', range)).map(comingOf)
}

/** Whether a message that comes at an instant is before those that `comingBy` finds since another one. */
export const isBefore = (id: string, at: number, since: number): boolean => atInstant(id, at) < startId('msg_', since)

/** The waiting message as it is now; undefined when it is in the feed. */
export async function readComing (db: Database, appId: string, key: string): Promise<Coming | undefined> {
  const item = await get<FeedItem>(db, 'labels', { label: coming(appId), id: key })
  return item && comingOf(item)
}

/** The key of the first message that is due after an instant, Unix ms. */
export async function nextComing (db: Database, appId: string, after: number): Promise<string | undefined> {
  const range = { hash: ['label', coming(appId)], range: ['id', endId('msg_', after), `${BEGINNING}~`], limit: 1 } as const
  return (await firstPage<FeedItem>(db, 'labels', range))[0]?.id
}

/** Notes that a message is to be added to the feed at an instant, Unix ms. A repeated call changes nothing. */
export async function letCome (db: Database, { appId, id }: Pick<Message, 'appId' | 'id'>, at: number): Promise<void> {
  const item: FeedItem = {
    label: coming(appId),
    id: atInstant(id, at),
    data: JSON.stringify({ msgId: id }),
    rev: 1,
    expiresAt: Math.ceil((at + RETENTION_MS) / 1000)
  }
  await put(db, 'labels', item, overRevision(0, 'id'))
}

/** Notes that a message is to be shown again to a polling endpoint, at the time of `key`, a new id: its place in the order. */
export async function letComeAgain (db: Database, { appId, id }: Pick<Message, 'appId' | 'id'>, key: string, again: string): Promise<void> {
  const data = JSON.stringify({ msgId: id, again })
  await put(db, 'labels', { label: coming(appId), id: key, data, rev: 1, expiresAt: expiryOf(idTimeMs(key)!) }, overRevision(0, 'id'))
}

/** Stores which segment claims it; false when another process claimed it meanwhile. */
export async function claimComing (db: Database, appId: string, { key, rev, ...rest }: Coming, now: number): Promise<boolean> {
  const item: FeedItem = { label: coming(appId), id: key, data: JSON.stringify(rest), rev: rev + 1, expiresAt: expiryOf(now) }
  return await put(db, 'labels', item, overRevision(rev, 'id'))
}

/** Removes it once it is in the feed. */
export async function forgetComing (db: Database, appId: string, { key }: Pick<Coming, 'key'>): Promise<void> {
  await remove(db, 'labels', { label: coming(appId), id: key })
}

/**
 * Notes that what was sent again is in the feed. A write of it that the database applies late, after the row was removed, would bring the
 * row back.
 */
export const noteShown = async (db: Database, appId: string, coming: Coming, now: number): Promise<boolean> =>
  await claimComing(db, shown(appId), { ...coming, rev: 0 }, now)

/** What was noted so. */
export const readShown = async (db: Database, appId: string, key: string): Promise<Coming | undefined> =>
  await readComing(db, shown(appId), key)

// A segment is kept as long as the last message that it can contain.
const expiryOf = (at: number) => Math.ceil((at + 2 * RETENTION_MS) / 1000)

const segmentOf = ({ id, data, rev }: FeedItem): Segment => ({ ...JSON.parse(data) as Omit<Segment, 'from' | 'rev'>, from: id, rev })
const comingOf = ({ id, data, rev }: FeedItem): Coming => ({ ...JSON.parse(data) as Omit<Coming, 'key' | 'rev'>, key: id, rev })
