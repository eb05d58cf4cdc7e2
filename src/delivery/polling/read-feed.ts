import { idTimeMs, startId } from '../../lib/ids.js'
import * as feed from '../../repositories/feed.js'
import type { Segment } from '../../repositories/feed.js'
import { listAfter } from '../../repositories/message-feed.js'
import * as messages from '../../repositories/messages.js'
import type { Message } from '../../repositories/messages.js'
import type { Engine, Storage } from '../engine.js'
import { createRoom } from './page-size.js'
import { EARLIEST, lowestId, type Place } from './place.js'
import { COMING_AT_ONCE, open, sealed, SEGMENT_SIZE, type Fed } from './segments.js'
import { selected, take, type Found, type Passed, type Selection } from './take.js'

export type Polling = Storage & Pick<Engine, 'pollers'>

export interface Asked extends Selection {
  limit: number
  /** Polls return nothing, and places do not move. */
  isClosed?: boolean
}

export interface Read {
  /** The messages, each with the place after it. */
  shown: Array<{ message: Message, place: Place }>
  /** Where to go on. */
  next: Place
  /** Nothing follows at present. */
  done: boolean
}

// The most segments that one page reads, when it skips most messages.
const MOST_SEGMENTS = 8

/**
 * Returns at most `limit` messages after a place in the feed of an application, in the order of the feed. The order is the same for
 * every reader, at any time. A poll that finds nothing makes one read, and four about every ten seconds.
 */
export async function readFeed (engine: Polling, application: Fed, from: Place, asked: Asked): Promise<Read> {
  if (asked.isClosed) return { shown: [], next: from, done: true }
  const page = createPage(from, asked)
  let hasLooked = false
  for (let count = 0; count < MOST_SEGMENTS && !page.isFull(); count++) {
    const found = await segmentAt(engine, application, { place: page.next(), isOnTheWay: count > 0, hasLooked })
    if (!found) return { ...page.read(), done: true }
    // An old segment takes in nothing that is still to come.
    hasLooked = !found.segment.isOld
    await passSegment(engine, application, { ...found, sinkId: asked.sinkId }, page)
  }
  return { ...page.read(), done: false }
}

async function passSegment (engine: Storage, application: Fed, found: Found, page: FeedPage): Promise<void> {
  for (;;) {
    const taken = await take(engine, application, found, page.next())
    if (!taken.passed.every(page.pass)) return
    page.goOn(taken.next)
    if (taken.isWhole) return
  }
}

type FeedPage = ReturnType<typeof createPage>

function createPage (from: Place, asked: Asked) {
  const room = createRoom(asked.limit)
  const shown: Read['shown'] = []
  let next = from
  let hasEnded = false
  return {
    next: () => next,
    isFull: () => hasEnded || room.left() === 0,
    read: () => ({ shown, next }),
    goOn (place: Place) { next = place },
    /** Adds a message to the page if it is selected; false when the page has no room for it. */
    pass (passed: Passed): boolean {
      const { place } = passed
      const message = selected(passed, place, asked)
      if (message && !room.take(message)) {
        hasEnded = true
        return false
      }
      if (message) shown.push({ message, place })
      next = place
      return true
    }
  }
}

/**
 * The place before the first message at or after an instant (Unix ms). Ids have the time in steps: the messages of the whole step
 * follow, so that none is passed over.
 */
export async function placeAt ({ db }: Storage, { id: appId }: Fed, instant: number): Promise<Place> {
  const id = startId('msg_', instant)
  const after = idTimeMs(id)!
  const own = await feed.segmentBefore(db, appId, id)
  if (!own) return { ...EARLIEST, after }
  return { segment: own.to > id ? own.from : own.to, after }
}

/** The segment of a place. It is opened when there is none yet and a message follows. */
async function segmentAt (
  engine: Polling,
  application: Fed,
  { place, isOnTheWay, hasLooked }: { place: Place, isOnTheWay: boolean, hasLooked: boolean }
): Promise<Found | undefined> {
  const now = engine.clock.now()
  const { fresh, isIdle, isDue } = await look(engine, application, place, hasLooked)
  if (isIdle && !isOnTheWay) return undefined
  const known = await feed.readSegment(engine.db, application.id, place.segment)
  if (!known && isIdle) return undefined
  const segment = known ? await sealed(engine, application, known) : await opened(engine, application, place, fresh)
  if (isDue) await lookWhenNextComes(engine, application.id, now)
  if (segment?.added.length) engine.pollers.added(application.id, segment.from)
  // There may be more: the next poll finds them.
  if (segment && segment.added.length >= COMING_AT_ONCE) engine.pollers.lookAt(application.id, now)
  return segment && { segment, fresh: new Map(fresh.map(message => [message.id, message])) }
}

interface Look {
  /** The first messages that the list has after the place. */
  fresh: Message[]
  /** The list has none, and no look for late and scheduled messages is due. */
  isIdle: boolean
  isDue: boolean
}

// A poll that has just returned messages has looked.
async function look ({ db, clock, pollers }: Polling, application: Fed, place: Place, hasLooked: boolean): Promise<Look> {
  if (isInside(place)) return { fresh: [], isIdle: false, isDue: false }
  const now = clock.now()
  const fresh = await listAfter(db, application, firstAt(place), { now, withPayload: true })
  const isDue = fresh.length === 0 && !hasLooked && pollers.isLookDue(application.id, place.segment, now)
  return { fresh, isDue, isIdle: fresh.length === 0 && !isDue }
}

const isInside = ({ taken, id }: Place) => taken !== undefined || id !== undefined
const firstAt = (place: Place) => ({ after: lowestId(place), limit: SEGMENT_SIZE })

// A place after the beginning of its segment skips the messages before it.
async function opened (engine: Polling, application: Fed, place: Place, fresh: Message[]): Promise<Segment | undefined> {
  const { segment: after } = place
  return await open(engine, application, after, async () => lowestId(place) === after
    ? fresh
    : await listAfter(engine.db, application, { ...firstAt(place), after }, { now: engine.clock.now(), withPayload: false }))
}

async function lookWhenNextComes ({ db, pollers }: Polling, appId: string, now: number): Promise<void> {
  const key = await feed.nextComing(db, appId, now)
  if (key !== undefined) pollers.lookAt(appId, messages.timestampOf({ id: key }))
}
