import { startId } from '../../lib/ids.js'
import { BEGINNING } from '../../repositories/feed.js'

/** A place in the feed of an application: what was shown before it, and what follows, never changes. */
export interface Place {
  /** The segment that begins after this id. */
  segment: string
  /** How many of its messages were passed; absent: none. */
  taken?: number
  /** In a segment that shows what the list has: the last message that was passed. */
  id?: string
  /** Only messages of this time or later are shown, Unix ms. */
  after?: number
}

/** Before everything that is kept. */
export const EARLIEST: Place = { segment: BEGINNING }

/** The same place in the next segment. */
export const nextSegment = ({ after }: Place, to: string): Place => ({ segment: to, ...(after !== undefined && { after }) })

/** The id that what is shown lies above, for a place at the beginning of its segment. */
export function lowestId ({ segment, id = segment, after }: Place): string {
  const bound = after === undefined ? '' : startId('msg_', after - 1)
  return bound > id ? bound : id
}
