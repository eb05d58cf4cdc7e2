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
}

/** `due` is set only where no stream announces a new message: it holds the fan-out that is still to be done. */
export const messageSchema = new dynamoose.Schema({
  list: hashKey, id: rangeKey, data: String, payload: Buffer, expiresAt, ...due
})
