import type { AttributesOf } from './attributes.js'
import type { Due } from './due-item.js'

export interface MessageItem extends Due {
  /** The application's id, or one shard of its list. */
  list: string
  id: string
  /** JSON of what is only carried. */
  data: string
  /** The payload's bytes as sent, or compressed; absent when expunged or kept in the blob store. */
  payload?: Buffer
  expiresAt: number
  /** The list and the event type: a filter that matches little reads this index instead of the list. */
  typeKey: string
}

/**
 * `due` holds the fan-out that is still to be done: set where no stream announces a new message, or when what the stream led
 * to failed.
 */
export const messageAttributes = { data: String, payload: Buffer } satisfies AttributesOf<Pick<MessageItem, 'data' | 'payload'>>
