import dynamoose from 'dynamoose'
import { expiresAt, hashKey, rangeKey } from './attributes.js'

export interface EndpointItem {
  appId: string
  id: string
  rev: number
  /** JSON of what is only carried, the sealed secrets included. */
  data: string
  /** Unix milliseconds; set on the tombstone that a deletion leaves. */
  deletedAt?: number
  expiresAt?: number
}

export const endpointSchema = new dynamoose.Schema({
  appId: hashKey, id: rangeKey, rev: Number, data: String, deletedAt: Number, expiresAt
})
