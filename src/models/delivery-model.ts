import dynamoose from 'dynamoose'
import { due, expiresAt, hashKey, rangeKey, type Due } from './attributes.js'

export interface DeliveryItem extends Due {
  endpointId: string
  msgId: string
  rev: number
  /** JSON of the state: see repositories/deliveries. */
  data: string
  expiresAt: number
}

export const deliverySchema = new dynamoose.Schema({
  endpointId: hashKey, msgId: rangeKey, rev: Number, data: String, expiresAt, ...due
})
