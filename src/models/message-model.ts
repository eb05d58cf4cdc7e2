import dynamoose from 'dynamoose'
import { due, expiresAt, hashKey, rangeKey, type Due } from './attributes.js'

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

const typeKey = { type: String, index: { name: 'byType', type: 'global' as const, rangeKey: 'id', project: false } }

/** `due` holds the fan-out that is still to be done: set where no stream announces a new message, or when what the stream led to failed. */
export const messageSchema = new dynamoose.Schema({
  list: hashKey, id: rangeKey, data: String, payload: Buffer, expiresAt, typeKey, ...due
})
