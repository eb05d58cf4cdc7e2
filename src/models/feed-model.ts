import type { AttributesOf } from './attributes.js'

/** What polling keeps beside the labels of messages: segments of feeds, messages that are still to come into one, places of consumers. */
export interface FeedItem {
  /** The application and the kind; of consumers, the polling endpoint as well. */
  label: string
  /** Where a segment begins; the time and the message that is to come; the consumer's id. */
  id: string
  /** JSON of what is only carried. */
  data: string
  /** How often it was written. */
  rev: number
  expiresAt: number
}

export const feedAttributes = { data: String, rev: Number } satisfies AttributesOf<Pick<FeedItem, 'data' | 'rev'>>
