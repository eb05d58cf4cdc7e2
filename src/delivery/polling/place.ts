import { startId } from '../../lib/ids.js'
import { BEGINNING } from '../../repositories/feed.js'

/** A place in the feed of an application. The messages before it, and their order, never change. */
export interface Place {
  /** The segment that begins after this id. */
  segment: string
  /** The number of its messages that were passed; absent: 0. */
  taken?: number
  /** In a segment without a list of ids: the last message that was passed. */
  id?: string
  /** Only messages of this time or later are shown, Unix ms. */
  after?: number
}

/** The place before the first stored message. */
export const EARLIEST: Place = { segment: BEGINNING }

/** The same place in the next segment. */
export const nextSegment = ({ after }: Place, to: string): Place => ({ segment: to, ...(after !== undefined && { after }) })

/** The id after which messages are returned, for a place at the beginning of its segment. */
export function lowestId ({ segment, id = segment, after }: Place): string {
  const bound = after === undefined ? '' : startId('msg_', after - 1)
  return bound > id ? bound : id
}
