import type { AttributesOf } from './attributes.js'
import type { Due } from './due-item.js'

export interface DeliveryItem extends Due {
  endpointId: string
  msgId: string
  rev: number
  /** JSON of the state: see repositories/deliveries. */
  data: string
  expiresAt: number
}

export const deliveryAttributes = { rev: Number, data: String } satisfies AttributesOf<Pick<DeliveryItem, 'rev' | 'data'>>
