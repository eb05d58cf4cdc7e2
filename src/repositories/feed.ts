import { RETENTION_MS } from '../facts/periods.js'
import { atInstant, endId } from '../lib/ids.js'
import type { FeedItem } from '../models/feed-model.js'
import { firstPage, get, overRevision, put, remove, type Database } from './database.js'
import type { Message } from './messages.js'

/**
 * The feed of an application is the order in which its polling endpoints show messages. It is a chain of segments: each begins
 * where the one before it ends, and once it is sealed its messages and their order never change.
 */
export interface Segment {
  /** The id that it begins after; the key. */
  from: string
  /** The id that it ends with: messages up to there have their place in it. The next segment begins here. */
  to: string
  /** Messages that it shows beside its own, each under the key that gives it its place: its time and its id. */
  added: Added[]
  /** What it shows, in order; absent: it is not sealed yet, or shows all that the list has. */
  ids?: string[]
  /** It was first read so late that nothing can come into it: it shows what the list has. */
  isOld?: true
  /** Messages with an id of this segment that are shown by a later one. */
  moved: string[]
  rev: number
}

export interface Added { key: string, msgId: string }

/** A message that is still to come into the feed: at its time, or because its place was passed when it was stored. */
export interface Coming {
  /** Its time and its id in one: the key. */
  key: string
  msgId: string
  /** The segment that is to show it; absent: none yet. */
  segment?: string
  rev: number
}

/** Where every feed begins. */
export const BEGINNING = 'msg_'

const segments = (appId: string) => `${appId}|feed`
const coming = (appId: string) => `${appId}|coming`

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

/** Writes a segment over the revision that was read (0: none is there); false when another was faster. */
export async function writeSegment (db: Database, appId: string, segment: Segment, now: number): Promise<boolean> {
  const { from, rev, ...data } = segment
  const item: FeedItem = { label: segments(appId), id: from, data: JSON.stringify(data), rev: rev + 1, expiresAt: expiryOf(now) }
  return await put(db, 'labels', item, overRevision(rev, 'id'))
}

/** The messages that have come by an instant, Unix ms, in their order; at most so many. */
export async function comingBy (db: Database, appId: string, now: number, limit: number): Promise<Coming[]> {
  const range = { hash: ['label', coming(appId)], range: ['id', BEGINNING, endId('msg_', now)], limit } as const
  return (await firstPage<FeedItem>(db, 'labels', range)).map(comingOf)
}

/** It as it is now; undefined when it is in the feed. */
export async function readComing (db: Database, appId: string, key: string): Promise<Coming | undefined> {
  const item = await get<FeedItem>(db, 'labels', { label: coming(appId), id: key })
  return item && comingOf(item)
}

/** The key of the first message that comes after an instant, Unix ms. */
export async function nextComing (db: Database, appId: string, after: number): Promise<string | undefined> {
  const range = { hash: ['label', coming(appId)], range: ['id', endId('msg_', after), `${BEGINNING}~`], limit: 1 } as const
  return (await firstPage<FeedItem>(db, 'labels', range))[0]?.id
}

/** Has a message come into the feed at an instant, Unix ms; once, however often it is asked for before it has come. */
export async function letCome (db: Database, { appId, id }: Pick<Message, 'appId' | 'id'>, at: number): Promise<void> {
  const item: FeedItem = {
    label: coming(appId), id: atInstant(id, at), data: JSON.stringify({ msgId: id }), rev: 1, expiresAt: expiryOf(at)
  }
  await put(db, 'labels', item, overRevision(0, 'id'))
}

/** Notes which segment is to show it; false when another process noted one meanwhile. */
export async function claimComing (db: Database, appId: string, { key, msgId, rev, segment }: Coming, now: number): Promise<boolean> {
  const item: FeedItem = {
    label: coming(appId), id: key, data: JSON.stringify({ msgId, segment }), rev: rev + 1, expiresAt: expiryOf(now)
  }
  return await put(db, 'labels', item, overRevision(rev, 'id'))
}

/** Forgets it, once it is in the feed. */
export async function forgetComing (db: Database, appId: string, { key }: Pick<Coming, 'key'>): Promise<void> {
  await remove(db, 'labels', { label: coming(appId), id: key })
}

// As long as the last message that it can name.
const expiryOf = (at: number) => Math.ceil((at + 2 * RETENTION_MS) / 1000)

const segmentOf = ({ id, data, rev }: FeedItem): Segment => ({ ...JSON.parse(data) as Omit<Segment, 'from' | 'rev'>, from: id, rev })
const comingOf = ({ id, data, rev }: FeedItem): Coming => ({ ...JSON.parse(data) as Pick<Coming, 'msgId' | 'segment'>, key: id, rev })
