import * as feed from '../../repositories/feed.js'
import { listAfter } from '../../repositories/message-feed.js'
import * as messages from '../../repositories/messages.js'
import type { Message } from '../../repositories/messages.js'
import type { Storage } from '../engine.js'
import { lowestId, type Place } from './place.js'
import { hasOwnPlace, type Fed } from './segments.js'
import { selected, take, type Passed, type Selection } from './take.js'

/** How far a place is behind the end of the feed. */
export interface Lag {
  /** How many messages follow; `MOST_COUNTED` stands for these or more. */
  count: number
  /** The first of them: when it was accepted, Unix ms. */
  since?: number
}

/** So many messages are counted at most. */
export const MOST_COUNTED = 250

// The most segments that one count reads, when it skips most messages.
const MOST_SEGMENTS = 8

/**
 * Counts the messages after a place that are wanted, without their payloads and without a write: what was read before by the segments
 * of the feed, the rest by the list of messages. Late messages that no poll has found yet are not counted.
 */
export async function lagOf (engine: Storage, application: Fed, from: Place, asked: Selection): Promise<Lag> {
  const lag: Lag = { count: 0 }
  let place = from
  const add = (passed: Passed) => {
    const message = selected(passed, from, asked)
    if (!message || lag.count === MOST_COUNTED) return
    lag.since ??= messages.timestampOf(message)
    lag.count++
  }
  for (let read = 0; read < MOST_SEGMENTS && lag.count < MOST_COUNTED; read++) {
    const segment = await feed.readSegment(engine.db, application.id, place.segment)
    if (!segment) {
      for (const message of await notRead(engine, application, place)) add({ message, place })
      return lag
    }
    for (let isWhole = false; !isWhole && lag.count < MOST_COUNTED;) {
      const taken = await take(engine, application, { segment, fresh: new Map(), withPayload: false, sinkId: asked.sinkId }, place)
      taken.passed.forEach(add);
      ({ next: place, isWhole } = taken)
    }
  }
  return lag
}

/** The messages that no poll has read yet. */
async function notRead ({ db, clock }: Storage, application: Fed, place: Place): Promise<Message[]> {
  const now = clock.now()
  const stretch = { after: lowestId(place), limit: MOST_COUNTED }
  return (await listAfter(db, application, stretch, { now, withPayload: false })).filter(message => hasOwnPlace(message, application))
}
