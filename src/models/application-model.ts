import dynamoose from 'dynamoose'
import { expiresAt, hashKey, rangeKey } from './attributes.js'

export interface ApplicationItem {
  orgId: string
  id: string
  rev: number
  /** JSON of what is only carried. */
  data: string
  /** Unix milliseconds; set on the tombstone that a deletion leaves. */
  deletedAt?: number
  expiresAt?: number
}

export const applicationSchema = new dynamoose.Schema({
  orgId: hashKey, id: rangeKey, rev: Number, data: String, deletedAt: Number, expiresAt
})
