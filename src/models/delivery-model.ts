import type { UNDELIVERED } from '../facts/table-definitions.js'
import type { AttributesOf } from './attributes.js'
import type { Due } from './due-item.js'

export interface DeliveryItem extends Due {
  endpointId: string
  msgId: string
  rev: number
  /** JSON of the state: see repositories/deliveries. */
  data: string
  expiresAt: number
  /** Application and state, while it has not succeeded; see facts/table-definitions. */
  [UNDELIVERED.hash]?: string
  /** Message and endpoint, as the list of deliveries is ordered. */
  [UNDELIVERED.range]?: string
}

export const deliveryAttributes = { rev: Number, data: String } satisfies AttributesOf<Pick<DeliveryItem, 'rev' | 'data'>>
