import type { Segment } from '../../repositories/feed.js'
import { listAfter } from '../../repositories/message-feed.js'
import * as messages from '../../repositories/messages.js'
import type { Message } from '../../repositories/messages.js'
import type { Storage } from '../engine.js'
import { lowestId, nextSegment, type Place } from './place.js'
import { hasOwnPlace, type Fed } from './segments.js'

// How many messages are read at a time.
const CHUNK = 100

/** Whether a message is of the time at which a place begins, or later. */
export const isDueBy = (message: Message, { after }: Place): boolean => after === undefined || messages.keptFrom(message) >= after

/** A segment, and those of its messages that are known already. */
export interface Found { segment: Segment, fresh: ReadonlyMap<string, Message>, withPayload?: boolean }

/** A message of a segment with the place after it; undefined when the message has expired or is not selected. */
export interface Passed { message: Message | undefined, place: Place }

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
  const ids = segment.ids.slice(first, first + CHUNK)
  const unknown = ids.filter(id => !fresh.has(id))
  const read = unknown.length === 0 ? [] : await messages.readMany(engine.db, application.id, unknown, options)
  const byId = new Map(read.map(message => [message.id, message]))
  const passed = ids.map((id, at) => ({ message: fresh.get(id) ?? byId.get(id), place: { ...place, taken: first + at + 1 } }))
  return endOf(segment, place, passed, first + ids.length >= segment.ids.length)
}

interface Listing { place: Place, options: messages.ReadOptions }

async function takeListed ({ db }: Storage, application: Fed, segment: Segment, { place, options }: Listing): Promise<Taken> {
  const stretch = { after: lowestId(place), upTo: segment.to, limit: CHUNK }
  const listed = await listAfter(db, application, stretch, options)
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
