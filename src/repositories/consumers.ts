import { DAY_MS } from '../facts/periods.js'
import type { FeedItem } from '../models/feed-model.js'
import { firstPage, get, overRevision, put, type Database } from './database.js'

/** Whose place in a feed the server keeps: a name that callers choose, of one polling endpoint. `Place` is what delivery/polling has. */
export interface Consumer<Place = unknown> {
  id: string
  rev: number
  /** What follows it was not acknowledged. */
  place: Place
  /** Names the iterator that stands for the place. */
  nonce: string
  /** What the latest page ended with, and its iterator's name; absent: nothing was handed out since the place was last moved. */
  handed?: { place: Place, nonce: string }
  /** How many messages were acknowledged: the offset of the next one, in the form with leases. */
  count: number
  /** In that form: until when what was handed out is kept for its holder, Unix ms, and the place after each message. */
  lease?: { until: number, places: Place[] }
  /** When the place or the page was last written, Unix ms. */
  polledAt: number
}

const label = (appId: string, sinkId: string) => `${appId}|${sinkId}|consumers`

// A consumer that asks for nothing so long begins anew.
const KEPT_MS = 90 * DAY_MS

/** The consumer as it is now; undefined when it never polled. */
export async function read<Place> (db: Database, appId: string, sinkId: string, id: string): Promise<Consumer<Place> | undefined> {
  const item = await get<FeedItem>(db, 'labels', { label: label(appId, sinkId), id })
  return item && consumerOf<Place>(item)
}

/** Writes it over the revision that was read (0: none is there); false when another was faster. */
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
