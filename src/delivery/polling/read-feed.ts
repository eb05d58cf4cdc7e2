import { startId } from '../../lib/ids.js'
import * as feed from '../../repositories/feed.js'
import type { Segment } from '../../repositories/feed.js'
import { listAfter } from '../../repositories/message-feed.js'
import * as messages from '../../repositories/messages.js'
import type { Message } from '../../repositories/messages.js'
import type { Engine, Storage } from '../engine.js'
import { createRoom } from './page-size.js'
import { EARLIEST, lowestId, nextSegment, type Place } from './place.js'
import { hasOwnPlace, open, sealed, SEGMENT_SIZE, type Fed } from './segments.js'

export interface Asked {
  limit: number
  /** Which messages are shown; the others are passed. */
  wants: (message: Message) => boolean
  /** Nothing is shown for now, and no place moves. */
  isClosed?: boolean
}

export interface Read {
  /** What is shown, and the place after each. */
  shown: Array<{ message: Message, place: Place }>
  /** Where to go on. */
  next: Place
  /** Nothing follows for now. */
  done: boolean
}

// A page that shows little of what it passes ends after so many segments, and says where to go on.
const MOST_SEGMENTS = 8
// So many messages are read at a time when some of them may not be wanted.
const CHUNK = 100

/**
 * What follows a place in the feed of an application: at most `limit` messages in the order of the feed, the same for everyone who
 * asks, now and later. A poll that finds nothing reads once, and every ten seconds in a process a few times more.
 */
export async function readFeed (engine: Storage & Pick<Engine, 'pollers'>, application: Fed, from: Place, asked: Asked): Promise<Read> {
  if (asked.isClosed) return { shown: [], next: from, done: true }
  const room = createRoom(asked.limit)
  const shown: Read['shown'] = []
  let next = from
  for (let count = 0; count < MOST_SEGMENTS; count++) {
    const found = await segmentAt(engine, application, next)
    if (!found) return { shown, next, done: true }
    for (;;) {
      const taken = await take(engine, application, found, next)
      for (const { message, place } of taken.passed) {
        if (message && isDueBy(message, place) && asked.wants(message)) {
          if (!room.take(message)) return { shown, next, done: false }
          shown.push({ message, place })
        }
        next = place
      }
      next = taken.next
      if (taken.isWhole) break
    }
    if (room.left() === 0) return { shown, next, done: false }
  }
  return { shown, next, done: false }
}

/** The place before everything of an instant (Unix ms) or later. */
export async function placeAt ({ db }: Storage, { id: appId }: Fed, after: number): Promise<Place> {
  const id = startId('msg_', after)
  const own = await feed.segmentBefore(db, appId, id)
  if (!own) return { ...EARLIEST, after }
  return { segment: own.to > id ? own.from : own.to, after }
}

const isDueBy = (message: Message, { after }: Place) => after === undefined || messages.keptFrom(message) >= after

interface Found { segment: Segment, fresh: ReadonlyMap<string, Message> }

/** The segment that a place lies in, opened if there is something to show and it is not yet. */
async function segmentAt (engine: Storage & Pick<Engine, 'pollers'>, application: Fed, place: Place): Promise<Found | undefined> {
  const { db, clock, pollers } = engine
  const isInside = place.taken !== undefined || place.id !== undefined
  const now = clock.now()
  const after = lowestId(place)
  const fresh = isInside ? [] : await listAfter(db, application, { after, limit: SEGMENT_SIZE }, { now, withPayload: true })
  const isLook = !isInside && fresh.length === 0
  if (isLook && !pollers.isLookDue(application.id, now)) return undefined
  const known = await feed.readSegment(db, application.id, place.segment)
  const segment = known
    ? await sealed(engine, application, known)
    : await open(engine, application, place.segment, async () => after === place.segment
      ? fresh
      : await listAfter(db, application, { after: place.segment, limit: SEGMENT_SIZE }, { now, withPayload: false }))
  if (isLook) await lookWhenNextComes(engine, application.id, now)
  return segment && { segment, fresh: new Map(fresh.map(message => [message.id, message])) }
}

async function lookWhenNextComes ({ db, pollers }: Storage & Pick<Engine, 'pollers'>, appId: string, now: number): Promise<void> {
  const key = await feed.nextComing(db, appId, now)
  if (key !== undefined) pollers.lookAt(appId, messages.timestampOf({ id: key }))
}

interface Taken {
  /** Messages of the segment with the place after each; undefined: it is gone. */
  passed: Array<{ message: Message | undefined, place: Place }>
  next: Place
  /** The segment has no more. */
  isWhole: boolean
}

async function take (engine: Storage, application: Fed, { segment, fresh }: Found, place: Place): Promise<Taken> {
  if (!segment.ids) return await takeListed(engine, application, segment, place)
  const first = place.taken ?? 0
  const ids = segment.ids.slice(first, first + CHUNK)
  const unknown = ids.filter(id => !fresh.has(id))
  const options = { now: engine.clock.now(), withPayload: true }
  const read = unknown.length === 0 ? [] : await messages.readMany(engine.db, application.id, unknown, options)
  const byId = new Map(read.map(message => [message.id, message]))
  const passed = ids.map((id, at) => ({ message: fresh.get(id) ?? byId.get(id), place: { ...place, taken: first + at + 1 } }))
  return endOf(segment, place, passed, first + ids.length >= segment.ids.length)
}

async function takeListed ({ db, clock }: Storage, application: Fed, segment: Segment, place: Place): Promise<Taken> {
  const stretch = { after: lowestId(place), upTo: segment.to, limit: CHUNK }
  const listed = await listAfter(db, application, stretch, { now: clock.now(), withPayload: true })
  const passed = listed.map(message => ({
    message: hasOwnPlace(message) && !segment.moved.includes(message.id) ? message : undefined,
    place: { ...place, id: message.id }
  }))
  return endOf(segment, place, passed, listed.length < CHUNK)
}

// After its last message a place is that of the next segment.
function endOf ({ to }: Segment, place: Place, passed: Taken['passed'], isWhole: boolean): Taken {
  const next = isWhole ? nextSegment(place, to) : passed.at(-1)!.place
  const last = passed.at(-1)
  if (isWhole && last) last.place = next
  return { passed, next, isWhole }
}
