import { DAY_MS } from '../facts/periods.js'
import type { FeedItem } from '../models/feed-model.js'
import { get, overRevision, pages, put, type Database, type Range } from './database.js'
import { page, plainWalk, type ListQuery, type Page, type Walk } from './pagination.js'

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
  /** The time of the latest poll or acknowledgement that was stored, Unix ms; 0: it was moved to a time, and never polled. */
  polledAt: number
  /** When it was last moved to a time, Unix ms. */
  soughtAt?: number
}

const label = (appId: string, sinkId: string) => `${appId}|${sinkId}|consumers`

// A consumer that does not poll for so long is forgotten.
const KEPT_MS = 90 * DAY_MS
const keptUntil = ({ polledAt, soughtAt = 0 }: Pick<Consumer, 'polledAt' | 'soughtAt'>) => Math.max(polledAt, soughtAt) + KEPT_MS

/** The consumer as it is now; undefined when it never polled. */
export async function read<Place> (db: Database, appId: string, sinkId: string, id: string): Promise<Consumer<Place> | undefined> {
  const item = await get<FeedItem>(db, 'labels', { label: label(appId, sinkId), id })
  return item && consumerOf<Place>(item)
}

/** Writes a consumer over the revision that was read (0: a new one); false when another process wrote first. */
export async function write<Place> (db: Database, appId: string, sinkId: string, consumer: Consumer<Place>): Promise<boolean> {
  const { id, rev, ...data } = consumer
  const item: FeedItem = {
    label: label(appId, sinkId), id, data: JSON.stringify(data), rev: rev + 1, expiresAt: Math.ceil(keptUntil(consumer) / 1000)
  }
  return await put(db, 'labels', item, overRevision(rev, 'id'))
}

/** The consumers of a polling endpoint that are not forgotten, by name. */
export async function list<Place> (
  db: Database,
  destination: { appId: string, id: string },
  query: ListQuery,
  now: number
): Promise<Page<Consumer<Place>>> {
  const hash = ['label', label(destination.appId, destination.id)] as const
  const source = async function * ({ from, to, ascending }: Walk, size: number) {
    const range: Range = { hash, range: ['id', from, to], descending: !ascending, limit: size }
    for await (const items of pages<FeedItem>(db, 'labels', range)) yield items.map(item => consumerOf<Place>(item))
  }
  return await page(plainWalk(query, '', 'ascending'), source, ({ id }) => id, consumer => keptUntil(consumer) > now)
}

const consumerOf = <Place>({ id, data, rev }: FeedItem): Consumer<Place> =>
  ({ ...JSON.parse(data) as Omit<Consumer<Place>, 'id' | 'rev'>, id, rev })
