import { MINUTE_MS } from '../../facts/periods.js'
import { idAfter, idTimeMs, startId } from '../../lib/ids.js'
import type { Application } from '../../repositories/applications.js'
import * as feed from '../../repositories/feed.js'
import type { Added, Coming, Segment } from '../../repositories/feed.js'
import { listAfter } from '../../repositories/message-feed.js'
import type { Message } from '../../repositories/messages.js'
import type { Storage } from '../engine.js'

/** The application whose feed it is. */
export type Fed = Pick<Application, 'id' | 'shardCounts' | 'polledSince'>

/** How many messages a segment holds, about. */
export const SEGMENT_SIZE = 250
/** The largest difference of clocks, ms. Older messages have all been stored when first read, and need no list of ids. */
export const OLD_MS = 30 * MINUTE_MS
// How much older the messages of such a segment have to be, so that not every poll opens one.
const SLACK_MS = MINUTE_MS
/** The most messages in one segment that are late, scheduled or sent again. */
export const COMING_AT_ONCE = 100
// How many moved messages a segment remembers. A repeated request of an older one could add it twice.
const MOST_MOVED = 1000

/**
 * Whether the place of a message in the feed follows from its id. A scheduled message has another place, unless its time was over an
 * hour before polling began: there may be very many of these.
 */
export const hasOwnPlace = ({ id, comesLater, deliverAt, onlyEndpointId }: Message, application: Fed) =>
  onlyEndpointId === null && (!comesLater || feed.isBefore(id, deliverAt!, fedSince(application)))

// When polling begins, a late message may be up to an hour old.
const fedSince = ({ polledSince = 0 }: Fed) => Math.max(0, polledSince - 2 * OLD_MS)

/**
 * Opens the segment after `from`, the end of the feed; undefined when no message follows. `fresh` are the first messages after
 * `from`.
 *
 * Order: the segment is stored with its end, then its messages are read, then they are stored in it. A message that is stored
 * after they were read finds the segment there, and sees that it is not in it (join-feed). Another process that opens the
 * same one, or finds it unsealed because its opener died, does the same, and one write wins.
 */
export async function open (
  engine: Storage,
  application: Fed,
  from: string,
  fresh: () => Promise<Message[]>
): Promise<Segment | undefined> {
  const { db, clock } = engine
  const now = clock.now()
  if ((idTimeMs(from) ?? 0) < now - OLD_MS - SLACK_MS) return await openOld(engine, application, from)
  const listed = await fresh()
  const added = await claimed(engine, application, from)
  if (listed.length === 0 && added.length === 0) return undefined
  const own = added.filter(({ again }) => again === undefined).map(({ msgId }) => msgId)
  const to = [idAfter(from), ...listed.slice(-1).map(({ id }) => id), ...own].sort().at(-1)!
  const segment: Segment = { from, to, added: added.map(({ segment: _, rev: _rev, ...one }) => one), moved: [], rev: 0 }
  const isOurs = await feed.writeSegment(db, application.id, segment, now)
  const whole = await sealed(engine, application, isOurs ? { ...segment, rev: 1 } : await known(engine, application, from))
  if (isOurs) for (const coming of added) await settle(engine, application.id, coming)
  return whole
}

/** A segment that no poll has read and that is too old for late messages needs no list of ids. */
async function openOld (engine: Storage, application: Fed, from: string): Promise<Segment> {
  const { db, clock } = engine
  const now = clock.now()
  // Where the beginning of a feed has expired, its rest is still there.
  const next = await feed.nextBeginning(db, application.id, from)
  const to = [startId('msg_', now - OLD_MS), ...(next === undefined ? [] : [next])].sort()[0]!
  const segment: Segment = { from, to, added: [], isOld: true, moved: [], rev: 0 }
  return await feed.writeSegment(db, application.id, segment, now) ? { ...segment, rev: 1 } : await known(engine, application, from)
}

async function known ({ db }: Storage, { id }: Fed, from: string): Promise<Segment> {
  const segment = await feed.readSegment(db, id, from)
  if (!segment) throw new Error(`The segment after ${from} is gone.`)
  return segment
}

