import { DAY_MS } from '../facts/periods.js'
import type { FeedItem } from '../models/feed-model.js'
import { firstPage, get, overRevision, put, type Database } from './database.js'

/**
 * A consumer of a polling endpoint: a name chosen by the caller, whose place in the feed the server keeps. `Place` is the type of
 * delivery/polling.
 */
export interface Consumer<Place = unknown> {
  id: string
  rev: number
  /** The acknowledged place. */
  place: Place
  /** The name of the page that ended at the place; it is in the iterator. */
  nonce: string
  /** The place after the latest page, and that page's name; absent when no page was returned since the place was last moved. */
  handed?: { place: Place, nonce: string }
  /** With leases: the number of acknowledged messages, which is the offset of the next one. */
  count: number
  /** With leases: the end of the lease, Unix ms, and the place after each leased message. */
  lease?: { until: number, places: Place[] }
  /** When the place or the page was last written, Unix ms. */
  polledAt: number
}

const label = (appId: string, sinkId: string) => `${appId}|${sinkId}|consumers`

// A consumer that does not poll for so long is forgotten.
const KEPT_MS = 90 * DAY_MS

/** The consumer as it is now; undefined when it never polled. */
export async function read<Place> (db: Database, appId: string, sinkId: string, id: string): Promise<Consumer<Place> | undefined> {
  const item = await get<FeedItem>(db, 'labels', { label: label(appId, sinkId), id })
  return item && consumerOf<Place>(item)
}

/** Writes a consumer over the revision that was read (0: a new one); false when another process wrote first. */
export async function write<Place> (db: Database, appId: string, sinkId: string, consumer: Consumer<Place>): Promise<boolean> {
  const { id, rev, ...data } = consumer
  const item: FeedItem = {
    label: label(appId, sinkId), id, data: JSON.stringify(data), rev: rev + 1, expiresAt: Math.ceil((consumer.polledAt + KEPT_MS) / 1000)
  }
  return await put(db, 'labels', item, overRevision(rev, 'id'))
}

/** The consumers of a polling endpoint, by name; at most so many. */
export async function list<Place> (db: Database, appId: string, sinkId: string, limit: number): Promise<Array<Consumer<Place>>> {
  const range = { hash: ['label', label(appId, sinkId)], limit } as const
  return (await firstPage<FeedItem>(db, 'labels', range)).map(item => consumerOf<Place>(item))
}

const consumerOf = <Place>({ id, data, rev }: FeedItem): Consumer<Place> =>
  ({ ...JSON.parse(data) as Omit<Consumer<Place>, 'id' | 'rev'>, id, rev })
