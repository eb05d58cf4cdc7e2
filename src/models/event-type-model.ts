import dynamoose from 'dynamoose'
import { hashKey, rangeKey } from './attributes.js'

export interface EventTypeItem {
  orgId: string
  name: string
  rev: number
  /** JSON of what is only carried. */
  data: string
}

export const eventTypeSchema = new dynamoose.Schema({ orgId: hashKey, name: rangeKey, rev: Number, data: String })
