import type { Segment } from '../../repositories/feed.js'
import { listAfter } from '../../repositories/message-feed.js'
import * as messages from '../../repositories/messages.js'
import type { Message } from '../../repositories/messages.js'
import type { Storage } from '../engine.js'
import { lowestId, nextSegment, type Place } from './place.js'
import { hasOwnPlace, readEntry, type Fed } from './segments.js'

// How many messages are read at a time.
const CHUNK = 100

export interface Selection {
  /** Selects the messages to return; the others are skipped. What is sent again by hand has passed the filters of its endpoint. */
  wants: (message: Message, isAgain: boolean) => boolean
  /** Who reads; absent: nothing that was sent again is shown. */
  sinkId?: string
}

/** The message that was passed, when it is selected and of the time at which a place begins, or later. */
export function selected ({ message, isAgain = false }: Passed, { after }: Place, { wants }: Selection): Message | undefined {
  const isDue = message && (after === undefined || isAgain || messages.keptFrom(message) >= after)
  return isDue && wants(message, isAgain) ? message : undefined
}

/** A segment, and those of its messages that are known already. */
export interface Found {
  segment: Segment
  fresh: ReadonlyMap<string, Message>
  withPayload?: boolean
  /** Who reads: what was sent again to another polling endpoint is not for it. */
  sinkId?: string | undefined
}

/** A message of a segment with the place after it; undefined when the message has expired or is not for the reader. */
export interface Passed { message: Message | undefined, isAgain?: boolean, place: Place }

export interface Taken {
  passed: Passed[]
  next: Place
  /** The segment has no more. */
  isWhole: boolean
}

/** The next messages of a segment after a place in it. */
export async function take (engine: Storage, application: Fed, found: Found, place: Place): Promise<Taken> {
  const { segment, fresh, withPayload = true } = found
  const options = { now: engine.clock.now(), withPayload }
  if (!segment.ids) return await takeListed(engine, application, segment, { place, options })
  const first = place.taken ?? 0
  const entries = segment.ids.slice(first, first + CHUNK).map(readEntry)
  const isOurs = ({ again }: { again?: string }) => again === undefined || again === found.sinkId
  const unknown = [...new Set(entries.filter(isOurs).map(({ id }) => id))].filter(id => !fresh.has(id))
  const read = unknown.length === 0 ? [] : await messages.readMany(engine.db, application.id, unknown, options)
  const byId = new Map(read.map(message => [message.id, message]))
  const passed = entries.map((entry, at) => ({
    message: isOurs(entry) ? fresh.get(entry.id) ?? byId.get(entry.id) : undefined,
    isAgain: entry.again !== undefined,
    place: { ...place, taken: first + at + 1 }
  }))
  return endOf(segment, place, passed, first + entries.length >= segment.ids.length)
}

interface Listing { place: Place, options: messages.ReadOptions }

async function takeListed ({ db }: Storage, application: Fed, segment: Segment, { place, options }: Listing): Promise<Taken> {
  const stretch = { after: lowestId(place), upTo: segment.to, limit: CHUNK }
  const listed = await listAfter(db, application, stretch, options)
  const passed = listed.map(message => ({
    message: hasOwnPlace(message, application) && !segment.moved.includes(message.id) ? message : undefined,
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
