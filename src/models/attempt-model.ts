import dynamoose from 'dynamoose'
import { expiresAt, hashKey, rangeKey } from './attributes.js'

export interface AttemptItem {
  msgId: string
  id: string
  endpointId: string
  /** JSON of what is only carried. */
  data: string
  expiresAt: number
}

export const attemptSchema = new dynamoose.Schema({
  msgId: hashKey,
  id: rangeKey,
  endpointId: { type: String, index: { name: 'byEndpoint', type: 'global', rangeKey: 'id', project: true } },
  data: String,
  expiresAt
})
