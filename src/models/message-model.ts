import type { AttributesOf } from './attributes.js'
import type { Due } from './due-item.js'

export interface MessageItem extends Due {
  /** The application's id, or the name of one shard of its list. */
  list: string
  id: string
  /** The other fields as JSON: no query needs them as attributes. */
  data: string
  /** The payload's bytes as sent, or compressed. Absent when it was expunged or is stored elsewhere. */
  payload?: Buffer
  expiresAt: number
  /**
   * The list with the event type, where the application asks for this index. Lists with a filter that few messages match read the index
   * instead of the list.
   */
  typeKey?: string
}

/**
 * The index `due` contains marks: fan-outs that are still to be done. A mark is set where no stream announces new
 * messages, or when the fan-out after a stream's record failed.
 */
export const messageAttributes = { data: String, payload: Buffer } satisfies AttributesOf<Pick<MessageItem, 'data' | 'payload'>>
