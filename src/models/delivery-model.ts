import { tableSchema, type Due } from './table-schema.js'

export interface DeliveryItem extends Due {
  endpointId: string
  msgId: string
  rev: number
  /** JSON of the state: see repositories/deliveries. */
  data: string
  expiresAt: number
}

export const deliverySchema = tableSchema('deliveries', { rev: Number, data: String })