/** The sealed segment: its messages are decided now when it is not sealed yet. */
export async function sealed (engine: Storage, application: Fed, segment: Segment): Promise<Segment> {
  if (segment.ids || segment.isOld) return segment
  const now = engine.clock.now()
  const listed = await listAfter(engine.db, application, { after: segment.from, upTo: segment.to }, { now, withPayload: false })
  const own = listed.filter(message => hasOwnPlace(message, application)).map(({ id }) => ({ key: id, msgId: id }))
  const whole = { ...segment, ids: [...own, ...segment.added].sort(byKey).map(entryOf) }
  if (await feed.writeSegment(engine.db, application.id, whole, now)) return { ...whole, rev: segment.rev + 1 }
  return await sealed(engine, application, await known(engine, application, segment.from))
}

/** How a segment notes a message of its list. */
const entryOf = ({ msgId, again }: Added) => again === undefined ? msgId : `${msgId}>${again}`

/** What an entry of a segment means: a message, and the polling endpoint that it is sent to again. */
export function readEntry (entry: string): { id: string, again?: string } {
  const at = entry.indexOf('>')
  return at === -1 ? { id: entry } : { id: entry.slice(0, at), again: entry.slice(at + 1) }
}

// A late message precedes those accepted after it. A scheduled message follows those accepted before its time.
const byKey = (one: Added, other: Added) => one.key < other.key ? -1 : one.key > other.key ? 1 : 0

/** Messages that are still to come, due and in no segment yet, claimed for the segment that is being opened. */
async function claimed (engine: Storage, application: Fed, from: string): Promise<Coming[]> {
  const { id: appId } = application
  const found = await feed.comingBy(engine.db, appId, { since: fedSince(application), until: engine.clock.now(), limit: COMING_AT_ONCE })
  const ours: Coming[] = []
  for (const coming of found) {
    const own = await claim(engine, appId, coming, from)
    if (own) ours.push(own)
  }
  return ours
}

/** Claims a message for the segment after `from`; undefined when it is in another one. Processes that open one segment claim the same. */
async function claim (engine: Storage, appId: string, found: Coming, from: string): Promise<Coming | undefined> {
  const { db, clock } = engine
  let coming: Coming | undefined = found
  while (coming && coming.segment !== from) {
    const { segment } = coming
    const shown = segment === undefined ? undefined : await feed.readSegment(db, appId, segment)
    if (shown?.added.some(one => isSame(one, found)) || await hasMoved(engine, appId, coming)) {
      await settle(engine, appId, coming)
      return undefined
    }
    const own: Coming = { ...coming, segment: from }
    if (await feed.claimComing(db, appId, own, clock.now())) return { ...own, rev: own.rev + 1 }
    coming = await feed.readComing(db, appId, coming.key)
  }
  return coming
}

// A repeated request may have noted a late message again after it was added. Sent again it may be many times.
const isSame = (one: Added, other: Added) =>
  other.again === undefined ? one.again === undefined && one.msgId === other.msgId : one.key === other.key

async function hasMoved ({ db }: Storage, appId: string, { key, msgId, again }: Coming): Promise<boolean> {
  if (again !== undefined) return await feed.readShown(db, appId, key) !== undefined
  const own = await feed.segmentBefore(db, appId, msgId)
  return own?.moved.includes(msgId) === true
}

/**
 * Order: the segment of the message's id notes that the message has moved, or a row that it was sent again; then the row of the late
 * message is removed. So no repeated request, and no write that is applied late, adds it twice.
 */
async function settle (engine: Storage, appId: string, coming: Coming): Promise<void> {
  const { db, clock } = engine
  while (coming.again === undefined) {
    const own = await feed.segmentBefore(db, appId, coming.msgId)
    if (!own || own.to < coming.msgId || own.moved.includes(coming.msgId)) break
    const moved = [...own.moved, coming.msgId].slice(-MOST_MOVED)
    if (await feed.writeSegment(db, appId, { ...own, moved }, clock.now())) break
  }
  if (coming.again !== undefined) await feed.noteShown(db, appId, coming, clock.now())
  await feed.forgetComing(db, appId, coming)
}
